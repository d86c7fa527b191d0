"""Real commits under a real pre-commit installation of this repository, by path and tag."""

import sys
from pathlib import Path

import pytest
from process import BUCKET, FINE, GUARD, OPEN_BUCKET, ROTATION_OFF
from projects import Project, hooks

pytestmark = pytest.mark.e2e

OLD_KEY = ROTATION_OFF.replace("main", "old")
NOTHING_STAGED = "Judged: everything in the modules of the files named: nothing is staged\n"


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
    project.commit_unjudged()
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
    project.commit_unjudged()
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
    project.commit_unjudged()
    project.write(main=FINE + "# staged\n")
    (project.path / "main.tf").write_text(OPEN_BUCKET)
    (project.path / "untracked.tf").write_text(OPEN_BUCKET)
    passed = project.commit()
    assert passed.returncode == 0, passed.stderr
    assert (project.path / "main.tf").read_text() == OPEN_BUCKET
    project.git("add", "main.tf")
    (project.path / "main.tf").write_text(FINE)
    assert project.commit().returncode == 1


@hooks("terrafence-fix", "terrafence")
def test_of_a_file_that_is_staged_in_part_that_part_is_judged(project: Project) -> None:
    """As `git add --patch` leaves it: one hunk brings a fault, another, which stays out, takes one away."""
    between = "".join(f"# {number}\n" for number in range(20))
    old, new = ROTATION_OFF, OPEN_BUCKET
    project.put({"main.tf": old + between})
    project.commit_unjudged()
    project.write(main=old + between + new)
    unstaged = FINE + between + new.replace("public-read", "private")
    project.put({"main.tf": unstaged})
    blocked = project.commit()
    assert blocked.returncode == 1
    assert "main.tf:27:3 aws-s3-acl-public-read" in blocked.stderr
    assert "mends" not in blocked.stderr
    assert (project.path / "main.tf").read_text() == unstaged
    assert project.git("show", ":main.tf") == old + between + new


@hooks("terrafence")
def test_of_a_merge_only_what_no_parent_has_is_new(project: Project) -> None:
    project.write(main=FINE)
    project.commit_unjudged()
    project.run("git", "checkout", "-q", "-b", "theirs")
    project.write(theirs=OPEN_BUCKET)
    project.commit_unjudged()
    project.run("git", "checkout", "-q", "-")
    project.write(ours=OPEN_BUCKET.replace("site", "ours"))
    project.commit_unjudged()
    project.git("merge", "--no-commit", "--no-ff", "theirs")
    project.write(evil=OPEN_BUCKET.replace("site", "evil"))
    blocked = project.commit()
    assert (blocked.returncode, "evil.tf: 1 finding\n" in blocked.stderr) == (1, True), blocked.stderr
    assert "Judged: what is staged, against HEAD and what is merged\n" in blocked.stderr
    assert "ours.tf" not in blocked.stderr
    assert "theirs.tf" not in blocked.stderr
    project.git("rm", "-q", "-f", "evil.tf")
    passed = project.commit()
    assert passed.returncode == 0, passed.stderr
    assert len(project.run("git", "log", "-1", "--format=%P").stdout.split()) == 2


@hooks("terrafence-fix", "terrafence")
def test_a_commit_passes_once_it_is_fixed(project: Project) -> None:
    project.put({"terrafence.toml": 'fail-on = "warn"\n', "fine.tf": OLD_KEY})
    project.commit_unjudged()
    project.write(main=ROTATION_OFF, modules__a__main=ROTATION_OFF, fine=OLD_KEY + FINE)
    blocked = project.commit()
    assert blocked.returncode == 1
    assert "Fixed 2 findings in 2 files:" in blocked.stderr
    assert "  main.tf: aws_kms_key.main: aws-kms-rotation-off: " in blocked.stderr
    assert "files were modified by this hook" in blocked.stderr
    project.run("git", "add", "-A")
    passed = project.commit()
    assert passed.returncode == 0, passed.stderr
    assert "enable_key_rotation = true" in project.git("show", "HEAD:modules/a/main.tf")
    assert project.git("show", "HEAD:fine.tf") == OLD_KEY + FINE


@hooks("terrafence", "terrafence-all", "terrafence-fix")
def test_all_files(project: Project) -> None:
    project.write(main=FINE, open__main=OPEN_BUCKET)
    run = project.pre_commit("run", "--all-files")
    assert run.returncode == 1
    assert run.stdout.count("open/main.tf:3:3 aws-s3-acl-public-read") == 2
    assert run.stdout.count("Judged: what is staged: there is no commit yet\n") == 1
    project.commit_unjudged()
    project.write(main=FINE + "# staged\n")
    again = project.pre_commit("run", "--all-files")
    assert (again.returncode, again.stdout.count("open/main.tf:3:3 aws-s3-acl-public-read")) == (1, 2)
    assert again.stdout.count("the files named: not all of them are staged\n") == 1


@hooks("terrafence", "terrafence-fix")
def test_all_files_of_a_clean_clone_pass_once_the_baseline_lets_them_be(
    project: Project, tmp_path: Path
) -> None:
    project.write(main=OPEN_BUCKET, key=ROTATION_OFF)
    project.commit_unjudged()
    everything = ("run", "--all-files")
    clone = Project(tmp_path / "clone", project.cache)
    project.run("git", "clone", "-q", ".", str(clone.path))
    red = clone.pre_commit(*everything)
    assert (red.returncode, red.stdout.count(NOTHING_STAGED)) == (1, 1), red.stdout
    clone.run("git", "checkout", "-q", ".")
    assert clone.run(sys.executable, "-m", "terrafence_hooks", "baseline").returncode == 0
    clone.run("git", "add", "-A")
    clone.run("git", "commit", "--no-verify", "-m", "let be")
    passed = clone.pre_commit(*everything)
    assert passed.returncode == 0, passed.stdout
    assert clone.run("git", "status", "--porcelain").stdout == ""


@hooks("terrafence")
def test_between_two_revisions_and_through_a_module(project: Project) -> None:
    acl = 'resource "aws_s3_bucket_acl" "a" {\n  bucket = "a"\n  acl    = var.acl\n}\n'
    default = 'variable "acl" {\n  default = "private"\n}\n'
    project.write(
        live__main='module "m" {\n  source = "../m"\n}\n', m__main=acl, m__v=default, old=OPEN_BUCKET
    )
    project.commit_unjudged()
    project.write(m__v=default.replace("private", "public-read"))
    blocked = project.commit()
    assert (blocked.returncode, "module.m.aws_s3_bucket_acl.a" in blocked.stderr) == (1, True), blocked.stderr
    project.commit_unjudged()
    pushed = project.pre_commit("run", "--from-ref", "HEAD~1", "--to-ref", "HEAD")
    assert (pushed.returncode, "aws-s3-acl-public-read" in pushed.stdout) == (1, True)
    head = project.git("rev-parse", "HEAD")[:12]
    assert f"Judged: {head}, against HEAD~1\n" in pushed.stdout
    assert "old.tf" not in pushed.stdout


def test_what_is_pushed_is_judged_against_what_is_there(tmp_path: Path, release: Path, cache: str) -> None:
    (tmp_path / "work").mkdir()
    project = Project.new(tmp_path / "work", release, cache, ["terrafence"], "pre-push")
    project.git("init", "-q", "--bare", "../remote")
    project.git("remote", "add", "origin", "../remote")
    project.put({"main.tf": OPEN_BUCKET})
    project.commit_unjudged()
    first = project.run("git", "push", "-q", "origin", "main")
    assert (first.returncode, NOTHING_STAGED in first.stdout) == (1, True), first.stdout
    project.git("push", "-q", "--no-verify", "origin", "main")
    base = project.git("rev-parse", "HEAD").strip()
    project.put({"main.tf": OPEN_BUCKET + FINE})
    project.commit_unjudged()
    second = project.run("git", "push", "-q", "origin", "main")
    assert second.returncode == 0, second.stdout
    project.put({"new.tf": OPEN_BUCKET.replace("site", "new")})
    project.commit_unjudged()
    third = project.run("git", "push", "-q", "origin", "main")
    assert (third.returncode, "new.tf: 1 finding\n" in third.stdout) == (1, True), third.stdout
    assert base not in third.stdout
    assert "main.tf" not in third.stdout
