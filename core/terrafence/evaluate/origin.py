"""Where a person would edit to change a value: traced when asked for, through mere references."""

import os
from collections.abc import Sequence
from functools import partial

from terrafence.evaluate.expand import Repeats
from terrafence.evaluate.expressions import value_of
from terrafence.evaluate.instance import ModuleInstance
from terrafence.evaluate.mentions import reads_in_module, reads_inside
from terrafence.evaluate.modules import Words
from terrafence.evaluate.resource import Origin, Step
from terrafence.evaluate.scopes import IteratorScope, LocalScope, ModuleScope
from terrafence.files import is_installed
from terrafence.record import NamedTuple
from terrafence.syntax.expressions import (
    Expression,
    GetAttr,
    Index,
    ObjectCons,
    TupleCons,
    Variable,
    bare,
    json_argument,
)
from terrafence.syntax.views import Attribute, Block, SourceFile

_MAX_STEPS = 100


class _Place(NamedTuple):
    """An expression, of whose value the part at `path` is wanted."""

    file: SourceFile
    expression: Expression
    scope: LocalScope
    path: Words


class _Link(NamedTuple):
    """What a reference leads to, and how many references read it."""

    place: _Place
    label: str
    readers: int
    argument: tuple[Block, str] | None = None


def trace(attribute: Attribute, scope: LocalScope) -> Origin | None:
    """The origin of an attribute's value; None when the value is computed or written right there."""
    return _trace(_Place(attribute.file, attribute.expression, scope, ()))


def select(
    attribute: Attribute, scope: LocalScope, steps: Sequence[str | int]
) -> tuple[Expression, Origin | None] | None:
    """The expression of one element of a value, as far as it is written in the attribute itself, and the
    origin of the element; None when the value is not a literal collection on the way there."""
    place = _descend(_Place(attribute.file, attribute.expression, scope, tuple(steps)))
    origin = _trace(place)
    return None if place.path and origin is None else (place.expression, origin)


class Source(NamedTuple):
    """An expression where it is written, with what it sees there."""

    file: SourceFile
    expression: Expression
    scope: LocalScope


def source(start: Source) -> Source:
    """Where a value is written: the end of the pure references that start here, the start itself when it is
    no reference."""
    at = _Place(*start, ())
    for _ in range(_MAX_STEPS):
        if (link := _follow(at)) is None:
            break
        at = _descend(link.place)
        if not at.path:
            start = Source(at.file, bare(at.expression), at.scope)
    return start


def _trace(start: _Place) -> Origin | None:
    at = start
    steps = [Step(at.file, at.expression.span, at.file.text(at.expression.span))]
    readers = 1
    origin: Origin | None = None
    while len(steps) < _MAX_STEPS and (link := _follow(at)) is not None:
        at = _descend(link.place)
        readers += link.readers - 1
        steps.append(Step(at.file, at.expression.span, link.label))
        if not at.path:
            origin = _origin(at, tuple(steps), max(readers, 1), None if link.place.path else link.argument)
    return origin


def _origin(at: _Place, steps: tuple[Step, ...], readers: int, argument: tuple[Block, str] | None) -> Origin:
    span, path = at.expression.span, at.file.path
    root = at.scope.workspace_root.rstrip("/") + "/"
    writable = path.startswith(root) and not is_installed(path)
    evaluate = partial(value_of, scope=at.scope)
    return Origin(at.file, span, at.expression, steps, readers, writable, evaluate, argument)


def _descend(place: _Place) -> _Place:
    """The element that the path names, as far as literal collections go."""
    while place.path:
        inside = _element(place)
        if inside is None:
            break
        place = place._replace(expression=inside, path=place.path[1:])
    return place


def _element(place: _Place) -> Expression | None:
    expression, wanted = bare(place.expression), place.path[0]
    expression = bare(json_argument(expression) or expression)
    if isinstance(expression, TupleCons) and isinstance(wanted, int):
        return expression.items[wanted] if 0 <= wanted < len(expression.items) else None
    found: Expression | None = None
    for item in expression.items if isinstance(expression, ObjectCons) else ():
        key = value_of(item.key, place.scope)
        if key.unknown is not None:
            return None
        found = item.value if key.data == wanted else found
    return found


def _follow(at: _Place) -> _Link | None:
    words = _reference(bare(at.expression), at.scope)
    if words is None:
        return None
    scope = at.scope
    words = (*words, *at.path)
    while isinstance(scope, IteratorScope):
        if words[0] == scope.name:
            return _dynamic(scope, words[1:])
        scope = scope.outer
    if not isinstance(scope, ModuleScope):
        return None
    match words:
        case ("var", str(name), *_):
            return _variable(scope.instance, name, words)
        case ("local", str(name), *_):
            return _local(scope.instance, name, words)
        case ("each", "value", *_):
            return _for_each(scope, words)
        case ("module", str(name), *_):
            return _output(scope.instance, name, words)
        case _:
            return None


def _reference(expression: Expression, scope: LocalScope) -> Words | None:
    """`var.a["b"].c` as its words; an index may be anything whose value is known."""
    match expression:
        case Variable():
            return (expression.name,)
        case GetAttr():
            words = _reference(expression.target, scope)
            return None if words is None else (*words, expression.name)
        case Index():
            words = _reference(expression.target, scope)
            key = value_of(expression.key, scope).data
            return None if words is None or not isinstance(key, str | int) else (*words, key)
        case _:
            return None


def _variable(instance: ModuleInstance, name: str, words: Words) -> _Link | None:
    declaration = instance.module.variables.get(name)
    caller, path = instance.caller, words[2:]
    reads = reads_in_module(instance.module, words)
    if declaration is None:
        return None
    if caller is not None and (argument := caller.call.body.attributes.get(name)) is not None:
        label = f'argument "{name}" of module.{caller.call.block.labels[0]}'
        return _Link(_Place(argument.file, argument.expression, caller.scope, path), label, reads)
    constant = instance.constants
    if caller is None and instance.run.variables.gives(name):
        line = instance.run.variables.attribute(name)
        if line is None:
            return None
        return _Link(
            _Place(line.file, line.expression, constant, path), os.path.basename(line.file.path), reads
        )
    default = declaration.body.attributes.get("default")
    if default is None:
        return None
    callers = sum(name not in call.body.attributes for call in instance.run.calls.callers(instance.module))
    place = _Place(default.file, default.expression, constant, path)
    lacking = None if caller is None else (caller.call.block, name)
    return _Link(place, f'variable "{name}"', reads * max(callers, 1), lacking)


def _local(instance: ModuleInstance, name: str, words: Words) -> _Link | None:
    attribute = instance.module.locals.get(name)
    if attribute is None:
        return None
    place = _Place(attribute.file, attribute.expression, instance.scope, words[2:])
    return _Link(place, f"local.{name}", reads_in_module(instance.module, words))


def _for_each(scope: ModuleScope, words: Words) -> _Link | None:
    key, body = scope.repetition.key, scope.repeated
    attribute = body.attributes.get("for_each") if body else None
    if body is None or attribute is None or key is None:
        return None
    place = _Place(attribute.file, attribute.expression, scope.instance.scope, (key, *words[2:]))
    return _Link(place, "for_each", reads_inside(body, words))


def _dynamic(scope: IteratorScope, rest: Words) -> _Link | None:
    attribute = scope.block.body.attributes.get("for_each")
    key = scope.element[0].data
    if attribute is None or rest[:1] != ("value",) or not isinstance(key, str | int):
        return None
    place = _Place(attribute.file, attribute.expression, scope.outer, (key, *rest[1:]))
    reads = reads_inside(scope.block.body, (scope.name, *rest))
    return _Link(place, f'for_each of dynamic "{scope.block.labels[0]}"', reads)


def _output(instance: ModuleInstance, name: str, words: Words) -> _Link | None:
    call = next((call for call in instance.module.calls if call.block.labels == (name,)), None)
    if call is None:
        return None
    expansion = instance.expansion(call)
    keyed = expansion.repeats is not Repeats.NOTHING
    key, path = (words[2:3], words[3:]) if keyed else ((None,), words[2:])
    for repetition in expansion.repetitions:
        child = instance.child(call, repetition) if (repetition.key,) == key else ""
        declared = (
            child.module.outputs.get(str(path[0])) if isinstance(child, ModuleInstance) and path else None
        )
        attribute = declared.body.attributes.get("value") if declared else None
        if isinstance(child, ModuleInstance) and attribute is not None:
            place = _Place(attribute.file, attribute.expression, child.scope, path[1:])
            label = f'output "{path[0]}" of module.{name}'
            return _Link(place, label, reads_in_module(instance.module, words))
    return None
