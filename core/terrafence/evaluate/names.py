"""The names of declarations, what an edit bears on in their terms, and which modules call which."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Protocol, TypeAlias

from terrafence.record import NamedTuple
from terrafence.syntax.views import Block

Key: TypeAlias = tuple[str, ...]
"""What references to a declaration start with: `("var", "x")`, `("aws_s3_bucket", "b")`,
`("data", "aws_ami", "a")`; outputs are `("output", "x")`."""

Name: TypeAlias = tuple[str, Key]
"""A declaration of the module in a directory."""


class Impact(NamedTuple):
    """`names` are the declarations whose value or place may have changed, `modules` the directories in which
    every one has. `parts` says of resources, data sources and calls what changed in them, `*` for all and
    for their being there at all; `unparsed` are the directories and kinds of which something that does not
    parse has come or gone. `reads` are the names that are read more or less often than before."""

    names: frozenset[Name]
    modules: frozenset[str]
    parts: Mapping[Name, frozenset[str]]
    unparsed: frozenset[tuple[str, str]]
    reads: frozenset[Name]

    def holds(self, directory: str, key: Key) -> bool:
        """Whether a declaration is among them."""
        return directory in self.modules or (directory, key) in self.names

    def touches(self, directory: str) -> bool:
        """Whether any declaration of a module is among them."""
        return directory in self.modules or any(at == directory for at, _ in self.names)

    @property
    def directories(self) -> set[str]:
        """Those of the modules that it touches."""
        return {at for at, _ in self.names} | self.modules

    def with_names(self, names: Set[Name]) -> "Impact":
        """With more declarations."""
        return self._replace(names=self.names | names)


def everything_in(*directories: str) -> Impact:
    """All declarations of some modules."""
    return nothing()._replace(modules=frozenset(directories))


def nothing() -> Impact:
    """No declaration."""
    return Impact(frozenset(), frozenset(), {}, frozenset(), frozenset())


class Calling(Protocol):
    """Which modules call which."""

    def above(self, directory: str) -> Iterable[Name]:
        """The calls that mean a directory."""
        ...

    def meant_by(self, name: Name) -> Iterable[str]:
        """The directories that a call means."""
        ...


class Calls(NamedTuple):
    """Which modules call which, by the call the directories that it means, and the source and version by
    which a call that is changed since meant them."""

    below: Mapping[Name, frozenset[str]]
    meant: Mapping[Name, tuple[str | None, str | None]] = {}

    def above(self, directory: str) -> Iterator[Name]:
        """As `Calling`."""
        return (name for name, below in self.below.items() if directory in below)

    def meant_by(self, name: Name) -> frozenset[str]:
        """As `Calling`."""
        return self.below.get(name, frozenset())


def kind_of(word: str, labels: Sequence[str]) -> str:
    """What rules call the subject that a block with this header makes: its type, `data.TYPE`, or the word."""
    if word not in ("resource", "data") or not labels:
        return word
    return f"data.{labels[0]}" if word == "data" else labels[0]


def kind_of_key(key: Key) -> str:
    """What rules call the subjects of a resource or data source; a block without their labels by its word."""
    return kind_of(key[0], key[1:])


def key_of_block(block: Block) -> Key:
    """What references to a block at the top of a file start with."""
    match block.type, block.labels:
        case "resource", (kind, name):
            return kind, name
        case (("data" | "ephemeral" as mode), (kind, name)):
            return mode, kind, name
        case "variable", (name,):
            return "var", name
        case (("output" | "module" | "provider" as word), (name,)):
            return word, name
        case word, _:
            return (word,)
