"""What the settings say about some files: left out (still read where others need them, but nothing is said
about them), or judged otherwise."""

from collections.abc import Callable, Iterable, Sequence
from typing import final

from terrafence import registry
from terrafence.config import Config, Override
from terrafence.evaluate.ignore import Ignore
from terrafence.files import Entry, Unreadable
from terrafence.finding import Finding, NotRead, Report
from terrafence.rules.terrafence import SYNTAX_ERROR


def adjusted(report: Report, config: Config) -> Report:
    """The report without what is at, or about, an excluded file, and with what overrides say of the rest."""
    if config.path is None:
        return report
    directory, _, name = config.path.rpartition("/")
    excluded = matcher(directory, config.exclude)
    left_out = [NotRead(path, f"is excluded in {name}") for path in report.linted if excluded(path)]
    findings = (item for item in report.findings if not excluded(item.path))
    return report._replace(
        findings=_overridden(findings, [(matcher(directory, it.paths), it) for it in config.overrides]),
        undecided=tuple(item for item in report.undecided if not excluded(item.path)),
        errors=tuple(item for item in report.errors if not excluded(item.path)),
        not_read=tuple(sorted([*(item for item in report.not_read if not excluded(item.path)), *left_out])),
        linted=tuple(path for path in report.linted if not excluded(path)),
        evaluated=tuple(item for item in report.evaluated if item.holds is False or not excluded(item.path)),
    )


def matcher(directory: str, patterns: Sequence[str]) -> Callable[[str], bool]:
    """Whether a path is one that patterns, written as in a `.gitignore` of the directory, name."""
    ignore = Ignore(_Patterns(f"{directory}/.gitignore", "\n".join(patterns).encode()), directory)
    return lambda path: ignore.ignores(path, False)


def _overridden(
    findings: Iterable[Finding], overrides: Sequence[tuple[Callable[[str], bool], Override]]
) -> tuple[Finding, ...]:
    kept: list[Finding] = []
    for finding in findings:
        found: Finding | None = finding
        for matches, override in overrides:
            if found is not None and matches(finding.path):
                found = _under(override, found)
        kept += [found] if found is not None else []
    return tuple(kept)


def _under(override: Override, finding: Finding) -> Finding | None:
    if finding.rule is SYNTAX_ERROR:
        return finding
    rule = registry.weighed(finding.rule, override.levels, override.severities)
    if any(registry.names(word, rule) for word in override.ignore):
        return None
    return finding._replace(rule=rule)


@final
class _Patterns:
    """A tree with one file in it: what the settings exclude is written as a `.gitignore` is."""

    __slots__ = ("_path", "_text")

    def __init__(self, path: str, text: bytes) -> None:
        self._path = path
        self._text = text

    def read(self, path: str) -> bytes:
        if path != self._path:
            raise Unreadable("no such file or directory")
        return self._text

    def entries(self, directory: str) -> list[Entry]:
        return []

    def kind(self, path: str) -> str:
        return "file" if path == self._path else "missing"

    def real(self, path: str) -> str:
        return path
