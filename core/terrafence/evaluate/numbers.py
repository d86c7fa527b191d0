"""Numbers as Terraform has them: binary floats of 512 bits, fewer where a function made them.

Whole numbers are plain ints on the fast path; everything else is in `fractional`, imported when a number
that is not whole appears.
"""

from typing import TYPE_CHECKING, TypeAlias, final

from terrafence.evaluate.budget import TooLarge

if TYPE_CHECKING:
    from fractions import Fraction

Amount: TypeAlias = "int | Fraction"

PRECISION = 512
COUNT_PRECISION = 64
MAX_BITS = 13_000
"""Of the whole part or the fraction of a number; Python prints at most 4,300 digits."""

_WHOLE = 1 << PRECISION


@final
class NarrowInt(int):
    """A whole number that a function made: a quotient of two such keeps their precision."""

    precision: int


@final
class NegativeZero(int):
    """The zero that Terraform prints as -0; equal to 0 and made of it when computed with."""


def counted(amount: int) -> NarrowInt:
    """A length, an index or another whole number that Terraform makes with 64 bits."""
    return narrow(amount, COUNT_PRECISION)


def narrow(amount: int, precision: int) -> NarrowInt:
    """A whole number of fewer bits than 512."""
    made = NarrowInt(amount)
    made.precision = precision
    return made


def parse(text: str) -> "Amount | None":
    """The number that a text spells in Terraform's decimal syntax; None when it spells none. Raises
    TooLarge."""
    digits = text[1:] if text[:1] == "-" else text
    if len(digits) < 100 and digits.isascii() and digits.isdigit():
        return int(text) if text != "-0" else NegativeZero()
    from terrafence.evaluate import fractional

    return fractional.parse(text)


def plain(amount: Amount) -> str:
    """The shortest decimal that reads back as the same number, without exponent."""
    if isinstance(amount, NegativeZero):
        return "-0"
    if isinstance(amount, int) and amount.bit_length() <= _precision(amount):
        return int.__str__(amount)
    from terrafence.evaluate import fractional

    return fractional.plain(amount)


def _precision(amount: int) -> int:
    return amount.precision if isinstance(amount, NarrowInt) else PRECISION


def arithmetic(op: str, left: Amount, right: Amount) -> "Amount | None":
    """`left op right` for `+ - * / %`; None for a division by zero. Raises TooLarge."""
    if type(left) is int and type(right) is int:
        amount = _whole(op, left, right)
        if amount is not None and -_WHOLE < amount < _WHOLE:
            return amount
    from terrafence.evaluate import fractional

    return fractional.arithmetic(op, left, right)


def negated(amount: Amount) -> Amount:
    """The number with the other sign."""
    if type(amount) is int or not amount:
        return -amount if amount else NegativeZero()
    from terrafence.evaluate import fractional

    return fractional.negated(amount)


def _whole(op: str, left: int, right: int) -> int | None:
    if op == "+":
        return left + right
    if op == "-":
        return left - right
    if op == "*":
        product = left * right
        return product or (NegativeZero() if (left < 0) != (right < 0) else 0)
    if right != 0 and left % right == 0:
        return left // right if op == "/" else 0
    return None


def check_size(amount: Amount) -> None:
    """Raises TooLarge for a number that is too long to be worth keeping."""
    if amount.numerator.bit_length() > MAX_BITS or amount.denominator.bit_length() > MAX_BITS:
        raise TooLarge
