"""The identity of a finding, which survives moved lines, renamed files and new formatting."""

from terrafence.check.verdict import Broken
from terrafence.declare import Presence, Require
from terrafence.evaluate.values import Unknown, Value

_SECRET_TESTS = (Presence.NO_CREDENTIAL, Presence.NO_LITERAL)


def normal_form(broken: Broken) -> str:
    """The offending value in one spelling; empty for a secret, and where nothing is written."""
    expectation = broken.expectation
    if isinstance(expectation, Require) and expectation.test in _SECRET_TESTS:
        return ""
    if broken.items:
        return ",".join(sorted(map(str, broken.items)))
    return "" if broken.found is None else _normal(broken.found)


def _normal(value: Value) -> str:
    data = value.data
    if value.sensitive or isinstance(data, Unknown):
        return "?"
    if isinstance(data, tuple):
        return "[" + ",".join(_normal(item) for item in data) + "]"
    if isinstance(data, dict):
        return "{" + ",".join(f"{key}={_normal(data[key])}" for key in sorted(data)) + "}"
    return str(data).lower() if isinstance(data, bool) else str(data)
