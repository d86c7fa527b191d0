"""Comments that silence findings: our own, and those of other tools for checks that we have."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from terrafence.declare import Rule
from terrafence.finding import Finding
from terrafence.record import NamedTuple
from terrafence.syntax.views import Block, Comment, File
from terrafence.text import Edit, Span

if TYPE_CHECKING:
    from terrafence.peers import Said

_WORDS = (b"terrafence:ignore", b":skip=", b"trivy:ignore", b"tfsec:ignore", b"kics-scan", b"dd-iac-scan")
# Compiled when first needed: most files have no such comment.
_OWN = r"\s*terrafence:ignore(-file)?\[([^\]]*)\]\s*(.*)"
_UNTIL = r"\buntil\s+(\d{4}-\d{2}-\d{2})\b"
_NAMED = r"\b(owner|ticket)(?:[=:]\s*|\s+)([\w.@/-]+)"


class Suppression(NamedTuple):
    """One comment. `names` are rule ids or aliases as written, lower case. `covers` are the byte spans
    it silences, in its own file. `until` is an ISO date, the last day it holds; `own` is whether it is
    in our own syntax. `reason` is what else it says."""

    file: File
    span: Span
    names: tuple[str, ...]
    reason: str
    until: str
    covers: tuple[Span, ...]
    own: bool
    owner: str = ""
    ticket: str = ""

    @property
    def why(self) -> str:
        """The reason without date, owner and ticket."""
        return " ".join(re.sub(_NAMED, "", re.sub(_UNTIL, "", self.reason)).split()).rstrip(",;")

    def silences(self, rule: Rule, path: str, span: Span, today: str) -> bool:
        """Whether this comment covers a finding of `rule` at a place."""
        if path != self.file.path or (self.until and self.until < today):
            return False
        return self.name_of(rule) is not None and any(
            cover.start <= span.start < cover.end or cover == span for cover in self.covers
        )

    def name_of(self, rule: Rule) -> str | None:
        """The name that means this rule; None when none does."""
        return next((name for name in self.names if means(name, rule)), None)


def means(name: str, rule: Rule) -> bool:
    """Whether a name in a comment, in lower case, means the rule."""
    ids = {known.lower() for known in (rule.id, *rule.formerly, *rule.aliases)}
    if "*" not in name:
        return name in ids or name == "all"
    from fnmatch import fnmatchcase

    return any(fnmatchcase(known, name) for known in ids)


def suppressions(file: File) -> list[Suppression]:
    """Every suppression comment of a file, in order."""
    text = file.source.lower() if any(it in file.source for it in (b"ignore", b"skip", b"scan")) else b""
    if not any(word in text for word in _WORDS):
        return []
    found: list[Suppression] = []
    for comment in file.comments:
        found += _read(file, comment)
    return found


def removal(comment: Suppression, name: str = "") -> Edit:
    """The edit that takes a comment away, with its line when it stands alone; or only one of its names."""
    file, span = comment.file, comment.span
    text = file.source[span.start : span.end]
    if name and len(comment.names) > 1:
        kept = ", ".join(other for other in comment.names if other != name).encode()
        start = span.start + text.index(b"[") + 1
        return Edit(Span(start, span.start + text.index(b"]")), kept)
    line = file.lines.line_span(file.lines.line_of(span.start))
    before = file.source[line.start : span.start]
    if before.strip() or file.source[span.end : line.end].strip():
        return Edit(Span(span.start - len(before) + len(before.rstrip()), span.end), b"")
    after = file.source[line.end : line.end + 2]
    return Edit(Span(line.start, line.end + (2 if after == b"\r\n" else len(after[:1]))), b"")


def ignore_edit(file: File, finding: Finding, reason: str) -> tuple[Edit, ...]:
    """The comment that silences a finding, on a line of its own above it. JSON has no comments of that
    kind: no edits."""
    if finding.path != file.path:
        return ()
    return ignore_edits(file, [finding], reason)


def ignore_edits(file: File, findings: Iterable[Finding], reason: str) -> tuple[Edit, ...]:
    """The comments that silence findings of a file, one above each line that has any. JSON has no comments of
    that kind: no edits."""
    if file.path.endswith(".json"):
        return ()
    lines: dict[int, list[str]] = {}
    for finding in findings:
        rules = lines.setdefault(file.lines.line_of(finding.span.start), [])
        rules += [finding.rule.id] if finding.rule.id not in rules else []
    return tuple(_comment(file, at, f"[{', '.join(rules)}] {reason}") for at, rules in sorted(lines.items()))


def ignore_file_edit(file: File, rule_id: str, reason: str) -> tuple[Edit, ...]:
    """The comment that silences a rule in a whole file, on its first line. JSON has no comments of that kind:
    no edits."""
    if file.path.endswith(".json"):
        return ()
    start = 3 if file.source.startswith(b"\xef\xbb\xbf") else 0
    return (_edit(file, Span(start, start), b"", f"-file[{rule_id}] {reason}"),)


def _comment(file: File, number: int, text: str) -> Edit:
    line = file.lines.line_span(number)
    before = file.source[line.start : line.end]
    indent = before[: len(before) - len(before.lstrip())]
    return _edit(file, Span(line.start, line.start), indent, text)


def _edit(file: File, at: Span, indent: bytes, text: str) -> Edit:
    """A comment on a line of its own at the start of another, which ends as that one does."""
    end = file.lines.line_span(file.lines.line_of(at.start)).end
    ends = b"\r\n" if file.source[end : end + 2] == b"\r\n" else b"\n"
    comment = f"# terrafence:ignore{text}".rstrip().encode()
    return Edit(at, indent + comment + ends)


def _read(file: File, comment: Comment) -> Iterable[Suppression]:
    own = re.match(_OWN, comment.text, re.DOTALL)
    if own is not None:
        names = tuple(name.strip().lower() for name in own[2].split(",") if name.strip())
        until = re.search(_UNTIL, own[3])
        yield Suppression(
            file,
            comment.span,
            names,
            own[3].strip(),
            until[1] if until else "",
            (Span(0, len(file.source)),) if own[1] else _covers(file, comment),
            True,
            **dict(re.findall(_NAMED, own[3])),
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
            held = not said.only or any(
                holds_only(said.only, file.source_file, block.body) for block in blocks
            )
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
