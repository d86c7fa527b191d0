"""Comments of HCL files."""

from terrafence.syntax.regions import Kind, regions
from terrafence.syntax.views import Comment
from terrafence.text import Span


def find_comments(source: bytes) -> tuple[Comment, ...]:
    """All comments outside strings and heredocs, in order; of text that does not parse, too."""
    comments: list[Comment] = []
    for kind, span in regions(source):
        if kind is Kind.COMMENT:
            text = source[span.start : span.end].decode("utf-8", "replace")
            comments.append(Comment(span, _without_marker(text), is_alone(source, span, comments)))
    return tuple(comments)


def _without_marker(text: str) -> str:
    if text.startswith("/*"):
        return text[2:-2].strip()
    return text[1 if text.startswith("#") else 2 :].strip()


def is_alone(source: bytes, span: Span, before: list[Comment]) -> bool:
    """Whether no code precedes a comment on its line; `before` are the comments that do."""
    line = source.rfind(b"\n", 0, span.start) + 1
    if before and before[-1].span.end > line:
        last = before[-1]
        return last.alone and not source[last.span.end : span.start].strip()
    return not source[line : span.start].strip(b" \t\xef\xbb\xbf")
