"""Reports on real repositories, and on hostile files, are valid by the schemas that others published."""

import json
import xml.etree.ElementTree as ET
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator
from runs import REPOSITORIES, linted, written

from terrafence_hooks.outcome import Outcome

SCHEMAS = Path(__file__).parent / "schemas"

HOSTILE = """resource "aws_s3_bucket_acl" "x" {
  bucket = "]]><script>&amp; %0A::error:: \\u0000 \\u001b[31m \\u202e | `a` <!-- {{DATA}} -->"
  acl    = "public-read"
}
# terrafence:ignore[aws-kms-rotation-off] ]]> \x01\x1b "quoted" <b>
resource "aws_kms_key" "y" {}
resource "aws_s3_bucket_acl" "z" {
  acl = "](javascript:alert(1)) ]]>\x0b\ufffe"
"""


def _runs() -> list[Any]:
    return [pytest.param(path, id=path.name) for path in REPOSITORIES] + [pytest.param(None, id="hostile")]


@cache
def _outcome(path: Path) -> Outcome:
    return linted([path])


@pytest.fixture(params=_runs())
def run(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Outcome, Path]:
    if request.param is None:
        (tmp_path / "a<b>&\"'\x1b\n:,%.tf").write_text(HOSTILE)
        (tmp_path / "broken.tf").write_text(HOSTILE[40:])
        return linted([tmp_path]), tmp_path
    if not request.param.is_dir():
        pytest.skip(f"no real repository at {request.param}")
    return _outcome(request.param), request.param


def test_sarif(run: tuple[Outcome, Path]) -> None:
    log = json.loads(written("sarif", *run, unsafe=True))
    _check("sarif-2.1.0.json", log)
    assert len(log["runs"][0]["results"]) == len(run[0].judged) > 0


def test_gitlab(run: tuple[Outcome, Path]) -> None:
    issues = json.loads(written("gitlab", *run))
    assert len(issues) == len(run[0].counted) > 0
    for issue in issues:
        _check("gitlab-codequality.json", issue)
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert not issue["location"]["path"].startswith(("./", "/"))
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)


def test_rdjson(run: tuple[Outcome, Path]) -> None:
    result = json.loads(written("rdjson", *run, unsafe=True))
    _check("rdjson-DiagnosticResult.json", result)
    assert len(result["diagnostics"]) == len(run[0].counted) > 0


def test_junit(run: tuple[Outcome, Path]) -> None:
    text = written("junit", *run)
    pytest.importorskip("xmlschema").XMLSchema(str(SCHEMAS / "junit-10.xsd")).validate(text)
    suites = ET.fromstring(text)
    assert suites.get("tests") == str(len(run[0].judged)) == str(len(list(suites.iter("testcase"))))
    assert suites.get("failures") == str(run[0].blocking) == str(len(list(suites.iter("failure"))))
    skipped = len(run[0].judged) - len(run[0].counted)
    assert len(list(suites.iter("skipped"))) == skipped


def _check(name: str, document: Any) -> None:
    errors = _validator(name).iter_errors(document)  # pyright: ignore[reportUnknownMemberType]
    assert [error.message for error in errors] == []


@cache
def _validator(name: str) -> Draft4Validator:
    return Draft4Validator(json.loads((SCHEMAS / name).read_text()))
