"""What a staged change makes worse, on real repositories: the trees before and after, and what is new."""

import re
from collections.abc import Callable, Mapping

import pytest
from gate_samples import PUBLIC, SELECT, VARIABLE, acl, bucket, call, guard
from repository import Git, Said

Files = Mapping[str, str]
Step = Callable[[Git], object]

GUARD = "aws-s3-public-access-block-missing"


def files(texts: Files) -> Step:
    return lambda git: git.write(texts)


def moved(old: str, new: str) -> Step:
    def step(git: Git) -> None:
        (git.path / new).parent.mkdir(parents=True, exist_ok=True)
        git("mv", old, new)

    return step


def deleted(name: str) -> Step:
    return lambda git: git("rm", "-q", name)


def judged(git: Git) -> Said:
    """What a program is told of the change that is staged, for which everything it may bear on is judged;
    people are told the same, although for them only that is which it bears on."""
    said = git.staged(*SELECT)
    told = git.terrafence("check", "--staged", "--format", "concise", "--show-notes", *SELECT)
    rules = re.findall(r"^(?!Judged).*?: ([a-z0-9-]+) \[(?:block|warn|note)\]", told.out, re.MULTILINE)
    mended = re.findall(r"^The change mends (\d+) ", told.out, re.MULTILINE)
    assert sorted(rules) == sorted(name.split(" ")[0] for name in said.new)
    assert (told.code, told.err) == (said.code, said.err)
    assert sum(map(int, mended)) == said.document["gate"]["fixed"]
    return said


JSON = '{"resource": {"aws_s3_bucket_acl": {"a": {"bucket": "a", "acl": "public-read"}}}}\n'
COUNTED = guard("a").replace("{", "{\n  count = var.n", 1)

NOTHING_NEW: list[tuple[str, Files, list[Step]]] = [
    ("nothing", {"main.tf": acl("a")}, []),
    (
        "tfvars that no settings name",
        {"live/main.tf": VARIABLE + acl("a", "var.acl"), "envs/prod.tfvars": ""},
        [files({"envs/prod.tfvars": 'acl = "public-read"\n'})],
    ),
    ("a fault elsewhere", {"a/main.tf": acl("a"), "b/main.tf": acl("b")}, [files({"a/x.tf": ""})]),
    ("lines move", {"main.tf": acl("a")}, [files({"main.tf": "# one\n\n# two\n\n" + acl("a")})]),
    ("formatting", {"main.tf": acl("a")}, [files({"main.tf": acl("a").replace("    = ", "=")})]),
    ("windows line ends", {"main.tf": acl("a")}, [files({"main.tf": acl("a").replace("\n", "\r\n")})]),
    ("a file is renamed", {"main.tf": acl("a")}, [moved("main.tf", "buckets.tf")]),
    ("a block moves to another file", {"main.tf": acl("a")}, [deleted("main.tf"), files({"b.tf": acl("a")})]),
    ("a root directory is renamed", {"live/dev/main.tf": acl("a")}, [moved("live/dev", "live/prod")]),
    (
        "the top moves down",
        {"main.tf": acl("a"), "v.tf": VARIABLE},
        [moved("main.tf", "x/m.tf"), moved("v.tf", "x/v.tf")],
    ),
    (
        "a called module is renamed",
        {"main.tf": call("m", "./m"), "m/main.tf": acl("a")},
        [moved("m", "n"), files({"main.tf": call("m", "./n")})],
    ),
    (
        "a moved block renames",
        {"main.tf": acl("a")},
        [
            files(
                {
                    "main.tf": acl("b")
                    + "moved {\n  from = aws_s3_bucket_acl.a\n  to   = aws_s3_bucket_acl.b\n}\n"
                }
            )
        ],
    ),
    (
        "moved blocks follow each other, into a module",
        {"main.tf": acl("a")},
        [
            files(
                {
                    "main.tf": call("m", "./m")
                    + "moved {\n  from = aws_s3_bucket_acl.a\n  to = aws_s3_bucket_acl.b\n}\n"
                    + "moved {\n  from = aws_s3_bucket_acl.b\n  to = module.m.aws_s3_bucket_acl.b[0]\n}\n",
                    "m/main.tf": acl("b"),
                }
            )
        ],
    ),
    (
        "a module call is moved",
        {"main.tf": call("m", "./m"), "m/main.tf": acl("a")},
        [files({"main.tf": call("n", "./m") + "moved {\n  from = module.m\n  to = module.n\n}\n"})],
    ),
    (
        "a moved block inside a module",
        {"main.tf": call("m", "./m"), "m/main.tf": acl("a")},
        [
            files(
                {
                    "m/main.tf": acl("b")
                    + "moved {\n  from = aws_s3_bucket_acl.a\n  to = aws_s3_bucket_acl.b\n}\n"
                }
            )
        ],
    ),
    ("a fault goes", {"main.tf": acl("a")}, [files({"main.tf": acl("a", '"private"')})]),
    (
        "a module loses its last caller",
        {"main.tf": call("m", "./m"), "m/main.tf": acl("a")},
        [files({"main.tf": ""})],
    ),
    ("the whole file goes", {"main.tf": acl("a"), "b.tf": acl("b")}, [deleted("main.tf")]),
    ("a file becomes OpenTofu's", {"main.tf": acl("a")}, [moved("main.tf", "main.tofu")]),
    (
        "an override goes into what it overrides",
        {"main.tf": acl("a", '"private"'), "override.tf": acl("a")},
        [deleted("override.tf"), files({"main.tf": acl("a")})],
    ),
    ("HCL becomes JSON", {"main.tf": acl("a")}, [deleted("main.tf"), files({"main.tf.json": JSON})]),
    (
        "one becomes several",
        {"main.tf": acl("a")},
        [files({"main.tf": acl("a").replace("{", "{\n  count = 2", 1)})],
    ),
    (
        "a value comes from elsewhere",
        {"main.tf": acl("a")},
        [files({"main.tf": acl("a", "local.acl") + 'locals {\n  acl = "public-read"\n}\n'})],
    ),
    (
        "a module is called from another root instead",
        {"a/main.tf": call("m", "../m"), "b/main.tf": call("m", "../m"), "m/main.tf": acl("x")},
        [deleted("a/main.tf")],
    ),
    (
        "a guard is written otherwise",
        {"main.tf": bucket("a"), "guard.tf": guard("a")},
        [files({"guard.tf": guard("a").replace("true", "local.on") + "locals {\n  on = true\n}\n"})],
    ),
    ("a broken file stays broken", {"main.tf": "resource {"}, [files({"x.tf": ""})]),
    ("a broken file is renamed", {"a/main.tf": "resource {"}, [moved("a", "b")]),
]


@pytest.mark.parametrize(
    ("before", "steps"), [case[1:] for case in NOTHING_NEW], ids=[c[0] for c in NOTHING_NEW]
)
def test_nothing_is_new(git: Git, before: Files, steps: list[Step]) -> None:
    git.commit(before)
    for step in steps:
        step(git)
    git.stage()
    said = judged(git)
    assert (said.new, said.code, said.err) == ([], 0, "")


def fed(settings: str, var_files: str) -> Files:
    """A root whose variables get values from elsewhere, where the settings say."""
    root = {"live/main.tf": VARIABLE + acl("a", "var.acl"), "envs/prod.tfvars": 'acl = "private"\n'}
    return {**root, settings: var_files, "other/main.tf": acl("b")}


OPENED = files({"envs/prod.tfvars": 'acl = "public-read"\n'})

NEW: list[tuple[str, Files, list[Step], list[str]]] = [
    (
        "tfvars elsewhere that the settings of a root name",
        fed("terrafence.toml", '[[root]]\npath = "live"\nvar-files = ["envs/prod.tfvars"]\n'),
        [OPENED],
        [f"{PUBLIC} aws_s3_bucket_acl.a"],
    ),
    (
        "tfvars elsewhere that settings beside them name",
        fed("live/terrafence.toml", '[[root]]\npath = "."\nvar-files = ["../envs/prod.tfvars"]\n'),
        [OPENED],
        [f"{PUBLIC} aws_s3_bucket_acl.a"],
    ),
    (
        "tfvars elsewhere that all roots get",
        fed("terrafence.toml", 'var-files = ["envs/prod.tfvars"]\n'),
        [OPENED],
        [f"{PUBLIC} aws_s3_bucket_acl.a"],
    ),
    ("a file", {}, [files({"main.tf": acl("a")})], [f"{PUBLIC} aws_s3_bucket_acl.a"]),
    (
        "a resource",
        {"main.tf": acl("a")},
        [files({"main.tf": acl("a") + acl("b")})],
        [f"{PUBLIC} aws_s3_bucket_acl.b"],
    ),
    (
        "a worse value",
        {"main.tf": acl("a")},
        [files({"main.tf": acl("a", '"public-read-write"')})],
        ["aws-s3-acl-public-write aws_s3_bucket_acl.a"],
    ),
    (
        "a guard deleted in another file",
        {"main.tf": bucket("a"), "guard.tf": guard("a")},
        [deleted("guard.tf")],
        [f"{GUARD} aws_s3_bucket.a"],
    ),
    (
        "a guard that guards another bucket",
        {"main.tf": bucket("a") + bucket("b"), "guard.tf": guard("a")},
        [files({"guard.tf": guard("b").replace('block" "b"', 'block" "a"')})],
        [f"{GUARD} aws_s3_bucket.a"],
    ),
    (
        "a guard that is there no times",
        {"main.tf": bucket("a") + 'variable "n" {\n  default = 1\n}\n', "guard.tf": COUNTED},
        [files({"terraform.tfvars": "n = 0\n"})],
        [f"{GUARD} aws_s3_bucket.a"],
    ),
    (
        "an override",
        {"main.tf": acl("a", '"private"')},
        [files({"x_override.tf": acl("a")})],
        [f"{PUBLIC} aws_s3_bucket_acl.a"],
    ),
    (
        "an override that is gone",
        {"main.tf": acl("a"), "override.tf": acl("a", '"private"')},
        [deleted("override.tf")],
        [f"{PUBLIC} aws_s3_bucket_acl.a"],
    ),
    (
        "a file that OpenTofu reads instead",
        {"main.tf": acl("a", '"private"')},
        [files({"main.tofu": acl("a")})],
        [f"{PUBLIC} aws_s3_bucket_acl.a"],
    ),
    ("JSON", {"main.tf": VARIABLE}, [files({"x.tf.json": JSON})], [f"{PUBLIC} aws_s3_bucket_acl.a"]),
    (
        "a variable's default in a module",
        {"main.tf": call("m", "./m"), "m/main.tf": acl("a", "var.acl"), "m/v.tf": VARIABLE},
        [files({"m/v.tf": VARIABLE.replace("private", "public-read")})],
        [f"{PUBLIC} module.m.aws_s3_bucket_acl.a"],
    ),
    (
        "tfvars",
        {"main.tf": VARIABLE + acl("a", "var.acl"), "terraform.tfvars": ""},
        [files({"terraform.tfvars": 'acl = "public-read"\n'})],
        [f"{PUBLIC} aws_s3_bucket_acl.a"],
    ),
    (
        "an argument of a call, two levels up",
        {
            "live/main.tf": call("a", "../a", '  acl = "private"\n'),
            "a/main.tf": VARIABLE + call("b", "../b", "  acl = var.acl\n"),
            "b/main.tf": VARIABLE + acl("x", "var.acl"),
        },
        [files({"live/main.tf": call("a", "../a", '  acl = "public-read"\n')})],
        [f"{PUBLIC} module.a.module.b.aws_s3_bucket_acl.x"],
    ),
    (
        "a file that a module reads",
        {"main.tf": acl("a", 'file("data/acl.txt")'), "data/acl.txt": "private"},
        [files({"data/acl.txt": "public-read"})],
        [f"{PUBLIC} aws_s3_bucket_acl.a"],
    ),
    (
        "another caller of a module with a fault",
        {"dev/main.tf": call("m", "../m"), "m/main.tf": acl("a")},
        [files({"prod/main.tf": call("m", "../m")})],
        [f"{PUBLIC} module.m.aws_s3_bucket_acl.a"],
    ),
    (
        "a copy of a root",
        {"live/dev/main.tf": acl("a") + acl("b")},
        [files({"live/prod/main.tf": acl("a") + acl("b")})],
        [f"{PUBLIC} aws_s3_bucket_acl.a", f"{PUBLIC} aws_s3_bucket_acl.b"],
    ),
    (
        "a renaming without a moved block",
        {"main.tf": acl("a")},
        [files({"main.tf": acl("b")})],
        [f"{PUBLIC} aws_s3_bucket_acl.b"],
    ),
    (
        "a syntax error",
        {"main.tf": acl("a")},
        [files({"main.tf": acl("a") + "resource {"})],
        ["syntax-error "],
    ),
    (
        "a comment that silenced it is gone",
        {"main.tf": f"# terrafence:ignore[{PUBLIC}] a site\n" + acl("a")},
        [files({"main.tf": acl("a")})],
        [f"{PUBLIC} aws_s3_bucket_acl.a"],
    ),
    (
        "a path with blanks, quotes and letters of other alphabets",
        {"a b/é'\".tf": VARIABLE},
        [files({"a b/é'\".tf": acl("a")})],
        [f"{PUBLIC} aws_s3_bucket_acl.a"],
    ),
    ("a path with a line end", {}, [files({"a\nb/main.tf": acl("a")})], [f"{PUBLIC} aws_s3_bucket_acl.a"]),
    (
        "default tags of a provider",
        {
            "terrafence.toml": '[tags]\nrequired = ["Team"]\n',
            "main.tf": bucket("a") + guard("a"),
            "provider.tf": 'provider "aws" {\n  default_tags {\n    tags = { Team = "x" }\n  }\n}\n',
        },
        [files({"provider.tf": 'provider "aws" {\n}\n'})],
        ["terraform-required-tag-missing aws_s3_bucket.a"],
    ),
]


@pytest.mark.parametrize(
    ("before", "steps", "new"), [case[1:] for case in NEW], ids=[case[0] for case in NEW]
)
def test_what_is_new(git: Git, before: Files, steps: list[Step], new: list[str]) -> None:
    git.commit(before)
    for step in steps:
        step(git)
    git.stage()
    said = judged(git)
    assert sorted(said.new) == new
    assert said.code == bool(new)
