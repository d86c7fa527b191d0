"""What linting yields: the same objects at every door."""

from collections.abc import Mapping
from enum import Enum

from terrafence.declare import Rule
from terrafence.record import NamedTuple
from terrafence.syntax.views import File
from terrafence.text import Edit, Span


class Place(NamedTuple):
    """A span in a file (bytes), with what it is to the reader."""

    path: str
    span: Span
    message: str


class FileEdit(NamedTuple):
    """An edit of one file."""

    path: str
    edit: Edit


class Applicability(Enum):
    """Who may apply a fix: `safe` may be applied unasked; `unsafe` replaces, restarts, costs, may break
    traffic, or guesses, so that a person decides; `display` is shown, never applied."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    DISPLAY = "display"


class Fix(NamedTuple):
    """A repair as edits of the files as they were read. `edits` is empty exactly when the fix is
    display-only and could not be written out; `title` is an imperative sentence that says what it does
    to what runs when that matters."""

    title: str
    applicability: Applicability
    edits: tuple[FileEdit, ...]


class Suppressed(NamedTuple):
    """Why a finding is not counted: the comment's place and what it says. `until` is the last day that it
    holds (ISO), `owner` who answers for it; both are empty when it does not say."""

    path: str
    span: Span
    reason: str
    until: str = ""
    owner: str = ""


class Identity(NamedTuple):
    """One fault of one resource in one root. `root` is the root module's directory relative to the
    repository, with `@` and the environment's name where the settings evaluate it several times; `address`
    has no instance keys; `path` leads to the attribute; `value` is the normal form of what is wrong."""

    rule_id: str
    root: str
    address: str
    path: str
    value: str

    @property
    def fingerprint(self) -> str:
        """A hash, 16 hexadecimal digits."""
        try:
            from _blake2 import blake2b  # hashlib loads OpenSSL for it: 3 ms
        except ImportError:
            from hashlib import blake2b

        return blake2b("\0".join(self).encode(errors="surrogatepass"), digest_size=8).hexdigest()


class Finding(NamedTuple):
    """One fault. `span` is the narrowest that a person would edit; `address` the one instance, the
    address without instance keys where several of one block show it, the first where several blocks do;
    `instances` all of them. `origin` is set when the place is not at the resource itself. `message` is
    one or two sentences. `environments` are the names of those that show it, of a root that the settings
    evaluate several times. `identities` are what the finding is compared by with those of another time, one
    for each root and resource that shows it; `fingerprint` is the first one's. `alternatives` are other
    fixes, for a person to choose from; `owner` is who the resource belongs to by its effective tags."""

    rule: Rule
    message: str
    path: str
    span: Span
    address: str
    instances: tuple[str, ...]
    origin: Place | None
    related: tuple[Place, ...]
    fix: Fix | None
    fingerprint: str
    suppressed: Suppressed | None = None
    environments: tuple[str, ...] = ()
    alternatives: tuple[Fix, ...] = ()
    owner: str = ""
    identities: tuple[Identity, ...] = ()


class Undecided(NamedTuple):
    """A rule that could not be decided for a resource, and why."""

    rule_id: str
    resource: str
    path: str
    reason: str


class Evaluated(NamedTuple):
    """A rule that was asked about one resource (or block) of one root. `address` is the one that a finding
    names, which may be of what the resource belongs to; `path` is the file that the resource is in; `holds`
    is None when it could not be decided."""

    rule_id: str
    root: str
    config_address: str
    address: str
    path: str
    holds: bool | None


class Error(NamedTuple):
    """Something that kept the job from being done: exit code 2."""

    path: str
    message: str


class NotRead(NamedTuple):
    """A file or module known to be there and not looked into, and why (`run terraform init`)."""

    path: str
    reason: str


class Report(NamedTuple):
    """The outcome of a run, sorted by path and place. `files` are the syntax trees of what was linted,
    `linted` the paths that were asked about, `uncalled` how many resource blocks in them have no instance.
    For comparing with another time: `subjects` are all that was
    judged, as root and address without instance keys, `undecidable` the rules that could not be decided for
    one, as rule id, root and address; `moved` is by root what `moved` blocks say, by old address.
    `evaluated` is every rule on everything that was asked about, for those who have to show what passed."""

    findings: tuple[Finding, ...]
    undecided: tuple[Undecided, ...]
    errors: tuple[Error, ...]
    not_read: tuple[NotRead, ...]
    resources: int
    linted: tuple[str, ...]
    files: Mapping[str, File]
    subjects: frozenset[tuple[str, str]] = frozenset()
    undecidable: frozenset[tuple[str, str, str]] = frozenset()
    moved: Mapping[str, Mapping[str, str]] = {}
    evaluated: tuple[Evaluated, ...] = ()
    uncalled: int = 0
