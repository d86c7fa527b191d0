"""Records behave as those of `typing`."""

import pickle
import typing
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import pytest

from terrafence.record import NamedTuple

T = TypeVar("T")


class Ours(NamedTuple):
    """A record."""

    name: str
    sizes: tuple[int, ...]
    note: str | None = None
    times: int = 0

    @property
    def first(self) -> int:
        return self.sizes[0]


class Theirs(typing.NamedTuple):
    """A record."""

    name: str
    sizes: tuple[int, ...]
    note: str | None = None
    times: int = 0

    @property
    def first(self) -> int:
        return self.sizes[0]


class Nothing(NamedTuple):
    """No fields."""


class Of(NamedTuple, Generic[T]):
    """Generic."""

    value: T


class Further(Ours):
    """With a method of its own, and no field."""

    @property
    def last(self) -> int:
        return self.sizes[-1]


SAME: tuple[tuple[str, Callable[[Any], object]], ...] = (
    ("fields", lambda kind: kind._fields),
    ("defaults", lambda kind: kind._field_defaults),
    ("positions", lambda kind: kind.__match_args__),
    ("doc", lambda kind: kind.__doc__),
    ("positional", lambda kind: tuple(kind("a", (1, 2), "n", 3))),
    ("by name", lambda kind: tuple(kind(sizes=(1,), name="a"))),
    ("made", lambda kind: tuple(kind._make(["a", (), None, 1]))),
    ("replaced", lambda kind: tuple(kind("a", ())._replace(times=7, name="b"))),
    ("as a mapping", lambda kind: kind("a", (1,))._asdict()),
    ("attributes", lambda kind: (kind("a", (1,)).name, kind("a", (1,)).times, kind("a", (4, 5)).first)),
    ("equal", lambda kind: kind("a", ()) == ("a", (), None, 0)),
    ("hash", lambda kind: hash(kind("a", ()))),
    ("order", lambda kind: sorted([kind("b", ()), kind("a", (2,)), kind("a", (1,))])),
    ("kind", lambda kind: type(kind("a", ())._replace(name="b")) is kind),
    ("pickled", lambda kind: type(pickle.loads(pickle.dumps(kind("a", ())))) is kind),
    ("printed", lambda kind: repr(kind("a", (1,))).replace(kind.__name__, "")),
)

WRONG: tuple[tuple[str, Callable[[Any], object]], ...] = (
    ("missing", lambda kind: kind("a")),
    ("too many", lambda kind: kind("a", (), None, 0, 1)),
    ("unknown", lambda kind: kind("a", (), size=1)),
    ("twice", lambda kind: kind("a", (), name="a")),
    ("no such field", lambda kind: kind("a", ())._replace(size=1)),
    ("too few to make", lambda kind: kind._make(["a", ()])),
    ("assigned", lambda kind: setattr(kind("a", ()), "name", "b")),
)


@pytest.mark.parametrize(("what", "ask"), WRONG, ids=[case[0] for case in WRONG])
def test_the_same_is_refused(what: str, ask: Callable[[Any], object]) -> None:
    with pytest.raises((TypeError, ValueError, AttributeError)) as theirs:
        ask(Theirs)
    with pytest.raises(theirs.type):
        ask(Ours)


def test_a_missing_field_is_named() -> None:
    with pytest.raises(TypeError, match=r"Ours\.__new__\(\) missing 1 required positional argument: 'sizes'"):
        Ours("a")  # pyright: ignore[reportCallIssue]


@pytest.mark.parametrize(("what", "ask"), SAME, ids=[case[0] for case in SAME])
def test_the_same_comes_out(what: str, ask: Callable[[Any], object]) -> None:
    assert ask(Ours) == ask(Theirs)


def test_records_without_fields_and_of_a_type_and_derived_ones() -> None:
    derived = Further("a", (1, 2))
    assert Nothing() == ()
    assert Of[int](3).value == 3
    assert (derived.last, derived.name, type(derived._replace(name="b"))) == (2, "a", Further)


def test_parts_are_matched_by_position() -> None:
    match Ours("a", (1,)):
        case Ours(name, sizes):
            assert (name, sizes) == ("a", (1,))
