"""`check --add-ignore`: comments that accept what was found."""

from collections.abc import Iterable

from terrafence.errors import UserError
from terrafence.files import Disk
from terrafence.finding import Finding
from terrafence.rules.terrafence import EXPIRED_SUPPRESSION, SUPPRESSION_REASON_MISSING, SYNTAX_ERROR
from terrafence.suppress import ignore_edits
from terrafence.syntax.views import File
from terrafence.text import apply_edits
from terrafence_hooks.batches import absolute
from terrafence_hooks.outcome import Outcome
from terrafence_hooks.output import complain
from terrafence_hooks.places import Places
from terrafence_hooks.report.text import count
from terrafence_hooks.write import write_all

_NEVER = (SYNTAX_ERROR.id, EXPIRED_SUPPRESSION.id, SUPPRESSION_REASON_MISSING.id)


def add_comments(outcome: Outcome, reason: str) -> int:
    """Writes the comments, says where there can be none, and returns the exit code: 1 when something blocks
    that could not be accepted. Raises UserError for a file that cannot be written, or is not what was
    judged."""
    places = Places(outcome.report.files, absolute("."))
    by_file: dict[str, list[Finding]] = {}
    left: list[Finding] = []
    for item in outcome.counted:
        finding = item.finding
        able = finding.rule.id not in _NEVER and not finding.path.endswith(".json")
        if able and finding.path in outcome.report.files:
            by_file.setdefault(finding.path, []).append(finding)
        else:
            left.append(finding)
    _refuse_overwriting(outcome.report.files[path] for path in by_file)
    texts = {path: _commented(outcome, path, findings, reason) for path, findings in by_file.items()}
    write_all(texts)
    number = sum(len(findings) for findings in by_file.values())
    print(f"Accepted {count(number, 'finding')} in {count(len(texts), 'file')}: {reason}")
    for finding in left:
        print(f"{places.at(finding.path, finding.span)}: {finding.rule.id} cannot be accepted by a comment")
    complain(outcome.report.errors, places)
    return 2 if outcome.report.errors else int(bool(left))


def _refuse_overwriting(files: Iterable[File]) -> None:
    """What was judged need not be what is in the working tree."""
    for file in files:
        if Disk().kind(file.path) == "missing" or Disk().read(file.path) != file.source:
            raise UserError(
                f"{file.path}: is not as it was judged: stage it, or judge what is not staged too"
            )


def _commented(outcome: Outcome, path: str, findings: list[Finding], reason: str) -> bytes:
    file = outcome.report.files[path]
    return apply_edits(file.source, list(ignore_edits(file, findings, reason)))
