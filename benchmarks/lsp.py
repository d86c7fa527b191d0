"""How long an editor waits for the language server: a real client over stdio, the same interpreter.

usage: lsp.py [--keystrokes N] [--edits N] [--notes] [--write] [FILE.tf]...

Without files, those of docs/benchmarks.md: `main.tf` of terraform-aws-eks, where the reference material is
beside the repository, and a made-up one of 5,000 lines (`large_module.py`). For each:

* the first diagnostics after the server is started, of the top of a large file, over what importing pygls
  costs;
* N keystrokes in resource and data blocks, and N in locals, variables, module calls and outputs, all over the
  file: lines are typed character by character, strings changed, things deleted and put back. Every keystroke
  waits for the diagnostics of its version; times are from sending it to having them, CPU time is the server's
  own, on average (Linux). After some of them code actions are asked for;
* with `--edits`, memory: so many edits, and the server's resident set after every thousand.

With `--notes` the editor shows findings of level note too, which it does not unless asked.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import IO, Any, NamedTuple

import large_module

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "corpus" / "terraform-aws-eks"
PAGE = ROOT / "docs" / "benchmarks.md"
HEADING = "## The editor"
IN_RESOURCES = ("resource", "data")
ELSEWHERE = ("locals", "variable", "module", "output")
TYPED = {
    "resource": 'monitoring = "${var.region}-x"',
    "data": "owner_ids = [local.owner]",
    "locals": 'added_here = "${var.region}-x"',
    "variable": "sensitive = true",
    "module": "added_here = var.region",
    "output": 'description = "what it is"',
}
CAPABILITIES = {
    "general": {"positionEncodings": ["utf-8"]},
    "textDocument": {
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}}
    },
}


class Keystroke(NamedTuple):
    """What is between column `start` (bytes) of a line and column `end` of it, or of one below, becomes
    `text`. `ask` asks for code actions there afterwards."""

    line: int
    start: int
    end: int
    text: str
    ask: bool = False
    below: int = 0


def main() -> int:
    """Measures and prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--keystrokes", type=int, default=1000)
    parser.add_argument("--edits", type=int, default=0)
    parser.add_argument("--notes", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("files", nargs="*", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        said: list[str] = []
        for file in options.files or _usual(Path(directory)):
            speed = _speed(file, options.keystrokes, options.notes)
            for line in chain(speed, _memory(file, options.edits, options.notes)):
                print(line, flush=True)
                said.append(line)
    if options.write:
        _write("\n".join(said), f"--keystrokes {options.keystrokes} --edits {options.edits}")
    return 0


def _usual(directory: Path) -> Iterator[Path]:
    if CORPUS.is_dir():
        yield CORPUS / "main.tf"
    for name, text in large_module.files(5000).items():
        path = directory / "made-up" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    yield directory / "made-up" / "main.tf"


def _speed(file: Path, count: int, notes: bool) -> Iterator[str]:
    text = file.read_text(encoding="utf-8")
    first, imports, findings = _first(file, text, notes)
    yield f"{file.parent.name}/{file.name}: {text.count(chr(10))} lines, {findings} findings"
    over = (first - imports) * 1000
    yield f"  first diagnostics        {first * 1000:6.0f} ms, {over:.0f} ms over importing pygls"
    asked: list[float] = []
    for label, kinds in (("resources and data", IN_RESOURCES), ("locals, variables, ...", ELSEWHERE)):
        typed, cpu = _typed(file, text, list(_keystrokes(text, kinds, count)), asked, notes)
        yield f"  {label:22}  {_cuts(typed)}, CPU {cpu * 1000:.1f} ms"
    yield f"  {'code actions':22}  {_cuts(asked)}"


def _cuts(seconds: list[float]) -> str:
    cuts = quantiles(seconds, n=20)
    return f"{cuts[9] * 1000:6.1f} ms p50, {cuts[18] * 1000:.1f} ms p95 (n = {len(seconds)})"


def _first(file: Path, text: str, notes: bool) -> tuple[float, float, int]:
    """Seconds from starting the server to the first diagnostics and for importing pygls (medians of 7), and
    how many diagnostics there are in the end."""
    seconds: list[float] = []
    imports: list[float] = []
    found = 0
    for _ in range(7):
        imports.append(_import_seconds())
        started = time.perf_counter()
        with Client(notes) as client:
            client.open(file, text)
            client.diagnostics(0)
            seconds.append(time.perf_counter() - started)
            client.hover(file)
            found = len(client.shown)
    return median(seconds), median(imports), found


def _typed(
    file: Path, text: str, keystrokes: list[Keystroke], asked: list[float], notes: bool
) -> tuple[list[float], float]:
    """Seconds from each keystroke to its diagnostics, and the server's CPU seconds for one. What code actions
    took is added to `asked`."""
    typed: list[float] = []
    with Client(notes) as client:
        client.open(file, text)
        client.hover(file)
        cpu = client.cpu()
        for version, keystroke in enumerate(keystrokes, 1):
            started = time.perf_counter()
            client.change(file, version, keystroke)
            client.diagnostics(version)
            typed.append(time.perf_counter() - started)
            if keystroke.ask:
                started = time.perf_counter()
                client.actions(file, keystroke.line, keystroke.start)
                asked.append(time.perf_counter() - started)
        return typed, (client.cpu() - cpu) / len(typed)


def _memory(file: Path, edits: int, notes: bool) -> Iterator[str]:
    """The resident set over many edits, of which every tenth waits for its diagnostics."""
    if not edits:
        return
    text = file.read_text(encoding="utf-8")
    sizes: list[float] = []
    with Client(notes) as client:
        client.open(file, text)
        client.hover(file)
        for version, keystroke in enumerate(_keystrokes(text, IN_RESOURCES + ELSEWHERE, edits), 1):
            client.change(file, version, keystroke)
            if version % 10 == 0:
                client.diagnostics(version)
            if version % 1000 == 0:
                sizes.append(client.megabytes())
    middle = median(sizes)
    spread = max(abs(size - middle) for size in sizes) / middle
    yield f"  memory, {edits} edits    {min(sizes):.0f} to {max(sizes):.0f} MB (±{spread:.0%}), by thousand:"
    yield f"    {' '.join(f'{size:.0f}' for size in sizes)}"


# ---------------------------------------------------------------- what is typed


def _keystrokes(text: str, kinds: tuple[str, ...], count: int) -> Iterator[Keystroke]:
    """Keystrokes in blocks of these types, in an order that looks random and is always the same; at least as
    many as asked for. After each handful the text is as it was."""
    random, lines = Random(1), text.split("\n")
    blocks = list(_blocks(lines, kinds))
    strings = [at for first, last, _ in blocks for at in _strings(lines, first, last)]
    done = 0
    while done < count:
        first, _, kind = random.choice(blocks)
        line, column = random.choice(strings)
        groups = (
            _line(first, len(lines[first].encode()), TYPED[kind]),
            _string(line, column),
            _deletion(lines, line),
        )
        for keystroke in random.choice(groups):
            yield keystroke
            done += 1


def _blocks(lines: list[str], kinds: tuple[str, ...]) -> Iterator[tuple[int, int, str]]:
    """The first and last line of each top-level block, and its type."""
    opened: tuple[int, str] | None = None
    for number, line in enumerate(lines):
        words = re.match(r"(\w+)\b.*\{$", line)
        if words:
            opened = number, words[1]
        elif line == "}" and opened is not None:
            if opened[1] in kinds:
                yield opened[0], number, opened[1]
            opened = None


def _strings(lines: list[str], first: int, last: int) -> Iterator[tuple[int, int]]:
    """Lines and columns (bytes) just inside a quoted value."""
    for number in range(first, last):
        match = re.search(r'= +"', lines[number])
        if match:
            yield number, len(lines[number][: match.end()].encode())


def _line(line: int, column: int, typed: str) -> Iterator[Keystroke]:
    """A new line below another, character by character; then it is taken away at once."""
    yield Keystroke(line, column, column, "\n  ")
    for at, char in enumerate(typed):
        yield Keystroke(line + 1, 2 + at, 2 + at, char, ask=at % 8 == 7)
    yield Keystroke(line, column, 2 + len(typed), "", ask=True, below=1)


def _string(line: int, column: int) -> Iterator[Keystroke]:
    """Six characters in front of a string's own, and back."""
    for at in range(6):
        yield Keystroke(line, column + at, column + at, "x", ask=at == 5)
    for at in range(5, -1, -1):
        yield Keystroke(line, column + at, column + at + 1, "", ask=at == 0)


def _deletion(lines: list[str], line: int) -> Iterator[Keystroke]:
    """What a line says goes, and comes back."""
    text = lines[line]
    yield Keystroke(line, 0, len(text.encode()), "", ask=True)
    yield Keystroke(line, 0, 0, text, ask=True)


# ---------------------------------------------------------------- the page


def _write(text: str, options: str) -> None:
    """Puts the figures into their section of the page."""
    section = f"""{HEADING}

Written by `python benchmarks/lsp.py {options} --write`: a client on the server's standard input and
output, each keystroke waiting for the diagnostics of the one before. They are the first that come: after a
start those of the top of a large file, after an edit those of one root and what the edit bears on by name, at
most fifty declarations next to it. The rest follows when nobody types on. Notes are shown with `--notes`.

```
{text}
```
"""
    page = PAGE.read_text(encoding="utf-8")
    before, _, after = page.partition(HEADING)
    rest = after.partition("\n## ")[2]
    PAGE.write_text(f"{before.rstrip()}\n\n{section}" + (f"\n## {rest}" if rest else ""), encoding="utf-8")


# ---------------------------------------------------------------- the client


def _import_seconds() -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import pygls.lsp.server"], env=_environment(), check=True)
    return time.perf_counter() - started


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


class Client:
    """As little of a client as does; it costs the measurement next to nothing."""

    def __init__(self, notes: bool) -> None:
        self._notes = notes
        self._process = subprocess.Popen(
            [sys.executable, "-m", "terrafence_lsp", "--stdio"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=_environment(),
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to: IO[bytes] = self._process.stdin
        self._from: IO[bytes] = self._process.stdout
        self._requests = 0
        self.shown: list[object] = []

    def __enter__(self) -> "Client":
        self._ask("initialize", {"processId": os.getpid(), "rootUri": None, "capabilities": CAPABILITIES})
        self._send({"method": "initialized", "params": {}})
        settings = {"settings": {"terrafence": {"notes": self._notes}}}
        self._send({"method": "workspace/didChangeConfiguration", "params": settings})
        return self

    def __exit__(self, *_: object) -> None:
        self._ask("shutdown", None)
        self._send({"method": "exit"})
        self._process.wait(10)

    def open(self, file: Path, text: str) -> None:
        document = {"uri": file.absolute().as_uri(), "languageId": "terraform", "version": 0, "text": text}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})

    def change(self, file: Path, version: int, keystroke: Keystroke) -> None:
        document = {"uri": file.absolute().as_uri(), "version": version}
        start = {"line": keystroke.line, "character": keystroke.start}
        end = {"line": keystroke.line + keystroke.below, "character": keystroke.end}
        changes = [{"range": {"start": start, "end": end}, "text": keystroke.text}]
        params = {"textDocument": document, "contentChanges": changes}
        self._send({"method": "textDocument/didChange", "params": params})

    def diagnostics(self, version: int) -> list[object]:
        """Waits for the diagnostics of a version."""
        while True:
            message = self._receive()
            published = message.get("method") == "textDocument/publishDiagnostics"
            if published and message["params"].get("version") == version:
                return self.shown

    def actions(self, file: Path, line: int, column: int) -> None:
        document, at = {"uri": file.absolute().as_uri()}, {"line": line, "character": column}
        context: dict[str, object] = {"diagnostics": []}
        params = {"textDocument": document, "range": {"start": at, "end": at}, "context": context}
        self._ask("textDocument/codeAction", params)

    def hover(self, file: Path) -> None:
        """Waits until the server has a complete result."""
        at = {"line": 0, "character": 0}
        self._ask("textDocument/hover", {"textDocument": {"uri": file.absolute().as_uri()}, "position": at})

    def cpu(self) -> float:
        """Seconds of CPU that the server has used; 0 where the system does not say."""
        words = self._proc("stat").rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK") if words else 0.0

    def megabytes(self) -> float:
        """The server's resident set; 0 where the system does not say."""
        words = self._proc("statm").split()
        return int(words[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6 if words else 0.0

    def _proc(self, name: str) -> str:
        path = Path(f"/proc/{self._process.pid}/{name}")
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def _ask(self, method: str, params: object) -> None:
        self._requests += 1
        self._send({"id": self._requests, "method": method, "params": params})
        while self._receive().get("id") != self._requests:
            pass

    def _send(self, message: dict[str, object]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._to.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._to.flush()

    def _receive(self) -> dict[str, Any]:
        length = 0
        while (line := self._from.readline()) not in (b"\r\n", b""):
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        if not length:
            sys.exit("the server has ended")
        message = json.loads(self._from.read(length))
        if message.get("method") == "textDocument/publishDiagnostics" and "version" in message["params"]:
            self.shown = message["params"]["diagnostics"]
        return message


if __name__ == "__main__":
    sys.exit(main())
