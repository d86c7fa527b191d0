"""Which resources belong together: a companion refers to what it protects, by reference or by name."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, final

from terrafence.check.paths import spots
from terrafence.check.verdict import FALSE, TRUE, Ruling, Spot, Steps, Truth, disjunction
from terrafence.evaluate.resource import Resource, Slot
from terrafence.evaluate.values import Ref, Unknown, Value
from terrafence.evaluate.workspace import Root
from terrafence.syntax.expressions import Expression, GetAttr, TupleCons, Variable, bare
from terrafence.tags.policy import TagSettings

if TYPE_CHECKING:
    from terrafence.check.documents import Document
    from terrafence.tags.book import TagBook

NAMES = (
    "bucket",
    "name",
    "id",
    "identifier",
    "cluster_identifier",
    "function_name",
    "domain_name",
    "stage_name",
    "arn",
    "metric_transformation",
)
"""The attributes by whose value a resource may be named elsewhere, and the block in which a filter names
its metric."""


class World:
    """The root's whole expansion, by type, with what its broken chunks declare. `asked_for` says which
    attributes of a type the rules of the run ask for."""

    __slots__ = (
        "_asked",
        "_asked_for",
        "_broken",
        "_by_type",
        "_companions",
        "_sure",
        "_tags",
        "_targets",
        "documents",
        "root",
        "tag_settings",
        "written",
    )

    def __init__(
        self,
        root: Root,
        tags: TagSettings,
        asked_for: Callable[[str], frozenset[str]] = lambda kind: frozenset(),
    ) -> None:
        self.root = root
        self._asked_for = asked_for
        self._asked: dict[str, frozenset[str]] = {}
        self.tag_settings = tags
        self._tags: TagBook | None = None
        self._by_type: dict[str, list[Resource]] = {}
        self._broken: dict[str, frozenset[str]] = {}
        self._companions: dict[tuple[str, str], _Companions] = {}
        self._targets: dict[str, _Targets] = {}
        self.documents: dict[tuple[Resource, int], Document] = {}
        """Policy documents that were read, by the data source that makes them."""
        self.written: dict[tuple[Slot, Steps], list[Document]] = {}
        """Policy documents that were read, by the attribute that holds them."""
        self._sure: dict[tuple[str, str, str], list[Resource]] = {}

    @property
    def tags(self) -> "TagBook":
        """The effective tags of its resources."""
        if self._tags is None:
            from terrafence.tags.book import TagBook

            root = self.root
            self._tags = TagBook(self.tag_settings, lambda: root.subjects)
        return self._tags

    def asked_for(self, kind: str) -> frozenset[str]:
        """The attributes of resources of this type that rules ask for."""
        if kind not in self._asked:
            self._asked[kind] = self._asked_for(kind)
        return self._asked[kind]

    def of_type(self, kind: str) -> Sequence[Resource]:
        """All subjects that a rule for `kind` is about."""
        if kind not in self._by_type:
            self._by_type[kind] = list(self.root.of_kind(kind))
        return self._by_type[kind]

    def in_account(self, kind: str) -> Sequence[Resource]:
        """All that are declared, and those that the settings say exist anyway."""
        return [*self.of_type(kind), *(other for other in self.root.assumed if other.type == kind)]

    def all(self) -> Iterator[Resource]:
        """All subjects, kind by kind."""
        by_type: dict[str, list[Resource]] = {}
        for subject in self.root.subjects:
            by_type.setdefault(subject_key(subject), []).append(subject)
        self._by_type |= by_type
        for found in by_type.values():
            yield from found

    def may_hold(self, kind: str, module_path: str) -> bool:
        """Whether a broken chunk of this module declares something of the kind, with contents nobody can
        know."""
        if kind not in self._broken:
            self._broken[kind] = frozenset(self.root.broken(kind))
        return module_path in self._broken[kind]

    def at(self, address: str, kind: str) -> list[Resource]:
        """The subjects of a kind that a reference to `address` can mean; several when an instance key is
        not known."""
        found = self._targets_of(kind).at(address)
        return [subject for subject in found if same_address(subject.address, address)]

    def companions(self, kind: str, by: str, target: Resource) -> list[Resource]:
        """The subjects of a kind that may refer to the target with their attribute `by`: all of which
        `refers` does not say False, and few others."""
        if (kind, by) not in self._companions:
            self._companions[kind, by] = _Companions(self.of_type(kind), by)
        return self._companions[kind, by].of(target)

    def targets(self, kind: str, by: str, companion: Resource) -> Sequence[Resource]:
        """The subjects of a kind that the companion may refer to with its attribute `by`."""
        return self._targets_of(kind).of(companion, by)

    def sure_targets(self, kind: str, by: str, companion: Resource) -> list[Resource]:
        """The subjects of a kind that the companion's attribute `by` surely means."""
        key = (kind, by, companion.address)
        if key not in self._sure:
            found = self.targets(kind, by, companion)
            self._sure[key] = [other for other in found if _refers(companion, by, other) == TRUE]
        return self._sure[key]

    def _targets_of(self, kind: str) -> "_Targets":
        if kind not in self._targets:
            self._targets[kind] = _Targets(kind, self.of_type(kind))
        return self._targets[kind]


def subject_key(subject: Resource) -> str:
    """What rules call this subject: its type, `data.TYPE`, or the kind of block."""
    if subject.mode == "managed":
        return subject.type
    return f"data.{subject.type}" if subject.mode == "data" else subject.mode


def same_address(one: str, other: str) -> bool:
    """Whether two addresses can mean one resource: an unknown instance key `["?"]`, or none at all,
    matches any."""
    if one == other:
        return True
    left, right = _keys(one), _keys(other)
    if len(left) != len(right):
        return False
    return all(
        a_name == b_name and (a_key == b_key or _open(a_key) or _open(b_key))
        for (a_name, a_key), (b_name, b_key) in zip(left, right, strict=True)
    )


def refers(companion: Resource, by: str, target: Resource, world: World) -> Ruling:
    """Whether the companion's attribute `by` means the target. One that is not known but surely means
    another resource of the target's type does not mean this one."""
    ruling = _refers(companion, by, target)
    if ruling.truth is not Truth.UNKNOWN:
        return ruling
    sure = world.sure_targets(target.type, by, companion)
    return FALSE if any(other is not target for other in sure) else ruling


def referred_by(world: World, target: Resource, places: Sequence[tuple[str, str]]) -> Ruling:
    """Whether something in the root refers to the target at one of the places."""
    return disjunction(
        [
            refers(other, path, target, world)
            for kind, path in places
            for other in world.companions(kind, path, target)
            if other.address != target.address
        ]
    )


def twins(world: World, one: Resource, path: str) -> Iterator[Ruling]:
    """Whether each other subject of the kind says the same at the path."""
    own = [spot for spot in spots(one, one.body, path) if spot.value is not None]
    for other in world.of_type(subject_key(one)) if own else ():
        if other.address != one.address:
            found = spots(other, other.body, path)
            yield disjunction(_same(mine, spot) for mine in own for spot in found if spot.value is not None)


def _same(one: Spot, other: Spot) -> Ruling:
    left, right = (spot.value.data if spot.value is not None else None for spot in (one, other))
    if not isinstance(left, Unknown) and not isinstance(right, Unknown):
        return TRUE if left == right else FALSE
    mine, theirs = _attribute_of(one), _attribute_of(other)
    if mine and theirs:
        return TRUE if mine == theirs else FALSE
    return Ruling(Truth.UNKNOWN, next(it.reason for it in (left, right) if isinstance(it, Unknown)))


def _refers(companion: Resource, by: str, target: Resource) -> Ruling:
    found = spots(companion, companion.body, by)
    return disjunction(_points(spot, spot.value, target) for spot in found if spot.value is not None)


def _points(spot: Spot, value: Value, target: Resource) -> Ruling:
    slot = spot.slot
    if slot is None or spot.steps:
        return _means(value, target)
    expression, items = slot.attribute.expression, value.data
    if isinstance(expression, TupleCons) and isinstance(items, tuple) and len(items) == len(expression.items):
        pairs = zip(expression.items, items, strict=True)
        return disjunction(_names(slot, item, part, target) for item, part in pairs)
    return _names(slot, expression, value, target)


def _names(slot: Slot, written: Expression, value: Value, target: Resource) -> Ruling:
    expression = bare(written)
    named = _named(expression)
    if named is not None and named.startswith(f"{target.type}."):
        return TRUE if same_address(slot.scope.instance.address(named), target.address) else FALSE
    if named is not None and isinstance(expression, GetAttr) and expression.name == "arn":
        return FALSE  # The ARN of something else is that of nothing else.
    ruling = _means(value, target)
    return TRUE if ruling.truth is Truth.UNKNOWN and _same_words(slot, target) else ruling


def _named(expression: Expression) -> str | None:
    """The resource in `TYPE.NAME.attribute`, without instance key."""
    if isinstance(expression, GetAttr) and isinstance(expression.target, GetAttr):
        kind = expression.target.target
        return f"{kind.name}.{expression.target.name}" if isinstance(kind, Variable) else None
    return None


def _attribute_of(spot: Spot) -> str:
    """The resource whose attribute is written there, and which; nothing for anything else. Two attributes of
    one resource that name it are the same."""
    if spot.slot is None or spot.steps:
        return ""
    expression = bare(spot.slot.attribute.expression)
    named = _named(expression)
    if named is None or not isinstance(expression, GetAttr):
        return ""
    word = "" if expression.name in NAMES else f".{expression.name}"
    return spot.slot.scope.instance.address(named) + word


def _same_words(slot: Slot, target: Resource) -> bool:
    """Whether the target gets its name by the very reference that the companion is tied by."""
    if not isinstance(slot.attribute.expression, GetAttr):
        return False
    names = [target.body.attribute(key) for key in NAMES]
    return any(
        name is not None and name.scope.instance is slot.scope.instance and _text(name) == _text(slot)
        for name in names
    )


def _text(slot: Slot) -> str:
    return slot.attribute.file.text(slot.attribute.value_span)


def _means(value: Value, target: Resource) -> Ruling:
    data = value.data
    if isinstance(data, Unknown):
        return _by_reference(data, target)
    if isinstance(data, tuple):
        return disjunction(_means(item, target) for item in data)
    return _by_name(data, target) if isinstance(data, str) else FALSE


def _by_reference(unknown: Unknown, target: Resource) -> Ruling:
    if any(_is(ref, target) for ref in unknown.refs):
        return TRUE
    resources = [ref for ref in unknown.refs if _type_of(ref.address) == target.type]
    if unknown.refs and len(resources) == len(unknown.refs):
        return FALSE
    return Ruling(Truth.UNKNOWN, unknown.reason)


def _is(ref: Ref, target: Resource) -> bool:
    return same_address(ref.address, target.address)


def _by_name(name: str, target: Resource) -> Ruling:
    open_name: Unknown | None = None
    names = _spellings(name)
    for slot in _name_slots(target):
        data = slot.value.data
        if data in names:
            return TRUE
        if isinstance(data, Unknown):
            open_name = data
    if _quoted(name) == target.config_address:
        return TRUE
    return FALSE if open_name is None else Ruling(Truth.UNKNOWN, open_name.reason)


def _spellings(name: str) -> tuple[str, ...]:
    """What else names what a name does: the ARN of a bucket, or of objects in it, names the bucket."""
    if name.startswith("arn:") and ":s3:::" in name:
        return name, name.partition(":s3:::")[2].partition("/")[0]
    return (name,)


def _quoted(name: str) -> str:
    """The resource of a reference that somebody has put into quotes by mistake (`"aws_subnet.a.id"`)."""
    kind, _, rest = name.partition(".")
    word, dot, attribute = rest.partition(".")
    return f"{kind}.{word}" if dot and attribute in NAMES and "_" in kind else ""


def _type_of(address: str) -> str:
    parts = [name for name, _ in _keys(address)]
    return parts[-2] if len(parts) > 1 else ""


def _open(key: str) -> bool:
    return key in ("", '["?"]')


@lru_cache(10_000)
def _keys(address: str) -> tuple[tuple[str, str], ...]:
    """An address as (name, instance key) pairs; dots inside keys do not separate."""
    if "[" not in address:
        return tuple((name, "") for name in address.split("."))
    parts: list[tuple[str, str]] = []
    name, key, quoted = "", "", False
    for at, char in enumerate(address):
        if key and (quoted or not key.endswith("]")):
            key += char
            if char == '"' and address[at - 1] != "\\":
                quoted = not quoted
        elif char == "[":
            key = "["
        elif char == ".":
            parts.append((name, key))
            name, key = "", ""
        else:
            name += char
    parts.append((name, key))
    return tuple(parts)


# ---------------------------------------------------------------- finding without looking at all


class _Places(dict[str, list[int]]):
    """Where in a sequence of subjects something occurs."""

    def add(self, key: str, at: int) -> None:
        self.setdefault(key, []).append(at)

    def of(self, keys: Iterable[str]) -> Iterator[int]:
        for key in keys:
            yield from self.get(key, ())


@final
class _Companions:
    """Subjects by what one of their attributes refers to. `loose` may mean anything."""

    __slots__ = ("_by_address", "_by_name", "_by_type", "_loose", "_subjects")

    def __init__(self, subjects: Sequence[Resource], by: str) -> None:
        self._subjects = subjects
        self._by_address, self._by_name, self._by_type = _Places(), _Places(), _Places()
        self._loose: set[int] = set()
        for at, subject in enumerate(subjects):
            for data in _meant(subject, by):
                self._add(at, data)
            for address in _written(subject, by):
                self._by_address.add(address, at)

    def of(self, target: Resource) -> list[Resource]:
        found = {*self._loose, *self._by_address.of([target.config_address])}
        found.update(self._by_type.of(self._by_type.keys() - {target.type}))
        names, is_open = _names_of(target)
        found.update(self._by_name.of(self._by_name if is_open else names))
        return [self._subjects[at] for at in sorted(found)]

    def _add(self, at: int, data: str | Unknown) -> None:
        if isinstance(data, str):
            for name in _spellings(data):
                self._by_name.add(name, at)
            if quoted := _quoted(data):
                self._by_address.add(quoted, at)
            return
        types = {_type_of(ref.address) for ref in data.refs}
        if len(types) != 1:
            self._loose.add(at)
        else:
            self._by_type.add(types.pop(), at)
        for ref in data.refs:
            self._by_address.add(_bare(ref.address), at)


@final
class _Targets:
    """Subjects of a kind by address and name. Those of which a name is not known may have any."""

    __slots__ = ("_by_address", "_names", "_subjects", "_type")

    def __init__(self, kind: str, subjects: Sequence[Resource]) -> None:
        self._type = kind.removeprefix("data.")
        self._subjects = subjects
        self._by_address = _Places()
        self._names: tuple[_Places, set[int]] | None = None
        for at, subject in enumerate(subjects):
            self._by_address.add(subject.config_address, at)

    def at(self, address: str) -> list[Resource]:
        return [self._subjects[at] for at in self._by_address.of([_bare(address)])]

    def of(self, companion: Resource, by: str) -> Sequence[Resource]:
        found = set(self._by_address.of(_written(companion, by)))
        for data in _meant(companion, by):
            if isinstance(data, str):
                found.update(self._named(data))
                found.update(self._by_address.of([_quoted(data)]))
            elif {_type_of(ref.address) for ref in data.refs} == {self._type}:
                found.update(self._by_address.of(_bare(ref.address) for ref in data.refs))
            else:
                return self._subjects
        return [self._subjects[at] for at in sorted(found)]

    def _named(self, name: str) -> Iterable[int]:
        if self._names is None:
            self._names = _Places(), set()
            for at, subject in enumerate(self._subjects):
                names, is_open = _names_of(subject)
                for known in names:
                    self._names[0].add(known, at)
                if is_open:
                    self._names[1].add(at)
        by_name, unnamed = self._names
        return *by_name.of(_spellings(name)), *unnamed


def _meant(companion: Resource, by: str) -> Iterator[str | Unknown]:
    """The names and unknowns that an attribute holds."""
    waiting = [spot.value for spot in spots(companion, companion.body, by) if spot.value]
    while waiting:
        data = waiting.pop().data
        if isinstance(data, tuple):
            waiting += data
        elif isinstance(data, str | Unknown):
            yield data


def _written(companion: Resource, by: str) -> Iterator[str]:
    """The resources whose attributes are written as an attribute, without instance keys."""
    for spot in spots(companion, companion.body, by):
        if spot.slot is not None and (named := _named(spot.slot.attribute.expression)) is not None:
            yield _bare(spot.slot.scope.instance.address(named))


def _names_of(target: Resource) -> tuple[set[str], bool]:
    """The names of a resource, and whether one of them is not known."""
    slots = list(_name_slots(target))
    names = {slot.value.data for slot in slots if isinstance(slot.value.data, str)}
    return names, any(slot.value.unknown for slot in slots)


def _name_slots(target: Resource) -> Iterator[Slot]:
    for key in NAMES:
        slot = target.body.attribute(key)
        if slot is not None:
            yield slot
        elif key == "metric_transformation":
            named = (block.attribute("name") for block in target.body.blocks(key))
            yield from (slot for slot in named if slot is not None)


def _bare(address: str) -> str:
    """An address without instance keys."""
    return ".".join(name for name, _ in _keys(address)) if "[" in address else address
