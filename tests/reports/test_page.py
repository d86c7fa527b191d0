"""The HTML page in a real browser, without a window: it filters, sorts, shows, and does nothing else.

Needs Chromium and Playwright for Python (`pip install playwright`; it drives the installed browser).
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from fake_reports import HOME, finding, outcome, report, rule
from runs import material

from terrafence.declare import Level, Severity
from terrafence.finding import Finding, Suppressed
from terrafence.text import Span
from terrafence_hooks.report import html

pytestmark = [pytest.mark.slow, pytest.mark.e2e]

HOSTILE = (
    "</script><script>window.owned=1</script><img src=x onerror=window.owned=1><!--<script>{{STYLE}}",
    "<svg onload=window.owned=1> javascript:window.owned=1 \u2028 ${window.owned=1}",
    "'\"><iframe srcdoc='<script>parent.owned=1</script>'>",
)
FIRST_PAINT = "performance.getEntriesByType('paint').find(e => e.name == 'first-contentful-paint')?.startTime"

SEARCH = """() => {
  const start = performance.now();
  document.getElementById("search").value = "b4999";
  document.getElementById("filters").dispatchEvent(new Event("input"));
  return performance.now() - start;
}"""


class Page:
    """An open page, with what it tried to do."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.errors: list[str] = []
        self.requests: list[str] = []
        page.on("pageerror", self._failed)
        page.on("console", self._failed)
        page.on("request", self._asked)

    def _failed(self, error: Any) -> None:
        self.errors.append(str(error))

    def _asked(self, request: Any) -> None:
        self.requests.append(str(request.url))

    def show(self, path: Path, findings: Sequence[Finding]) -> None:
        path.write_text(html.render(material(outcome(report(findings)), HOME)), encoding="utf-8")
        self.page.goto(path.as_uri())

    def rows(self) -> list[str]:
        return self.page.locator("tbody tr:not(.detail) .rule").all_inner_texts()

    def count(self) -> str:
        return self.page.locator("#count").inner_text()


@pytest.fixture
def page(browser: Any, tmp_path: Path) -> Iterator[Page]:
    opened = Page(browser.new_page())
    yield opened
    assert opened.errors == []
    assert [url for url in opened.requests if not url.startswith("file:")] == []
    opened.page.close()


def _findings() -> list[Finding]:
    named = [
        ("aws-s3-a", Severity.LOW, Level.WARN),
        ("aws-ec2-b", Severity.CRITICAL, Level.BLOCK),
        ("google-storage-c", Severity.MEDIUM, Level.NOTE),
        ("aws-s3-d", Severity.HIGH, Level.BLOCK),
    ]
    found = [
        finding(rule(name, level)._replace(severity=severity), span=Span(at, at + 1))._replace(
            owner="storage" if "s3" in name else ""
        )
        for at, (name, severity, level) in enumerate(named)
    ]
    silenced = finding(
        rule("aws-s3-e"), suppressed=Suppressed(f"{HOME}/storage.tf", Span(0, 8), "on purpose")
    )
    return [*found, silenced]


def test_it_filters(page: Page, tmp_path: Path) -> None:
    page.show(tmp_path / "page.html", _findings())
    assert page.rows() == ["aws-ec2-b", "aws-s3-d", "google-storage-c", "aws-s3-a"]
    page.page.select_option("#service", "aws-s3")
    assert page.rows() == ["aws-s3-d", "aws-s3-a"]
    page.page.check("#suppressed")
    assert page.rows() == ["aws-s3-d", "aws-s3-e", "aws-s3-a"]
    page.page.click("[data-severity=high]")
    assert page.rows() == ["aws-s3-d", "aws-s3-e"]
    page.page.fill("#search", "S3-E public")
    assert page.rows() == ["aws-s3-e"]
    page.page.fill("#search", "nowhere")
    assert (page.rows(), page.page.locator("#none").is_visible()) == ([], True)
    page.page.click("#reset")
    page.page.wait_for_function("document.querySelectorAll('tbody tr').length == 4")
    page.page.select_option("#level", "note")
    assert page.rows() == ["google-storage-c"]
    page.page.select_option("#level", "")
    page.page.select_option("#owner", "storage")
    assert page.rows() == ["aws-s3-d", "aws-s3-a"]


def test_it_sorts(page: Page, tmp_path: Path) -> None:
    page.show(tmp_path / "page.html", _findings())
    page.page.click("th button[data-sort=rule]")
    assert page.rows() == ["aws-ec2-b", "aws-s3-a", "aws-s3-d", "google-storage-c"]
    page.page.click("th button[data-sort=rule]")
    assert page.rows() == ["google-storage-c", "aws-s3-d", "aws-s3-a", "aws-ec2-b"]
    assert page.page.locator("th[aria-sort=descending]").inner_text() == "Finding"
    page.page.select_option("#sort", "place")
    assert page.rows() == ["aws-s3-a", "aws-ec2-b", "google-storage-c", "aws-s3-d"]


def test_it_shows_the_source(page: Page, tmp_path: Path) -> None:
    page.show(tmp_path / "page.html", [finding()])
    page.page.click("button.open")
    assert page.page.locator("pre .flagged").inner_text().strip() == 'acl = "public-read"'
    assert page.page.locator(".detail code").first.inner_text() == "acl"
    page.page.click("button.open")
    assert page.page.locator(".detail").count() == 0


def test_hostile_text_is_only_text(page: Page, tmp_path: Path) -> None:
    findings = [
        finding(rule(f"aws-s3-{at}"), message=f"`{text}` {text}")._replace(address=text)
        for at, text in enumerate(HOSTILE)
    ]
    page.show(tmp_path / "page.html", findings)
    for button in page.page.locator("button.open").all():
        button.click()
    shown = page.page.locator("tbody").inner_text()
    assert all(text.split("\u2028")[0].strip() in shown for text in HOSTILE)
    assert page.page.evaluate("window.owned") is None
    assert page.page.locator("img, svg, iframe").count() == 0
    assert page.page.locator("script").count() == 2


def test_five_thousand_findings_are_there_within_a_second(page: Page, tmp_path: Path) -> None:
    severities = list(Severity)
    findings = [
        finding(
            rule("aws-s3-acl-public")._replace(severity=severities[at % 4]), span=Span(at % 90, at % 90 + 1)
        )._replace(address=f"aws_s3_bucket.b{at}")
        for at in range(5000)
    ]
    page.show(tmp_path / "page.html", findings)
    assert page.count() == "5,000 findings, 100 listed"
    page.page.wait_for_function(f"{FIRST_PAINT} !== undefined")
    assert page.page.evaluate(FIRST_PAINT) < 1000
    taken = page.page.evaluate(SEARCH)
    assert page.count() == "1 finding, 1 listed"
    assert taken < 200
    page.page.fill("#search", "")
    page.page.click("#more")
    assert page.count() == "5,000 findings, 200 listed"
