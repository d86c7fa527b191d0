"""What an edit bears on, from the text alone: which declarations can evaluate to something else, or stand
somewhere else, when some blocks of some modules have changed.

The answer is never too small: what reads a changed name is changed in the part that reads it, and so on.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from itertools import zip_longest
from typing import TypeAlias, final

from terrafence.evaluate.mentions import key_of, readers_of, references_of
from terrafence.evaluate.modules import Module, Words, nested_type
from terrafence.evaluate.names import Calling, Impact, Key, Name, key_of_block, kind_of
from terrafence.syntax.views import Block

_REPEATING = frozenset({"count", "for_each", "provider"})
_REACHING = frozenset({"count", "for_each", "source", "version", "providers"})
_KEPT_WHOLE = frozenset({"provider", "terraform", "check", "moved", "import", "removed"})
_GIVEN = frozenset({"count", "each", "path", "self", "terraform"})
"""What names start with that nobody declares."""
_GIVING = frozenset({"alias", "default_labels", "default_tags"})
"""What of a provider bears on the resources that use it."""


Modules: TypeAlias = Callable[[str], Iterable[Module]]


def impact(
    changed: Sequence[tuple[Module, Module]],
    values: Iterable[Name],
    modules: "Modules",
    calls: Calling,
) -> Impact | None:
    """What the change of some modules (before and after) and of some root variables (`values`) bears on.
    `modules` tells of a directory what is there after the change. None when it may bear on everything."""
    search = _Search(modules, calls)
    try:
        for directory, key in values:
            search.affected(directory, key, None)
        for before, after in changed:
            search.compare(before, after)
        return search.result()
    except _Everything:
        return None


class _Everything(Exception):
    """The change may bear on everything."""


@final
class _Search:
    __slots__ = (
        "_calls",
        "_modules",
        "_names",
        "_parts",
        "_reads",
        "_repeated",
        "_seen",
        "_unparsed",
        "_waiting",
        "_whole",
    )

    def __init__(self, modules: Modules, calls: Calling) -> None:
        self._modules = modules
        self._calls = calls
        self._names: set[Name] = set()
        self._whole: set[str] = set()
        self._parts: dict[Name, set[str]] = {}
        self._unparsed: set[tuple[str, str]] = set()
        self._reads: set[Name] = set()
        self._repeated: dict[Name, bool] = {}
        self._seen: set[tuple[Name, str | None]] = set()
        self._waiting: list[tuple[Name, str | None]] = []

    def compare(self, before: Module, after: Module) -> None:
        """Takes in what differs between two versions of a module."""
        if before.overridden or after.overridden:
            raise _Everything
        directory = after.directory
        keys = _touched(before, after)
        old, new = _blocks(before, keys), _blocks(after, keys)
        counted: Counter[Words] = Counter()
        for key in keys:
            was, now = old.get(key, ()), new.get(key, ())
            if _same(was, now):
                continue
            if key[0] in _KEPT_WHOLE and not (key[0] == "provider" and len(was) == len(now)):
                raise _Everything
            counted.update(_words(now))
            counted.subtract(_words(was))
            self._compared(directory, key, was, now)
        self._reads.update((directory, key_of(words)[0]) for words, times in counted.items() if times)
        self._broken(before, after)

    def result(self) -> Impact:
        while self._waiting:
            (directory, key), part = self._waiting.pop()
            for reader in (it for module in self._modules(directory) for it in readers_of(module).of(key)):
                if self._matters(directory, key, reader.rest, part):
                    self.affected(directory, reader.key, reader.part)
        return Impact(
            frozenset(self._names),
            frozenset(self._whole),
            {name: frozenset(parts) for name, parts in self._parts.items()},
            frozenset(self._unparsed),
            frozenset(self._reads),
        )

    def changed(self, name: Name, part: str | None) -> None:
        """Follows those who read a part of a name, or with None anything of it."""
        if (name, part) not in self._seen:
            self._seen.add((name, part))
            self._waiting.append((name, part))

    def _compared(self, directory: str, key: Key, was: Sequence[Block], now: Sequence[Block]) -> None:
        if key == ("locals",):
            self._locals(directory, was, now)
            return
        self._names.add((directory, key))
        if len(was) != len(now):  # a name that is declared twice may mean the other one now
            self.affected(directory, key, None)
            return
        for part in _differing(was, now):
            self.affected(directory, key, part)

    def _locals(self, directory: str, was: Sequence[Block], now: Sequence[Block]) -> None:
        for name in _differing(was, now):
            self.affected(directory, ("local", name), None)

    def affected(self, directory: str, key: Key, part: str | None) -> None:
        """A part of a declaration, or all of it, evaluates to something else."""
        name = (directory, key)
        self._names.add(name)
        if part in _REPEATING:
            part = None
        match key:
            case ("check", *_):
                raise _Everything
            case ("provider", *_):
                if part is None or part in _GIVING:
                    raise _Everything
            case ("var" | "local", _):
                self.changed(name, None)
            case ("output", output):
                for call in self._calls.above(directory):
                    self.changed(call, output)
            case ("module", _):
                self._parts.setdefault(name, set()).add(part or "*")
                self._called(name, part)
            case (("moved" | "import" | "removed"), *_):
                pass
            case _:
                self._parts.setdefault(name, set()).add(part or "*")
                self.changed(name, part)

    def _called(self, name: Name, part: str | None) -> None:
        below = self._calls.meant_by(name)
        if part is not None and part not in _REACHING:
            for directory in below:
                self.changed((directory, ("var", part)), None)
                self._names.add((directory, ("var", part)))
            return
        self.changed(name, None)
        for directory in below:
            self._everything(directory)

    def _everything(self, directory: str) -> None:
        """All of a module, and of what it calls."""
        if directory in self._whole:
            return
        self._whole.add(directory)
        for module in self._modules(directory):
            for key in _declared(module):
                if key[0] not in _KEPT_WHOLE:
                    self.affected(directory, key, None)

    def _broken(self, before: Module, after: Module) -> None:
        """What a part that does not parse may declare: a name that nobody declares may be there after all."""
        old, new = ({name for part in module.broken for name in part.names} for module in (before, after))
        kinds = {kind_of(word, labels) for word, labels in old ^ new}
        self._unparsed.update((after.directory, kind) for kind in kinds)
        if bool(before.broken) is bool(after.broken):
            return
        declared = _declared(after)
        for key, readers in readers_of(after).all.items():
            for reader in readers if key not in declared and key[0] not in _GIVEN else ():
                self.affected(after.directory, reader.key, reader.part)

    def _matters(self, directory: str, key: Key, rest: Words, part: str | None) -> bool:
        """Whether a reference that goes on with `rest` may read a part of what it names. A policy document
        reads as all of its statements."""
        if part is None or not rest or part in rest or key[:2] == ("data", "aws_iam_policy_document"):
            return True
        return len(rest) == 1 and (
            rest[0] == "*" or isinstance(rest[0], int) or self._repeats(directory, key)
        )

    def _repeats(self, directory: str, key: Key) -> bool:
        name = (directory, key)
        if name not in self._repeated:
            self._repeated[name] = self._is_repeated(directory, key)
        return self._repeated[name]

    def _is_repeated(self, directory: str, key: Key) -> bool:
        for module in self._modules(directory):
            declared = module.by_key.get(".".join(key))
            bodies = [declared.declaration.body] if declared is not None else []
            bodies += [call.body for call in module.calls if key_of_block(call.block) == key]
            if any(not _REPEATING.isdisjoint(body.attributes) for body in bodies):
                return True
        return False


def _touched(before: Module, after: Module) -> set[Key]:
    """What is declared by the blocks between those that each file starts and ends with in both modules. All
    else is declared by the same blocks, in the same order."""
    keys: set[Key] = set()
    was, now = ([file.body.blocks for file in module.files] for module in (before, after))
    for old, new in zip_longest(was, now, fillvalue=()):
        if old is new:
            continue
        first = _same_at_start(old, new)
        last = _same_at_start(old[first:][::-1], new[first:][::-1])
        for blocks in (old, new):
            keys.update(map(key_of_block, blocks[first : len(blocks) - last]))
    return keys


def _same_at_start(old: Sequence[Block], new: Sequence[Block]) -> int:
    differing = (at for at, pair in enumerate(zip(old, new, strict=False)) if not _alike(*pair))
    return next(differing, min(len(old), len(new)))


def _blocks(module: Module, keys: Set[Key]) -> dict[Key, list[Block]]:
    found: dict[Key, list[Block]] = {}
    for file in module.files:
        for block in file.body.blocks:
            if (key := key_of_block(block)) in keys:
                found.setdefault(key, []).append(block)
    return found


def _words(blocks: Iterable[Block]) -> Iterator[Words]:
    return (found.words for block in blocks for found in references_of(block) if len(found.words) > 1)


def _same(was: Sequence[Block], now: Sequence[Block]) -> bool:
    return len(was) == len(now) and all(map(_alike, was, now))


def _alike(one: Block, other: Block) -> bool:
    if one.written is not None and one.written is other.written:
        return True
    return one.source == other.source


def _declared(module: Module) -> set[Key]:
    names = {key_of_block(block) for file in module.files for block in file.body.blocks}
    return (names - {("locals",)}) | {("local", name) for name in module.locals}


def _differing(was: Sequence[Block], now: Sequence[Block]) -> Iterator[str]:
    """The attributes and nested blocks (by type) that are not the same text. Blocks that are declared several
    times differ in all."""
    old, new = _texts(was), _texts(now)
    for part in old.keys() | new.keys():
        if old.get(part) != new.get(part):
            yield part


def _texts(blocks: Sequence[Block]) -> dict[str, list[str]]:
    texts: dict[str, list[str]] = {}
    for block in blocks:
        for name, attribute in block.body.attributes.items():
            texts.setdefault(name, []).append(block.file.text(attribute.value_span))
        for inner in block.body.blocks:
            texts.setdefault(nested_type(inner), []).append(block.file.text(inner.span))
    return texts
