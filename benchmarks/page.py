"""docs/benchmarks.md: a section for each benchmark, which its command writes with `--write`."""

from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

Each section is written by the command that it names, on the machine at hand. What is compared takes turns, so
that a busy machine slows all alike.
"""


def write(title: str, command: str, about: str, figures: str) -> None:
    """Writes a section; `figures` is what the command prints."""
    body = f"{about}\n\n```\n$ python {command} --write\n{figures.rstrip()}\n```\n"
    PAGE.write_text(with_section(PAGE.read_text(encoding="utf-8"), title, body), encoding="utf-8")


def with_section(text: str, title: str, body: str) -> str:
    """The page with a section in the place of the one of this title, or at the end."""
    _, *old = text.split("\n## ")
    sections = dict(section.split("\n\n", 1) for section in old)
    sections[title] = body
    return "\n".join([HEAD, *(f"## {name}\n\n{text.rstrip()}\n" for name, text in sections.items())])
