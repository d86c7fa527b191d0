"""The line hashes by which GitHub code scanning recognises a finding again.

The algorithm is that of the action that uploads SARIF (github/codeql-action, `src/fingerprints.ts`): the 100
UTF-16 units from the start of the line on, without blanks and with every line end as LF, are the digits to
base 37 of a number modulo 2^64; equal ones in a file are counted.
"""

_WINDOW = 100
_BASE = 37
_END = "\uffff"


def line_hashes(source: bytes, lines: set[int]) -> dict[int, str]:
    """`primaryLocationLineHash` for each of these lines (0-based) of a file."""
    units, starts = _units(source)
    seen: dict[bytes, int] = {}
    hashes: dict[int, str] = {}
    for line, start in enumerate(starts):
        window = units[2 * start : 2 * (start + _WINDOW)]
        seen[window] = seen.get(window, 0) + 1
        if line in lines:
            hashes[line] = f"{_hash(window):x}:{seen[window]}"
    return hashes


def _units(source: bytes) -> tuple[bytes, list[int]]:
    """The text as it is hashed, little-endian, and where its lines start, in units."""
    text = source.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace(" ", "").replace("\t", "") + _END
    starts = [0]
    for line in text.split("\n")[:-1]:
        starts.append(starts[-1] + 1 + len(line.encode("utf-16-le")) // 2)
    return (text + "\0" * _WINDOW).encode("utf-16-le"), starts


def _hash(window: bytes) -> int:
    number = 0
    for at in range(0, len(window), 2):
        number = number * _BASE + (window[at] | window[at + 1] << 8)
    return number % 2**64
