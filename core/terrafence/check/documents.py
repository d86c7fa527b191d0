"""Policy documents as lists of statements, wherever they are written: JSON text, `jsonencode(…)`,
`aws_iam_policy_document`."""

from fnmatch import fnmatchcase
from typing import NamedTuple

from terrafence.check.jsonvalue import from_json
from terrafence.check.links import World
from terrafence.check.paths import spots
from terrafence.check.verdict import FALSE, TRUE, Ruling, Spot, Truth, conjunction, disjunction
from terrafence.declare import Statement
from terrafence.evaluate.resource import EvaluatedBody, Resource
from terrafence.evaluate.values import NULL, Collection, Primitive, Unknown, Value, string
from terrafence.syntax.expressions import Call, Expression, ObjectCons, ObjectItem, TupleCons
from terrafence.syntax.views import File

DOCUMENT = "data.aws_iam_policy_document"


class Part(NamedTuple):
    """One statement. `words` are its keys as the policy language names them. `expression` is where it is
    written, `owner` the resource whose `body` holds it when it is a block of its own."""

    words: dict[str, Value]
    file: File | None = None
    expression: Expression | None = None
    owner: Resource | None = None
    body: EvaluatedBody | None = None


class Document(NamedTuple):
    """The statements of one document; `reason` says why there may be more than are known. `list` is the
    literal list that a statement could be added to, `owner` the data source."""

    parts: tuple[Part, ...]
    reason: str = ""
    file: File | None = None
    list: TupleCons | None = None
    owner: Resource | None = None

    def place(self) -> "tuple[File, TupleCons] | EvaluatedBody | None":
        """Where a statement can be added."""
        if self.owner is not None:
            return self.owner.body
        return (self.file, self.list) if self.file is not None and self.list is not None else None


def read_documents(spot: Spot, world: World) -> list[Document]:
    """The documents that the value at a spot may be: one, unless a reference leaves open which."""
    value = spot.value
    if value is None or spot.slot is None:
        return []
    written = _from_call(spot)
    if written is not None:
        return [written]
    if isinstance(value.data, str):
        return [_from_text(value.data)]
    if value.unknown is None:
        return [Document((), "the policy is not a JSON text")]
    return _from_references(value.unknown, world)


def document_of(data: Resource, world: World, depth: int = 0) -> Document:
    """The statements of an `aws_iam_policy_document`, with those of its sources and overrides."""
    own = [_from_block(data, body) for body in data.body.blocks("statement")]
    reasons = (
        []
        if all(body.certain for body in data.body.blocks("statement"))
        else ["a dynamic statement is not known"]
    )
    for path in ("source_policy_documents", "override_policy_documents", "source_json", "override_json"):
        for source in spots(data, data.body, path):
            for value in _flat(source.value):
                inner = _included(value, world, depth + 1)
                own += inner.parts
                reasons += [inner.reason] if inner.reason else []
    return Document(tuple(own), reasons[0] if reasons else "", owner=data)


def matches(shape: Statement, part: Part) -> Ruling:
    """Whether a statement has a shape."""
    words = part.words
    rulings = [_effect(shape.effect, words.get("Effect"))]
    for patterns, key in (
        (shape.actions, "Action"),
        (shape.resources, "Resource"),
        (shape.principals, "Principal"),
    ):
        if patterns:
            rulings.append(_covers(patterns, words.get(key)))
    if shape.condition is not None:
        rulings.append(_conditioned(shape.condition, words.get("Condition")))
    if shape.unconditioned:
        rulings.append(_unconditioned(words.get("Condition")))
    return conjunction(rulings)


def _included(value: Value, world: World, depth: int) -> Document:
    if isinstance(value.data, str):
        return _from_text(value.data)
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


def _from_text(text: str) -> Document:
    value = from_json(text)
    if value is None:
        return Document((), "the policy is not valid JSON")
    return Document(tuple(Part(words) for words in _statements(value)))


def _from_call(spot: Spot) -> Document | None:
    """`jsonencode({…})` evaluated inside the call, since one unknown part makes the whole text unknown."""
    assert spot.slot is not None
    expression, file, evaluate = spot.slot.attribute.expression, spot.slot.attribute.file, spot.slot.evaluate
    origin = spot.slot.origin()
    if origin is not None:
        expression, file, evaluate = origin.expression, origin.file, origin.evaluate
    if not isinstance(expression, Call) or expression.name != "jsonencode" or len(expression.args) != 1:
        return None
    value = evaluate(expression.args[0])
    statements = _statements(value)
    written = _item(expression.args[0], "Statement")
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


def _effect(wanted: str, value: Value | None) -> Ruling:
    if value is None:
        return FALSE
    if value.unknown is not None:
        return Ruling(Truth.UNKNOWN, value.unknown.reason)
    return TRUE if value.data == wanted else FALSE


def _covers(patterns: tuple[str, ...], value: Value | None) -> Ruling:
    """Whether the words of a statement, wildcards and all, cover one of the patterns."""
    return disjunction([_covered(pattern, word) for word in _words(value) for pattern in patterns])


def _covered(pattern: str, word: Value) -> Ruling:
    if word.unknown is not None:
        return Ruling(Truth.UNKNOWN, word.unknown.reason)
    if not isinstance(word.data, str):
        return FALSE
    text = "*" if word.data in ("*:*", "**") else word.data
    return TRUE if fnmatchcase(pattern.lower(), text.lower().replace("[", "[[]")) else FALSE


def _words(value: Value | None) -> list[Value]:
    if value is None:
        return []
    if isinstance(value.data, tuple):
        return list(value.data)
    if isinstance(value.data, dict):
        return [word for inner in value.data.values() for word in _words(inner)]
    return [value]


def _conditioned(wanted: tuple[str, str, str], value: Value | None) -> Ruling:
    if value is None or value.data is None:
        return FALSE
    if value.unknown is not None:
        return Ruling(Truth.UNKNOWN, value.unknown.reason)
    operator, key, expected = (text.lower() for text in wanted)
    inner = _lower(value).get(operator)
    found = _lower(inner).get(key) if inner is not None else None
    return disjunction([_equals(expected, word) for word in _words(found)])


def _equals(expected: str, word: Value) -> Ruling:
    if word.unknown is not None:
        return Ruling(Truth.UNKNOWN, word.unknown.reason)
    return TRUE if str(word.data).lower() == expected else FALSE


def _lower(value: Value) -> dict[str, Value]:
    return {key.lower(): item for key, item in value.data.items()} if isinstance(value.data, dict) else {}


def _unconditioned(value: Value | None) -> Ruling:
    if value is None or value.data is None or value.data == {}:
        return TRUE
    return Ruling(Truth.UNKNOWN, value.unknown.reason) if value.unknown is not None else FALSE
