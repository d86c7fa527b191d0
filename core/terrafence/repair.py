"""From a fault to edits: what the expectation wants, written at the place that a person would change."""

from collections.abc import Callable, Mapping, Sequence

from terrafence.check.conditions import judge
from terrafence.check.links import World
from terrafence.check.place import Place
from terrafence.check.verdict import Broken, Spot, Truth
from terrafence.cures import as_list, cured, restated
from terrafence.declare import (
    AtLeast,
    AtMost,
    Contains,
    Content,
    Equals,
    Excludes,
    Expr,
    Function,
    Linked,
    Moved,
    Never,
    NoneOf,
    OneOf,
    PolicyForbids,
    PolicyHas,
    Presence,
    Require,
    Rule,
    Safety,
    Scalar,
    Setting,
)
from terrafence.derive import best_safety, fix_title
from terrafence.evaluate.modules import nested_type
from terrafence.evaluate.resource import Origin, Resource
from terrafence.files import is_installed
from terrafence.finding import Applicability, FileEdit, Fix
from terrafence.record import NamedTuple
from terrafence.resolve import Resolver
from terrafence.rewrite import Edited
from terrafence.syntax import write
from terrafence.syntax.expressions import (
    Expression,
    Literal,
    Number,
    ObjectCons,
    Template,
    TupleCons,
    Unary,
    json_argument,
)
from terrafence.syntax.views import Attribute, Block, SourceFile
from terrafence.text import Edit, Span


class Written(NamedTuple):
    """Edits of one file. `guessed` when what they replace was computed, or is read in several places."""

    file: SourceFile
    edits: tuple[Edit, ...]
    guessed: bool = False


class Target(NamedTuple):
    """An expression that may be rewritten."""

    file: SourceFile
    span: Span
    expression: Expression
    guessed: bool


def repair(
    rule: Rule,
    broken: Broken,
    subject: Resource,
    world: World,
    is_new: Callable[[Sequence[FileEdit]], bool],
) -> Fix | None:
    """The fix of a fault that the rule found on `subject`: None when the rule says there is none. One
    that cannot be written out has no edits and is display-only. `is_new` says whether everything is that
    edits change."""
    if rule.no_fix:
        return None
    content = _wanted(broken)
    resolved = Resolver(subject, world)
    written = _write(broken, content, resolved)
    shown = Fix(fix_title(rule, broken, content, safe=False), Applicability.DISPLAY, ())
    if written is None or not written.edits or is_installed(written.file.path):
        return shown
    also = resolved.declared()
    if also is None:
        return shown
    edits = (*(FileEdit(written.file.path, edit) for edit in written.edits), *also)
    guessed = written.guessed or resolved.guessed
    safe = not guessed and _is_safe(rule, edits, is_new) and _may_be_safe(rule, subject, world)
    title = fix_title(rule, broken, content, safe)
    return Fix(title, Applicability.SAFE if safe else Applicability.UNSAFE, edits)


def _is_safe(rule: Rule, edits: Sequence[FileEdit], is_new: Callable[[Sequence[FileEdit]], bool]) -> bool:
    match best_safety(rule):
        case Safety.SAFE:
            return True
        case Safety.SAFE_WHEN_NEW:
            return is_new(edits)
        case Safety.UNSAFE:
            return False


def _may_be_safe(rule: Rule, subject: Resource, world: World) -> bool:
    if rule.unsafe_when is None:
        return True
    return judge(rule.unsafe_when, Place(subject, world, subject.name)).truth is Truth.FALSE


def _wanted(broken: Broken) -> Content | None:
    """What should stand there, as far as the declaration says."""
    expectation = broken.expectation
    if isinstance(expectation, Function):
        return broken.set
    if isinstance(expectation, Linked):
        return expectation.companion
    if isinstance(expectation, Setting):
        return {**expectation.key, **expectation.add}
    if isinstance(expectation, PolicyHas):
        return expectation.add
    if not isinstance(expectation, Require):
        return None
    return expectation.set if expectation.set is not None else _from_test(expectation, broken)


def _from_test(expectation: Require, broken: Broken) -> Content | None:
    match expectation.test:
        case Equals(value):
            return value
        case OneOf(values):
            return values[0]
        case NoneOf(_, instead):
            return instead
        case AtLeast(bound) | AtMost(bound):
            return bound
        case Contains(values):
            return values
        case Excludes(values, instead):
            pairs = dict(zip(values, instead, strict=False))
            return tuple(pairs[item] for item in broken.items) if instead and broken.items else None
        case _:
            return None


def _write(broken: Broken, content: Content | None, resolved: Resolver) -> Written | None:
    spot, expectation = broken.spot, broken.expectation
    if isinstance(expectation, Linked):
        return _companion(expectation, spot, resolved)
    if isinstance(expectation, PolicyHas):
        return _statement(expectation, broken, resolved)
    if isinstance(expectation, PolicyForbids):
        return _narrowed(expectation, broken, resolved)
    if isinstance(expectation, Never):
        edits = cured(expectation.cure, spot, resolved)
        return Written(spot.resource.body.block.file, edits) if edits else None
    if isinstance(expectation, Moved):
        return _moved(expectation, spot, resolved)
    if isinstance(expectation, Require) and expectation.test is Presence.ABSENT and spot.block:
        return _removed_block(spot)
    if isinstance(expectation, Require) and spot.slot is not None and spot.value is not None:
        if isinstance(expectation.test, Excludes | Contains):
            return _items(expectation, expectation.test, broken, resolved)
        if expectation.test is Presence.ABSENT:
            return _removed(spot)
    if content is None:
        return None
    ready = resolved.content(content)
    beside: Mapping[str, Content] = {}
    without: tuple[str, ...] = ()
    if isinstance(expectation, Require):
        beside, without = resolved.mapping(expectation.beside), expectation.without
    if resolved.failed:
        return None
    if spot.value is not None or (spot.slot is not None and not spot.rest):
        written = _replaced(spot, ready)
    else:
        written = _added(spot, ready)
    return _with_beside(written, spot, beside, without) if written and (beside or without) else written


def _target(spot: Spot) -> Target | None:
    """The expression that decides the value at a spot: at its origin when that can be written, else
    where it is used."""
    assert spot.slot is not None
    origin: Origin | None
    if spot.steps:
        selected = spot.slot.select(spot.steps)
        if selected is None:
            return None
        expression, origin = selected
        file, span = spot.slot.attribute.file, expression.span
    else:
        attribute = spot.slot.attribute
        file, span, expression = attribute.file, attribute.value_span, attribute.expression
        origin = spot.slot.origin()
    if origin is not None:
        if not origin.writable:
            return None
        return Target(
            origin.file, origin.span, origin.expression, origin.readers > 1 or not _plain(origin.expression)
        )
    return Target(file, span, expression, not _plain(expression))


def _plain(expression: Expression) -> bool:
    if isinstance(expression, TupleCons):
        return all(_plain(item) for item in expression.items)
    if isinstance(expression, ObjectCons):
        return all(_plain(item.value) for item in expression.items)
    if isinstance(expression, Unary):
        return _plain(expression.operand)
    return isinstance(expression, Literal | Number)


def _replaced(spot: Spot, content: Content) -> Written | None:
    target = _target(spot)
    if target is None:
        return _argument(spot, content)
    if isinstance(target.expression, Template):
        return None
    edits = write.set_value(target.file, target.span, content)
    return None if edits is None else Written(target.file, edits, target.guessed)


def _argument(spot: Spot, content: Content) -> Written | None:
    """The content as an argument of the module call, for what a variable's default decides now."""
    origin = spot.slot.origin() if spot.slot is not None and not spot.steps else None
    if origin is None or origin.writable or origin.argument is None:
        return None
    call, name = origin.argument
    edits = write.add_attribute(call.file, call, name, content)
    return None if edits is None else Written(call.file, edits, origin.readers > 1)


def _removed(spot: Spot) -> Written | None:
    assert spot.slot is not None
    if spot.steps:
        return None
    attribute = spot.slot.attribute
    edits = write.remove(attribute.file, attribute)
    return None if edits is None else Written(attribute.file, edits, not _plain(attribute.expression))


def _removed_block(spot: Spot) -> Written | None:
    block = spot.body.block
    if block.type != spot.path.rpartition(".")[2]:
        return None  # the content of a dynamic block
    edits = write.remove(block.file, block)
    return None if edits is None else Written(block.file, edits)


def _items(
    expectation: Require, test: Excludes | Contains, broken: Broken, resolved: Resolver
) -> Written | None:
    target = _target(broken.spot)
    if target is None:
        return None
    if expectation.through is not None:
        near = resolved.through(expectation.through) if _is_inside(target, broken.spot) else None
        target = target._replace(guessed=target.guessed or near is None)
        return _replaced_items(test, broken.items, target, near)
    return _replaced_items(test, broken.items, target)


def _is_inside(target: Target, spot: Spot) -> bool:
    """Whether the target stands in the resource itself."""
    block = spot.resource.body.block
    return target.file.path == block.file.path and block.span.contains(target.span)


def _replaced_items(
    test: Excludes | Contains, items: Sequence[Scalar], target: Target, near: Expr | None = None
) -> Written | None:
    if isinstance(target.expression, Literal) and isinstance(test, Excludes) and test.instead:
        edits = write.set_value(target.file, target.span, near or _instead(test, items[0]))
        return None if edits is None else Written(target.file, edits, target.guessed)
    if not isinstance(target.expression, TupleCons):
        return None
    edits = _list_edits(test, items, target.file, target.expression, near)
    return None if not edits else Written(target.file, edits, target.guessed)


def _list_edits(
    test: Excludes | Contains,
    items: Sequence[Scalar],
    file: SourceFile,
    written: TupleCons,
    near: Expr | None,
) -> tuple[Edit, ...]:
    edits: list[Edit] = []
    if isinstance(test, Contains):
        return write.add_items(file, written, tuple(items)) or ()
    for item in written.items:
        if not isinstance(item, Literal) or item.value not in items:
            continue
        if test.instead:
            edits += write.set_value(file, item.span, near or _instead(test, item.value)) or ()
        else:
            edits += write.remove_item(file, written, item) or ()
    return tuple(edits)


def _instead(test: Excludes, item: Scalar | None) -> Scalar:
    return dict(zip(test.values, test.instead, strict=True)).get(item or "", test.instead[0])


def _added(spot: Spot, content: Content) -> Written | None:
    if spot.slot is not None:
        return _added_entry(spot, content)
    block, file = spot.body.block, spot.body.block.file
    first, *deeper = spot.rest
    for name in reversed(deeper):
        content = {name: content}
    if isinstance(content, Mapping):
        edits = write.add_block(file, block, first, content)
    else:
        edits = write.add_attribute(file, block, first, content)
    return None if edits is None else Written(file, edits)


def _with_beside(
    written: Written, spot: Spot, beside: Mapping[str, Content], without: Sequence[str]
) -> Written | None:
    """The edits, and what else the block with the attribute at fault then lacks, or has to lack."""
    if written.file.path != spot.body.block.file.path:
        return written._replace(guessed=written.guessed or bool(without))
    edited = Edited(written.file, ()).apply(written.edits)
    names = spot.rest if spot.slot is None else (spot.slot.name, *spot.steps, *spot.rest)
    inner = [name for name in names[:-1] if isinstance(name, str)]
    for name in without:
        block = edited.block(spot.body.block.span.start, inner)
        if block is not None and name in block.body.attributes:
            edited = edited.apply(write.remove(edited.file, block.body.attributes[name]) or ())
        elif block is not None and len(block.body.blocks_of(name)) == 1:
            edited = edited.apply(write.remove(edited.file, block.body.blocks_of(name)[0]) or ())
    left = edited.block(spot.body.block.span.start, inner) if without else None
    stays = bool(without) and (left is None or any(_has(left, name) for name in without))
    for name, content in beside.items():
        block = edited.block(spot.body.block.span.start, inner)
        if block is None:
            return None
        if name not in block.body.attributes and not block.body.blocks_of(name):
            edited = edited.apply(write.add_attribute(edited.file, block, name, content) or ())
    return written._replace(edits=edited.edits(written.file), guessed=written.guessed or stays)


def _has(block: Block, name: str) -> bool:
    """Whether an attribute, a block or a `dynamic` block of this name is in the block."""
    return name in block.body.attributes or any(nested_type(it) == name for it in block.body.blocks)


def _added_entry(spot: Spot, content: Content) -> Written | None:
    """A key into a literal map or object."""
    target = _target(spot)
    if target is None or "*" in spot.rest:
        return None
    within = json_argument(target.expression) or target.expression
    if not isinstance(within, ObjectCons):
        return None
    for name in reversed(spot.rest[1:]):
        content = {name: content}
    edits = write.add_entry(target.file, within, spot.rest[0], content)
    guessed = target.guessed if within is target.expression else not _plain(within)
    return None if edits is None else Written(target.file, edits, guessed)


def _companion(expectation: Linked, spot: Spot, resolved: Resolver) -> Written | None:
    if expectation.companion is None:
        return None
    body = resolved.mapping({expectation.by: Expr("{self}.id"), **expectation.companion})
    if resolved.failed:
        return None
    block = spot.resource.body.block
    labels = (expectation.type, resolved.free_name(expectation.type))
    edits = write.append_block(block.file, block, "resource", labels, {**resolved.repetition(), **body})
    return None if edits is None else Written(block.file, edits)


def _moved(expectation: Moved, spot: Spot, resolved: Resolver) -> Written | None:
    block = spot.resource.body.block
    body = dict(resolved.mapping({**resolved.repetition(), expectation.by: Expr("{self}.id")}))
    edited = Edited(block.file, (block,))
    for name in expectation.names:
        attribute = block.body.attributes.get(name)
        if attribute is None:
            continue
        body[name] = Expr(_with_comment(attribute))
        here = edited.block(block.span.start)
        if here is None:
            return None
        edited = edited.apply(write.remove(edited.file, here.body.attributes[name]) or ())
    after = edited.block(block.span.start)
    if after is None:
        return None
    labels = (expectation.type, resolved.free_name(expectation.type))
    edited = edited.apply(write.append_block(edited.file, after, "resource", labels, body) or ())
    return Written(block.file, edited.edits(block.file))


def _with_comment(attribute: Attribute) -> str:
    """The value as written, with the comment behind it."""
    file, value = attribute.file, attribute.value_span
    line = file.lines.line_span(file.lines.line_of(value.end))
    behind = [item for item in file.comments if value.end <= item.span.start < line.end and not item.alone]
    return " ".join([file.text(value), *(file.text(item.span) for item in behind)])


def _statement(expectation: PolicyHas, broken: Broken, resolved: Resolver) -> Written | None:
    add = resolved.mapping(expectation.add)
    into = broken.into
    if resolved.failed or into is None:
        return None
    if isinstance(into, tuple):
        file, written = into
        edits = write.add_items(file, written, (add,)) if isinstance(written, TupleCons) else None
        return None if not edits else Written(file, edits)
    edits = write.add_block(into.block.file, into.block, "statement", _statement_block(add))
    return None if not edits else Written(into.block.file, edits)


def _narrowed(expectation: PolicyForbids, broken: Broken, resolved: Resolver) -> Written | None:
    if not expectation.instead:
        return _limited(expectation.limit, broken, resolved)
    found = restated(expectation.instead, broken.into, resolved)
    return None if found is None else Written(*found)


def _limited(
    limit: Mapping[str, Mapping[str, Content]], broken: Broken, resolved: Resolver
) -> Written | None:
    """A condition added to the statement at fault."""
    into, condition = broken.into, resolved.mapping(limit)
    if resolved.failed or into is None or not condition:
        return None
    if not isinstance(into, tuple):
        (content,) = _conditions(condition)
        edits = write.add_block(into.block.file, into.block, "condition", content)
        return None if not edits else Written(into.block.file, edits)
    file, statement = into
    edits = _put(file, statement, {"Condition": condition}) if isinstance(statement, ObjectCons) else None
    return None if not edits else Written(file, edits)


def _put(file: SourceFile, written: ObjectCons, content: Mapping[str, Content]) -> tuple[Edit, ...] | None:
    """Entries into a literal object, and into the objects in it; None where one is there already."""
    edits: list[Edit] = []
    for name, value in content.items():
        here = next((i.value for i in written.items if getattr(i.key, "value", None) == name), None)
        if here is None:
            added = write.add_entry(file, written, name, value)
        elif isinstance(here, ObjectCons) and isinstance(value, Mapping):
            added = _put(file, here, value)
        else:
            return None
        if added is None:
            return None
        edits += added
    return tuple(edits)


def _statement_block(add: Mapping[str, Content]) -> Mapping[str, Content]:
    """A statement in the words of `aws_iam_policy_document`."""
    body: dict[str, Content] = {}
    for key, name in (("Sid", "sid"), ("Effect", "effect")):
        if key in add:
            body[name] = add[key]
    for key, name in (("Action", "actions"), ("Resource", "resources")):
        if key in add:
            body[name] = as_list(add[key])
    principals = add.get("Principal")
    if principals is not None:
        pairs = principals if isinstance(principals, Mapping) else {"*": principals}
        body["principals"] = tuple(
            {"type": kind, "identifiers": as_list(names)} for kind, names in pairs.items()
        )
    body["condition"] = _conditions(add.get("Condition"))
    return {name: content for name, content in body.items() if content != ()}


def _conditions(content: Content | None) -> tuple[Mapping[str, Content], ...]:
    return tuple(
        {"test": test, "variable": variable, "values": as_list(values)}
        for test, pairs in _pairs(content)
        for variable, values in _pairs(pairs)
    )


def _pairs(content: Content | None) -> list[tuple[str, Content]]:
    return list(content.items()) if isinstance(content, Mapping) else []
