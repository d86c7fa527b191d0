"""Which rules of level note are judged where nobody wants to see notes."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from terrafence.config import Config, Override
from terrafence.exemptions import Exemption
from terrafence.files import Disk
from terrafence.lint import lint
from terrafence.notes import with_named
from terrafence.syntax.hcl import read_hcl
from terrafence.tags.policy import TagSettings, Weight

NOTE = "aws-rds-backups-go-with-database"
DATABASE = 'resource "aws_db_instance" "db" {\n  engine = "postgres"\n  tags = { Tier = "gold" }\n}\n'
YESTERDAY = (date.today() - timedelta(1)).isoformat()
GOLD = {"Tier": "gold"}


def weight(level: str, *rules: str) -> TagSettings:
    return TagSettings(weights=(Weight(GOLD, "high", level, rules),))


def override(level: str) -> Override:
    return Override(("*.tf",), (), {NOTE: level}, {})


def exception(rule: str) -> Exemption:
    return Exemption("/exceptions.toml", rule, "aws_db_instance.db", "legacy", "*", "", "", YESTERDAY)


@pytest.mark.parametrize(
    ("config", "found"),
    [
        (Config(), False),
        (Config(levels={NOTE: "warn"}), True),
        (Config(levels={NOTE: "note"}), False),
        (Config(path="/terrafence.toml", overrides=(override("note"),)), False),
        (Config(path="/terrafence.toml", overrides=(override("warn"),)), True),
        (Config(tags=weight("warn")), True),
        (Config(tags=weight("")), False),
        (Config(tags=weight("warn", "aws-s3")), False),
        (Config(tags=weight("warn", NOTE)), True),
        (Config(exceptions=(exception("aws-s3-versioning-off"),)), False),
    ],
)
def test_notes_that_may_be_more_are_judged(config: Config, found: bool, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(DATABASE)
    report = lint(Disk(), [str(tmp_path)], config._replace(notes=()))
    assert (NOTE in {it.rule.id for it in report.findings}) is found


@pytest.mark.parametrize("notes", [None, ()])
def test_an_exception_is_said_to_expire_whatever_it_is_for(
    notes: tuple[str, ...] | None, tmp_path: Path
) -> None:
    (tmp_path / "main.tf").write_text(DATABASE)
    report = lint(Disk(), [str(tmp_path)], Config(exceptions=(exception(NOTE),), notes=notes))
    assert "expired-suppression" in {it.rule.id for it in report.findings}


@pytest.mark.parametrize(
    ("comment", "names"),
    [
        ("", ()),
        ("# terrafence:ignore[aws-rds-backups-go] half typed", ()),
        (f"# terrafence:ignore[{NOTE}, nothing] why", (NOTE,)),
        ("# terrafence:ignore[aws-rds-*] why", ("aws-rds-*",)),
        ("#checkov:skip=CKV_AWS_79: why", ("ckv_aws_79",)),
    ],
)
def test_names_in_comments_are_kept(comment: str, names: tuple[str, ...]) -> None:
    file = read_hcl("/main.tf", f"{comment}\n{DATABASE}".encode())
    assert with_named(Config(notes=()), [file]).notes == names
    assert with_named(Config(), [file]).notes is None
