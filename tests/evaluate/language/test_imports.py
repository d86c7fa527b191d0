"""What evaluation costs before anything unusual is asked of it."""

import os
import subprocess
import sys

import pytest

RARE = (
    "base64",
    "csv",
    "datetime",
    "decimal",
    "fractions",
    "hashlib",
    "ipaddress",
    "json",
    "re2",
    "regex",
    "yaml",
)
LOADED = """
import sys
from terrafence.evaluate.bare import BareScope
from terrafence.evaluate.expressions import value_of
from terrafence.syntax.read import read
source = {source!r}.encode()
for attribute in read("m.tf", source).body.attributes.values():
    value_of(attribute.expression, BareScope())
print(*sorted(sys.modules))
"""


def modules(source: str) -> set[str]:
    """The modules that are loaded once every attribute of a file is evaluated."""
    command = [sys.executable, "-c", LOADED.format(source=source)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    run = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return set(run.stdout.split())


def test_plain_expressions_load_nothing_rare() -> None:
    plain = 'a = 1 + 2 * 3\nb = "${upper("x")}-${length([1, 2])}"\nc = [for x in [1] : x if x > 0]\nd = {a = true ? 1 : 2}\n'
    assert not modules(plain).intersection(RARE)


@pytest.mark.parametrize(
    ("source", "module"),
    [
        ("a = 1 / 3", "fractions"),
        ('a = jsonencode("x")', "json"),
        ('a = sha256("x")', "hashlib"),
        ('a = cidrhost("10.0.0.0/8", 1)', "ipaddress"),
        ('a = regex("x", "x")', "re2"),
        ('a = yamldecode("x")', "yaml"),
        ('a = length("é")', "regex"),
        ('a = timecmp("x", "y")', "datetime"),
    ],
)
def test_rare_modules_come_when_they_are_needed(source: str, module: str) -> None:
    assert module in modules(source + "\n")
