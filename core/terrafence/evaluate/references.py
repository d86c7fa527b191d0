"""What a reference to a resource or to a module call sees."""

from collections.abc import Callable, Sequence
from typing import final

from terrafence.evaluate.expand import Expansion, Repeats, Repetition
from terrafence.evaluate.resource import EvaluatedBody, Resource
from terrafence.evaluate.scope import EvaluationError, Namespace, Part, Undeclared
from terrafence.evaluate.scopes import Names
from terrafence.evaluate.values import Primitive, Ref, Unknown, Value, mapping, sequence, unknown

KNOWN_AFTER_APPLY = "known after apply"


@final
class ResourceNames:
    """The attributes of a resource instance. One that is written has its value; every other is the
    provider's to know, since its schema is not at hand."""

    __slots__ = ("_body", "_path", "address")

    def __init__(self, address: str, body: EvaluatedBody, path: str = "") -> None:
        self.address = address
        self._body = body
        self._path = path

    def part(self, name: str) -> Part:
        path = f"{self._path}{name}"
        slot = self._body.attribute(name)
        if slot is None or slot.value.null:
            blocks = self._body.blocks(name)
            return self._nested(path, blocks) if blocks else reference(self.address, path)
        why = slot.value.unknown
        if why is None:
            return slot.value
        refs = (*why.refs, Ref(self.address, path))
        return Value(slot.value.type, Unknown(why.reason, refs, why.parts), slot.value.sensitive)

    def whole(self) -> Value:
        refs = (Ref(self.address, self._path.rstrip(".")),)
        return Value(Primitive.DYNAMIC, Unknown(KNOWN_AFTER_APPLY, refs, self))

    def _nested(self, path: str, blocks: Sequence[EvaluatedBody]) -> Namespace:
        """Whether the blocks are a list, a set or one object only the schema says: an index counts, a
        name is asked of the only one, and several are not known as a whole, since a set has an order of
        its own."""
        certain = all(block.certain for block in blocks)

        def part(name: str) -> Part:
            if certain and name.isdecimal() and int(name) < len(blocks):
                return ResourceNames(self.address, blocks[int(name)], f"{path}.{name}.")
            if certain and len(blocks) == 1 and not name.isdecimal():
                return ResourceNames(self.address, blocks[0], f"{path}.").part(name)
            return reference(self.address, f"{path}.{name}")

        if certain and len(blocks) == 1:
            only = ResourceNames(self.address, blocks[0], f"{path}.0.")
            return Names(part, lambda: sequence([only.whole()]))
        return _Parts(part, KNOWN_AFTER_APPLY, (Ref(self.address, path),))


@final
class _Parts:
    """What is not known as a whole, while its parts may be."""

    __slots__ = ("_part", "_reason", "_refs")

    def __init__(self, part: Callable[[str], Part], reason: str, refs: tuple[Ref, ...]) -> None:
        self._part = part
        self._reason = reason
        self._refs = refs

    def part(self, name: str) -> Part:
        return self._part(name)

    def whole(self) -> Value:
        return Value(Primitive.DYNAMIC, Unknown(self._reason, self._refs, self))


def resource_names(resource: Resource) -> ResourceNames:
    """What references to the instance see."""
    return ResourceNames(resource.address, resource.body)


def reference(address: str, path: str, reason: str = KNOWN_AFTER_APPLY) -> Value:
    """An unknown that comes from one place."""
    return unknown(reason, (Ref(address, path),))


def opaque(address: str, reason: str) -> Namespace:
    """Something of which nothing can be known."""
    return Names(lambda name: reference(address, name, reason), lambda: reference(address, "", reason))


def instances(address: str, expansion: Expansion, make: Callable[[Repetition], Namespace]) -> Namespace:
    """A block's instances as its references see them: itself, or a tuple or object of its instances."""
    if expansion.repeats is Repeats.NOTHING:
        return make(expansion.repetitions[0])
    if expansion.repeats is Repeats.UNKNOWN:
        return _symbolic(address, expansion, make)
    by_key = {str(repetition.key): repetition for repetition in expansion.repetitions}

    def part(key: str) -> Part:
        if key not in by_key:
            if expansion.repeats is Repeats.COUNT and not key.isdecimal():
                raise Undeclared(f"{address} has count: its attributes are those of one instance")
            raise EvaluationError(f"{address} has no instance with the key {key}")
        return make(by_key[key])

    def whole() -> Value:
        wholes = {key: make(repetition).whole() for key, repetition in by_key.items()}
        if expansion.repeats is Repeats.FOR_EACH:
            return mapping(wholes)
        return sequence(wholes.values())

    return Names(part, whole)


def _symbolic(address: str, expansion: Expansion, make: Callable[[Repetition], Namespace]) -> Namespace:
    why = expansion.unknown or Unknown(KNOWN_AFTER_APPLY)
    refs = (*why.refs, Ref(address, ""))
    return _Parts(lambda _: make(expansion.repetitions[0]), why.reason, refs)
