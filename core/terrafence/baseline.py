"""Findings that a team lets be for now, in a file that people can read, sort and merge: a line for each
fingerprint, with how many findings may have it."""

from collections import Counter
from collections.abc import Callable, Mapping

from terrafence.errors import UserError
from terrafence.files import Files, Unreadable
from terrafence.finding import Finding, Identity, Report
from terrafence.record import NamedTuple
from terrafence.rules.terrafence import SYNTAX_ERROR

_HEAD = """\
# Findings that terrafence lets be: fingerprint, how many, rule, root module, resource. `terrafence baseline`
# adds what there is, `terrafence baseline --prune` takes out what is gone. To merge, keep the lines of both.
"""


class Entry(NamedTuple):
    """A line: what is said of the fault is for people, the fingerprint and the count are for the gate."""

    root: str
    address: str
    rule_id: str
    fingerprint: str
    number: int


Baseline = Mapping[str, Entry]
"""Entries by fingerprint."""


def load(files: Files, path: str) -> Baseline:
    """The baseline in a file; empty when there is none. Raises UserError, with the line, for one that cannot
    be read."""
    if files.kind(path) == "missing":
        return {}
    try:
        text = files.read(path).decode()
    except (Unreadable, UnicodeDecodeError) as error:
        raise UserError(f"{path}: cannot be read as a baseline: {error}") from error
    entries: dict[str, Entry] = {}
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if line.strip() and not line.startswith("#"):
            entry = _entry(line, f"{path}:{number}")
            known = entries.get(entry.fingerprint)
            entries[entry.fingerprint] = max(entry, known) if known else entry
    return entries


def counts(baseline: Baseline) -> dict[str, int]:
    """How many findings may have each fingerprint."""
    return {fingerprint: entry.number for fingerprint, entry in baseline.items()}


def of(report: Report) -> Baseline:
    """What there is now. A syntax error is never let be, and a comment takes care of what it silences."""
    identities: Counter[Identity] = Counter()
    for finding in report.findings:
        if finding.suppressed is None and finding.rule is not SYNTAX_ERROR:
            identities.update(finding.identities)
    return _entries(identities)


def _entries(identities: Mapping[Identity, int]) -> Baseline:
    entries = (
        Entry(it.root, it.address, it.rule_id, it.fingerprint, count) for it, count in identities.items()
    )
    return {entry.fingerprint: entry for entry in entries}


def extended(old: Baseline, now: Baseline) -> Baseline:
    """Both."""
    return {**old, **{key: max(entry, old.get(key, entry)) for key, entry in now.items()}}


def with_finding(old: Baseline, finding: Finding) -> Baseline:
    """The old one, and a finding that it does not let be yet."""
    now = _entries(Counter(finding.identities))
    return {**old, **{key: _one_more(entry, old.get(key)) for key, entry in now.items()}}


def _one_more(entry: Entry, old: Entry | None) -> Entry:
    return entry if old is None else entry._replace(number=entry.number + old.number)


def pruned(old: Baseline, report: Report, covered: Callable[[str], bool]) -> Baseline:
    """The old one without what is gone from the roots that were judged, and from those that are `covered` by
    what was. What a syntax error, an unknown value or a module that is not installed may hide stays."""
    if any(finding.rule is SYNTAX_ERROR for finding in report.findings):
        return old
    now, roots = of(report), {_word(root) for root, _ in report.subjects}
    hidden = {(rule_id, _word(root), _word(address)) for rule_id, root, address in report.undecidable}
    installed = not any("run terraform init" in reason for _, reason in report.not_read)
    kept: dict[str, Entry] = {}
    for key, entry in old.items():
        known = installed or not entry.address.startswith("module.")
        known &= (entry.rule_id, entry.root, entry.address) not in hidden
        judged = known and (entry.root in roots or covered(entry.root))
        left = now[key].number if key in now else 0
        count = min(entry.number, left) if judged else entry.number
        if count:
            kept[key] = entry._replace(number=count)
    return kept


def text_of(baseline: Baseline) -> str:
    """The file, sorted by root, resource and rule."""
    lines = [_line(entry) for entry in sorted(baseline.values())]
    return _HEAD + "".join(f"{line}\n" for line in lines)


def _line(entry: Entry) -> str:
    words = (entry.fingerprint, str(entry.number), entry.rule_id, entry.root or ".", entry.address or "-")
    return "\t".join(map(_word, words))


def _word(text: str) -> str:
    """What can stand in a line: names of directories may hold anything, and need not be text."""
    return text if text.isprintable() else "".join(char if char.isprintable() else " " for char in text)


def _entry(line: str, place: str) -> Entry:
    words = line.split("\t")
    if len(words) != 5 or len(words[0]) != 16 or not words[1].isdecimal():
        raise UserError(f"{place}: is not a line of a baseline (fingerprint, count, rule, root, resource)")
    root = "" if words[3] == "." else words[3]
    return Entry(root, words[4], words[2], words[0], int(words[1]))
