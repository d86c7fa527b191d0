"""Types as people write and read them, and the type that several types have in common."""

from collections.abc import Sequence

from terrafence.evaluate.values import Collection, ObjectType, Primitive, TupleType, Type

DYNAMIC = Primitive.DYNAMIC
STRING = Primitive.STRING
NUMBER = Primitive.NUMBER
BOOL = Primitive.BOOL


def type_name(type: Type, indent: str = "") -> str:
    """The type as `type()` of `terraform console` prints it."""
    if isinstance(type, Primitive):
        return type.value
    inner = indent + "    "
    if isinstance(type, Collection):
        if isinstance(type.element, TupleType | ObjectType):
            return f"{type.kind}(\n{inner}{type_name(type.element, inner)},\n{indent})"
        return f"{type.kind}({type_name(type.element, indent)})"
    if isinstance(type, TupleType):
        items = "".join(f"{inner}{type_name(item, inner)},\n" for item in type.items)
        return f"tuple([\n{items}{indent}])" if items else "tuple([])"
    attributes = "".join(
        f"{inner}{name}: {type_name(type.attributes[name], inner)},\n" for name in sorted(type.attributes)
    )
    return f"object({{\n{attributes}{indent}}})" if attributes else "object({})"


def friendly(type: Type) -> str:
    """The type as messages name it: `list of string`, `object`."""
    if isinstance(type, Collection):
        return f"{type.kind} of {friendly(type.element)}"
    if isinstance(type, TupleType):
        return "tuple"
    return "object" if isinstance(type, ObjectType) else type.value


def holds_dynamic(type: Type) -> bool:
    """Whether some part of the type is not known."""
    if isinstance(type, Primitive):
        return type is DYNAMIC
    if isinstance(type, Collection):
        return holds_dynamic(type.element)
    inner = type.items if isinstance(type, TupleType) else type.attributes.values()
    return any(holds_dynamic(part) for part in inner)


def holds_optional(type: Type) -> bool:
    """Whether the type is a constraint with optional attributes."""
    if isinstance(type, Primitive):
        return False
    if isinstance(type, Collection):
        return holds_optional(type.element)
    if isinstance(type, TupleType):
        return any(map(holds_optional, type.items))
    return bool(type.optional) or any(map(holds_optional, type.attributes.values()))


def convertible(source: Type, target: Type, unsafe: bool = True) -> bool:
    """Whether some values of `source` convert to `target`; unsafe conversions may fail for others."""
    if target is DYNAMIC or source == target:
        return True
    if source is DYNAMIC:
        return unsafe
    if isinstance(source, Primitive) and isinstance(target, Primitive):
        return _primitive_convertible(source, target, unsafe)
    if isinstance(target, Collection):
        return _collection_convertible(source, target, unsafe)
    if isinstance(target, TupleType):
        return isinstance(source, TupleType) and _pairwise(source.items, target.items, unsafe)
    return isinstance(target, ObjectType) and _object_convertible(source, target, unsafe)


def _primitive_convertible(source: Primitive, target: Primitive, unsafe: bool) -> bool:
    return target is STRING or (unsafe and source is STRING)


def _pairwise(sources: Sequence[Type], targets: Sequence[Type], unsafe: bool) -> bool:
    return len(sources) == len(targets) and all(
        convertible(source, target, unsafe) for source, target in zip(sources, targets, strict=True)
    )


def _collection_convertible(source: Type, target: Collection, unsafe: bool) -> bool:
    if target.kind == "map":
        if isinstance(source, ObjectType):
            return _elements_convertible(tuple(source.attributes.values()), target.element, unsafe)
        return (
            isinstance(source, Collection)
            and source.kind == "map"
            and convertible(source.element, target.element, unsafe)
        )
    if isinstance(source, TupleType):
        return _elements_convertible(source.items, target.element, unsafe)
    return (
        isinstance(source, Collection)
        and source.kind != "map"
        and convertible(source.element, target.element, unsafe)
    )


def _elements_convertible(sources: Sequence[Type], element: Type, unsafe: bool) -> bool:
    if element is DYNAMIC:
        return not sources or unify(sources, unsafe) is not None
    return all(convertible(source, element, unsafe) for source in sources)


def _object_convertible(source: Type, target: ObjectType, unsafe: bool) -> bool:
    if isinstance(source, Collection) and source.kind == "map":
        return all(convertible(source.element, wanted, unsafe) for wanted in target.attributes.values())
    if not isinstance(source, ObjectType):
        return False
    return all(
        convertible(source.attributes[name], wanted, unsafe)
        if name in source.attributes
        else name in target.optional
        for name, wanted in target.attributes.items()
    )


def unify(types: Sequence[Type], unsafe: bool = True) -> Type | None:
    """The type that values of all these types can be converted to; None when there is none. `types` is
    not empty."""
    first = types[0]
    if all(type is first or type == first for type in types):
        return first
    known = [type for type in types if type is not DYNAMIC]
    if any(isinstance(type, Primitive) for type in known):
        return _preferred(types, unsafe)
    if len(known) < len(types):
        return DYNAMIC
    kinds = {_kind(type) for type in known}
    if kinds <= {"map", "object"}:
        return _unify_objects(known, unsafe)
    if kinds <= {"list", "tuple"}:
        return _unify_tuples(known, unsafe)
    if kinds == {"set"}:
        return _gathered("set", known, unsafe)
    return _preferred(types, unsafe)


def _kind(type: Type) -> str:
    if isinstance(type, Collection):
        return type.kind
    return "tuple" if isinstance(type, TupleType) else "object"


def _inner(type: Type) -> tuple[Type, ...]:
    if isinstance(type, Collection):
        return (type.element,)
    if isinstance(type, TupleType):
        return type.items
    return tuple(type.attributes.values()) if isinstance(type, ObjectType) else ()


def _gathered(kind: str, types: Sequence[Type], unsafe: bool) -> Type | None:
    """A collection of what all the elements have in common."""
    inner = [element for type in types for element in _inner(type)]
    element = unify(inner, unsafe) if inner else DYNAMIC
    made = None if element is None else Collection(kind, element)
    return made if made and all(convertible(type, made, unsafe) for type in types) else None


def _unify_objects(types: Sequence[Type], unsafe: bool) -> Type | None:
    objects = [type for type in types if isinstance(type, ObjectType)]
    names = objects[0].attributes.keys() if objects else ()
    if len(objects) < len(types) or any(type.attributes.keys() != names for type in objects):
        return _gathered("map", types, unsafe)
    attributes: dict[str, Type] = {}
    for name in names:
        unified = unify([type.attributes[name] for type in objects], unsafe)
        if unified is None:
            return None
        attributes[name] = unified
    return ObjectType(attributes)


def _unify_tuples(types: Sequence[Type], unsafe: bool) -> Type | None:
    tuples = [type for type in types if isinstance(type, TupleType)]
    length = len(tuples[0].items) if tuples else 0
    if len(tuples) < len(types) or any(len(type.items) != length for type in tuples):
        return _gathered("list", types, unsafe)
    items: list[Type] = []
    for across in zip(*(type.items for type in tuples), strict=True):
        unified = unify(across, unsafe)
        if unified is None:
            return None
        items.append(unified)
    return TupleType(tuple(items))


def _preferred(types: Sequence[Type], unsafe: bool) -> Type | None:
    """The first of the types, in order of preference, that all others convert to."""
    for wanted in sorted(types, key=_preference):
        if all(convertible(type, wanted, unsafe) for type in types):
            return wanted
    return None


def _preference(type: Type) -> int:
    order = (STRING, NUMBER, BOOL)
    if isinstance(type, Primitive):
        return order.index(type) if type in order else 9
    return {"list": 4, "set": 5, "tuple": 6, "map": 4, "object": 6}[_kind(type)]
