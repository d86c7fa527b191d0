"""`terrafence init`: settings, baseline and hook for a repository that has none."""

import os
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable

from terrafence import __version__
from terrafence.errors import UserError
from terrafence.files import Disk, Unreadable
from terrafence.git import EMPTY_TREE, Repository, repository_at
from terrafence.sections import schema
from terrafence.settings.document import is_data, is_list
from terrafence_hooks.arguments import parser
from terrafence_hooks.change import Change
from terrafence_hooks.commands import baseline
from terrafence_hooks.report.text import count
from terrafence_hooks.stanza import with_repo
from terrafence_hooks.takeover import Taken, take_over
from terrafence_hooks.terminal import visible
from terrafence_hooks.write import write_all

COMMITS = 50

_STANZA = """\
  - repo: local
    hooks:
      - id: terrafence
        name: terrafence
        entry: terrafence hook check
        language: python
        additional_dependencies: ["terrafence=={version}"]
        files: \\.(tf|tofu|tfvars)(\\.json)?$
        always_run: true
        require_serial: true
"""


class _Options(Namespace):
    sources: list[str]


def run(arguments: list[str]) -> int:
    """Writes what is not there yet, and says what the hook would have blocked. Raises UserError for what
    cannot be read or written."""
    options = options_parser().parse_args(arguments, namespace=_Options())
    here = os.getcwd()
    taken = [take_over(os.path.join(here, path)) for path in options.sources]
    if os.path.exists("terrafence.toml"):
        raise UserError("terrafence.toml is there already")
    write_all({f"{here}/terrafence.toml": _settings(taken).encode()})
    print("Wrote terrafence.toml: the defaults as comments" + (", and what was taken over" if taken else ""))
    for word in [word for item in taken for word in item.unknown]:
        print(f"not taken over: {word}: there is no such check here")
    for what in [what for item in taken for what in item.left]:
        print(visible(f"not taken over: {what}"))
    baseline.run([])
    _hook(here)
    repository = repository_at(here)
    if repository is not None:
        _history(repository)
    return 0


def _settings(taken: list[Taken]) -> str:
    lines = ["# Settings of terrafence. What is commented out shows what may be written."]
    for key, words in (
        ("ignore", [word for item in taken for word in item.ignore]),
        ("exclude", [word for item in taken for word in item.exclude]),
    ):
        if words:
            lines.append(f"{key} = {_quoted_list(words)}")
    properties = schema()["properties"]
    for key, about in properties.items() if is_data(properties) else ():
        if is_data(about):
            lines += ["", f"# {about.get('description', '')}", f"# {key} = {_sample(about)}"]
    for rule, paths in [local for item in taken for local in item.local]:
        lines += ["", "[[override]]", f"paths = {_quoted_list(paths)}", f"ignore = {_quoted_list([rule])}"]
    return "\n".join(lines) + "\n"


def _sample(about: dict[str, object]) -> str:
    choices = about.get("enum")
    if is_list(choices) and choices:
        return _quoted(str(choices[0]))
    return {"array": "[]", "object": "{}", "boolean": "false", "integer": "0"}.get(
        str(about.get("type")), '""'
    )


def _quoted_list(words: Iterable[str]) -> str:
    return f"[{', '.join(_quoted(word) for word in words)}]"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _hook(here: str) -> None:
    path = f"{here}/.pre-commit-config.yaml"
    stanza = _STANZA.format(version=__version__)
    try:
        text = Disk().read(path) if os.path.exists(path) else b"repos: []\n"
        with_hook = with_repo(text, stanza)
    except (UserError, Unreadable) as reason:
        print(visible(f"Add this to the repos of .pre-commit-config.yaml yourself, since {reason}:"))
        print(f"\n{stanza}")
        return
    if with_hook is None:
        print(".pre-commit-config.yaml runs terrafence already")
        return
    write_all({path: with_hook})
    print("Wrote the hook to .pre-commit-config.yaml: `pre-commit install` switches it on")


def _history(repository: Repository) -> None:
    """What the hook would have said to the last commits, with the settings of their own time."""
    from itertools import pairwise

    commits = repository.commits(COMMITS + 1)
    if commits and len(commits) <= COMMITS and not repository.shallow:
        commits.append(EMPTY_TREE)
    said = [(commit, _blocked(repository, parent, commit)) for commit, parent in pairwise(commits)]
    for commit, why in said:
        if why:
            print(visible(f"{commit[:12]} would have been blocked: {why}"))
    blocked = sum(bool(why) for _, why in said)
    print(f"Of the last {count(len(said), 'commit')} the hook would have blocked {blocked}")


def _blocked(repository: Repository, parent: str, commit: str) -> str:
    """Why the hook would have stopped a commit; empty when it would not."""
    from terrafence_hooks.gate import judge_change
    from terrafence_hooks.options import Options

    try:
        blocking = judge_change(Change(repository, (parent,), commit, ""), Options()).blocking
    except UserError as error:
        return str(error).replace(f"{repository.top}/", "")
    return count(blocking, "finding") if blocking else ""


def options_parser() -> ArgumentParser:
    """The options of `init`."""
    to = parser("init", "Writes settings, a baseline and the hook, and says what it would have blocked.")
    about = "take over the settings of another tool: .checkov.yaml, .trivyignore(.yaml), .tflint.hcl"
    to.add_argument("--from", dest="sources", action="append", default=[], metavar="FILE", help=about)
    return to
