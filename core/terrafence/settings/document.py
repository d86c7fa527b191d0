"""A settings file as text and as TOML, and the lines that its parts stand on."""

from typing import TypeAlias, TypeGuard

from terrafence.errors import UserError
from terrafence.files import Files, Unreadable
from terrafence.record import NamedTuple

Data: TypeAlias = dict[str, object]
Keys: TypeAlias = tuple[str | int, ...]
"""What leads to a value: the keys of tables, and positions (from 0) in lists."""


class Document(NamedTuple):
    """A settings file (absolute path). `prefix` leads to our own part of it."""

    files: Files
    path: str
    text: str
    prefix: tuple[str, ...] = ()

    @property
    def directory(self) -> str:
        """Where its relative paths start."""
        return parent(self.path)

    def error(self, keys: Keys, message: str) -> UserError:
        """A message that starts with the file and the line of a part of it."""
        return UserError(f"{self.path}:{line_of(self.text, (*self.prefix, *keys))}: {message}")


def parent(path: str) -> str:
    """The directory of an absolute path."""
    return path.rpartition("/")[0] or "/"


def is_pyproject(path: str) -> bool:
    """Whether the settings are a table of this file."""
    return path.endswith("/pyproject.toml")


def has_settings(files: Files, path: str) -> bool:
    """Whether an existing settings file says something to this tool. Raises UserError for a
    `pyproject.toml` that names it and does not parse."""
    if not is_pyproject(path):
        return True
    text = _text(files, path)
    bare = text.replace(" ", "").replace('"', "")
    # Most that mention this tool only depend on it, and loading the TOML parser takes as long as linting.
    if "tool.terrafence" not in bare and "[tool]" not in bare:
        return False
    return _own_part(_parse(path, text)) is not None


def open_document(files: Files, path: str) -> tuple[Document, Data]:
    """A settings file and what it holds. Raises UserError, with the line, for what cannot be read or is
    not TOML."""
    text = _text(files, path)
    whole = _parse(path, text)
    if is_pyproject(path):
        return Document(files, path, text, ("tool", "terrafence")), _own_part(whole) or {}
    return Document(files, path, text), whole


def is_data(value: object) -> TypeGuard[Data]:
    """Whether a value is a table."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[object]]:
    """Whether a value is a list."""
    return isinstance(value, list)


def line_of(text: str, keys: Keys) -> int:
    """The line (from 1) that writes the longest part of the keys; the first line when none does."""
    best, length = 1, 0
    table: Keys = ()
    seen: dict[Keys, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        bare = line.strip()
        if bare.startswith("["):
            name = _key(bare.strip("[").partition("]")[0])
            if bare.startswith("[["):
                seen[name] = seen.get(name, -1) + 1
            table = written = _counted(name, seen)
        else:
            written = (*table, *_key(bare.partition("=")[0]))
        if len(written) > length and keys[: len(written)] == written:
            best, length = number, len(written)
    return best


def line_holding(text: str, first: int, word: str) -> int:
    """The first line from `first` on that holds a word; `first` when none does."""
    for number, line in enumerate(text.split("\n")[first - 1 :], first):
        if word in line:
            return number
    return first


def _counted(name: Keys, seen: dict[Keys, int]) -> Keys:
    """The keys with the position in the list of tables that they mean."""
    for length in range(len(name), 0, -1):
        if name[:length] in seen:
            return (*name[:length], seen[name[:length]], *name[length:])
    return name


def _key(text: str) -> Keys:
    parts, quote = [""], ""
    for char in text.strip():
        if char in "\"'" and quote in ("", char):
            quote = "" if quote else char
        elif char == "." and not quote:
            parts.append("")
        else:
            parts[-1] += char
    return tuple(part.strip() for part in parts)


def _own_part(whole: Data) -> Data | None:
    tool = whole.get("tool")
    own = tool.get("terrafence") if is_data(tool) else None
    return own if is_data(own) else None


def _text(files: Files, path: str) -> str:
    try:
        return files.read(path).removeprefix(b"\xef\xbb\xbf").decode()
    except Unreadable as error:
        raise UserError(f"{path}: {error}") from error
    except UnicodeDecodeError as error:
        raise UserError(f"{path}: is not UTF-8 (byte {error.start})") from error


def _parse(path: str, text: str) -> Data:
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message, _, place = str(error).partition(" (at ")
        line = place.removeprefix("line ").partition(",")[0]
        number = int(line) if line.isdigit() else text.count("\n") + 1
        raise UserError(f"{path}:{number}: is not valid TOML: {message}") from error
    except RecursionError as error:
        raise UserError(f"{path}:1: is nested too deeply") from error
