"""Tests on values, with what is not written and what is not known."""

import pytest

from terrafence.check.predicates import holds, same
from terrafence.check.verdict import Truth
from terrafence.declare import (
    AtLeast,
    AtMost,
    Contains,
    Equals,
    Excludes,
    Lacks,
    Matches,
    NoneOf,
    OneOf,
    Presence,
    Test,
)
from terrafence.evaluate.values import (
    NULL,
    Collection,
    Primitive,
    Value,
    boolean,
    number,
    string,
    unknown,
)

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
WHO_KNOWS = unknown("known after apply")


def listed(*items: Value) -> Value:
    return Value(Collection("list", Primitive.STRING), items)


def mapped(**items: Value) -> Value:
    return Value(Collection("map", Primitive.STRING), items)


EMPTY = listed()


@pytest.mark.parametrize(
    ("test", "value", "expected"),
    [
        (Equals(True), None, F),
        (Equals(True), NULL, F),
        (Equals(True), WHO_KNOWS, U),
        (Equals(True), boolean(False), F),
        (Equals(True), string("yes"), F),
        (Equals(True), listed(boolean(True)), U),
        (Equals(True), boolean(True), T),
        (Equals(True), string("true"), T),
        (Equals("7"), number(7), T),
        (Equals(7), string("7"), T),
        (Equals(7), string("07"), F),
        (Equals(1), boolean(True), F),
        (OneOf(("a", "b")), None, F),
        (OneOf(("a", "b")), string("c"), F),
        (OneOf(("a", "b")), string("b"), T),
        (NoneOf(("a",)), None, T),
        (NoneOf(("a",)), string("a"), F),
        (NoneOf(("a",)), WHO_KNOWS, U),
        (AtLeast(7), None, F),
        (AtLeast(7), number(6), F),
        (AtLeast(7), string("seven"), U),
        (AtLeast(7), number(7), T),
        (AtLeast(7), string("8"), T),
        (AtMost(22), number(23), F),
        (AtMost(22), number(-1), T),
        (Matches("^a"), None, F),
        (Matches("^a"), string("ba"), F),
        (Matches("^a"), string("ab"), T),
        (Lacks("secret"), None, T),
        (Lacks("secret"), string("a secret"), F),
        (Contains(("a", "b")), None, F),
        (Contains(("a", "b")), listed(string("a")), F),
        (Contains(("a", "b")), listed(string("a"), WHO_KNOWS), U),
        (Contains(("a",)), listed(string("a"), WHO_KNOWS), T),
        (Contains(("a",)), WHO_KNOWS, U),
        (Excludes(("*",)), None, T),
        (Excludes(("*",)), EMPTY, T),
        (Excludes(("*",)), listed(string("*"), WHO_KNOWS), F),
        (Excludes(("*",)), listed(string("a"), WHO_KNOWS), U),
        (Excludes(("*",)), string("*"), F),
        (Excludes(("*",)), string("a"), T),
        (Presence.PRESENT, None, F),
        (Presence.PRESENT, NULL, F),
        (Presence.PRESENT, string(""), F),
        (Presence.PRESENT, EMPTY, F),
        (Presence.PRESENT, WHO_KNOWS, T),
        (Presence.PRESENT, boolean(False), T),
        (Presence.PRESENT, number(0), T),
        (Presence.ABSENT, string("x"), F),
        (Presence.ABSENT, WHO_KNOWS, U),
        (Presence.ABSENT, string(""), T),
        (Presence.NO_LITERAL, WHO_KNOWS, T),
        (Presence.NO_LITERAL, string("hunter2"), F),
        (Presence.NO_LITERAL, string("CHANGEME"), T),
        (Presence.NO_CREDENTIAL, string("just text"), T),
        (Presence.NO_CREDENTIAL, mapped(DB_PASSWORD=string("hunter2hunter2")), F),
        (Presence.NO_CREDENTIAL, mapped(DB_PASSWORD=WHO_KNOWS), T),
        (Presence.NO_CREDENTIAL, mapped(NAME=string("payments")), T),
        (Presence.NO_CREDENTIAL, listed(string("export API_KEY=k3y-0f-some-length")), F),
        (Presence.NO_CREDENTIAL, string("aHR0cHM6Ly91c2VyOmh1bnRlcjJodW50ZXIyQGV4YW1wbGUuY29tLw=="), F),
    ],
)
def test_holds(test: Test, value: Value | None, expected: Truth) -> None:
    assert holds(test, value).truth is expected


def test_unknown_keeps_its_reason() -> None:
    assert holds(Equals(True), WHO_KNOWS).reason == "known after apply"


@pytest.mark.parametrize("pair", [(True, "true"), (False, "false"), (3, "3")])
def test_conversion_goes_both_ways(pair: tuple[bool | int, str]) -> None:
    scalar, text = pair
    assert same(scalar, string(text))
    assert same(text, boolean(scalar) if isinstance(scalar, bool) else number(scalar))
