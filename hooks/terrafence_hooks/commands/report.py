"""`terrafence report`: evidence for auditors, who ask for what passed."""

import os
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, final

from terrafence.declare import Rule
from terrafence.errors import UserError, did_you_mean
from terrafence.files import Disk
from terrafence.git import WORKING_TREE, repository_at
from terrafence.registry import all_rules, find
from terrafence_hooks.batches import Batch, absolute, named
from terrafence_hooks.evidence import evidence
from terrafence_hooks.options import Options
from terrafence_hooks.outcome import lint
from terrafence_hooks.output import complain, emit
from terrafence_hooks.places import Places
from terrafence_hooks.report.evidence import Basis, to_json, to_markdown

if TYPE_CHECKING:
    from argparse import ArgumentParser


@final
class _Options(Options):
    """What was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.controls: list[str] = []
        self.rules: list[str] = []


def run(arguments: list[str]) -> int:
    """Returns 2 when something could not be read, for then the evidence is not whole. Raises UserError for
    a rule, control or path that there is not."""
    options = options_parser().parse_args(arguments, namespace=_Options())
    rules = _rules(options)
    options.select = [rule.id for rule in rules]
    work = named(Disk(), options.paths, options)
    outcome = lint(Disk(), work)
    places = Places(outcome.report.files, absolute(os.curdir))
    basis = _basis(options.controls, work)
    write = to_json if options.format == "json" else to_markdown
    emit(write(evidence(rules, outcome), outcome.report, basis, places), options.output_file)
    complain(outcome.report.errors, places)
    return 2 if outcome.report.errors else 0


def options_parser() -> "ArgumentParser":
    """The options of `report`."""
    from terrafence_hooks.arguments import add_inputs, add_paths, parser

    to = parser(
        "report", "Shows of every rule where it was asked, and where it passed, failed, is excepted, unknown."
    )
    add_paths(to)
    add = to.add_argument
    add("--control", dest="controls", action="append", default=[], metavar="CONTROL", help=_CONTROL)
    add("--rule", dest="rules", action="append", default=[], metavar="RULE", help="this rule (default: all)")
    formats = ("markdown", "json")
    add("--format", "--output-format", choices=formats, default="markdown", help="(default: markdown)")
    add("-o", "--output-file", metavar="FILE", help="write the report there instead of the standard output")
    add_inputs(to)
    return to


_CONTROL = "the rules of a control, such as CIS-AWS-3.0.0:5.6, or of all of a framework, CIS-AWS-3.0.0"


def _rules(options: _Options) -> Sequence[Rule]:
    if not options.controls and not options.rules:
        return all_rules()
    wanted = {rule.id: rule for word in options.rules for rule in _named(word)}
    for control in options.controls:
        wanted |= {rule.id: rule for rule in _under(control)}
    return [wanted[name] for name in sorted(wanted)]


def _named(word: str) -> Sequence[Rule]:
    rules = find(word)
    if not rules:
        names = [rule.id for rule in all_rules()]
        raise UserError(f'there is no rule "{word}"{did_you_mean(word, names)} (terrafence rules lists them)')
    return rules


def _under(control: str) -> Sequence[Rule]:
    asked = control.lower()
    rules = [rule for rule in all_rules() if any(asked in _names(one) for one in rule.controls)]
    if not rules:
        known = {
            name for rule in all_rules() for one in rule.controls for name in (one, one.partition(":")[0])
        }
        near = did_you_mean(control, {name.lower(): name for name in known})
        raise UserError(f'no rule is for the control "{control}"{near}')
    return rules


def _names(control: str) -> Iterator[str]:
    yield control.lower()
    yield control.lower().partition(":")[0]


def _basis(controls: Sequence[str], work: Sequence[Batch]) -> Basis:
    repository = repository_at(os.getcwd())
    commit = repository.commit("HEAD") if repository is not None else None
    changed = repository is not None and commit is not None and bool(repository.changes(commit, WORKING_TREE))
    return Basis(tuple(controls), commit or "", changed, _hash(work), time.strftime("%Y-%m-%d"))


def _hash(work: Sequence[Batch]) -> str:
    """Of everything that the settings and variables said, wherever the repository stands."""
    from hashlib import sha256

    said = [batch.config._replace(path=None, select=()) for batch in work]
    return sha256(repr(said).replace(os.getcwd(), ".").encode("utf-8", "replace")).hexdigest()
