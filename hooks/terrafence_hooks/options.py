"""What `check`, `fix` and the hooks can be asked for."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from terrafence.record import NamedTuple

if TYPE_CHECKING:
    from argparse import ArgumentParser

Format: TypeAlias = Literal[
    "text",
    "concise",
    "json",
    "jsonl",
    "sarif",
    "junit",
    "github",
    "gitlab",
    "rdjson",
    "markdown",
    "html",
]
FORMATS: tuple[Format, ...] = get_args(Format)


class Output(NamedTuple):
    """A report that goes to a file."""

    format: Format
    path: str


class Options:
    """What was asked for; as made, what holds when only paths are named."""

    def __init__(self, paths: Iterable[str] = ()) -> None:
        self.paths: list[str] = list(paths)
        self.select: list[str] = []
        self.ignore: list[str] = []
        self.isolated: bool = False
        self.config: str | None = None
        self.fail_on: str | None = None
        self.variables: list[tuple[str, str]] = []
        self.var_files: list[str] = []
        self.diff_base: str | None = None
        self.staged: bool = False
        self.require_modules: bool = False
        self.add_ignore: str | None = None
        self.fix: bool = False
        self.diff: bool = False
        self.unsafe_fixes: bool = False
        self.format: Format = "text"
        self.output_file: str | None = None
        self.outputs: list[Output] = []
        self.hide_suppressed: bool = False
        self.exit_zero: bool = False
        self.statistics: bool = False
        self.show_undecided: bool = False
        self.show_notes: bool = False
        self.quiet: bool = False
        self.no_color: bool = False

    @property
    def wants_everything(self) -> bool:
        """Whether the report on a change is to tell of what was there before too."""
        formats = {self.format, *(output.format for output in self.outputs)}
        told = self.statistics or self.show_undecided or self.require_modules
        return told or not formats <= {"text", "concise", "github"}

    @property
    def judges_change(self) -> bool:
        """Whether a change was asked about, not everything there is."""
        return self.staged or self.diff_base is not None


def options_of(arguments: Sequence[str], parser: "Callable[[], ArgumentParser]") -> Options:
    """The options on a command line. Exits with code 2 and the usage when they cannot be understood."""
    if not any(argument.startswith("-") for argument in arguments):
        # Paths alone, as hooks name them: argparse takes as long to load as a small file takes to judge.
        return Options(arguments)
    return parser().parse_args(arguments, namespace=Options())
