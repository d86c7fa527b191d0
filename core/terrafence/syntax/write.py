"""Edits that leave a file as `terraform fmt` would.

Every function answers the edits of the file's source, or None where it cannot be written: the fix is then
only shown. Content holds no `Pick` and no `{self}` any more.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from terrafence.declare import Content
from terrafence.syntax import render
from terrafence.syntax.align import Edits, align
from terrafence.syntax.expressions import Expression, ObjectCons, ObjectItem, TupleCons
from terrafence.syntax.views import Attribute, Block, Body, Format, SourceFile
from terrafence.text import Edit, Span


def set_value(file: SourceFile, span: Span, content: Content) -> Edits | None:
    """Another expression at `span`."""
    if file.format is Format.JSON:
        return _json().set_value(file, span, content)
    text = render.shifted(render.value(content), _indent(file, span.start), first=False)
    return _aligned(file, _edit(file, span, text))


def add_attribute(file: SourceFile, block: Block, name: str, content: Content) -> Edits | None:
    """A new attribute, behind those before the first nested block."""
    if file.format is Format.JSON:
        return _json().add_attribute(file, block, name, content)
    if _on_one_line(file, block.span):
        return _open_up(file, block, {name: content}, None)
    indent = _inner_indent(file, block)
    text = f"\n{indent}{name} = {render.shifted(render.value(content), indent, first=False)}"
    anchor = _anchor(file, block.body)
    if anchor is None:
        blank = "\n" if block.body.blocks else ""
        return _aligned(file, _insertion(file, _line_end(file, block.body.span.start), text + blank))
    return _aligned(file, _insertion(file, _line_end(file, anchor.end), text))


def add_block(file: SourceFile, block: Block, kind: str, content: Mapping[str, Content]) -> Edits | None:
    """A new nested block at the end of a block."""
    if file.format is Format.JSON:
        return _json().add_block(file, block, kind, content)
    if _on_one_line(file, block.span):
        return _open_up(file, block, {}, render.block(kind, (), content))
    text = render.shifted(render.block(kind, (), content), _inner_indent(file, block))
    close = _line_start(file, block.body.span.end)
    if file.source[close : block.body.span.end].strip():
        return None
    row = file.lines.line_of(close)
    blank = "" if _is_blank(file, row - 1) or not (block.body.attributes or block.body.blocks) else "\n"
    return (_insertion(file, close, f"{blank}{text}\n"),)


def remove(file: SourceFile, item: Attribute | Block) -> Edits | None:
    """An attribute or a block out, with its lines and the comment behind it; comments above it stay."""
    if file.format is Format.JSON:
        return _json().remove(file, item)
    start, end = _line_start(file, item.span.start), _line_end(file, item.span.end)
    if file.source[start : item.span.start].strip():
        return (_edit(file, _with_blanks(file, item.span), ""),)
    first, last = file.lines.line_of(start), file.lines.line_of(end)
    if _is_blank(file, last + 1) and (_is_blank(file, first - 1) or _opens(file, first - 1)):
        end = file.lines.line_span(last + 1).end
    elif _is_blank(file, first - 1) and file.text(file.lines.line_span(last + 1)).strip() == "}":
        start = file.lines.line_span(first - 1).start
    return _aligned(file, Edit(Span(start, _behind_line_end(file, end)), b""))


def add_items(file: SourceFile, written: TupleCons, contents: Sequence[Content]) -> Edits | None:
    """New elements at the end of a literal list."""
    if file.format is Format.JSON:
        return _json().add_items(file, written, contents)
    if not written.items:
        text = render.shifted(render.listed(contents), _indent(file, written.span.start), first=False)
        return _aligned(file, _edit(file, written.span, text))
    last = written.items[-1].span
    if _is_heredoc(file, last):
        return None
    indent = _indent(file, last.start)
    texts = [render.value(content) for content in contents]
    if not _has_own_lines(file, last, written.span):
        text = "".join(f", {render.shifted(text, indent, first=False)}" for text in texts)
        return _aligned(file, _insertion(file, last.end, text))
    lines = ",".join(f"\n{render.shifted(text, indent)}" for text in texts)
    return _aligned(file, *_behind(file, last, written.span, lines, True))


def remove_item(
    file: SourceFile, written: TupleCons | ObjectCons, item: Expression | ObjectItem
) -> Edits | None:
    """An element out of a literal list, or an entry out of an object, with its comma, and its lines when it
    has lines of its own."""
    if file.format is Format.JSON:
        return _json().remove_item(file, written, item)
    at = next(index for index, other in enumerate(written.items) if other is item)
    comma = _comma_behind(file, item.span, written.span.end)
    end = item.span.end if comma is None else comma
    start, line_end = _line_start(file, item.span.start), _line_end(file, end)
    alone = not file.source[start : item.span.start].strip() and not _code(file, Span(end, line_end))
    if alone and start > written.span.start:
        return _aligned(file, Edit(Span(start, _behind_line_end(file, line_end)), b""))
    if at > 0:
        return _aligned(file, _without(file, written.items[at - 1].span, item.span))
    stop = written.items[1].span.start if len(written.items) > 1 else end
    return _aligned(file, _edit(file, Span(item.span.start, stop), ""))


def add_entry(file: SourceFile, written: ObjectCons, name: str, content: Content) -> Edits | None:
    """A new entry at the end of a literal object, in the manner of those before it."""
    return add_entries(file, written, {name: content})


def add_entries(file: SourceFile, written: ObjectCons, entries: Mapping[str, Content]) -> Edits | None:
    """New entries at the end of a literal object, in the manner of those before them."""
    if file.format is Format.JSON:
        return _json().add_entries(file, written, entries)
    if not written.items:
        return _first_entries(file, written, entries)
    last = written.items[-1]
    if _is_heredoc(file, last.value.span) and not _has_own_lines(file, last.span, written.span):
        return None
    indent = _indent(file, last.span.start)
    texts = [
        f"{_key_like(file, last, name)} {render.shifted(render.value(content), indent, first=False)}"
        for name, content in entries.items()
    ]
    if not _has_own_lines(file, last.span, written.span):
        return _aligned(file, _insertion(file, last.span.end, "".join(f", {text}" for text in texts)))
    commas = any(
        _comma_behind(file, one.span, other.span.start) is not None for one, other in pairwise(written.items)
    )
    commas = commas or _comma_behind(file, last.span, written.span.end) is not None
    lines = ("," if commas else "").join(f"\n{indent}{text}" for text in texts)
    return _aligned(file, *_behind(file, last.span, written.span, lines, commas))


def append_block(
    file: SourceFile, after: Block, kind: str, labels: Sequence[str], content: Mapping[str, Content]
) -> Edits | None:
    """A new top-level block after another one, a blank line between."""
    if file.format is Format.JSON:
        return _json().append_block(file, after, kind, labels, content)
    end = _line_end(file, after.span.end)
    text = render.shifted(render.block(kind, labels, content), _indent(file, after.span.start))
    row = file.lines.line_of(end) + 1
    blank = "\n" if row < len(file.lines) and not _is_blank(file, row) else ""
    return (_insertion(file, end, f"\n\n{text}{blank}"),)


# ---------------------------------------------------------------- where to write


def _json():
    """The twins of these functions: loaded when a JSON file is edited."""
    from terrafence.syntax import write_json

    return write_json


def _anchor(file: SourceFile, body: Body) -> Span | None:
    """The attribute to write a new one behind: the last one-line attribute before the nested blocks,
    else the last of all there."""
    first_block = min((inner.span.start for inner in body.blocks), default=body.span.end)
    before = sorted(item.span for item in body.attributes.values() if item.span.start < first_block)
    one_line = [span for span in before if _on_one_line(file, span)]
    return next(iter((one_line or before)[-1:]), None)


def _open_up(
    file: SourceFile, block: Block, attributes: Mapping[str, Content], nested: str | None
) -> Edits | None:
    """A block on one line over several, with something new in it."""
    if block.body.blocks or any(block.body.span.contains(comment.span) for comment in file.comments):
        return None
    pairs = [(item.name, file.text(item.value_span)) for item in block.body.attributes.values()]
    pairs += [(name, render.value(content)) for name, content in attributes.items()]
    parts = ["\n".join(render.aligned(pairs))] if pairs else []
    inside = "\n\n".join(parts + ([nested] if nested is not None else []))
    outer = _indent(file, block.span.start)
    text = "\n" + render.shifted(inside, outer + "  ") + "\n" + outer
    return (_edit(file, block.body.span, text),)


def _first_entries(file: SourceFile, written: ObjectCons, entries: Mapping[str, Content]) -> Edits:
    pairs = [(render.key(name), render.value(content)) for name, content in entries.items()]
    if _on_one_line(file, written.span):
        text = ", ".join(f"{name} = {value}" for name, value in pairs)
        text = render.shifted(text, _indent(file, written.span.start), first=False)
        return _aligned(file, _edit(file, written.span, f"{{ {text} }}"))
    close = _line_start(file, written.span.end - 1)
    outer = _indent(file, written.span.end - 1)
    lines = "\n".join(render.aligned(pairs))
    return _aligned(file, _insertion(file, close, f"{render.shifted(lines, outer + '  ')}\n"))


def _key_like(file: SourceFile, other: ObjectItem, name: str) -> str:
    """A key and its `=`, with the quotes and the `:` of another entry."""
    quotes = file.source.startswith(b'"', other.key.span.start)
    colon = file.source[other.key.span.end : other.value.span.start].strip() == b":"
    return f"{render.quoted(name) if quotes else render.key(name)} {':' if colon else '='}"


def _behind(file: SourceFile, last: Span, whole: Span, lines: str, commas: bool) -> tuple[Edit, ...]:
    """Lines behind the last element of a list or an object, with the commas that takes."""
    comma = _comma_behind(file, last, whole.end)
    end = _line_end(file, last.end if comma is None else comma)
    if comma is not None:
        return (_insertion(file, end, lines + ","),)
    if not commas:
        return (_insertion(file, end, lines),)
    if end == last.end:
        return (_insertion(file, end, "," + lines),)
    return (_insertion(file, last.end, ","), _insertion(file, end, lines))


def _has_own_lines(file: SourceFile, last: Span, whole: Span) -> bool:
    """Whether the last element shares no line with the brackets around it."""
    line = file.lines.line_of
    return line(whole.start) < line(last.start) and line(last.end) < line(whole.end - 1)


def _comma_behind(file: SourceFile, item: Span, limit: int) -> int | None:
    """The offset behind the comma that follows an item, if one does before anything else."""
    comments = {comment.span.start: comment.span.end for comment in file.comments}
    at = item.end
    while at < limit:
        if at in comments:
            at = comments[at]
        elif file.source[at : at + 1] == b",":
            return at + 1
        elif not file.source[at : at + 1].isspace():
            return None
        else:
            at += 1
    return None


def _code(file: SourceFile, span: Span) -> bytes:
    """What is in a span besides comments and white space."""
    code = file.source[span.start : span.end]
    for comment in reversed(file.comments):
        if span.contains(comment.span):
            start, end = comment.span.start - span.start, comment.span.end - span.start
            code = code[:start] + code[end:]
    return code.strip()


def _is_heredoc(file: SourceFile, span: Span) -> bool:
    return file.source.startswith(b"<<", span.start)


def _without(file: SourceFile, before: Span, item: Span) -> Edit:
    """An element out that begins on the line where the one before it ends. Where both end with a bracket
    on a line of its own, that of the second had the indentation that the first gets."""
    start = _line_start(file, before.end)
    closing = file.source[start : before.end].lstrip()
    if _on_one_line(file, item) or len(closing) != 1:
        return Edit(Span(before.end, item.end), b"")
    return _edit(file, Span(start, item.end), _indent(file, item.end) + closing.decode("ascii"))


# ---------------------------------------------------------------- lines


def _on_one_line(file: SourceFile, span: Span) -> bool:
    return file.lines.line_of(span.start) == file.lines.line_of(span.end)


def _indent(file: SourceFile, offset: int) -> str:
    """The white space that the line of an offset begins with."""
    line = file.source[_line_start(file, offset) : offset]
    return line[: len(line) - len(line.lstrip(b" \t"))].decode("ascii")


def _inner_indent(file: SourceFile, block: Block) -> str:
    return _indent(file, block.span.start) + "  "


def _line_start(file: SourceFile, offset: int) -> int:
    return file.lines.line_span(file.lines.line_of(offset)).start


def _line_end(file: SourceFile, offset: int) -> int:
    """The end of the line of an offset, or of a comment that begins on it and goes on."""
    end = file.lines.line_span(file.lines.line_of(offset)).end
    for comment in file.comments:
        if comment.span.start < end < comment.span.end:
            return _line_end(file, comment.span.end)
    return end


def _behind_line_end(file: SourceFile, offset: int) -> int:
    return offset + 2 if file.source[offset : offset + 2] == b"\r\n" else min(offset + 1, len(file.source))


def _is_blank(file: SourceFile, row: int) -> bool:
    return 0 <= row < len(file.lines) and not file.text(file.lines.line_span(row)).strip()


def _opens(file: SourceFile, row: int) -> bool:
    return row >= 0 and file.text(file.lines.line_span(row)).endswith("{")


def _with_blanks(file: SourceFile, span: Span) -> Span:
    """A span and the white space around it, on its own line."""
    start, end = span
    while file.source[start - 1 : start] == b" ":
        start -= 1
    while file.source[end : end + 1] == b" ":
        end += 1
    return Span(start, end)


# ---------------------------------------------------------------- edits


def _aligned(file: SourceFile, *edits: Edit) -> Edits:
    return align(file, edits)


def _insertion(file: SourceFile, at: int, text: str) -> Edit:
    return _edit(file, Span(at, at), text)


def _edit(file: SourceFile, span: Span, text: str) -> Edit:
    """An edit whose line ends are those of the file."""
    ends = "\r\n" if b"\r\n" in file.source else "\n"
    return Edit(span, text.replace("\n", ends).encode())
