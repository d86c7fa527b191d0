"""Runs of the linter inside the test's own process, and their reports."""

from collections.abc import Sequence
from pathlib import Path

from terrafence.files import Disk
from terrafence_hooks.batches import batches
from terrafence_hooks.options import Format, Options
from terrafence_hooks.outcome import Outcome, lint
from terrafence_hooks.places import Places
from terrafence_hooks.report.material import Material
from terrafence_hooks.report.render import writer
from terrafence_hooks.report.text import Look
from terrafence_hooks.terminal import Paint

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"
PAYMENTS = ROOT / "examples" / "payments"
REPOSITORIES = [PAYMENTS, CORPUS / "terragoat", CORPUS / "terraform-aws-eks"]


def linted(paths: Sequence[Path], ignore: Sequence[str] = ()) -> Outcome:
    """What is wrong there, by all rules but some, with the settings that are the default."""
    options = Options()
    options.isolated = True
    options.ignore = list(ignore)
    return lint(Disk(), batches(Disk(), [str(path) for path in paths], options))


def material(outcome: Outcome, root: str, unsafe: bool = False) -> Material:
    """A run as it is told from `root`."""
    look = Look(Places(outcome.report.files, root), 100, Paint(False))
    return Material(outcome, look, root, unsafe=unsafe)


def written(name: Format, outcome: Outcome, root: Path, unsafe: bool = False) -> str:
    """A report on a run."""
    return writer(name)(material(outcome, str(root), unsafe))
