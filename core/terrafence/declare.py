"""The vocabulary of rules. A rule is one constant; message, fix, documentation and tests derive from it.

Two closed unions carry the meaning. A *condition* asks (and has no repair); an *expectation* demands (and
has one), so that a demand can never be negated. Both are three-valued: true, false, or undecided because a
value is not known.

Paths are attribute and block names joined by dots (`metadata_options.http_tokens`), read through nested
blocks, lists of objects, maps and JSON text (a string or `jsonencode(…)`) alike; `*` stands for every
attribute of a body or element of a map or list. `{name}` in a path stands for the subject's own name. Where
a path meets several blocks or elements, an expectation means all of them, a condition any of them.
"""

from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import TypeAlias

from terrafence.content import Content, Scalar, Through
from terrafence.content import Expr as Expr
from terrafence.content import Pick as Pick
from terrafence.rating import Disruption, Level, Safety, Severity, Stage
from terrafence.readable import BlockView, ResourceView
from terrafence.record import NamedTuple

# ---------------------------------------------------------------- tests on one value


class Equals(NamedTuple):
    """Is this value (after Terraform's conversions: `"true"` equals True). Repair: set it."""

    value: Scalar


class OneOf(NamedTuple):
    """Is one of these. Repair: set the first."""

    values: tuple[Scalar, ...]


class NoneOf(NamedTuple):
    """Is not one of these. Repair: set `instead` (none: no repair of its own)."""

    values: tuple[Scalar, ...]
    instead: Scalar | None = None


class AtLeast(NamedTuple):
    """A number not below this. Repair: raise it to this."""

    minimum: int


class AtMost(NamedTuple):
    """A number not above this. Repair: lower it to this."""

    maximum: int


class Matches(NamedTuple):
    """A string in which the regular expression is found. No repair of its own."""

    pattern: str


class Lacks(NamedTuple):
    """A string in which the regular expression is not found. No repair of its own."""

    pattern: str


class Contains(NamedTuple):
    """A collection that holds all of these. Repair: add those that it lacks."""

    values: tuple[Scalar, ...]


class Excludes(NamedTuple):
    """A collection (or single value) that holds none of these. Repair: put the paired value of `instead`
    in its place, or, without one, take the element out."""

    values: tuple[Scalar, ...]
    instead: tuple[Scalar, ...] = ()


class Presence(Enum):
    """Tests that need no value."""

    PRESENT = "is set"
    """Written and neither null nor an empty string or collection. An unknown value that is written
    counts as present."""
    ABSENT = "is not set"
    """Not written, null, or empty. Repair: remove it."""
    NO_CREDENTIAL = "holds no credential"
    """No text in it (parts of maps and lists too) looks like a key, token or private key. Never
    repaired."""
    NO_LITERAL = "is not written into the configuration"
    """Not a known, non-empty string: secrets belong into variables, data sources or generators."""


Test: TypeAlias = (
    Equals | OneOf | NoneOf | AtLeast | AtMost | Matches | Lacks | Contains | Excludes | Presence
)


# ---------------------------------------------------------------- conditions


class Missing(Enum):
    """What it means that a path is not there when the rule states no default."""

    FAILS = "fails"
    """As a test sees nothing: `PRESENT`, `Equals`, `OneOf`, `AtLeast`, `AtMost`, `Contains`, `Matches`
    fail; the others pass."""
    UNDECIDED = "undecided"
    """Something that the files do not show decides."""


Absent: TypeAlias = Scalar | Missing
"""What the cloud does when the attribute is not written: the provider's, API's or account's default. A
fact, shown in the message."""


class Attr(NamedTuple):
    """Some value at the path passes the test."""

    path: str
    test: Test
    absent: Absent = Missing.FAILS


class Spans(NamedTuple):
    """The range from the number at `low` to the one at `high`, both included, holds one of `numbers`."""

    low: str
    high: str
    numbers: tuple[int, ...]


class Exists(NamedTuple):
    """A block or attribute is written at the path."""

    path: str


class TypeIs(NamedTuple):
    """The resource is of one of these types."""

    types: tuple[str, ...]


class ReferredBy(NamedTuple):
    """Another resource refers to this one: `places` are (type, path) pairs, such as
    ("aws_s3_bucket_logging", "target_bucket")."""

    places: tuple[tuple[str, str], ...]


class Some(NamedTuple):
    """A block (or element) at the path meets the condition, whose paths start inside it."""

    path: str
    condition: "Condition"


class Companion(NamedTuple):
    """A resource of this type refers to this one (or names it) by its attribute `by`, and meets the
    condition."""

    type: str
    by: str
    condition: "Condition | None" = None


class Target(NamedTuple):
    """What the attribute `by` refers to is a resource of this type that meets the condition."""

    type: str
    by: str
    condition: "Condition"


class Twin(NamedTuple):
    """Another resource of this type says the same at the path: the same value, or the same reference."""

    path: str


class InModule(NamedTuple):
    """The whole root (`same_module`: the subject's module) holds a resource of this type (`earlier`: sorted
    before this one) that meets the condition. `{name}` in its paths is the subject's name."""

    type: str
    condition: "Condition"
    same_module: bool = False
    earlier: bool = False


class Not(NamedTuple):
    """The opposite of a condition. An expectation does not type-check here."""

    condition: "Condition"


class Surely(NamedTuple):
    """The condition is known to hold: for an exception that has to be visible to count. Never undecided."""

    condition: "Condition"


class AllOf(NamedTuple):
    """Every condition holds."""

    conditions: tuple["Condition", ...]


class AnyOf(NamedTuple):
    """At least one condition holds."""

    conditions: tuple["Condition", ...]


class PolicySays(NamedTuple):
    """Some statement of the policy document at `path` has this shape."""

    path: str
    statement: "Statement"


Condition: TypeAlias = (
    Attr
    | Exists
    | Some
    | Spans
    | TypeIs
    | ReferredBy
    | Companion
    | Target
    | Twin
    | InModule
    | PolicySays
    | Not
    | Surely
    | AllOf
    | AnyOf
)


# ---------------------------------------------------------------- expectations


class Require(NamedTuple):
    """The value at the path must pass the test. `set` is what the repair writes where the test does not
    say it; `beside` is what else a newly written block needs (names relative to that block), `without`
    what has to leave it. What an `Excludes` puts `instead` is a guess where `through` leads nowhere."""

    path: str
    test: Test
    absent: Absent = Missing.FAILS
    set: Content | None = None
    beside: Mapping[str, Content] = {}
    without: tuple[str, ...] = ()
    through: Through | None = None


class All(NamedTuple):
    """Every expectation holds; each that fails is a fault of its own."""

    expectations: tuple["Expectation", ...]


class Any(NamedTuple):
    """At least one holds. The first is the preferred one: its fault and repair are shown when all fail."""

    expectations: tuple["Expectation", ...]


class Each(NamedTuple):
    """Every block (or element) at the path meets the expectation, whose paths start inside it. With none
    there it holds."""

    path: str
    expectation: "Expectation"


class When(NamedTuple):
    """If the condition holds, so must the expectation."""

    condition: Condition
    expectation: "Expectation"


class Setting(NamedTuple):
    """Among the repeated blocks of this name there is one with this `key` (of `parameter` blocks the one with
    a certain `name`), and every such block meets the expectation, whose paths start inside it. The repair of
    a missing one writes a block with `key` and `add`; that of a failing one mends it."""

    block: str
    key: Mapping[str, Scalar]
    expectation: "Expectation"
    add: Mapping[str, Content] = {}


class Linked(NamedTuple):
    """There is a companion resource of this type whose attribute `by` refers to this one (or names it),
    and it meets the expectation. The repair of a missing one writes `companion` after this resource;
    that of a failing one mends it. One that does not meet the condition `such` is another kind of
    companion."""

    type: str
    by: str
    expectation: "Expectation | None" = None
    companion: Mapping[str, Content] | None = None
    such: Condition | None = None


class Added(NamedTuple):
    """A resource that a repair writes after the one at hand: named after it, with `suffix` behind."""

    type: str
    suffix: str
    content: Mapping[str, Content]


class Cure(Enum):
    """What a repair does with the whole of what is at fault."""

    REMOVE = "remove it"
    """The resource, or the nested block that the rule looks at. One that others refer to stays."""


class Never(NamedTuple):
    """The condition does not hold. `detail` says in a few words what is wrong when it does. The repair writes
    the resources of `cure`, or takes out what is at fault; without one there is none."""

    condition: Condition
    detail: str
    cure: tuple[Added, ...] | Cure = ()


class Moved(NamedTuple):
    """These attributes belong on a companion resource of this type, whose attribute `by` names this one.
    The fault is at the first that is written; the repair takes them all out and writes the companion
    with the same expressions."""

    names: tuple[str, ...]
    type: str
    by: str


class Guard(NamedTuple):
    """A condition that narrows a statement: an operator that demands something on one of these keys
    (wildcards match, case does not), and no value that `open` is found in. A negation, an `…IfExists` and
    `ForAllValues:` demand nothing of who lacks the key."""

    keys: tuple[str, ...]
    open: str = r"^[*?]*$|/0$|^arn:[^:]*:[^:]*:[*:]*$|^arn:[^:]*:iam::[*?]"


class Statement(NamedTuple):
    """A shape of policy statement. An empty field matches anything.

    `actions` and `resources`: the statement is about the whole of one of these, because its words, wildcards
    and all, cover it, or because its exceptions leave it alone. `"*"` only matches a statement that says `*`
    (or `*:*`), `"s3:*"` also one that says `*`. `principals`: as these, for accounts and identities; an
    `Allow` for all but some is one for `"*"`. `like`: by element a regular expression that is found in one of
    its words as written; a principal is written `Kind:word` (`Federated:arn:…`, `AWS:*`). `lacks`: elements
    that it does not have. `condition` is (operator, key, value), matched case-insensitively;
    `unconditioned` demands that there is no condition at all, `unless` that none of these guards it."""

    effect: str = "Allow"
    actions: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    principals: tuple[str, ...] = ()
    like: Mapping[str, str] = {}
    lacks: tuple[str, ...] = ()
    condition: tuple[str, str, str] | None = None
    unconditioned: bool = False
    unless: tuple[Guard, ...] = ()


class PolicyForbids(NamedTuple):
    """No statement of the policy document at `path` has this shape (what another statement denies to all
    does not count), or the document lacks one of the shapes `together`. The document may be JSON text,
    `jsonencode(…)`, or an `aws_iam_policy_document`; with the empty path this resource is the
    `aws_iam_policy_document` itself. The repair adds the condition `limit` to the statement, by operator
    and key, or writes the elements `instead` in place of what it says."""

    path: str
    statement: Statement
    together: tuple[Statement, ...] = ()
    limit: Mapping[str, Mapping[str, Content]] = {}
    instead: Mapping[str, Content] = {}


class PolicyHas(NamedTuple):
    """Some statement of the policy document at `path` has this shape. The repair adds `add`, in which
    `{self}` stands for this resource's address."""

    path: str
    statement: Statement
    add: Mapping[str, Content]


class Tagged(Enum):
    """The tag policy of the settings holds for the tags that this resource ends up with; types that cannot
    be tagged always pass."""

    REQUIRED_KEYS = "has the required tags"
    ALLOWED_VALUES = "has tags of allowed values only"
    NO_FORBIDDEN_KEYS = "has no forbidden tags"
    KEY_CASE = "writes its keys in the case that is asked for"
    WITHIN_LIMITS = "has no more and no longer tags than are accepted"


class Ignores(Enum):
    """What `lifecycle.ignore_changes` may name. No repair."""

    NOTHING_ASKED_FOR = "names nothing that a rule that blocks or warns asks for"


class Fault(NamedTuple):
    """What a plain function reports: the path it is at (with `inside`, from there), what is wrong in a few
    words, and what to write there instead."""

    path: str
    detail: str
    set: Content | None = None
    inside: BlockView | None = None


class Function(NamedTuple):
    """A plain function, for what reads better as code. It yields nothing for what it cannot know. It
    must not need `evaluate`."""

    check: Callable[[ResourceView], Iterable[Fault]]


_Demand: TypeAlias = Require | Setting | Linked | Moved | PolicyForbids | PolicyHas | Tagged | Ignores
Expectation: TypeAlias = _Demand | All | Any | Each | When | Never | Function


# ---------------------------------------------------------------- the rule


class Rule(NamedTuple):
    """One check.

    `id` names the fault (`provider-service-fault`) and never changes meaning. `summary` is one sentence
    without a full stop, present tense, saying what is wrong. `why` says what an attacker gains, in one or
    two sentences. `resources` are resource types; `data.TYPE` for data sources; `module`, `provider`,
    `terraform`, `variable` and `tfvars` for those blocks and files; `*` for every managed resource.
    `safety` is what the fix has at stake at best: one that has to guess at a place is unsafe whatever stands
    here, and so is one where `unsafe_when` may hold. `fix_effect` completes "this …" in an unsafe fix's title
    (`adds a log bucket's cost`, `cuts off clients on http`). `no_fix` is the reason why there is none.
    `example` is Terraform that has the fault exactly once. `aliases` are the same check in other tools:
    `CKV_AWS_79`, `AVD-AWS-0028`, `datadog:aws/imdsv1_is_enabled`.
    `belongs_to` is (type, attribute) of a rule on a companion resource: its findings name the resource of
    that type that the attribute refers to, since that is what the fault endangers.
    `part_of` is (type, attribute, other type): a resource of the first is new only where that of the other
    type is that the attribute refers to. `used_by` is (type, attribute): nor is it new where one of these,
    referring to it, is not.
    """

    id: str
    summary: str
    why: str
    severity: Severity
    level: Level
    resources: tuple[str, ...]
    check: Expectation
    example: str
    belongs_to: tuple[str, str] | None = None
    part_of: tuple[tuple[str, str, str], ...] = ()
    used_by: tuple[tuple[str, str], ...] = ()
    disruption: Disruption = Disruption.IN_PLACE
    safety: Safety = Safety.SAFE
    unsafe_when: Condition | None = None
    fix_effect: str = ""
    no_fix: str = ""
    aliases: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    note: str = ""
    since: str = "0.1.0"
    stage: Stage = Stage.STABLE
    formerly: tuple[str, ...] = ()
