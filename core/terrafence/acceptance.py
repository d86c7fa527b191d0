"""What a team accepts, and on what terms: comments beside the code, and the central file of exceptions."""

from collections.abc import Iterable, Mapping, Sequence
from typing import final

from terrafence.declare import Rule
from terrafence.exemptions import Exemption
from terrafence.finding import Suppressed
from terrafence.record import NamedTuple
from terrafence.registry import names
from terrafence.suppress import Suppression, suppressions
from terrafence.syntax.views import File
from terrafence.text import Span


class Policy(NamedTuple):
    """What the settings ask. What expired goes on for `grace_days`, with a warning; `non_suppressible` names
    rules that nothing silences."""

    require_reason: bool = False
    grace_days: int = 14
    non_suppressible: tuple[str, ...] = ()

    def forbids(self, rule: Rule) -> bool:
        """Whether nothing may silence the rule."""
        return any(names(word, rule) for word in self.non_suppressible)


@final
class Acceptance:
    """The comments and exceptions of a run. `used` are the names in comments, `used_exemptions` the
    exceptions that have silenced something."""

    __slots__ = ("_by_file", "_exemptions", "_last_day", "any", "policy", "today", "used", "used_exemptions")

    def __init__(
        self, files: Mapping[str, File], policy: Policy, exemptions: Sequence[Exemption], today: str
    ) -> None:
        found = ((path, suppressions(file)) for path, file in files.items())
        self._by_file = {path: comments for path, comments in found if comments}
        self._exemptions = exemptions
        self._last_day = days_after(today, -policy.grace_days) if self._by_file or exemptions else today
        self.any = bool(self._by_file or exemptions)
        self.policy = policy
        self.today = today
        self.used: set[tuple[str, Span, str]] = set()
        self.used_exemptions: set[Exemption] = set()

    def comments(self) -> Iterable[tuple[str, Sequence[Suppression]]]:
        """Those of every file that has any."""
        return self._by_file.items()

    def of(
        self, rule: Rule, places: Sequence[tuple[str, Span]], root: str, address: str
    ) -> Suppressed | None:
        """What accepts a fault at some places, of a resource in a root."""
        if self.policy.forbids(rule):
            return None
        return self._comment(rule, places) or self._exemption(rule, root, address)

    def _comment(self, rule: Rule, places: Iterable[tuple[str, Span]]) -> Suppressed | None:
        found: Suppressed | None = None
        for path, span in places:
            for comment in self._by_file.get(path, ()):
                name = comment.name_of(rule)
                lacks_reason = self.policy.require_reason and comment.own and not comment.why
                if name and not lacks_reason and comment.silences(rule, path, span, self._last_day):
                    self.used.add((path, comment.span, name))
                    found = found or _by_comment(comment)
        return found

    def _exemption(self, rule: Rule, root: str, address: str) -> Suppressed | None:
        for item in self._exemptions:
            if item.covers(rule, root, address, self._last_day):
                self.used_exemptions.add(item)
                return Suppressed(item.path, Span(0, 0), item.reason, item.until, item.owner)
        return None


def _by_comment(comment: Suppression) -> Suppressed:
    return Suppressed(comment.file.path, comment.span, comment.reason, comment.until, comment.owner)


def days_after(day: str, days: int) -> str:
    """The ISO date so many days after another."""
    if not days:
        return day
    from datetime import date, timedelta

    return (date.fromisoformat(day) + timedelta(days)).isoformat()
