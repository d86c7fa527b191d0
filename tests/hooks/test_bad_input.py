"""Whatever is wrong with the input: a finding, or one line and exit code 2. Never a traceback, never a green
run that looked at nothing."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from process import FINE, OPEN_BUCKET, terrafence

pytestmark = pytest.mark.e2e


def _directory(module: Path) -> None:
    (module / "x.tf").mkdir()


def _fifo(module: Path) -> None:
    os.mkfifo(module / "x.tf")


def _socket(module: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("x.tf")


def _link(target: str) -> Callable[[Path], None]:
    return lambda module: (module / "x.tf").symlink_to(target)


def _nothing(module: Path) -> None:
    pass


def _huge(module: Path) -> None:
    with (module / "x.tf").open("wb") as file:
        file.truncate(17 * 1024 * 1024)


CANNOT = [
    pytest.param(_directory, "there is no Terraform in it", id="a directory named x.tf"),
    pytest.param(_fifo, "is not a regular file", id="a fifo"),
    pytest.param(_socket, "is not a regular file", id="a socket"),
    pytest.param(_link("nowhere.tf"), "no such file or directory", id="a dangling link"),
    pytest.param(_link("x.tf"), "too many levels of symbolic links", id="a link to itself"),
    pytest.param(_huge, "is larger than 16 MiB", id="a huge file"),
    pytest.param(_nothing, "no such file or directory", id="a path that does not exist"),
]


@pytest.mark.parametrize(("make", "reason"), CANNOT)
@pytest.mark.parametrize("flags", [[], ["--exit-zero"], ["--fix"]])
def test_what_cannot_be_read(
    module: Path, make: Callable[[Path], None], reason: str, flags: list[str]
) -> None:
    make(module)
    run = terrafence("check", *flags, "x.tf")
    assert run.returncode == 2
    assert reason in run.stderr
    assert run.stderr.count("\n") == 1
    assert "Traceback" not in run.stdout + run.stderr


@pytest.mark.parametrize(("make", "reason"), CANNOT[1:-1])
def test_in_a_directory_it_is_told_beside_the_findings(
    module: Path, make: Callable[[Path], None], reason: str
) -> None:
    make(module)
    (module / "main.tf").write_text(OPEN_BUCKET)
    run = terrafence("check", ".")
    assert run.returncode == 2
    assert reason in run.stderr
    assert "aws-s3-acl-public-read" in run.stdout


def test_a_directory_named_like_a_file_is_told_beside_the_findings(module: Path) -> None:
    _directory(module)
    (module / "main.tf").write_text(OPEN_BUCKET)
    run = terrafence("check", ".")
    assert run.returncode == 1
    assert "not read: x.tf: is a directory" in run.stdout


@pytest.mark.parametrize("path", [".", "empty", "notes.txt"])
def test_no_terraform_there(module: Path, path: str) -> None:
    (module / "empty").mkdir()
    (module / "notes.txt").write_text("hello")
    run = terrafence("check", path)
    assert run.returncode == 2
    assert "there is no Terraform in it" in run.stderr


def test_one_path_without_terraform_among_others(module: Path) -> None:
    (module / "main.tf").write_text(FINE)
    (module / "empty").mkdir()
    run = terrafence("check", "main.tf", "empty")
    assert (run.returncode, run.stderr) == (2, "error: empty: there is no Terraform in it\n")


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(b'locals { a = "\xe9" }\n', id="Latin-1"),
        pytest.param("locals {}\n".encode("utf-16"), id="UTF-16"),
        pytest.param(b"locals {\0}\n", id="a NUL byte"),
        pytest.param(b"\0" * 100, id="nothing but NUL bytes"),
        pytest.param(OPEN_BUCKET.encode()[:40], id="cut in a string"),
        pytest.param(OPEN_BUCKET.encode()[:-3], id="cut before the end"),
        pytest.param(b"locals { a = " + b"[" * 50_000 + b"]" * 50_000 + b" }\n", id="nested deeply"),
        pytest.param(b"<<<<<<< HEAD\nlocals {}\n=======\n>>>>>>> b\n", id="a merge conflict"),
        pytest.param(b"\x7fELF\x02\x01\x01" + bytes(range(256)), id="a program"),
    ],
)
def test_what_does_not_parse_is_a_finding_that_blocks(module: Path, source: bytes) -> None:
    (module / "main.tf").write_bytes(source)
    run = terrafence("check", "--format", "concise", "--ignore", "syntax-error")
    assert run.returncode == 1
    assert "syntax-error [block]" in run.stdout
    assert run.stderr == ""


def test_broken_json_is_a_finding_that_blocks(module: Path) -> None:
    (module / "main.tf.json").write_text('{"resource": ')
    run = terrafence("check", "--format", "concise")
    assert run.returncode == 1
    assert "main.tf.json:1:14: syntax-error [block]" in run.stdout


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\xef\xbb\xbf", id="a byte-order mark alone"),
        pytest.param(b"# nothing\r\n", id="a comment"),
    ],
)
def test_an_empty_file_is_looked_at(module: Path, source: bytes) -> None:
    (module / "main.tf").write_bytes(source)
    run = terrafence("check")
    assert (run.returncode, run.stdout) == (0, "No findings in 1 file with 0 resources\n")


def test_a_directory_that_holds_itself(module: Path) -> None:
    (module / "main.tf").write_text(OPEN_BUCKET)
    (module / "again").symlink_to(".")
    run = terrafence("check", "--format", "concise")
    assert run.returncode == 1
    assert run.stdout.startswith("main.tf:3:3: aws-s3-acl-public-read [block]")
    assert "in 1 file" in run.stdout


def test_control_characters_do_not_reach_the_terminal(module: Path) -> None:
    name = "x\x1b[2Jy.tf"
    (module / name).write_text(OPEN_BUCKET.replace("site", "\x1b]0;owned\x07"))
    for arguments in (["check"], ["check", "--format", "concise"], ["fix", "--unsafe-fixes"]):
        run = terrafence(*arguments)
        assert "\x1b" not in run.stdout + run.stderr
        assert "\x07" not in run.stdout + run.stderr
        assert "x\\x1b[2Jy.tf" in run.stdout


def test_a_name_that_is_not_text(module: Path) -> None:
    for name in (b"\xff.tf", b"\xfe/main.tf"):
        path = os.path.join(os.fsencode(module), name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(OPEN_BUCKET.encode())
    assert "\\udcfe/main.tf:3:3:" in terrafence("check", "--format", "concise").stdout
    assert terrafence("baseline").returncode == 0
    assert terrafence("check").returncode == 0
    os.unlink("terrafence.baseline")
    assert "\\udcff.tf:3:3:" in terrafence("check", "--format", "concise").stdout
    assert '"path": "\\udcff.tf"' in terrafence("check", "--format", "json").stdout


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "terrafence.toml",
            "selct = []\n",
            'terrafence.toml:1: unknown setting "selct"; did you mean "select"?',
        ),
        ("terrafence.toml", "\n= 1\n", "terrafence.toml:2: is not valid TOML"),
        ("pyproject.toml", "[tool.terrafence]\nfail-on = 1\n", 'pyproject.toml:2: "fail-on" must be'),
        ("terrafence.toml", 'ignore = ["aws-s4"]\n', 'terrafence.toml:1: there is no rule "aws-s4"'),
    ],
)
def test_bad_settings(module: Path, name: str, text: str, said: str) -> None:
    (module / "main.tf").write_text(OPEN_BUCKET)
    (module / name).write_text(text)
    run = terrafence("check")
    assert run.returncode == 2
    assert run.stdout == ""
    assert run.stderr.startswith(f"terrafence: {said}")
    assert run.stderr.count("\n") == 1
    assert terrafence("check", "--isolated").returncode == 1
