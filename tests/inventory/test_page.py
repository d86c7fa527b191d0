"""The HTML inventory in a real browser, without a window (needs what `tests/reports/test_page.py` needs)."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from terrafence_hooks.cli import main

pytestmark = [pytest.mark.slow, pytest.mark.e2e]

MAIN = """
provider "aws" {
  region = "eu-west-1"
  default_tags {
    tags = { Env = "live" }
  }
}
variable "unset" {}
resource "aws_sqs_queue" "b" {
  tags = { Team = "pay", Note = "<img src=x onerror=window.owned=1>" }
}
resource "aws_kms_key" "a" {
  tags = { Team = var.unset }
}
resource "aws_s3_bucket" "c" {}
resource "aws_iam_role_policy" "d" {}
"""
ADDRESSES = ["aws_iam_role_policy.d", "aws_kms_key.a", "aws_s3_bucket.c", "aws_sqs_queue.b"]


@pytest.fixture
def page(browser: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    # Places are seen from there, and have no words of its name.
    monkeypatch.chdir(tmp_path)
    (tmp_path / "main.tf").write_text(MAIN)
    assert main(["inventory", "--isolated", "--format", "html", "-o", "i.html"]) == 0
    opened, seen = browser.new_page(), list[str]()
    for event in ("pageerror", "console", "request"):
        opened.on(event, partial(_note, seen, event))
    opened.goto((tmp_path / "i.html").as_uri())
    yield opened
    assert seen == ["request"]
    assert opened.evaluate("window.owned") is None
    opened.close()


def _note(seen: list[str], event: str, _what: object) -> None:
    seen.append(event)


def listed(page: Any) -> list[str]:
    return page.locator("#rows tbody code").all_inner_texts()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("nowhere", []),
        ("Team=core", []),
        ("sqs pay", ["aws_sqs_queue.b"]),
        ("team=pay", ["aws_sqs_queue.b"]),
        ("Env=live", ADDRESSES[1:]),
        ("Env=live kms", ["aws_kms_key.a"]),
        ("", ADDRESSES),
    ],
)
def test_it_filters(page: Any, words: str, found: list[str]) -> None:
    page.fill("#filter", words)
    assert listed(page) == found
    assert page.locator("#shown").inner_text() == f"{len(found)} of {len(ADDRESSES)}"


def test_it_shows_what_lacks_a_tag(page: Any) -> None:
    page.select_option("#lacks", "Team")
    assert listed(page) == ["aws_s3_bucket.c"]
    page.select_option("#lacks", "Env")
    assert listed(page) == []
    page.select_option("#lacks", "")
    assert listed(page) == ADDRESSES


def test_it_sorts(page: Any) -> None:
    assert listed(page) == ADDRESSES
    page.click("#rows th button:text-is('address')")
    assert listed(page) == ADDRESSES[::-1]
    assert page.locator("th[aria-sort=descending]").inner_text() == "address"
    page.click("#rows th button:text-is('tags')")
    assert [address[:7] for address in listed(page)] == ["aws_iam", "aws_s3_", "aws_kms", "aws_sqs"]
    page.click("#rows th button:text-is('place')")
    assert page.locator("th[aria-sort=ascending]").inner_text() == "place"
    assert page.locator("th[aria-sort]").count() == 1
    page.click("#rows th button:text-is('place')")
    places = page.locator("#rows tbody .place").all_inner_texts()
    assert [int(place.rpartition(":")[2]) for place in places] == [16, 15, 12, 9]


def test_it_shows_coverage_and_who_gave_a_tag(page: Any) -> None:
    keys = {text.split("\t")[0]: text for text in page.locator("#keys tbody tr").all_inner_texts()}
    assert list(keys) == ["Env", "Note", "Team"]
    assert "3 of 3" in keys["Env"]
    assert "2 of 3" in keys["Team"]
    assert page.locator("#rows .tag.provider").all_inner_texts() == ["Env=live"] * 3
