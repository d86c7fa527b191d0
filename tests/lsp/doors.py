"""What each door says of the same bytes, in one form. Names of files are relative to a repository."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from editor import Editor, applied, edits_of, environment, width
from lsprotocol import types
from samples import everywhere

from terrafence.config import Config
from terrafence.files import Disk, Files, Overlay
from terrafence.finding import Finding
from terrafence.fix import fix
from terrafence.lint import lint
from terrafence.rating import LEVELS
from terrafence.record import NamedTuple
from terrafence.sections import load
from terrafence.text import Span

FIX_ALL = "source.fixAll.terrafence"
SETTINGS = "terrafence.toml"
HINT = int(types.DiagnosticSeverity.Hint)


class Said(NamedTuple):
    """A finding as people see it: start and end are lines and columns in units of the protocol. `weight` is
    the protocol's severity, from 1 (error) to 4 (hint)."""

    name: str
    start: tuple[int, int]
    end: tuple[int, int]
    rule: str
    weight: int
    message: str


def modules(names: Iterable[str]) -> dict[str, list[str]]:
    """What is linted of these files, by directory: the server judges each directory by itself."""
    found: dict[str, list[str]] = {}
    for name in sorted(names):
        if os.path.basename(name) != SETTINGS:
            found.setdefault(os.path.dirname(name), []).append(name)
    return found


class Core:
    """Texts that are not saved, judged from nothing. Raises UserError for settings that are wrong."""

    def __init__(self, root: Path, texts: Mapping[str, str]) -> None:
        self.root = root
        self.texts = texts
        buffers = {f"{root}/{name}": text.encode() for name, text in texts.items()}
        self.files: Files = Overlay(Disk(), buffers)
        self.configs = {at: load(self.files, f"{root}/{at}".rstrip("/")) for at in modules(texts)}

    def said(self, encoding: str) -> list[Said]:
        """What there is to say of them."""
        return sorted(item for names in modules(self.texts).values() for item in self._said(names, encoding))

    def fixed(self, name: str) -> dict[str, str]:
        """What mending one makes of the files, by name."""
        changed = fix(self.files, (f"{self.root}/{name}",), self.configs[os.path.dirname(name)]).changed
        return {path.removeprefix(f"{self.root}/"): text.decode() for path, text in changed.items()}

    def _said(self, names: list[str], encoding: str) -> Iterator[Said]:
        paths, config = [f"{self.root}/{name}" for name in names], self.configs[os.path.dirname(names[0])]
        for finding in lint(self.files, paths, config).findings:
            if finding.suppressed is None and finding.path in paths:
                yield self._described(finding, config, encoding)

    def _described(self, finding: Finding, config: Config, encoding: str) -> Said:
        name, rule = finding.path.removeprefix(f"{self.root}/"), finding.rule
        start, end = ends(self.texts[name].encode(), finding.span, encoding)
        weight = weight_of(rule.level.value, rule.severity.value, config.fail_on)
        return Said(name, start, end, rule.id, weight, finding.message)


class Server:
    """An editor with the same texts open, attached to a server process."""

    def __init__(self, editor: Editor, root: Path, notes: bool = False) -> None:
        self.editor = editor
        self.root = root
        self.notes = notes
        editor.configure(notes=notes)

    def expected(self, core: Core) -> list[Said]:
        """What it has to say of the core's texts."""
        return [it for it in core.said(self.editor.encoding) if self.notes or it.weight < HINT]

    async def said(self, names: Iterable[str]) -> list[Said]:
        """What it says of them once it has nothing more to say."""
        documents = {name: self.uri(name) for names in modules(names).values() for name in names}
        for uri in documents.values():
            await self.editor.diagnostics(uri)
        found = {name: await self.editor.diagnostics(uri) for name, uri in documents.items()}
        return sorted(_diagnosed(name, item) for name, items in found.items() for item in items)

    async def fixed(self, name: str) -> dict[str, str]:
        """What fix-all on one makes of the files, by name; nothing where it is not offered."""
        place = everywhere(self.editor.texts[self.uri(name)])
        changed: dict[str, str] = {}
        for action in await self.editor.actions(self.uri(name), place, [FIX_ALL]):
            assert action.edit is not None
            for uri, edits in edits_of(action.edit, self.editor.versions).items():
                path = uri.removeprefix(f"{self.root.as_uri()}/")
                old = self.editor.texts.get(uri)
                text = (self.root / path).read_bytes().decode() if old is None else old
                changed[path] = applied(text, edits, self.editor.encoding)
        return changed

    def uri(self, name: str) -> str:
        return f"{self.root.as_uri()}/{name}"


class CommandLine:
    """The command line in a copy of a repository, run on texts as if they had been saved."""

    def __init__(self, root: Path, texts: Mapping[str, str]) -> None:
        self._root = root
        self._texts = texts

    def said(self, fail_on: str = "block") -> list[Said]:
        """What `check` says of them; columns are UTF-16 units. `fail_on` is what the settings say."""
        found: list[Said] = []
        with self._saved() as copy:
            for names in modules(self._texts).values():
                told = _terrafence(copy, "check", "--format", "json", "--exit-zero", *names)
                said = [
                    _told(item, fail_on) for item in json.loads(told)["findings"] if not item["suppressed"]
                ]
                found += [item for item in said if item.name in names]
        return sorted(found)

    def fixed(self, name: str) -> dict[str, str]:
        """What `fix` on one makes of the files, by name."""
        with self._saved() as copy:
            before = _contents(copy)
            _terrafence(copy, "fix", "--exit-zero", name)
            return {path: text for path, text in _contents(copy).items() if before[path] != text}

    @contextmanager
    def _saved(self) -> Generator[Path]:
        copy = self._root.with_name("saved")
        shutil.copytree(self._root, copy)
        try:
            for name, text in self._texts.items():
                (copy / name).write_bytes(text.encode())
            yield copy
        finally:
            shutil.rmtree(copy)


def weight_of(level: str, severity: str, fail_on: str) -> int:
    """The protocol's severity of a finding."""
    if LEVELS.index(level) <= LEVELS.index(fail_on):
        return 1
    return 4 if level == "note" else 3 if severity == "low" else 2


def ends(source: bytes, span: Span, encoding: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """Start and end of a span in lines and columns, worked out without the code under test."""

    def at(offset: int) -> tuple[int, int]:
        inside = source[offset - 1 : offset + 1] == b"\r\n"  # CR LF is one line end, its CR a column
        *above, line = re.split(r"\r\n|\r|\n", source[: offset - inside].decode())
        return len(above), sum(width(char, encoding) for char in line) + inside

    return at(span.start), at(span.end)


def _diagnosed(name: str, item: types.Diagnostic) -> Said:
    assert item.severity is not None
    start, end = item.range.start, item.range.end
    place = (start.line, start.character), (end.line, end.character)
    return Said(name, *place, str(item.code), int(item.severity), item.message)


def _told(item: dict[str, object], fail_on: str) -> Said:
    match item:
        case {
            "path": str() as name,
            "range": {
                "start": {"line": int() as line, "character": int() as column},
                "end": {"line": int() as last, "character": int() as end},
            },
            "rule_id": str() as rule,
            "level": str() as level,
            "severity": str() as severity,
            "message": str() as message,
        }:
            weight = weight_of(level, severity, fail_on)
            return Said(name, (line, column), (last, end), rule, weight, message)
        case _:
            raise AssertionError(item)


def _terrafence(directory: Path, *arguments: str) -> str:
    command = (sys.executable, "-m", "terrafence_hooks", *arguments)
    done = subprocess.run(
        command, cwd=directory, env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _contents(root: Path) -> dict[str, str]:
    suffixes = (".tf", ".tfvars", ".json")
    files = [path for path in root.rglob("*") if path.is_file() and path.name.endswith(suffixes)]
    return {path.relative_to(root).as_posix(): path.read_bytes().decode() for path in files}
