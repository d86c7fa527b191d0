"""Where tree-sitter-hcl refuses or misreads what Terraform accepts: the source is given to it in other
words of the same length. All text is taken from the real source; only the shape of the tree comes from
this one."""

import re

BYTE_ORDER_MARK = b"\xef\xbb\xbf"

# Patterns are compiled when they are first needed, which for most files is never.
_ESCAPED = rb"([$%])\1{2,}(?=\{)"
_LONG_GAP = re.compile(rb"\s{300,}")
_EXPONENT = rb"(?<!\w)(?<!\w-)(\d+(?:\.\d+)?)([eE][+-]?)(?=\d)"
_STAR = rb"\[[ \t]*\*[ \t]*\]"
_KEY_IN_PARENTHESES = rb"(?<=\w)\r?\n(?=\s*\([^()\n]*\)[ \t]*[=:](?!=))"


def same_length(source: bytes) -> bytes:
    """What to parse in place of a source: NUL bytes and bytes that are not UTF-8 are other bytes that no
    token holds, and `$$${` (an escape, however many dollars) is plain text.
    Long white space is a comment."""
    if source.startswith(BYTE_ORDER_MARK):
        source = b"   " + source[3:]
    if b"\0" in source:
        source = source.replace(b"\0", b"\1")
    if bad_byte(source) is not None:
        source = _without_bad_bytes(source)
    if b"$$${" in source or b"%%%{" in source:
        source = re.sub(_ESCAPED, lambda found: b"x" * len(found[0]), source)
    return _without_long_gaps(source) if _may_have_long_gap(source) else source


def _may_have_long_gap(source: bytes) -> bool:
    """Whether a piece of half the length, of those that the source divides into, is blank."""
    return any(source[at : at + 150].isspace() for at in range(0, len(source), 150))


def _without_long_gaps(source: bytes) -> bytes:
    """Long white space in code as a comment: the grammar takes quadratic time to skip it."""
    from terrafence.syntax.regions import regions

    pieces: list[bytes] = []
    at = 0
    for _, (start, end) in regions(source):
        pieces += (_LONG_GAP.sub(_comment, source[at:start]), source[start:end])
        at = end
    return b"".join((*pieces, _LONG_GAP.sub(_comment, source[at:])))


def _comment(gap: re.Match[bytes]) -> bytes:
    blank = gap[0]
    return blank[:1] + b"/*" + b"x" * (len(blank) - 6) + b"*/" + blank[-1:]


def second_try(source: bytes) -> bytes:
    """What to parse when the first attempt failed: numbers with an exponent become plain ones, `[ * ]`
    loses its blanks, and a newline before a key in parentheses becomes a comma."""
    source = re.sub(_EXPONENT, lambda found: found[1] + b"1" * len(found[2]), source)
    source = re.sub(_STAR, lambda found: b"[*]".ljust(len(found[0])), source)
    return re.sub(_KEY_IN_PARENTHESES, lambda found: b",".ljust(len(found[0])), source)


def bad_byte(source: bytes) -> int | None:
    """The offset of the first byte that is not UTF-8."""
    try:
        source.decode()
    except UnicodeDecodeError as error:
        return error.start
    return None


def _without_bad_bytes(source: bytes) -> bytes:
    text = source.decode("utf-8", "surrogateescape")
    return re.sub("[\udc80-\udcff]", "\1", text).encode()
