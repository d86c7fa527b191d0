"""The command line from end to end."""

import json
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from process import FINE, OPEN_BUCKET, ROOT, ROTATION_OFF, environment, terrafence

pytestmark = pytest.mark.e2e


def test_exit_codes(module: Path) -> None:
    (module / "main.tf").write_text(ROTATION_OFF)
    assert terrafence("check").returncode == 0
    assert terrafence("check", "--fail-on", "warn").returncode == 1
    assert terrafence("check", "--fail-on", "warn", "--exit-zero").returncode == 0
    (module / "main.tf").write_text(OPEN_BUCKET)
    assert terrafence("check").returncode == 1
    assert terrafence("check", "--exit-zero").returncode == 0
    assert terrafence("check", "--ignore", "CKV_AWS_20").returncode == 0
    assert terrafence("check", "--select", "aws-kms").returncode == 0
    (module / "terrafence.toml").write_text('[levels]\naws-s3-acl-public-read = "warn"\n')
    assert terrafence("check").returncode == 0
    assert terrafence("check", "--isolated").returncode == 1


def test_excluded_files_are_named_and_not_judged(module: Path) -> None:
    (module / "main.tf").write_text(OPEN_BUCKET)
    (module / "old").mkdir()
    (module / "old" / "main.tf").write_text(OPEN_BUCKET)
    (module / "terrafence.toml").write_text('exclude = ["old/"]\n')
    shown = json.loads(terrafence("check", "--format", "json").stdout)
    assert {finding["path"] for finding in shown["findings"]} == {"main.tf"}
    assert shown["not_read"] == [{"path": "old/main.tf", "reason": "is excluded in terrafence.toml"}]
    assert shown["summary"]["files"] == 1


def test_blocks_without_an_instance_are_counted(module: Path) -> None:
    (module / "main.tf").write_text(OPEN_BUCKET.replace("{\n", "{\n  count = 0\n", 1))
    assert "; 1 without an instance" in terrafence("check").stdout
    assert json.loads(terrafence("check", "--format", "json").stdout)["summary"]["uncalled"] == 1


def test_the_example_has_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    run = terrafence("check", "--isolated", "examples/payments")
    assert run.returncode == 1
    assert "examples/payments/storage.tf:12:3 aws-s3-acl-public-read high, blocks" in run.stdout
    assert "fixable with `terrafence fix`" in run.stdout
    assert run.stdout.splitlines()[-1] == "Next: terrafence fix --diff examples/payments"


def test_json_is_the_same_from_run_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    arguments = ("check", "--isolated", "--format", "json", "--show-undecided", "examples/payments")
    runs = {terrafence(*arguments, extra={"PYTHONHASHSEED": seed}).stdout for seed in ("1", "2", "3")}
    assert len(runs) == 1


def test_a_report_in_a_file(module: Path) -> None:
    (module / "main.tf").write_text(OPEN_BUCKET)
    run = terrafence("check", "-o", "report.txt", extra={"FORCE_COLOR": "1"})
    assert (run.returncode, run.stdout, run.stderr) == (1, "", "")
    assert "aws-s3-acl-public-read" in (module / "report.txt").read_text()
    assert "\x1b" not in (module / "report.txt").read_text()
    assert terrafence("check", "-o", "none/report.txt").returncode == 2


@pytest.mark.parametrize(
    ("arguments", "extra", "coloured"),
    [
        ((), {}, False),
        ((), {"FORCE_COLOR": "1"}, True),
        (("--no-color",), {"FORCE_COLOR": "1"}, False),
        ((), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_colour(module: Path, arguments: tuple[str, ...], extra: dict[str, str], coloured: bool) -> None:
    (module / "main.tf").write_text(OPEN_BUCKET)
    assert ("\x1b[" in terrafence("check", *arguments, extra=extra).stdout) is coloured


def test_an_encoding_that_lacks_characters(module: Path) -> None:
    (module / "main.tf").write_text(OPEN_BUCKET.replace('"site"\n', '"sité" # ✓\n'))
    run = terrafence("check", "--select", "aws-s3", extra={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert run.returncode == 1
    assert run.stderr == ""


def test_fixing(module: Path) -> None:
    (module / "main.tf").write_text(ROTATION_OFF + "\n" + OPEN_BUCKET)
    diff = terrafence("fix", "--diff")
    assert diff.returncode == 1
    assert "\n+  enable_key_rotation = true\n" in diff.stdout
    assert diff.stderr == "Would fix 1 finding in 1 file.\n"
    assert (module / "main.tf").read_text() == ROTATION_OFF + "\n" + OPEN_BUCKET
    patched = subprocess.run(
        ["git", "apply", "-p0", "--check", "-"], input=diff.stdout, text=True, check=False
    )
    assert patched.returncode == 0
    run = terrafence("fix")
    assert run.returncode == 1
    assert "Fixed 1 finding in 1 file:" in run.stdout
    assert "unsafe, see --unsafe-fixes: Set `acl` to" in run.stdout
    assert "enable_key_rotation = true" in (module / "main.tf").read_text()
    assert "public-read" in (module / "main.tf").read_text()
    last = terrafence("fix", "--unsafe-fixes")
    assert last.returncode == 0
    assert "public-read" not in (module / "main.tf").read_text()
    again = terrafence("fix", "--unsafe-fixes", "--diff")
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "There is nothing to fix.\n")


def test_check_fix_is_the_same_engine(module: Path) -> None:
    (module / "main.tf").write_text(ROTATION_OFF)
    run = terrafence("check", "--fix", "--format", "json")
    assert run.returncode == 0
    shown = json.loads(run.stdout)
    assert shown["changed"] == ["main.tf"]
    assert [fixed["rule_id"] for fixed in shown["fixed"]] == ["aws-kms-rotation-off"]
    assert shown["findings"] == []


def test_variables(module: Path) -> None:
    (module / "main.tf").write_text(OPEN_BUCKET.replace('"public-read"', "var.acl") + 'variable "acl" {}\n')
    (module / "open.tfvars").write_text('acl = "public-read"\n')
    assert terrafence("check").returncode == 0
    assert terrafence("check", "--var", "acl=public-read").returncode == 1
    assert terrafence("check", "--var-file", "open.tfvars").returncode == 1
    assert terrafence("check", extra={"TF_VAR_acl": "public-read"}).returncode == 1
    assert terrafence("check", "--var", "acl=private", extra={"TF_VAR_acl": "public-read"}).returncode == 0
    (module / "terrafence.toml").write_text('[variables]\nacl = "public-read"\n')
    assert terrafence("check").returncode == 1


def test_rules_and_explain(module: Path) -> None:
    rules = json.loads(terrafence("rules", "--format", "json").stdout)
    assert [rule["id"] for rule in rules] == sorted(rule["id"] for rule in rules)
    assert {"id", "aliases", "severity", "level", "stage", "since", "summary", "resources", "fix"} <= set(
        rules[0]
    )
    table = terrafence("rules").stdout
    page = terrafence("explain", "ckv_aws_79").stdout
    for rule in rules:
        assert f"\n{rule['id']} " in table
    assert "# aws-ec2-imds-v1-enabled" in page
    assert "# aws-autoscaling-imds-v1-enabled" in page


def test_nobody_reads_the_output(module: Path) -> None:
    (module / "main.tf").write_text(OPEN_BUCKET)
    command = [sys.executable, "-m", "terrafence_hooks", "rules"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(60) == 141


def test_interrupted(module: Path) -> None:
    (module / "main.tf").write_text(
        "locals {\n" + "".join(f"  a{at} = [for x in range(100) : x]\n" for at in range(50_000)) + "}\n"
    )
    command = [sys.executable, "-m", "terrafence_hooks", "check"]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        # A runner in the background passes on that it ignores the signal.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    ) as running:
        time.sleep(0.5)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=60)
    assert (running.returncode, out, err) == (130, b"", b"")


def test_the_server_without_its_libraries(module: Path) -> None:
    (module / "pygls.py").write_text("raise ModuleNotFoundError('pygls', name='pygls')\n")
    run = terrafence("lsp", "--stdio", extra={"PYTHONPATH": f"{module}:{environment()['PYTHONPATH']}"})
    assert run.returncode == 2
    assert "pip install 'terrafence[lsp]'" in run.stderr
    assert run.stderr.count("\n") == 1


def test_the_server_starts_and_ends_with_its_input(module: Path) -> None:
    pytest.importorskip("pygls")
    run = subprocess.run(
        [sys.executable, "-m", "terrafence_hooks", "lsp", "--stdio"],
        input=b"",
        capture_output=True,
        timeout=60,
        env=environment(),
        check=False,
    )
    assert (run.returncode, run.stdout) == (1, b"")
    assert b"Traceback" not in run.stderr


BANNED = {
    *("asyncio", "dataclasses", "hcl2", "importlib.metadata", "importlib.resources", "inspect", "logging"),
    *("lsprotocol", "pathlib", "pygls", "subprocess", "tomllib", "yaml"),
    *("terrafence.sections", "terrafence.syntax.chunks", "terrafence.tags.judge"),
}


@pytest.mark.parametrize("arguments", ["None", "['check', 'main.tf']", "['hook', 'check', 'main.tf']"])
def test_starting_loads_nothing_dear(module: Path, arguments: str) -> None:
    (module / "main.tf").write_text(OPEN_BUCKET + FINE)
    code = f"import terrafence_hooks.cli as c; a = {arguments}; a and c.main(a)"
    run = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", code],
        capture_output=True,
        text=True,
        env=environment(),
        check=True,
    )
    loaded = {line.rpartition("|")[2].strip() for line in run.stderr.splitlines()}
    assert "terrafence_hooks.cli" in loaded
    asks_git = {"subprocess"} if "hook" in arguments else set[str]()
    assert loaded.isdisjoint(BANNED - asks_git)
