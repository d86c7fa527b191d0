"""A repository that has nothing yet, and the settings of other tools."""

import tomllib
from collections.abc import Mapping

import pytest
from gate_samples import PUBLIC, VARIABLE, acl, call
from repository import Git

from terrafence_hooks.takeover import Taken, take_over


def test_everything_is_written_and_the_past_is_judged(git: Git) -> None:
    git.commit({"main.tf": VARIABLE})
    git.commit({"main.tf": acl("a")})
    git.commit({"other.tf": VARIABLE})
    said = git.terrafence("init")
    assert said.code == 0, said.err
    assert said.out.count("would have been blocked: 1 finding") == 1
    assert said.out.endswith("Of the last 2 commits the hook would have blocked 1\n")
    assert tomllib.loads((git.path / "terrafence.toml").read_text()) == {}
    assert "terrafence hook check" in (git.path / ".pre-commit-config.yaml").read_text()
    assert git.terrafence("check").code == 0
    again = git.terrafence("init")
    assert (again.code, again.err) == (2, "terrafence: terrafence.toml is there already\n")


def test_a_configuration_of_pre_commit_is_left_alone(git: Git) -> None:
    git.commit({"main.tf": VARIABLE, ".pre-commit-config.yaml": "repos: []\n"})
    assert "Add this to the repos" in git.terrafence("init").out
    assert (git.path / ".pre-commit-config.yaml").read_text() == "repos: []\n"


TFLINT = 'rule "none" {\n  enabled = false\n}\nrule "other" {\n  enabled = true\n}\n'
TRIVY = "misconfigurations:\n- id: AVD-AWS-0028\n- id: AVD-AWS-0086\n  paths: [a]\n"


@pytest.mark.parametrize(
    ("name", "text", "ignore", "exclude", "unknown"),
    [
        (".checkov.yaml", "skip-check: [CKV_AWS_20, CKV_0]\nskip-path: [x]\n", "CKV_AWS_20", "x", "CKV_0"),
        (".checkov.yaml", "[]", "", "", ""),
        (".trivyignore", "# why\nAVD-AWS-0028 # x\n\nAVD-NONE-1\n", "AVD-AWS-0028", "", "AVD-NONE-1"),
        (".trivyignore.yaml", TRIVY, "AVD-AWS-0028", "", ""),
        (".tflint.hcl", TFLINT, "", "", "none"),
    ],
)
def test_settings_of_other_tools(
    git: Git, name: str, text: str, ignore: str, exclude: str, unknown: str
) -> None:
    git.write({name: text})
    expected = Taken(*(tuple(words.split()) for words in (ignore, exclude, unknown)))
    assert take_over(f"{git.path}/{name}") == expected


@pytest.mark.parametrize(
    ("files", "name", "message"),
    [
        ({}, ".checkov.yaml", "no such file"),
        ({".checkov.yaml": "a: ["}, ".checkov.yaml", "is not valid YAML"),
        ({"other.yaml": ""}, "other.yaml", "is not a settings file of Checkov"),
    ],
)
def test_what_cannot_be_taken_over(git: Git, files: Mapping[str, str], name: str, message: str) -> None:
    git.write(files)
    said = git.terrafence("init", "--from", name)
    assert (said.code, message in said.err) == (2, True)
    assert not (git.path / "terrafence.toml").exists()


def test_taken_over_settings_hold(git: Git) -> None:
    git.commit({"main.tf": acl("a"), ".checkov.yaml": f"skip-check: [{PUBLIC}]"})
    git.terrafence("init", "--from", ".checkov.yaml")
    assert tomllib.loads((git.path / "terrafence.toml").read_text()) == {"ignore": [PUBLIC]}


def test_absent_modules_fail_where_they_are_required(git: Git) -> None:
    git.write({"main.tf": call("m", "acme/none/aws")})
    assert git.terrafence("check", "--exit-zero").code == 0
    said = git.terrafence("check", "--exit-zero", "--require-modules")
    assert (said.code, "run terraform init" in said.err) == (2, True)
