"""The patterns of `fileset`: `*`, `**`, `?`, classes and alternatives in braces."""

import re

from terrafence.evaluate.budget import TooLarge
from terrafence.evaluate.scope import EvaluationError

_MAX_PATTERN = 1000
_TOKEN = re.compile(r"\*\*/|/\*\*$|\*+|\?|\[(\^)?((?:\\.|[^\]\\])+)\]|\\(.)|[{},]|(.)", re.DOTALL)


def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern as a regular expression for a whole path with `/`. Raises EvaluationError."""
    if len(pattern) > _MAX_PATTERN or pattern.count("*") > 20:
        raise TooLarge
    pieces: list[str] = []
    depth = at = 0
    while at < len(pattern):
        found = _TOKEN.match(pattern, at)
        if found is None or found[0] == "[":
            raise EvaluationError("failed to glob pattern: syntax error in pattern")
        at = found.end()
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        pieces.append(_piece(found, depth))
    if depth:
        raise EvaluationError("failed to glob pattern: syntax error in pattern")
    return re.compile("".join(pieces), re.DOTALL)


def _piece(found: re.Match[str], depth: int) -> str:
    token = found[0]
    if token == "**/":
        return "(?:[^/]+/)*"
    if token == "/**":
        return "(?:/.*)?"
    if token.startswith("*"):
        whole_path = token == "**" and found.end() == len(found.string) and not found.start()
        return ".*" if whole_path else "[^/]*"
    if token == "?":
        return "[^/]"
    if found[2]:
        return f"(?!/)[{'^' if found[1] else ''}{_class(found[2])}]"
    if token == "{":
        return "(?:"
    if token == "}":
        return ")"
    return "|" if token == "," and depth else re.escape(found[3] or token)


def _class(inside: str) -> str:
    return re.sub(r"[\[&~|]", lambda special: "\\" + special[0], inside)
