"""What the hooks judge: the change that is staged or pushed, or everything, and which of it they say."""

import os
import subprocess
import sys

import pytest
from gate_samples import PUBLIC, VARIABLE, acl
from repository import Git

ROTATION_OFF = 'resource "aws_kms_key" "{}" {{\n  description = "key"\n}}\n'
QUIET = 'ignore = ["medium", "low"]\n'


def committing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")


def test_files_of_the_change_are_judged_against_head(git: Git) -> None:
    git.commit({"main.tf": acl("a"), "other.tf": VARIABLE})
    git.stage({"main.tf": acl("a") + acl("b")})
    said = git.terrafence("hook", "check", "main.tf")
    assert (said.code, said.out.count(PUBLIC)) == (1, 1 + said.out.count(f"terrafence explain {PUBLIC}"))
    assert "Judged: what is staged, against HEAD\n" in said.out


def test_a_deletion_names_no_file(git: Git) -> None:
    git.commit({"main.tf": acl("a"), "other.tf": VARIABLE})
    git("rm", "-q", "main.tf")
    said = git.terrafence("hook", "check")
    assert said.code == 0
    assert "The change mends" in said.out


@pytest.mark.parametrize("names", [(), ("main.tf",), ("main.tf", "b/main.tf")])
def test_with_nothing_staged_everything_is_judged(git: Git, names: tuple[str, ...]) -> None:
    git.commit({"main.tf": acl("a"), "b/main.tf": acl("b")})
    said = git.terrafence("hook", "check", *names)
    assert said.code == 1
    assert "Judged: everything in the modules of the files named: nothing is staged\n" in said.out
    assert "main.tf:3" in said.out


def test_files_that_are_not_staged_are_judged_whole(git: Git) -> None:
    git.commit({"main.tf": acl("a"), "b/main.tf": acl("b")})
    git.stage({"b/main.tf": acl("b") + "\n"})
    said = git.terrafence("hook", "check", "main.tf", "b/main.tf")
    assert said.code == 1
    assert "not all of them are staged" in said.out


TOFU = {"main.tf": acl("a"), "main.tofu": VARIABLE}
IGNORED = {
    ".gitignore": "*.auto.tfvars\n",
    "main.tf": VARIABLE + acl("a", "var.acl"),
    "mine.auto.tfvars": 'acl = "public-read"\n',
}


@pytest.mark.parametrize("kind", ["check", "all"])
@pytest.mark.parametrize(
    ("files", "names", "code"),
    [
        (TOFU, ("main.tf",), 0),
        (TOFU, ("main.tf", "main.tofu"), 0),
        (IGNORED, ("main.tf",), 0),
        (IGNORED, ("main.tf", "mine.auto.tfvars"), 1),
    ],
)
def test_what_terraform_or_others_do_not_read(
    git: Git, kind: str, files: dict[str, str], names: tuple[str, ...], code: int
) -> None:
    git.commit(files)
    said = git.terrafence("hook", kind, *names)
    assert (said.code, said.err, "1 not read" in said.out) == (code, "", code == 0)


def test_a_commit_that_changes_nothing_passes_and_says_so(git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    git.commit({"main.tf": acl("a")})
    committing(monkeypatch)
    said = git.terrafence("hook", "check")
    assert (said.code, said.out) == (0, "Nothing is staged: there is no change to judge.\n")
    assert git.terrafence("hook", "fix").code == 0


def test_outside_of_a_repository_everything_is_judged(git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    outside = git.path.parent
    (outside / "main.tf").write_text(acl("a"))
    monkeypatch.chdir(outside)
    said = git.terrafence("hook", "check", "main.tf")
    assert said.code == 1
    assert "this is not a git repository" in said.out


def test_the_revisions_that_pre_commit_names(git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    git.commit({"main.tf": acl("a")})
    git("branch", "base")
    git.commit({"b.tf": acl("b")})
    git.commit({"c.tf": VARIABLE})
    git.stage({"b.tf": "", "d.tf": acl("d")})
    monkeypatch.setenv("PRE_COMMIT_FROM_REF", "base")
    monkeypatch.setenv("PRE_COMMIT_TO_REF", "HEAD")
    said = git.terrafence("hook", "check", "b.tf", "c.tf")
    assert (said.code, "b.tf:3:3" in said.out, "d.tf" in said.out) == (1, True, False)
    monkeypatch.setenv("PRE_COMMIT_TO_REF", "0" * 40)
    assert git.terrafence("hook", "check").code == 2


@pytest.mark.parametrize("kind", ["check", "all"])
def test_the_other_hook_reports_old_ones_too(git: Git, kind: str) -> None:
    git.commit({"main.tf": acl("a")})
    git.stage({"main.tf": acl("a") + "\n"})
    assert git.terrafence("hook", kind, "main.tf").code == (1 if kind == "all" else 0)


def test_only_what_is_new_is_mended(git: Git) -> None:
    git.commit(
        {"main.tf": ROTATION_OFF.format("old"), "terrafence.toml": 'select = ["aws-kms-rotation-off"]'}
    )
    git.stage({"main.tf": ROTATION_OFF.format("old") + ROTATION_OFF.format("new")})
    said = git.terrafence("hook", "fix", "main.tf")
    assert said.code == 1
    assert (git.path / "main.tf").read_text() == ROTATION_OFF.format("old") + ROTATION_OFF.format(
        "new"
    ).replace("}", "  enable_key_rotation = true\n}").replace(
        'description = "key"', 'description         = "key"'
    )
    git.stage()
    assert git.terrafence("hook", "fix", "main.tf").code == 0


def test_without_a_change_what_the_baseline_lets_be_is_not_mended(git: Git) -> None:
    old, new = ROTATION_OFF.format("old"), ROTATION_OFF.format("new")
    git.commit({"main.tf": old, "terrafence.toml": 'select = ["aws-kms-rotation-off"]'})
    git.terrafence("baseline")
    git.commit({"main.tf": old + new})
    assert git.terrafence("hook", "fix", "main.tf").code == 1
    text = (git.path / "main.tf").read_text()
    assert (text.startswith(old), text.count("enable_key_rotation = true")) == (True, 1)
    assert git.terrafence("hook", "fix", "main.tf").code == 0


def test_an_old_syntax_error_does_not_stop_mending(git: Git) -> None:
    git.commit({"main.tf": "resource {\n", "b.tf": VARIABLE})
    git.stage({"b.tf": VARIABLE + "\n"})
    assert git.terrafence("hook", "fix", "b.tf").code == 0


# ---------------------------------------------------------------- the plain git hook


def commit(git: Git, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["git", "commit", "-m", "change", *arguments],
        cwd=git.path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.e2e
def test_the_installed_hook_judges_the_index(git: Git) -> None:
    git.commit({"main.tf": acl("a"), "terrafence.toml": QUIET})
    assert git.terrafence("hook", "install").code == 0
    assert git.terrafence("hook", "install").code == 0
    git.stage({"main.tf": acl("a") + acl("b")})
    git.write({"main.tf": VARIABLE})
    blocked = commit(git)
    assert (blocked.returncode, "main.tf:7:3 aws-s3-acl-public-read" in blocked.stderr) == (1, True), blocked
    git("checkout", "-q", "HEAD", "--", "main.tf")
    git.stage({"main.tf": acl("a") + VARIABLE})
    git.write({"main.tf": acl("evil")})
    passed = commit(git)
    assert passed.returncode == 0, passed.stderr


def test_what_the_commit_takes_is_judged_not_all_that_is_staged(git: Git) -> None:
    git.commit({"fine.tf": VARIABLE, "bad.tf": VARIABLE})
    git.terrafence("hook", "install")
    git.stage({"bad.tf": acl("a")})
    git.write({"fine.tf": VARIABLE + "# x\n"})
    assert commit(git, "--", "fine.tf").returncode == 0
    assert commit(git, "--amend", "--", "fine.tf").returncode == 0
    blocked = commit(git, "--all")
    assert (blocked.returncode, "bad.tf:3:3 aws-s3-acl-public-read" in blocked.stderr) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(("now",), "hook install takes no arguments: now"), ((), "is there already: add the line")],
)
def test_a_hook_that_is_there_stays(git: Git, arguments: tuple[str, ...], message: str) -> None:
    hook = git.path / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 0\n")
    said = git.terrafence("hook", "install", *arguments)
    assert (said.code, message in said.err) == (2, True)
    assert hook.read_text() == "#!/bin/sh\nexit 0\n"


def test_hooks_kept_elsewhere(git: Git) -> None:
    git("config", "core.hooksPath", ".githooks")
    assert git.terrafence("hook", "install").code == 0
    assert os.access(git.path / ".githooks" / "pre-commit", os.X_OK)
