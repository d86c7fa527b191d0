"""What the end-to-end tests of the command line and the hooks share lives beside them."""

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))

from projects import Project, released


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty directory to stand in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This repository, as pre-commit is told to install it."""
    return released(tmp_path_factory.mktemp("release"))


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where pre-commit keeps the installed hook, for all tests."""
    return str(tmp_path_factory.mktemp("pre-commit"))


@pytest.fixture
def project(request: pytest.FixtureRequest, tmp_path: Path, release: Path, cache: str) -> Project:
    """A repository with the hooks that the test's parameter names."""
    return Project.new(tmp_path, release, cache, request.param, "pre-commit")
