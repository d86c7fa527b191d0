"""However documents came to be what they are, every door says the same of the same bytes.

`TERRAFENCE_EDIT_SEQUENCES` says how many sequences of edits the slow tests make (500), `TERRAFENCE_EDIT_SEED`
where they begin (0). A failure names its seed, and with that and one sequence it comes again.
"""

import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random

import pytest
from typist import random_session

from terrafence.syntax.views import File
from terrafence_lsp.analysis import Outcome, Snapshot, analyse, over_disk

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
SEQUENCES = int(os.environ.get("TERRAFENCE_EDIT_SEQUENCES", "500"))
SEED = int(os.environ.get("TERRAFENCE_EDIT_SEED", "0"))

SMALL = {
    "main.tf": """
module "m" {
  source = "./m"
  acl    = local.acl
  names  = var.names
}

locals {
  acl = "public-read"
}

resource "aws_s3_bucket" "logs" {
  bucket = "löögs-𝔘"
  tags   = { Owner = "ä" } # 𝔘
}
""",
    "variables.tf": """
variable "names" {
  default = ["a"]
}

variable "public" {
  default = true
}
""",
    "terraform.tfvars": 'public = true\nnames  = ["b", "c"]\n',
    "json.tf.json": """{
  "resource": {
    "aws_db_instance": {
      "db": { "engine": "postgres", "publicly_accessible": "${var.public}", "storage_encrypted": false }
    }
  }
}
""",
    "m/main.tf": """
variable "acl" {}
variable "names" {}

resource "aws_s3_bucket" "b" {
  for_each = toset(var.names)
  bucket   = each.key
}

resource "aws_s3_bucket_acl" "a" {
  for_each = aws_s3_bucket.b
  bucket   = each.value.id
  acl      = var.acl
}

resource "aws_instance" "i" {
  metadata_options {
    http_tokens = "optional"
  }
}
""",
    "terrafence.toml": 'ignore = ["aws-s3-bucket-versioning-disabled"]\n',
}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A module that calls another, on disk."""
    for name, text in SMALL.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def repositories(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the real repositories."""
    if not CORPUS.is_dir():
        pytest.skip(f"no real repositories at {CORPUS}")
    copy = tmp_path_factory.mktemp("edited") / "corpus"
    shutil.copytree(CORPUS, copy, ignore=shutil.ignore_patterns(".git"))
    return copy


@pytest.mark.parametrize("seed", range(8))
def test_what_is_kept_changes_nothing(seed: int, small: Path) -> None:
    check_kept(seed, small, ["main.tf", "variables.tf", "terraform.tfvars", "json.tf.json"], every=4)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(SEED, SEED + SEQUENCES))
def test_what_is_kept_changes_nothing_in_real_repositories(seed: int, repositories: Path) -> None:
    directory, names = opened(seed, repositories)
    check_kept(seed, directory, names, every=10)


def check_kept(seed: int, directory: Path, names: list[str], every: int) -> None:
    """What is judged with what is kept of the text before is what is judged from nothing, now and then and at
    the end."""
    texts = {name: (directory / name).read_text(encoding="utf-8") for name in names}
    last = judged(directory, texts, None)
    changes = list(random_session(seed, texts))
    for number, (name, change) in enumerate(changes, 1):
        texts[name] = change.text
        last = judged(directory, texts, last)
        if number % every == 0 or number == len(changes):
            cold = judged(directory, texts, None)
            said = f"seed {seed}, change {number}: {name} {change[:3]}"
            assert last.report._replace(files={}) == cold.report._replace(files={}), said


def judged(directory: Path, texts: dict[str, str], last: Outcome | None) -> Outcome:
    """The open documents of a module on top of the last result, or from nothing."""
    buffers = {f"{directory}/{name}": text.encode() for name, text in texts.items()}
    known: Mapping[str, File] = last.report.files if last else {}
    return analyse(Snapshot(1, str(directory), tuple(sorted(buffers)), over_disk(buffers), None, known))


def opened(seed: int, repositories: Path) -> tuple[Path, list[str]]:
    """A module, and those of its files that are edited."""
    random = Random(seed)
    directory = random.choice(list(modules(repositories)))
    names = sorted(path.name for path in directory.glob("*.tf"))
    return directory, sorted(random.sample(names, min(len(names), random.randint(1, 3))))


def modules(root: Path) -> Iterator[Path]:
    """The directories with Terraform files."""
    yield from sorted({path.parent for path in root.rglob("*.tf")})
