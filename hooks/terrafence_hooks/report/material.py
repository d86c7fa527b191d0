"""What every report is made from."""

import os
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, TypeAlias, cast

from terrafence.declare import Presence, Rule, Severity
from terrafence.finding import Applicability, FileEdit, Finding
from terrafence.record import NamedTuple
from terrafence_hooks.outcome import Judged, Outcome
from terrafence_hooks.report.text import Look

if TYPE_CHECKING:
    from terrafence.fix import Fixed


class Material(NamedTuple):
    """A run, and how it is to be told. `repository` is the directory (absolute) that services show paths
    from; `unsafe` is whether unsafe fixes are offered too; `following` is the command to run next; `fixed`
    is set when the run was told to fix."""

    outcome: Outcome
    look: Look
    repository: str
    statistics: bool = False
    unsafe: bool = False
    hide_suppressed: bool = False
    following: str = ""
    fixed: "Fixed | None" = None

    @property
    def judged(self) -> Sequence[Judged]:
        """The findings that a machine format tells, by place."""
        return self.unsuppressed if self.hide_suppressed else self.outcome.judged

    @property
    def unsuppressed(self) -> list[Judged]:
        """Those that no comment suppresses, what was there before included."""
        return [item for item in self.outcome.judged if item.finding.suppressed is None]


Writer: TypeAlias = Callable[[Material], str]


def repository(directory: str) -> str:
    """The nearest directory at or above this one (absolute) that holds `.git`; itself when none does."""
    at = directory
    while not os.path.exists(f"{at.rstrip('/')}/.git"):
        if at == os.path.dirname(at):
            return directory
        at = os.path.dirname(at)
    return at


def offered(finding: Finding, unsafe: bool) -> tuple[FileEdit, ...]:
    """The edits that `terrafence fix` would make for a finding; with `unsafe`, that `--unsafe-fixes`
    would."""
    if finding.fix is None or finding.suppressed is not None:
        return ()
    wanted = (Applicability.SAFE, Applicability.UNSAFE) if unsafe else (Applicability.SAFE,)
    return finding.fix.edits if finding.fix.applicability in wanted else ()


def worst_first(judged: Iterable[Judged]) -> list[Judged]:
    """By what blocks, then by severity, then by place."""
    order = list(Severity)
    return sorted(judged, key=lambda item: (not item.blocks, -order.index(item.finding.rule.severity)))


def service(finding: Finding) -> str:
    """The provider and service that the finding's rule is about: `aws-s3`."""
    return "-".join(finding.rule.id.split("-")[:2])


def holds_secret(rule: Rule) -> bool:
    """Whether what the rule finds is a secret, which a report that is passed on must not repeat."""
    return _mentions(rule.check, (Presence.NO_CREDENTIAL, Presence.NO_LITERAL))


def _mentions(part: object, tests: tuple[Presence, ...]) -> bool:
    """Expectations are tuples of tuples."""
    if isinstance(part, tuple):
        return any(_mentions(item, tests) for item in cast("tuple[object, ...]", part))
    return part in tests
