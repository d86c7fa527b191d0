"""Trails: whether anybody counts what they record."""

from pathlib import Path

import pytest
from casebook import cases, check

GROUP = 'resource "aws_cloudwatch_log_group" "trail" {{{0}\n  name = "trail"\n}}\n'
TRAIL = """resource "aws_cloudtrail" "all" {
  s3_bucket_name             = "acme-trail"
  cloud_watch_logs_group_arn = "${aws_cloudwatch_log_group.trail.arn}:*"
}
"""
LOGS, FLAGGED, UNDECIDED = (GROUP.format(mark) + TRAIL for mark in ("", " # flagged", " # undecided"))


def counted(pattern: str, group: str = "aws_cloudwatch_log_group.trail.name") -> str:
    return (
        'resource "aws_cloudwatch_log_metric_filter" "f" {\n'
        f"  log_group_name = {group}\n  pattern        = {pattern}\n}}\n"
    )


EVENTS = ("CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging")
ALL = '"{ ' + " || ".join(f"($.eventName={word})" for word in EVENTS) + ' }"'

CHANGES = [
    ("logs that no trail writes", GROUP.format("")),
    ("counted", LOGS + counted(ALL)),
    ("by one of two filters", LOGS + counted('"ERROR"').replace('"f"', '"e"') + counted(ALL)),
    ("a group that is only named", LOGS + counted(ALL, '"trail"')),
    ("not at all", FLAGGED),
    ("something else is", FLAGGED + counted('"ERROR"')),
    ("not all of it", FLAGGED + counted(ALL.replace("StopLogging", "LookupEvents"))),
    ("in another group", FLAGGED + counted(ALL, '"shop"')),
    ("a pattern that is not known", UNDECIDED + counted("var.pattern")),
    ("a group that is not known", UNDECIDED + counted(ALL, "var.group")),
]

ROOT = [
    ("spelt out", LOGS + counted(r'"{ $.userIdentity.type = \"Root\" }"')),
    ("without quotes", LOGS + counted('"{$.userIdentity.type=Root}"')),
    ("another user", FLAGGED + counted(r'"{ $.userIdentity.type = \"IAMUser\" }"')),
]

FILTER = """resource "aws_cloudwatch_log_metric_filter" "{0}" {{{1}
  name    = "{0}"
  pattern = {2}

  metric_transformation {{
    name = "{0}-metric"
  }}
}}
"""
ALARM = 'resource "aws_cloudwatch_metric_alarm" "a" {{\n  namespace   = "Trail"\n  metric_name = {0}\n}}\n'
REFUSED = r'"{ $.errorCode = \"AccessDenied*\" }"'

UNWATCHED = [
    ("no filters of a trail", FILTER.format("f", "", '"ERROR"')),
    ("with an alarm", FILTER.format("f", "", ALL) + ALARM.format("aws_cloudwatch_log_metric_filter.f.id")),
    ("by the metric's name", FILTER.format("f", "", ALL) + ALARM.format('"f-metric"')),
    (
        "beside another filter",
        FILTER.format("e", "", REFUSED) + FILTER.format("f", "", ALL) + ALARM.format('"f-metric"'),
    ),
    ("no alarms at all", FILTER.format("f", "", ALL)),
    (
        "only alarms of AWS's own metrics",
        FILTER.format("f", "", ALL) + ALARM.format('"CPUUtilization"').replace("Trail", "AWS/EC2"),
    ),
    ("the alarm is for something else", FILTER.format("f", " # flagged", ALL) + ALARM.format('"e"')),
    (
        "not all of it",
        FILTER.format("f", " # flagged", ALL.replace("StopLogging", "LookupEvents"))
        + ALARM.format('"f-metric"'),
    ),
    (
        "no filter for it, said once",
        FILTER.format("g", "", REFUSED) + FILTER.format("f", " # flagged", REFUSED) + ALARM.format('"f"'),
    ),
]

TABLES = {
    "aws-cloudtrail-trail-changes-unwatched": UNWATCHED,
    "aws-cloudtrail-trail-changes-uncounted": CHANGES,
    "aws-cloudtrail-root-use-uncounted": ROOT,
}


@pytest.mark.parametrize(("rule_id", "text"), cases(TABLES))
def test_trails(rule_id: str, text: str, tmp_path: Path) -> None:
    check(rule_id, text, tmp_path)
