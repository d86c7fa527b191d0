"""What a change brings, wherever it shows, under a real pre-commit. The cases share a repository, each in a
directory of its own."""

import re
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from process import BUCKET, FINE, GUARD
from projects import Project

from terrafence.record import NamedTuple

pytestmark = pytest.mark.e2e

Files = Mapping[str, str]

PUBLIC, NO_GUARD = "aws-s3-acl-public-read", "aws-s3-public-access-block-missing"
VARIABLE = 'variable "acl" {\n  default = "private"\n}\n'
OPEN = VARIABLE.replace("private", "public-read")
VALUES = 'acl = "public-read"\n'
INSTALLED = {
    "modules.json": '{"Modules": [{"Key": "m", "Source": "acme/x/aws", "Dir": ".terraform/modules/m"}]}',
    "m/main.tf": 'resource "aws_s3_bucket_acl" "installed" {\n  acl = "public-read"\n}\n',
}
TAGS = 'provider "aws" {\n  default_tags {\n    tags = { Team = "x" }\n  }\n}\n'


def acl(name: str, value: str = '"public-read"') -> str:
    return f'resource "aws_s3_bucket_acl" "{name}" {{\n  bucket = "{name}"\n  acl    = {value}\n}}\n'


def call(source: str) -> str:
    return f'module "m" {{\n  source = "{source}"\n}}\n'


def moved(old: str, new: str) -> str:
    return f"moved {{\n  from = aws_s3_bucket_acl.{old}\n  to   = aws_s3_bucket_acl.{new}\n}}\n"


class Case(NamedTuple):
    """Files that were committed unjudged; what is then written (an empty text deletes) and before that
    renamed, all of it staged; and what the hook says. `{at}` is the case's directory."""

    before: Files
    after: Files
    said: tuple[str, ...]
    renamed: tuple[str, str] | None = None


BLOCKED = {
    "a variable's default in a module": Case(
        {"live/main.tf": call("../m"), "m/main.tf": acl("a", "var.acl"), "m/v.tf": VARIABLE},
        {"m/v.tf": OPEN},
        (f"{{at}}/m/v.tf:2:13 {PUBLIC} high, blocks", "in:  module.m.aws_s3_bucket_acl.a"),
    ),
    "terraform.tfvars": Case(
        {"main.tf": VARIABLE + acl("a", "var.acl"), "terraform.tfvars": "\n"},
        {"terraform.tfvars": VALUES},
        (f"{{at}}/terraform.tfvars:1:7 {PUBLIC}",),
    ),
    "variables of one environment": Case(
        {
            "terrafence.toml": '[[root]]\npath = "live"\nvar-files = ["env/prod.tfvars"]\n',
            "live/main.tf": VARIABLE + acl("a", "var.acl"),
            "env/prod.tfvars": "\n",
        },
        {"env/prod.tfvars": VALUES},
        (f"{{at}}/env/prod.tfvars:1:7 {PUBLIC}", "(prod)"),
    ),
    "default tags of a provider": Case(
        {
            "terrafence.toml": '[tags]\nrequired = ["Team"]\n',
            "main.tf": BUCKET + GUARD,
            "provider.tf": TAGS,
        },
        {"provider.tf": 'provider "aws" {\n}\n'},
        ("{at}/main.tf:1:1 terraform-required-tag-missing", "the change takes the protection away"),
    ),
    "a file that is read": Case(
        {"main.tf": acl("a", 'file("acl.txt")'), "acl.txt": "private"},
        {"acl.txt": "public-read"},
        (f"{{at}}/main.tf:3:3 {PUBLIC}",),
    ),
    "a call of an installed module": Case(
        {"main.tf": FINE},
        {"main.tf": call("acme/x/aws")},
        (f"{{at}}/main.tf:1:1 {PUBLIC}", "in:  module.m.aws_s3_bucket_acl.installed"),
    ),
    "a guard in another file, although the rule is only a note": Case(
        {"terrafence.toml": f'[levels]\n{NO_GUARD} = "note"\n', "main.tf": BUCKET, "guard.tf": GUARD},
        {"guard.tf": ""},
        (f"{{at}}/main.tf:1:1 {NO_GUARD} medium, blocks: the change takes the protection away",),
    ),
    "a fault for another, which is told in a line": Case(
        {"main.tf": acl("a") + acl("b")},
        {"main.tf": acl("c")},
        ("{at}/main.tf: 1 finding\n", "Judged: what is staged, against HEAD\nThe change mends 2 findings\n"),
    ),
    "another name without a moved block": Case(
        {"main.tf": acl("a")}, {"main.tf": acl("b")}, ("in:  aws_s3_bucket_acl.b",)
    ),
    "a block that goes to another directory": Case(
        {"dev/main.tf": acl("a") + VARIABLE},
        {"dev/main.tf": VARIABLE, "prod/main.tf": acl("a")},
        (f"{{at}}/prod/main.tf:3:3 {PUBLIC}", "The change mends 1 finding\n"),
    ),
    "a copy of a directory, which a baseline does not hide": Case(
        {"live/dev/main.tf": acl("a") + acl("b"), "live/dev/terrafence.toml": 'baseline = "../let-be"\n'},
        {
            "live/prod/main.tf": acl("a") + acl("b"),
            "live/prod/terrafence.toml": 'baseline = "../let-be"\n',
        },
        ("{at}/live/prod/main.tf: 2 findings\n", "main.tf:3:3 ", "main.tf:7:3 "),
    ),
    "settings that let it pass from now on": Case(
        {"main.tf": FINE, "terrafence.toml": ""},
        {"main.tf": acl("a"), "terrafence.toml": f'ignore = ["{PUBLIC}"]\n'},
        (f"{{at}}/main.tf:3:3 {PUBLIC}", f"loosens the settings: terrafence.toml: ignore gains {PUBLIC}\n"),
    ),
}  # fmt: skip

QUIET = ("Judged: what is staged, against HEAD\nNo findings in ",)
PASSES = {
    "a call of an installed module that was there": Case(
        {"main.tf": call("acme/x/aws")}, {"main.tf": call("acme/x/aws") + FINE}, QUIET
    ),
    "values that git ignores": Case(
        {"main.tf": VARIABLE + acl("a", "var.acl")},
        {"main.tf": VARIABLE + acl("a", "var.acl") + FINE, "secret.auto.tfvars": VALUES},
        QUIET,
    ),
    "a file is renamed": Case({"main.tf": acl("a")}, {}, QUIET, ("main.tf", "x.tf")),
    "a directory is renamed": Case({"dev/main.tf": acl("a")}, {}, QUIET, ("dev", "prod")),
    "a directory is renamed, and a resource": Case(
        {"dev/main.tf": acl("a") + FINE * 9},
        {"prod/main.tf": acl("b") + FINE * 9 + moved("a", "b")},
        QUIET,
        ("dev", "prod"),
    ),
    "a module and its call are renamed": Case(
        {"main.tf": call("./m"), "m/main.tf": acl("a")}, {"main.tf": call("./n")}, QUIET, ("m", "n")
    ),
    "a moved block": Case({"main.tf": acl("a")}, {"main.tf": acl("b") + moved("a", "b")}, QUIET),
    "formatting": Case({"main.tf": acl("a")}, {"main.tf": "\n" + acl("a").replace("    = ", "=")}, QUIET),
    "windows line ends": Case({"main.tf": acl("a")}, {"main.tf": acl("a").replace("\n", "\r\n")}, QUIET),
    "a block goes to another file": Case({"main.tf": acl("a")}, {"main.tf": "", "x.tf": acl("a")}, QUIET),
    "a guard goes to another file": Case(
        {"main.tf": BUCKET, "g.tf": GUARD}, {"g.tf": "", "h.tf": GUARD}, QUIET
    ),
    "faults go": Case({"main.tf": acl("a")}, {"main.tf": FINE}, ("The change mends 1 finding\n",)),
    "a module loses its caller": Case(
        {"main.tf": call("./m"), "m/main.tf": acl("a")}, {"main.tf": FINE}, ("The change mends 1 finding\n",)
    ),
}  # fmt: skip
CASES = {**BLOCKED, **PASSES}
LOUD = "terrafence\n        verbose: true"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, release: Path, cache: str) -> Project:
    """A repository with everything that was there before, at the tag `start`."""
    made = Project.new(tmp_path_factory.mktemp("shared"), release, cache, [LOUD], "pre-commit")
    made.put({".gitignore": ".terraform/\n*.auto.tfvars\n"})
    for number, case in enumerate(CASES.values()):
        made.put({f"c{number}/{name}": text for name, text in case.before.items()})
    for path in made.path.glob("*/live/dev"):
        let_be = made.run(sys.executable, "-m", "terrafence_hooks", "baseline", str(path))
        assert "lets 2 findings be" in let_be.stdout
    made.commit_unjudged()
    made.git("tag", "start")
    for number in range(len(CASES)):
        made.put({f"c{number}/.terraform/modules/{name}": text for name, text in INSTALLED.items()})
    return made


@pytest.mark.parametrize("name", CASES)
def test_a_change(shared: Project, name: str) -> None:
    at, case = f"c{list(CASES).index(name)}", CASES[name]
    shared.git("reset", "-q", "--hard", "start")
    if case.renamed:
        shared.git("mv", *(f"{at}/{path}" for path in case.renamed))
    shared.put({f"{at}/{path}": text for path, text in case.after.items() if text})
    for path in [path for path, text in case.after.items() if not text]:
        shared.git("rm", "-q", f"{at}/{path}")
    shared.git("add", "-A")
    done = shared.commit()
    assert done.returncode == (name in BLOCKED), done.stderr
    for text in case.said:
        assert text.format(at=at) in done.stderr
    assert set(re.findall(r"\bc\d+/", done.stderr)) <= {f"{at}/"}
