"""Arithmetic and printing of numbers that are not small whole ones: exact fractions rounded to the
precision that Terraform's have."""

import re
from fractions import Fraction
from math import floor
from typing import final

from terrafence.evaluate.budget import TooLarge
from terrafence.evaluate.numbers import (
    MAX_BITS,
    PRECISION,
    Amount,
    NarrowInt,
    NegativeZero,
    check_size,
    narrow,
)

_NUMBER = re.compile(r"([+-]?)(?:(?:([0-9]+)(?:\.([0-9]*))?|\.([0-9]+))(?:([eEpP])([+-]?[0-9]+))?|(inf|Inf))")
_MAX_EXPONENT = MAX_BITS * 3 // 10


@final
class NarrowFraction(Fraction):
    """A fraction of fewer bits than 512."""

    __slots__ = ("precision",)

    precision: int


def precision_of(amount: Amount) -> int:
    """The bits of its mantissa."""
    return amount.precision if isinstance(amount, NarrowInt | NarrowFraction) else PRECISION


def rounded(amount: Amount, precision: int = PRECISION) -> Amount:
    """The nearest binary float of that precision, ties to even. Raises TooLarge."""
    check_size(amount)
    numerator, denominator = amount.numerator, amount.denominator
    shift = precision - abs(numerator).bit_length() + denominator.bit_length()
    mantissa = _shifted(numerator, denominator, shift)
    if abs(mantissa).bit_length() > precision:
        shift -= 1
        mantissa = _shifted(numerator, denominator, shift)
    if shift <= 0:
        return _with_precision(mantissa << -shift, precision)
    return _with_precision(Fraction(mantissa, 1 << shift), precision)


def from_float(amount: float) -> Amount:
    """What a function that computes with 64-bit floats returns; not an infinity."""
    if not amount and str(amount) == "-0.0":
        return NegativeZero()
    return _with_precision(Fraction(amount), 53)


def parse(text: str) -> "Amount | None":
    """See numbers.parse. An infinity is as good as too large."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    sign, whole, part, other_part, base, exponent, infinity = found.groups("")
    part += other_part
    if infinity or len(whole) + len(part) > MAX_BITS or len(exponent) > 6:
        raise TooLarge
    power = int(exponent or 0)
    if abs(power) > _MAX_EXPONENT:
        raise TooLarge
    amount = Fraction(_integer(whole + part)) / Fraction(10) ** len(part)
    amount *= Fraction(2 if base in ("p", "P") else 10) ** power
    return rounded(-amount if sign == "-" else amount)


def arithmetic(op: str, left: Amount, right: Amount) -> "Amount | None":
    """See numbers.arithmetic."""
    precision = max(precision_of(left), precision_of(right))
    if op == "+":
        return rounded(left + right, precision)
    if op == "-":
        return rounded(left - right, precision)
    if op == "*":
        return _product(left, right, precision)
    if right == 0:
        return left if op == "%" else None
    return rounded(Fraction(left) / right, precision) if op == "/" else _remainder(left, right, precision)


def negated(amount: Amount) -> Amount:
    """See numbers.negated."""
    return rounded(-amount, precision_of(amount))


def plain(amount: Amount) -> str:
    """See numbers.plain."""
    digits, exponent = shortest(amount)
    sign = "-" if amount < 0 else ""
    if exponent >= len(digits):
        return sign + (digits + "0" * (exponent - len(digits)) or "0")
    if exponent <= 0:
        return f"{sign}0.{'0' * -exponent}{digits}"
    return f"{sign}{digits[:exponent]}.{digits[exponent:]}"


def decimal_exponent(amount: Fraction) -> int:
    """The position of the decimal point before the first digit: 3 for 123.4, 0 for 0.5, -1 for 0.05."""
    guess = floor((amount.numerator.bit_length() - amount.denominator.bit_length()) * 0.30103)
    while amount >= Fraction(10) ** guess:
        guess += 1
    while amount < Fraction(10) ** (guess - 1):
        guess -= 1
    return guess


def _with_precision(amount: Amount, precision: int) -> Amount:
    if amount.denominator == 1:
        whole = int(amount)
        return whole if precision == PRECISION else narrow(whole, precision)
    if precision == PRECISION:
        return amount
    made = NarrowFraction(amount)
    made.precision = precision
    return made


def _shifted(numerator: int, denominator: int, shift: int) -> int:
    """numerator / denominator * 2**shift, rounded half to even."""
    if shift >= 0:
        numerator <<= shift
    else:
        denominator <<= -shift
    quotient, remainder = divmod(numerator, denominator)
    twice = 2 * remainder
    return quotient + (twice > denominator or (twice == denominator and quotient & 1 == 1))


def _integer(digits: str) -> int:
    """`int`, in pieces that Python's limit on digits allows."""
    amount = 0
    for at in range(0, len(digits), 4000):
        piece = digits[at : at + 4000]
        amount = amount * 10 ** len(piece) + int(piece)
    return amount


def _product(left: Amount, right: Amount, precision: int) -> Amount:
    product = rounded(left * right)
    needed = _mantissa_bits(product)
    return _with_precision(product, min(max(precision, needed), PRECISION))


def _mantissa_bits(amount: Amount) -> int:
    numerator = abs(amount.numerator)
    return (numerator // (numerator & -numerator)).bit_length() if numerator else 0


def _remainder(left: Amount, right: Amount, precision: int) -> Amount:
    quotient = Fraction(left) / right
    whole = floor(abs(quotient))
    remainder = abs(left) - whole * abs(Fraction(right))
    return rounded(-remainder if left < 0 else remainder, precision)


def shortest(amount: Amount) -> tuple[str, int]:
    """The fewest digits that lie between the halfway points to the neighbours of a number's magnitude, and
    the exponent they have after `0.`; no digits for zero."""
    if amount == 0:
        return "", 0
    precision = precision_of(amount)
    exact = abs(Fraction(amount))
    low, high, even = _halfway(exact, precision)
    fewest, most = 1, precision * 30103 // 100_000 + 2
    best = significant(exact, most)
    while fewest <= most:
        count = (fewest + most) // 2
        digits, exponent = significant(exact, count)
        read = Fraction(int(digits)) * Fraction(10) ** (exponent - len(digits))
        if low < read < high or (even and read in (low, high)):
            best, most = (digits, exponent), count - 1
        else:
            fewest = count + 1
    return best


def significant(amount: Amount, count: int) -> tuple[str, int]:
    """So many digits of a magnitude, ties to even, without trailing zeros, and the exponent they have after
    `0.`; no digits for zero."""
    if amount == 0:
        return "", 0
    exact = abs(Fraction(amount))
    exponent = decimal_exponent(exact)
    digits = str(round(exact * Fraction(10) ** (count - exponent)))
    return digits.rstrip("0"), exponent + len(digits) - max(count, 0)


def _halfway(amount: Fraction, precision: int) -> tuple[Fraction, Fraction, bool]:
    bits = amount.numerator.bit_length() - amount.denominator.bit_length()
    bits += 1 if amount >= Fraction(2) ** bits else 0
    unit = Fraction(2) ** (bits - precision)
    # Go takes half a unit on both sides, also at a power of two.
    return amount - unit / 2, amount + unit / 2, int(amount / unit) % 2 == 0
