"""Writing values and blocks as `terraform fmt` leaves them."""

import re
from collections.abc import Mapping, Sequence

from terrafence.declare import Content, Expr, Pick

_NAME = re.compile(r"[A-Za-z_][\w-]*\Z")


def value(content: Content) -> str:
    """An expression, its first line at column 0; a mapping is an object. Lines are separated by LF."""
    if isinstance(content, bool):
        return "true" if content else "false"
    if isinstance(content, str):
        return quoted(content)
    if isinstance(content, Expr):
        return content.text
    if isinstance(content, Pick):
        raise TypeError("a Pick has to be resolved before it is written")
    if isinstance(content, Mapping):
        return entries(content) if content else "{}"
    return listed(content) if isinstance(content, tuple) else str(content)


def quoted(text: str) -> str:
    """A string literal."""
    text = (
        text.replace("\\", "\\\\")
        .replace('"', '\\"')
        .replace("\n", "\\n")
        .replace("\r", "\\r")
        .replace("\t", "\\t")
    )
    return '"' + text.replace("${", "$${").replace("%{", "%%{") + '"'


def key(name: str) -> str:
    """The key of an object: a bare word where that is possible."""
    return name if _NAME.match(name) else quoted(name)


def listed(items: Sequence[Content]) -> str:
    """A list: on one line unless an item needs several."""
    written = [value(item) for item in items]
    if not any("\n" in item for item in written):
        return "[" + ", ".join(written) + "]"
    return "[\n" + "".join(indented(item) + ",\n" for item in written) + "]"


def entries(content: Mapping[str, Content]) -> str:
    """An object over several lines."""
    pairs = [(key(name), value(item)) for name, item in content.items()]
    return "{\n" + indented("\n".join(aligned(pairs))) + "\n}"


def body(content: Mapping[str, Content]) -> str:
    """The inside of a block at column 0: attributes, then nested blocks, each after a blank line. A
    mapping is a nested block, a tuple of mappings several."""
    attributes: list[tuple[str, str]] = []
    blocks: list[str] = []
    for name, item in content.items():
        nested = _nested(item)
        if nested is None:
            attributes.append((name, value(item)))
        else:
            blocks += [block(name, (), inner) for inner in nested]
    parts = ["\n".join(aligned(attributes))] if attributes else []
    return "\n\n".join(parts + blocks)


def block(kind: str, labels: Sequence[str], content: Mapping[str, Content]) -> str:
    """A whole block at column 0."""
    header = " ".join((kind, *(quoted(label) for label in labels)))
    return f"{header} {{\n{indented(body(content))}\n}}" if content else f"{header} {{}}"


def aligned(pairs: Sequence[tuple[str, str]]) -> list[str]:
    """`name = value` lines, the `=` of neighbours under each other; a value that opens a bracket ends
    the group."""
    lines: list[str] = []
    group: list[tuple[str, str]] = []
    for name, text in pairs:
        if "\n" in text:
            lines += [*_padded(group), f"{name} = {text}"]
            group = []
        else:
            group.append((name, text))
    return lines + _padded(group)


def indented(text: str) -> str:
    """Every line that is not empty two columns to the right; the inside of a heredoc stays as it is."""
    return shifted(text, "  ")


def shifted(text: str, indent: str, first: bool = True) -> str:
    """Lines moved right by `indent`, without the first one when that stands behind something already."""
    lines: list[str] = []
    end = ""
    for at, line in enumerate(text.split("\n")):
        in_heredoc = end != ""
        opened = re.search(r"<<(\w+)$", line)
        if in_heredoc:
            end = "" if line.strip() == end else end
        elif opened is not None:
            end = opened[1]
        move = line != "" and not in_heredoc and (first or at > 0)
        lines.append(indent + line if move else line)
    return "\n".join(lines)


def _padded(group: Sequence[tuple[str, str]]) -> list[str]:
    width = max((len(name) for name, _ in group), default=0)
    return [f"{name.ljust(width)} = {text}" for name, text in group]


def _nested(item: Content) -> list[Mapping[str, Content]] | None:
    if isinstance(item, Mapping):
        return [item]
    if isinstance(item, Expr | Pick) or not isinstance(item, tuple) or not item:
        return None
    mappings = [inner for inner in item if isinstance(inner, Mapping)]
    return mappings if len(mappings) == len(item) else None
