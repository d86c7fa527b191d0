"""A repository that has nothing yet, and the settings of other tools."""

import subprocess
import sys
import tomllib
from collections.abc import Mapping
from textwrap import dedent, indent

import pytest
import yaml
from gate_samples import PUBLIC, VARIABLE, acl, call
from repository import Git

from terrafence_hooks.commands import init
from terrafence_hooks.stanza import with_repo
from terrafence_hooks.takeover import Local, Taken, take_over


def test_everything_is_written_and_the_past_is_judged(git: Git) -> None:
    git.commit({"main.tf": VARIABLE})
    git.commit({"main.tf": acl("a")})
    git.commit({"other.tf": VARIABLE})
    said = git.terrafence("init")
    assert said.code == 0, said.err
    assert said.out.count("would have been blocked: 1 finding") == 1
    assert said.out.endswith("Of the last 3 commits the hook would have blocked 1\n")
    assert tomllib.loads((git.path / "terrafence.toml").read_text()) == {}
    assert "terrafence hook check" in (git.path / ".pre-commit-config.yaml").read_text()
    assert git.terrafence("check").code == 0
    again = git.terrafence("init")
    assert (again.code, again.err) == (2, "terrafence: terrafence.toml is there already\n")


def test_only_so_many_commits_are_judged(git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    assert init.COMMITS == 50
    monkeypatch.setattr(init, "COMMITS", 2)
    git.commit({"a.tf": acl("a")})
    git.commit({"b.tf": acl("b") + acl("c")})
    git.commit({"c.tf": VARIABLE})
    out = git.terrafence("init").out
    assert out.count("would have been blocked") == out.count("would have been blocked: 2 findings") == 1
    assert out.endswith("Of the last 2 commits the hook would have blocked 1\n")


def test_a_commit_that_could_not_be_judged_would_have_been_blocked(git: Git) -> None:
    git.commit({"a.tf": acl("a")})
    git.commit({"x/terrafence.toml": "slect = []\n", "x/main.tf": VARIABLE})
    git.commit({"x/terrafence.toml": "\n"})
    said = git.terrafence("init")
    assert (said.code, said.err) == (0, "")
    assert 'would have been blocked: x/terrafence.toml:1: unknown setting "slect"' in said.out
    assert said.out.endswith("Of the last 3 commits the hook would have blocked 2\n")


STANZA = "  - repo: local\n    hooks: [{id: x}]\n"
FLUSH = dedent(STANZA)
OTHER = "- repo: https://example.invalid/a\n  rev: v1.0\n  hooks:\n  - id: other\n"


@pytest.mark.parametrize(
    ("config", "reason"),
    [
        ("repos: [\n", "it is not valid YAML"),
        ("repos: [{repo: meta, hooks: []}]\n", "its repos are written in brackets"),
        ("default_stages: [commit]\n", "it has no list of repos"),
        ("repos:\n", "it has no list of repos"),
        ("", "it has no list of repos"),
        ("- a\n", "it has no list of repos"),
        ("mine: &mine\n- repo: meta\n  hooks: []\nrepos: *mine\n", "its repos cannot be told from the rest"),
        (OTHER + "---\n" + OTHER, "it is not valid YAML"),
    ],
)
def test_a_configuration_of_another_shape_is_left_alone(git: Git, config: str, reason: str) -> None:
    git.commit({"main.tf": VARIABLE, ".pre-commit-config.yaml": config})
    said = git.terrafence("init")
    assert f"yourself, since {reason}" in said.out
    assert (said.code, "- id: terrafence" in said.out) == (0, True)
    assert (git.path / ".pre-commit-config.yaml").read_text() == config


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("repos: []\n", f"repos:\n{STANZA}"),
        ("# top\nrepos: []  # none\nfail_fast: true\n", f"# top\nrepos:  # none\n{STANZA}fail_fast: true\n"),
        (f"repos:\n{OTHER}", f"repos:\n{OTHER}{FLUSH}"),
        (f"repos:\n{OTHER}  # why\n\n# end\n", f"repos:\n{OTHER}  # why\n{FLUSH}\n# end\n"),
        (f"repos:\n{OTHER}fail_fast: true\n", f"repos:\n{OTHER}{FLUSH}fail_fast: true\n"),
        (f"repos:\n{indent(OTHER, '    ')}", f"repos:\n{indent(OTHER + FLUSH, '    ')}"),
        (f"repos:\n{OTHER}    args: ['é']  # end", f"repos:\n{OTHER}    args: ['é']  # end\n{FLUSH}"),
        (
            f"repos:\n{OTHER}    files: |\n      a\n\nx: 1\n",
            f"repos:\n{OTHER}    files: |\n      a\n{FLUSH}\nx: 1\n",
        ),
        (f"repos:\n{OTHER}".replace("\n", "\r\n"), f"repos:\n{OTHER}{FLUSH}".replace("\n", "\r\n")),
        (f"\ufeffrepos:\n{OTHER}", f"\ufeffrepos:\n{OTHER}{FLUSH}"),
    ],
)
def test_the_hook_joins_those_that_are_there(before: str, after: str) -> None:
    made = with_repo(before.encode(), STANZA)
    assert made is not None
    assert made.decode() == after
    was, read = yaml.safe_load(before.encode()), yaml.safe_load(made)
    assert read == {**was, "repos": [*was["repos"], {"repo": "local", "hooks": [{"id": "x"}]}]}


@pytest.mark.e2e
def test_pre_commit_accepts_the_file_and_a_second_hook_is_not_written(git: Git) -> None:
    config = git.path / ".pre-commit-config.yaml"
    git.commit({"main.tf": VARIABLE, config.name: f"# ours\nrepos:\n{OTHER}"})
    assert "Wrote the hook to .pre-commit-config.yaml" in git.terrafence("init").out
    command = [sys.executable, "-m", "pre_commit", "validate-config", config.name]
    assert subprocess.run(command, cwd=git.path, check=False).returncode == 0
    text = config.read_text()
    assert (text.startswith(f"# ours\nrepos:\n{OTHER}"), text.count("id: terrafence")) == (True, 1)
    (git.path / "terrafence.toml").unlink()
    assert "runs terrafence already" in git.terrafence("init").out
    assert config.read_text() == text


TFLINT = 'rule "none" {\n  enabled = false\n}\nrule "other" {\n  enabled = true\n}\n'
TRIVY = """misconfigurations:
- id: AVD-AWS-0028
- id: AVD-AWS-0086
  paths: [docs/*.tf, ./a.tf, "**/b/**", docs, "x/*", "{a,b}.tf"]
- id: AVD-NONE-1
  paths: [a.tf]
- id: AVD-AWS-0107
  expired_at: 2030-01-01
- id: AVD-AWS-0028
  paths: [only/*]
"""


@pytest.mark.parametrize(
    ("name", "text", "ignore", "exclude", "unknown"),
    [
        (".checkov.yaml", "skip-check: [CKV_AWS_20, CKV_0]\nskip-path: [x]\n", "CKV_AWS_20", "x", "CKV_0"),
        (".checkov.yaml", "[]", "", "", ""),
        (".trivyignore", "# why\nAVD-AWS-0028 # x\n\nAVD-NONE-1\n", "AVD-AWS-0028", "", "AVD-NONE-1"),
        (".tflint.hcl", TFLINT, "", "", "none"),
    ],
)
def test_settings_of_other_tools(
    git: Git, name: str, text: str, ignore: str, exclude: str, unknown: str
) -> None:
    git.write({name: text})
    words = [tuple(words.split()) for words in (ignore, exclude, unknown)]
    assert take_over(f"{git.path}/{name}") == Taken(words[0], words[1], unknown=words[2])


def test_trivy_leaves_out_some_files(git: Git) -> None:
    git.write({".trivyignore.yaml": TRIVY})
    taken = take_over(f"{git.path}/.trivyignore.yaml")
    assert (taken.ignore, taken.unknown) == (("AVD-AWS-0028",), ("AVD-NONE-1",))
    assert taken.local == (Local("AVD-AWS-0086", ("/docs/*.tf", "/a.tf", "**/b/**")),)
    assert [what.partition(":")[0] for what in taken.left] == [
        "AVD-AWS-0107 until 2030-01-01",
        *(f"AVD-AWS-0086 in {path}" for path in ("docs", "x/*", "{a,b}.tf")),
        "AVD-AWS-0028 in only/*",
    ]


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


def test_what_trivy_leaves_out_in_some_files_is_left_out_there(git: Git) -> None:
    entry = "misconfigurations:\n- id: AVD-AWS-0092\n  paths: [docs/*.tf, x]\n"
    git.commit({"docs/main.tf": acl("a"), "b/docs/main.tf": acl("b"), ".trivyignore.yaml": entry})
    said = git.terrafence("init", "--from", ".trivyignore.yaml")
    assert (
        "not taken over: AVD-AWS-0092 in x: as a pattern of .gitignore this would mean more files" in said.out
    )
    settings = tomllib.loads((git.path / "terrafence.toml").read_text())
    assert settings == {"override": [{"paths": ["/docs/*.tf"], "ignore": ["AVD-AWS-0092"]}]}
    (git.path / "terrafence.baseline").unlink()
    found = git.terrafence("check", "--select", PUBLIC, "--format", "json").document["findings"]
    assert [item["path"] for item in found] == ["b/docs/main.tf"]


def test_absent_modules_fail_where_they_are_required(git: Git) -> None:
    git.write({"main.tf": call("m", "acme/none/aws")})
    assert git.terrafence("check", "--exit-zero").code == 0
    said = git.terrafence("check", "--exit-zero", "--require-modules")
    assert (said.code, "run terraform init" in said.err) == (2, True)
