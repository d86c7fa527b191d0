"""Which resources belong together: a companion refers to what it protects, by reference or by name."""

from collections.abc import Sequence

from terrafence.check.paths import spots
from terrafence.check.verdict import FALSE, TRUE, Ruling, Spot, Truth, disjunction
from terrafence.evaluate.resource import Resource, Slot
from terrafence.evaluate.values import Ref, Unknown, Value
from terrafence.evaluate.workspace import Declared, Root
from terrafence.syntax.expressions import Expression, GetAttr, Variable

_NAMES = ("bucket", "name", "id", "identifier", "cluster_identifier", "function_name", "domain_name", "arn")


class World:
    """The root's whole expansion, by type, with what its broken chunks declare."""

    __slots__ = ("_by_type", "_declared", "required_tags", "root")

    def __init__(self, root: Root, required_tags: tuple[str, ...]) -> None:
        self.root = root
        self.required_tags = required_tags
        self._by_type: dict[str, list[Resource]] = {}
        for subject in root.subjects:
            self._by_type.setdefault(subject_key(subject), []).append(subject)
        self._declared = {(_kind(found), found.module_path) for found in root.declared}

    def of_type(self, kind: str) -> Sequence[Resource]:
        """All subjects that a rule for `kind` is about."""
        return self._by_type.get(kind, ())

    def in_account(self, kind: str) -> Sequence[Resource]:
        """All that are declared, and those that the settings say exist anyway."""
        return [*self.of_type(kind), *(other for other in self.root.assumed if other.type == kind)]

    def kinds(self) -> list[str]:
        """Every subject kind there is."""
        return list(self._by_type)

    def may_hold(self, kind: str, module_path: str) -> bool:
        """Whether a broken chunk of this module declares something of the kind, with contents nobody can
        know."""
        return (kind, module_path) in self._declared

    def at(self, address: str, kind: str) -> list[Resource]:
        """The subjects of a kind that a reference to `address` can mean; several when an instance key is
        not known."""
        return [subject for subject in self.of_type(kind) if same_address(subject.address, address)]


def _kind(found: Declared) -> str:
    if found.type not in ("resource", "data") or not found.labels:
        return found.type
    return f"data.{found.labels[0]}" if found.type == "data" else found.labels[0]


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
    others = (other for other in world.of_type(target.type) if other is not target)
    return FALSE if any(_refers(companion, by, other) == TRUE for other in others) else ruling


def referred_by(world: World, target: Resource, places: Sequence[tuple[str, str]]) -> Ruling:
    """Whether something in the root refers to the target at one of the places."""
    return disjunction(
        [
            refers(other, path, target, world)
            for kind, path in places
            for other in world.of_type(kind)
            if other.address != target.address
        ]
    )


def _refers(companion: Resource, by: str, target: Resource) -> Ruling:
    found = spots(companion, companion.body, by)
    return disjunction([_points(spot, spot.value, target) for spot in found if spot.value is not None])


def _points(spot: Spot, value: Value, target: Resource) -> Ruling:
    slot = spot.slot
    if slot is None or spot.steps:
        return _means(value, target)
    expression = slot.attribute.expression
    named = _named(expression)
    if named is not None and named.startswith(f"{target.type}."):
        return TRUE if same_address(slot.scope.instance.address(named), target.address) else FALSE
    ruling = _means(value, target)
    return TRUE if ruling.truth is Truth.UNKNOWN and _same_words(slot, target) else ruling


def _named(expression: Expression) -> str | None:
    """The resource in `TYPE.NAME.attribute`, without instance key."""
    if isinstance(expression, GetAttr) and isinstance(expression.target, GetAttr):
        kind = expression.target.target
        return f"{kind.name}.{expression.target.name}" if isinstance(kind, Variable) else None
    return None


def _same_words(slot: Slot, target: Resource) -> bool:
    """Whether the target gets its name by the very reference that the companion is tied by."""
    if not isinstance(slot.attribute.expression, GetAttr):
        return False
    names = [target.body.attribute(key) for key in _NAMES]
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
        return disjunction([_means(item, target) for item in data])
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
    for key in _NAMES:
        slot = target.body.attribute(key)
        if slot is None:
            continue
        data = slot.value.data
        if data == name:
            return TRUE
        if isinstance(data, Unknown):
            open_name = data
    return FALSE if open_name is None else Ruling(Truth.UNKNOWN, open_name.reason)


def _type_of(address: str) -> str:
    parts = [name for name, _ in _keys(address)]
    return parts[-2] if len(parts) > 1 else ""


def _open(key: str) -> bool:
    return key in ("", '["?"]')


def _keys(address: str) -> list[tuple[str, str]]:
    """An address as (name, instance key) pairs; dots inside keys do not separate."""
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
    return parts
