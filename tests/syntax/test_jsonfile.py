"""JSON configuration as views: what is refused, what is read, and that the same is found as in HCL."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrafence.config import Config
from terrafence.files import Disk, Overlay
from terrafence.lint import lint
from terrafence.syntax.expressions import Call, Expression, Literal, Template, TupleCons, Variable
from terrafence.syntax.read import read
from terrafence.syntax.views import Attribute, Block, File, Format
from terrafence.text import Span

ROOT = "/no/such/place"
BUCKET = '{"resource": {"aws_s3_bucket": {"b": {"acl": "public-read"}}}}'


def read_json(text: str | bytes, name: str = "main.tf.json") -> File:
    return read(f"{ROOT}/{name}", text if isinstance(text, bytes) else text.encode())


def attribute(text: str, name: str) -> Attribute:
    """An attribute of the first block."""
    return read_json(text).body.blocks[0].body.attributes[name]


def value(text: str) -> Expression:
    return attribute('{"locals": {"x": ' + text + "}}", "x").expression


REFUSED = [
    ("empty", b"", Span(0, 0)),
    ("truncated object", b'{"resource": {', Span(14, 14)),
    ("truncated array", b'{"locals": [', Span(12, 12)),
    ("truncated string", b'{"loc', Span(1, 5)),
    ("no value", b'{"a": }', Span(6, 7)),
    ("no colon", b'{"a" 1}', Span(5, 6)),
    ("trailing comma in an object", b'{"a": 1,}', Span(8, 9)),
    ("trailing comma in an array", b'{"a": [1,]}', Span(9, 10)),
    ("no comma", b'{"a": 1 "b": 2}', Span(8, 9)),
    ("two values", b"{} {}", Span(3, 4)),
    ("a comment", b"// no\n{}", Span(0, 2)),
    ("a bare name", b"{a: 1}", Span(1, 2)),
    ("leading zero", b'{"a": 01}', Span(6, 8)),
    ("NUL", b'{"a": \x00}', Span(6, 7)),
    ("NUL in a string", b'{"a": "x\x00"}', Span(6, 8)),
    ("line end in a string", b'{"a": "x\n"}', Span(6, 8)),
    ("no UTF-8 behind an escape", b'{"a": "\\n\xff"}', Span(9, 10)),
    ("unknown escape", b'{"a": "\\q"}', Span(6, 10)),
    ("UTF-16", '{"a": 1}'.encode("utf-16-le"), Span(1, 2)),
]
"""Texts that are not JSON, with the bytes to blame."""

WRONG_SHAPES = [
    ("resource is a string", '{"resource": "x"}'),
    ("type is a number", '{"resource": {"aws_s3_bucket": 1}}'),
    ("body is a string", '{"resource": {"aws_s3_bucket": {"b": "x"}}}'),
    ("an array holds a number", '{"module": {"m": [{}, 1]}}'),
    ("the file is a string", '"x"'),
    ("the file holds numbers", "[1]"),
    ("terraform is true", '{"terraform": true}'),
    ("a template that does not parse", '{"module": {"m": {"source": "${a b}"}}}'),
    ("an open template", '{"module": {"m": {"source": "${a"}}}'),
]

NOTHING = [
    ("empty object", "{}"),
    ("empty array", "[]"),
    ("no resources", '{"resource": []}'),
    ("no resources of a type", '{"resource": {"aws_s3_bucket": {}}}'),
    ("null", '{"resource": null}'),
    ("only a comment", '{"//": "nothing here"}'),
]


@pytest.mark.parametrize(("source", "span"), [pytest.param(*case, id=name) for name, *case in REFUSED])
def test_what_is_not_json_is_one_narrow_problem(source: bytes, span: Span) -> None:
    file = read_json(source)
    assert [problem.span for problem in file.problems] == [span]
    assert file.problems[0].message
    assert file.broken
    assert not file.body.blocks


def test_bad_utf8_is_blamed_on_its_byte() -> None:
    assert read_json(b'{"a": "x\xff"}').problems[0].span == Span(8, 9)


def test_a_problem_covers_whole_characters() -> None:
    source = '{𝔘 "a": 1}'.encode()
    [problem] = read_json(source).problems
    assert source[slice(*problem.span)].decode() == "𝔘"


def test_deep_nesting_is_a_problem() -> None:
    deep = 100_000
    assert "deep" in read_json('{"locals":' + "[" * deep + "]" * deep + "}").problems[0].message


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in WRONG_SHAPES])
def test_a_wrong_shape_is_a_problem(text: str) -> None:
    file = read_json(text)
    assert file.problems
    assert all(text[slice(*problem.span)].strip() for problem in file.problems)


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in NOTHING])
def test_nothing_is_no_problem(text: str) -> None:
    file = read_json(text)
    assert (file.problems, file.broken, file.body.blocks) == ((), (), ())


def test_a_broken_file_still_declares_its_names() -> None:
    file = read_json(BUCKET.replace('"public-read"', ""))
    assert ("resource", ("aws_s3_bucket", "b")) in [name for broken in file.broken for name in broken.names]


def test_a_wrong_block_leaves_the_others() -> None:
    file = read_json('{"module": {"bad": {"source": "${a b}"}, "good": {"source": "./x"}}}')
    assert [block.labels for block in file.body.blocks] == [("good",)]
    assert [broken.names for broken in file.broken] == [(("module", ("bad",)),)]


def test_duplicate_names_are_blocks_side_by_side() -> None:
    file = read_json('{"module": {"a": {}}, "module": {"b": {}, "b": {}}}')
    assert [block.labels for block in file.body.blocks] == [("a",), ("b",), ("b",)]


BLOCKS = [
    ('{"resource": {"t": {"n": {}}}}', [("resource", ("t", "n"))]),
    (
        '{"resource": [{"t": {"n": {}}}, {"t": {"m": {}}}]}',
        [("resource", ("t", "n")), ("resource", ("t", "m"))],
    ),
    ('{"data": {"t": [{"n": {}}, {"m": [{}]}]}}', [("data", ("t", "n")), ("data", ("t", "m"))]),
    ('{"ephemeral": {"t": {"n": {}}}}', [("ephemeral", ("t", "n"))]),
    ('{"provider": {"aws": [{}, {"alias": "x"}]}}', [("provider", ("aws",))] * 2),
    ('{"variable": {"a": {}}, "output": {"b": {}}}', [("variable", ("a",)), ("output", ("b",))]),
    ('{"locals": [{}, {}], "terraform": {}}', [("locals", ()), ("locals", ()), ("terraform", ())]),
    ('{"moved": [{"from": "a.b", "to": "a.c"}]}', [("moved", ())]),
    ('[{"module": {"a": {}}}, {"module": {"b": {}}}]', [("module", ("a",)), ("module", ("b",))]),
    ('\ufeff{"module": {"a": {}}}', [("module", ("a",))]),
    ('{\r\n  "module": {\r\n    "a": {}\r\n  }\r\n}\r\n', [("module", ("a",))]),
]


@pytest.mark.parametrize(("text", "blocks"), BLOCKS)
def test_top_level_blocks(text: str, blocks: list[tuple[str, tuple[str, ...]]]) -> None:
    file = read_json(text)
    assert file.format is Format.JSON
    assert not file.problems
    assert [(block.type, block.labels) for block in file.body.blocks] == blocks


def test_the_spans_of_a_block() -> None:
    file = read_json(BUCKET)
    (block,) = file.body.blocks
    assert file.text(block.header) == '"b"'
    assert file.text(block.span) == '"b": {"acl": "public-read"}'
    assert file.text(block.body.span) == '"acl": "public-read"'
    acl = block.body.attributes["acl"]
    assert [file.text(span) for span in (acl.name_span, acl.value_span)] == ['"acl"', '"public-read"']


def test_spans_count_bytes() -> None:
    file = read_json('\ufeff{"//": "è", "locals": {"x": "é"}}')
    assert file.text(file.body.blocks[0].body.attributes["x"].value_span) == '"é"'


def test_comments() -> None:
    file = read_json('{"//": "terrafence:ignore x", "locals": {"//": "y", "z": 1}}')
    assert [(comment.text, comment.alone) for comment in file.comments] == [
        ("terrafence:ignore x", True),
        ("y", True),
    ]
    assert list(file.body.blocks[0].body.attributes) == ["z"]


def test_variable_values_are_attributes_without_templates() -> None:
    file = read_json('{"a": "${x}", "b": [1]}', "terraform.tfvars.json")
    assert list(file.body.attributes) == ["a", "b"]
    literal = file.body.attributes["a"].expression
    assert isinstance(literal, Literal)
    assert literal.value == "${x}"


LITERALS: list[tuple[str, object]] = [
    ("true", True),
    ("null", None),
    ('"x"', "x"),
    (r'"\u00e9\n\""', 'é\n"'),
    (r'"\ud83d\ude00"', "\U0001f600"),
    (r'"\ud83d"', "\ufffd"),
    ('"$${x} %%{y}"', "${x} %{y}"),
    ('"$x {y}"', "$x {y}"),
]


@pytest.mark.parametrize(("text", "expected"), LITERALS)
def test_literals(text: str, expected: object) -> None:
    found = value(text)
    assert isinstance(found, Literal)
    assert found.value == expected


@pytest.mark.parametrize("text", ['"${f(1)}"', '"a${f(1)}b"', '"%{ if true }a%{ endif }"', '"${\\"q\\"}"'])
def test_templates(text: str) -> None:
    assert isinstance(value(text), Template)


def test_the_span_inside_a_template_points_into_the_file() -> None:
    text = r'{"locals": {"x": "\"${f(1)}"}}'
    template = attribute(text, "x").expression
    assert isinstance(template, Template)
    (call,) = [part for part in template.parts if isinstance(part, Call)]
    assert text[slice(*call.span)] == "f(1)"


REFERENCES = [
    ('{"resource": {"t": {"n": {"depends_on": ["a.b"]}}}}', "depends_on"),
    ('{"module": {"m": {"depends_on": ["a.b"]}}}', "depends_on"),
]


@pytest.mark.parametrize(("text", "name"), REFERENCES)
def test_addresses_in_strings_are_expressions(text: str, name: str) -> None:
    found = attribute(text, name).expression
    assert isinstance(found, TupleCons)
    assert not isinstance(found.items[0], Literal)


def test_a_type_is_an_expression_and_a_default_is_not() -> None:
    text = '{"variable": {"v": {"type": "list(string)", "default": "list(string)"}}}'
    assert isinstance(attribute(text, "type").expression, Call)
    assert isinstance(attribute(text, "default").expression, Literal)
    assert isinstance(attribute(text.replace("list(string)", "string"), "type").expression, Variable)


NESTED: list[tuple[str, str, Callable[[Block], object], list[object]]] = [
    ("object", '{"a": {"x": 1}}', lambda block: list(block.body.attributes), [["x"]]),
    ("array", '{"a": [{"x": 1}, {"y": 1}]}', lambda block: list(block.body.attributes), [["x"], ["y"]]),
    ("scalar", '{"a": 1}', lambda block: block.type, []),
    ("array of scalars", '{"a": [1]}', lambda block: block.type, []),
    ("null", '{"a": null}', lambda block: block.type, []),
]


@pytest.mark.parametrize(("body", "expected"), [pytest.param(b, (f, e), id=n) for n, b, f, e in NESTED])
def test_a_property_is_an_attribute_and_blocks(
    body: str, expected: tuple[Callable[[Block], object], list[object]]
) -> None:
    (block,) = read_json('{"locals": ' + body + "}").body.blocks
    show, wanted = expected
    assert "a" in block.body.attributes
    assert [show(inner) for inner in block.body.blocks_of("a")] == wanted


def test_nested_labels() -> None:
    text = '{"terraform": {"backend": {"s3": {"encrypt": false}}}}'
    (backend,) = read_json(text).body.blocks[0].body.blocks_of("backend")
    assert (backend.labels, list(backend.body.attributes)) == (("s3",), ["encrypt"])


def test_what_a_test_runs_has_no_label() -> None:
    file = read_json('{"run": {"a": {"module": {"source": "./m"}}}}', "a.tftest.json")
    (module,) = file.body.blocks[0].body.blocks_of("module")
    assert (file.problems, module.labels, list(module.body.attributes)) == ((), (), ["source"])


def test_dynamic_blocks() -> None:
    text = '{"locals": {"dynamic": {"disk": {"for_each": [1], "content": {"x": "${disk.value}"}}}}}'
    (dynamic,) = read_json(text).body.blocks[0].body.blocks_of("dynamic")
    assert dynamic.labels == ("disk",)
    assert [list(content.body.attributes) for content in dynamic.body.blocks_of("content")] == [["x"]]


@given(st.binary(max_size=60))
def test_no_bytes_raise(source: bytes) -> None:
    for name in ("main.tf.json", "terraform.tfvars.json"):
        file = read_json(source, name)
        assert all(0 <= span.start <= span.end <= len(source) for span, _ in file.problems)


@given(st.integers(0, 200), st.binary(min_size=1, max_size=2))
def test_no_damage_raises(at: int, damage: bytes) -> None:
    source = BUCKET.encode()
    file = read_json(source[:at] + damage + source[at + 1 :])
    for block in file.body.blocks:
        for found in block.body.attributes.values():
            assert found.expression


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text('ab${}%"\\', max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(("resource", "dynamic", "a", "//", "${a}")), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(_JSON)
def test_no_json_raises(content: object) -> None:
    file = read_json(json.dumps({"resource": {"t": content}, "locals": content}))
    for block in file.body.blocks:
        for found in block.body.attributes.values():
            assert found.expression


# ---------------------------------------------------------------- the same findings

TWINS = [
    (
        "bucket",
        'resource "aws_s3_bucket" "b" {\n  acl = "public-read"\n}\n',
        '{"resource": {"aws_s3_bucket": {"b": {"acl": "public-read"}}}}',
    ),
    (
        "instance",
        'resource "aws_instance" "w" {\n  metadata_options {\n    http_tokens = "optional"\n  }\n}\n',
        '{"resource": {"aws_instance": {"w": {"metadata_options": [{"http_tokens": "optional"}]}}}}',
    ),
    (
        "dynamic",
        'resource "aws_instance" "w" {\n  dynamic "ebs_block_device" {\n    for_each = ["a"]\n'
        "    content {\n      device_name = ebs_block_device.value\n    }\n  }\n}\n",
        '{"resource": {"aws_instance": {"w": {"dynamic": {"ebs_block_device": {"for_each": ["a"],'
        ' "content": {"device_name": "${ebs_block_device.value}"}}}}}}}',
    ),
    (
        "backend",
        'terraform {\n  backend "s3" {\n    bucket  = "b"\n    encrypt = false\n  }\n}\n',
        '{"terraform": {"backend": {"s3": {"bucket": "b", "encrypt": false}}}}',
    ),
    (
        "variable",
        'variable "acl" {\n  type    = string\n  default = "public-read"\n}\n'
        'resource "aws_s3_bucket" "b" {\n  acl = var.acl\n}\n',
        '{"variable": {"acl": {"type": "string", "default": "public-read"}},'
        ' "resource": {"aws_s3_bucket": {"b": {"acl": "${var.acl}"}}}}',
    ),
]


def findings(name: str, text: str) -> list[tuple[str, str]]:
    report = lint(Overlay(Disk(), {f"{ROOT}/{name}": text.encode()}), [f"{ROOT}/{name}"], Config())
    assert not report.errors
    return sorted((finding.rule.id, finding.address) for finding in report.findings)


@pytest.mark.parametrize(("hcl", "twin"), [pytest.param(hcl, twin, id=name) for name, hcl, twin in TWINS])
def test_the_same_is_found_in_json(hcl: str, twin: str) -> None:
    assert findings("main.tf.json", twin) == findings("main.tf", hcl) != []
