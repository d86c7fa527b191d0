"""From paths to a report: the one entry point of every door."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from terrafence import registry
from terrafence.acceptance import Acceptance
from terrafence.check.engine import check
from terrafence.check.links import World, refers
from terrafence.check.verdict import TRUE, Broken, Truth
from terrafence.config import Config
from terrafence.declare import Rule
from terrafence.derive import message
from terrafence.evaluate.resource import Origin, Resource
from terrafence.evaluate.workspace import Root, Workspace, load
from terrafence.files import Files, is_installed, is_summary
from terrafence.finding import (
    Applicability,
    Error,
    Evaluated,
    FileEdit,
    Finding,
    Fix,
    Identity,
    NotRead,
    Place,
    Report,
    Suppressed,
    Undecided,
)
from terrafence.fingerprint import normal_form
from terrafence.novelty import Novelty
from terrafence.record import NamedTuple
from terrafence.repair import repair
from terrafence.rules.terrafence import SYNTAX_ERROR
from terrafence.syntax.views import Attribute, Block, File
from terrafence.text import Span


def lint(files: Files, paths: Sequence[str], config: Config, novelty: Novelty | None = None) -> Report:
    """Everything that is wrong in what `paths` name. Raises UserError for a path that does not exist."""
    return judge(load(files, paths, config.inputs), config, novelty)


def judge(workspace: Workspace, config: Config, novelty: Novelty | None = None) -> Report:
    """The report on a workspace that is loaded. What `novelty` does not know to be new was there before."""
    report = _whole(workspace, config, novelty)
    if not config.exclude and not config.overrides:
        return report
    from terrafence.perpath import adjusted

    return adjusted(report, config)


def _whole(workspace: Workspace, config: Config, novelty: Novelty | None) -> Report:
    judged = [_judge_root(root, workspace, config) for root in workspace.roots]
    grouped = _group([draft for part in judged for draft in part.drafts])
    acceptance = Acceptance(workspace.files, config.suppressions, config.exceptions, _today())
    mended = (_finding(drafts, workspace, acceptance, novelty) for drafts in grouped)
    findings = [*_syntax_errors(workspace), *mended]
    undecided = {item for part in judged for item in part.undecided}
    if acceptance.any:
        from terrafence.notices import notices

        open_rules = {rule_id for part in judged for rule_id, _, _ in part.undecidable}
        findings += notices(workspace, config, acceptance, open_rules)
    return Report(
        findings=tuple(sorted(findings, key=_order)),
        undecided=tuple(sorted(undecided)),
        errors=tuple(_errors(workspace)),
        not_read=tuple(NotRead(problem.path, problem.reason) for problem in workspace.not_read),
        resources=len({address for part in judged for address in part.addresses}),
        linted=tuple(sorted(workspace.selected)),
        files=workspace.files,
        subjects=frozenset().union(*(part.subjects for part in judged)),
        undecidable=frozenset().union(*(part.undecidable for part in judged)),
        moved={workspace.name_of(root): root.moves for root in workspace.roots},
        evaluated=tuple(item for part in judged for item in part.evaluated),
        uncalled=len(workspace.uncalled()),
    )


def _errors(workspace: Workspace) -> Iterable[Error]:
    for problem in workspace.unreadable:
        yield Error(problem.path, problem.reason)
    for path in workspace.empty:
        yield Error(path, "there is no Terraform in it")


class Draft(NamedTuple):
    """A fault with its place, before it is grouped with others of the same place. `owner` is the resource
    that it is told of."""

    rule: Rule
    broken: Broken
    subject: Resource
    owner: Resource
    world: World
    file: File
    span: Span
    origin: Origin | None
    related: tuple[Place, ...]


class _Judged(NamedTuple):
    root: str
    drafts: list[Draft]
    undecided: list[Undecided]
    addresses: list[str]
    subjects: set[tuple[str, str]]
    undecidable: set[tuple[str, str, str]]
    evaluated: list[Evaluated]


def _judge_root(root: Root, workspace: Workspace, config: Config) -> _Judged:
    world = World(root, config.tags, lambda kind: _asked_of(kind, config))
    judged = _Judged(workspace.name_of(root), [], [], [], set(), set(), [])
    for kind in world.kinds():
        rules = registry.select(_rules(kind, config), config.select, ())
        for subject in world.of_type(kind):
            judged.subjects.add((judged.root, subject.config_address))
            if subject.mode in ("managed", "data"):
                judged.addresses.append(f"{root.directory}\0{subject.address}")
            for rule in rules:
                _judge(rule, subject, world, workspace, judged)
    return judged


def _rules(kind: str, config: Config) -> tuple[Rule, ...]:
    """The rules about a kind that the settings do not leave out."""
    rules = registry.rules_for((kind,))
    if config.levels or config.severities:
        rules = tuple(registry.weighed(rule, config.levels, config.severities) for rule in rules)
    return registry.select(rules, (), config.ignore)


def _asked_of(kind: str, config: Config) -> frozenset[str]:
    from terrafence.asked import asked_for

    return asked_for(_rules(kind, config))


def _judge(rule: Rule, subject: Resource, world: World, workspace: Workspace, judged: _Judged) -> None:
    outcome = check(rule, subject, world)
    drafts: list[Draft] = []
    if outcome.faults:
        weighed = _weighed(rule, subject, world)
        drafts = [_draft(weighed, broken, subject, world) for broken in outcome.faults]
        drafts = [draft for draft in drafts if _asked_for(draft, workspace)]
    if drafts or (not outcome.faults and subject.body.block.file.path in workspace.selected):
        holds = False if drafts else True if outcome.truth is Truth.TRUE else None
        path, address = subject.body.block.file.path, drafts[0].owner.address if drafts else subject.address
        judged.evaluated.append(Evaluated(rule.id, judged.root, subject.config_address, address, path, holds))
    judged.drafts.extend(drafts)
    if outcome.truth is Truth.TRUE or outcome.faults:
        return
    judged.undecidable.add((rule.id, judged.root, subject.config_address))
    path = subject.body.block.file.path
    if path in workspace.selected:
        judged.undecided.append(Undecided(rule.id, subject.address, path, outcome.reasons[0]))


def _weighed(rule: Rule, subject: Resource, world: World) -> Rule:
    """The rule as the tags of the subject make it weigh."""
    for weight in world.tag_settings.weights:
        judge = world.tags.judge(subject)
        if judge is not None and judge.meets(weight.when.items()) is True:
            rule = registry.at_least(rule, weight.severity, weight.level, weight.rules)
    return rule


def _asked_for(draft: Draft, workspace: Workspace) -> bool:
    paths = {draft.file.path, *(place.path for place in draft.related)}
    return not paths.isdisjoint(workspace.selected)


def _draft(rule: Rule, broken: Broken, subject: Resource, world: World) -> Draft:
    file, span, origin = _place(broken)
    related: list[Place] = []
    if origin is not None:
        related += [Place(step.file.path, step.span, step.label) for step in origin.steps[:-1]]
    block = subject.body.block
    call = next(_calls(subject, world), None) if is_installed(file.path) else None
    if call is not None:
        related.append(Place(file.path, span, f"the place in {subject.module_path}"))
        file, span, origin = call.file, call.header, None
    if (file.path, span) != (block.file.path, block.header):
        related.append(Place(block.file.path, block.header, subject.address))
    owner = _owner(rule, subject, world)
    if owner is not subject:
        related.append(Place(owner.body.block.file.path, owner.body.block.header, owner.address))
    shown = tuple(place for place in related if not is_summary(place.path))
    return Draft(rule, broken, subject, owner, world, file, span, origin, shown)


def _owner(rule: Rule, subject: Resource, world: World) -> Resource:
    """The resource that a companion belongs to, where the rule says how; else the subject itself."""
    if rule.belongs_to is None or rule.belongs_to[0] == subject.type:
        return subject
    kind, by = rule.belongs_to
    owners = (other for other in world.of_type(kind) if refers(subject, by, other, world) == TRUE)
    return next(owners, subject)


def _place(broken: Broken) -> tuple[File, Span, Origin | None]:
    """The narrowest span that a person would edit."""
    spot = broken.spot
    if broken.tags is not None and broken.tags.tag is not None:
        return broken.tags.tag.file, broken.tags.tag.span, None
    if broken.at is not None:
        return broken.at[0], broken.at[1].span, None
    if spot.slot is None:
        return spot.body.block.file, spot.body.block.header, None
    attribute, origin = spot.slot.attribute, spot.slot.origin()
    span = _attribute_span(attribute)
    if spot.steps:
        selected = spot.slot.select(spot.steps)
        if selected is not None:
            span, origin = selected[0].span, selected[1]
    if origin is not None and origin.writable:
        return origin.file, origin.span, origin
    return attribute.file, span, None


def _attribute_span(attribute: Attribute) -> Span:
    lines = attribute.file.lines
    one_line = lines.line_of(attribute.span.start) == lines.line_of(attribute.span.end)
    return attribute.span if one_line else attribute.name_span


def _calls(subject: Resource, world: World) -> Iterator[Block]:
    """The module calls on the way to the subject that stand outside `.terraform`, the innermost first."""
    path = subject.module_path
    while path:
        for call in world.at(path, "module"):
            if not is_installed(call.body.block.file.path):
                yield call.body.block
        path = path.rpartition(".module.")[0]


def _group(drafts: Iterable[Draft]) -> list[list[Draft]]:
    """Drafts of one rule at one place are one fault, however many instances and callers show it."""
    groups: dict[tuple[str, str, Span, str], list[Draft]] = {}
    for draft in drafts:
        key = (draft.rule.id, draft.file.path, draft.span, draft.broken.spot.path)
        groups.setdefault(key, []).append(draft)
    return list(groups.values())


def _accepted(drafts: list[Draft], workspace: Workspace, acceptance: Acceptance) -> Suppressed | None:
    """What accepts every instance of a fault; None as soon as one is not accepted."""
    if not acceptance.any:
        return None
    found = [
        acceptance.of(
            draft.rule,
            [
                (draft.file.path, draft.span),
                *((place.path, place.span) for place in draft.related),
                *((call.file.path, call.header) for call in _calls(draft.subject, draft.world)),
            ],
            workspace.name_of(draft.world.root),
            draft.owner.address,
        )
        for draft in drafts
    ]
    return found[0] if all(found) else None


def _finding(
    drafts: list[Draft], workspace: Workspace, acceptance: Acceptance, novelty: Novelty | None
) -> Finding:
    first = min(drafts, key=lambda draft: draft.owner.address)
    instances = tuple(sorted({draft.owner.address for draft in drafts}))
    blocks = {draft.owner.config_address for draft in drafts}
    heaviest = max((draft.rule for draft in drafts), key=registry.weight_of)
    environments = tuple(sorted({draft.world.root.environment for draft in drafts} - {""}))
    origin = first.origin
    fixes = _fixes(first, lambda edits: novelty is not None and _is_new(drafts, edits, workspace, novelty))
    safe = bool(fixes) and fixes[0].applicability is Applicability.SAFE
    return Finding(
        rule=heaviest,
        message=message(first.rule, first.broken, safe),
        path=first.file.path,
        span=first.span,
        address=instances[0] if len(instances) == 1 or len(blocks) > 1 else first.owner.config_address,
        instances=instances,
        origin=None if origin is None else Place(origin.file.path, origin.span, origin.steps[-1].label),
        related=first.related,
        fix=next(iter(fixes), None),
        fingerprint=_identity(first, workspace).fingerprint,
        suppressed=_accepted(drafts, workspace, acceptance),
        environments=environments,
        identities=tuple(sorted({_identity(draft, workspace) for draft in drafts})),
        alternatives=fixes[1:],
        owner=first.world.tags.owner(first.subject),
    )


def _is_new(drafts: list[Draft], edits: Sequence[FileEdit], workspace: Workspace, novelty: Novelty) -> bool:
    """Whether edits change what is new only, and so are all resources that show the fault."""
    return all(novelty.has(draft.subject, draft.world.root) for draft in drafts) and novelty.takes(
        edits, workspace.files
    )


def _fixes(draft: Draft, is_new: Callable[[Sequence[FileEdit]], bool]) -> tuple[Fix, ...]:
    if draft.rule.no_fix:
        return ()
    if draft.broken.tags is not None:
        from terrafence.retag import fixes

        return fixes(draft.broken, draft.subject, draft.world)
    found = repair(draft.rule, draft.broken, draft.subject, draft.world, is_new)
    return () if found is None else (found,)


def _identity(draft: Draft, workspace: Workspace) -> Identity:
    return Identity(
        draft.rule.id,
        workspace.name_of(draft.world.root),
        draft.subject.config_address,
        draft.broken.spot.path,
        normal_form(draft.broken),
    )


def _syntax_errors(workspace: Workspace) -> Iterable[Finding]:
    for path in sorted(workspace.selected):
        file = workspace.files.get(path)
        for problem in file.problems if file is not None else ():
            identity = Identity(SYNTAX_ERROR.id, workspace.shown(path), "", "", problem.message)
            yield Finding(
                rule=SYNTAX_ERROR,
                message=problem.message,
                path=path,
                span=problem.span,
                address="",
                instances=(),
                origin=None,
                related=(),
                fix=None,
                fingerprint=identity.fingerprint,
                identities=(identity,),
            )


def _today() -> str:
    import time

    return time.strftime("%Y-%m-%d")


def _order(finding: Finding) -> tuple[str, Span, str, str]:
    return finding.path, finding.span, finding.rule.id, finding.address
