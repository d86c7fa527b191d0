"""Revisions and the index of a git repository as trees of files, without a checkout. The one place that
starts git."""

import os
import posixpath
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from typing import final

from terrafence.errors import UserError
from terrafence.files import MAX_FILE_BYTES, Disk, Entry, Files, Unreadable
from terrafence.record import NamedTuple

WORKING_TREE, INDEX = "", "--cached"
"""What a revision can be compared with besides another."""

EMPTY_TREE = "the empty tree"
"""What there is before the first commit. Its name depends on the repository's hash."""

NOT_IN_CLONE = "is not in this clone of the repository"
"""Why a blob cannot be read, in a partial clone."""

_LINK, _SUBMODULE = "120000", "160000"
_MAX_LINKS = 40


class Change(NamedTuple):
    """A file that differs between two trees (absolute paths): `old` is empty for one that was added, `new`
    for one that was deleted; both are set, and differ, for one that was renamed."""

    old: str
    new: str


def repository_at(directory: str) -> "Repository | None":
    """The git repository of a directory; None when it is not in one. Raises UserError when there is no
    git."""
    process = _start(directory, "rev-parse", "--show-toplevel")
    top, trouble = process.communicate()
    if process.returncode == 0 and top.strip():
        return Repository(os.fsdecode(top.rstrip(b"\n")).replace(os.sep, "/"))
    if b"not a git repository" in trouble or process.returncode == 0:
        return None
    raise UserError(f"{directory}: {os.fsdecode(trouble).partition(chr(10))[0]}")


@final
class Repository:
    """A repository with a working tree at `top` (absolute, links resolved). Blobs are read once, whatever
    trees they are in."""

    __slots__ = ("_blobs", "_reader", "top")

    def __init__(self, top: str) -> None:
        self.top = top
        self._blobs: dict[str, bytes] = {}
        self._reader: subprocess.Popen[bytes] | None = None

    def commit(self, revision: str) -> str | None:
        """The commit that a revision names; None when there is none."""
        name = f"{revision}^{{commit}}"
        found = _git(self.top, "rev-parse", "--quiet", "--verify", "--end-of-options", name)
        return None if found is None else found.decode().strip()

    def tree_of(self, revision: str) -> str | None:
        """The tree of a commit, asked of the process that reads blobs; None when there is none. Raises
        Unreadable where git does not answer."""
        answer = self._ask(f"{revision}^{{tree}}")
        return None if answer is None else answer[0]

    @property
    def unborn(self) -> bool:
        """Whether there is no commit yet."""
        return _git(self.top, "rev-parse", "--quiet", "--verify", "HEAD") is None

    def commits(self, count: int) -> list[str]:
        """The last commits of the current branch, first parents only, newest first."""
        found = _git(self.top, "rev-list", "--first-parent", f"--max-count={count}", "HEAD")
        return [] if found is None else found.decode().split()

    def commits_since(self, revision: str) -> list[tuple[str, str]]:
        """The commits of the current branch that are not in a revision's history, first parents only, oldest
        first, each with its date (ISO 8601). Raises UserError for a revision that there is not."""
        base = self.commit(revision)
        if base is None:
            raise UserError(f"git does not know the revision {revision}")
        given = ["--first-parent", "--reverse", "--format=%H %cI", "--no-show-signature"]
        lines = _asked(self.top, "log", *given, f"{base}..HEAD").decode().splitlines()
        return [(commit, date) for commit, _, date in (line.partition(" ") for line in lines)]

    def merge_base(self, one: str, other: str) -> str | None:
        """Where two commits parted; None when their histories do not meet, or the clone does not go back so
        far."""
        found = _git(self.top, "merge-base", one, other)
        return None if found is None else found.decode().strip()

    def merged(self) -> list[str]:
        """The commits that a merge in progress brings in."""
        path = _git(self.top, "rev-parse", "--git-path", "MERGE_HEAD")
        if path is None:
            return []
        try:
            with open(os.path.join(self.top, os.fsdecode(path.rstrip(b"\n"))), encoding="ascii") as lines:
                return lines.read().split()
        except FileNotFoundError:
            return []

    @property
    def shallow(self) -> bool:
        """Whether the clone lacks older commits."""
        return _git(self.top, "rev-parse", "--is-shallow-repository") == b"true\n"

    def hooks(self) -> str:
        """The directory of the hooks."""
        path = _asked(self.top, "rev-parse", "--git-path", "hooks")
        return posixpath.normpath(posixpath.join(self.top, os.fsdecode(path.rstrip(b"\n"))))

    def tree(self, revision: str) -> "GitTree":
        """The files of a commit or tree. Raises UserError when there is none."""
        if revision == EMPTY_TREE:
            return GitTree(self, {})
        listed = _git(self.top, "ls-tree", "-r", "-z", "--full-tree", "--end-of-options", revision)
        if listed is None:
            raise UserError(f"git does not know the revision {revision}")
        entries: dict[str, tuple[str, str]] = {}
        for line in listed.split(b"\0")[:-1]:
            about, _, name = line.partition(b"\t")
            mode, _, oid = about.decode().split(" ")
            entries[os.fsdecode(name)] = (mode, oid)
        return GitTree(self, entries)

    def index(self) -> "GitTree":
        """The files as they are staged. Raises UserError while a merge leaves files in conflict."""
        listed = _asked(self.top, "ls-files", "--stage", "-z", "--full-name")
        entries: dict[str, tuple[str, str]] = {}
        for line in listed.split(b"\0")[:-1]:
            about, _, name = line.partition(b"\t")
            mode, oid, stage = about.decode().split(" ")
            if stage != "0":
                raise UserError(f"{self.top}/{os.fsdecode(name)}: is in conflict: finish the merge first")
            entries[os.fsdecode(name)] = (mode, oid)
        return GitTree(self, entries)

    def changes(self, base: str, head: str) -> list[Change]:
        """What differs between a commit (or tree) and another, the INDEX, or the WORKING_TREE with its
        untracked files."""
        given = ["--raw", "-z", "-M", "--no-ext-diff", "--no-color", "--ignore-submodules=dirty"]
        if base == EMPTY_TREE:
            base = _asked(self.top, "hash-object", "-t", "tree", "--stdin").decode().strip()
        sides = [head, base] if head == INDEX else [base, head]
        raw = _asked(self.top, "diff", *given, *filter(None, sides), "--")
        found = list(_changes(self.top, raw))
        if head == WORKING_TREE:
            others = _asked(self.top, "ls-files", "--others", "--exclude-standard", "-z", "--full-name")
            found += [Change("", f"{self.top}/{os.fsdecode(name)}") for name in others.split(b"\0")[:-1]]
        return found

    def blob(self, oid: str) -> bytes:
        """The bytes of a blob. Raises Unreadable when the clone does not hold it."""
        if oid not in self._blobs:
            self._blobs[oid] = self._read(oid)
        return self._blobs[oid]

    def part(self) -> None:
        """For a process that was forked: it reads through a git of its own, the parent goes on with the
        other."""
        self._reader = None

    def close(self) -> None:
        """Ends the process that reads blobs."""
        if self._reader is not None:
            self._reader.communicate()
            self._reader = None

    def _read(self, oid: str) -> bytes:
        try:
            answer = self._ask(oid)
        except Unreadable:  # of what a partial clone lacks, git says nothing when it may not fetch
            answer = None
        if answer is None:
            raise Unreadable(NOT_IN_CLONE)
        text = answer[1]
        if len(text) > MAX_FILE_BYTES:
            raise Unreadable(f"is larger than {MAX_FILE_BYTES // 1024 // 1024} MiB")
        return text

    def _ask(self, name: str) -> tuple[str, bytes] | None:
        """An object's id and bytes; None when there is none of this name. Raises Unreadable where git does
        not answer."""
        if self._reader is None:
            self._reader = _start(self.top, "cat-file", "--batch")
        requests, answers = self._reader.stdin, self._reader.stdout
        assert requests is not None
        assert answers is not None
        try:
            requests.write(f"{name}\n".encode())
            requests.flush()
        except BrokenPipeError:
            pass  # what it did not answer is told below
        about = answers.readline().split()
        if not about:
            self._reader = None
            raise Unreadable("git does not answer")
        if len(about) != 3:
            return None
        size = int(about[2])
        return about[0].decode(), answers.read(size + 1)[:size]


@final
class GitTree:
    """The files of a revision or of the index, at the places that they have in the working tree. What
    `terraform init` installed, submodules, what was lent, and everything outside the repository come from the
    disk."""

    __slots__ = ("_children", "_disk", "_entries", "_lent", "_links", "_repository")

    def __init__(self, repository: Repository, entries: Mapping[str, tuple[str, str]]) -> None:
        self._repository = repository
        self._entries = entries
        self._disk: Files = Disk()
        self._lent: frozenset[str] = frozenset()
        self._links = any(mode == _LINK for mode, _ in entries.values())
        self._children: dict[str, dict[str, str]] = {"": {}}
        for path, (mode, _) in entries.items():
            self._add(path, mode)

    def lend(self, paths: Iterable[str]) -> "GitTree":
        """Itself, which from now on has these files (absolute) as the disk does, where it lacks them."""
        self._lent = frozenset(path for path in paths if self.kind(path) == "missing")
        return self

    @property
    def paths(self) -> Iterable[str]:
        """Every file in it."""
        return (posixpath.join(self._repository.top, name) for name in self._entries)

    def is_submodule(self, path: str) -> bool:
        """Whether another repository is there."""
        return self._entries.get(path.removeprefix(f"{self._repository.top}/"), ("", ""))[0] == _SUBMODULE

    @property
    def holds_files(self) -> bool:
        """Whether there is anything in it."""
        return bool(self._entries)

    def read(self, path: str) -> bytes:
        name = self._name(path)
        if name is None:
            return self._disk.read(path)
        real = self._follow(name)
        if real is None or (real not in self._children and real not in self._entries):
            raise Unreadable("no such file or directory")
        if real in self._children:
            raise Unreadable("is a directory")
        return self._repository.blob(self._entries[real][1])

    def entries(self, directory: str) -> list[Entry]:
        name = self._name(directory)
        if name is None:
            return self._disk.entries(directory)
        real = self._follow(name)
        children = {} if real is None else self._children.get(real, {})
        return sorted(
            self._entry(f"{directory.rstrip('/')}/{child}", child, mode) for child, mode in children.items()
        )

    def kind(self, path: str) -> str:
        name = self._name(path)
        if name == ".git":
            return "directory"
        if name is None:
            return self._disk.kind(path)
        real = self._follow(name)
        if real is None:
            return "missing"
        return "directory" if real in self._children else "file" if real in self._entries else "missing"

    def real(self, path: str) -> str:
        name = self._name(path)
        if name is None:
            return self._disk.real(path)
        real = self._follow(name)
        return path if real is None else posixpath.join(self._repository.top, real).rstrip("/")

    def _name(self, path: str) -> str | None:
        """The path in the tree; None for what the disk has."""
        top = self._repository.top.rstrip("/")
        if path == top:
            return ""
        if not path.startswith(f"{top}/") or "/.terraform/" in f"{path}/" or path in self._lent:
            return None
        name = path[len(top) + 1 :]
        parts = name.split("/")
        above = ("/".join(parts[:length]) for length in range(1, len(parts) + 1))
        return None if any(self._entries.get(at, ("", ""))[0] == _SUBMODULE for at in above) else name

    def _follow(self, name: str) -> str | None:
        """The name with symbolic links resolved; None when they lead out of the repository, or in circles."""
        if not self._links:
            return name
        done, waiting, left = "", name.split("/"), _MAX_LINKS
        while waiting:
            done = posixpath.normpath(posixpath.join(done, waiting.pop(0)))
            done = "" if done == "." else done
            if done.startswith(".."):
                return None
            mode, oid = self._entries.get(done, ("", ""))
            if mode == _LINK:
                left -= 1
                target = os.fsdecode(self._repository.blob(oid))
                if left < 0 or target.startswith("/"):
                    return None
                waiting = [*target.split("/"), *waiting]
                done = posixpath.dirname(done)
        return done

    def _entry(self, path: str, name: str, mode: str) -> Entry:
        if mode == _LINK:
            return Entry(name, self.kind(path) == "directory", True)
        return Entry(name, mode in ("", _SUBMODULE), False)

    def _add(self, path: str, mode: str) -> None:
        """Puts a name under its directory, and that one under its own."""
        while True:
            directory, _, name = path.rpartition("/")
            known = directory in self._children
            self._children.setdefault(directory, {})[name] = mode
            if known:
                return
            path, mode = directory, ""


def _changes(top: str, raw: bytes) -> Iterator[Change]:
    fields = iter(raw.split(b"\0")[:-1])
    for about in fields:
        status = about.decode().rpartition(" ")[2][:1]
        first = f"{top}/{os.fsdecode(next(fields))}"
        if status in ("R", "C"):
            second = f"{top}/{os.fsdecode(next(fields))}"
            yield Change(first if status == "R" else "", second)
        else:
            yield Change("" if status == "A" else first, "" if status == "D" else first)


def _start(directory: str, *arguments: str) -> "subprocess.Popen[bytes]":
    try:
        return subprocess.Popen(
            ["git", *arguments],
            cwd=directory,
            env=_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if arguments[0] == "cat-file" else subprocess.PIPE,
        )
    except FileNotFoundError as error:
        raise UserError("git is not installed, or not on PATH") from error


def _git(directory: str, *arguments: str) -> bytes | None:
    """What git says; None when it exits with an error."""
    process = _start(directory, *arguments)
    output, _ = process.communicate()
    return output if process.returncode == 0 else None


def _asked(directory: str, *arguments: str) -> bytes:
    output = _git(directory, *arguments)
    if output is None:
        raise UserError(f"git {' '.join(arguments[:2])} failed in {directory}")
    return output


def _environment() -> dict[str, str]:
    """Nothing is fetched, no lock is taken, and paths stand as they are."""
    return {**os.environ, "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
