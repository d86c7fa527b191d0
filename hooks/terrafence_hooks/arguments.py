"""The options that commands share, for argparse. Names are ruff's where ruff has one."""

import sys
from argparse import ArgumentParser, ArgumentTypeError, HelpFormatter

from terrafence.errors import did_you_mean
from terrafence_hooks.options import FORMATS, Output
from terrafence_hooks.terminal import terminal_width


def parser(command: str, summary: str) -> ArgumentParser:
    """An empty parser for one command."""
    width = terminal_width(sys.stdout)

    def formatter(prog: str) -> HelpFormatter:
        # argparse makes one for every option; one that has to find out the width imports shutil.
        return HelpFormatter(prog, width=width)

    name = f"terrafence {command}"
    return ArgumentParser(prog=name, description=summary, allow_abbrev=False, formatter_class=formatter)


def add_paths(to: ArgumentParser) -> None:
    """Files and directories; the working directory when none is named."""
    to.add_argument("paths", nargs="*", metavar="PATH", help="files or directories (default: .)")


def add_linting(to: ArgumentParser) -> None:
    """Which rules run, with which settings and variables, and what comes out."""
    add_selection(to)
    add_inputs(to)
    _add_output(to)


def add_change(to: ArgumentParser) -> None:
    """Judging a change instead of everything."""
    group = to.add_argument_group("changes (git)")
    help_base = "block only what is new since the history left this revision"
    group.add_argument("--diff-base", metavar="REV", help=help_base)
    group.add_argument("--staged", action="store_true", help="judge what is staged, by default against HEAD")


def add_fixing(to: ArgumentParser) -> None:
    """How far fixing goes, and whether it only shows."""
    add_unsafe(to)
    to.add_argument("--diff", action="store_true", help="show what fixing would change; write nothing")


def add_unsafe(to: ArgumentParser) -> None:
    """How far fixing goes."""
    also = "also fixes that replace, restart, cost or guess"
    to.add_argument("--unsafe-fixes", action="store_true", help=also)


def add_selection(to: ArgumentParser) -> None:
    """Which rules run, and which findings block."""
    group = to.add_argument_group("rules")
    add = group.add_argument
    add("--select", type=_words, action="extend", default=[], metavar="RULE,...", help=_SELECT)
    add(
        "--ignore", type=_words, action="extend", default=[], metavar="RULE,...", help="leave these rules out"
    )
    levels = ("block", "warn", "note")
    add("--fail-on", choices=levels, help="the lowest level that makes the exit code 1 (default: block)")


_SELECT = "only these rules: ids, prefixes of ids such as aws-s3, other tools' ids (replaces the settings')"


def add_inputs(to: ArgumentParser) -> None:
    """Which settings file holds, and the values of root variables."""
    group = to.add_argument_group("settings and variables")
    add = group.add_argument
    add("--config", metavar="FILE", help="read this settings file instead of looking for one")
    add("--isolated", action="store_true", help="read no settings file")
    absent = "fail when a module that is called is not installed"
    add("--require-modules", action="store_true", help=absent)
    help_var = "a root variable's value, as for terraform"
    add(
        "--var",
        dest="variables",
        type=pair,
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help=help_var,
    )
    add(
        "--var-file",
        dest="var_files",
        action="append",
        default=[],
        metavar="FILE",
        help="a file of such values",
    )


def _add_output(to: ArgumentParser) -> None:
    group = to.add_argument_group("output")
    add = group.add_argument
    add(
        "--format",
        "--output-format",
        choices=FORMATS,
        default="text",
        metavar="FORMAT",
        help=f"{', '.join(FORMATS)} (default: text)",
    )
    add("-o", "--output-file", metavar="FILE", help="write the report there instead of the standard output")
    add(
        "--output",
        dest="outputs",
        type=_output,
        action="append",
        default=[],
        metavar="FORMAT=FILE",
        help="write a further report to a file; may be given several times",
    )
    add("--hide-suppressed", action="store_true", help="leave suppressed findings out of machine formats")
    add("--statistics", action="store_true", help="count findings by rule")
    add("--show-undecided", action="store_true", help="list what could not be decided, and why")
    add("--show-notes", action="store_true", help="show findings of level note in text too")
    add("--exit-zero", action="store_true", help="exit 0 although something blocks")
    add("-q", "--quiet", action="store_true", help="print findings and nothing else")
    add("--no-color", action="store_true", help="no colours (NO_COLOR and FORCE_COLOR are obeyed too)")


def _words(text: str) -> list[str]:
    words = [word.strip() for word in text.split(",")]
    if not all(words):
        raise ArgumentTypeError("expected rule ids with commas between them")
    return words


def _output(text: str) -> Output:
    name, equals, path = text.partition("=")
    if not equals or not path:
        raise ArgumentTypeError(f'expected FORMAT=FILE, not "{text}"')
    for known in FORMATS:
        if name == known:
            return Output(known, path)
    raise ArgumentTypeError(f'there is no format "{name}"{did_you_mean(name, FORMATS)}')


def pair(text: str) -> tuple[str, str]:
    """`NAME=VALUE`."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise ArgumentTypeError(f'expected NAME=VALUE, not "{text}"')
    return name.strip(), value
