"""The command line and the git hooks: the core behind a process."""
