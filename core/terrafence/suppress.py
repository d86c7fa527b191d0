"""Comments that silence findings: our own, and those of other tools for checks that we have."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from terrafence.declare import Rule
from terrafence.finding import Finding, Suppressed
from terrafence.syntax.views import Block, Comment, File
from terrafence.text import Edit, Span

if TYPE_CHECKING:
    from terrafence.peers import Said

# Compiled when first needed: most files have no such comment.
_OWN = r"\s*terrafence:ignore\[([^\]]*)\]\s*(.*)"
_UNTIL = r"\buntil\s+(\d{4}-\d{2}-\d{2})\b"
_OWNER = r"\bowner\s+([\w.@/-]+)"


class Suppression(NamedTuple):
    """One comment. `names` are rule ids or aliases as written, lower case. `covers` are the byte spans
    it silences, in its own file. `until` is an ISO date, the last day it holds; `own` is whether it is
    in our own syntax."""

    file: File
    span: Span
    names: tuple[str, ...]
    reason: str
    until: str
    covers: tuple[Span, ...]
    own: bool

    def silences(self, rule: Rule, path: str, span: Span, today: str) -> bool:
        """Whether this comment covers a finding of `rule` at a place."""
        if path != self.file.path or (self.until and self.until < today):
            return False
        ids = {name.lower() for name in (rule.id, *rule.formerly, *rule.aliases)}
        named = any(_names(name, ids) for name in self.names)
        return named and any(cover.start <= span.start < cover.end or cover == span for cover in self.covers)


def _names(name: str, ids: set[str]) -> bool:
    if "*" not in name:
        return name in ids or name == "all"
    from fnmatch import fnmatchcase

    return any(fnmatchcase(known, name) for known in ids)


def suppressions(file: File) -> list[Suppression]:
    """Every suppression comment of a file, in order."""
    if not any(word in file.source for word in (b"ignore", b"skip", b"disable=")):
        return []
    found: list[Suppression] = []
    for comment in file.comments:
        found += _read(file, comment)
    return found


def silence(finding: Finding, by_file: Mapping[str, Sequence[Suppression]], today: str) -> Suppressed | None:
    """What silences a finding: a comment at its place or at the resource or module call it is about."""
    places = [
        (finding.path, finding.span),
        *((at.path, at.span) for at in (*finding.related, *finding.callers)),
    ]
    for path, span in places:
        for suppression in by_file.get(path, ()):
            if suppression.silences(finding.rule, path, span, today):
                owner = re.search(_OWNER, suppression.reason)
                until = suppression.until
                return Suppressed(
                    path, suppression.span, suppression.reason, until, owner[1] if owner else ""
                )
    return None


def ignore_edit(file: File, finding: Finding, reason: str) -> tuple[Edit, ...]:
    """The comment that silences a finding, on a line of its own above it. JSON has no comments of that
    kind: no edits."""
    if finding.path != file.path or file.path.endswith(".json"):
        return ()
    line = file.lines.line_span(file.lines.line_of(finding.span.start))
    text = file.source[line.start : line.end]
    indent = text[: len(text) - len(text.lstrip())]
    end = b"\r\n" if file.source[line.end : line.end + 2] == b"\r\n" else b"\n"
    comment = f"# terrafence:ignore[{finding.rule.id}] {reason}".rstrip().encode()
    return (Edit(Span(line.start, line.start), indent + comment + end),)


def _read(file: File, comment: Comment) -> Iterable[Suppression]:
    own = re.match(_OWN, comment.text, re.DOTALL)
    if own is not None:
        names = tuple(name.strip().lower() for name in own[1].split(",") if name.strip())
        until = re.search(_UNTIL, own[2])
        yield Suppression(
            file,
            comment.span,
            names,
            own[2].strip(),
            until[1] if until else "",
            _covers(file, comment),
            True,
        )
        return
    from terrafence.peers import read_peers

    for said in read_peers(comment.text):
        covers = _reached(file, comment, said)
        yield Suppression(file, comment.span, said.names, said.reason, said.until, covers, False)


def _reached(file: File, comment: Comment, said: "Said") -> tuple[Span, ...]:
    from terrafence.peers import Reach, holds_only

    match said.reach:
        case Reach.AROUND:
            return _enclosing(file, comment)
        case Reach.FILE:
            before = not file.body.blocks or comment.span.start < file.body.blocks[0].span.start
            return (Span(0, len(file.source)),) if before else ()
        case Reach.NEXT_LINE:
            return (file.lines.line_span(file.lines.line_of(comment.span.start) + 1),)
        case Reach.BELOW:
            covers = _covers(file, comment)
            blocks = [
                block
                for block in file.body.blocks
                if block.span in covers or block.span.contains(comment.span)
            ]
            held = not said.only or any(holds_only(said.only, file, block.body) for block in blocks)
            return covers if held else ()


def _covers(file: File, comment: Comment) -> tuple[Span, ...]:
    """The comment's line; for one on a line of its own, the next line of code and the block or attribute
    that starts there."""
    line = file.lines.line_of(comment.span.start)
    if comment.alone:
        last = line
        lines = {file.lines.line_of(other.span.start) for other in file.comments if other.alone}
        while last + 1 in lines:
            last += 1
        line = last + 1
    span = file.lines.line_span(line)
    inside = [item for item in _items(file) if span.start <= item.start < max(span.end, span.start + 1)]
    return (Span(span.start, span.end + 1), *inside)


def _enclosing(file: File, comment: Comment) -> tuple[Span, ...]:
    return tuple(block.span for block in file.body.blocks if block.span.contains(comment.span))


def _items(file: File) -> Iterable[Span]:
    yield from (attribute.span for attribute in file.body.attributes.values())
    for block in file.body.blocks:
        yield from _within(block)


def _within(block: Block) -> Iterable[Span]:
    yield block.span
    yield from (attribute.span for attribute in block.body.attributes.values())
    for inner in block.body.blocks:
        yield from _within(inner)
