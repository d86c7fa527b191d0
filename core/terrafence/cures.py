"""Repairs that are no change of one value: resources that are lacking, one that should go, and statements of
a policy that should say something else."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from terrafence.check.verdict import Spot
from terrafence.declare import Added, Content, Cure, Expr
from terrafence.evaluate.resource import EvaluatedBody
from terrafence.resolve import Resolver
from terrafence.rewrite import Edited
from terrafence.syntax import write
from terrafence.syntax.expressions import ObjectCons, TupleCons
from terrafence.syntax.views import Block, SourceFile
from terrafence.text import Edit

Edits: TypeAlias = tuple[Edit, ...]
Into: TypeAlias = tuple[SourceFile, TupleCons | ObjectCons] | EvaluatedBody | None


def cured(cure: tuple[Added, ...] | Cure, spot: Spot, resolved: Resolver) -> Edits | None:
    """Edits of the file that the resource at fault is in."""
    block = spot.resource.body.block
    if isinstance(cure, Cure):
        alone = spot.body is spot.resource.body and not resolved.is_referred_to()
        return write.remove(block.file, block) if alone else None
    return _added(block, cure, resolved)


def _added(block: Block, resources: Sequence[Added], resolved: Resolver) -> Edits | None:
    edited = Edited(block.file, (block,))
    for resource in reversed(resources):
        content = resolved.mapping({**resolved.repetition(), **resource.content})
        after = edited.block(block.span.start)
        if resolved.failed or after is None:
            return None
        labels = (resource.type, resolved.free_name(resource.type, resource.suffix))
        edits = write.append_block(edited.file, after, "resource", labels, content)
        if edits is None:
            return None
        edited = edited.apply(edits)
    return edited.edits(block.file)


def restated(
    instead: Mapping[str, Content], into: Into, resolved: Resolver
) -> tuple[SourceFile, Edits] | None:
    """The statement with other elements."""
    content = resolved.mapping(instead)
    if resolved.failed or into is None:
        return None
    if isinstance(into, tuple):
        file, statement = into
        edits = _entries(file, statement, content) if isinstance(statement, ObjectCons) else None
    else:
        file = into.block.file
        edits = _arguments(into, content)
    return (file, edits) if edits else None


def _entries(file: SourceFile, statement: ObjectCons, content: Mapping[str, Content]) -> Edits | None:
    found = {getattr(item.key, "value", None): item.value for item in statement.items}
    edits: list[Edit] = []
    for name, value in content.items():
        if f"Not{name}" in found:
            return None
        if name in found:
            more = write.set_value(file, found[name].span, value)
        else:
            more = write.add_entry(file, statement, name, value)
        if more is None:
            return None
        edits += more
    return tuple(edits)


def _arguments(body: EvaluatedBody, content: Mapping[str, Content]) -> Edits | None:
    """The same in the words of `aws_iam_policy_document`."""
    edits: list[Edit] = []
    for name, value in content.items():
        if isinstance(value, Mapping):
            kind, of = next(iter(value.items()))
            who = {"type": kind, "identifiers": as_list(of)}
            more = write.add_block(body.block.file, body.block, f"{name.lower()}s", who)
        else:
            slot = body.attribute(f"{name.lower()}s")
            more = None
            if slot is not None:
                more = write.set_value(slot.attribute.file, slot.attribute.value_span, as_list(value))
        if more is None:
            return None
        edits += more
    return tuple(edits)


def as_list(content: Content) -> Content:
    """The content where a list has to stand."""
    return content if isinstance(content, tuple) and not isinstance(content, Expr) else (content,)
