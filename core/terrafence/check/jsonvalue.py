"""JSON text that stands inside a configuration, as values."""

from terrafence.evaluate.budget import TooLarge
from terrafence.evaluate.scope import EvaluationError
from terrafence.evaluate.values import Value


def from_json(text: str) -> Value | None:
    """What `jsondecode` makes of a text; None when it is not JSON."""
    from terrafence.evaluate.jsontext import decode

    try:
        return decode(text)
    except (EvaluationError, TooLarge):
        return None
