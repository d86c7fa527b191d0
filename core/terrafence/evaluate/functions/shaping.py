"""Functions that make new collections of old ones."""

from collections.abc import Mapping, Sequence

from terrafence.evaluate.budget import MAX_WEIGHT, TooLarge
from terrafence.evaluate.convert import convert, may_shrink, unify_values
from terrafence.evaluate.equality import identity, make_set
from terrafence.evaluate.functions.arguments import (
    ANY_LIST,
    ANY_SET,
    STRINGS,
    amount,
    attributes,
    element_type,
    items,
    kind_of,
    sequence_items,
    strings,
    text,
    whole,
)
from terrafence.evaluate.functions.spec import Function, Param
from terrafence.evaluate.numbers import Amount, arithmetic
from terrafence.evaluate.scope import EvaluationError, Scope
from terrafence.evaluate.types import DYNAMIC, NUMBER, unify
from terrafence.evaluate.values import (
    Collection,
    TupleType,
    Type,
    Unknown,
    Value,
    blended,
    collection,
    mapping,
    marked,
    number,
    sequence,
    wholly_known,
)

_MAX_RANGE = 1024


def _chunklist(args: Sequence[Value], scope: Scope) -> Value:
    held, size = items(args[0]), whole(args[1])
    if size < 0:
        raise EvaluationError("the size argument must be positive")
    size = size or len(held)
    element = element_type(args[0])
    chunks = [held[at : at + size] for at in range(0, len(held), size)] if held else []
    inner = Collection("list", element)
    made = collection("list", inner, tuple(Value(inner, chunk) for chunk in chunks))
    return marked(made, args[0].sensitive)


def _concat(args: Sequence[Value], scope: Scope) -> Value:
    if not args:
        raise EvaluationError("at least one argument is required")
    sensitive = any(arg.sensitive for arg in args)
    if any(isinstance(arg.data, Unknown) for arg in args):
        return marked(blended(args), sensitive)
    held = [item for arg in args for item in sequence_items(arg, ("list", "tuple"))]
    scope.budget.elements(len(held))
    if all(kind_of(arg) == "list" for arg in args):
        common = unify([element_type(arg) for arg in args])
        if common is not None:
            converted = tuple(convert(item, common) for item in held)
            return marked(collection("list", common, converted), sensitive)
    return marked(sequence(held), sensitive)


def _flatten(args: Sequence[Value], scope: Scope) -> Value:
    sequence_items(args[0])
    held: list[Value] = []
    lists = [args[0]]
    if not _flatten_into(args[0], held, lists):
        return blended(args)
    scope.budget.elements(len(held))
    return marked(sequence(held), any(each.sensitive for each in lists))


def _flatten_into(value: Value, held: list[Value], lists: list[Value]) -> bool:
    """Gathers elements and the lists they come from. Whether all lengths are known."""
    if may_shrink(value):
        return False
    for item in items(value):
        if isinstance(item.data, tuple):
            lists.append(item)
            if not _flatten_into(item, held, lists):
                return False
        elif isinstance(item.data, Unknown) and kind_of(item) in ("list", "set", "tuple", "dynamic"):
            return False
        else:
            held.append(item)
    return True


def _merge(args: Sequence[Value], scope: Scope) -> Value:
    given = [arg for arg in args if arg.data is not None]
    if any(isinstance(arg.data, Unknown) for arg in given):
        return blended(given)
    if any(not isinstance(arg.data, dict) for arg in given):
        raise EvaluationError("arguments must be maps or objects")
    sensitive = any(arg.sensitive for arg in given)
    held: dict[str, Value] = {}
    for arg in given:
        held |= attributes(arg)
    first = args[0].type if args else None
    if isinstance(first, Collection) and all(arg.type == first for arg in args):
        return marked(Value(first, held), sensitive)
    return marked(mapping(held), sensitive)


def _range(args: Sequence[Value], scope: Scope) -> Value:
    if not 1 <= len(args) <= 3:
        raise EvaluationError("must have one, two, or three arguments")
    given = [amount(arg) for arg in args]
    start, end = (0, given[0]) if len(given) == 1 else given[:2]
    step = given[2] if len(given) == 3 else (-1 if end < start else 1)
    if step == 0 or ((step < 0) != (end < start) and end != start):
        raise EvaluationError("the step must lead from the start to the end")
    return collection("list", NUMBER, tuple(number(at) for at in _steps(start, end, step)))


def _steps(start: Amount, end: Amount, step: Amount) -> list[Amount]:
    held: list[Amount] = []
    at: Amount | None = start
    while at is not None and (at < end if step > 0 else at > end):
        if len(held) == _MAX_RANGE:
            raise EvaluationError(f"more than {_MAX_RANGE} values were generated")
        held.append(at)
        at = arithmetic("+", at, step)
    return held


def _reverse(args: Sequence[Value], scope: Scope) -> Value:
    held = sequence_items(args[0])[::-1]
    if isinstance(args[0].type, Collection):
        return marked(collection("list", args[0].type.element, held), args[0].sensitive)
    return marked(sequence(held), args[0].sensitive)


def _transpose(args: Sequence[Value], scope: Scope) -> Value:
    if not wholly_known(args[0]):
        return blended(args, args[0].type)
    turned: dict[str, list[str]] = {}
    for name, listed in sorted(attributes(args[0]).items()):
        for item in items(listed):
            if item.data is None:
                raise EvaluationError("input must not contain null strings")
            turned.setdefault(text(item), []).append(name)
    return Value(args[0].type, {name: strings(sorted(names)) for name, names in turned.items()})


def _zipmap(args: Sequence[Value], scope: Scope) -> Value:
    names = items(args[0])
    held = sequence_items(args[1], ("list", "tuple"))
    if not wholly_known(args[0]):
        return blended(args)
    if len(names) != len(held):
        raise EvaluationError(f"number of keys ({len(names)}) does not match number of values ({len(held)})")
    if any(name.data is None for name in names):
        raise EvaluationError("keys list must not contain null")
    zipped = {text(name): value for name, value in zip(names, held, strict=True)}
    sensitive = args[1].sensitive
    if isinstance(args[1].type, Collection):
        return marked(collection("map", args[1].type.element, zipped), sensitive)
    return marked(mapping(zipped), sensitive)


def _setunion(args: Sequence[Value], scope: Scope) -> Value:
    sets = unify_values(args)
    return make_set(element_type(sets[0]), [item for each in sets for item in items(each)])


def _setintersection(args: Sequence[Value], scope: Scope) -> Value:
    sets = unify_values(args)
    if not all(map(wholly_known, sets)):
        return blended(sets, sets[0].type)
    common = {identity(item) for item in items(sets[0])}
    for each in sets[1:]:
        common &= {identity(item) for item in items(each)}
    return make_set(element_type(sets[0]), [item for item in items(sets[0]) if identity(item) in common])


def _setsubtract(args: Sequence[Value], scope: Scope) -> Value:
    left, right = unify_values(args)
    if not (wholly_known(left) and wholly_known(right)):
        return blended((left, right), left.type)
    removed = {identity(item) for item in items(right)}
    return make_set(element_type(left), [item for item in items(left) if identity(item) not in removed])


def _setproduct(args: Sequence[Value], scope: Scope) -> Value:
    if len(args) < 2:
        raise EvaluationError("at least two arguments are required")
    pools = [sequence_items(arg) for arg in args]
    size = 1
    for pool in pools:
        size *= len(pool)
        if size > MAX_WEIGHT:
            raise TooLarge
    scope.budget.elements(size * len(pools))
    row_type = TupleType(tuple(_pool_type(arg) for arg in args))
    sensitive = any(arg.sensitive for arg in args)
    kind = "set" if any(kind_of(arg) == "set" for arg in args) else "list"
    if any(map(may_shrink, args)):
        return marked(blended(args, Collection(kind, row_type)), sensitive)
    rows: list[tuple[Value, ...]] = [()]
    for pool in pools:
        rows = [(*row, item) for row in rows for item in pool]
    made = [convert(sequence(row), row_type) for row in rows]
    product = make_set(row_type, made) if kind == "set" else collection("list", row_type, tuple(made))
    return marked(product, sensitive)


def _pool_type(value: Value) -> Type:
    inner = value.type.items if isinstance(value.type, TupleType) else (element_type(value),)
    common = unify(inner) if inner else DYNAMIC
    if common is None:
        raise EvaluationError("all elements must be of the same type")
    return common


_ANY = Param()
_LIST = Param(ANY_LIST)
_SET = Param(ANY_SET)
_SEEN = Param(unknown=True, marked=True)

FUNCTIONS: Mapping[str, Function] = {
    "chunklist": Function(_chunklist, (Param(ANY_LIST, marked=True), Param(NUMBER))),
    "concat": Function(_concat, (), DYNAMIC, _SEEN),
    "flatten": Function(_flatten, (Param(marked=True),)),
    "merge": Function(_merge, (), DYNAMIC, Param(null=True, unknown=True, marked=True)),
    "range": Function(_range, (), Collection("list", NUMBER), Param(NUMBER)),
    "reverse": Function(_reverse, (Param(marked=True),)),
    "setintersection": Function(_setintersection, (_SET,), DYNAMIC, _SET),
    "setproduct": Function(_setproduct, (), DYNAMIC, Param(marked=True)),
    "setsubtract": Function(_setsubtract, (_SET, _SET)),
    "setunion": Function(_setunion, (_SET,), DYNAMIC, _SET),
    "transpose": Function(_transpose, (Param(Collection("map", STRINGS)),)),
    "zipmap": Function(_zipmap, (Param(STRINGS), Param(marked=True))),
}
