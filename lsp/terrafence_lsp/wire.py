"""How messages are written. A large module has a thousand diagnostics, which go out with every keystroke: the
general way takes longer for them than finding them does."""

from cattrs import Converter
from lsprotocol import types
from pygls.protocol import default_converter


def converter() -> Converter:
    """pygls' own, with a short way for diagnostics. Their `data` is plain JSON already."""
    made = default_converter()
    made.register_unstructure_hook(types.Diagnostic, diagnostic)
    return made


def diagnostic(item: types.Diagnostic) -> dict[str, object]:
    """A diagnostic as JSON; what it does not say is left out."""
    made: dict[str, object] = {"range": _range(item.range), "message": item.message}
    if item.severity is not None:
        made["severity"] = item.severity.value
    if item.code is not None:
        made["code"] = item.code
    if item.code_description is not None:
        made["codeDescription"] = {"href": item.code_description.href}
    if item.source is not None:
        made["source"] = item.source
    if item.related_information is not None:
        made["relatedInformation"] = [_related(related) for related in item.related_information]
    if item.data is not None:
        made["data"] = item.data
    return made


def _range(item: types.Range) -> dict[str, object]:
    start, end = item.start, item.end
    return {
        "start": {"line": start.line, "character": start.character},
        "end": {"line": end.line, "character": end.character},
    }


def _related(item: types.DiagnosticRelatedInformation) -> dict[str, object]:
    location = {"uri": item.location.uri, "range": _range(item.location.range)}
    return {"location": location, "message": item.message}
