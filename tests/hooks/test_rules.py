"""What `terrafence rules` lists."""

import pytest
from process import terrafence

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize(
    ("version", "some"),
    [("0.0.9", True), ("v0.0.9", True), ("0.1.0", False), ("0.1.1", False), ("99", False)],
)
def test_the_rules_that_a_version_did_not_have(version: str, some: bool) -> None:
    ids = terrafence("rules", "--since", version, "--format", "ids").stdout.split()
    assert bool(ids) is some
    assert ids == sorted(ids)


def test_what_is_no_version() -> None:
    run = terrafence("rules", "--since", "latest")
    assert (run.returncode, run.stderr) == (2, 'terrafence: "latest" is not a version such as 0.1.0\n')
