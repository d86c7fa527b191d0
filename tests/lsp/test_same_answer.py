"""However a document came to be what it is, the server has the client's bytes and says what `lint` says."""

import asyncio
import json
from typing import Any

import pytest
from editor import position_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lsprotocol import types
from samples import INSTANCE

from terrafence.config import Config
from terrafence.declare import Level
from terrafence.files import Disk, Overlay
from terrafence.lint import lint
from terrafence.record import NamedTuple
from terrafence_lsp.server import Server, create_server

URI = "file:///nowhere/at/all/main.tf"
PATH = "/nowhere/at/all/main.tf"
TEXT = (
    INSTANCE
    + """
# 𝔘 ä
resource "aws_s3_bucket" "logs" {
  bucket = "löögs-𝔘" /* 👩‍👩‍👧 */
}

resource "aws_instance" "other" {
  ami = "ami-2"
  tags = { "𝔘" = "x" }
  metadata_options { http_tokens = "optional" } # \u2028 \x0c
}
"""
)
PASTED = st.sampled_from(
    [
        "",
        "\n",
        "\r\n",
        "\r",
        "}",
        "{",
        '"',
        "𝔘",
        "ä",
        "${",
        "<<EOT\n",
        "/*",
        "tags",
        'http_tokens = "optional"\n',
        INSTANCE,
    ]
)


class Step(NamedTuple):
    """Replace a part of the text, given in thousandths of it; or take back the last change."""

    start: int
    length: int
    text: str
    undo: bool = False


STEPS = st.lists(
    st.builds(
        Step,
        st.integers(0, 1000),
        st.sampled_from([0, 0, 1, 3, 20, 200]),
        PASTED,
        st.sampled_from([False] * 4 + [True]),
    ),
    max_size=8,
)


class Wire:
    """What the server writes, message by message."""

    def __init__(self) -> None:
        self.messages: list[dict[str, object]] = []

    def write(self, data: bytes) -> None:
        self.messages.append(json.loads(data.partition(b"\r\n\r\n")[2]))

    def close(self) -> None:
        """Nothing to close."""


def changes(text: str, steps: list[Step]) -> list[tuple[str, types.TextDocumentContentChangePartial]]:
    """What a client sends for each step, with its text afterwards; positions in UTF-16."""
    found: list[tuple[str, types.TextDocumentContentChangePartial]] = []
    undos: list[tuple[int, int, str]] = []
    for step in steps:
        start = step.start * len(text) // 1000
        end, inserted = min(start + step.length, len(text)), step.text
        if step.undo and undos:
            start, end, inserted = undos.pop()
        if splits_line_end(text, start) or splits_line_end(text, end):
            continue
        place = types.Range(position_of(text, start, "utf-16"), position_of(text, end, "utf-16"))
        if not step.undo:
            undos.append((start, start + len(inserted), text[start:end]))
        text = text[:start] + inserted + text[end:]
        if step.undo:
            undos.clear()
        found.append((text, types.TextDocumentContentChangePartial(range=place, text=inserted)))
    return found


def splits_line_end(text: str, at: int) -> bool:
    """No position says the place between CR and LF."""
    return text[at - 1 : at + 1] == "\r\n"


async def drive(
    server: Server, wire: Wire, sent: list[tuple[str, types.TextDocumentContentChangePartial]]
) -> None:
    def handle(message: Any) -> None:
        server.protocol.handle_message(message)

    capabilities = types.ClientCapabilities()
    handle(types.InitializeRequest(1, types.InitializeParams(capabilities)))
    item = types.TextDocumentItem(URI, "terraform", 0, TEXT)
    handle(types.DidOpenTextDocumentNotification(types.DidOpenTextDocumentParams(item)))
    for version, (_, change) in enumerate(sent, 1):
        document = types.VersionedTextDocumentIdentifier(uri=URI, version=version)
        params = types.DidChangeTextDocumentParams(document, [change])
        handle(types.DidChangeTextDocumentNotification(params))
        if version % 3 == 0:
            await asyncio.sleep(0.002)
    async with asyncio.timeout(30):
        while not published(wire) or published(wire)[-1]["version"] != len(sent):
            await asyncio.sleep(0.001)
    server.scheduler.stop()


def published(wire: Wire) -> list[dict[str, object]]:
    method = types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS
    found = [message["params"] for message in wire.messages if message.get("method") == method]
    return [params for params in found if isinstance(params, dict)]


def expected(text: str) -> list[tuple[object, ...]]:
    """What `lint` says of the same bytes, places worked out without the server's help."""
    source = text.encode()
    report = lint(Overlay(Disk(), {PATH: source}), (PATH,), Config())
    found: list[tuple[object, ...]] = []
    for finding in report.findings:
        unseen = finding.suppressed is not None or finding.rule.level is Level.NOTE
        if finding.path == PATH and not unseen:
            index = len(source[: finding.span.start].decode())
            at = position_of(text, index, "utf-16")
            found.append((finding.rule.id, finding.message, at.line, at.character))
    return found


@pytest.mark.parametrize(
    "steps",
    [
        [],
        [Step(0, 1000, "")],
        [Step(0, 0, "\r\n"), Step(0, 0, "\ufeff")],
        [Step(409, 0, "\r"), Step(0, 0, "", undo=True)],
    ],
)
def test_the_plainest_sequences(steps: list[Step]) -> None:
    check(steps)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
def test_any_sequence_of_edits(steps: list[Step]) -> None:
    check(steps)


def check(steps: list[Step]) -> None:
    sent = changes(TEXT, steps)
    text = sent[-1][0] if sent else TEXT
    server, wire = create_server(), Wire()
    server.protocol.set_writer(wire)
    asyncio.run(drive(server, wire, sent))
    assert server.session.documents[URI].text == text.encode()
    [*_, last] = published(wire)
    items = json.loads(json.dumps(last["diagnostics"]))
    starts = [(item, item["range"]["start"]) for item in items]
    answer = [(item["code"], item["message"], at["line"], at["character"]) for item, at in starts]
    assert answer == expected(text)
