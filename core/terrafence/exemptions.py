"""The central file of exceptions: findings that a team accepts, kept in one place under code owners."""

from terrafence.declare import Rule
from terrafence.record import NamedTuple
from terrafence.registry import names
from terrafence.settings.document import open_document
from terrafence.settings.kinds import DATE, EXISTING_PATH, RULE, STRING, list_of, section
from terrafence.settings.table import Kind, Setting, Table, read_table


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


def _read(setting: Setting) -> tuple[Exemption, ...]:
    path = EXISTING_PATH.read(setting)
    document, data = open_document(setting.document.files, path)
    return read_table(Setting(document, (), data), _file)


def _file(table: Table) -> tuple[Exemption, ...]:
    return table.get("exception", list_of(section(_exemption), "tables"), (), "an accepted finding")


def _exemption(table: Table) -> Exemption:
    table.require("rule", "address", "reason")
    return Exemption(
        path=table.path or "",
        rule=table.get("rule", RULE, "", "a rule's id, a prefix of ids, or another tool's id"),
        address=table.get("address", STRING, "", "the resource; * stands for anything"),
        reason=table.get("reason", STRING, "", "why it is accepted"),
        root=table.get("root", STRING, "*", "the root module's directory, from the repository"),
        owner=table.get("owner", STRING, "", "who answers for it"),
        ticket=table.get("ticket", STRING, "", "where it is tracked"),
        until=table.get("until", DATE, "", "the last day it holds"),
    )


EXEMPTIONS = Kind(STRING.schema, _read)
