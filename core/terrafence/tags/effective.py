"""The tags that a resource ends up with: its own over those of its provider configuration, and who gave
each."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import Enum
from typing import TypeAlias

from terrafence.evaluate.convert import convert
from terrafence.evaluate.expressions import value_of
from terrafence.evaluate.origin import Source, source
from terrafence.evaluate.resource import EvaluatedBody, Resource, Slot
from terrafence.evaluate.scope import EvaluationError
from terrafence.evaluate.scopes import LocalScope
from terrafence.evaluate.types import STRING
from terrafence.evaluate.values import Unknown, Value, unknown
from terrafence.record import NamedTuple
from terrafence.syntax.expressions import Call, Conditional, Expression, ObjectCons, ObjectItem, Parens
from terrafence.syntax.views import SourceFile
from terrafence.tags.taggable import Holder, holder
from terrafence.text import Span


class Giver(Enum):
    """Who gives a resource a tag."""

    RESOURCE = "resource"
    PROVIDER = "provider"


class Tag(NamedTuple):
    """One tag: a known string or an unknown value, and the place of what sets it: an entry of a map where
    one can be seen."""

    key: str
    value: Value
    giver: Giver
    file: SourceFile
    span: Span
    entry: ObjectItem | None = None
    within: ObjectCons | None = None

    @property
    def text(self) -> str | None:
        """The value, when it is known."""
        return self.value.data if isinstance(self.value.data, str) else None


class Tags(NamedTuple):
    """A set of tags. `entries` are those that are there for certain, though their values may be unknown;
    `open` is the reason why there may be more, empty when these are all."""

    entries: Mapping[str, Tag]
    open: str = ""

    def over(self, others: "Tags") -> "Tags":
        """These, and of the others those that these do not replace. What these may hold besides may
        replace any value of the others."""
        below = others.entries
        if self.open:
            below = {key: tag._replace(value=unknown(self.open)) for key, tag in below.items()}
        return Tags({**below, **self.entries}, self.open or others.open)


class PassedOn(NamedTuple):
    """The tags that a resource gives to something it makes: `target` is `instance`, `volume`, or what a
    launch template calls it; `path` is the attribute or block."""

    target: str
    path: str
    tags: Tags


NO_TAGS = Tags({})

_MAX_DEPTH = 30


def effective(resource: Resource) -> Tags | None:
    """The tags of a managed resource; None when its type takes none."""
    place = holder(resource.type) if resource.mode == "managed" else None
    if place is None:
        return None
    return own_tags(resource, place).over(default_tags(resource, place))


def own_tags(resource: Resource, place: Holder) -> Tags:
    """The tags that the resource itself sets."""
    if place.path == "tag":
        return _of_blocks(resource.body.blocks("tag"))
    block, _, name = place.path.rpartition(".")
    bodies = resource.body.blocks(block) if block else [resource.body]
    return _all(_of_body(body, name, Giver.RESOURCE) for body in bodies)


def default_tags(resource: Resource, place: Holder) -> Tags:
    """The tags that a type gets from its provider configuration."""
    if not place.defaults:
        return NO_TAGS
    provider = resource.provider
    if provider.body is None:
        # A name that nobody configures here is passed in by a caller that is not among the files.
        missing = f"provider {provider.name}.{provider.alias} is not written here"
        return NO_TAGS if provider.alias is None else Tags({}, missing)
    if place.defaults == "default_labels":
        return _of_body(provider.body, "default_labels", Giver.PROVIDER)
    blocks = provider.body.blocks(place.defaults)
    return _all(_of_body(body, "tags", Giver.PROVIDER) for body in blocks)


def passed_on(resource: Resource) -> Iterator[PassedOn]:
    """The tags of what an AWS resource launches: `volume_tags`, those of block devices, the
    `tag_specifications` of launch templates, and `tag` blocks with `propagate_at_launch`."""
    if resource.type == "aws_autoscaling_group":
        blocks = [block for block in resource.body.blocks("tag") if _propagates(block)]
        yield PassedOn("instance", "tag", _of_blocks(blocks))
    elif resource.type == "aws_launch_template":
        yield from _specified(resource)
    elif resource.type in ("aws_instance", "aws_spot_instance_request"):
        yield from _volumes(resource)


def _specified(resource: Resource) -> Iterator[PassedOn]:
    blocks = resource.body.blocks("tag_specifications")
    found = {
        _text(block, "resource_type") or "?": _of_body(block, "tags", Giver.RESOURCE) for block in blocks
    }
    reason = (
        "" if "?" not in found and all(block.certain for block in blocks) else "what it is for is not known"
    )
    for target in {**dict.fromkeys(("instance", "volume")), **found}:
        yield PassedOn(target, "tag_specifications", found.get(target, Tags({}, reason)))


def _volumes(resource: Resource) -> Iterator[PassedOn]:
    whole = _of_body(resource.body, "volume_tags", Giver.RESOURCE)
    if whole.entries or whole.open or not resource.body.blocks("root_block_device"):
        yield PassedOn("volume", "volume_tags", whole)
        return
    defaults = default_tags(resource, Holder("tags", "default_tags"))
    for kind in ("root_block_device", "ebs_block_device"):
        for block in resource.body.blocks(kind):
            tags = _of_body(block, "tags", Giver.RESOURCE).over(defaults)
            yield PassedOn("volume", f"{kind}.tags", tags)


def _propagates(block: EvaluatedBody) -> bool:
    slot = block.attribute("propagate_at_launch")
    return slot is not None and _converted(slot.value).data == "true"


def _text(block: EvaluatedBody, name: str) -> str | None:
    slot = block.attribute(name)
    data = slot.value.data if slot is not None else None
    return data if isinstance(data, str) else None


def _all(parts: Iterable[Tags]) -> Tags:
    whole = NO_TAGS
    for part in parts:
        whole = part.over(whole)
    return whole


def _of_body(body: EvaluatedBody, name: str, giver: Giver) -> Tags:
    slot = body.attribute(name)
    if slot is None:
        return NO_TAGS
    found = _of_expression(_source(slot), giver)
    return found if body.certain else Tags({}, "a dynamic block over an unknown collection")


def _of_blocks(blocks: Iterable[EvaluatedBody]) -> Tags:
    """A block with `key` and `value` for each tag."""
    whole = NO_TAGS
    for block in blocks:
        key, value = block.attribute("key"), block.attribute("value")
        name = _converted(key.value) if key is not None else None
        if name is None or not isinstance(name.data, str) or not block.certain:
            reason = name.data.reason if name is not None and isinstance(name.data, Unknown) else ""
            whole = Tags({}, reason or "a dynamic block over an unknown collection").over(whole)
            continue
        held = _converted(value.value) if value is not None else unknown("it has no value")
        tag = Tag(name.data, held, Giver.RESOURCE, block.block.file, block.block.span)
        whole = Tags({name.data: tag}).over(whole)
    return whole


# ---------------------------------------------------------------- a map of tags


def _source(slot: Slot) -> Source:
    return Source(slot.attribute.file, slot.attribute.expression, slot.scope)


def _of_expression(at: Source, giver: Giver, seen: "_Seen | None" = None, depth: int = 0) -> Tags:
    """The entries of a map. Where the whole is not known, what its parts say for certain."""
    value = value_of(at.expression, at.scope)
    data = value.data
    if isinstance(data, Unknown):
        return Tags({}, data.reason) if depth > _MAX_DEPTH else _seen_once(at, giver, seen, depth)
    if not isinstance(data, dict):
        return NO_TAGS if data is None else Tags({}, "it is not a map")
    held = {key: item for key, item in data.items() if item.data is not None}
    entries: dict[str, Tag] = {}
    for key, place in _places(at, held.keys()).items():
        written = place.entry or place.expression
        within = place.expression if isinstance(place.expression, ObjectCons) else None
        text = _converted(held[key], value.sensitive)
        entries[key] = Tag(key, text, giver, place.file, written.span, place.entry, within)
    return Tags(entries)


_Seen: TypeAlias = dict[tuple[Expression, LocalScope], Tags]


def _seen_once(at: Source, giver: Giver, seen: _Seen | None, depth: int) -> Tags:
    """The parts of what is not known; what is reached on two ways is read once."""
    at, seen = source(at), {} if seen is None else seen
    key = (at.expression, at.scope)
    if key not in seen:
        seen[key] = Tags({}, "it refers to itself")
        seen[key] = _of_parts(at, giver, seen, depth + 1)
    return seen[key]


def _of_parts(at: Source, giver: Giver, seen: _Seen, depth: int) -> Tags:
    def part(expression: Expression) -> Tags:
        return _of_expression(at._replace(expression=expression), giver, seen, depth)

    match at.expression:
        case Parens(inner=inner):
            return part(inner)
        case Call(name="merge", expand=False):
            return _all(part(argument) for argument in at.expression.args)
        case Conditional():
            return _in_either(at, part(at.expression.then), part(at.expression.otherwise))
        case ObjectCons():
            return _of_items(at, at.expression, giver)
        case _:
            value = value_of(at.expression, at.scope)
            return Tags({}, value.data.reason if isinstance(value.data, Unknown) else "it is not known")


def _in_either(at: Source, then: Tags, otherwise: Tags) -> Tags:
    """What a conditional gives: one branch, or when the condition is not known what both have."""
    assert isinstance(at.expression, Conditional)
    condition = value_of(at.expression.condition, at.scope)
    if not isinstance(condition.data, Unknown):
        return then if condition.data is True else otherwise
    reason = condition.data.reason
    both = {key: tag for key, tag in then.entries.items() if key in otherwise.entries}
    return Tags({key: tag._replace(value=unknown(reason)) for key, tag in both.items()}, reason)


def _of_items(at: Source, written: ObjectCons, giver: Giver) -> Tags:
    entries: dict[str, Tag] = {}
    reason = ""
    for item in written.items:
        key = _converted(value_of(item.key, at.scope))
        value = _converted(value_of(item.value, at.scope))
        if isinstance(key.data, Unknown):
            # It may be any of those before it.
            reason = key.data.reason
            entries = {name: tag._replace(value=unknown(reason)) for name, tag in entries.items()}
        elif isinstance(key.data, str) and value.data is not None:
            entries[key.data] = Tag(key.data, value, giver, at.file, item.span, item, written)
    return Tags(entries, reason)


class _Entry(NamedTuple):
    file: SourceFile
    expression: Expression
    entry: ObjectItem | None = None


def _places(at: Source, wanted: Collection[str], depth: int = 0) -> dict[str, _Entry]:
    """The entries of keys in a map whose value is known: through references, `merge` and conditionals, as
    far as the keys can be seen there."""
    at = source(at)
    written = at.expression
    found: dict[str, _Entry] = {}
    if depth <= _MAX_DEPTH:
        match written:
            case Parens():
                return _places(at._replace(expression=written.inner), wanted, depth + 1)
            case Conditional():
                chosen = value_of(written.condition, at.scope).data is True
                branch = written.then if chosen else written.otherwise
                return _places(at._replace(expression=branch), wanted, depth + 1)
            case Call(name="merge", expand=False):
                found = _in_merge(at, written, wanted, depth)
            case ObjectCons():
                for item in written.items:
                    key = _converted(value_of(item.key, at.scope)).data
                    if isinstance(key, str) and key in wanted:
                        found[key] = _Entry(at.file, written, item)
            case _:
                pass
    return {key: found.get(key) or _Entry(at.file, written) for key in wanted}


def _in_merge(at: Source, call: Call, wanted: Collection[str], depth: int) -> dict[str, _Entry]:
    """Of each key the entry in the last argument that has it."""
    found: dict[str, _Entry] = {}
    for part in reversed(call.args):
        data = value_of(part, at.scope).data
        keys = [key for key in wanted if key in data and key not in found] if isinstance(data, dict) else []
        if keys:
            found |= _places(at._replace(expression=part), keys, depth + 1)
    return found


def _converted(value: Value, sensitive: bool = False) -> Value:
    """As a string, which is what a tag is."""
    try:
        text = convert(value, STRING)
    except EvaluationError:
        return unknown("it is not a string")
    return Value(text.type, text.data, text.sensitive or sensitive)
