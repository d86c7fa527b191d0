"""Module summaries: which one a call means, what follows from it, and that each is sound."""

import os
import re
from pathlib import Path

import pytest
from provider_schema import SCHEMAS, newest, older
from test_schema import written
from tree import findings, fixed, report, tree

from terrafence.evaluate.plan import static_plan
from terrafence.evaluate.summaries import summary_of
from terrafence.evaluate.workspace import Inputs, load
from terrafence.files import SUMMARIES
from terrafence.finding import Applicability
from terrafence.syntax.read import read

BUCKET = "terraform-aws-modules/s3-bucket/aws"
GITHUB = "github.com/terraform-aws-modules/terraform-aws-s3-bucket"
FILES = sorted(Path(SUMMARIES).rglob("*.tf"))


def _call(*arguments: str, source: str = BUCKET) -> dict[str, str]:
    lines = "".join(f"  {argument}\n" for argument in (f'source = "{source}"', *arguments))
    return {"main.tf": f'module "logs" {{\n{lines}}}\n'}


@pytest.mark.parametrize(
    ("source", "constraint", "version"),
    [
        ("./modules/s3", None, None),
        ("example/s3-bucket/aws", None, None),
        ("example.com/terraform-aws-modules/s3-bucket/aws", None, None),
        (f"{BUCKET}//modules/no-such", None, None),
        (f"{BUCKET}//../../s3-bucket/aws", None, None),
        (f"git::https://{GITHUB}.git?ref=0a1b2c3", None, None),
        (BUCKET, "> 4.0, < 4.0", None),
        (BUCKET, "no version", None),
        (BUCKET, None, "3.9"),
        (f"registry.terraform.io/{BUCKET}", None, "3.9"),
        (BUCKET, "5.8.1", "3.9"),
        (BUCKET, "~> 3.0", "3.9"),
        (BUCKET, ">= 2.0", "3.9"),
        (BUCKET, "> 3.8.2", "3.9"),
        (BUCKET, "!= 3.9", "3.9"),
        (BUCKET, "3.8.2", "0.1"),
        (BUCKET, "~> 3.8.0", "0.1"),
        (BUCKET, "< 3.9", "0.1"),
        (f"git::https://{GITHUB}.git?ref=v3.7.0", None, "0.1"),
        (BUCKET, "0.0.1", "0.0"),
        (f"git@{GITHUB.replace('/', ':', 1)}.git?ref=v4.1.0", None, "3.9"),
        (f"{GITHUB}?depth=1&ref=4.1", None, "3.9"),
        (GITHUB, None, "3.9"),
    ],
)
def test_which_summary(source: str, constraint: str | None, version: str | None) -> None:
    found = summary_of(source, constraint)
    assert (found and Path(found).stem) == version


def test_a_finding_is_at_the_argument() -> None:
    files = _call('acl = "public-read"')
    (found,) = findings(files, "aws-s3-acl-public-read")
    assert (found.path, found.address) == ("/work/main.tf", "module.logs.aws_s3_bucket.this[0]")
    assert files["main.tf"][found.span.start : found.span.end] == '"public-read"'
    assert all(place.path == "/work/main.tf" for place in found.related)


def test_a_default_is_found_at_the_call_and_mended_there() -> None:
    files = _call('version = "3.7.0"')
    (found,) = findings(files, "aws-s3-public-acls-accepted")
    assert files["main.tf"][found.span.start : found.span.end] == 'module "logs"'
    after, outcome = fixed(files, "aws-s3-public-acls-accepted")
    assert not outcome.report.findings
    assert after["main.tf"].splitlines()[-2] == "  block_public_acls = true"


def test_a_newer_version_has_other_defaults() -> None:
    assert not findings(_call('version = "~> 4.0"'), "aws-s3-public-acls-accepted")


def test_what_no_argument_decides_is_only_shown() -> None:
    (found,) = findings(_call(), "aws-s3-tls-not-required")
    assert found.fix is not None
    assert found.fix.applicability is Applicability.DISPLAY


def test_the_report_says_that_a_summary_was_read() -> None:
    (note,) = report(_call()).not_read
    assert note.path == "/work/main.tf"
    assert note.reason.startswith("module.logs: read from a summary")


def test_a_summary_is_no_part_of_a_plan() -> None:
    (root,) = load(tree(_call()), ["/work"], Inputs()).roots
    plan = static_plan(root)
    assert plan["planned_values"] == {"outputs": {}, "root_module": {}}
    assert not plan["resource_changes"]


def test_an_installed_module_is_read_itself() -> None:
    entry = f'{{"Key": "logs", "Source": "{BUCKET}", "Version": "3.7.0", "Dir": ".terraform/modules/logs"}}'
    installed = {
        ".terraform/modules/modules.json": f'{{"Modules": [{entry}]}}',
        ".terraform/modules/logs/main.tf": 'resource "aws_s3_bucket_acl" "own" {\n  acl = "public-read"\n}\n',
    }
    (found,) = findings({**_call(), **installed}, "aws-s3-acl-public-read")
    assert found.address == "module.logs.aws_s3_bucket_acl.own"
    assert not report({**_call(), **installed}).not_read


def test_a_comment_at_the_call_silences_what_is_in_the_module() -> None:
    inside = 'resource "aws_s3_bucket_acl" "a" {\n  bucket = "b"\n  acl    = "public-read"\n}\n'
    call = 'module "one" {\n  source = "./m"\n  # checkov:skip=CKV_AWS_20:a website\n}\n'
    (found,) = findings({"main.tf": call, "m/m.tf": inside}, "aws-s3-acl-public-read")
    assert found.suppressed is not None
    other = 'module "two" {\n  source = "./m"\n}\n'
    (found,) = findings({"main.tf": call + other, "m/m.tf": inside}, "aws-s3-acl-public-read")
    assert found.suppressed is None


def test_an_output_that_no_summary_has_is_unknown() -> None:
    files = _call()
    files["main.tf"] += (
        'resource "aws_s3_bucket_acl" "a" {\n  bucket = "b"\n  acl    = module.logs.anything\n}\n'
    )
    assert not findings(files, "aws-s3-acl-public-read")


@pytest.mark.parametrize("path", FILES, ids=lambda path: os.path.relpath(path, SUMMARIES))
def test_a_summary_is_sound(path: Path) -> None:
    file = read(str(path), path.read_bytes())
    assert not file.problems
    text = path.read_text()
    assert text.startswith("# https://github.com/")
    declared = {block.labels[0] for block in file.body.blocks_of("variable")}
    assert set(re.findall(r"\bvar\.(\w+)", text)) == declared
    local = {name for block in file.body.blocks_of("locals") for name in block.body.attributes}
    assert set(re.findall(r"\blocal\.(\w+)", text)) == local


@pytest.mark.skipif(not SCHEMAS.is_dir(), reason=f"no provider schemas at {SCHEMAS}")
@pytest.mark.parametrize("path", FILES, ids=lambda path: os.path.relpath(path, SUMMARIES))
def test_a_summary_says_only_what_the_provider_has(path: Path) -> None:
    wrong: list[str] = []
    for block in read(str(path), path.read_bytes()).body.blocks_of("resource"):
        kind = block.labels[0]
        schemas = [schema for schema in (newest("aws"), *older("aws")) if schema.knows(kind)]
        for name in (name.replace(".content", "") for name in written(block.body)):
            known = any(schema.find(kind, name) is not None for schema in schemas)
            if (
                not known
                and name.split(".")[0] not in ("count", "for_each", "lifecycle")
                and "dynamic" not in name
            ):
                wrong.append(f"{kind}.{name}")
    assert not wrong
