"""Real commits under a real pre-commit installation of this repository, by path and tag."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from process import BUCKET, FINE, GUARD, OPEN_BUCKET, ROOT, ROTATION_OFF

pytestmark = pytest.mark.e2e

CONFIG = """repos:
  - repo: file://{repository}
    rev: v0.1.0
    hooks:
{hooks}
"""


def _run(*command: str, where: Path, **extra: str) -> "subprocess.CompletedProcess[str]":
    """A command with an environment of its own: who commits is fixed, the user's git settings are out."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PYTHON"))}
    people = {
        f"GIT_{role}_{what}": value
        for role in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "Test"), ("EMAIL", "test@example.invalid"))
    }
    return subprocess.run(
        command,
        cwd=where,
        env={**kept, **people, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, **extra},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone of this repository as it stands, uncommitted changes included, tagged as a release would be."""
    clone = tmp_path_factory.mktemp("release")
    listed = _run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", where=ROOT)
    assert listed.returncode == 0, listed.stderr
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, clone / name)
    for command in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "release"), ("tag", "v0.1.0")):
        done = _run("git", *command, where=clone)
        assert done.returncode == 0, done.stderr
    return clone


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where pre-commit keeps the installed hook, for all tests of this file."""
    return str(tmp_path_factory.mktemp("pre-commit"))


class Project:
    """Somebody's repository."""

    def __init__(self, path: Path, cache: str) -> None:
        self.path = path
        self.cache = cache

    def run(self, *command: str) -> "subprocess.CompletedProcess[str]":
        return _run(*command, where=self.path, PRE_COMMIT_HOME=self.cache)

    def write(self, **files: str) -> None:
        for name, text in files.items():
            path = self.path / f"{name.replace('__', '/')}.tf"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        self.run("git", "add", "-A")

    def commit(self) -> "subprocess.CompletedProcess[str]":
        return self.run("git", "commit", "-m", "change")


@pytest.fixture
def project(request: pytest.FixtureRequest, tmp_path: Path, release: Path, cache: str) -> Project:
    """A repository with the hooks that the test's parameter names."""
    made = Project(tmp_path, cache)
    hooks = "\n".join(f"      - id: {name}" for name in request.param)
    (tmp_path / ".pre-commit-config.yaml").write_text(CONFIG.format(repository=release, hooks=hooks))
    made.run("git", "init", "-q")
    made.run("git", "add", "-A")
    installed = made.run(sys.executable, "-m", "pre_commit", "install")
    assert installed.returncode == 0, installed.stdout + installed.stderr
    return made


def hooks(*names: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("project", [names], indirect=True, ids=["+".join(names)])


@hooks("terrafence")
def test_a_bad_file_is_blocked_and_named(project: Project) -> None:
    project.write(good=FINE, bad=OPEN_BUCKET)
    blocked = project.commit()
    assert blocked.returncode == 1
    assert "bad.tf:3:3 aws-s3-acl-public-read high, blocks" in blocked.stderr
    assert "good.tf:" not in blocked.stderr
    assert project.run("git", "log").returncode != 0


@hooks("terrafence-all")
def test_a_change_in_one_file_is_judged_with_its_siblings(project: Project) -> None:
    project.write(main=OPEN_BUCKET.replace('"public-read"', "var.acl"), variables='variable "acl" {}\n')
    assert project.commit().returncode == 0
    project.write(variables='variable "acl" {\n  default = "public-read"\n}\n')
    blocked = project.commit()
    assert blocked.returncode == 1
    assert blocked.stderr.count("aws-s3-acl-public-read") == 1
    assert "variables.tf:2:" in blocked.stderr


@hooks("terrafence")
def test_a_broken_file_is_blocked(project: Project) -> None:
    project.write(main="resource {")
    blocked = project.commit()
    assert blocked.returncode == 1
    assert "main.tf:1:" in blocked.stderr
    assert "syntax-error" in blocked.stderr


@hooks("terrafence")
def test_bad_settings_block(project: Project) -> None:
    (project.path / "terrafence.toml").write_text("selct = []\n")
    project.write(main=FINE)
    blocked = project.commit()
    assert blocked.returncode == 1
    assert 'unknown setting "selct"' in blocked.stderr


@hooks("terrafence")
def test_nothing_to_judge(project: Project) -> None:
    (project.path / "notes.txt").write_text("hello\n")
    project.run("git", "add", "-A")
    done = project.commit()
    assert done.returncode == 0
    assert "Passed" in done.stderr


@hooks("terrafence")
def test_old_sins_pass_and_a_guard_deleted_in_another_file_does_not(project: Project) -> None:
    """The whole file goes: pre-commit names none."""
    project.write(old=OPEN_BUCKET, main=BUCKET, guard=GUARD)
    skipped = project.run("git", "commit", "--no-verify", "-m", "ten years ago")
    assert skipped.returncode == 0
    project.write(main=BUCKET + "\n# a comment\n")
    passed = project.commit()
    assert passed.returncode == 0, passed.stderr
    project.run("git", "rm", "-q", "guard.tf")
    blocked = project.commit()
    assert blocked.returncode == 1
    assert "main.tf:1:1 aws-s3-public-access-block-missing" in blocked.stderr
    assert "the change takes the protection away" in blocked.stderr
    assert "old.tf" not in blocked.stderr


@hooks("terrafence-fix", "terrafence")
def test_a_directory_is_renamed_and_then_copied(project: Project) -> None:
    project.write(live__dev__main=OPEN_BUCKET)
    project.run("git", "commit", "--no-verify", "-m", "old")
    project.run("git", "mv", "live/dev", "live/test")
    passed = project.commit()
    assert passed.returncode == 0, passed.stderr
    project.write(live__prod__main=OPEN_BUCKET)
    blocked = project.commit()
    assert blocked.returncode == 1
    assert "live/prod/main.tf:3:3 aws-s3-acl-public-read" in blocked.stderr


@hooks("terrafence")
def test_what_is_not_staged_does_not_count(project: Project) -> None:
    project.write(main=FINE)
    project.run("git", "commit", "--no-verify", "-m", "start")
    project.write(main=FINE + "# staged\n")
    (project.path / "main.tf").write_text(OPEN_BUCKET)
    (project.path / "untracked.tf").write_text(OPEN_BUCKET)
    passed = project.commit()
    assert passed.returncode == 0, passed.stderr
    assert (project.path / "main.tf").read_text() == OPEN_BUCKET
    project.run("git", "add", "main.tf")
    (project.path / "main.tf").write_text(FINE)
    assert project.commit().returncode == 1


@hooks("terrafence")
def test_a_merge_brings_nothing_new(project: Project) -> None:
    project.write(main=FINE)
    project.run("git", "commit", "--no-verify", "-m", "start")
    project.run("git", "checkout", "-q", "-b", "theirs")
    project.write(theirs=OPEN_BUCKET)
    project.run("git", "commit", "--no-verify", "-m", "theirs")
    project.run("git", "checkout", "-q", "-")
    project.write(ours=OPEN_BUCKET.replace("site", "ours"))
    project.run("git", "commit", "--no-verify", "-m", "ours")
    project.run("git", "merge", "--no-commit", "--no-ff", "theirs")
    passed = project.commit()
    assert passed.returncode == 0, passed.stderr
    assert len(project.run("git", "log", "-1", "--format=%P").stdout.split()) == 2


@hooks("terrafence-fix", "terrafence")
def test_a_commit_passes_once_it_is_fixed(project: Project) -> None:
    (project.path / "terrafence.toml").write_text('fail-on = "warn"\n')
    project.write(main=ROTATION_OFF, modules__a__main=ROTATION_OFF, fine=FINE)
    blocked = project.commit()
    assert blocked.returncode == 1
    assert "Fixed 2 findings in 2 files:" in blocked.stderr
    assert "  main.tf: aws_kms_key.main: aws-kms-rotation-off: " in blocked.stderr
    assert "files were modified by this hook" in blocked.stderr
    project.run("git", "add", "-A")
    passed = project.commit()
    assert passed.returncode == 0, passed.stderr
    assert "enable_key_rotation = true" in project.run("git", "show", "HEAD:modules/a/main.tf").stdout


@hooks("terrafence", "terrafence-all", "terrafence-fix")
def test_all_files(project: Project) -> None:
    project.write(main=FINE, open__main=OPEN_BUCKET)
    run = project.run(sys.executable, "-m", "pre_commit", "run", "--all-files")
    assert run.returncode == 1
    assert run.stdout.count("open/main.tf:3:3 aws-s3-acl-public-read") == 2


@hooks("terrafence", "terrafence-fix")
def test_all_files_of_a_clean_clone_pass_once_the_baseline_lets_them_be(
    project: Project, tmp_path: Path
) -> None:
    project.write(main=OPEN_BUCKET, key=ROTATION_OFF)
    project.run("git", "commit", "--no-verify", "-m", "ten years ago")
    everything = (sys.executable, "-m", "pre_commit", "run", "--all-files")
    clone = Project(tmp_path / "clone", project.cache)
    project.run("git", "clone", "-q", ".", str(clone.path))
    assert clone.run(*everything).returncode == 1
    clone.run("git", "checkout", "-q", ".")
    assert clone.run(sys.executable, "-m", "terrafence_hooks", "baseline").returncode == 0
    clone.run("git", "add", "-A")
    clone.run("git", "commit", "--no-verify", "-m", "let be")
    passed = clone.run(*everything)
    assert passed.returncode == 0, passed.stdout
    assert clone.run("git", "status", "--porcelain").stdout == ""


@hooks("terrafence")
def test_between_two_revisions_and_through_a_module(project: Project) -> None:
    acl = 'resource "aws_s3_bucket_acl" "a" {\n  bucket = "a"\n  acl    = var.acl\n}\n'
    default = 'variable "acl" {\n  default = "private"\n}\n'
    project.write(
        live__main='module "m" {\n  source = "../m"\n}\n', m__main=acl, m__v=default, old=OPEN_BUCKET
    )
    project.run("git", "commit", "--no-verify", "-m", "start")
    project.write(m__v=default.replace("private", "public-read"))
    blocked = project.commit()
    assert (blocked.returncode, "module.m.aws_s3_bucket_acl.a" in blocked.stderr) == (1, True), blocked.stderr
    project.run("git", "commit", "--no-verify", "-m", "open")
    command = (sys.executable, "-m", "pre_commit", "run", "--from-ref", "HEAD~1", "--to-ref", "HEAD")
    pushed = project.run(*command)
    assert (pushed.returncode, "aws-s3-acl-public-read" in pushed.stdout) == (1, True)
    assert "old.tf" not in pushed.stdout
