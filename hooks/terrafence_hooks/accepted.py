"""The findings of a run against the baseline."""

from collections.abc import Iterable

from terrafence import config
from terrafence.files import Files
from terrafence_hooks.batches import Batch
from terrafence_hooks.outcome import Judged, Outcome, State


def baseline_path(files: Files, batch: Batch) -> str:
    """Where the baseline of a batch is."""
    return config.baseline_path(files, batch.config, batch.paths[0])


def accepted(files: Files, work: Iterable[Batch]) -> dict[str, int]:
    """How many findings the baselines let be, by fingerprint. Raises UserError for one that cannot be
    read."""
    paths = {path for batch in work if files.kind(path := baseline_path(files, batch)) != "missing"}
    if not paths:
        return {}
    from terrafence import baseline

    counts: dict[str, int] = {}
    for path in sorted(paths):
        counts |= baseline.counts(baseline.load(files, path))
    return counts


def against(outcome: Outcome, counts: dict[str, int]) -> Outcome:
    """The outcome with what the baselines let be marked; as it is when there is none."""
    if not counts:
        return outcome
    from terrafence.gate import compare

    now = outcome.report._replace(findings=tuple(item.finding for item in outcome.judged))
    known = compare((), now, counts).known
    return outcome._replace(
        judged=tuple(_marked(item, at in known) for at, item in enumerate(outcome.judged))
    )


def _marked(item: Judged, known: bool) -> Judged:
    state = State.UNCHANGED if known else State.NEW
    return item._replace(state=state, blocks=item.blocks and not known)
