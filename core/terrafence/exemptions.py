"""The central file of exceptions: findings that a team accepts, kept in one place under code owners."""

from terrafence.declare import Rule
from terrafence.record import NamedTuple
from terrafence.registry import names


class Exemption(NamedTuple):
    """One exception. `address` and `root` may hold `*` (also for instance keys); `until` is an ISO date, the
    last day it holds."""

    path: str
    rule: str
    address: str
    reason: str
    root: str
    owner: str
    ticket: str
    until: str

    def covers(self, rule: Rule, root: str, address: str, last_day: str) -> bool:
        """Whether it lets be what a rule says of a resource of a root."""
        return (
            not (self.until and self.until < last_day)
            and names(self.rule, rule)
            and fits(self.address, address)
            and fits(self.root, root.partition("@")[0])
        )


def fits(pattern: str, text: str) -> bool:
    """Whether a text is what a pattern says, in which `*` stands for anything."""
    first, *rest = pattern.split("*")
    if not rest:
        return pattern == text
    *middle, last = rest
    if not text.startswith(first) or len(text) < len(first) + len(last) or not text.endswith(last):
        return False
    at, end = len(first), len(text) - len(last)
    for part in middle:
        found = text.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True
