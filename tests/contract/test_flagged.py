"""Every rule flags its example once, at the narrowest place, however the example is said; and stays
silent about what is not known."""

from functools import cache

import pytest
from declared import uses
from tree import findings, report
from twin import json_of
from variants import NAME, Example, example, is_constant

from terrafence.declare import Moved, Presence, Rule
from terrafence.finding import Finding
from terrafence.registry import all_rules
from terrafence.syntax.read import read

RULES = [pytest.param(rule, id=rule.id) for rule in all_rules() if rule.resources]


@cache
def said(rule_id: str) -> Example:
    return example(next(rule for rule in all_rules() if rule.id == rule_id))


def faults(rule: Rule, files: dict[str, str]) -> list[Finding]:
    return [finding for finding in findings(files, rule.id) if finding.rule.id == rule.id]


def at_attribute(rule: Rule) -> Example:
    """The example, when its fault is at an attribute whose value Terraform lets come from elsewhere."""
    found = said(rule.id)
    if found.attribute is None or not found.takes_expressions:
        pytest.skip("the fault is not at an attribute that can take an expression")
    return found


def by_value(rule: Rule) -> Example:
    """As `at_attribute`, when the attribute's value matters."""
    if isinstance(rule.check, Moved):
        pytest.skip("what the attribute says does not matter")
    return at_attribute(rule)


def resource(rule: Rule) -> Example:
    found = said(rule.id)
    if not found.is_resource:
        pytest.skip("not a resource")
    if any({"count", "for_each"} & block.body.attributes.keys() for block in found.file.body.blocks):
        pytest.skip("the example says itself how many there are")
    return found


def variable(default: str = "") -> str:
    return f'\nvariable "{NAME}" {{\n{default}\n}}\n'


def only_presence(rule: Rule, name: str) -> bool:
    tests = [use.test for use in uses(rule) if use.path.rpartition(".")[2] in (name, "*") and use.test]
    return all(isinstance(test, Presence) for test in tests)


@pytest.mark.parametrize("rule", RULES)
def test_unknown_is_silent_and_counted(rule: Rule) -> None:
    found = by_value(rule)
    assert found.attribute is not None
    outcome = report({"main.tf": found.with_value(f"var.{NAME}") + variable()}, rule.id)
    assert not outcome.findings
    if not only_presence(rule, found.attribute.name):
        assert [item.rule_id for item in outcome.undecided] == [rule.id]


@pytest.mark.parametrize("rule", RULES)
def test_another_type_is_silent(rule: Rule) -> None:
    found = by_value(rule)
    assert found.attribute is not None
    if only_presence(rule, found.attribute.name):
        pytest.skip("asks only whether it is there")
    outcome = report({"main.tf": found.with_value("{ terrafence = { contract = [true] } }")}, rule.id)
    collection = "lacks" in found.fault.message
    assert collection or not outcome.findings


@pytest.mark.parametrize("rule", RULES)
def test_null_is_as_if_it_were_not_written(rule: Rule) -> None:
    found = at_attribute(rule)
    null = faults(rule, {"main.tf": found.with_value("null")})
    absent = faults(rule, {"main.tf": found.without_attribute()})
    assert [finding.message for finding in null] == [finding.message for finding in absent]
    assert all(
        "=" not in found.without_attribute().encode()[f.span.start : f.span.end].decode() for f in absent
    )


@pytest.mark.parametrize("rule", RULES)
def test_no_instances_no_finding(rule: Rule) -> None:
    found = resource(rule)
    assert not faults(rule, {"main.tf": found.inserted("count = 0")})


@pytest.mark.parametrize("rule", RULES)
def test_the_example_once_at_the_narrowest_place(rule: Rule) -> None:
    found = said(rule.id)
    text = found.file.text(found.fault.span)
    if found.attribute is None:
        headers = [found.file.text(block.header) for block in found.blocks]
        assert text == headers[-1]
    else:
        assert found.attribute.span.contains(found.fault.span)
        assert text != found.file.text(found.blocks[-1].span) if found.blocks else True
    assert found.fault.message.startswith(rule.summary)


@pytest.mark.parametrize("rule", RULES)
def test_through_a_variable(rule: Rule) -> None:
    found = at_attribute(rule)
    assert found.attribute is not None
    if not is_constant(found.attribute.expression):
        pytest.skip("the value is no constant, which a default has to be")
    text = found.with_value(f"var.{NAME}") + variable(f"  default = {found.value()}")
    (fault,) = faults(rule, {"main.tf": text})
    assert fault.span.start > text.encode().index(f'variable "{NAME}"'.encode())
    assert any(place.message == found.fault.address for place in fault.related)


@pytest.mark.parametrize("rule", RULES)
def test_through_a_local(rule: Rule) -> None:
    found = at_attribute(rule)
    text = found.with_value(f"local.{NAME}") + f"\nlocals {{\n  {NAME} = {found.value()}\n}}\n"
    assert len(faults(rule, {"main.tf": text})) == 1


@pytest.mark.parametrize("rule", RULES)
def test_through_a_module(rule: Rule) -> None:
    found = at_attribute(rule)
    root = f'module "inner" {{\n  source = "./inner"\n  {NAME} = {found.value()}\n}}\n'
    (fault,) = faults(rule, {"main.tf": root, "inner/main.tf": found.with_value(f"var.{NAME}") + variable()})
    assert fault.address == f"module.inner.{found.fault.address}"


@pytest.mark.parametrize("rule", RULES)
def test_with_for_each(rule: Rule) -> None:
    found = resource(rule)
    if f"{found.fault.address}." in found.text:
        pytest.skip("the example refers to its one instance")
    (fault,) = faults(rule, {"main.tf": found.inserted('  for_each = toset(["a", "b"])')})
    assert fault.instances == (f'{found.fault.address}["a"]', f'{found.fault.address}["b"]')


@pytest.mark.parametrize("rule", RULES)
def test_with_unknown_for_each(rule: Rule) -> None:
    found = resource(rule)
    (fault,) = faults(rule, {"main.tf": found.inserted(f"  for_each = var.{NAME}") + variable()})
    assert fault.address == f'{found.fault.address}["?"]'


@pytest.mark.parametrize("rule", RULES)
def test_in_a_dynamic_block(rule: Rule) -> None:
    found = resource(rule)
    text = found.as_dynamic()
    if text is None:
        pytest.skip("the fault is in no nested block")
    assert len(faults(rule, {"main.tf": text})) == 1


@pytest.mark.parametrize("rule", RULES)
def test_in_json(rule: Rule) -> None:
    found = said(rule.id)
    name = f"{found.name}.json"
    (fault,) = faults(rule, {name: json_of(read(f"/{found.name}", found.text.encode()))})
    assert fault.message == found.fault.message
    assert fault.address.removesuffix(".json") == found.fault.address
