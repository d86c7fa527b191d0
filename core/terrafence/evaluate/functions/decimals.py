"""Numbers with an exponent or a fixed number of places, as Go's `%e`, `%f` and `%g` write them."""

from terrafence.evaluate.fractional import shortest, significant
from terrafence.evaluate.numbers import Amount

_SHORTEST_LIMIT = 6


def exponential(amount: Amount, places: int) -> str:
    """`%e` of a magnitude."""
    return _exponential(*significant(amount, places + 1), places)


def fixed(amount: Amount, places: int) -> str:
    """`%f` of a magnitude."""
    scaled = str(round(amount * 10**places)).rjust(places + 1, "0")
    return f"{scaled[:-places]}.{scaled[-places:]}" if places else scaled


def general(amount: Amount, precision: int | None) -> str:
    """`%g` of a magnitude; None is the precision that reads back as the same number."""
    if precision is None:
        digits, exponent = shortest(amount)
        precision, limit = len(digits), _SHORTEST_LIMIT
    else:
        precision = limit = precision or 1
        digits, exponent = significant(amount, precision)
        if limit > len(digits) >= exponent:
            limit = len(digits)
    if not -4 < exponent <= limit and digits:
        return _exponential(digits, exponent, min(precision, len(digits)) - 1)
    return _plain(digits, exponent, max((len(digits) if precision > exponent else precision) - exponent, 0))


def _exponential(digits: str, exponent: int, places: int) -> str:
    power = exponent - 1 if digits else 0
    padded = digits.ljust(places + 1, "0")
    mantissa = f"{padded[0]}.{padded[1:]}" if places else padded[0]
    return f"{mantissa}e{'-' if power < 0 else '+'}{abs(power):02d}"


def _plain(digits: str, exponent: int, places: int) -> str:
    whole = digits[: max(exponent, 0)].ljust(exponent, "0") if exponent > 0 else "0"
    part = ("0" * -min(exponent, 0) + digits[max(exponent, 0) :])[:places].ljust(places, "0")
    return f"{whole}.{part}" if places else whole
