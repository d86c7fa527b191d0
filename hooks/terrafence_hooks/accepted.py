"""The findings of a run against the baseline."""

from collections.abc import Iterable

from terrafence import baseline
from terrafence.evaluate.discover import base_of
from terrafence.files import Files
from terrafence.gate import compare
from terrafence.settings.document import parent
from terrafence_hooks.batches import Batch
from terrafence_hooks.outcome import Judged, Outcome, State


def baseline_path(files: Files, batch: Batch) -> str:
    """Where the baseline is: where the settings say, else beside them, else at the top of the repository."""
    config = batch.config
    if config.baseline:
        return config.baseline
    if config.path is not None:
        return f"{parent(config.path)}/{baseline.FILE_NAME}"
    path = batch.paths[0]
    directory = path if files.kind(path) == "directory" else parent(path)
    return f"{base_of(files, directory).rstrip('/')}/{baseline.FILE_NAME}"


def accepted(files: Files, work: Iterable[Batch]) -> dict[str, int]:
    """How many findings the baselines let be, by fingerprint. Raises UserError for one that cannot be
    read."""
    counts: dict[str, int] = {}
    for path in dict.fromkeys(baseline_path(files, batch) for batch in work):
        counts |= baseline.counts(baseline.load(files, path))
    return counts


def against(outcome: Outcome, counts: dict[str, int]) -> Outcome:
    """The outcome with what the baselines let be marked; as it is when there is none."""
    if not counts:
        return outcome
    now = outcome.report._replace(findings=tuple(item.finding for item in outcome.judged))
    known = compare((), now, counts).known
    return outcome._replace(
        judged=tuple(_marked(item, at in known) for at, item in enumerate(outcome.judged))
    )


def _marked(item: Judged, known: bool) -> Judged:
    state = State.UNCHANGED if known else State.NEW
    return item._replace(state=state, blocks=item.blocks and not known)
