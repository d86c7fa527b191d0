"""Which trees a change is between."""

import os
from collections.abc import Iterable, Mapping

from terrafence.errors import UserError
from terrafence.files import Disk, Files
from terrafence.git import EMPTY_TREE, INDEX, WORKING_TREE, GitTree, Repository, repository_at
from terrafence.record import NamedTuple


class Change(NamedTuple):
    """What is judged (`head`: a commit, the INDEX or the WORKING_TREE) against what was there (`parents`:
    commits, or the empty tree). `about` says it to people. What the options name (`lent`, absolute paths) all
    trees have, as the disk does unless they know better."""

    repository: Repository
    parents: tuple[str, ...]
    head: str
    about: str
    lent: tuple[str, ...] = ()

    @property
    def files(self) -> Files:
        """The tree that is judged."""
        if self.head == WORKING_TREE:
            return Disk()
        tree = self.repository.index() if self.head == INDEX else self.repository.tree(self.head)
        return tree.lend(self.lent)

    @property
    def before(self) -> list[GitTree]:
        """The trees that it is held against."""
        return [self.repository.tree(parent).lend(self.lent) for parent in self.parents]


def staged(repository: Repository) -> Change:
    """What the next commit would change: the index against HEAD, and in a merge against the other parents
    too."""
    head = repository.commit("HEAD")
    if head is None:
        return Change(repository, (EMPTY_TREE,), INDEX, "what is staged: there is no commit yet")
    merged = repository.merged()
    about = "what is staged, against HEAD" + (" and what is merged" if merged else "")
    return Change(repository, (head, *merged), INDEX, about)


def since(repository: Repository, revision: str, head: str) -> Change:
    """What has come since the history of `head` left that of a revision. `head` is a commit, the INDEX or
    the WORKING_TREE. Raises UserError when the clone does not know the revision or where they parted."""
    tip = "HEAD" if head in (INDEX, WORKING_TREE) else head
    base = repository.commit(revision)
    if base is None:
        raise UserError(f"git does not know the revision {revision}{_why_absent(repository)}")
    commit = repository.commit(tip)
    parted = base if commit is None else repository.merge_base(base, commit)
    if parted is None:
        raise UserError(f"{tip} and {revision} have no commit in common{_why_absent(repository)}")
    what = {INDEX: "what is staged", WORKING_TREE: "the working tree"}.get(head, head[:12])
    where = revision if parted == base else f"{parted[:12]}, where it left {revision}"
    return Change(repository, (parted,), head, f"{what}, against {where}")


def asked_for(revision: str | None, index: bool) -> Change:
    """The change that `--diff-base` and `--staged` mean, in the repository of the working directory. Raises
    UserError outside of one, and as `since` does."""
    repository = repository_at(os.getcwd())
    if repository is None:
        raise UserError("not in a git repository: there is no change to judge")
    if revision is None:
        return staged(repository)
    return since(repository, revision, INDEX if index else WORKING_TREE)


def pushed(repository: Repository, environment: Mapping[str, str]) -> Change | None:
    """What pre-commit was given to judge with `--from-ref` and `--to-ref`, or by a push; None when it was
    not. Raises UserError as `since` does."""
    first = environment.get("PRE_COMMIT_FROM_REF") or environment.get("PRE_COMMIT_SOURCE")
    last = environment.get("PRE_COMMIT_TO_REF") or environment.get("PRE_COMMIT_ORIGIN")
    if not first or not last:
        return None
    head = repository.commit(last)
    if head is None:
        raise UserError(f"git does not know the revision {last}{_why_absent(repository)}")
    return since(repository, first, head)


def changed_paths(change: Change) -> set[str]:
    """The files that a change adds, changes, deletes or moves."""
    found = change.repository.changes(change.parents[0], change.head)
    return {path for it in found for path in (it.old, it.new) if path}


def asked_about(change: Change, names: Iterable[str]) -> list[str]:
    """The paths (absolute, links resolved) that were named. Raises UserError for one that is not in the
    repository, or in none of the trees."""
    paths = [os.path.realpath(name).replace(os.sep, "/") for name in names]
    top, trees = change.repository.top, [change.files, *change.before] if paths else []
    for path in paths:
        if path != top and not path.startswith(f"{top.rstrip('/')}/"):
            raise UserError(f"{path}: is not in the repository at {top}")
        if all(tree.kind(path) == "missing" for tree in trees):
            raise UserError(f"no such file or directory: {path}")
    return paths


def committing(environment: Mapping[str, str]) -> bool:
    """Whether git runs this as a hook of a commit: it then says which index."""
    return "GIT_INDEX_FILE" in environment


def _why_absent(repository: Repository) -> str:
    if repository.unborn:
        return ": there is no commit yet"
    if repository.shallow:
        return ": the clone is shallow, fetch more of it (git fetch --unshallow; fetch-depth: 0)"
    return ""
