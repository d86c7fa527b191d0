"""The value of an expression."""

from collections.abc import Callable, Mapping

from terrafence.evaluate.budget import MAX_DEPTH, MAX_NESTING, MAX_WEIGHT, TOO_LARGE, TooLarge
from terrafence.evaluate.comprehensions import (
    concatenate,
    for_expression,
    splat,
    splat_item,
    template_for,
    template_if,
)
from terrafence.evaluate.convert import convert
from terrafence.evaluate.numbers import parse, plain
from terrafence.evaluate.operators import attribute, binary, index, unary
from terrafence.evaluate.scope import EvaluationError, Part, Scope, Undeclared
from terrafence.evaluate.types import BOOL, DYNAMIC, NUMBER, STRING, friendly, unify
from terrafence.evaluate.values import (
    FALSE,
    NULL,
    TRUE,
    Collection,
    Type,
    Unknown,
    Value,
    blended,
    mapping,
    marked,
    number,
    sequence,
    string,
    unknown,
    unmarked,
    wholly_known,
)
from terrafence.syntax.expressions import (
    Binary,
    Call,
    Conditional,
    Expression,
    For,
    GetAttr,
    Index,
    Literal,
    Number,
    ObjectCons,
    Parens,
    Splat,
    SplatItem,
    Template,
    TemplateFor,
    TemplateIf,
    TupleCons,
    Unary,
    Variable,
)


def evaluate(expression: Expression, scope: Scope) -> Value:
    """The value of an expression; unknown("too large") when it costs more than the scope's budget. Raises
    EvaluationError where Terraform reports an error."""
    budget = scope.budget
    if budget.depth == 0:
        budget.start()
    budget.steps -= 1
    if budget.depth >= MAX_DEPTH or budget.steps < 0:
        return unknown(TOO_LARGE)
    budget.depth += 1
    try:
        value = _HANDLERS[type(expression)](expression, scope)
        return value if value.weight <= MAX_WEIGHT and value.depth <= MAX_NESTING else unknown(TOO_LARGE)
    except (TooLarge, RecursionError):
        return unknown(TOO_LARGE)
    finally:
        budget.depth -= 1


def value_of(expression: Expression, scope: Scope) -> Value:
    """As `evaluate`, with an error as an unknown whose reason is the message, and what is meant where that is
    plain."""
    try:
        return evaluate(expression, scope)
    except EvaluationError as error:
        return _meant(expression, scope) or unknown(str(error))
    except RecursionError:
        return unknown(TOO_LARGE)


def _meant(expression: Expression, scope: Scope) -> Value | None:
    """What an expression says all the same that Terraform refuses: a list, its other elements; `False`, a
    bool."""
    match expression:
        case TupleCons(items=items):
            return sequence([value_of(item, scope) for item in items])
        case Variable(name="True" | "TRUE" | "False" | "FALSE"):
            return TRUE if expression.name[0] == "T" else FALSE
        case _:
            return None


def resolve(expression: Expression, scope: Scope) -> Part:
    """As `evaluate`, but a traversal that ends at a namespace stays one."""
    steps: list[GetAttr | Index] = []
    while isinstance(expression, GetAttr | Index):
        steps.append(expression)
        expression = expression.target
    scope.budget.steps -= len(steps)
    at = scope.root(expression.name) if isinstance(expression, Variable) else evaluate(expression, scope)
    for step in reversed(steps):
        at = _step(at, step, scope)
    return at


def _step(at: Part, step: GetAttr | Index, scope: Scope) -> Part:
    if isinstance(step, GetAttr):
        return attribute(at, step.name) if isinstance(at, Value) else at.part(step.name)
    key = evaluate(step.key, scope)
    if isinstance(at, Value):
        return index(at, key)
    if isinstance(key.data, str):
        return at.part(key.data)
    if isinstance(key.data, int) and key.type is NUMBER:
        return at.part(plain(key.data))
    return index(at.whole(), key)


def _traversal(node: Variable | GetAttr | Index, scope: Scope) -> Value:
    at = resolve(node, scope)
    return at if isinstance(at, Value) else at.whole()


def _literal(node: Literal, scope: Scope) -> Value:
    if isinstance(node.value, str):
        return string(node.value)
    return NULL if node.value is None else TRUE if node.value else FALSE


def _number(node: Number, scope: Scope) -> Value:
    amount = parse(node.text)
    if amount is None:
        raise EvaluationError(f"invalid number {node.text}")
    return number(amount)


def _tuple(node: TupleCons, scope: Scope) -> Value:
    return sequence([evaluate(item, scope) for item in node.items])


def _object(node: ObjectCons, scope: Scope) -> Value:
    held: dict[str, Value] = {}
    unknown_keys: list[Value] = []
    sensitive = False
    for item in node.items:
        key = _object_key(evaluate(item.key, scope))
        value = evaluate(item.value, scope)
        sensitive = sensitive or key.sensitive
        if isinstance(key.data, str):
            held[key.data] = value
        else:
            unknown_keys.append(key)
    return blended([*unknown_keys, *held.values()]) if unknown_keys else marked(mapping(held), sensitive)


def _object_key(key: Value) -> Value:
    if key.data is None:
        raise EvaluationError("can't use a null value as a key")
    try:
        return convert(key, STRING)
    except EvaluationError as error:
        raise EvaluationError("can't use this value as a key: string required") from error


def _parens(node: Parens, scope: Scope) -> Value:
    return evaluate(node.inner, scope)


def _binary(node: Binary, scope: Scope) -> Value:
    return binary(node.op, evaluate(node.left, scope), evaluate(node.right, scope))


def _unary(node: Unary, scope: Scope) -> Value:
    return unary(node.op, evaluate(node.operand, scope))


def _conditional(node: Conditional, scope: Scope) -> Value:
    then, then_failed = _branch(node.then, scope)
    otherwise, otherwise_failed = _branch(node.otherwise, scope)
    type = _branch_type(then, otherwise)
    if type is None:
        return _mismatch(then, otherwise)
    condition = _condition(evaluate(node.condition, scope))
    if isinstance(condition.data, Unknown):
        return _undecided(condition, then, otherwise, type)
    chosen, failed = (then, then_failed) if condition.data else (otherwise, otherwise_failed)
    if failed is not None and isinstance(chosen.data, Unknown):
        raise failed(chosen.data.reason)
    sensitive = condition.sensitive or then.sensitive or otherwise.sensitive
    return marked(chosen if type is DYNAMIC else convert(chosen, type), sensitive)


def _branch(expression: Expression, scope: Scope) -> tuple[Value, type[EvaluationError] | None]:
    """The value, or why there is none and as what that is raised: an error counts only in the branch that is
    chosen. The error itself would hold on to the frame that holds on to it."""
    try:
        return evaluate(expression, scope), None
    except EvaluationError as error:
        return unknown(str(error)), type(error)


def _branch_type(then: Value, otherwise: Value) -> Type | None:
    if then.data is None and then.type is DYNAMIC:
        return otherwise.type
    if otherwise.data is None and otherwise.type is DYNAMIC:
        return then.type
    return unify((then.type, otherwise.type))


def _mismatch(then: Value, otherwise: Value) -> Value:
    """An error, unless a branch may yet be one: Terraform takes a failed branch for one of any type."""
    if not (wholly_known(then) and wholly_known(otherwise)):
        return blended((then, otherwise))
    raise EvaluationError(
        "the true and false result expressions must have consistent types: "
        f"{friendly(then.type)} and {friendly(otherwise.type)}"
    )


def _condition(value: Value) -> Value:
    if value.data is None:
        raise EvaluationError("the condition value is null")
    if isinstance(value.data, Unknown):
        return value
    try:
        return convert(value, BOOL)
    except EvaluationError as error:
        raise EvaluationError("the condition expression must be of type bool") from error


def _undecided(condition: Value, then: Value, otherwise: Value, type: Type) -> Value:
    if _surely_same(then, otherwise):
        same = convert(then, type)
        return marked(same, condition.sensitive or then.sensitive or otherwise.sensitive)
    return blended((condition, then, otherwise), type)


def _surely_same(then: Value, otherwise: Value) -> bool:
    """Terraform narrows an undecided conditional by range, length and nullness, sometimes to a single
    value."""
    if then.data is None or otherwise.data is None:
        return then.data is otherwise.data
    if then.type is NUMBER or then.data in ((), {}):
        collections = isinstance(then.type, Collection) and isinstance(otherwise.type, Collection)
        return then.data == otherwise.data and (then.type is NUMBER or collections)
    return False


def _call(node: Call, scope: Scope) -> Value:
    # Imported for the first call: a file without one starts faster.
    from terrafence.evaluate.functions.call import call

    if not scope.budget.calls:
        raise EvaluationError("functions may not be called here")
    name = node.name.removeprefix("core::")
    if name in ("try", "can"):
        return _attempt(name, node.args, scope)
    if name == "templatestring" and node.args and not isinstance(node.args[0], Variable | GetAttr | Index):
        raise EvaluationError(
            "invalid template expression: must be a direct reference to a string from elsewhere"
        )
    args = [evaluate(arg, scope) for arg in node.args]
    if not node.expand or not args:
        return call(name, args, scope)
    last = args.pop()
    if isinstance(last.data, Unknown):
        return blended([*args, last])
    if not isinstance(last.data, tuple):
        raise EvaluationError(
            "the expanding argument (indicated by ...) must be of a tuple, list, or set type"
        )
    return marked(call(name, [*args, *last.data], scope), last.sensitive)


def _attempt(name: str, args: tuple[Expression, ...], scope: Scope) -> Value:
    """`try` and `can`, the two functions whose arguments may be errors."""
    if not args or (name == "can" and len(args) > 1):
        raise EvaluationError(f'function "{name}" expects {"one argument" if name == "can" else "arguments"}')
    errors: list[str] = []
    for arg in args:
        try:
            value = evaluate(arg, scope)
        except Undeclared:
            raise
        except EvaluationError as error:
            errors.append(str(error))
            continue
        known = wholly_known(value)
        if name == "can":
            return TRUE if known else unmarked(blended([value], BOOL))
        return value if known else blended([value])
    if name == "can":
        return FALSE
    raise EvaluationError(f"no expression succeeded: {'; '.join(errors)}")


def _template(node: Template, scope: Scope) -> Value:
    if len(node.parts) == 1 and not node.heredoc:
        return evaluate(node.parts[0], scope)
    return concatenate(node.parts, scope, evaluate)


def _template_if(node: TemplateIf, scope: Scope) -> Value:
    return template_if(node, scope, evaluate)


def _template_for(node: TemplateFor, scope: Scope) -> Value:
    return template_for(node, scope, evaluate)


def _for(node: For, scope: Scope) -> Value:
    return for_expression(node, scope, evaluate)


def _splat(node: Splat, scope: Scope) -> Value:
    return splat(node, scope, evaluate)


_HANDLERS: Mapping[type[Expression], Callable[..., Value]] = {
    Literal: _literal,
    Number: _number,
    Template: _template,
    TemplateIf: _template_if,
    TemplateFor: _template_for,
    TupleCons: _tuple,
    ObjectCons: _object,
    Variable: _traversal,
    GetAttr: _traversal,
    Index: _traversal,
    Splat: _splat,
    SplatItem: splat_item,
    Call: _call,
    Conditional: _conditional,
    Binary: _binary,
    Unary: _unary,
    For: _for,
    Parens: _parens,
}
