"""Which trees are compared, with whose settings, and what is said about it."""

import shutil
import sys
from pathlib import Path

import pytest
from gate_samples import PUBLIC, SELECT, VARIABLE, acl, bucket, call, guard
from repository import Git

TEXT = ("check", "--staged", *SELECT)


def test_outside_of_a_repository(tmp_path: Path, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = git.terrafence(*TEXT)
    assert (said.code, said.err) == (2, "terrafence: not in a git repository: there is no change to judge\n")


def test_without_git(git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    said = git.terrafence(*TEXT)
    assert (said.code, said.err) == (2, "terrafence: git is not installed, or not on PATH\n")


def test_before_the_first_commit_everything_is_new(git: Git) -> None:
    git.stage({"main.tf": acl("a"), "terrafence.toml": 'fail-on = "note"\n'})
    assert git.staged().code == 1
    said = git.terrafence(*TEXT)
    assert f"{PUBLIC} high, blocks" in said.out
    assert "Judged: what is staged: there is no commit yet\n" in said.out


def test_nothing_staged_is_said(git: Git) -> None:
    git.commit({"main.tf": acl("a")})
    said = git.terrafence(*TEXT)
    assert said.code == 0
    assert "Judged: what is staged, against HEAD\n" in said.out


def test_a_detached_head(git: Git) -> None:
    git.commit({"main.tf": acl("a")})
    git("checkout", "-q", "--detach")
    git.stage({"main.tf": acl("a") + acl("b")})
    assert git.staged(*SELECT).new == [f"{PUBLIC} aws_s3_bucket_acl.b"]


def test_the_index_is_judged_and_not_the_working_tree(git: Git) -> None:
    git.commit({"main.tf": VARIABLE})
    git.stage({"main.tf": acl("staged")})
    git.write({"main.tf": acl("unstaged"), "untracked.tf": acl("untracked")})
    assert git.staged(*SELECT).new == [f"{PUBLIC} aws_s3_bucket_acl.staged"]


def test_the_working_tree_is_judged_with_what_is_untracked_but_not_ignored(git: Git) -> None:
    git.commit({"main.tf": VARIABLE + acl("a", "var.acl"), ".gitignore": "*.auto.tfvars\n"})
    git.write({"secret.auto.tfvars": 'acl = "public-read"\n', "untracked.tf": acl("untracked")})
    said = git.terrafence("check", "--diff-base", "HEAD", "--format", "json", *SELECT)
    assert said.new == [f"{PUBLIC} aws_s3_bucket_acl.untracked"]


@pytest.mark.parametrize("option", ["--staged", "--diff-base=HEAD"])
@pytest.mark.parametrize("path", ["ignored.tfvars", "../outside.tfvars"])
def test_values_that_an_option_names_hold_before_and_after(git: Git, option: str, path: str) -> None:
    git.commit({"main.tf": VARIABLE + acl("a", "var.acl"), ".gitignore": "ignored.tfvars\n"})
    git.write({path: 'acl = "public-read"\n'})
    git.stage({"main.tf": VARIABLE + acl("a", "var.acl") + acl("b")})
    said = git.terrafence("check", option, "--var-file", path, "--format", "json", *SELECT)
    states = {item["resource"]: item["state"] for item in said.document["findings"]}
    assert states == {"aws_s3_bucket_acl.a": "unchanged", "aws_s3_bucket_acl.b": "new"}


@pytest.mark.parametrize("option", ["--staged", "--diff-base=HEAD"])
@pytest.mark.parametrize("there", [True, False])
def test_ignored_values_that_the_settings_name_are_not_read(git: Git, option: str, there: bool) -> None:
    settings = 'var-files = ["ignored.tfvars"]\n'
    base = {".gitignore": "ignored.tfvars\n", "terrafence.toml": settings, "main.tf": VARIABLE}
    git.commit(base)
    git.write({"ignored.tfvars": 'acl = "public-read"\n'} if there else {})
    git.stage({"main.tf": VARIABLE + acl("a", "var.acl") + acl("b")})
    said = git.terrafence("check", option, "--format", "json", *SELECT)
    assert said.new == [f"{PUBLIC} aws_s3_bucket_acl.b"]


def test_ignored_values_that_are_not_here_are_told(git: Git) -> None:
    settings = 'var-files = ["ignored.tfvars"]\n'
    git.commit({".gitignore": "ignored.tfvars\n", "terrafence.toml": settings, "main.tf": acl("a")})
    said = git.terrafence("check", "--format", "json", *SELECT)
    assert said.code == 1
    assert [item["path"] for item in said.document["not_read"]] == ["ignored.tfvars"]


def test_the_values_of_a_file_that_changes_are_those_of_each_tree(git: Git) -> None:
    git.commit({"main.tf": VARIABLE + acl("a", "var.acl"), "v.tfvars": 'acl = "private"\n'})
    git.stage({"v.tfvars": 'acl = "public-read"\n'})
    said = git.staged("--var-file", "v.tfvars", *SELECT)
    assert said.new == [f"{PUBLIC} aws_s3_bucket_acl.a"]


def test_the_base_is_where_the_branch_left(git: Git) -> None:
    git.commit({"main.tf": acl("a")})
    git("checkout", "-q", "-b", "feature")
    git.commit({"feature.tf": acl("b")})
    git("checkout", "-q", "main")
    git.commit({"main.tf": VARIABLE})
    git("checkout", "-q", "feature")
    said = git.terrafence("check", "--diff-base", "main", "--format", "json", *SELECT)
    assert said.new == [f"{PUBLIC} aws_s3_bucket_acl.b"]
    assert said.document["gate"]["about"].endswith("where it left main")


def test_the_index_is_judged_against_where_the_branch_left(git: Git) -> None:
    git.commit({"main.tf": acl("a")})
    git("branch", "base")
    git.commit({"b.tf": acl("b")})
    git.stage({"c.tf": acl("c")})
    git.write({"d.tf": acl("d")})
    said = git.staged("--diff-base", "base", *SELECT)
    assert said.new == [f"{PUBLIC} aws_s3_bucket_acl.b", f"{PUBLIC} aws_s3_bucket_acl.c"]
    assert said.document["gate"]["about"] == "what is staged, against base"


@pytest.mark.parametrize("revision", ["nonsense", "--help", "-x", "HEAD~99", ""])
def test_a_revision_that_is_not_there(git: Git, revision: str) -> None:
    git.commit({"main.tf": acl("a")})
    said = git.terrafence("check", f"--diff-base={revision}")
    assert said.code == 2
    assert said.err == f"terrafence: git does not know the revision {revision}\n"


def test_a_shallow_clone_without_the_base(git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git.commit({"main.tf": acl("a")})
    base = git("rev-parse", "HEAD").strip()
    git.commit({"main.tf": acl("b")})
    git("clone", "-q", "--depth", "1", f"file://{git.path}", str(tmp_path / "clone"))
    monkeypatch.chdir(tmp_path / "clone")
    said = git.terrafence("check", "--diff-base", base)
    assert said.code == 2
    assert "the clone is shallow, fetch more of it" in said.err
    assert said.err.count("\n") == 1


def merge(git: Git) -> None:
    """A merge in progress: `ours` has a fault of its own, `theirs` another."""
    git.commit({"main.tf": VARIABLE})
    git("checkout", "-q", "-b", "theirs")
    git.commit({"theirs.tf": acl("theirs"), "live/main.tf": bucket("x") + guard("x")})
    git("checkout", "-q", "main")
    git.commit({"ours.tf": acl("ours")})
    git("merge", "-q", "--no-commit", "--no-ff", "theirs")


def test_in_a_merge_only_what_no_parent_has_is_new(git: Git) -> None:
    merge(git)
    assert git.staged(*SELECT).new == []
    git.stage({"main.tf": acl("evil")})
    said = git.staged(*SELECT)
    assert said.new == [f"{PUBLIC} aws_s3_bucket_acl.evil"]
    assert said.document["gate"]["about"] == "what is staged, against HEAD and what is merged"
    assert len(said.document["findings"]) == 3


def test_a_merge_loosens_only_what_no_parent_has(git: Git) -> None:
    merge(git)
    git("merge", "--abort")
    git("checkout", "-q", "theirs")
    git.write({"terrafence.toml": 'ignore = ["aws-rds"]\n'})
    git.terrafence("baseline")
    git.commit()
    git("checkout", "-q", "main")
    git("merge", "-q", "--no-commit", "--no-ff", "theirs")
    assert git.staged().document["gate"]["loosened"] == []
    git.write({"terrafence.toml": 'ignore = ["aws-rds", "aws-kms"]\n'})
    git.terrafence("baseline")
    git.stage()
    loosened = git.staged().document["gate"]["loosened"]
    assert loosened[0].endswith("aws-kms")
    assert loosened[1:] == ["the baseline gains 1 finding"]


def test_a_merge_with_conflicts(git: Git) -> None:
    git.commit({"main.tf": VARIABLE})
    git("checkout", "-q", "-b", "theirs")
    git.commit({"main.tf": acl("theirs")})
    git("checkout", "-q", "main")
    git.commit({"main.tf": acl("ours")})
    with pytest.raises(AssertionError):
        git("merge", "theirs")
    said = git.staged()
    assert (said.code, said.err) == (2, "terrafence: main.tf: is in conflict: finish the merge first\n")


def test_installed_modules_come_from_the_disk_for_both_trees(git: Git) -> None:
    source = "acme/bucket/aws"
    git.commit({".gitignore": ".terraform/\n", "main.tf": VARIABLE})
    modules = f'{{"Modules":[{{"Key":"m","Source":"{source}","Dir":".terraform/modules/m"}}]}}'
    git.write({".terraform/modules/modules.json": modules, ".terraform/modules/m/main.tf": acl("a")})
    git.stage({"main.tf": call("m", source)})
    assert git.staged(*SELECT).new == [f"{PUBLIC} module.m.aws_s3_bucket_acl.a"]
    git.commit()
    git.stage({"more.tf": ""})
    assert git.staged(*SELECT).new == []


def test_a_submodule_comes_from_the_disk(git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git.commit({"main.tf": acl("a")})
    outer = Git.new(tmp_path / "outer", monkeypatch)
    outer("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(git.path), "m")
    outer.stage({"main.tf": call("m", "./m")})
    assert outer.staged(*SELECT).new == [f"{PUBLIC} module.m.aws_s3_bucket_acl.a"]


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need rights there")
@pytest.mark.parametrize("target", ["../shared", "/nowhere", "../live/m", "../.."])
def test_symbolic_links(git: Git, target: str) -> None:
    git.commit({"live/main.tf": call("m", "./m"), "shared/main.tf": VARIABLE})
    (git.path / "live" / "m").symlink_to(target)
    git.stage({"shared/main.tf": acl("a")})
    new = git.staged(*SELECT).new
    assert (f"{PUBLIC} module.m.aws_s3_bucket_acl.a" in new) is (target == "../shared")


def test_a_deleted_directory_and_an_empty_tree(git: Git) -> None:
    git.commit({"a/main.tf": acl("a"), "b/main.tf": acl("b")})
    shutil.rmtree(git.path / "a")
    git.stage()
    assert git.staged(*SELECT).document["gate"]["fixed"] == 1
    git("rm", "-q", "-r", "b")
    said = git.staged(*SELECT)
    assert (said.code, said.document["gate"]["fixed"]) == (0, 2)


# ---------------------------------------------------------------- what is said


def test_what_is_mended_takes_one_line(git: Git) -> None:
    git.commit({"main.tf": acl("a") + acl("b")})
    git.stage({"main.tf": VARIABLE})
    assert "The change mends 2 findings\n" in git.terrafence(*TEXT).out


def test_what_a_broken_file_hides_is_not_mended(git: Git) -> None:
    git.commit({"main.tf": acl("a")})
    git.stage({"main.tf": acl("a").replace("}", "")})
    said = git.terrafence(*TEXT)
    assert "mends" not in said.out
    assert "syntax-error" in said.out


def test_a_fault_that_cannot_be_decided_any_more_is_not_mended(git: Git) -> None:
    git.commit({"main.tf": acl("a")})
    git.stage({"main.tf": 'variable "acl" {}\n' + acl("a", "var.acl")})
    said = git.terrafence(*TEXT)
    assert (said.code, "mends" in said.out) == (0, False)


def test_taking_a_guard_away_blocks_although_the_rule_only_warns(git: Git) -> None:
    git.commit({"main.tf": bucket("a") + bucket("b"), "guard.tf": guard("a")})
    git("rm", "-q", "guard.tf")
    git.stage({"more.tf": bucket("c")})
    said = git.staged(*SELECT)
    flagged = {item["resource"]: (item["state"], item["unprotects"]) for item in said.document["findings"]}
    assert flagged == {
        "aws_s3_bucket.a": ("new", True),
        "aws_s3_bucket.b": ("unchanged", False),
        "aws_s3_bucket.c": ("new", False),
    }
    assert said.code == 1
    assert "blocks: the change takes the protection away" in git.terrafence(*TEXT).out


def test_old_findings_are_in_the_machine_format_only(git: Git) -> None:
    git.commit({"main.tf": acl("a")})
    git.stage({"main.tf": acl("a") + acl("b")})
    said = git.staged(*SELECT)
    assert [item["state"] for item in said.document["findings"]] == ["unchanged", "new"]
    assert (
        said.document["summary"] | {"findings": 1, "blocking": 1, "unchanged": 1} == said.document["summary"]
    )
    text = git.terrafence(*TEXT)
    assert "aws_s3_bucket_acl.a" not in text.out
    assert "1 finding (1 block) in 1 file" in text.out


@pytest.mark.parametrize(
    ("path", "message"),
    [("nope.tf", "no such file or directory: nope.tf"), ("..", "..: is not in the repository at ")],
)
@pytest.mark.parametrize("option", ["--staged", "--diff-base=HEAD"])
def test_paths_that_are_not_there(git: Git, option: str, path: str, message: str) -> None:
    git.commit({"main.tf": acl("a")})
    git.stage({"main.tf": acl("b")})
    said = git.terrafence("check", option, path)
    assert (said.code, said.out) == (2, "")
    assert message.removeprefix("..: ") in said.err
    assert said.err.count("\n") == 1


def test_a_path_that_the_change_deletes(git: Git) -> None:
    git.commit({"a/main.tf": acl("a"), "b.tf": acl("b")})
    git("rm", "-q", "a/main.tf")
    assert git.terrafence("check", "--staged", "a").code == 0


def test_only_some_paths(git: Git) -> None:
    git.commit({"main.tf": VARIABLE})
    git.stage({"a/main.tf": acl("a"), "b/main.tf": acl("b")})
    assert git.staged(*SELECT, "b").new == [f"{PUBLIC} aws_s3_bucket_acl.b"]


# ---------------------------------------------------------------- whose settings


@pytest.mark.parametrize(
    ("before", "after", "notes"),
    [
        ("", f'ignore = ["{PUBLIC}"]', [f"terrafence.toml: ignore gains {PUBLIC}"]),
        ("", 'exclude = ["*.tf"]', ["terrafence.toml: exclude gains *.tf"]),
        ('fail-on = "warn"', 'fail-on = "block"', ["terrafence.toml: fail-on goes from warn to block"]),
        ("", 'select = ["aws-rds"]', ["terrafence.toml: select is narrowed to aws-rds"]),
        ('select = ["aws-s3", "high"]', 'select = ["high"]', ["terrafence.toml: select loses aws-s3"]),
        (
            "",
            '[levels]\naws-s3 = "note"',
            ["terrafence.toml: levels: aws-s3 goes from the rule's own to note"],
        ),
        ('fail-on = "block"', 'fail-on = "note"', []),
        ('ignore = ["aws-rds"]', "", []),
        ("", '[[override]]\npaths = ["*.tf"]\nignore = ["high"]', ["terrafence.toml: override changes"]),
        (
            '[severities]\naws-s3 = "high"',
            '[severities]\naws-s3 = "low"',
            ["terrafence.toml: severities: aws-s3 goes from high to low"],
        ),
        ('[severities]\naws-rds = "low"', '[severities]\naws-rds = "high"', []),
        ("", "[assume]\naws_x = { a = 1 }", ["terrafence.toml: assume gains aws_x"]),
        (
            f'[suppressions]\nrequire-reason = true\ngrace-days = 1\nnon-suppressible = ["{PUBLIC}"]',
            "",
            [
                "terrafence.toml: suppressions.require-reason is gone",
                "terrafence.toml: suppressions.grace-days goes up to 14",
                f"terrafence.toml: suppressions.non-suppressible loses {PUBLIC}",
            ],
        ),
        (
            '[tags]\nrequired = ["A", "B"]',
            '[tags]\nrequired = ["B"]',
            ["terrafence.toml: tags.required loses A"],
        ),
        (
            '[[root]]\npath = "."\nworkspace = "a"\n[[root]]\npath = "."\nworkspace = "b"',
            '[[root]]\npath = "."\nworkspace = "b"',
            ["terrafence.toml: root loses repo (a)"],
        ),
    ],
)
def test_the_settings_before_judge_and_loosening_them_is_shown(
    git: Git, before: str, after: str, notes: list[str]
) -> None:
    git.commit({"main.tf": VARIABLE, "terrafence.toml": before})
    git.stage({"main.tf": acl("a"), "terrafence.toml": after})
    said = git.terrafence("check", "--staged", "--format", "json")
    assert f"{PUBLIC} aws_s3_bucket_acl.a" in said.new
    assert (said.code, said.document["gate"]["loosened"]) == (1, notes)
    text = git.terrafence("check", "--staged")
    assert all(f"The change loosens the settings: {note}\n" in text.out for note in notes)


def test_loosening_what_others_extend_is_shown(git: Git) -> None:
    both = {"terrafence.toml": 'extends = "base.toml"\n', "main.tf": VARIABLE}
    git.commit({**both, "base.toml": 'fail-on = "note"\n'})
    git.stage({"base.toml": "", "main.tf": bucket("a")})
    said = git.staged(*SELECT)
    assert said.document["gate"]["loosened"] == ["terrafence.toml: fail-on goes from note to block"]
    assert said.code == 1


def test_settings_that_were_broken_before_give_way(git: Git) -> None:
    git.commit({"main.tf": acl("a"), "terrafence.toml": "selct = []"})
    git.stage({"terrafence.toml": "", "main.tf": VARIABLE})
    said = git.terrafence(*TEXT)
    assert said.code == 0
    assert 'cannot be used (terrafence.toml:1: unknown setting "selct"' in said.out


def test_settings_that_are_broken_now(git: Git) -> None:
    git.commit({"main.tf": acl("a"), "terrafence.toml": ""})
    git.stage({"terrafence.toml": "selct = []"})
    said = git.staged()
    assert (said.code, said.err.count("\n")) == (2, 1)
    assert "terrafence.toml:1" in said.err


def test_settings_that_alone_change_are_shown_too(git: Git) -> None:
    git.commit({"main.tf": acl("a"), "terrafence.toml": ""})
    git.stage({"terrafence.toml": f'ignore = ["{PUBLIC}"]'})
    said = git.staged()
    assert said.document["gate"]["loosened"] == [f"terrafence.toml: ignore gains {PUBLIC}"]


@pytest.mark.parametrize(("main", "files"), [(acl("a"), 0), (acl("a", 'file("notes.md")'), 1)])
def test_a_file_that_no_module_can_read_bears_on_nothing(git: Git, main: str, files: int) -> None:
    git.commit({"main.tf": main, "notes.md": "one"})
    git.stage({"notes.md": "two"})
    assert git.staged().document["summary"]["files"] == files
