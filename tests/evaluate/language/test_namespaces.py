"""What an expression asks of its scope, and where unknowns say that they come from."""

from collections.abc import Callable

import pytest

from terrafence.evaluate.bare import BareScope
from terrafence.evaluate.expressions import evaluate, value_of
from terrafence.evaluate.render import to_json
from terrafence.evaluate.scope import EvaluationError, Part
from terrafence.evaluate.values import (
    NULL,
    Primitive,
    Ref,
    Unknown,
    Value,
    boolean,
    mapping,
    number,
    sequence,
    string,
    unknown,
)

from .conftest import parse


class Recorder:
    """A namespace that notes what it is asked for."""

    def __init__(self, parts: dict[str, Part], asked: list[str], path: str) -> None:
        self._parts = parts
        self._asked = asked
        self._path = path

    def part(self, name: str) -> Part:
        self._asked.append(f"{self._path}.{name}")
        return self._parts[name]

    def whole(self) -> Value:
        self._asked.append(f"{self._path} whole")
        return mapping({name: part for name, part in self._parts.items() if isinstance(part, Value)})


class RecordingScope:
    """One instance `web`, one counted `node`, and an instance whose whole is not known."""

    def __init__(self) -> None:
        bare = BareScope()
        self.budget, self.files = bare.budget, bare.files
        self.workspace_root = self.module_directory = self.root_directory = ""
        self.asked: list[str] = []
        later = unknown("known after apply", (Ref("aws_instance.web", "id"),), Primitive.STRING)
        web = Recorder({"id": later, "ami": string("ami-1")}, self.asked, "web")
        node = Recorder({"0": web, "a": web}, self.asked, "node")
        inside = Recorder({"ami": string("ami-2")}, self.asked, "hidden")
        hidden = Value(Primitive.DYNAMIC, Unknown("the provider's", (Ref("aws_instance.h", ""),), inside))
        other = unknown("not given", (Ref("data.aws_ami.x", "id"), Ref("aws_instance.web", "id")))
        self._roots: dict[str, Part] = {
            "aws_instance": Recorder({"web": web, "node": node, "hidden": hidden}, self.asked, "type"),
            "other": other,
            "null_value": NULL,
        }

    def root(self, name: str) -> Part:
        if name not in self._roots:
            raise EvaluationError(f"no {name}")
        return self._roots[name]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("aws_instance.web.ami", ["type.web", "web.ami"]),
        ('aws_instance["web"]["ami"]', ["type.web", "web.ami"]),
        ("aws_instance.node[0].ami", ["type.node", "node.0", "web.ami"]),
        ("aws_instance.node.0.ami", ["type.node", "node.0", "web.ami"]),
        ('aws_instance.node["a"].ami', ["type.node", "node.a", "web.ami"]),
        ('aws_instance.node["${"a"}"].ami', ["type.node", "node.a", "web.ami"]),
        ("keys(aws_instance.web)", ["type.web", "web whole"]),
        ("aws_instance.web == null", ["type.web", "web whole"]),
        ("[for k, v in aws_instance.web : k]", ["type.web", "web whole"]),
        ("aws_instance.web[*].ami", ["type.web", "web whole"]),
        ("aws_instance.web[other]", ["type.web", "web whole"]),
        ("aws_instance.hidden.ami", ["type.hidden", "hidden.ami"]),
        ('aws_instance.hidden["ami"]', ["type.hidden", "hidden.ami"]),
        ("aws_instance.hidden[*].ami", ["type.hidden", "hidden.ami"]),
        ("false ? 1 : 2", []),
    ],
)
def test_only_what_is_read_is_asked_for(text: str, asked: list[str]) -> None:
    scope = RecordingScope()
    value_of(parse(text), scope)
    assert scope.asked == asked


WEB = Ref("aws_instance.web", "id")
AMI = Ref("data.aws_ami.x", "id")


@pytest.mark.parametrize(
    ("text", "refs", "reason"),
    [
        ("aws_instance.web.id", {WEB}, "known after apply"),
        ('"arn:${aws_instance.web.id}/*"', {WEB}, "known after apply"),
        ('"${other}${aws_instance.web.id}"', {WEB, AMI}, "not given"),
        ("jsonencode({a = [aws_instance.web.id]})", {WEB}, "known after apply"),
        ("upper(aws_instance.web.id)", {WEB}, "known after apply"),
        ('format("%s", other)', {WEB, AMI}, "not given"),
        ("other.a.b[0]", {WEB, AMI}, "not given"),
        ("[1, 2][other]", {WEB, AMI}, "not given"),
        ("other ? 1 : 2", {WEB, AMI}, "not given"),
        ("true ? aws_instance.web.id : other", {WEB}, "known after apply"),
        ("!other", {WEB, AMI}, "not given"),
        ("1 + other", {WEB, AMI}, "not given"),
        ("aws_instance.web.id == other", {WEB, AMI}, "known after apply"),
        ("[for x in other : x]", {WEB, AMI}, "not given"),
        ("{(aws_instance.web.id) = 1}", {WEB}, "known after apply"),
        ("try(other, 1)", {WEB, AMI}, "not given"),
        ("can(other)", {WEB, AMI}, "not given"),
        ("aws_instance.hidden", {Ref("aws_instance.h", "")}, "the provider's"),
        ("timestamp()", set[Ref](), "the time of the run"),
        ("1 / 0", set[Ref](), "an infinite number"),
        ('file("x")', set[Ref](), "no files are read here"),
    ],
)
def test_an_unknown_says_why_and_whence(text: str, refs: set[Ref], reason: str) -> None:
    data = evaluate(parse(text), RecordingScope()).data
    assert isinstance(data, Unknown)
    assert (set(data.refs), data.reason) == (refs, reason)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("missing", "no missing"),
        ("null_value.a", "this value is null, so it does not have any attributes"),
        ("[1][5]", "the given key does not identify an element in this collection value"),
        ('nosuch("a")', 'there is no function named "nosuch"'),
        ("upper()", 'not enough arguments for function "upper": it expects 1'),
        ("1 + true", "unsuitable value for right operand: a number is required"),
    ],
)
def test_an_error_is_an_unknown_for_who_wants_no_errors(text: str, reason: str) -> None:
    with pytest.raises(EvaluationError) as raised:
        evaluate(parse(text), RecordingScope())
    value = value_of(parse(text), RecordingScope())
    assert value.unknown
    assert value.unknown.reason == str(raised.value) == reason


@pytest.mark.parametrize(
    ("value", "data"),
    [
        (unknown("later"), None),
        (NULL, None),
        (number(3), 3),
        (boolean(False), False),
        (sequence([string("a"), unknown("later")]), ["a", None]),
        (mapping({"b": number(1), "a": NULL}), {"a": None, "b": 1}),
        (Value(Primitive.STRING, "secret", True), None),
    ],
)
def test_data_for_json(value: Value, data: object) -> None:
    assert to_json(value) == data


def test_a_fraction_is_a_float_in_json(evaluated: Callable[[str], Value]) -> None:
    assert to_json(evaluated("1 / 4")) == 0.25


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Nothing", None),
        ("None", None),
        ("False", False),
        ("True", True),
        ("TRUE", True),
    ],
)
def test_what_a_name_that_is_refused_means(text: str, meant: bool | None) -> None:
    value = value_of(parse(text), BareScope())
    assert value.unknown is not None if meant is None else value.data is meant


def test_a_list_keeps_what_it_says_beside_what_is_refused() -> None:
    value = value_of(parse('["0.0.0.0/0", nothing.at_all]'), BareScope())
    assert isinstance(value.data, tuple)
    first, second = value.data
    assert (first.data, second.unknown is not None) == ("0.0.0.0/0", True)
