"""What the tests of the gate share lives beside them."""

import sys
from pathlib import Path

import pytest

sys.path += map(str, Path(__file__).parents[:2])

from repository import Git


@pytest.fixture
def git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """An empty repository to stand in."""
    return Git.new(tmp_path / "repo", monkeypatch)
