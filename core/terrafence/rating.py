"""How a rule is rated: how bad its fault is, what then happens, and what its fix does."""

from enum import Enum


class Severity(Enum):
    """How bad it is, from what an attacker gains. The values are the words people see."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Level(Enum):
    """What happens: `block` stops the commit, `warn` is shown, `note` only appears in machine formats
    and when asked for."""

    BLOCK = "block"
    WARN = "warn"
    NOTE = "note"


LEVELS = tuple(level.value for level in Level)
"""What stops most first."""


class Disruption(Enum):
    """What applying the fix does to what runs, a fact of the provider's documentation."""

    IN_PLACE = "changes it in place"
    RESTART = "restarts it"
    REPLACE = "replaces it"


class Stage(Enum):
    """Where a rule is in its life."""

    PREVIEW = "preview"
    STABLE = "stable"
    DEPRECATED = "deprecated"
    REMOVED = "removed"


class Safety(Enum):
    """What is at stake when a rule's fix is applied, at best (`docs/severity.md` has the rubric)."""

    SAFE = "safe"
    """Nothing."""
    SAFE_WHEN_NEW = "safe when new"
    """Only what runs already: it is replaced or restarted, or cuts off who uses it today."""
    UNSAFE = "unsafe"
    """A new resource has it at stake too: it costs, guesses, destroys, or depends on something else."""
