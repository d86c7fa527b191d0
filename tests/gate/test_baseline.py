"""The baseline: what it lets be, what it never hides, and the file itself."""

import shutil
import subprocess

import pytest
from gate_samples import PUBLIC, SELECT, VARIABLE, acl, bucket, call, guard
from repository import Git, Said

BASELINE = "terrafence.baseline"
QUIET = {"terrafence.toml": 'select = ["aws-s3-acl", "aws-s3-public-access-block-missing"]\n'}


def check(git: Git, *arguments: str) -> Said:
    return git.terrafence("check", "--format", "json", *arguments)


def lines(git: Git) -> list[list[str]]:
    text = (git.path / BASELINE).read_text()
    return [line.split("\t") for line in text.splitlines() if not line.startswith("#")]


def test_what_is_in_it_does_not_count(git: Git) -> None:
    git.write({"main.tf": acl("a") + acl("b"), **QUIET})
    said = git.terrafence("baseline")
    assert (said.code, said.out) == (0, f"{BASELINE}: lets 2 findings be (2 added, 0 taken out)\n")
    assert [line[1:] for line in lines(git)] == [
        ["1", PUBLIC, ".", "aws_s3_bucket_acl.a"],
        ["1", PUBLIC, ".", "aws_s3_bucket_acl.b"],
    ]
    found = check(git)
    assert (found.code, found.new, len(found.document["findings"])) == (0, [], 2)
    assert "2 there before" in git.terrafence("check").out
    git.write({"main.tf": acl("a") + acl("b") + acl("c")})
    assert check(git).new == [f"{PUBLIC} aws_s3_bucket_acl.c"]


@pytest.mark.parametrize(
    ("after", "new"),
    [
        ({"main.tf": "\n\n" + acl("a")}, []),
        ({"main.tf": VARIABLE, "other.tf": acl("a")}, []),
        ({"main.tf": acl("a") + acl("a")}, [f"{PUBLIC} aws_s3_bucket_acl.a"]),
        ({"main.tf": acl("b")}, [f"{PUBLIC} aws_s3_bucket_acl.b"]),
        (
            {"main.tf": acl("b") + "moved {\n  from = aws_s3_bucket_acl.a\n  to = aws_s3_bucket_acl.b\n}\n"},
            [],
        ),
        ({"live/main.tf": acl("a")}, [f"{PUBLIC} aws_s3_bucket_acl.a"]),
        (
            {"live/main.tf": call("m", "../m"), "m/main.tf": acl("a")},
            [f"{PUBLIC} module.m.aws_s3_bucket_acl.a"],
        ),
    ],
)
def test_it_never_hides_the_same_fault_elsewhere(git: Git, after: dict[str, str], new: list[str]) -> None:
    git.write({"main.tf": acl("a"), **QUIET})
    git.terrafence("baseline")
    git.write(after)
    assert check(git).new == new


def test_one_for_dev_hides_nothing_of_prod(git: Git) -> None:
    git.write({"live/dev/main.tf": acl("a") + acl("b"), **QUIET})
    git.terrafence("baseline")
    git.write({"live/prod/main.tf": acl("a") + acl("b")})
    assert check(git).new == [f"{PUBLIC} aws_s3_bucket_acl.a", f"{PUBLIC} aws_s3_bucket_acl.b"]


def test_a_part_of_the_repository_is_judged_with_the_same_result(git: Git) -> None:
    """A shared module's finding has an identity for each root that shows it."""
    shared = {"m/main.tf": acl("a"), "x/main.tf": call("m", "../m"), "y/main.tf": call("m", "../m")}
    git.write({**shared, **QUIET})
    git.terrafence("baseline")
    assert len(lines(git)) == 2
    assert check(git, "y").new == check(git, "m").new == check(git).new == []


def test_pruning_takes_out_what_is_gone_and_adds_nothing(git: Git) -> None:
    git.write({"a/main.tf": acl("a") + acl("b"), "c/main.tf": acl("c"), **QUIET})
    git.terrafence("baseline")
    git.write({"a/main.tf": acl("b") + acl("new"), "c/main.tf": VARIABLE})
    assert (
        git.terrafence("baseline", "--prune", "a").out
        == f"{BASELINE}: lets 2 findings be (0 added, 1 taken out)\n"
    )
    assert [line[4] for line in lines(git)] == ["aws_s3_bucket_acl.b", "aws_s3_bucket_acl.c"]
    git.terrafence("baseline", "--prune")
    assert [line[4] for line in lines(git)] == ["aws_s3_bucket_acl.b"]
    git.terrafence("baseline")
    assert [line[4] for line in lines(git)] == ["aws_s3_bucket_acl.b", "aws_s3_bucket_acl.new"]


def test_pruning_takes_out_directories_that_are_gone(git: Git) -> None:
    git.write({"a\nb/main.tf": acl("a"), "c/main.tf": acl("c"), "c/d/main.tf": acl("d"), **QUIET})
    git.terrafence("baseline")
    shutil.rmtree(git.path / "a\nb")
    shutil.rmtree(git.path / "c" / "d")
    git.terrafence("baseline", "--prune", "c")
    assert [line[4][-1] for line in lines(git)] == ["a", "c"]
    git.terrafence("baseline", "--prune")
    assert [line[4][-1] for line in lines(git)] == ["c"]


UNKNOWN = 'variable "acl" {}\n' + acl("a", "var.acl")
INSTALLED = {
    ".terraform/modules/modules.json": '{"Modules":[{"Key":"m","Source":"x/y/z","Dir":".terraform/m"}]}',
    ".terraform/m/main.tf": acl("a"),
    "main.tf": call("m", "x/y/z"),
}


@pytest.mark.parametrize(
    ("before", "after", "left"),
    [
        ({"main.tf": acl("a")}, {"main.tf": acl("a", '"private"')}, 0),
        ({"main.tf": acl("a")}, {"main.tf": "resource {\n"}, 1),
        ({"main.tf": acl("a")}, {"main.tf": UNKNOWN}, 1),
        (INSTALLED, {".terraform/modules/modules.json": "{}"}, 1),
        (INSTALLED, {".terraform/m/main.tf": VARIABLE}, 0),
    ],
)
def test_pruning_keeps_what_may_only_be_hidden(
    git: Git, before: dict[str, str], after: dict[str, str], left: int
) -> None:
    git.commit({".gitignore": ".terraform/\n", "terrafence.toml": 'select = ["aws-s3-acl"]\n'})
    git.write(before)
    git.terrafence("baseline")
    assert len(lines(git)) == 1
    git.write(after)
    git.terrafence("baseline", "--prune")
    assert [line[2] for line in lines(git)] == [PUBLIC] * left


def test_it_is_sorted_and_the_same_each_time(git: Git) -> None:
    git.write({"b/main.tf": acl("z") + acl("a"), "a/main.tf": bucket("x"), **QUIET})
    git.terrafence("baseline")
    first = (git.path / BASELINE).read_bytes()
    assert [line[3:] for line in lines(git)] == sorted(line[3:] for line in lines(git))
    git.terrafence("baseline")
    assert (git.path / BASELINE).read_bytes() == first


def test_syntax_errors_and_suppressed_findings_are_not_in_it(git: Git) -> None:
    ignored = f"# terrafence:ignore[{PUBLIC}] a site\n" + acl("b")
    git.write({"main.tf": ignored, "broken.tf": "resource {", **QUIET})
    said = git.terrafence("baseline")
    assert lines(git) == []
    assert "1 syntax error: they block all the same" in said.out
    assert check(git).code == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<<<<<<< HEAD\n", "terrafence.baseline:1: is not a line of a baseline"),
        ("# x\n0123456789abcdef\tmany\trule\t.\ta\n", "terrafence.baseline:2: is not a line"),
        ("0123\t1\trule\t.\ta\n", "terrafence.baseline:1: is not a line"),
        ("\udcff", "terrafence.baseline: cannot be read as a baseline"),
    ],
)
def test_one_that_cannot_be_read(git: Git, text: str, message: str) -> None:
    git.write({"main.tf": acl("a")})
    (git.path / BASELINE).write_bytes(text.encode("utf-8", "surrogateescape"))
    said = git.terrafence("check")
    assert (said.code, message in said.err, said.err.count("\n")) == (2, True, 1)


def test_two_that_were_merged_by_keeping_both_sides(git: Git) -> None:
    git.write({"main.tf": acl("a") + acl("a"), **QUIET})
    git.terrafence("baseline")
    [line] = lines(git)
    git.write({BASELINE: "\t".join([line[0], "1", *line[2:]]) + "\n" + "\t".join(line) + "\n\n"})
    assert check(git).code == 0


@pytest.mark.parametrize(("attributes", "conflict"), [("", True), (f"{BASELINE} merge=union\n", False)])
def test_git_merges_it(git: Git, attributes: str, conflict: bool) -> None:
    def lets_be(name: str) -> None:
        git.write({f"{name}.tf": acl(name)})
        git.terrafence("baseline")
        git.commit()

    git.write({".gitattributes": attributes, **QUIET})
    lets_be("a")
    git("checkout", "-q", "-b", "side")
    lets_be("s")
    git("checkout", "-q", "main")
    lets_be("m")
    merged = subprocess.run(["git", "merge", "-q", "-m", "merge", "side"], capture_output=True, check=False)
    assert bool(merged.returncode) is conflict
    if conflict:
        assert "terrafence.baseline:" in git.terrafence("check").err
        text = (git.path / BASELINE).read_text()
        kept = [line for line in text.splitlines() if not line.startswith(("<<<<", "====", ">>>>"))]
        git.write({BASELINE: "\n".join(kept) + "\n"})
    assert (check(git).code, check(git).new) == (0, [])
    git.terrafence("baseline")
    assert [line[4][-1] for line in lines(git)] == ["a", "m", "s"]


def test_its_place_is_a_setting(git: Git) -> None:
    git.write({"main.tf": acl("a"), "terrafence.toml": QUIET["terrafence.toml"] + 'baseline = "x/let-be"\n'})
    (git.path / "x").mkdir()
    assert git.terrafence("baseline").out.startswith("x/let-be: lets 1 finding be")
    assert check(git).code == 0


KEY = 'resource "aws_kms_key" "{}" {{\n}}\n'


@pytest.mark.parametrize("flags", [(), ("--diff",), ("--unsafe-fixes",), ("--format", "json")])
def test_what_it_lets_be_is_not_mended(git: Git, flags: tuple[str, ...]) -> None:
    old, new = KEY.format("old") + acl("old"), KEY.format("new")
    git.write({"main.tf": old, "terrafence.toml": 'select = ["aws-kms-rotation-off", "aws-s3-acl"]\n'})
    git.terrafence("baseline")
    git.write({"main.tf": old + new})
    said = git.terrafence("fix", *flags)
    mended = old + new if flags == ("--diff",) else old + new.replace("}", "  enable_key_rotation = true\n}")
    assert (git.path / "main.tf").read_text() == mended
    assert (said.code, said.err.count("Would fix 1 finding")) == ((1, 1) if flags == ("--diff",) else (0, 0))


def test_what_is_taken_out_of_it_is_mended(git: Git) -> None:
    git.write({"main.tf": KEY.format("old"), "terrafence.toml": 'select = ["aws-kms-rotation-off"]\n'})
    git.terrafence("baseline")
    assert git.terrafence("fix").out == "No findings in 1 file with 1 resource; 1 there before\n"
    (git.path / BASELINE).unlink()
    assert git.terrafence("fix").out.startswith("Fixed 1 finding in 1 file:")


def test_every_door_takes_the_settings_that_are_nearest(git: Git) -> None:
    """For a module deep in what was named as for one that was named itself."""
    own = f'ignore = ["{PUBLIC}"]\nselect = ["aws-s3-acl", "aws-kms-rotation-off"]\n'
    git.write(
        {"main.tf": acl("a"), "x/y/main.tf": acl("b") + KEY.format("k"), "x/terrafence.toml": own, **QUIET}
    )
    expected = [(PUBLIC, "main.tf"), ("aws-kms-rotation-off", "x/y/main.tf")]
    for arguments in (("check",), ("check", "."), ("hook", "all", "main.tf", "x/y/main.tf")):
        found = git.terrafence(*arguments, "--format", "json").document["findings"]
        assert [(item["rule_id"], item["path"]) for item in found] == expected
    git.terrafence("baseline")
    assert [line[2] for line in lines(git)] == [PUBLIC]
    assert "aws-kms-rotation-off" in (git.path / "x" / BASELINE).read_text()
    assert check(git).new == []
    assert check(git, "x/y").new == []


# ---------------------------------------------------------------- with a change


def test_the_baseline_before_the_change_judges_it(git: Git) -> None:
    git.commit({"main.tf": VARIABLE, **QUIET})
    git.write({"main.tf": acl("a")})
    git.terrafence("baseline")
    git.stage()
    said = git.staged(*SELECT)
    assert said.new == [f"{PUBLIC} aws_s3_bucket_acl.a"]
    assert said.document["gate"]["loosened"] == ["the baseline gains 1 finding"]


def test_what_is_let_be_does_not_count_as_taken_away(git: Git) -> None:
    git.commit({"main.tf": bucket("a"), **QUIET})
    git.terrafence("baseline")
    git.commit({"guard.tf": guard("a")})
    git("rm", "-q", "guard.tf")
    assert (git.staged().code, git.staged().new) == (0, [])


def test_all_files_of_a_clean_clone(git: Git) -> None:
    git.commit({"main.tf": acl("a"), **QUIET})
    assert git.terrafence("hook", "check", "main.tf").code == 1
    git.terrafence("baseline")
    git.commit()
    assert git.terrafence("hook", "check", "main.tf").code == 0
