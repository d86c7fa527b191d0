"""The file of central exceptions, which has settings of its own."""

from terrafence.exemptions import Exemption
from terrafence.settings.document import open_document
from terrafence.settings.kinds import DATE, EXISTING_PATH, RULE, STRING, list_of, section
from terrafence.settings.table import Kind, Setting, Table, read_table


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
