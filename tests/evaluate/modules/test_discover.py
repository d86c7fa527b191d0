"""Which files are read, and what is said of the others."""

import pytest
from trees import BASE, workspace

from terrafence.errors import UserError
from terrafence.evaluate.workspace import Inputs, Problem

R = 'resource "a_b" "c" {}\n'


def _selected(files: dict[str, str], *paths: str, links: dict[str, str] | None = None) -> list[str]:
    found = workspace(files, *paths, links=links)
    return sorted(path.removeprefix(BASE + "/") for path in found.selected)


@pytest.mark.parametrize(
    ("files", "paths", "selected"),
    [
        pytest.param({"readme.md": ""}, (), [], id="nothing"),
        pytest.param({".a.tf": R, "a.tf~": R, "x.hcl": ""}, (), [], id="editor leftovers"),
        pytest.param({"a.tf": R, ".terraform/modules/m/a.tf": R, ".terragrunt-cache/a.tf": R}, (), ["a.tf"], id="caches"),
        pytest.param({"node_modules/p/a.tf": R, ".git/a.tf": R}, (), [], id="tools' directories"),
        pytest.param({"a.tf": R, "a.tofu": R}, (), ["a.tofu"], id="tofu shadows tf"),
        pytest.param({"a.tf.json": "{}", "a.tofu.json": "{}"}, (), ["a.tofu.json"], id="tofu shadows json"),
        pytest.param({"a.tf": R, "b.tofu": R}, (), ["a.tf", "b.tofu"], id="other tofu file"),
        pytest.param({"a.tf": R, "b.tf": R, "c/d.tf": R}, ("b.tf",), ["b.tf"], id="one file"),
        pytest.param({"a.tf": R, "c/d.tf": R, "e/f.tf": R}, ("c", "c/d.tf"), ["c/d.tf"], id="file in named directory"),
        pytest.param({"a.tfvars": "", "b.auto.tfvars.json": "{}"}, (), ["a.tfvars", "b.auto.tfvars.json"], id="tfvars"),
        pytest.param({".gitignore": "gen/\n", "gen/a.tf": R, "a.tf": R}, (), ["a.tf"], id="gitignore"),
        pytest.param({".gitignore": "gen/\n", "gen/a.tf": R}, ("gen",), ["gen/a.tf"], id="ignored but named"),
        pytest.param({".gitignore": "a.tf\n", "a.tf": R}, ("a.tf",), ["a.tf"], id="ignored file but named"),
        pytest.param({".terraform/modules/m/a.tf": R}, (".terraform/modules/m",), [".terraform/modules/m/a.tf"], id="cache but named"),
    ],
)  # fmt: skip
def test_selected(files: dict[str, str], paths: tuple[str, ...], selected: list[str]) -> None:
    assert _selected(files, *paths) == selected


@pytest.mark.parametrize(
    ("files", "path", "reason"),
    [
        ({"x.tf/readme": ""}, "x.tf", "is a directory"),
        ({"a.tf": R, "a.tofu": R}, "a.tf", "a.tofu takes its place"),
        ({"a.tftest.hcl": ""}, "a.tftest.hcl", "test files are not linted"),
        ({"a.tofutest.hcl": ""}, "a.tofutest.hcl", "test files are not linted"),
        ({"a.tfmock.hcl": ""}, "a.tfmock.hcl", "mock data of tests is not linted"),
        ({"live/terragrunt.hcl": ""}, "live/terragrunt.hcl", "Terragrunt files are not linted"),
        ({".gitignore": "*.tfvars", "secret.tfvars": "a = 1"}, "secret.tfvars", "is ignored by .gitignore"),
    ],
)
def test_not_read(files: dict[str, str], path: str, reason: str) -> None:
    assert Problem(f"{BASE}/{path}", reason) in workspace(files).not_read


def test_missing_path_is_the_users_error() -> None:
    with pytest.raises(UserError, match="no such file or directory: /w/nowhere"):
        workspace({"a.tf": R}, "a.tf", "nowhere")


def test_unreadable_file_leaves_the_rest() -> None:
    found = workspace({"a.tf": R, "b.tf": R}, closed=frozenset({"a.tf"}))
    assert found.unreadable == [Problem("/w/a.tf", "permission denied")]
    assert list(found.files) == ["/w/b.tf"]


def test_unreadable_directory_leaves_the_rest() -> None:
    found = workspace({"a.tf": R, "d/b.tf": R}, closed=frozenset({"d"}))
    assert found.unreadable == [Problem("/w/d", "permission denied")]
    assert found.selected == {"/w/a.tf"}


def test_unreadable_neighbour_that_nobody_asked_for_is_no_error() -> None:
    found = workspace({"a.tf": R, "d/b.tf": R}, "a.tf", closed=frozenset({"d"}))
    assert found.unreadable == []


def test_paths_without_terraform_are_told() -> None:
    found = workspace({"a.tf": R, "docs/readme.md": ""}, "a.tf", "docs", "docs/readme.md")
    assert found.empty == ("/w/docs", "/w/docs/readme.md")


@pytest.mark.parametrize(
    ("links", "selected"),
    [
        pytest.param({"loop": "/w"}, ["d/a.tf"], id="to the top"),
        pytest.param({"d/loop": "/w/d"}, ["d/a.tf"], id="to itself"),
        pytest.param({"a": "/w/b", "b": "/w/a"}, ["d/a.tf"], id="to each other"),
        pytest.param({"c": "/w/d"}, ["d/a.tf"], id="second name of a directory"),
        pytest.param({"e/b.tf": "/w/d/a.tf"}, ["d/a.tf"], id="second name of a file"),
        pytest.param({"out": "/elsewhere"}, ["d/a.tf"], id="out of the repository"),
    ],
)
def test_symbolic_links_are_bounded(links: dict[str, str], selected: list[str]) -> None:
    assert _selected({"d/a.tf": R, "../elsewhere/x.tf": R}, links=links) == selected


def test_a_file_is_parsed_once_under_one_name() -> None:
    files = {"shared/versions.tf": "terraform {}\n", "a/main.tf": R, "b/main.tf": R}
    links = {"a/versions.tf": "/w/shared/versions.tf", "b/versions.tf": "/w/shared/versions.tf"}
    found = workspace(files, links=links)
    assert sorted(found.files) == ["/w/a/main.tf", "/w/b/main.tf", "/w/shared/versions.tf"]
    settings = [
        subject.body.block for root in found.roots for subject in root.subjects if subject.mode == "terraform"
    ]
    assert len(settings) == 3
    assert len(set(settings)) == 1


@pytest.mark.parametrize("paths", [("a",), ("a/main.tf",)])
def test_a_module_of_links_is_a_module(paths: tuple[str, ...]) -> None:
    found = workspace({"shared/main.tf": R}, *paths, links={"a/main.tf": "/w/shared/main.tf"})
    assert [root.directory for root in found.roots] == ["/w/a"]
    assert found.selected == {"/w/shared/main.tf"}


def test_tfvars_alone_are_linted() -> None:
    found = workspace({"env/prod.tfvars": 'key = "x"\n', "main.tf": R}, "env")
    subjects = [(subject.mode, subject.address) for root in found.roots for subject in root.subjects]
    assert subjects == [("tfvars", "prod.tfvars")]


def test_tfvars_bring_their_module() -> None:
    found = workspace({"prod.tfvars": 'key = "x"\n', "main.tf": R}, "prod.tfvars")
    assert [subject.address for subject in found.roots[0].subjects] == ["a_b.c", "prod.tfvars"]


def test_var_file_from_elsewhere_is_a_subject() -> None:
    found = workspace(
        {"env/x.tfvars": "a = 1\n", "r/main.tf": R}, "r", inputs=Inputs(var_files=("/w/env/x.tfvars",))
    )
    assert [subject.address for subject in found.roots[0].subjects] == ["a_b.c", "x.tfvars"]


def test_a_search_that_ends_early_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("terrafence.evaluate.discover.MAX_DIRECTORIES", 3)
    found = workspace({f"d{at}/a.tf": R for at in range(5)})
    assert Problem(BASE, "only its first 3 directories were searched") in found.not_read


def test_a_repository_reached_through_a_link_keeps_the_name_it_was_given() -> None:
    found = workspace({"d/a.tf": R}, "../alias/d", links={"../alias": "/w"})
    assert found.selected == {"/alias/d/a.tf"}
    assert found.base == "/alias"
