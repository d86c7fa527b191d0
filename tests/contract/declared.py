"""What a declaration reads and writes: every path with the resource type it is asked of."""

from collections.abc import Iterator, Mapping
from typing import assert_never

from terrafence.declare import (
    All,
    AllOf,
    Any,
    AnyOf,
    Attr,
    Companion,
    Condition,
    Content,
    Cure,
    Each,
    Exists,
    Expectation,
    Expr,
    Function,
    Ignores,
    InModule,
    Linked,
    Moved,
    Never,
    Not,
    Pick,
    PolicyForbids,
    PolicyHas,
    PolicySays,
    ReferredBy,
    Require,
    Rule,
    Setting,
    Some,
    Spans,
    Surely,
    Tagged,
    Target,
    Test,
    Twin,
    TypeIs,
    When,
)
from terrafence.record import NamedTuple


class Use(NamedTuple):
    """One path that a rule asks a type about, with the test that the value has to stand, or what is written
    there."""

    type: str
    path: str
    test: Test | None = None
    written: Content | None = None


class _Scope(NamedTuple):
    types: frozenset[str]
    prefix: str = ""

    def use(self, path: str, test: Test | None = None, written: Content | None = None) -> Iterator[Use]:
        for kind in sorted(self.types):
            yield Use(kind, self.prefix + path, test, written)

    def of(self, kind: str) -> "_Scope":
        return _Scope(frozenset({kind}))

    def inside(self, path: str) -> "_Scope":
        return self._replace(prefix=f"{self.prefix}{path}.")


def uses(rule: Rule) -> list[Use]:
    """Everything that a rule asks and writes, without repeats that are equal in all parts."""
    return list(_of_expectation(rule.check, _Scope(frozenset(rule.resources))))


def stakes(rule: Rule) -> list[Use]:
    """Everything that decides how safe the rule's fix is."""
    condition = rule.unsafe_when
    scope = _Scope(frozenset(rule.resources))
    asked = [] if condition is None else list(_of_condition(condition, scope))
    parts = [(kind, by) for kind, by, _ in rule.part_of]
    return [*asked, *(Use(kind, by) for kind, by in (*parts, *rule.used_by))]


def picks(rule: Rule) -> list[Pick]:
    """The resources that the rule's fix wants to refer to."""
    return [pick for use in uses(rule) for pick in _picks(use.written)]


def _picks(content: Content | None) -> Iterator[Pick]:
    if isinstance(content, Pick):
        yield content
    elif isinstance(content, Expr):
        yield from content.picks
    elif isinstance(content, tuple):
        for item in content:
            yield from _picks(item)
    elif isinstance(content, Mapping):
        for item in content.values():
            yield from _picks(item)


def _of_expectation(expectation: Expectation, scope: _Scope) -> Iterator[Use]:
    match expectation:
        case Require():
            yield from scope.use(expectation.path, expectation.test, expectation.set)
            parent = expectation.path.rpartition(".")[0]
            for name, content in expectation.beside.items():
                yield from scope.use(f"{parent}.{name}" if parent else name, None, content)
        case All(inner) | Any(inner):
            for one in inner:
                yield from _of_expectation(one, scope)
        case Each(path, inner):
            yield from scope.use(path)
            yield from _of_expectation(inner, scope.inside(path))
        case When(condition, inner):
            yield from _of_condition(condition, scope)
            yield from _of_expectation(inner, scope._replace(types=_narrowed(condition, scope.types)))
        case Never():
            yield from _of_never(expectation, scope)
        case Setting():
            yield from scope.use(expectation.block)
            inside = scope.inside(expectation.block)
            yield from _of_content({**expectation.key, **expectation.add}, inside)
            yield from _of_expectation(expectation.expectation, inside)
        case Linked():
            yield from _of_linked(expectation, scope.of(expectation.type))
        case Moved(names, kind, by):
            for name in (*names, by):
                yield from scope.of(kind).use(name)
        case PolicyForbids(path) | PolicyHas(path):
            if path:
                yield from scope.use(path)
        case Tagged() | Ignores() | Function():
            return
        case _:
            assert_never(expectation)


def _of_never(expectation: Never, scope: _Scope) -> Iterator[Use]:
    yield from _of_condition(expectation.condition, scope)
    for added in () if isinstance(expectation.cure, Cure) else expectation.cure:
        yield from _of_content(added.content, scope.of(added.type))


def _of_linked(expectation: Linked, scope: _Scope) -> Iterator[Use]:
    yield from scope.use(expectation.by)
    if expectation.such is not None:
        yield from _of_condition(expectation.such, scope)
    if expectation.expectation is not None:
        yield from _of_expectation(expectation.expectation, scope)
    yield from _of_content(expectation.companion or {}, scope)


def _of_content(content: Mapping[str, Content], scope: _Scope) -> Iterator[Use]:
    for name, value in content.items():
        yield from scope.use(name, None, value)
        if isinstance(value, Mapping):
            yield from _of_content(value, scope.inside(name))


def _of_condition(condition: Condition, scope: _Scope) -> Iterator[Use]:
    match condition:
        case Companion() | Target() | InModule():
            yield from _of_other(condition, scope)
        case Some(path, inner):
            yield from scope.use(path)
            yield from _of_condition(inner, scope.inside(path))
        case Attr(path, test):
            yield from scope.use(path, test)
        case Spans(low, high):
            yield from scope.use(low)
            yield from scope.use(high)
        case Exists(path) | PolicySays(path) | Twin(path):
            yield from scope.use(path)
        case ReferredBy(places):
            for kind, path in places:
                yield from scope.of(kind).use(path)
        case Not(inner) | Surely(inner):
            yield from _of_condition(inner, scope)
        case AllOf(inner):
            for one in inner:
                yield from _of_condition(one, scope)
                scope = scope._replace(types=_narrowed(one, scope.types))
        case AnyOf(inner):
            for one in inner:
                yield from _of_condition(one, scope)
        case TypeIs():
            return
        case _:
            assert_never(condition)


def _of_other(condition: Companion | Target | InModule, scope: _Scope) -> Iterator[Use]:
    """A condition on another resource."""
    match condition:
        case Companion(kind, by, inner):
            yield from scope.of(kind).use(by)
            if inner is not None:
                yield from _of_condition(inner, scope.of(kind))
        case Target(kind, by, inner):
            yield from scope.use(by)
            yield from _of_condition(inner, scope.of(kind))
        case InModule(kind, inner):
            yield from _of_condition(inner, scope.of(kind))


def _narrowed(condition: Condition, types: frozenset[str]) -> frozenset[str]:
    match condition:
        case TypeIs(wanted):
            return types & frozenset(wanted)
        case Not(TypeIs(unwanted)):
            return types - frozenset(unwanted)
        case AllOf(conditions):
            for inner in conditions:
                types = _narrowed(inner, types)
            return types
        case _:
            return types
