"""The page of the benchmarks: each command replaces its own section and leaves the others."""

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT / "benchmarks"))

import page  # noqa: E402


def test_a_section_is_added_and_replaced() -> None:
    text = page.with_section(page.HEAD, "One", "1\n")
    text = page.with_section(text, "Two", "2\n\n### Below\n\n3\n")
    assert text == f"{page.HEAD}\n## One\n\n1\n\n## Two\n\n2\n\n### Below\n\n3\n"
    assert page.with_section(text, "One", "4") == text.replace("\n1\n", "\n4\n")


def test_the_page_is_as_the_commands_write_it() -> None:
    text = page.PAGE.read_text(encoding="utf-8")
    title, body = text.split("\n## ")[1].split("\n\n", 1)
    assert page.with_section(text, title, body) == text
