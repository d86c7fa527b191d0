"""One more repo in a `.pre-commit-config.yaml` that people wrote: what they wrote stays as it is."""

from textwrap import dedent, indent

from yaml import MappingNode, Node, SafeLoader, SequenceNode, YAMLError, load

from terrafence.errors import UserError
from terrafence.settings.document import is_data, is_list

_BYTE_ORDER_MARK = "\ufeff"


def with_repo(source: bytes, stanza: str) -> bytes | None:
    """The file with a repo (the text of a list with one element) at the end of its repos; None when one of
    its hooks is ours already. Raises UserError, with what is in the way."""
    try:
        mark, text = _decoded(source)
        before, root = load(text, SafeLoader), SafeLoader(text).get_single_node()
    except (UnicodeDecodeError, YAMLError, RecursionError) as error:
        raise UserError(f"it is not valid YAML: {str(error).splitlines()[0]}") from error
    if _is_there(before):
        return None
    after = _inserted(text, root, stanza)
    if not is_data(before) or not _says(
        after, {**before, "repos": _repos(before) + load(stanza, SafeLoader)}
    ):
        raise UserError("its repos cannot be told from the rest")
    return (mark + after).encode()


def _says(text: str, expected: object) -> bool:
    try:
        return load(text, SafeLoader) == expected
    except YAMLError:
        return False


def _decoded(source: bytes) -> tuple[str, str]:
    text = source.decode()
    mark = _BYTE_ORDER_MARK if text.startswith(_BYTE_ORDER_MARK) else ""
    return mark, text.removeprefix(mark)


def _is_there(config: object) -> bool:
    hooks = [hook for repo in _repos(config) if is_data(repo) for hook in _list(repo.get("hooks"))]
    return any(is_data(hook) and str(hook.get("id")).startswith("terrafence") for hook in hooks)


def _repos(config: object) -> list[object]:
    return _list(config.get("repos")) if is_data(config) else []


def _list(value: object) -> list[object]:
    return value if is_list(value) else []


def _inserted(text: str, root: Node | None, stanza: str) -> str:
    match _value(root, "repos"):
        case SequenceNode(value=[], flow_style=True) as repos:
            head = text[: repos.start_mark.index].rstrip(" ")
            text = head + text[repos.end_mark.index :]
            return _put(text, _line_end(text, len(head)), stanza, 2)
        case SequenceNode(flow_style=True):
            raise UserError("its repos are written in brackets")
        case SequenceNode(value=[*_, last]) as repos:
            column = repos.start_mark.column
            return _put(text, _behind(text, last, column), stanza, column)
        case _:
            raise UserError("it has no list of repos")


def _value(node: Node | None, key: str) -> Node | None:
    pairs: list[tuple[Node, Node]] = node.value if isinstance(node, MappingNode) else []
    return next((value for name, value in pairs if name.value == key), None)


def _behind(text: str, node: Node, column: int) -> int:
    """Where the lines of an element of a list end, with the comments that are indented as its own. `column`
    is that of its dash."""
    while isinstance(node, MappingNode | SequenceNode) and node.value and not node.flow_style:
        last = node.value[-1]
        node = last[1] if isinstance(node, MappingNode) else last
    at = _line_end(text, len(text[: node.end_mark.index].rstrip()))
    while text[at : _line_end(text, at)].startswith(" " * (column + 1)) and text[at:].lstrip(" ").startswith(
        "#"
    ):
        at = _line_end(text, at)
    return at


def _line_end(text: str, at: int) -> int:
    """Where the next line starts."""
    return text.find("\n", at) + 1 or len(text)


def _put(text: str, at: int, stanza: str, column: int) -> str:
    head = text[:at] if at == 0 or text[at - 1] == "\n" else text[:at] + "\n"
    lines = indent(dedent(stanza), " " * column)
    made = lines.replace("\n", "\r\n") if "\r\n" in text else lines
    return head + made + text[at:]
