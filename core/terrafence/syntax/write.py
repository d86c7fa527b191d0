"""Edits that leave a file as `terraform fmt` would.

Every function answers the edits of the file's source, or None where it cannot be written (JSON, for now):
the fix is then only shown. Content holds no `Pick` and no `{self}` any more. What fmt aligns: the `=` of
consecutive attribute lines, a group ended by a blank line, a comment line, a block, or a value that opens a
bracket over several lines (a heredoc does not).
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from terrafence.declare import Content
from terrafence.syntax import render
from terrafence.syntax.expressions import Expression, ObjectCons, TupleCons
from terrafence.syntax.views import Attribute, Block, Body, File, Format
from terrafence.text import Edit, Span

Edits = tuple[Edit, ...]


def set_value(file: File, span: Span, content: Content) -> Edits | None:
    """Another expression at `span`."""
    if file.format is Format.JSON:
        return None
    text = render.shifted(render.value(content), _indent(file, span.start), first=False)
    return (_edit(file, span, text),)


def add_attribute(file: File, block: Block, name: str, content: Content) -> Edits | None:
    """A new attribute, at the end of those before the first nested block."""
    if file.format is Format.JSON:
        return None
    if _on_one_line(file, block):
        return _open_up(file, block, {name: content}, None)
    indent = _inner_indent(file, block)
    text = render.shifted(render.value(content), indent, first=False)
    anchor = _anchor(file, block)
    if anchor is None:
        blank = "\n" if block.body.blocks else ""
        start = file.lines.line_span(file.lines.line_of(block.body.span.start)).end
        return (_edit(file, Span(start, start), f"\n{indent}{name} = {text}{blank}"),)
    group = [] if "\n" in text else _group(file, _lines(file, block.body), anchor)
    width = max([len(name), *(len(line.key) for line in group)]) if group else len(name)
    end = _line_end(file, anchor.end)
    added = _edit(file, Span(end, end), f"\n{indent}{name.ljust(width)} = {text}")
    return (*_padding(file, group, width), added)


def add_block(file: File, block: Block, kind: str, content: Mapping[str, Content]) -> Edits | None:
    """A new nested block at the end of a block."""
    if file.format is Format.JSON:
        return None
    if _on_one_line(file, block):
        return _open_up(file, block, {}, render.block(kind, (), content))
    text = render.shifted(render.block(kind, (), content), _inner_indent(file, block))
    close = file.lines.line_span(file.lines.line_of(block.span.end - 1)).start
    if file.source[close : block.span.end - 1].strip():
        return None
    empty = not block.body.attributes and not block.body.blocks
    return (_edit(file, Span(close, close), f"{'' if empty else chr(10)}{text}\n"),)


def remove(file: File, attribute: Attribute) -> Edits | None:
    """An attribute out, with its line and the comment behind it; its neighbours are aligned anew."""
    if file.format is Format.JSON:
        return None
    block = _block_around(file.body.blocks, attribute.span)
    if block is None or _on_one_line(file, block):
        return (_edit(file, _trimmed(file, attribute.span), ""),)
    start = file.lines.line_span(file.lines.line_of(attribute.span.start)).start
    end = _line_end(file, attribute.span.end)
    lines = _lines(file, block.body)
    group = [line for line in _group(file, lines, attribute.span) if line.span != attribute.span]
    width = max((len(line.key) for line in group), default=0)
    return (*_padding(file, group, width), Edit(Span(start, _after_line_end(file, end)), b""))


def add_items(file: File, written: TupleCons, contents: Sequence[Content]) -> Edits | None:
    """New elements at the end of a literal list."""
    if file.format is Format.JSON:
        return None
    texts = [render.value(content) for content in contents]
    if not written.items:
        inside = render.listed(contents)
        return (
            _edit(file, written.span, render.shifted(inside, _indent(file, written.span.start), first=False)),
        )
    last = written.items[-1].span
    row = file.lines.line_of(last.start)
    indent = _indent(file, last.start)
    if row == file.lines.line_of(written.span.start):
        added = "".join(f", {render.shifted(text, indent, first=False)}" for text in texts)
        return (_edit(file, Span(last.end, last.end), added),)
    comma = _comma_after(file, last, written.span.end)
    at = last.end if comma is None else comma
    lines = ",".join(f"\n{render.shifted(text, indent)}" for text in texts)
    return (
        _edit(file, Span(at, at), f"{',' if comma is None else ''}{lines}{',' if comma is not None else ''}"),
    )


def remove_item(file: File, written: TupleCons, item: Expression) -> Edits | None:
    """An element out of a literal list, with its comma, and its line when it has one of its own."""
    if file.format is Format.JSON:
        return None
    at = next(index for index, other in enumerate(written.items) if other is item)
    comma = _comma_after(file, item.span, written.span.end)
    end = item.span.end if comma is None else comma
    line = file.lines.line_span(file.lines.line_of(item.span.start))
    before, after = file.source[line.start : item.span.start], file.source[end : line.end]
    if not before.strip() and not after.strip():
        return (Edit(Span(line.start, _after_line_end(file, line.end)), b""),)
    if at > 0:
        return (_edit(file, Span(written.items[at - 1].span.end, item.span.end), ""),)
    start = item.span.start
    stop = written.items[1].span.start if len(written.items) > 1 else end
    return (_edit(file, Span(start, stop), ""),)


def add_entry(file: File, written: ObjectCons, name: str, content: Content) -> Edits | None:
    """A new entry at the end of a literal object."""
    if file.format is Format.JSON:
        return None
    key, text = render.key(name), render.value(content)
    if not written.items:
        return (_edit(file, written.span, f"{{ {key} = {text} }}"),)
    last = written.items[-1].span
    indent = _indent(file, last.start)
    text = render.shifted(text, indent, first=False)
    if file.lines.line_of(last.start) == file.lines.line_of(written.span.start):
        return (_edit(file, Span(last.end, last.end), f", {key} = {text}"),)
    lines = [
        _Line(item.span, item.key.span, file.text(item.key.span), item.value.span) for item in written.items
    ]
    group = [] if "\n" in text else _group(file, lines, last)
    width = max([len(key), *(len(line.key) for line in group)])
    end = _line_end(file, last.end)
    return (
        *_padding(file, group, width),
        _edit(file, Span(end, end), f"\n{indent}{key.ljust(width)} = {text}"),
    )


def append_block(
    file: File, after: Block, kind: str, labels: Sequence[str], content: Mapping[str, Content]
) -> Edits | None:
    """A new top-level block after another one, a blank line between."""
    if file.format is Format.JSON:
        return None
    end = _line_end(file, after.span.end)
    text = render.shifted(render.block(kind, labels, content), _indent(file, after.span.start))
    return (_edit(file, Span(end, end), f"\n\n{text}"),)


class _Line(NamedTuple):
    """An attribute or object item as fmt sees it."""

    span: Span
    name: Span
    key: str
    value: Span


def _lines(file: File, body: Body) -> list[_Line]:
    found = [
        _Line(item.span, item.name_span, item.name, item.value_span) for item in body.attributes.values()
    ]
    return sorted(found)


def _group(file: File, lines: Sequence[_Line], span: Span) -> list[_Line]:
    """The alignment group that the line with this span belongs to; empty when it belongs to none."""
    group: list[_Line] = []
    for line in lines:
        if not _alignable(file, line):
            if span in [member.span for member in group]:
                return group
            group = []
            continue
        if group and _row(file, group[-1].value.end) + 1 != _row(file, line.span.start):
            if span in [member.span for member in group]:
                return group
            group = []
        group.append(line)
    return group if span in [member.span for member in group] else []


def _alignable(file: File, line: _Line) -> bool:
    assigned = file.source[line.name.end : line.value.start].strip() == b"="
    one_row = _row(file, line.value.start) == _row(file, line.value.end)
    return assigned and (one_row or file.source.startswith(b"<<", line.value.start))


def _row(file: File, offset: int) -> int:
    """The row of an offset; the end of a heredoc that includes its line end is on the marker's row."""
    before = file.source[offset - 1 : offset] == b"\n"
    return file.lines.line_of(
        offset - 1 if before and file.source[offset - 2 : offset - 1].isalnum() else offset
    )


def _padding(file: File, group: Sequence[_Line], width: int) -> Edits:
    """The white space before the `=` of each line of a group that has another amount."""
    edits: list[Edit] = []
    for line in group:
        equals = file.source.index(b"=", line.name.end, line.value.start)
        wanted = b" " * (width - len(line.key) + 1)
        if file.source[line.name.end : equals] != wanted:
            edits.append(Edit(Span(line.name.end, equals), wanted))
    return tuple(edits)


def _anchor(file: File, block: Block) -> Span | None:
    """The attribute to write a new one after: the last one-line attribute before the nested blocks, else
    the last of all there."""
    first_block = min((inner.span.start for inner in block.body.blocks), default=block.span.end)
    before = [line for line in _lines(file, block.body) if line.span.start < first_block]
    one_line = [line for line in before if _alignable(file, line)]
    found = one_line or before
    return found[-1].span if found else None


def _on_one_line(file: File, block: Block) -> bool:
    return file.lines.line_of(block.span.start) == file.lines.line_of(block.span.end)


def _open_up(file: File, block: Block, attributes: Mapping[str, Content], nested: str | None) -> Edits | None:
    """A block on one line over several, with something new in it."""
    if block.body.blocks:
        return None
    pairs = [(item.name, file.text(item.value_span)) for item in block.body.attributes.values()]
    pairs += [(name, render.value(content)) for name, content in attributes.items()]
    parts = ["\n".join(render.aligned(pairs))] if pairs else []
    inside = "\n\n".join(parts + ([nested] if nested is not None else []))
    outer = _indent(file, block.span.start)
    text = "\n" + render.shifted(inside, outer + "  ") + "\n" + outer
    return (_edit(file, block.body.span, text),)


def _block_around(blocks: Sequence[Block], span: Span) -> Block | None:
    """The innermost block that holds a span."""
    for block in blocks:
        if block.span.contains(span):
            return _block_around(block.body.blocks, span) or block
    return None


def _comma_after(file: File, item: Span, limit: int) -> int | None:
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


def _indent(file: File, offset: int) -> str:
    """The white space that the line of an offset begins with."""
    start = file.lines.line_span(file.lines.line_of(offset)).start
    line = file.source[start:offset]
    return line[: len(line) - len(line.lstrip(b" \t"))].decode("ascii")


def _inner_indent(file: File, block: Block) -> str:
    return _indent(file, block.span.start) + "  "


def _line_end(file: File, offset: int) -> int:
    """The end of the line that an item ends on, without its line end."""
    return file.lines.line_span(_row(file, offset)).end


def _after_line_end(file: File, offset: int) -> int:
    return offset + 2 if file.source[offset : offset + 2] == b"\r\n" else min(offset + 1, len(file.source))


def _trimmed(file: File, span: Span) -> Span:
    """A span and the white space around it, on its own line."""
    start, end = span
    while file.source[start - 1 : start] == b" ":
        start -= 1
    while file.source[end : end + 1] == b" ":
        end += 1
    return Span(start, end)


def _edit(file: File, span: Span, text: str) -> Edit:
    """An edit whose line ends are those of the file."""
    ends = "\r\n" if b"\r\n" in file.source else "\n"
    return Edit(span, text.replace("\n", ends).encode())
