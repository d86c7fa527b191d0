"""The one exception that people see."""

from collections.abc import Iterable


class UserError(Exception):
    """The job cannot be done as asked: a missing path, a bad setting. One line; every door shows it,
    exit code 2."""


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """`; did you mean "select"?` for the choice nearest to a mistyped word, or nothing when none is
    near."""
    from difflib import get_close_matches

    near = get_close_matches(word.lower(), list(choices), n=1, cutoff=0.6)
    return f'; did you mean "{near[0]}"?' if near else ""
