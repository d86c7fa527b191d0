"""Repositories in every state: the real command says in one line what it cannot do, and judges the rest."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from gate_samples import PUBLIC, SELECT, VARIABLE, acl, call
from repository import Git

pytestmark = pytest.mark.e2e

Step = Callable[[Git], None]
STAGED, HOOK = ("check", "--staged"), ("hook", "check")


def old_sin(git: Git) -> None:
    git.commit({"main.tf": acl("a")})


def new_sin(git: Git, name: str = "new.tf") -> None:
    git.stage({name: acl("b")})


# ---------------------------------------------------------------- what cannot be done


def base(revision: str) -> tuple[str, ...]:
    return "check", "--diff-base", revision


def away(git: Git) -> None:
    os.chdir(git.path.parent)


def bare(git: Git) -> None:
    git("init", "-q", "--bare", "../bare")
    os.chdir(git.path.parent / "bare")


def inside_git(git: Git) -> None:
    os.chdir(git.path / ".git")


def unborn(git: Git) -> None:
    git.stage({"main.tf": acl("a")})


def shallow(git: Git) -> None:
    old_sin(git)
    git("tag", "old")
    git.commit({"main.tf": acl("a") + acl("b")})
    git("clone", "-q", "--depth", "1", f"file://{git.path}", "../clone")
    os.chdir(git.path.parent / "clone")


def partial(git: Git) -> None:
    shallow(git)
    os.chdir(git.path)
    git("config", "uploadpack.allowFilter", "true")
    git("clone", "-q", "--filter=blob:none", f"file://{git.path}", "../partial")
    os.chdir(git.path.parent / "partial")


def strangers(git: Git) -> None:
    old_sin(git)
    git("checkout", "-q", "--orphan", "other")
    git.commit({"other.tf": VARIABLE})


def in_conflict(git: Git) -> None:
    git.commit({"main.tf": VARIABLE})
    git("checkout", "-q", "-b", "theirs")
    git.commit({"main.tf": acl("theirs")})
    git("checkout", "-q", "main")
    git.commit({"main.tf": acl("ours")})
    assert subprocess.run(["git", "merge", "-q", "theirs"], capture_output=True, check=False).returncode == 1


def damaged(git: Git) -> None:
    old_sin(git)
    (git.path / ".git" / "index").write_text("nonsense")


def newer(git: Git) -> None:
    git.stage({"main.tf": acl("a"), "terrafence.toml": 'novelty = 3\nrequired-version = ">= 99"\n'})


SHALLOW = "the clone is shallow, fetch more of it (git fetch --unshallow; fetch-depth: 0)"
NEWER = 'terrafence.toml:2: the settings need terrafence ">= 99"; this is '
REFUSED: list[tuple[str, Step, tuple[str, ...], str]] = [
    ("no repository", away, STAGED, "not in a git repository: there is no change to judge"),
    ("no repository", away, base("HEAD"), "not in a git repository: there is no change"),
    ("no repository", away, ("hook", "install"), "not in a git repository: there is no place for a hook"),
    ("a bare repository", bare, STAGED, "this operation must be run in a work tree"),
    ("a bare repository", bare, HOOK, "this operation must be run in a work tree"),
    ("the .git directory", inside_git, STAGED, "this operation must be run in a work tree"),
    ("no commit yet", unborn, base("HEAD"), "revision HEAD: there is no commit yet"),
    ("a shallow clone", shallow, base("old"), f"the revision old: {SHALLOW}"),
    ("a shallow clone", shallow, base("HEAD~1"), f"the revision HEAD~1: {SHALLOW}"),
    ("a partial clone", partial, base("old"), "main.tf: an older version is not in this clone"),
    ("no common history", strangers, base("main"), "HEAD and main have no commit in common"),
    ("a merge in conflict", in_conflict, STAGED, "main.tf: is in conflict: finish the merge first"),
    ("a merge in conflict", in_conflict, HOOK, "main.tf: is in conflict: finish the merge first"),
    ("a damaged index", damaged, STAGED, "git ls-files --stage failed in "),
    ("settings of a newer version", newer, STAGED, NEWER),
    ("settings of a newer version", newer, ("hook", "check", "main.tf"), NEWER),
    ("settings of a newer version", newer, ("check",), NEWER),
]  # fmt: skip


@pytest.mark.parametrize(
    ("make", "arguments", "message"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_what_cannot_be_done(git: Git, make: Step, arguments: tuple[str, ...], message: str) -> None:
    make(git)
    said = git.process(*arguments)
    assert (said.code, said.out) == (2, "")
    assert message in said.err
    assert said.err.startswith("terrafence: ")
    assert said.err.count("\n") == 1


def test_without_git(git: Git) -> None:
    said = git.process(*STAGED, PATH="/nowhere")
    assert (said.code, said.out) == (2, "")
    assert said.err == "terrafence: git is not installed, or not on PATH\n"


# ---------------------------------------------------------------- what is judged


def no_repository(git: Git) -> None:
    away(git)
    (git.path.parent / "new.tf").write_text(acl("b"))


def other_hashes(git: Git) -> None:
    git("init", "-q", "--object-format=sha256", "../sha256")
    os.chdir(git.path.parent / "sha256")
    Git(git.path.parent / "sha256").stage({"main.tf": acl("a")})


def detached(git: Git) -> None:
    old_sin(git)
    git("checkout", "-q", "--detach")
    new_sin(git)


def merging(git: Git) -> None:
    git.commit({"main.tf": VARIABLE})
    git("checkout", "-q", "-b", "theirs")
    git.commit({"theirs.tf": acl("theirs")})
    git("checkout", "-q", "main")
    git.commit({"ours.tf": acl("ours")})
    git("merge", "-q", "--no-commit", "--no-ff", "theirs")
    new_sin(git)


def submodule(git: Git) -> None:
    old_sin(git)
    inner = git.path.parent / "inner"
    git("init", "-q", str(inner))
    Git(inner).commit({"main.tf": acl("b")})
    git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner), "m")
    git.stage({"call.tf": call("m", "./m")})


def absent(git: Git) -> None:
    submodule(git)
    git("submodule", "deinit", "-q", "-f", "m")


def submodule_moves(git: Git) -> None:
    submodule(git)
    git.commit()
    Git(git.path / "m").commit({"more.tf": acl("c")})
    git.stage()


def named(name: str) -> Step:
    def make(git: Git) -> None:
        old_sin(git)
        new_sin(git, name)

    return make


def named_in_no_encoding(git: Git) -> None:
    old_sin(git)
    with open(os.path.join(os.fsencode(git.path), b"\xff.tf"), "w") as file:
        file.write(acl("b"))
    git.stage()


def deleted(git: Git) -> None:
    git.commit({"main.tf": acl("a"), "x/main.tf": acl("x")})
    git("rm", "-q", "main.tf", "x/main.tf")


def renamed(git: Git) -> None:
    git.commit({"x/main.tf": acl("a"), "b.tf": acl("b")})
    git("mv", "x", "a\nb é")
    git("mv", "b.tf", "c.tf")


def windows(git: Git) -> None:
    git.commit({"main.tf": acl("a") + "locals {\n  text = <<-EOT\n    a\n  EOT\n}\n"})
    text = (git.path / "main.tf").read_bytes() + acl("b").encode()
    (git.path / "main.tf").write_bytes(text.replace(b"\n", b"\r\n"))
    git("-c", "core.autocrlf=false", "add", "-A")


def converted(git: Git) -> None:
    git("config", "core.autocrlf", "true")
    git.commit({"main.tf": acl("a")})
    (git.path / "main.tf").write_bytes(acl("a").replace("\n", "\r\n").encode())


def worktree(git: Git) -> None:
    old_sin(git)
    git("worktree", "add", "-q", "../side")
    os.chdir(git.path.parent / "side")
    new_sin(Git(git.path.parent / "side"))


def below(git: Git) -> None:
    git.commit({"main.tf": acl("a"), "sub/x.tf": VARIABLE})
    new_sin(git)
    os.chdir(git.path / "sub")


HEAD = "Judged: what is staged, against HEAD\n"
UNBORN = "Judged: what is staged: there is no commit yet\n"
MOVES = "HEAD; before and after, as the disk has it: the submodule m\n"
NEW = f"new.tf:3:3 {PUBLIC} high, blocks"
JUDGED: list[tuple[str, Step, tuple[str, ...], int, tuple[str, ...]]] = [
    ("no repository", no_repository, ("hook", "check", "new.tf"), 1, ("this is not a git repository\n", NEW)),
    ("no commit yet", unborn, STAGED, 1, (UNBORN, "main.tf:3:3")),
    ("no commit yet, with hashes of SHA-256", other_hashes, STAGED, 1, (UNBORN, "main.tf:3:3")),
    ("nothing at all", lambda _: None, STAGED, 0, ("No findings in 0 files",)),
    ("a detached head", detached, STAGED, 1, (HEAD, NEW)),
    ("a merge", merging, STAGED, 1, ("against HEAD and what is merged\n", NEW, "2 there before")),
    ("a submodule", submodule, STAGED, 1, (HEAD, f"m/main.tf:3:3 {PUBLIC}")),
    ("a submodule that moves", submodule_moves, STAGED, 0, (MOVES,)),
    ("a submodule that is not there", absent, STAGED, 0, (HEAD, "no module in ./m")),
    ("spaces, quotes and letters", named("a b/é'\"%.tf"), STAGED, 1, (HEAD, "a b/é'\"%.tf:3:3")),
    ("a line end in a path", named("a\nb/c\n.tf"), STAGED, 1, (HEAD, "a\\nb/c\\n.tf:3:3")),
    ("a path like an option", named("-x/--y.tf"), STAGED, 1, (HEAD, "-x/--y.tf:3:3")),
    ("a name that is not text", named_in_no_encoding, STAGED, 1, (HEAD, "\\udcff.tf:3:3")),
    ("deleted files", deleted, STAGED, 0, (HEAD, "The change mends 2 findings\n")),
    ("renamed files", renamed, STAGED, 0, (HEAD, "2 there before")),
    ("Windows line ends", windows, STAGED, 1, (HEAD, "main.tf:12:3", "1 there before")),
    ("converted line ends", converted, base("HEAD"), 0, ("Judged: the working tree, against HEAD\n",)),
    ("a linked working tree", worktree, STAGED, 1, (HEAD, NEW)),
    ("a directory below", below, STAGED, 1, (HEAD, f"../{NEW}")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("make", "arguments", "code", "words"), [case[1:] for case in JUDGED], ids=[case[0] for case in JUDGED]
)
def test_what_is_judged(
    git: Git, make: Step, arguments: tuple[str, ...], code: int, words: tuple[str, ...]
) -> None:
    make(git)
    said = git.process(*arguments, *SELECT, PYTHONIOENCODING="utf-8")
    assert (said.code, said.err) == (code, "")
    for word in words:
        assert word in said.out
    assert said.out.count(f"{PUBLIC} high") == code


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
def test_the_objects_are_read_and_nothing_is_checked_out(git: Git) -> None:
    """Without a working tree, and with a repository that cannot be written to, the answer is the same."""
    old_sin(git)
    new_sin(git)
    expected = git.process(*STAGED)
    assert expected.code == 1
    for path in git.path.glob("*.tf"):
        path.unlink()
    before = _contents(git.path)
    assert git.process(*STAGED) == expected
    assert _contents(git.path) == before


def _contents(path: Path) -> dict[str, bytes]:
    return {str(at): at.read_bytes() for at in path.rglob("*") if at.is_file()}
