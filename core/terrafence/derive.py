"""What people read about a rule and a finding, derived from the declaration."""

from collections.abc import Mapping, Sequence

from terrafence.check.verdict import Broken
from terrafence.declare import (
    Added,
    Contains,
    Content,
    Cure,
    Disruption,
    Excludes,
    Expr,
    Function,
    Ignores,
    Linked,
    Moved,
    Never,
    Pick,
    PolicyForbids,
    PolicyHas,
    Presence,
    Require,
    Rule,
    Safety,
    Scalar,
    Setting,
    Tagged,
)
from terrafence.evaluate.values import Value

DOCS = "https://github.com/terrafence/terrafence/blob/main/docs/rules"
_SHOWN = 60


def url(rule: Rule) -> str:
    """Where the rule's page is."""
    return f"{DOCS}/{rule.id}.md"


def message(rule: Rule, broken: Broken, safe: bool) -> str:
    """One sentence for a finding: the rule's summary and what was found, and what fixing it does unless
    that is known to be safe here."""
    said = f"{rule.summary}: {_detail(broken)}."
    if rule.disruption is not Disruption.IN_PLACE and not rule.no_fix and not safe:
        said += f" Fixing this {rule.disruption.value}."
    return f"{said} {rule.note}" if rule.note else said


def fix_title(rule: Rule, broken: Broken, content: Content | None, safe: bool) -> str:
    """What a fix does, as an imperative; in brackets what it does to what runs, unless that is known to be
    safe here."""
    if safe:
        return _action(broken, content)
    effects = [rule.fix_effect] if rule.fix_effect else []
    if rule.disruption is not Disruption.IN_PLACE and not effects:
        effects.append(rule.disruption.value)
    return _action(broken, content) + (f" ({', '.join(effects)})" if effects else "")


def fix_kind(rule: Rule) -> str:
    """The best that the rule's fix can be, in a word or two; `none` where there is none."""
    return "none" if rule.no_fix else best_safety(rule).value


def shares(rules: Sequence[Rule]) -> list[str]:
    """For each provider and in all: how many rules there are, and which parts have a fix."""
    providers = sorted({rule.id.partition("-")[0] for rule in rules})
    groups = [(name, [rule for rule in rules if rule.id.startswith(f"{name}-")]) for name in providers]
    return [_share(name, found) for name, found in (*groups, ("all", rules))]


def _share(name: str, rules: Sequence[Rule]) -> str:
    kinds = [fix_kind(rule) for rule in rules]
    fixed = len(kinds) - kinds.count("none")
    safe, new = kinds.count(Safety.SAFE.value), kinds.count(Safety.SAFE_WHEN_NEW.value)
    count = f"{len(rules)} rule" + ("" if len(rules) == 1 else "s")
    with_fix, with_safe = f"{_percent(fixed, rules)} with a fix", f"{_percent(safe, rules)} with a safe one"
    on_new = f" ({_percent(safe + new, rules)} on a new resource)" if new else ""
    return f"{name}: {count}, {with_fix}, {with_safe}{on_new}"


def _percent(part: int, rules: Sequence[Rule]) -> str:
    return f"{100 * part / max(len(rules), 1):.0f} %"


def best_safety(rule: Rule) -> Safety:
    """What a fix of this rule is where nothing at the place makes it worse: one that restarts or replaces
    has at stake what runs already."""
    if rule.safety is Safety.SAFE and rule.disruption is not Disruption.IN_PLACE:
        return Safety.SAFE_WHEN_NEW
    return rule.safety


def show(content: Content | None) -> str:
    """A value as a person would write it, shortened."""
    text = _written(content)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _detail(broken: Broken) -> str:
    expectation, path = broken.expectation, broken.spot.path
    match expectation:
        case Require():
            return _unmet(expectation, broken)
        case Setting(block, key):
            return f"no `{block}` block has {_key(key)}"
        case Linked():
            return f"no `{expectation.type}` refers to it"
        case Moved():
            return f"`{path}` belongs on an `{expectation.type}`"
        case PolicyForbids():
            return "this statement does" if broken.at or broken.spot.slot else f"a statement in `{path}` does"
        case PolicyHas():
            return f"no statement in `{path}` says so" if broken.found else f"`{path}` is not set"
        case Tagged():
            return broken.detail
        case Ignores():
            return f"`ignore_changes` covers {broken.detail}"
        case Never():
            return expectation.detail
        case Function():
            return broken.detail
        case _:
            return f"`{path}`"


def _unmet(expectation: Require, broken: Broken) -> str:
    path = _place(broken)
    if broken.spot.block:
        return f"{path} is set"
    if broken.found is None:
        default = expectation.absent
        means = "" if not isinstance(default, str | int) else f", which means `{show(default)}`"
        return f"{path} is not set{means}"
    match expectation.test:
        case Excludes():
            return f"{path} holds {_listed(broken)}"
        case Contains():
            return f"{path} lacks {_listed(broken)}"
        case Presence.NO_CREDENTIAL:
            return f"{path} holds what looks like a credential"
        case Presence.NO_LITERAL:
            return f"{path} is written out"
        case Presence.ABSENT:
            return f"{path} is set"
        case _:
            return f"{path} is `{_value(broken.found)}`"


def _place(broken: Broken) -> str:
    """The path, with the key of the repeated block that it leads into."""
    return f"`{broken.spot.path}`" + (f" of `{broken.detail}`" if broken.detail else "")


def _key(key: Mapping[str, Scalar]) -> str:
    return " and ".join(f"`{name} = {show(value)}`" for name, value in key.items())


def _listed(broken: Broken) -> str:
    return " and ".join(f"`{show(item)}`" for item in broken.items)


def _value(value: Value) -> str:
    data = value.data
    if value.sensitive:
        return "(sensitive)"
    if data is None or isinstance(data, str | bool | int):
        return show(data)
    return "[]" if data == () else "a collection" if isinstance(data, tuple | dict) else str(data)


def _action(broken: Broken, content: Content | None) -> str:
    expectation, path = broken.expectation, broken.spot.path
    match expectation:
        case Linked():
            return (
                f"Add an `{expectation.type}`"
                if expectation.type[0] in "aeiou"
                else f"Add a `{expectation.type}`"
            )
        case Setting(block, key):
            return f"Add a `{block}` block with {_key(key)}"
        case Moved():
            return f"Move it to an `{expectation.type}`"
        case PolicyForbids():
            return f"Require {_keys(expectation)}" if expectation.limit else _said_anew(expectation)
        case Never():
            return "Remove it" if isinstance(expectation.cure, Cure) else _added(expectation.cure)
        case PolicyHas():
            return f"Add the statement to `{path}`"
        case Tagged():
            return f"Change the tags {', '.join(f'`{key}`' for key in broken.items)}"
        case Require(test=Excludes()):
            return (
                f"Replace {_listed(broken)} in `{path}`"
                if content
                else f"Remove {_listed(broken)} from `{path}`"
            )
        case Require(test=Contains()):
            return f"Add {_listed(broken)} to `{path}`"
        case Require(test=Presence.ABSENT):
            return f"Remove `{path}`"
        case _:
            return f"Set {_place(broken)} to `{show(content)}`"


def _said_anew(expectation: PolicyForbids) -> str:
    return f"Set {' and '.join(f'`{name}`' for name in expectation.instead)} of the statement"


def _added(resources: Sequence[Added]) -> str:
    return f"Add {' and '.join(f'`{it.type}.…{it.suffix}`' for it in resources)}"


def _keys(expectation: PolicyForbids) -> str:
    keys = [f"`{key}`" for pairs in expectation.limit.values() for key in pairs]
    return f"{' and '.join(keys)} in the statement"


def _written(content: Content | None) -> str:
    if isinstance(content, bool):
        return "true" if content else "false"
    if content is None:
        return "null"
    if isinstance(content, str):
        return '"' + content.replace("\n", "\\n") + '"'
    if isinstance(content, Expr):
        text = content.text
        for at, pick in enumerate(content.picks):
            text = text.replace(f"{{{at}}}", _written(pick))
        return text
    if isinstance(content, Pick):
        return f"{content.type}.….{content.attribute}"
    if isinstance(content, int):
        return str(content)
    if isinstance(content, tuple):
        return "[" + ", ".join(_written(item) for item in content) + "]"
    return "{ " + ", ".join(f"{key} = {_written(item)}" for key, item in content.items()) + " }"


def page(rule: Rule, mended: str = "") -> str:
    """The rule's documentation as Markdown. `mended` is the example after the fix."""
    lines = [f"# {rule.id}", "", f"{rule.summary}.", "", rule.why, ""]
    lines += [
        f"**Severity** {rule.severity.value} · **Level** {rule.level.value} · **Fix** {fix_kind(rule)}",
        "",
    ]
    lines += ["## Flagged", "", "```terraform", rule.example.strip(), "```", ""]
    lines += ["## Fix", "", _fix_section(rule), ""]
    if mended:
        lines += ["```terraform", mended.strip(), "```", ""]
    if rule.aliases:
        lines += ["## In other tools", "", ", ".join(f"`{alias}`" for alias in rule.aliases), ""]
    if rule.controls:
        lines += ["## Controls", "", *(f"- {control}" for control in rule.controls), ""]
    if rule.references:
        lines += ["## References", "", *(f"- <{reference}>" for reference in rule.references), ""]
    return "\n".join(lines)


def _fix_section(rule: Rule) -> str:
    if rule.no_fix:
        return f"There is no automatic fix: {rule.no_fix}."
    flag, effect = "`terrafence fix --unsafe-fixes` applies it", rule.fix_effect or rule.disruption.value
    match best_safety(rule):
        case Safety.SAFE:
            return f"`terrafence fix` applies it; it {effect}."
        case Safety.SAFE_WHEN_NEW:
            return (
                f"`terrafence fix` applies it to a new resource. To one that is there, {flag}; it {effect}."
            )
        case Safety.UNSAFE:
            return f"{flag}; it {effect}."
