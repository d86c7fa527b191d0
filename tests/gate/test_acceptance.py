"""Comments and central exceptions: on what terms they hold, and what is said about those that do not."""

from datetime import date, timedelta

import pytest
from gate_samples import PUBLIC, VARIABLE, acl, bucket, call, guard
from repository import Git, Said

TODAY = date.today()
PAST, LONG_AGO, SOON = (str(TODAY + timedelta(days)) for days in (-3, -60, 20))
SELECT = """select = [
  "aws-s3-acl-public-read", "aws-s3-public-access-block-missing",
  "unused-suppression", "expired-suppression", "suppression-reason-missing",
]
"""
POLICY = "\n[suppressions]\n"


def ignore(*words: str) -> str:
    return " ".join((f"# terrafence:ignore[{PUBLIC}]", *words)) + "\n"


def judged(git: Git, text: str, policy: str = "", **more: str) -> Said:
    files = {name.replace("__", "/") + ".tf": content for name, content in more.items()}
    git.write({"main.tf": text, "terrafence.toml": SELECT + policy, **files})
    return git.terrafence("check", "--format", "json")


def findings(said: Said) -> list[tuple[str, str]]:
    """Rule and level of what is not silenced."""
    items = said.document["findings"]
    return [(item["rule_id"], item["level"]) for item in items if not item["suppressed"]]


FOUND, UNUSED = (PUBLIC, "block"), ("unused-suppression", "warn")
BARE = ("suppression-reason-missing", "warn")
WARNS, BLOCKS = ("expired-suppression", "warn"), ("expired-suppression", "block")
REASON = POLICY + "require-reason = true"


@pytest.mark.parametrize(
    ("text", "policy", "outcome"),
    [
        (ignore("a site") + acl("a"), "", []),
        (ignore() + acl("a"), "", []),
        (ignore() + acl("a"), REASON, [FOUND, BARE]),
        (ignore("owner=ops") + acl("a"), REASON, [FOUND, BARE]),
        (ignore("a site") + acl("a"), REASON, []),
        (ignore("a site until", SOON) + acl("a"), "", []),
        (ignore("a site until", PAST) + acl("a"), "", [WARNS]),
        (ignore("a site until", LONG_AGO) + acl("a"), "", [BLOCKS, FOUND]),
        (ignore("a site until", PAST) + acl("a"), POLICY + "grace-days = 0", [BLOCKS, FOUND]),
        (ignore("a site") + acl("a", '"private"'), "", [UNUSED]),
        (ignore("a site") + VARIABLE, "", [UNUSED]),
        (ignore("a site") + 'variable "acl" {}\n' + acl("a", "var.acl"), "", []),
        ("# terrafence:ignore[aws-s3-acl-publik-read] a site\n" + acl("a"), "", [UNUSED, FOUND]),
        ("# terrafence:ignore[aws-rds-backups-off] not run here\n" + VARIABLE, "", []),
        (f"#trivy:ignore:{PUBLIC}\n" + VARIABLE, "", []),
        (ignore("a site") + acl("a"), POLICY + f'non-suppressible = ["{PUBLIC}"]', [UNUSED, FOUND]),
        (ignore("a site") + acl("a"), POLICY + 'non-suppressible = ["aws-s3"]', [UNUSED, FOUND]),
        (ignore("a site") + acl("a"), POLICY + 'non-suppressible = ["aws-rds"]', []),
    ],
)  # fmt: skip
def test_comments(git: Git, text: str, policy: str, outcome: list[tuple[str, str]]) -> None:
    assert sorted(findings(judged(git, text, policy))) == sorted(outcome)


@pytest.mark.parametrize(
    ("comment", "kept"),
    [
        (ignore("a site"), ""),
        ("  " + ignore("a site").replace("\n", "\r\n"), ""),
        ("locals {} " + ignore("a site"), "locals {}\n"),
    ],
)
def test_an_unused_comment_is_removed_on_request(git: Git, comment: str, kept: str) -> None:
    git.write({"terrafence.toml": SELECT})
    (git.path / "main.tf").write_bytes((comment + VARIABLE).encode())
    assert git.terrafence("fix").code == 0
    assert (git.path / "main.tf").read_bytes() == (comment + VARIABLE).encode()
    git.terrafence("fix", "--unsafe-fixes")
    assert (git.path / "main.tf").read_bytes() == (kept + VARIABLE).encode()


def test_an_unused_name_is_taken_out_of_the_comment(git: Git) -> None:
    both = f"# terrafence:ignore[aws-s3-public-access-block-missing, {PUBLIC}] a site\n"
    git.write({"terrafence.toml": SELECT, "main.tf": both + acl("a")})
    git.terrafence("fix", "--unsafe-fixes")
    assert (git.path / "main.tf").read_text() == ignore("a site") + acl("a")


def test_above_a_module_block_it_covers_what_the_module_makes(git: Git) -> None:
    called = call("m", "./m")
    assert findings(judged(git, ignore("a site") + called, m__main=acl("a"))) == []
    two = ignore("a site") + called + call("n", "./m")
    assert findings(judged(git, two, m__main=acl("a"))) == [FOUND]
    nested = {"m__main": call("inner", "../inner"), "inner__main": acl("a")}
    assert findings(judged(git, ignore("a site") + called, **nested)) == []


# ---------------------------------------------------------------- the central file

ENTRY = f'[[exception]]\nrule = "{PUBLIC}"\naddress = "{{}}"\nreason = "a site"\n'


def central(git: Git, entries: str, **more: str) -> Said:
    git.write({"accepted.toml": entries})
    return judged(git, acl("a") + acl("b"), 'exceptions = "accepted.toml"\n', **more)


@pytest.mark.parametrize(
    ("entries", "outcome"),
    [
        ("", [FOUND, FOUND]),
        (ENTRY.format("aws_s3_bucket_acl.a"), [FOUND]),
        (ENTRY.format("aws_s3_bucket_acl.*"), []),
        (ENTRY.format("*"), []),
        (ENTRY.format("*") + 'root = "live*"', [FOUND, FOUND]),
        (ENTRY.format("*") + 'root = ""', []),
        (ENTRY.format("*") + f"until = {SOON}", []),
        (ENTRY.format("*") + f"until = {PAST}", [WARNS]),
        (ENTRY.format("*") + f"until = {LONG_AGO}", [FOUND, FOUND]),
        (ENTRY.format("*").replace(PUBLIC, "aws-rds"), [FOUND, FOUND]),
    ],
)
def test_exceptions(git: Git, entries: str, outcome: list[tuple[str, str]]) -> None:
    assert sorted(findings(central(git, entries))) == sorted(outcome)


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ('[[exception]]\nrule = "aws-s3"\naddress = "*"', 'accepted.toml:1: "exception" lacks "reason"'),
        (ENTRY.format("*") + "until = 3", 'accepted.toml:5: "until" must be a date'),
        (ENTRY.format("*") + "ownr = 3", 'accepted.toml:5: unknown setting "ownr"; did you mean "owner"?'),
        (ENTRY.format("*").replace(PUBLIC, "aws-s4"), 'accepted.toml:2: there is no rule "aws-s4"'),
        ("[[exception", "accepted.toml:1: is not valid TOML"),
    ],
)
def test_exceptions_that_cannot_be_understood(git: Git, entries: str, message: str) -> None:
    said = central(git, entries)
    assert (said.code, message in said.err) == (2, True), said.err


def test_exceptions_of_the_change_do_not_judge_it(git: Git) -> None:
    toml = SELECT + 'exceptions = "accepted.toml"\n'
    git.commit({"main.tf": VARIABLE, "terrafence.toml": toml, "accepted.toml": ""})
    git.stage({"main.tf": acl("a"), "accepted.toml": ENTRY.format("*")})
    said = git.staged()
    assert said.code == 1
    assert said.document["gate"]["loosened"] == [f"accepted.toml gains an exception: {PUBLIC} for *"]
    git.commit({"main.tf": VARIABLE})
    git.stage({"main.tf": acl("a")})
    assert git.staged().code == 0


@pytest.mark.parametrize("until", [PAST, LONG_AGO])
def test_expiry_never_blocks_a_commit_that_does_not_touch_it(git: Git, until: str) -> None:
    git.commit({"main.tf": ignore("a site until", until) + acl("a"), "terrafence.toml": SELECT})
    git.stage({"more.tf": bucket("x") + guard("x")})
    said = git.staged()
    assert (said.code, said.new) == (0, [])


@pytest.mark.parametrize("until", [PAST, LONG_AGO])
def test_nor_does_that_of_a_central_exception(git: Git, until: str) -> None:
    toml = SELECT + 'exceptions = "accepted.toml"\n'
    git.commit(
        {
            "main.tf": acl("a"),
            "terrafence.toml": toml,
            "accepted.toml": ENTRY.format("*") + f"until = {until}",
        }
    )
    git.stage({"main.tf": acl("a") + "# x\n", "more.tf": bucket("x") + guard("x")})
    said = git.staged()
    assert (said.code, said.new) == (0, [])
    git.stage({"more.tf": acl("b")})
    expected = [] if until == PAST else [f"{PUBLIC} aws_s3_bucket_acl.b"]
    assert git.staged().new == expected


@pytest.mark.parametrize(("until", "code"), [(LONG_AGO, 1), (PAST, 0), (SOON, 0)])
def test_a_commit_that_touches_it_has_to_say_until_when(git: Git, until: str, code: int) -> None:
    text = ignore("a site until 2020-01-01") + acl("a")
    git.commit({"main.tf": text, "terrafence.toml": SELECT})
    git.stage({"main.tf": text.replace("2020-01-01", until)})
    said = git.staged()
    assert (said.code, said.new) == (code, ["expired-suppression "] if until != SOON else [])


def test_a_longer_exception_is_loosening(git: Git) -> None:
    toml = SELECT + 'exceptions = "accepted.toml"\n'
    entry = ENTRY.format("*") + "until = {}\n"
    git.commit({"main.tf": acl("a"), "terrafence.toml": toml, "accepted.toml": entry.format(SOON)})
    git.stage({"accepted.toml": entry.format("2099-01-01")})
    said = git.staged()
    assert said.document["gate"]["loosened"] == [f"accepted.toml gains an exception: {PUBLIC} for *"]


def test_what_is_wrong_with_an_acceptance_has_a_fix(git: Git) -> None:
    comments = ignore("a site") + ignore() + ignore("over until", LONG_AGO)
    git.write({"main.tf": comments + VARIABLE, "terrafence.toml": SELECT + REASON})
    found = git.terrafence("check", "--format", "json").document["findings"]
    assert [(item["rule_id"], item["fix"]["title"]) for item in found] == [
        ("unused-suppression", "Remove the comment"),
        ("suppression-reason-missing", "Write why behind the bracket"),
        ("expired-suppression", "Remove the comment"),
    ]


# ---------------------------------------------------------------- commands


def test_what_is_accepted_is_listed(git: Git) -> None:
    comment = ignore("a site until", SOON, "owner=web ticket: WEB-1")
    central(git, ENTRY.format("*") + 'owner = "ops"\n')
    git.write({"main.tf": comment + acl("a")})
    listed = git.terrafence("exceptions").out
    assert listed == (
        f"{SOON}  main.tf:1:1: {PUBLIC} owner web ticket WEB-1 because: a site\n"
        f"no date     accepted.toml: {PUBLIC} for * owner ops because: a site\n"
        "2 accepted\n"
    )
    assert git.terrafence("exceptions", "--expiring", "30d").out.endswith("\n1 accepted\n")
    assert git.terrafence("exceptions", "--expiring", "19").out == "0 accepted\n"
    assert len(git.terrafence("exceptions", "--format", "json").document["exceptions"]) == 2


def test_comments_are_written_for_what_is_found(git: Git) -> None:
    git.write(
        {"main.tf": acl("a"), "sub/main.tf": acl("b"), "broken.tf": "resource {", "terrafence.toml": SELECT}
    )
    said = git.terrafence("check", "--add-ignore", "a site")
    assert said.code == 1
    assert said.out.startswith("Accepted 2 findings in 2 files: a site\nbroken.tf:1:1")
    assert f"  # terrafence:ignore[{PUBLIC}] a site\n  acl " in (git.path / "sub/main.tf").read_text()
    (git.path / "broken.tf").unlink()
    assert git.terrafence("check").code == 0


def test_comments_are_written_for_what_a_change_brings(git: Git) -> None:
    git.commit({"main.tf": acl("a"), "terrafence.toml": SELECT})
    git.write({"main.tf": acl("a") + acl("b")})
    assert git.terrafence("check", "--diff-base", "HEAD", "--add-ignore", "a site").code == 0
    text = (git.path / "main.tf").read_text()
    assert (text.startswith(acl("a")), text.count("terrafence:ignore")) == (True, 1)


def test_comments_overwrite_nothing_that_was_not_judged(git: Git) -> None:
    git.commit({"main.tf": VARIABLE, "terrafence.toml": SELECT})
    git.stage({"main.tf": acl("a")})
    git.write({"main.tf": acl("a") + "# not staged\n"})
    said = git.terrafence("check", "--staged", "--add-ignore", "a site")
    assert (said.code, said.out, "main.tf: is not as it was judged" in said.err) == (2, "", True)
    assert (git.path / "main.tf").read_text() == acl("a") + "# not staged\n"
