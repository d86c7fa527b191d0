"""How long an editor waits for the language server: a real client over stdio, the same interpreter.

usage: lsp.py [--file FILE.tf] [--blocks N] [--keystrokes N]

Prints, in milliseconds: the first diagnostics of the file after the server is started, over what importing
pygls costs; the time from a keystroke to its diagnostics (p50, p95, each keystroke waiting for the one
before); and code actions on the same text. Without `--file` the text is a made-up module of N resources.
The keystrokes go into the middle of the file: into the first quoted text there.
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
from pathlib import Path
from statistics import median, quantiles
from typing import IO, Any

BLOCK = """resource "aws_instance" "web_{0}" {{
  ami           = "ami-{0}"
  instance_type = "t3.micro"
  tags          = {{ Name = "web-{0}" }}

  metadata_options {{
    http_tokens = "optional"
  }}
}}

"""
CAPABILITIES = {
    "general": {"positionEncodings": ["utf-8"]},
    "textDocument": {
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}}
    },
}


def main() -> int:
    """Measures and prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--file", type=Path)
    parser.add_argument("--blocks", type=int, default=50)
    parser.add_argument("--keystrokes", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        file = options.file or _made_up(Path(directory), options.blocks)
        text = file.read_text(encoding="utf-8")
        imports = median(_import_seconds() for _ in range(5))
        first, findings = _first(file, text)
        print(
            f"{text.count(chr(10))} lines, {findings} findings; importing pygls takes {imports * 1000:.0f} ms"
        )
        over = (first - imports) * 1000
        print(f"first diagnostics  {first * 1000:7.1f} ms, {over:.1f} ms over importing pygls")
        _print("keystroke", *_keystrokes(file, text, options.keystrokes))
    return 0


def _first(file: Path, text: str) -> tuple[float, int]:
    """Seconds from starting the server to the first diagnostics (median of 5), and how many there are."""
    seconds: list[float] = []
    found = 0
    for _ in range(5):
        started = time.perf_counter()
        with Client() as client:
            client.open(file, text)
            found = len(client.diagnostics(0))
            seconds.append(time.perf_counter() - started)
    return median(seconds), found


def _keystrokes(file: Path, text: str, count: int) -> tuple[list[float], list[float]]:
    """Seconds from each keystroke to its diagnostics, and from asking for code actions to having them."""
    typed: list[float] = []
    asked: list[float] = []
    line, column = _middle(text)
    with Client() as client:
        client.open(file, text)
        client.diagnostics(0)
        for version, at in enumerate(_cursor(column, count), 1):
            place = {"line": line, "character": at[0]}, {"line": line, "character": at[1]}
            started = time.perf_counter()
            client.change(file, version, place, "x" if at[0] == at[1] else "")
            client.diagnostics(version)
            typed.append(time.perf_counter() - started)
            started = time.perf_counter()
            client.actions(file, place[0])
            asked.append(time.perf_counter() - started)
    return typed, asked


def _middle(text: str) -> tuple[int, int]:
    """Line and column (bytes) just inside the first quoted text after the middle of the file."""
    lines = text.split("\n")
    for number in range(len(lines) // 2, len(lines)):
        match = re.search(r'= +"', lines[number])
        if match:
            return number, len(lines[number][: match.end()].encode())
    sys.exit("there is no quoted text in the second half of the file")


def _cursor(column: int, count: int) -> Iterator[tuple[int, int]]:
    """Ten characters typed and ten taken back, again and again."""
    for number in range(count):
        step = number % 20
        if step < 10:
            yield column + step, column + step
        else:
            yield column + 19 - step, column + 20 - step


def _print(name: str, typed: list[float], asked: list[float]) -> None:
    for label, seconds in ((name, typed), ("code actions", asked)):
        cuts = quantiles(seconds, n=20)
        print(f"{label:18} {cuts[9] * 1000:7.1f} ms p50, {cuts[18] * 1000:.1f} ms p95 (n = {len(seconds)})")


def _made_up(directory: Path, blocks: int) -> Path:
    file = directory / "main.tf"
    file.write_text("".join(BLOCK.format(number) for number in range(blocks)), encoding="utf-8")
    return file


def _import_seconds() -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import pygls.lsp.server"], env=_environment(), check=True)
    return time.perf_counter() - started


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


class Client:
    """As little of a client as does; it costs the measurement next to nothing."""

    def __init__(self) -> None:
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

    def __enter__(self) -> "Client":
        self._ask("initialize", {"processId": os.getpid(), "rootUri": None, "capabilities": CAPABILITIES})
        self._send({"method": "initialized", "params": {}})
        return self

    def __exit__(self, *_: object) -> None:
        self._ask("shutdown", None)
        self._send({"method": "exit"})
        self._process.wait(10)

    def open(self, file: Path, text: str) -> None:
        document = {"uri": file.absolute().as_uri(), "languageId": "terraform", "version": 0, "text": text}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})

    def change(
        self, file: Path, version: int, place: tuple[dict[str, int], dict[str, int]], text: str
    ) -> None:
        document = {"uri": file.absolute().as_uri(), "version": version}
        changes = [{"range": {"start": place[0], "end": place[1]}, "text": text}]
        params = {"textDocument": document, "contentChanges": changes}
        self._send({"method": "textDocument/didChange", "params": params})

    def diagnostics(self, version: int) -> list[object]:
        """Waits for the diagnostics of a version."""
        while True:
            message = self._receive()
            if message.get("method") != "textDocument/publishDiagnostics":
                continue
            if message["params"].get("version") == version:
                return message["params"]["diagnostics"]

    def actions(self, file: Path, at: dict[str, int]) -> None:
        document = {"uri": file.absolute().as_uri()}
        context: dict[str, object] = {"diagnostics": []}
        params = {"textDocument": document, "range": {"start": at, "end": at}, "context": context}
        self._ask("textDocument/codeAction", params)

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
        return json.loads(self._from.read(length))


if __name__ == "__main__":
    sys.exit(main())
