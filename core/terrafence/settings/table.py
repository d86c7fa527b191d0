"""Reading settings: a section is a function from a `Table` to its own type. What it asks the table for is
what may be written there, so unknown keys, defaults and the JSON schema all come from that one function.
"""

from collections.abc import Callable
from typing import Generic, TypeAlias, TypeVar, final

from terrafence.errors import UserError, did_you_mean
from terrafence.record import NamedTuple
from terrafence.settings.document import Data, Document, Keys, is_data, line_holding, line_of

T = TypeVar("T")
Schema: TypeAlias = dict[str, object]


class Setting(NamedTuple):
    """One value, and the keys that lead to it."""

    document: Document
    keys: Keys
    value: object

    @property
    def name(self) -> str:
        """The key that people look for."""
        return next((key for key in reversed(self.keys) if isinstance(key, str)), "")

    def error(self, message: str) -> UserError:
        """A message that starts with the file and the line."""
        if self.keys and isinstance(self.keys[-1], int) and isinstance(self.value, str):
            document = self.document
            first = line_of(document.text, (*document.prefix, *self.keys))
            line = line_holding(document.text, first, self.value)
            return UserError(f"{document.path}:{line}: {message}")
        return self.document.error(self.keys, message)

    def below(self, key: str | int, value: object) -> "Setting":
        """A part of this value."""
        return Setting(self.document, (*self.keys, key), value)


class Kind(NamedTuple, Generic[T]):
    """What a value may be: its JSON schema, and how it is read. `read` raises UserError."""

    schema: Callable[[], Schema]
    read: Callable[[Setting], T]


class Asked(NamedTuple):
    """A key that a section asked for: one line about it, and its schema."""

    doc: str
    schema: Callable[[], Schema]
    default: object


@final
class Table:
    """The keys of one table. `setting` is None for a table that is only asked what it may hold."""

    __slots__ = ("_setting", "_values", "asked", "required")

    def __init__(self, setting: Setting | None) -> None:
        if setting is not None and not is_data(setting.value):
            raise setting.error(f'"{setting.name}" must be a table, not {kind_of(setting.value)}')
        self._setting = setting
        self._values: Data = setting.value if setting is not None and is_data(setting.value) else {}
        self.asked: dict[str, Asked] = {}
        self.required: tuple[str, ...] = ()

    @property
    def path(self) -> str | None:
        """The settings file."""
        return None if self._setting is None else self._setting.document.path

    def get(self, key: str, kind: Kind[T], default: T, doc: str) -> T:
        """The value of a key; `default` when it is not written. `doc` is one line for people."""
        self.asked[key] = Asked(doc, kind.schema, default)
        if self._setting is None or key not in self._values:
            return default
        return kind.read(self._setting.below(key, self._values[key]))

    def require(self, *keys: str) -> None:
        """These keys must be written."""
        self.required = keys
        missing = [key for key in keys if key not in self._values]
        if missing and self._setting is not None:
            raise self._setting.error(f'"{self._setting.name}" lacks "{missing[0]}"')

    def error(self, key: str, message: str) -> UserError:
        """A message about one of the keys."""
        if self._setting is None:
            return UserError(message)
        return self._setting.below(key, self._values.get(key)).error(message)

    def refuse_unknown(self) -> None:
        """Raises UserError for the first key that nobody asked for."""
        for key in self._values:
            if key not in self.asked:
                raise self.error(key, f'unknown setting "{key}"{did_you_mean(key, self.asked)}')

    def schema(self) -> Schema:
        """What was asked for, as JSON schema."""
        properties = {key: {"description": asked.doc} | asked.schema() for key, asked in self.asked.items()}
        schema: Schema = {"type": "object", "additionalProperties": False, "properties": properties}
        return schema | ({"required": list(self.required)} if self.required else {})


def read_table(setting: Setting, section: Callable[[Table], T]) -> T:
    """What a section makes of a value. Raises UserError, with the line, for what it does not know."""
    table = Table(setting)
    result = section(table)
    table.refuse_unknown()
    return result


def schema_of(section: Callable[[Table], object]) -> Schema:
    """What a section asks for, as JSON schema."""
    table = Table(None)
    section(table)
    return table.schema()


def kind_of(value: object) -> str:
    """What a value is, to people."""
    match value:
        case bool():
            return "true or false"
        case str():
            return "a string"
        case int() | float():
            return "a number"
        case list():
            return "a list"
        case dict():
            return "a table"
        case _:
            return "a date or time"
