"""What is new: a fix that only what runs has at stake is safe there, and nowhere else."""

from contextlib import closing
from pathlib import Path

import pytest
from repository import Git

from terrafence.config import Config
from terrafence.files import Disk
from terrafence.finding import Applicability
from terrafence.lint import lint
from terrafence.novelty import Heads, Novelty

RULE = "aws-ec2-volume-unencrypted"
SELECT = ("--select", RULE, "--isolated")
CONFIG = Config(select=(RULE,))


def volume(name: str, inside: str = "encrypted = false") -> str:
    """A volume that is not encrypted; what encrypts it takes its place."""
    return f'resource "aws_ebs_volume" "{name}" {{\n  {inside}\n}}\n'


def move(old: str, new: str) -> str:
    return f"moved {{\n  from = {old}\n  to   = {new}\n}}\n"


def take(address: str) -> str:
    return f'import {{\n  to = {address}\n  id = "vol-1"\n}}\n'


def call(name: str, inside: str = "") -> str:
    return f'module "{name}" {{\n  source = "./disk"\n{inside}}}\n'


NEW = volume("new")
FOREACH = 'for_each  = toset(["a"])\n  encrypted = false'
FROM_VARIABLE = volume("new", "encrypted = var.encrypted")
VARIABLE = 'variable "encrypted" {\n  default = false\n}\n'
BROKEN_MOVE = "moved {\n  from = aws_ebs_volume.old\n  to = = aws_ebs_volume.new\n}\n"
JSON = '{"resource": {"aws_ebs_volume": {"new": {"encrypted": false}}}}\n'
JSON_MOVE = '{"moved": [{"from": "aws_ebs_volume.old", "to": "aws_ebs_volume.new"}]}\n'

NOT_NEW: dict[str, tuple[dict[str, str], dict[str, str | None]]] = {
    "in the commit": ({"a.tf": NEW}, {"b.tf": VARIABLE}),
    "in another file of the commit": ({"a.tf": NEW}, {"a.tf": "", "b.tf": NEW}),
    "in a file that does not parse": ({"a.tf": NEW.replace("= false", "= = false")}, {"a.tf": NEW}),
    "in JSON": ({"a.tf.json": JSON}, {"a.tf.json": None, "b.tf": NEW}),
    "JSON in the commit": ({"a.tf.json": JSON}, {"b.tf": VARIABLE}),
    "a renamed file": ({"a.tf": NEW}, {"a.tf": None, "b.tf": NEW}),
    "a renamed directory": ({"a/m.tf": NEW}, {"a/m.tf": None, "b/m.tf": NEW}),
    "a file of another directory": ({"a/m.tf": NEW, "a/n.tf": ""}, {"a/m.tf": None, "b.tf": NEW}),
    "moved": ({"a.tf": volume("old")}, {"a.tf": NEW + move("aws_ebs_volume.old", "aws_ebs_volume.new")}),
    "moved in JSON": ({"a.tf": volume("old")}, {"a.tf": NEW, "m.tf.json": JSON_MOVE}),
    "moved, an instance": (
        {"a.tf": volume("old")},
        {"a.tf": volume("new", FOREACH) + move("aws_ebs_volume.old", 'aws_ebs_volume.new["a"]')},
    ),
    "moved into a module": (
        {"a.tf": volume("old")},
        {
            "a.tf": call("disk") + move("aws_ebs_volume.old", "module.disk.aws_ebs_volume.new"),
            "disk/a.tf": NEW,
        },
    ),
    "in a module that was moved": (
        {},
        {"a.tf": call("disk") + move("module.old", "module.disk"), "disk/a.tf": NEW},
    ),
    "moved inside its module": (
        {"a.tf": call("disk"), "disk/a.tf": volume("old")},
        {"disk/a.tf": NEW + move("aws_ebs_volume.old", "aws_ebs_volume.new")},
    ),
    "a moved block that does not parse": ({}, {"a.tf": NEW, "b.tf": BROKEN_MOVE}),
    "imported": ({}, {"a.tf": NEW + take("aws_ebs_volume.new")}),
    "imported by an instance": (
        {},
        {"a.tf": volume("new", FOREACH) + take('aws_ebs_volume.new["a"]')},
    ),
    "imported into one of two modules": (
        {},
        {
            "a.tf": call("one") + call("two") + take("module.two.aws_ebs_volume.new"),
            "disk/a.tf": NEW,
        },
    ),
    "a variable that was there": ({"v.tf": VARIABLE}, {"a.tf": FROM_VARIABLE}),
    "a variable that two read": (
        {},
        {"a.tf": VARIABLE + FROM_VARIABLE + volume("two", "encrypted = var.encrypted")},
    ),
    "an argument of a call that was there": (
        {"a.tf": call("disk", "  encrypted = false\n"), "disk/v.tf": VARIABLE},
        {"disk/a.tf": FROM_VARIABLE},
    ),
    "a line of a variables file": (
        {"v.tf": VARIABLE},
        {"a.tf": FROM_VARIABLE, "terraform.tfvars": "encrypted = false\n"},
    ),
}

IS_NEW: dict[str, tuple[dict[str, str], dict[str, str | None]]] = {
    "a block": ({"a.tf": volume("old")}, {"a.tf": volume("old") + NEW}),
    "a block in another directory": ({"a/m.tf": NEW.replace("= false", "= true")}, {"b/m.tf": NEW}),
    "another type of this name": ({"a.tf": 'resource "aws_kms_key" "new" {}\n'}, {"b.tf": NEW}),
    "a data source of this name": ({"a.tf": NEW.replace("resource", "data")}, {"a.tf": NEW}),
    "JSON": ({"a.tf.json": JSON.replace("new", "old")}, {"a.tf.json": JSON}),
    "a variable of its own": ({}, {"a.tf": VARIABLE + FROM_VARIABLE}),
    "another resource is moved": (
        {"a.tf": volume("x")},
        {"a.tf": volume("y") + NEW + move("aws_ebs_volume.x", "aws_ebs_volume.y")},
    ),
    "a call that is new too": (
        {},
        {"a.tf": call("disk", "  encrypted = false\n"), "disk/a.tf": VARIABLE + FROM_VARIABLE},
    ),
    "a file of other things is gone": ({"a.tf": volume("old")}, {"a.tf": None, "b.tf": NEW}),
}


def lay(git: Git, before: dict[str, str], after: dict[str, str | None]) -> None:
    git.commit(before)
    git.write({name: text for name, text in after.items() if text is not None})
    for name, text in after.items():
        if text is None:
            (git.path / name).unlink()


def found(git: Git, *arguments: str) -> set[tuple[str, bool, bool]]:
    """The applicability of every fix for the volume, and what its message and title say of replacing it."""
    said = git.terrafence("check", "--format", "json", "--exit-zero", *SELECT, *arguments)
    assert said.code == 0, said
    findings = [item for item in said.document["findings"] if ".new" in item["resource"]]
    assert findings
    return {
        (item["fix"]["applicability"], "replaces" in item["message"], "replaces" in item["fix"]["title"])
        for item in findings
    }


SAFE, UNSAFE = {("safe", False, False)}, {("unsafe", True, True)}


@pytest.mark.parametrize(("before", "after"), NOT_NEW.values(), ids=NOT_NEW)
def test_what_is_not_new(git: Git, before: dict[str, str], after: dict[str, str | None]) -> None:
    lay(git, before, after)
    assert found(git) == UNSAFE
    assert found(git, "--diff-base", "HEAD") == UNSAFE


@pytest.mark.parametrize(("before", "after"), IS_NEW.values(), ids=IS_NEW)
def test_what_is_new(git: Git, before: dict[str, str], after: dict[str, str | None]) -> None:
    lay(git, before, after)
    assert found(git) == SAFE
    assert found(git, "--diff-base", "HEAD") == SAFE
    git("add", "-A")
    assert found(git, "--staged") == SAFE


BUCKET = 'resource "aws_s3_bucket" "new" {\n  bucket = "acme"\n}\n'
WEBSITE = 'resource "aws_s3_bucket_website_configuration" "new" {\n  bucket = aws_s3_bucket.new.id\n}\n'


def acl(bucket: str) -> str:
    return f'resource "aws_s3_bucket_acl" "new" {{\n  bucket = {bucket}\n  acl    = "public-read"\n}}\n'


GROUP = (
    'resource "aws_db_parameter_group" "new" {\n  family = "postgres17"\n\n'
    '  parameter {\n    name  = "rds.force_ssl"\n    value = "0"\n  }\n}\n'
)
TLS = "aws-rds-tls-not-required"
DATABASE = 'resource "aws_db_instance" "one" {\n  parameter_group_name = aws_db_parameter_group.new.name\n}\n'
PARTS = "aws-elasticache-subnet-group-default"
CACHE = 'resource "aws_elasticache_cluster" "new" {\n  cluster_id = "new"\n  engine     = "memcached"\n}\n'
SUBNETS = 'resource "aws_elasticache_subnet_group" "one" {\n  name = "one"\n}\n'
ELSEWHERE = "}\n\n" + 'provider "aws" {\n  alias = "west"\n}\n'
POLICY = (
    'resource "aws_s3_bucket_policy" "new" {\n  bucket = aws_s3_bucket.new.id\n  policy = jsonencode({\n'
    '    Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:PutObject", Resource = "*" }]\n'
    "  })\n}\n"
)
WRITE = "aws-s3-policy-public-write"
SSH = "aws-vpc-ssh-open-to-world"
VPC = 'resource "aws_vpc" "main" {\n  cidr_block = "172.31.0.0/16"\n}\n'
WATCH = "aws-vpc-flow-log-of-nothing"
WATCHER = 'resource "aws_flow_log" "main" {\n  log_destination = "arn:aws:s3:::logs"\n}\n'
GLUE = "aws-glue-configuration-without-encryption"
BOOKMARKS = """resource "aws_glue_security_configuration" "new" {
  name = "new"
  encryption_configuration {
    cloudwatch_encryption {
      cloudwatch_encryption_mode = "SSE-KMS"
      kms_key_arn                = "arn:aws:kms:eu-west-1:111122223333:key/logs"
    }
    job_bookmarks_encryption {
      job_bookmarks_encryption_mode = "DISABLED"
    }
    s3_encryption {
      s3_encryption_mode = "SSE-S3"
    }
  }
}
"""
SIGNING_KEY = 'resource "aws_kms_key" "sign" {\n  key_usage = "SIGN_VERIFY"\n}\n'
CHILD = 'module "child" {\n  source = "./child"\n}\n'
OUTPUT = 'output "group" {\n  value = aws_db_parameter_group.new.name\n}\n'


def given(value: str) -> str:
    """A module that cannot be read, and what it is given."""
    return f'module "unread" {{\n  source = "x/y/z"\n  group  = {value}\n}}\n'


def shell(network: str, source: str = 'cidr_blocks = ["0.0.0.0/0"]') -> str:
    ports = '    from_port = 22\n    to_port = 22\n    protocol = "tcp"\n'
    ingress = f"  ingress {{\n{ports}    {source}\n  }}\n"
    return f'resource "aws_security_group" "new" {{\n  vpc_id = {network}\n{ingress}}}\n'


@pytest.mark.parametrize(
    ("rule", "before", "after", "safe"),
    [
        (SSH, {}, {"a.tf": VPC + shell("aws_vpc.main.id")}, True),
        (SSH, {"b.tf": VPC}, {"a.tf": shell("aws_vpc.main.id")}, True),
        (SSH, {"a.tf": shell("aws_vpc.main.id")}, {"b.tf": VPC}, False),
        (SSH, {}, {"a.tf": VPC + shell("var.network")}, False),
        (SSH, {}, {"a.tf": VPC + shell('"vpc-1"')}, False),
        (SSH, {}, {"a.tf": VPC + shell("aws_vpc.main.id", 'ipv6_cidr_blocks = ["::/0"]')}, False),
        (
            SSH,
            {},
            {
                "a.tf": VPC + shell("aws_vpc.main.id", "cidr_blocks = var.sources"),
                "v.tf": 'variable "sources" {\n  default = ["0.0.0.0/0"]\n}\n',
            },
            False,
        ),
        (TLS, {}, {"a.tf": GROUP}, True),
        (TLS, {}, {"a.tf": GROUP + DATABASE}, True),
        (TLS, {"b.tf": DATABASE.replace("aws_db_parameter_group.new.name", '"old"')}, {"a.tf": GROUP}, True),
        (TLS, {"b.tf": DATABASE}, {"a.tf": GROUP}, False),
        (TLS, {}, {"a.tf": GROUP + given("aws_db_parameter_group.new.id")}, False),
        (
            TLS,
            {},
            {"a.tf": GROUP + given("local.it") + "locals {\n  it = aws_db_parameter_group.new.id\n}\n"},
            False,
        ),
        (TLS, {}, {"a.tf": GROUP + given('"new"')}, False),
        (TLS, {}, {"a.tf": given("module.child.group") + CHILD, "child/a.tf": GROUP + OUTPUT}, False),
        (TLS, {}, {"a.tf": CHILD, "child/a.tf": GROUP + OUTPUT}, True),
        (WATCH, {}, {"a.tf": WATCHER + VPC}, False),
        (GLUE, {}, {"a.tf": BOOKMARKS + SIGNING_KEY}, False),
        (WRITE, {"a.tf": BUCKET}, {"b.tf": POLICY}, False),
        (WRITE, {}, {"b.tf": POLICY.replace("aws_s3_bucket.new.id", '"elsewhere"')}, False),
        (WRITE, {}, {"a.tf": BUCKET, "b.tf": POLICY}, True),
        (WRITE, {}, {"a.tf": BUCKET + WEBSITE, "b.tf": POLICY}, False),
        (PARTS, {}, {"a.tf": CACHE + SUBNETS}, True),
        (PARTS, {"b.tf": SUBNETS}, {"a.tf": CACHE}, True),
        (PARTS, {}, {"a.tf": CACHE + SUBNETS.replace("one", "new")}, True),
        (PARTS, {}, {"a.tf": CACHE + SUBNETS + SUBNETS.replace("one", "two")}, False),
        (PARTS, {}, {"a.tf": CACHE + SUBNETS + SUBNETS.replace("one", "new")}, False),
        (PARTS, {}, {"a.tf": CACHE + SUBNETS.replace("}\n", "  provider = aws.west\n" + ELSEWHERE)}, False),
        (PARTS, {}, {"a.tf": CACHE + SUBNETS.replace("}\n", '  region = "eu-west-3"\n}\n')}, False),
        ("aws-s3-acl-public-read", {"a.tf": BUCKET}, {"b.tf": acl("aws_s3_bucket.new.id")}, False),
        ("aws-s3-acl-public-read", {}, {"b.tf": acl('"somewhere-else"')}, False),
        ("aws-s3-acl-public-read", {}, {"b.tf": acl("var.bucket")}, False),
        ("aws-s3-acl-public-read", {}, {"a.tf": BUCKET, "b.tf": acl("aws_s3_bucket.new.id")}, True),
        ("aws-s3-acl-public-read", {}, {"a.tf": BUCKET, "b.tf": acl('"acme"')}, True),
        ("aws-s3-tls-not-required", {"a.tf": BUCKET}, {}, False),
        ("aws-s3-tls-not-required", {}, {"a.tf": BUCKET + WEBSITE}, False),
        ("aws-s3-tls-not-required", {}, {"a.tf": BUCKET.replace("}", "  website {}\n}")}, False),
        ("aws-s3-tls-not-required", {}, {"a.tf": BUCKET}, True),
    ],
)
def test_what_a_fix_has_at_stake_besides(
    git: Git, rule: str, before: dict[str, str], after: dict[str, str | None], safe: bool
) -> None:
    git.commit({**before, "x.tf": ""})
    git.write({name: text for name, text in after.items() if text is not None})
    said = git.terrafence("check", "--format", "json", "--exit-zero", "--select", rule, "--isolated")
    assert [item["fix"]["applicability"] for item in said.document["findings"]] == [
        "safe" if safe else "unsafe"
    ]


def test_what_is_open_to_the_world_is_closed_to_its_own_network(git: Git) -> None:
    git.stage({"a.tf": VPC + shell("aws_vpc.main.id")})
    git.terrafence("fix", "--select", SSH, "--isolated")
    assert "cidr_blocks = [aws_vpc.main.cidr_block]" in (git.path / "a.tf").read_text()


def test_what_has_another_name_is_picked_no_sooner(git: Git) -> None:
    git.stage({"a.tf": WATCHER + VPC + VPC.replace("main", "other")})
    git.terrafence("fix", "--unsafe-fixes", "--select", WATCH, "--isolated")
    assert " = aws_vpc.main.id" in (git.path / "a.tf").read_text()


def test_what_git_ignores_is_of_no_age(git: Git) -> None:
    git.commit({".gitignore": "a.tf\n"})
    git.write({"a.tf": NEW})
    assert found(git, "a.tf") == UNSAFE


def test_outside_of_a_repository_nothing_is_new(git: Git) -> None:
    (git.path / ".git").rename(git.path / "not.git")
    git.write({"a.tf": NEW})
    assert found(git) == UNSAFE


def test_in_a_repository_that_git_cannot_read_nothing_is_new(git: Git) -> None:
    (git.path / ".git" / "HEAD").write_text("nonsense")
    git.write({"a.tf": NEW})
    assert found(git) == UNSAFE


def test_without_git_nothing_is_new(git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    git.write({"a.tf": NEW})
    monkeypatch.setenv("PATH", "")
    assert found(git) == UNSAFE


def test_where_the_last_commit_is_missing_nothing_is_new(git: Git) -> None:
    git.commit()
    (git.path / ".git" / "refs" / "heads" / "main").write_text(f"{'1' * 40}\n")
    git.write({"a.tf": NEW})
    assert found(git) == UNSAFE


def test_where_a_blob_is_missing_nothing_is_new(git: Git) -> None:
    git.commit({"b.tf": VARIABLE})
    name = git("rev-parse", "HEAD:b.tf").strip()
    (git.path / ".git" / "objects" / name[:2] / name[2:]).unlink()
    git.write({"a.tf": NEW})
    assert found(git) == UNSAFE


def test_where_git_was_told_to_look_elsewhere_nothing_is_new(
    git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git.commit({"a.tf": NEW})
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other"))
    git("init", "-q", "--bare", str(tmp_path / "other"))
    assert found(git) == UNSAFE
    monkeypatch.setenv("GIT_DIR", ".git")
    git.write({"a.tf": "", "b.tf": volume("new2")})
    assert found(git) == SAFE


def test_before_the_first_commit_everything_is_new(git: Git) -> None:
    git.stage({"a.tf": NEW})
    assert found(git) == found(git, "--staged") == SAFE


def test_in_a_merge_both_sides_count(git: Git) -> None:
    git.commit({"a.tf": VARIABLE})
    git("checkout", "-q", "-b", "side")
    git.commit({"b.tf": NEW})
    git("checkout", "-q", "main")
    git.commit({"c.tf": volume("old")})
    git("merge", "-q", "--no-commit", "side")
    assert found(git) == UNSAFE
    git.stage({"d.tf": VARIABLE.replace("encrypted", "other")})
    assert not git.staged(*SELECT).new


def test_against_a_branch_what_it_lacks_is_new(git: Git) -> None:
    git.commit({"a.tf": volume("old")})
    git("branch", "base")
    git.commit({"b.tf": NEW})
    assert found(git) == UNSAFE
    assert found(git, "--diff-base", "base") == SAFE


def test_what_is_made_from_something_else_is_not_new(git: Git) -> None:
    git.commit()
    text = 'resource "aws_db_instance" "new" {\n  storage_encrypted = false\n'
    for more, applicability in (("", "safe"), ('  snapshot_identifier = "s"\n', "unsafe")):
        git.write({"a.tf": f"{text}{more}}}\n"})
        said = git.terrafence("check", "--format", "json", "--select", "aws-rds-instance-unencrypted")
        assert [it["fix"]["applicability"] for it in said.document["findings"]] == [applicability]


# ---------------------------------------------------------------- what is written


def encrypted(text: str) -> str:
    return text.replace("encrypted = false", "encrypted = true")


@pytest.mark.parametrize(
    ("arguments", "old", "new"),
    [
        (("fix",), False, True),
        (("fix", "--unsafe-fixes"), True, True),
        (("hook", "fix", "a.tf"), False, True),
    ],
)
def test_what_is_safe_is_written(git: Git, arguments: tuple[str, ...], old: bool, new: bool) -> None:
    texts = volume("old"), NEW
    git.commit({"a.tf": texts[0]})
    git.stage({"a.tf": "".join(texts)})
    git.terrafence(*arguments, *SELECT)
    wanted = [encrypted(text) if mended else text for text, mended in zip(texts, (old, new), strict=True)]
    assert (git.path / "a.tf").read_text() == "".join(wanted)


@pytest.mark.parametrize("diff", [(), ("--diff",)])
def test_a_branch_is_mended_against_its_base(git: Git, diff: tuple[str, ...]) -> None:
    git.commit({"a.tf": volume("old")})
    git("branch", "base")
    git.commit({"b.tf": NEW + volume("two")})
    said = git.terrafence("check", "--fix", "--diff-base", "base", *diff, *SELECT)
    mended = encrypted(NEW + volume("two"))
    assert (git.path / "a.tf").read_text() == volume("old")
    assert (git.path / "b.tf").read_text() == (NEW + volume("two") if diff else mended)
    assert (said.code, said.out.count("+  encrypted = true")) == ((1, 2) if diff else (0, 0))
    assert ("Judged: the working tree, against base" in said.out) is (not diff)


def test_a_pushed_branch_is_mended_against_where_it_left(git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    git.commit({"a.tf": volume("old")})
    git("branch", "base")
    git.commit({"b.tf": NEW})
    monkeypatch.setenv("PRE_COMMIT_FROM_REF", "base")
    monkeypatch.setenv("PRE_COMMIT_TO_REF", "HEAD")
    git.terrafence("hook", "fix", "b.tf", *SELECT)
    assert (git.path / "b.tf").read_text() == encrypted(NEW)


# ---------------------------------------------------------------- whose last commit


def test_a_linked_worktree_has_its_own(git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git.commit({"a.tf": VARIABLE})
    git("worktree", "add", "-q", "-b", "side", str(tmp_path / "side"))
    git.commit({"b.tf": NEW})
    monkeypatch.chdir(tmp_path / "side")
    side = Git(tmp_path / "side")
    side.write({"b.tf": NEW})
    assert found(git) == SAFE
    side.commit()
    assert found(git) == UNSAFE


def test_a_repository_inside_has_its_own(git: Git) -> None:
    git.commit({"a.tf": volume("old")})
    inside = Git(git.path / "inside")
    inside.path.mkdir()
    inside("init", "-q")
    inside.commit({"a.tf": NEW})
    assert found(git, "inside") == UNSAFE
    inside.write({"a.tf": "", "b.tf": volume("new2")})
    assert found(git, "inside") == SAFE


def test_links_lead_to_where_the_files_are(git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "link").symlink_to(git.path, target_is_directory=True)
    monkeypatch.chdir(tmp_path / "link")
    git.commit({"a.tf": volume("new1")})
    assert found(git, str(tmp_path / "link")) == UNSAFE
    git.write({"a.tf": "", "b.tf": NEW})
    assert found(git, str(tmp_path / "link")) == SAFE


def test_a_shallow_clone_is_enough(git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git.commit({"a.tf": volume("new1")})
    git.commit({"b.tf": VARIABLE})
    git("clone", "-q", "--depth", "1", f"file://{git.path}", str(tmp_path / "clone"))
    monkeypatch.chdir(tmp_path / "clone")
    assert found(git) == UNSAFE
    Git(tmp_path / "clone").write({"a.tf": "", "b.tf": NEW})
    assert found(git) == SAFE


def test_a_commit_that_follows_is_noticed(git: Git) -> None:
    git.commit()
    git.write({"a.tf": NEW})
    with closing(Heads()) as heads:
        assert heads(str(git.path)) != ()
        first = lint(Disk(), [str(git.path)], CONFIG, Novelty(Disk(), heads))
        git.commit()
        second = lint(Disk(), [str(git.path)], CONFIG, Novelty(Disk(), heads))
    fixes = [finding.fix for report in (first, second) for finding in report.findings]
    assert [fix and fix.applicability for fix in fixes] == [Applicability.SAFE, Applicability.UNSAFE]


def test_git_is_asked_only_where_it_matters(git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    git.write({"a.tf": encrypted(NEW)})
    assert git.terrafence("check", *SELECT).code == 0
