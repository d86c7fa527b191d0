"""Policy documents as lists of statements, wherever they are written: JSON text, `jsonencode(…)`,
`aws_iam_policy_document`."""

from collections.abc import Callable

from terrafence.check.jsonvalue import from_json, with_holes, without_trailing_commas
from terrafence.check.links import World
from terrafence.check.paths import spots
from terrafence.check.statements import Part
from terrafence.check.verdict import Spot
from terrafence.evaluate.resource import EvaluatedBody, Resource
from terrafence.evaluate.values import NULL, Collection, Primitive, Unknown, Value, string
from terrafence.record import NamedTuple
from terrafence.syntax.expressions import (
    Call,
    Expression,
    ObjectCons,
    ObjectItem,
    Template,
    TupleCons,
    bare,
)
from terrafence.syntax.views import SourceFile

DOCUMENT = "data.aws_iam_policy_document"


class Document(NamedTuple):
    """The statements of one document; `reason` says why there may be more than are known. `list` is the
    literal list that a statement could be added to, `owner` the data source."""

    parts: tuple[Part, ...]
    reason: str = ""
    file: SourceFile | None = None
    list: TupleCons | None = None
    owner: Resource | None = None

    def place(self) -> "tuple[SourceFile, TupleCons] | EvaluatedBody | None":
        """Where a statement can be added."""
        if self.owner is not None:
            return self.owner.body
        return (self.file, self.list) if self.file is not None and self.list is not None else None


def read_documents(spot: Spot, world: World) -> list[Document]:
    """The documents that the value at a spot may be: one, unless a reference leaves open which."""
    if spot.value is None or spot.slot is None:
        return []
    key = (spot.slot, spot.steps)
    if key not in world.written:
        world.written[key] = _read(spot, spot.value, world)
    return world.written[key]


def _read(spot: Spot, value: Value, world: World) -> list[Document]:
    written = _written(spot)
    if written is not None:
        return [written]
    if isinstance(value.data, str):
        return [read_statements(value.data)]
    if value.unknown is None:
        return [Document((), "the policy is not a JSON text")]
    return _from_references(value.unknown, world)


def document_of(data: Resource, world: World, depth: int = 0) -> Document:
    """The statements of an `aws_iam_policy_document`: its sources', its own, and its overrides'; of those
    with the same `sid` the last one stands, as the provider's documentation says."""
    if (data, depth) not in world.documents:
        world.documents[data, depth] = _document_of(data, world, depth)
    return world.documents[data, depth]


def _document_of(data: Resource, world: World, depth: int) -> Document:
    blocks = data.body.blocks("statement")
    open_blocks = any(not body.certain for body in blocks)
    found = [
        *_of_paths(("source_json", "source_policy_documents"), data, world, depth),
        Document(
            tuple(_from_block(data, body) for body in blocks),
            "a dynamic statement is not known" if open_blocks else "",
        ),
        *_of_paths(("override_json", "override_policy_documents"), data, world, depth),
    ]
    reason = next((part.reason for part in found if part.reason), "")
    return Document(_overridden([part for inner in found for part in inner.parts]), reason, owner=data)


def _of_paths(paths: tuple[str, ...], data: Resource, world: World, depth: int) -> list[Document]:
    return [
        _included(value, world, depth + 1)
        for path in paths
        for source in spots(data, data.body, path)
        for value in _flat(source.value)
    ]


def _overridden(parts: list[Part]) -> tuple[Part, ...]:
    kept: dict[object, Part] = {}
    for at, part in enumerate(parts):
        sid = part.words.get("Sid", NULL).data
        kept[sid if isinstance(sid, str) and sid else at] = part
    return tuple(kept.values())


def _included(value: Value, world: World, depth: int) -> Document:
    if isinstance(value.data, str):
        return read_statements(value.data)
    if value.unknown is None or depth > 8:
        return Document((), "" if value.data is None else "an included policy is not known")
    found = [
        document_of(data, world, depth)
        for ref in value.unknown.refs
        if "aws_iam_policy_document" in ref.address
        for data in world.at(ref.address, DOCUMENT)
    ]
    if len(found) == 1:
        return found[0]
    return Document((), value.unknown.reason)


def _from_references(unknown: Unknown, world: World) -> list[Document]:
    found = [document_of(data, world) for ref in unknown.refs for data in world.at(ref.address, DOCUMENT)]
    return found or [Document((), unknown.reason)]


def read_statements(text: str) -> Document:
    """The statements of a policy written as JSON."""
    return _from_json(from_json(without_trailing_commas(text)))


def _from_json(value: Value | None) -> Document:
    if value is None:
        return Document((), "the policy is not valid JSON")
    return Document(tuple(Part(words) for words in _statements(value)))


def _written(spot: Spot) -> Document | None:
    """What is written out at the spot, read part by part, since one unknown part makes the whole text
    unknown."""
    assert spot.slot is not None
    expression, file, evaluate = spot.slot.attribute.expression, spot.slot.attribute.file, spot.slot.evaluate
    origin = spot.slot.origin()
    if origin is not None:
        expression, file, evaluate = origin.expression, origin.file, origin.evaluate
    match bare(expression):
        case Call(name="jsonencode", args=(argument,)):
            return _from_call(argument, file, evaluate)
        case Template() as template if spot.value is not None and spot.value.unknown is not None:
            filled = with_holes(template, evaluate)
            return None if filled is None else _from_json(filled)
        case _:
            return None


def _from_call(argument: Expression, file: SourceFile, evaluate: Callable[[Expression], Value]) -> Document:
    value = evaluate(argument)
    statements = _statements(value)
    written = _item(argument, "Statement")
    items = written.items if isinstance(written, TupleCons) else (written,)
    if len(items) != len(statements):
        items = (None,) * len(statements)
    parts = tuple(Part(words, file, item) for words, item in zip(statements, items, strict=True))
    reason = value.unknown.reason if value.unknown is not None else _open_statements(value)
    return Document(parts, reason, file, written if isinstance(written, TupleCons) else None)


def _item(expression: Expression, name: str) -> Expression | None:
    items: tuple[ObjectItem, ...] = expression.items if isinstance(expression, ObjectCons) else ()
    for item in items:
        if getattr(item.key, "value", None) == name:
            return item.value
    return None


def _open_statements(value: Value) -> str:
    whole = value.data.get("Statement") if isinstance(value.data, dict) else None
    for item in _flat(whole):
        if item.unknown is not None:
            return item.unknown.reason
    return ""


def _statements(value: Value) -> list[dict[str, Value]]:
    whole = value.data.get("Statement") if isinstance(value.data, dict) else None
    return [item.data for item in _flat(whole) if isinstance(item.data, dict)]


def _flat(value: Value | None) -> tuple[Value, ...]:
    if value is None or value.data is None:
        return ()
    return value.data if isinstance(value.data, tuple) else (value,)


def _from_block(owner: Resource, body: EvaluatedBody) -> Part:
    words: dict[str, Value] = {"Effect": string("Allow")}
    for name, key in (
        ("sid", "Sid"),
        ("effect", "Effect"),
        ("actions", "Action"),
        ("not_actions", "NotAction"),
        ("resources", "Resource"),
        ("not_resources", "NotResource"),
    ):
        slot = body.attribute(name)
        if slot is not None and slot.value.data is not None:
            words[key] = slot.value
    for kind, key in (("principals", "Principal"), ("not_principals", "NotPrincipal")):
        if body.blocks(kind):
            words[key] = _object(
                {_text(inner, "type"): _get(inner, "identifiers") for inner in body.blocks(kind)}
            )
    if body.blocks("condition"):
        words["Condition"] = _conditions(body)
    return Part(words, body.block.file, None, owner, body)


def _conditions(body: EvaluatedBody) -> Value:
    operators: dict[str, Value] = {}
    for inner in body.blocks("condition"):
        key = _object({_text(inner, "variable"): _get(inner, "values")})
        known = operators.get(_text(inner, "test"))
        merged = (
            {**known.data, **key.data}
            if known and isinstance(known.data, dict) and isinstance(key.data, dict)
            else key.data
        )
        operators[_text(inner, "test")] = Value(key.type, merged)
    return _object(operators)


def _get(body: EvaluatedBody, name: str) -> Value:
    slot = body.attribute(name)
    return NULL if slot is None else slot.value


def _text(body: EvaluatedBody, name: str) -> str:
    data = _get(body, name).data
    return data if isinstance(data, str) else "?"


def _object(parts: dict[str, Value]) -> Value:
    return Value(Collection("map", Primitive.DYNAMIC), parts)
