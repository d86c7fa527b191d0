"""Functions on times, which are text in the form of RFC 3339."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone

from terrafence.evaluate.budget import TooLarge
from terrafence.evaluate.functions.arguments import never_known, text
from terrafence.evaluate.functions.spec import Function, Param
from terrafence.evaluate.numbers import counted
from terrafence.evaluate.scope import EvaluationError, Scope
from terrafence.evaluate.types import NUMBER, STRING
from terrafence.evaluate.values import Value, number, string

_TIME = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{1,2}):([0-9]{2}):([0-9]{2})(?:[.,]([0-9]+))?(Z|[-+][0-9]{2}:[0-9]{2})"
)
_DURATION = re.compile(r"([0-9]*)(?:\.([0-9]*))?(ns|us|µs|μs|ms|s|m|h)")
_UNITS = {
    "ns": 1,
    "us": 10**3,
    "µs": 10**3,
    "μs": 10**3,
    "ms": 10**6,
    "s": 10**9,
    "m": 60 * 10**9,
    "h": 3600 * 10**9,
}
_MAX_DURATION = (1 << 63) - 1
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SEQUENCE = re.compile(r"'(?:[^']|'')*'|'|([A-Za-z])\1*|[^A-Za-z']+")


class _Moment:
    """A time to the nanosecond, with its offset as it was written."""

    __slots__ = ("nanoseconds", "when", "zone")

    def __init__(self, when: datetime, nanoseconds: int, zone: str) -> None:
        self.when = when
        self.nanoseconds = nanoseconds
        self.zone = zone


def _parsed(given: str) -> _Moment:
    found = _TIME.fullmatch(given)
    if found is None:
        raise EvaluationError(f'"{given}" is not a valid RFC 3339 timestamp')
    if found[1] == "0000":
        raise TooLarge
    zone = found[8]
    offset = 0 if zone == "Z" else (1 if zone[0] == "+" else -1) * (int(zone[1:3]) * 60 + int(zone[4:]))
    try:
        if zone != "Z" and (int(zone[1:3]) > 24 or int(zone[4:]) > 60):
            raise ValueError("the offset is out of range")
        year, month, day, hour, minute, second = (int(field) for field in found.groups()[:6])
        zone_info = timezone(timedelta(minutes=offset))
        when = datetime(year, month, day, hour, minute, second, tzinfo=zone_info)
    except ValueError as error:
        raise EvaluationError(f'"{given}" is not a valid RFC 3339 timestamp: {error}') from error
    return _Moment(when, int((found[7] or "0")[:9].ljust(9, "0")), zone)


def _timecmp(args: Sequence[Value], scope: Scope) -> Value:
    left, right = (_parsed(text(arg)) for arg in args)
    a, b = (left.when, left.nanoseconds), (right.when, right.nanoseconds)
    return number(counted((a > b) - (a < b)))


def _timeadd(args: Sequence[Value], scope: Scope) -> Value:
    moment = _parsed(text(args[0]))
    total = moment.nanoseconds + _duration(text(args[1]))
    try:
        when = moment.when + timedelta(seconds=total // 10**9)
    except OverflowError as error:
        raise TooLarge from error
    zone = "Z" if moment.zone[1:] == "00:00" else moment.zone
    return string(when.replace(tzinfo=None).isoformat() + zone)


def _duration(given: str) -> int:
    """Nanoseconds. Raises EvaluationError."""
    unsigned = given[1:] if given[:1] in ("+", "-") else given
    total = at = 0
    if unsigned == "0":
        return 0
    while at < len(unsigned):
        found = _DURATION.match(unsigned, at)
        if found is None or not (found[1] or found[2]):
            raise EvaluationError(f'invalid duration "{given}"')
        at = found.end()
        unit, part = _UNITS[found[3]], found[2] or ""
        total += int(found[1] or 0) * unit + int(part or 0) * unit // 10 ** len(part)
    if not unsigned or total > _MAX_DURATION:
        raise EvaluationError(f'invalid duration "{given}"')
    return -total if given[0] == "-" else total


def _formatdate(args: Sequence[Value], scope: Scope) -> Value:
    moment = _parsed(text(args[1]))
    return string("".join(_shown(found[0], moment) for found in _SEQUENCE.finditer(text(args[0]))))


def _shown(sequence: str, moment: _Moment) -> str:
    if sequence[0] == "'":
        if len(sequence) == 1:
            raise EvaluationError("unterminated literal")
        return sequence[1:-1].replace("''", "'") if len(sequence) > 2 else "'"
    if not sequence[0].isalpha():
        return sequence
    shown = _field(sequence, moment)
    if shown is None:
        raise EvaluationError(f'invalid date format verb "{sequence}"')
    return shown


def _field(sequence: str, moment: _Moment) -> str | None:
    when = moment.when
    hour = when.hour % 12 or 12
    fields = {
        "YYYY": f"{when.year:04d}",
        "YY": f"{when.year % 100:02d}",
        "MMMM": _MONTHS[when.month - 1],
        "MMM": _MONTHS[when.month - 1][:3],
        "MM": f"{when.month:02d}",
        "M": str(when.month),
        "DD": f"{when.day:02d}",
        "D": str(when.day),
        "EEEE": _DAYS[when.weekday()],
        "EEE": _DAYS[when.weekday()][:3],
        "hh": f"{when.hour:02d}",
        "h": str(when.hour),
        "HH": f"{hour:02d}",
        "H": str(hour),
        "AA": "AM" if when.hour < 12 else "PM",
        "aa": "am" if when.hour < 12 else "pm",
        "mm": f"{when.minute:02d}",
        "m": str(when.minute),
        "ss": f"{when.second:02d}",
        "s": str(when.second),
    }
    return fields.get(sequence) or _zone(sequence, moment)


def _zone(sequence: str, moment: _Moment) -> str | None:
    zone = "+00:00" if moment.zone == "Z" else moment.zone
    utc = zone[1:] == "00:00"
    zones = {
        "ZZZZZ": zone,
        "ZZZZ": zone.replace(":", ""),
        "ZZZ": "UTC" if utc else zone.replace(":", ""),
        "Z": "Z" if utc else zone,
    }
    return zones.get(sequence)


_STRING = Param(STRING)

FUNCTIONS: Mapping[str, Function] = {
    "formatdate": Function(_formatdate, (_STRING, _STRING), STRING),
    "plantimestamp": never_known("the time of the plan", STRING),
    "timeadd": Function(_timeadd, (_STRING, _STRING), STRING),
    "timecmp": Function(_timecmp, (_STRING, _STRING), NUMBER),
    "timestamp": never_known("the time of the run", STRING),
}
