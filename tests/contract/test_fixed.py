"""Every fix removes its finding, brings no other, does nothing the second time, and leaves the file as
its author and `terraform fmt` would."""

import os
import re
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import hcl2
import pytest
from tree import findings, fixed
from variants import NAME, Example, example, is_constant, neighbours

from terrafence.declare import Rule, Safety, Tagged
from terrafence.derive import best_safety
from terrafence.finding import Applicability, Finding
from terrafence.fix import Fixed
from terrafence.registry import all_rules

RULES = [pytest.param(rule, id=rule.id) for rule in all_rules() if rule.resources]
FIXED = [pytest.param(rule, id=rule.id) for rule in all_rules() if rule.resources and not rule.no_fix]
TERRAFORM = shutil.which("terraform")


@cache
def said(rule_id: str) -> Example:
    return example(next(rule for rule in all_rules() if rule.id == rule_id))


def files_of(rule: Rule, text: str | None = None) -> dict[str, str]:
    """The example, with what its fix needs to refer to in a file of its own."""
    found = said(rule.id)
    context = neighbours(rule)
    return {found.name: text or found.text, **({"context.tf": context} if context else {})}


def owner_of(rule: Rule) -> dict[str, str]:
    """A file with the resource that the example's belongs to or is part of, which is as new; and, where it
    has to refer to that, the example."""
    example = said(rule.id)
    kind = next(iter(example.blocks[0].labels), "")
    for _, by, whole in (it for it in rule.part_of if it[0] == kind):
        text = re.sub(rf"^( *{by} *= ).*$", rf"\1{whole}.owner.id", rule.example, count=1, flags=re.MULTILINE)
        return {example.name: text, "owner.tf": f'resource "{whole}" "owner" {{\n}}\n'}
    if rule.belongs_to is None or rule.belongs_to[0] == kind:
        return {}
    kind, by = rule.belongs_to
    name = re.search(rf"^ *{by} *= (.*)$", rule.example, re.MULTILINE)
    return {"owner.tf": f'resource "{kind}" "owner" {{\n  {by} = {name[1]}\n}}\n'} if name else {}


@cache
def mended(rule_id: str) -> tuple[dict[str, str], Fixed]:
    """The rule's example after its fix, and how that went."""
    rule = next(rule for rule in all_rules() if rule.id == rule_id)
    return fixed(files_of(rule), rule_id)


def reads(text: str) -> bool:
    """Whether python-hcl2 reads it, and finds something in what is not empty."""
    return not text.strip() or hcl2.loads(text) != {}  # pyright: ignore[reportUnknownMemberType]


def counted(found: Iterable[Finding]) -> Counter[tuple[str, str]]:
    return Counter((finding.rule.id, finding.address) for finding in found)


def formatted(text: str) -> str:
    """What `terraform fmt` makes of a text."""
    return _terraform_fmt({"a.tf": text})["a.tf"]


@cache
def formatted_examples() -> dict[str, str]:
    """What `terraform fmt` makes of every example, in one run, by rule."""
    examples = {f"{rule.id}.tf": rule.example for rule in all_rules() if rule.resources}
    return {name.removesuffix(".tf"): text for name, text in _terraform_fmt(examples).items()}


def _terraform_fmt(texts: Mapping[str, str]) -> dict[str, str]:
    if TERRAFORM is None:
        pytest.skip("terraform is not on the path")
    quiet = {name: value for name, value in os.environ.items() if name != "TF_CLI_CONFIG_FILE"}
    with tempfile.TemporaryDirectory() as directory:
        for name, text in texts.items():
            Path(directory, name).write_text(text, encoding="utf-8", newline="")
        command = (TERRAFORM, "fmt", "-list=false", directory)
        subprocess.run(command, check=True, capture_output=True, env={**quiet, "CHECKPOINT_DISABLE": "1"})
        return {name: Path(directory, name).read_text(encoding="utf-8") for name in texts}


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_has_a_fix_or_says_why_not(rule: Rule) -> None:
    (fault,) = [
        found for found in findings(files_of(rule), rule.id) if found.address == said(rule.id).fault.address
    ]
    if rule.no_fix:
        assert fault.fix is None
        assert not rule.no_fix.endswith(".")
    else:
        assert fault.fix is not None
        assert fault.fix.edits, fault.fix.title
        safe = fault.fix.applicability is Applicability.SAFE
        assert not safe or best_safety(rule) is Safety.SAFE


@pytest.mark.parametrize("rule", FIXED)
def test_on_a_new_resource_it_is_as_safe_as_the_rule_says(rule: Rule) -> None:
    if isinstance(rule.check, Tagged):
        pytest.skip("the settings decide how safe it is")
    faults = findings({**files_of(rule), **owner_of(rule)}, rule.id, new=True)
    safe = {fault.fix is not None and fault.fix.applicability is Applicability.SAFE for fault in faults}
    assert safe == {best_safety(rule) is not Safety.UNSAFE}


@pytest.mark.parametrize("rule", FIXED)
def test_the_fix_removes_the_finding_and_brings_no_other(rule: Rule) -> None:
    files = files_of(rule)
    after, outcome = fixed(files, rule.id)
    assert not outcome.refused
    assert not [found for found in findings(after, rule.id) if found.address == said(rule.id).fault.address]
    assert counted(findings(after)) - counted(findings(files)) == Counter()


@pytest.mark.parametrize("rule", FIXED)
def test_a_second_run_changes_nothing(rule: Rule) -> None:
    after, _ = mended(rule.id)
    again, outcome = fixed(after, rule.id)
    assert again == after
    assert not outcome.applied


@pytest.mark.parametrize("rule", RULES)
def test_the_example_is_formatted(rule: Rule) -> None:
    assert formatted_examples()[rule.id] == rule.example


@pytest.mark.parametrize("rule", FIXED)
def test_the_fixed_text_is_formatted(rule: Rule) -> None:
    name = said(rule.id).name
    after, _ = mended(rule.id)
    assert formatted(after[name]) == after[name]


@pytest.mark.parametrize("rule", FIXED)
def test_another_parser_reads_the_fixed_text(rule: Rule) -> None:
    after, _ = mended(rule.id)
    for text in after.values():
        assert reads(text)


@pytest.mark.parametrize("rule", FIXED)
def test_comments_survive(rule: Rule) -> None:
    found = said(rule.id)
    lines = found.text.splitlines()
    marked = "".join(f"# above {at}\n{line}\n" for at, line in enumerate(lines)) + "# last\n"
    after, _ = fixed(files_of(rule, marked), rule.id)
    kept = after[found.name].splitlines()
    gone = removed_lines(found, after[found.name])
    assert [line for line in kept if line.startswith("# ")] == [
        f"# above {at}" for at, _ in enumerate(lines) if at not in gone
    ] + ["# last"]


def removed_lines(found: Example, after: str) -> range:
    """The lines inside what is at fault (0-based, without its first) when the fix took it all out."""
    at_fault = found.attribute or found.blocks[-1]
    if is_written(found, after):
        return range(0)
    lines = found.file.lines
    return range(lines.line_of(at_fault.span.start) + 1, lines.line_of(at_fault.span.end - 1) + 1)


def is_written(found: Example, after: str) -> bool:
    """Whether the attribute or block at fault is still there."""
    if found.attribute is not None:
        return re.search(rf'\b{found.attribute.name}"? *[=:]', after) is not None
    return found.file.text(found.blocks[-1].header) in after


@pytest.mark.parametrize("rule", FIXED)
def test_a_comment_behind_the_value_survives(rule: Rule) -> None:
    found = said(rule.id)
    if found.attribute is None or "\n" in found.value():
        pytest.skip("the fault is not on one line")
    marked = found.with_value(f"{found.value()} # because")
    after, _ = fixed(files_of(rule, marked), rule.id)
    assert "# because" in after[found.name] or not is_written(found, after[found.name])


@pytest.mark.parametrize("rule", FIXED)
def test_line_ends_survive(rule: Rule) -> None:
    found = said(rule.id)
    after, _ = fixed(files_of(rule, found.text.replace("\n", "\r\n")), rule.id)
    assert after[found.name].count("\n") == after[found.name].count("\r\n")


@pytest.mark.parametrize("rule", FIXED)
def test_a_missing_final_newline_is_no_matter(rule: Rule) -> None:
    found = said(rule.id)
    after, outcome = fixed(files_of(rule, found.text.rstrip("\n")), rule.id)
    assert not outcome.refused
    assert reads(after[found.name] + "\n")


@pytest.mark.parametrize("rule", FIXED)
def test_the_fix_goes_to_the_variable(rule: Rule) -> None:
    found = said(rule.id)
    if found.attribute is None or not found.is_resource or not is_constant(found.attribute.expression):
        pytest.skip("the fault is at no attribute that a variable can give")
    text = found.with_value(f"var.{NAME}")
    files = {
        **files_of(rule, text),
        "variables.tf": f'variable "{NAME}" {{\n  default = {found.value()}\n}}\n',
    }
    after, outcome = fixed(files, rule.id)
    assert not outcome.refused
    assert not [item for item in findings(after, rule.id) if item.address == found.fault.address]


@pytest.mark.parametrize("rule", FIXED)
def test_the_fix_works_for_each_instance(rule: Rule) -> None:
    found = said(rule.id)
    if not found.is_resource:
        pytest.skip("not a resource")
    files = files_of(rule, found.inserted('  for_each = toset(["a", "b"])\n'))
    after, outcome = fixed(files, rule.id)
    assert not outcome.refused
    mine = [item for item in findings(after, rule.id) if item.address.startswith(found.fault.address)]
    assert not mine
