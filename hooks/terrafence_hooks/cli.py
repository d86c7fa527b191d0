"""The command line: finds the command, runs it, and is the boundary where trouble becomes an exit code.

Exit codes: 0 nothing blocks, 1 something does, 2 the job could not be done, 130 interrupted, 141 the reader
of the output went away. A command is imported only when it is the one that runs.
"""

import gc
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import NoReturn

from terrafence import __version__
from terrafence.errors import UserError, did_you_mean
from terrafence.record import NamedTuple
from terrafence_hooks.terminal import visible


def process() -> NoReturn:
    """The console script: `main`, tuned for a process that lives for a moment."""
    # Little of what a run makes dies before its end: looking for garbage, and taking everything apart at
    # exit, cost a fifth of a small run and give nothing back.
    gc.set_threshold(100_000)
    if not sys.stdout:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115
    code = main()
    sys.stderr.flush()
    os._exit(code)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs `terrafence` with these arguments (the process's own by default) and returns the exit code."""
    try:
        code = _run(list(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()
        return code
    except UserError as error:
        _say(f"terrafence: {_from_here(str(error))}")
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        _drop_output()
        return 141
    except Exception as bug:
        _say(_bug_report(bug))
        return 2


def _run(arguments: list[str]) -> int:
    first, rest = (arguments[0], arguments[1:]) if arguments else ("--help", [])
    if first in ("-h", "--help", "help"):
        print(_help())
        return 0
    if first in ("-V", "--version"):
        print(f"terrafence {__version__}")
        return 0
    command = COMMANDS.get(first)
    if command is None:
        raise UserError(f'there is no command "{first}"{did_you_mean(first, COMMANDS)} (terrafence --help)')
    return command.load()(rest)


# ---------------------------------------------------------------- the commands

Run = Callable[[list[str]], int]


class Command(NamedTuple):
    """One line about a command, and the import that gets it."""

    summary: str
    load: Callable[[], Run]


def _check() -> Run:
    from terrafence_hooks.commands.check import run

    return run


def _fix() -> Run:
    from terrafence_hooks.commands.fix import run

    return run


def _rules() -> Run:
    from terrafence_hooks.commands.rules import run

    return run


def _explain() -> Run:
    from terrafence_hooks.commands.explain import run

    return run


def _baseline() -> Run:
    from terrafence_hooks.commands.baseline import run

    return run


def _inventory() -> Run:
    from terrafence_hooks.commands.inventory import run

    return run


def _exceptions() -> Run:
    from terrafence_hooks.commands.exceptions import run

    return run


def _init() -> Run:
    from terrafence_hooks.commands.init import run

    return run


def _hook() -> Run:
    from terrafence_hooks.commands.hook import run

    return run


def _lsp() -> Run:
    from terrafence_hooks.commands.lsp import run

    return run


def _eval() -> Run:
    from terrafence_hooks.commands.evaluate import run

    return run


def _static_plan() -> Run:
    from terrafence_hooks.commands.static_plan import run

    return run


def _report() -> Run:
    from terrafence_hooks.commands.report import run

    return run


def _history() -> Run:
    from terrafence_hooks.commands.history import run

    return run


def _completions() -> Run:
    from terrafence_hooks.commands.completions import run

    return run


COMMANDS: Mapping[str, Command] = {
    "check": Command("report what is wrong in files and directories", _check),
    "fix": Command("write the fixes that are safe (--diff shows them)", _fix),
    "rules": Command("list the rules", _rules),
    "explain": Command("show the page of a rule", _explain),
    "init": Command("write settings, a baseline and the hook", _init),
    "baseline": Command("let the findings that there are be", _baseline),
    "exceptions": Command("list what is accepted, by whom and until when", _exceptions),
    "inventory": Command("list resources with their effective tags", _inventory),
    "hook": Command("what the pre-commit hooks run: file names in, modules judged", _hook),
    "eval": Command("say what expressions are worth, as terraform console does", _eval),
    "static-plan": Command("print the evaluated configuration in the shape of a plan's JSON", _static_plan),
    "report": Command("show for rules or controls what passed, failed, is excepted or unknown", _report),
    "history": Command("count findings in past commits, one JSON line each", _history),
    "completions": Command("print a script that completes the command line in a shell", _completions),
    "lsp": Command("start the language server on stdin and stdout", _lsp),
}


def _help() -> str:
    lines = ["usage: terrafence COMMAND [options]", "", "Security linting for Terraform.", ""]
    width = max(map(len, COMMANDS)) + 2
    lines += [f"  {name:<{width}}{command.summary}" for name, command in COMMANDS.items()]
    lines += ["", "terrafence COMMAND --help tells the options; terrafence --version the version.", ""]
    lines += ["Exit codes: 0 nothing blocks, 1 something does, 2 the job could not be done."]
    return "\n".join(lines)


# ---------------------------------------------------------------- trouble


def _say(text: str) -> None:
    """To the standard error, with nothing in it that could drive a terminal."""
    print("\n".join(visible(line) for line in text.split("\n")), file=sys.stderr)


def _from_here(message: str) -> str:
    """The core speaks of absolute paths; people stand in a directory."""
    here = os.getcwd()
    return message if here == "/" else message.replace(f"{here}/", "")


def _drop_output() -> None:
    """Nobody reads any more: without this the interpreter would complain when it flushes at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _bug_report(bug: Exception) -> str:
    import platform
    from traceback import extract_tb

    frames = extract_tb(bug.__traceback__)[-8:]
    where = [f"  {os.path.basename(frame.filename)}:{frame.lineno} in {frame.name}" for frame in frames]
    system = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    return "\n".join(
        [
            f"terrafence: a bug in terrafence itself: {type(bug).__name__}: {bug}",
            *where,
            f"terrafence {__version__}, {system}. Nothing can be said about the files of this run.",
            "Please report it with these lines, the command, and the smallest Terraform file that shows it.",
        ]
    )
