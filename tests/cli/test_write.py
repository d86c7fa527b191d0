"""Files are replaced whole or not at all."""

import os
from pathlib import Path

import pytest

from terrafence.errors import UserError
from terrafence_hooks.write import write_all


def test_a_directory_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "x.tf").mkdir()
    with pytest.raises(UserError, match=r"x\.tf: cannot be written: is a directory"):
        write_all({f"{tmp_path}/x.tf": b"new"})
    assert [entry.name for entry in tmp_path.iterdir()] == ["x.tf"]


def test_no_directory_for_it(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no such file or directory"):
        write_all({f"{tmp_path}/none/x.tf": b"new"})


def test_a_file_that_may_not_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.tf"
    path.write_bytes(b"old")
    path.chmod(0o444)
    monkeypatch.setattr(os, "access", _as_an_ordinary_user)
    with pytest.raises(UserError, match="permission denied"):
        write_all({str(path): b"new"})
    assert path.read_bytes() == b"old"


def _as_an_ordinary_user(path: str, mode: int) -> bool:
    return mode == os.W_OK and bool(os.stat(path).st_mode & 0o200)


def test_the_mode_stays(tmp_path: Path) -> None:
    path = tmp_path / "x.tf"
    path.write_bytes(b"old")
    path.chmod(0o640)
    write_all({str(path): b"new"})
    assert (path.read_bytes(), path.stat().st_mode & 0o7777) == (b"new", 0o640)
    assert [entry.name for entry in tmp_path.iterdir()] == ["x.tf"]


def test_the_target_of_a_link_is_written(tmp_path: Path) -> None:
    target, link = tmp_path / "target.tf", tmp_path / "link.tf"
    target.write_bytes(b"old")
    link.symlink_to("target.tf")
    write_all({str(link): b"new"})
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_a_new_file(tmp_path: Path) -> None:
    write_all({f"{tmp_path}/new.tf": b"new"})
    assert (tmp_path / "new.tf").read_bytes() == b"new"
