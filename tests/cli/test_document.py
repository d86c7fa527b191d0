"""The JSON contract."""

import json
from typing import Any

import pytest
from fake_reports import HOME, finding, outcome, report, span_of

from terrafence.finding import Error, NotRead, Place, Suppressed, Undecided
from terrafence.fix import Fixed
from terrafence.text import Span
from terrafence_hooks.outcome import Outcome
from terrafence_hooks.places import Places
from terrafence_hooks.report.document import render
from terrafence_hooks.report.material import Material
from terrafence_hooks.report.text import Look
from terrafence_hooks.terminal import Paint


def document(
    made: Outcome, undecided: bool = False, statistics: bool = False, fixed: Fixed | None = None
) -> dict[str, Any]:
    look = Look(Places(made.report.files, HOME), 100, Paint(False), undecided=undecided)
    return json.loads(render(Material(made, look, HOME, statistics=statistics, fixed=fixed)))


def test_nothing_found() -> None:
    assert document(outcome(report())) == {
        "version": 1,
        "findings": [],
        "errors": [],
        "not_read": [],
        "summary": {
            "files": 1,
            "not_read": 0,
            "resources": 1,
            "findings": 0,
            "blocking": 0,
            "suppressed": 0,
            "unchanged": 0,
            "fixable": 0,
            "fixable_unsafe": 0,
            "undecided": 0,
            "uncalled": 0,
        },
    }


def test_a_finding_in_full() -> None:
    origin = Place(f"{HOME}/storage.tf", span_of(b"# wide"), 'variable "name"')
    made = outcome(report([finding()._replace(origin=origin, related=(origin,))]))
    wide = {"start": {"line": 7, "character": 18}, "end": {"line": 7, "character": 24}}
    place = {"path": "storage.tf", "range": wide, "message": 'variable "name"'}
    flagged = {"start": {"line": 3, "character": 2}, "end": {"line": 3, "character": 21}}
    assert document(made)["findings"] == [
        {
            "rule_id": "aws-s3-acl-public",
            "aliases": ["CKV_AWS_20"],
            "severity": "high",
            "level": "block",
            "message": "The bucket is public: `acl` is `public-read`.",
            "path": "storage.tf",
            "range": flagged,
            "resource": "aws_s3_bucket.receipts",
            "instances": ["aws_s3_bucket.receipts"],
            "environments": [],
            "owner": "",
            "origin": place,
            "related": [place],
            "fix": {
                "title": "Set `acl` to `private`",
                "applicability": "safe",
                "edits": [{"path": "storage.tf", "range": flagged, "new_text": 'acl = "private"'}],
            },
            "fingerprint": made.judged[0].finding.fingerprint,
            "state": None,
            "unprotects": False,
            "suppressed": False,
            "suppression": None,
        }
    ]


def test_a_suppressed_finding_is_there_and_marked() -> None:
    silenced = finding(suppressed=Suppressed(f"{HOME}/storage.tf", Span(0, 8), "on purpose"))
    made = document(outcome(report([silenced])))
    assert made["findings"][0]["suppressed"] is True
    assert made["findings"][0]["suppression"]["reason"] == "on purpose"
    assert made["summary"] | {"findings": 0, "blocking": 0, "suppressed": 1} == made["summary"]


def test_errors_and_what_was_not_read_are_told() -> None:
    made = document(
        outcome(
            report(
                errors=[Error(f"{HOME}/x.tf", "permission denied")],
                not_read=[NotRead(f"{HOME}/.terraform/modules/vpc", "run terraform init")],
            )
        )
    )
    assert made["errors"] == [{"path": "x.tf", "message": "permission denied"}]
    assert made["not_read"] == [{"path": ".terraform/modules/vpc", "reason": "run terraform init"}]


@pytest.mark.parametrize("wanted", [False, True])
def test_undecided_on_request(wanted: bool) -> None:
    unsure = Undecided("aws-x", "aws_y.z", f"{HOME}/storage.tf", "known after apply")
    made = document(outcome(report(undecided=[unsure])), undecided=wanted)
    shown = {"rule_id": "aws-x", "resource": "aws_y.z", "path": "storage.tf", "reason": "known after apply"}
    assert made.get("undecided") == ([shown] if wanted else None)
    assert made["summary"]["undecided"] == 1


def test_statistics_on_request() -> None:
    made = document(outcome(report([finding()])), statistics=True)
    assert made["statistics"] == [
        {
            "rule_id": "aws-s3-acl-public",
            "severity": "high",
            "findings": 1,
            "blocking": 1,
            "fixable": 1,
            "fixable_unsafe": 0,
        }
    ]


def test_what_was_fixed() -> None:
    made = outcome(report([finding()]))
    fixed = Fixed({f"{HOME}/storage.tf": b""}, (finding(),), ((finding(), "no reason"),), made.report)
    brief = {
        "rule_id": "aws-s3-acl-public",
        "path": "storage.tf",
        "resource": "aws_s3_bucket.receipts",
        "title": "Set `acl` to `private`",
    }
    shown = document(made, fixed=fixed)
    assert shown["changed"] == ["storage.tf"]
    assert shown["fixed"] == [brief]
    assert shown["refused"] == [brief | {"reason": "no reason"}]


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/repo/a/main.tf", "a/main.tf"),
        ("/repo/main.tf", "main.tf"),
        ("/repository/main.tf", "/repository/main.tf"),
        ("/main.tf", "/main.tf"),
        ("/repo", "."),
        ("/repo/\udcff.tf", "\udcff.tf"),
    ],
)
def test_paths_as_seen_from_here(path: str, shown: str) -> None:
    assert Places({}, HOME).shown(path) == shown


def test_paths_as_seen_from_elsewhere() -> None:
    assert Places({}, "/").shown("/repo/main.tf") == "repo/main.tf"
    assert Places({}, "/home/ann/work/api").shown("/home/ann/work/infra/main.tf") == "../infra/main.tf"
