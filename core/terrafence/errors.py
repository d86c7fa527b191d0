"""The one exception that people see."""


class UserError(Exception):
    """The job cannot be done as asked: a missing path, a bad setting. One line; every door shows it,
    exit code 2."""
