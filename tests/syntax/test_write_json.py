"""Edits of JSON configuration: what is not written, what is, and in the manner of the file."""

import json
from collections.abc import Callable
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrafence.config import Config
from terrafence.declare import Content, Expr
from terrafence.files import Disk, Overlay
from terrafence.fix import fix
from terrafence.syntax import write
from terrafence.syntax.expressions import ObjectCons, TupleCons
from terrafence.syntax.read import read
from terrafence.syntax.views import Attribute, Block, File
from terrafence.text import Edit, apply_edits

PATH = "/no/such/place/main.tf.json"
Edits: TypeAlias = tuple[Edit, ...] | None
Do: TypeAlias = Callable[[File], Edits]

LINES = """\
{
  "module": {
    "m": {
      "list": ["a", "b"],
      "lines": [
        "a",
        "b"
      ],
      "map": {
        "k": 1
      },
      "none": {},
      "empty": [],
      "text": "${var.x}"
    }
  }
}
"""
ONE_LINE = '{"module": {"m": {"list": ["a"], "map": {"k": 1}, "none": {}, "empty": []}}}'
COMPACT = ONE_LINE.replace(": ", ":").replace(", ", ",")


def of(source: str) -> File:
    return read(PATH, source.encode())


def first(file: File) -> Block:
    return file.body.blocks[0]


def at(file: File, name: str) -> Attribute:
    return first(file).body.attributes[name]


def listed(file: File, name: str) -> TupleCons:
    found = at(file, name).expression
    assert isinstance(found, TupleCons)
    return found


def mapped(file: File, name: str) -> ObjectCons:
    found = at(file, name).expression
    assert isinstance(found, ObjectCons)
    return found


def put(name: str, content: Content) -> Do:
    return lambda file: write.set_value(file.source_file, at(file, name).value_span, content)


def attribute(name: str, content: Content) -> Do:
    return lambda file: write.add_attribute(file.source_file, first(file), name, content)


def block(kind: str, content: dict[str, Content]) -> Do:
    return lambda file: write.add_block(file.source_file, first(file), kind, content)


def gone(name: str) -> Do:
    return lambda file: write.remove(file.source_file, at(file, name))


def items(name: str, *contents: Content) -> Do:
    return lambda file: write.add_items(file.source_file, listed(file, name), contents)


def item_gone(name: str, index: int) -> Do:
    return lambda file: write.remove_item(
        file.source_file, listed(file, name), listed(file, name).items[index]
    )


def entry(name: str, key: str, content: Content) -> Do:
    return lambda file: write.add_entry(file.source_file, mapped(file, name), key, content)


def appended(kind: str, *labels: str) -> Do:
    return lambda file: write.append_block(file.source_file, first(file), kind, labels, {"x": 1})


def done(source: str, do: Do) -> str:
    file = of(source)
    edits = do(file)
    assert edits is not None
    after = apply_edits(file.source, edits)
    json.loads(after.decode("utf-8-sig"))
    return after.decode()


REFUSED: list[tuple[str, str, Do]] = [
    ("an attribute that is there", ONE_LINE, attribute("list", 1)),
    ("an entry that is there", ONE_LINE, entry("map", "k", 2)),
    ("a block where a string is", '{"module": {"m": {"b": "${x}"}}}', block("b", {"x": 1})),
    ("a block that is there", ONE_LINE, appended("module", "m")),
    ("a type that is no object", '{"module": {"m": {}}, "resource": 1}', appended("resource", "t", "n")),
    ("an array without objects", '{"module": {"m": {}}, "resource": []}', appended("resource", "t", "n")),
    (
        "inside a string",
        '{"module": {"m": {"x": "${f([1])}"}}}',
        lambda file: write.set_value(file.source_file, at(file, "x").value_span._replace(end=30), 1),
    ),
    (
        "an item of a list inside a string",
        '{"module": {"m": {"x": "${[1]}", "y": [1]}}}',
        lambda file: write.remove_item(file.source_file, listed(file, "y"), at(file, "x").expression),
    ),
]


@pytest.mark.parametrize(("source", "do"), [pytest.param(*case, id=name) for name, *case in REFUSED])
def test_what_cannot_be_written(source: str, do: Do) -> None:
    assert do(of(source)) is None


WRITTEN: list[tuple[str, Content, str]] = [
    ("true", True, "true"),
    ("number", 7, "7"),
    ("text", 'é"\\\n', '"é\\"\\\\\\n"'),
    ("not a template", "${a} %{b}", '"$${a} %%{b}"'),
    ("expression", Expr('f("a")'), '"${f(\\"a\\")}"'),
    ("expression that was JSON", Expr('"${var.x}"'), '"${var.x}"'),
    ("list", ("a", 1), '["a", 1]'),
    ("empty", {}, "{}"),
    ("object", {"a": {"b": 1}}, '{"a": {"b": 1}}'),
    ("objects", ({"a": 1}, {}), '[{"a": 1}, {}]'),
]


@pytest.mark.parametrize(("content", "text"), [pytest.param(*case, id=name) for name, *case in WRITTEN])
def test_values(content: Content, text: str) -> None:
    assert done('{"module": {"m": {"x": 0}}}', put("x", content)) == f'{{"module": {{"m": {{"x": {text}}}}}}}'


ON_ONE_LINE: list[tuple[str, Do, str, str]] = [
    ("attribute", attribute("a", True), '"empty": []', '"empty": [], "a": true'),
    ("block", block("b", {"x": 1}), '"empty": []', '"empty": [], "b": {"x": 1}'),
    ("second block", block("map", {"x": 1}), '{"k": 1}', '[{"k": 1}, {"x": 1}]'),
    ("block into an array", block("empty", {"x": 1}), "[]", '[{"x": 1}]'),
    ("items", items("list", "b", "c"), '["a"]', '["a", "b", "c"]'),
    ("first item", items("empty", "b"), "[]", '["b"]'),
    ("entry", entry("map", "l", 2), '"k": 1', '"k": 1, "l": 2'),
    ("first entry", entry("none", "l", 2), "{}", '{"l": 2}'),
    ("remove the first", gone("list"), '"list": ["a"], ', ""),
    ("remove the last", gone("empty"), ', "empty": []', ""),
    ("remove the only item", item_gone("list", 0), '"a"', ""),
    ("resource", appended("resource", "t", "n"), "[]}}}", '[]}}, "resource": {"t": {"n": {"x": 1}}}}'),
    ("neighbour", appended("module", "n"), "[]}}}", '[]}, "n": {"x": 1}}}'),
]


@pytest.mark.parametrize(("do", "old", "new"), [pytest.param(*case, id=name) for name, *case in ON_ONE_LINE])
def test_what_is_on_one_line_stays_there(do: Do, old: str, new: str) -> None:
    assert done(ONE_LINE, do) == ONE_LINE.replace(old, new, 1)


@pytest.mark.parametrize(("do", "old", "new"), [pytest.param(*case, id=name) for name, *case in ON_ONE_LINE])
def test_a_compact_file_stays_compact(do: Do, old: str, new: str) -> None:
    def compact(text: str) -> str:
        return text.replace(": ", ":").replace(", ", ",")

    assert done(COMPACT, do) == COMPACT.replace(compact(old), compact(new), 1)


ON_LINES: list[tuple[str, Do, str, str]] = [
    ("attribute", attribute("a", True), '"${var.x}"\n', '"${var.x}",\n      "a": true\n'),
    (
        "block",
        block("b", {"x": {"y": 1}}),
        '"${var.x}"\n',
        '"${var.x}",\n      "b": {\n        "x": {\n          "y": 1\n        }\n      }\n',
    ),
    ("item on its line", items("lines", "c"), '"b"\n', '"b",\n        "c"\n'),
    ("item on their line", items("list", "c"), '"b"]', '"b", "c"]'),
    ("first item", items("empty", "c"), "[]", '[\n        "c"\n      ]'),
    ("entry", entry("map", "l", 2), '"k": 1\n', '"k": 1,\n        "l": 2\n'),
    ("first entry", entry("none", "l", 2), "{}", '{\n        "l": 2\n      }'),
    ("remove between", gone("none"), '      "none": {},\n', ""),
    ("remove the last", gone("text"), ',\n      "text": "${var.x}"', ""),
    ("remove the first item", item_gone("lines", 0), '        "a",\n', ""),
    ("remove the last item", item_gone("lines", 1), ',\n        "b"', ""),
    (
        "resource",
        appended("resource", "t", "n"),
        "    }\n  }\n}",
        '    }\n  },\n  "resource": {\n    "t": {\n      "n": {\n        "x": 1\n      }\n    }\n  }\n}',
    ),
    (
        "neighbour",
        appended("module", "n"),
        "    }\n  }\n}",
        '    },\n    "n": {\n      "x": 1\n    }\n  }\n}',
    ),
]
MANNERS: dict[str, Callable[[str], str]] = {
    "two spaces": lambda text: text,
    "four spaces": lambda text: text.replace("  ", "    "),
    "tabs": lambda text: text.replace("  ", "\t"),
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "BOM": lambda text: text.replace('{\n  "module"', '\ufeff{\n  "module"', 1),
}


@pytest.mark.parametrize("manner", [pytest.param(change, id=name) for name, change in MANNERS.items()])
@pytest.mark.parametrize(("do", "old", "new"), [pytest.param(*case, id=name) for name, *case in ON_LINES])
def test_lines_are_those_of_the_file(do: Do, old: str, new: str, manner: Callable[[str], str]) -> None:
    assert LINES.count(old) >= 1
    assert done(manner(LINES), do) == manner(LINES.replace(old, new, 1))


@pytest.mark.parametrize(("at", "kind", "beside"), [(0, "t", '"a": {}'), (1, "u", '"b": {}')])
def test_a_new_block_goes_where_the_one_before_it_is(at: int, kind: str, beside: str) -> None:
    source = '{"resource": [{"t": {"a": {}}}, {"u": [{"b": {}}]}]}'
    file = of(source)
    edits = write.append_block(file.source_file, file.body.blocks[at], "resource", (kind, "c"), {})
    assert edits is not None
    assert apply_edits(file.source, edits).decode() == source.replace(beside, f'{beside}, "c": {{}}')


def test_a_block_in_an_array_is_taken_out() -> None:
    file = of('{"provider": {"aws": [{"a": 1}, {"b": 2}]}}')
    edits = write.remove(file.source_file, file.body.blocks[0])
    assert edits is not None
    assert apply_edits(file.source, edits) == b'{"provider": {"aws": [{"b": 2}]}}'


_CONTENT = st.recursive(
    st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(_CONTENT, st.sampled_from((LINES, ONE_LINE, COMPACT, LINES.replace("\n", "\r\n"))))
def test_all_content_is_written_as_json(content: Content, source: str) -> None:
    for do in (attribute("new", content), put("list", content), entry("none", "new", content)):
        done(source, do)
    done(source, items("list", content))


# ---------------------------------------------------------------- fixes

FAULTY: list[tuple[str, str]] = [
    ("bucket", '{"resource": {"aws_s3_bucket": {"b": {"acl": "public-read"}}}}'),
    (
        "instance",
        '{"resource": {"aws_instance": {"w": {"metadata_options": [{"http_tokens": "optional"}]}}}}',
    ),
    ("volume", '{"resource": [{"aws_ebs_volume": {"v": [{"size": 1, "encrypted": false}]}}]}'),
    ("backend", '{"terraform": {"backend": {"s3": {"bucket": "b", "encrypt": false}}}}'),
]


@pytest.mark.parametrize("indent", [None, 2, "\t"])
@pytest.mark.parametrize("source", [pytest.param(text, id=name) for name, text in FAULTY])
def test_a_fix_leaves_json_without_the_finding(source: str, indent: int | str | None) -> None:
    before = json.dumps(json.loads(source), indent=indent).encode()
    outcome = fix(Overlay(Disk(), {PATH: before}), [PATH], Config(), unsafe=True)
    assert outcome.applied
    assert not outcome.refused
    json.loads(outcome.changed[PATH])
    left = {finding.fingerprint for finding in outcome.report.findings}
    assert not left & {finding.fingerprint for finding in outcome.applied}


def test_what_is_written_beside_goes_into_the_same_block() -> None:
    source = '{"resource": {"aws_eks_cluster": {"c": {"vpc_config": {"endpoint_public_access": true}}}}}'
    outcome = fix(
        Overlay(Disk(), {PATH: source.encode()}),
        [PATH],
        Config(select=("aws-eks-endpoint-public",)),
        unsafe=True,
    )
    cluster = json.loads(outcome.changed[PATH])["resource"]["aws_eks_cluster"]["c"]
    assert cluster == {"vpc_config": {"endpoint_public_access": False, "endpoint_private_access": True}}
