"""What a rule wants of a policy document, judged to an outcome with the place of the fault."""

from terrafence.check.documents import Document, document_of, read_documents
from terrafence.check.links import World
from terrafence.check.place import Place
from terrafence.check.statements import Part, denied, matches
from terrafence.check.verdict import (
    HOLDS,
    Broken,
    Outcome,
    Ruling,
    Spot,
    Truth,
    conjunction,
    disjunction,
    merged,
)
from terrafence.declare import PolicyForbids, PolicyHas, Statement
from terrafence.evaluate.resource import EvaluatedBody, Slot
from terrafence.syntax.expressions import ObjectCons, TupleCons
from terrafence.syntax.views import SourceFile

_ARGUMENTS = {
    "Action": "actions",
    "NotAction": "not_actions",
    "Resource": "resources",
    "NotResource": "not_resources",
}
_BLOCKS = {"Principal": "principals", "NotPrincipal": "not_principals"}


def forbids(expectation: PolicyForbids, place: Place) -> Outcome:
    """Whether the document is free of what it must not say."""
    if not expectation.path:
        here = Spot(place.resource, place.resource.body, "statement")
        return _no_such_part(expectation, here, document_of(place.resource, place.world))
    return merged(
        [
            _no_such_part(expectation, spot, document)
            for spot in place.spots(expectation.path)
            for document in read_documents(spot, place.world)
        ]
    )


def _no_such_part(expectation: PolicyForbids, spot: Spot, document: Document) -> Outcome:
    shape = _not_denied(expectation.statement, document)
    if shape is None:
        return HOLDS
    rulings = [(part, matches(shape, part)) for part in document.parts]
    others = [_said(other, document) for other in expectation.together]
    faults = [_bad_part(expectation, spot, part) for part, ruling in rulings if ruling.truth is Truth.TRUE]
    reasons = [document.reason] if document.reason else []
    reasons += [ruling.reason for _, ruling in rulings if ruling.truth is Truth.UNKNOWN]
    together = conjunction(others)
    if together.truth is Truth.FALSE and not document.reason:
        return HOLDS
    if together.truth is not Truth.TRUE and (faults or reasons):
        return Outcome((), (together.reason or document.reason,))
    return Outcome(tuple(faults), tuple(reasons))


def _not_denied(shape: Statement, document: Document) -> Statement | None:
    """The shape without the actions that the document denies anyway; None when none is left."""
    if shape.effect != "Allow" or not shape.actions:
        return shape
    gone = denied(shape.actions, document.parts)
    left = tuple(action for action in shape.actions if action not in gone)
    return shape._replace(actions=left) if left else None


def _said(shape: Statement, document: Document) -> Ruling:
    return disjunction(matches(shape, part) for part in document.parts)


def _bad_part(expectation: PolicyForbids, spot: Spot, part: Part) -> Broken:
    names = _asked(expectation.statement)
    if part.owner is not None and part.body is not None:
        slot = next((slot for name in names if (slot := _argument(part.body, name)) is not None), None)
        path = f"statement.{slot.name}" if slot is not None else "statement"
        return Broken(Spot(part.owner, part.body, path, slot=slot), expectation, into=part.body)
    if part.file is None or part.expression is None:
        return Broken(spot, expectation)
    written = part.expression
    if not isinstance(written, ObjectCons):
        return Broken(spot, expectation, at=(part.file, written))
    items = {getattr(item.key, "value", None): item.value for item in written.items}
    narrow = next((items[name] for name in names if name in items), written)
    return Broken(spot, expectation, at=(part.file, narrow), into=(part.file, written))


def _argument(body: EvaluatedBody, element: str) -> Slot | None:
    """Where an `aws_iam_policy_document` writes an element."""
    if element in _BLOCKS:
        inner = body.blocks(_BLOCKS[element])
        return inner[0].attribute("identifiers") if inner else None
    return body.attribute(_ARGUMENTS[element])


def _asked(shape: Statement) -> list[str]:
    """The elements of a statement that a shape is about, the one that a person would change first."""
    names = [*shape.like]
    names += ["Principal"] if shape.principals else []
    names += ["Action", "NotAction"] if shape.actions else []
    return [*names, "Action", "NotAction"]


def has(expectation: PolicyHas, place: Place) -> Outcome:
    """Whether the document says what it has to."""
    return merged([_has(expectation, spot, place.world) for spot in place.spots(expectation.path)])


def _has(expectation: PolicyHas, spot: Spot, world: World) -> Outcome:
    reasons: list[str] = []
    into: tuple[SourceFile, TupleCons | ObjectCons] | EvaluatedBody | None = None
    for document in read_documents(spot, world):
        for part in document.parts:
            ruling = matches(expectation.statement, part)
            if ruling.truth is Truth.TRUE:
                return HOLDS
            reasons += [ruling.reason] if ruling.truth is Truth.UNKNOWN else []
        reasons += [document.reason] if document.reason else []
        into = document.place()
    if reasons:
        return Outcome((), (f"`{expectation.path}`: {reasons[0]}",))
    return Outcome((Broken(spot, expectation, spot.value, into=into),))
