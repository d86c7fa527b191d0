"""The editor's settings, whatever their shape."""

import pytest

from terrafence_lsp.settings import Settings, parse


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ([], "expected an object, found a list"),
        ("yes", "expected an object, found a string"),
        (3, "expected an object, found a number"),
        (True, "expected an object, found true or false"),
        ({"terrafence": []}, "expected an object, found a list"),
        ({"fixAll": "yes"}, "`fixAll` must be true or false, found a string"),
        ({"fixAll": None}, "`fixAll` must be true or false, found null"),
        ({"terrafence": {"syntaxErrors": {}}}, "`syntaxErrors` must be true or false, found an object"),
    ],
)
def test_wrong_shapes_keep_the_defaults(raw: object, problem: str) -> None:
    assert parse(raw) == (Settings(), (problem,))


@pytest.mark.parametrize("raw", [None, {}, {"terrafence": None}, {"terrafence": {}}, {"path": "/opt/x"}])
def test_nothing_said_is_no_problem(raw: object) -> None:
    assert parse(raw) == (Settings(), ())


@pytest.mark.parametrize(
    ("raw", "settings"),
    [
        ({"fixAll": True}, Settings(fix_all=True)),
        ({"terrafence": {"fixAll": True, "syntaxErrors": False}}, Settings(True, False)),
    ],
)
def test_settings_are_taken(raw: object, settings: Settings) -> None:
    assert parse(raw) == (settings, ())


def test_what_is_right_is_taken_beside_what_is_wrong() -> None:
    parsed = parse({"fixAll": 1, "syntaxErrors": False})
    assert parsed == (Settings(syntax_errors=False), ("`fixAll` must be true or false, found a number",))
