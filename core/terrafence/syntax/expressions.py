"""What an expression says, once lowered from the concrete tree. Spans are byte offsets into the file it
stands in.

Nodes compare by identity: two equal-looking expressions at two places are two nodes.
"""

from typing import TypeAlias, final

from terrafence.text import Span


class Node:
    """Base of all expressions; not an expression itself."""

    __slots__ = ("span",)

    def __init__(self, span: Span) -> None:
        self.span = span


@final
class Literal(Node):
    """`true`, `null`, or a string without interpolation (escapes resolved). Numbers are `Number`."""

    __slots__ = ("value",)

    def __init__(self, span: Span, value: bool | str | None) -> None:
        super().__init__(span)
        self.value = value


@final
class Number(Node):
    """A number as it is spelled."""

    __slots__ = ("text",)

    def __init__(self, span: Span, text: str) -> None:
        super().__init__(span)
        self.text = text


@final
class Template(Node):
    """A quoted string or heredoc with interpolations or directives. Literal text is a `Literal` part;
    strip markers and heredoc indentation are already applied. `"${x}"` alone is a Template of one part:
    it yields x unconverted. `heredoc` says which form it has (also set on no other node: a heredoc
    without interpolation is a `Literal`)."""

    __slots__ = ("heredoc", "parts")

    def __init__(self, span: Span, parts: tuple["Expression", ...], heredoc: bool) -> None:
        super().__init__(span)
        self.parts = parts
        self.heredoc = heredoc


@final
class TemplateIf(Node):
    """`%{ if c }a%{ else }b%{ endif }` inside a template."""

    __slots__ = ("condition", "otherwise", "then")

    def __init__(
        self, span: Span, condition: "Expression", then: "Template", otherwise: "Template | None"
    ) -> None:
        super().__init__(span)
        self.condition = condition
        self.then = then
        self.otherwise = otherwise


@final
class TemplateFor(Node):
    """`%{ for k, v in c }body%{ endfor }` inside a template."""

    __slots__ = ("body", "collection", "key", "value")

    def __init__(
        self, span: Span, key: str | None, value: str, collection: "Expression", body: "Template"
    ) -> None:
        super().__init__(span)
        self.key = key
        self.value = value
        self.collection = collection
        self.body = body


@final
class TupleCons(Node):
    """`[a, b]`."""

    __slots__ = ("items",)

    def __init__(self, span: Span, items: tuple["Expression", ...]) -> None:
        super().__init__(span)
        self.items = items


@final
class ObjectItem(Node):
    """One `key = value`. A bare word as key is a `Literal` string; `(x)` is a `Parens`."""

    __slots__ = ("key", "value")

    def __init__(self, span: Span, key: "Expression", value: "Expression") -> None:
        super().__init__(span)
        self.key = key
        self.value = value


@final
class ObjectCons(Node):
    """`{ a = 1 }`."""

    __slots__ = ("items",)

    def __init__(self, span: Span, items: tuple[ObjectItem, ...]) -> None:
        super().__init__(span)
        self.items = items


@final
class Variable(Node):
    """The first word of a traversal: `var`, `local`, `aws_s3_bucket`, `each`, a `for` name, …"""

    __slots__ = ("name",)

    def __init__(self, span: Span, name: str) -> None:
        super().__init__(span)
        self.name = name


@final
class GetAttr(Node):
    """`target.name`. `span` runs from the start of the target to the end of the name, as for Index and
    Splat."""

    __slots__ = ("name", "target")

    def __init__(self, span: Span, target: "Expression", name: str) -> None:
        super().__init__(span)
        self.target = target
        self.name = name


@final
class Index(Node):
    """`target[key]`; the legacy `target.0` has a Number key."""

    __slots__ = ("key", "target")

    def __init__(self, span: Span, target: "Expression", key: "Expression") -> None:
        super().__init__(span)
        self.target = target
        self.key = key


@final
class SplatItem(Node):
    """The current element inside `Splat.each`."""

    __slots__ = ()


@final
class Splat(Node):
    """`target[*].rest` and `target.*.rest`: `each` is what is done to every element, with `SplatItem` at
    its root. After `[*]` attributes and indices belong to `each`; after `.*` only attributes do."""

    __slots__ = ("each", "target")

    def __init__(self, span: Span, target: "Expression", each: "Expression") -> None:
        super().__init__(span)
        self.target = target
        self.each = each


@final
class Call(Node):
    """`name(args)`; `expand` is a trailing `...`; the name may hold `::`."""

    __slots__ = ("args", "expand", "name", "name_span")

    def __init__(
        self, span: Span, name: str, name_span: Span, args: tuple["Expression", ...], expand: bool
    ) -> None:
        super().__init__(span)
        self.name = name
        self.name_span = name_span
        self.args = args
        self.expand = expand


@final
class Conditional(Node):
    """`condition ? then : otherwise`."""

    __slots__ = ("condition", "otherwise", "then")

    def __init__(
        self, span: Span, condition: "Expression", then: "Expression", otherwise: "Expression"
    ) -> None:
        super().__init__(span)
        self.condition = condition
        self.then = then
        self.otherwise = otherwise


@final
class Binary(Node):
    """`left op right`; op is one of `+ - * / % == != < <= > >= && ||`."""

    __slots__ = ("left", "op", "right")

    def __init__(self, span: Span, op: str, left: "Expression", right: "Expression") -> None:
        super().__init__(span)
        self.op = op
        self.left = left
        self.right = right


@final
class Unary(Node):
    """`-x` or `!x`."""

    __slots__ = ("op", "operand")

    def __init__(self, span: Span, op: str, operand: "Expression") -> None:
        super().__init__(span)
        self.op = op
        self.operand = operand


@final
class For(Node):
    """`[for k, v in c : value if condition]`, and with `result_key` the object form; `group` is its
    `...`."""

    __slots__ = ("collection", "condition", "group", "key", "result", "result_key", "value")

    def __init__(
        self,
        span: Span,
        names: tuple[str | None, str],
        collection: "Expression",
        result_key: "Expression | None",
        result: "Expression",
        condition: "Expression | None",
        group: bool,
    ) -> None:
        super().__init__(span)
        self.key, self.value = names
        self.collection = collection
        self.result_key = result_key
        self.result = result
        self.condition = condition
        self.group = group


@final
class Parens(Node):
    """`(x)`: kept, since it decides whether an object key is a name or an expression."""

    __slots__ = ("inner",)

    def __init__(self, span: Span, inner: "Expression") -> None:
        super().__init__(span)
        self.inner = inner


Expression: TypeAlias = (
    Literal
    | Number
    | Template
    | TemplateIf
    | TemplateFor
    | TupleCons
    | ObjectCons
    | Variable
    | GetAttr
    | Index
    | SplatItem
    | Splat
    | Call
    | Conditional
    | Binary
    | Unary
    | For
    | Parens
)


def json_argument(expression: Expression) -> Expression | None:
    """What `jsonencode(…)` encodes; None when the expression is no such call."""
    if isinstance(expression, Call) and expression.name == "jsonencode" and len(expression.args) == 1:
        return expression.args[0]
    return None


def bare(expression: Expression) -> Expression:
    """An expression without parentheses, and without a template that holds nothing else."""
    while True:
        if isinstance(expression, Parens):
            expression = expression.inner
        elif isinstance(expression, Template) and len(expression.parts) == 1 and not expression.heredoc:
            expression = expression.parts[0]
        else:
            return expression
