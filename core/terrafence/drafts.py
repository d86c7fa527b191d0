"""Where a fault is shown: the narrowest span that a person would edit, and what else bears on it."""

from collections.abc import Iterator

from terrafence import registry
from terrafence.check.links import World, refers
from terrafence.check.verdict import TRUE, Broken, Truth
from terrafence.declare import Rule
from terrafence.evaluate.resource import Origin, Resource
from terrafence.evaluate.subjects import unread_calls
from terrafence.files import is_installed, is_summary
from terrafence.finding import Place
from terrafence.record import NamedTuple
from terrafence.syntax.views import Attribute, Block, SourceFile
from terrafence.text import Span


class Draft(NamedTuple):
    """A fault with its place, before it is grouped with others of the same place. `owner` is the resource
    that it is told of."""

    rule: Rule
    broken: Broken
    subject: Resource
    owner: Resource
    world: World
    file: SourceFile
    span: Span
    origin: Origin | None
    related: tuple[Place, ...]


def weighed(rule: Rule, subject: Resource, world: World) -> Rule:
    """The rule as the tags of the subject make it weigh."""
    for weight in world.tag_settings.weights:
        judge = world.tags.judge(subject)
        if judge is not None and judge.meets(weight.when.items()) is True:
            rule = registry.at_least(rule, weight.severity, weight.level, weight.rules)
    return rule


def draft(rule: Rule, broken: Broken, subject: Resource, world: World) -> Draft:
    """A fault that the rule found on a subject, with its place."""
    file, span, origin = _place(broken)
    related: list[Place] = []
    if origin is not None:
        related += [Place(step.file.path, step.span, step.label) for step in origin.steps[:-1]]
    block = subject.body.block
    call = next(calls_of(subject), None) if is_installed(file.path) else None
    if call is not None:
        related.append(Place(file.path, span, f"the place in {subject.module_path}"))
        file, span, origin = call.file, call.header, None
    if (file.path, span) != (block.file.path, block.header):
        related.append(Place(block.file.path, block.header, subject.address))
    owner = _owner(rule, subject, world)
    if owner is not subject:
        related.append(Place(owner.body.block.file.path, owner.body.block.header, owner.address))
    shown = tuple(place for place in related if not is_summary(place.path))
    return Draft(rule, broken, subject, owner, world, file, span, origin, shown)


def _owner(rule: Rule, subject: Resource, world: World) -> Resource:
    """The resource that a companion belongs to, where the rule says how; else the subject itself."""
    if rule.belongs_to is None or rule.belongs_to[0] == subject.type:
        return subject
    kind, by = rule.belongs_to
    owners = (other for other in world.of_type(kind) if refers(subject, by, other, world) == TRUE)
    return next(owners, subject)


def stakes(found: Draft) -> tuple[Resource, ...] | None:
    """All that has to be new so that a fault is that of something new: what shows it, what that is part of,
    and what uses it. None where that is not known."""
    rule, subject, world = found.rule, found.subject, found.world
    whole = [found.owner] if found.owner is not subject else []
    if rule.belongs_to is not None and rule.belongs_to[0] != subject.type and not whole:
        return None
    for _, by, kind in (it for it in rule.part_of if it[0] == subject.type):
        whole += world.sure_targets(kind, by, subject)
    if not whole and any(kind == subject.type for kind, _, _ in rule.part_of):
        return None
    users: list[Resource] = []
    if rule.used_by and not _is_read(world):
        return None
    for kind, by in rule.used_by:
        if world.may_hold(kind, subject.module_path):
            return None
        for other in world.companions(kind, by, subject):
            ruling = refers(other, by, subject, world)
            if ruling.truth is Truth.UNKNOWN:
                return None
            users += [other] if ruling == TRUE else []
    return (subject, *whole, *users)


def _is_read(world: World) -> bool:
    """Whether every module is known. What is in another one may use anything here: it can be given that by a
    reference, by way of locals and outputs, or by name."""
    return not any(True for _ in unread_calls(world.root.instances))


def _place(broken: Broken) -> tuple[SourceFile, Span, Origin | None]:
    """The narrowest span that a person would edit."""
    spot = broken.spot
    if broken.tags is not None and broken.tags.tag is not None:
        return broken.tags.tag.file, broken.tags.tag.span, None
    if broken.at is not None:
        return broken.at[0], broken.at[1].span, None
    if spot.slot is None:
        return spot.body.block.file, spot.body.block.header, None
    attribute, origin = spot.slot.attribute, spot.slot.origin()
    span = _attribute_span(attribute)
    if spot.steps:
        selected = spot.slot.select(spot.steps)
        if selected is not None:
            span, origin = selected[0].span, selected[1]
    if origin is not None and origin.writable:
        return origin.file, origin.span, origin
    return attribute.file, span, None


def _attribute_span(attribute: Attribute) -> Span:
    lines = attribute.file.lines
    one_line = lines.line_of(attribute.span.start) == lines.line_of(attribute.span.end)
    return attribute.span if one_line else attribute.name_span


def calls_of(subject: Resource) -> Iterator[Block]:
    """The module calls on the way to the subject that stand outside `.terraform`, the innermost first."""
    caller = subject.body.scope.instance.caller
    while caller is not None:
        if not is_installed(caller.call.block.file.path):
            yield caller.call.block
        caller = caller.instance.caller
