"""Version constraints of modules, as Terraform reads them."""

import re

from terrafence.record import NamedTuple


def satisfies(version: str, constraint: str) -> bool:
    """Whether a version meets a constraint such as `~> 5.0, != 5.1.0`; False when either does not parse."""
    have = _version(version)
    return have is not None and all(_meets(have, part.strip()) for part in constraint.split(","))


class _Version(NamedTuple):
    numbers: tuple[int, ...]
    suffix: str

    @property
    def order(self) -> tuple[tuple[int, ...], bool, str]:
        padded = self.numbers + (0,) * (4 - len(self.numbers))
        return padded, not self.suffix, self.suffix


def _version(text: str) -> _Version | None:
    match = re.fullmatch(r"v?(\d{1,9}(?:\.\d{1,9}){0,3})(?:-([0-9A-Za-z.-]+))?(?:\+.*)?", text.strip())
    return match and _Version(tuple(map(int, match[1].split("."))), match[2] or "")


def _meets(have: _Version, constraint: str) -> bool:
    operator = re.match(r"[<>=!~]*", constraint)
    word = operator[0] if operator else ""
    wanted = _version(constraint[len(word) :])
    if wanted is None:
        return False
    match word:
        case "" | "=":
            return have.order == wanted.order
        case "!=":
            return have.order != wanted.order
        case ">":
            return have.order > wanted.order
        case ">=":
            return have.order >= wanted.order
        case "<":
            return have.order < wanted.order
        case "<=":
            return have.order <= wanted.order
        case "~>":
            kept = len(wanted.numbers) - 1
            return have.order >= wanted.order and have.order[0][:kept] == wanted.order[0][:kept]
        case _:
            return False
