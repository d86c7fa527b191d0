"""The short way to write a diagnostic writes what the general way does."""

import pytest
from lsprotocol import types
from pygls.protocol import default_converter

from terrafence_lsp.wire import converter

PLACE = types.Range(types.Position(1, 2), types.Position(3, 4))
RELATED = types.DiagnosticRelatedInformation(types.Location("file:///a.tf", PLACE), "there")


@pytest.mark.parametrize(
    "item",
    [
        types.Diagnostic(PLACE, "plain"),
        types.Diagnostic(PLACE, "", severity=types.DiagnosticSeverity.Hint, code="rule", source="terrafence"),
        types.Diagnostic(PLACE, "ä 𝔘", code_description=types.CodeDescription("https://example.invalid/")),
        types.Diagnostic(PLACE, "x", related_information=[RELATED], data={"fix": {"edits": [], "at": None}}),
        types.Diagnostic(PLACE, "x", related_information=[], data={}),
    ],
)
def test_both_ways_say_the_same(item: types.Diagnostic) -> None:
    for message in (item, types.PublishDiagnosticsParams("file:///a.tf", [item], 3)):
        assert converter().unstructure(message) == default_converter().unstructure(message)
