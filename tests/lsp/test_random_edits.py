"""However documents came to be what they are, every door says the same of the same bytes.

`TERRAFENCE_EDIT_SEQUENCES` says how many sequences of edits the slow tests make (500), `TERRAFENCE_EDIT_SEED`
where they begin (0). A failure names its seed, and with that and one sequence it comes again.
"""

import os
import shutil
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from random import Random

import pytest
from capabilities import ABLE
from doors import SETTINGS, CommandLine, Core, Server, modules
from editor import Editors

from terrafence.errors import UserError
from terrafence.finding import Identity
from terrafence.judgement import Judgement
from terrafence.lint import report
from terrafence.syntax.views import File
from terrafence_lsp.analysis import Outcome, Result, Snapshot, analyse, over_disk
from typist import Change, random_session

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
    "terrafence.toml": 'ignore = ["aws-s3-versioning-off"]\n',
}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A repository with a module that calls another."""
    root = tmp_path / "small"
    for name, text in SMALL.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (root / ".git").mkdir()
    return root


@pytest.fixture(scope="module")
def repositories(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Copies of the real repositories."""
    if not CORPUS.is_dir():
        pytest.skip(f"no real repositories at {CORPUS}")
    copy = tmp_path_factory.mktemp("edited") / "corpus"
    shutil.copytree(CORPUS, copy, ignore=shutil.ignore_patterns(".git"))
    roots = sorted(copy.iterdir())
    for root in roots:
        (root / ".git").mkdir()
    return roots


# ---------------------------------------------------------------- on top of what is kept


@pytest.mark.parametrize("seed", range(8))
def test_what_is_kept_changes_nothing(seed: int, small: Path) -> None:
    names = ["main.tf", "variables.tf", "terraform.tfvars", "json.tf.json"]
    check_kept(seed, small, {name: SMALL[name] for name in names}, every=4)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(SEED, SEED + SEQUENCES))
def test_what_is_kept_changes_nothing_in_real_repositories(seed: int, repositories: list[Path]) -> None:
    root, texts = opened(Random(seed), repositories)
    _, names = next(iter(modules(texts).items()))
    check_kept(seed, root, {name: texts[name] for name in names}, every=10)


def check_kept(seed: int, root: Path, texts: dict[str, str], every: int) -> None:
    """What is judged with what is kept of the text before is what is judged from nothing, now and then and at
    the end."""
    notes = seed % 2 == 0
    last = first = judged(root, texts, notes)[-1]
    changes = list(random_session(seed, texts))
    for number, (name, change) in enumerate(changes, 1):
        texts[name] = change.text
        shown = faults(first)
        results = judged(root, texts, notes, (last, first), name)
        first, last = results[0], results[-1]
        if number % every == 0 or number == len(changes):
            cold = judged(root, texts, notes)[-1]
            said = f"seed {seed}, change {number}: {name} {change[:3]}"
            assert all_of(last) == all_of(cold), said
            assert faults(first) <= faults(cold) | shown, said


def all_of(outcome: Outcome) -> object:
    """All that there is to say, in an order of its own."""
    if outcome.judgement is None:
        return outcome.problem, outcome.report
    whole = report(outcome.judgement)
    evaluated = tuple(sorted(whole.evaluated, key=repr))
    return outcome.problem, outcome.report.findings, whole._replace(files={}, evaluated=evaluated)


def judged(
    root: Path,
    texts: dict[str, str],
    notes: bool,
    before: tuple[Outcome, Outcome] | None = None,
    edited: str = "",
) -> list[Outcome]:
    """The results for the open documents of a module on top of the last one and of the last first one, after
    one was edited, or from nothing."""
    buffers = {f"{root}/{name}": text.encode() for name, text in texts.items()}
    known: Mapping[str, File] = before[0].report.files if before else {}
    directory = os.path.dirname(min(buffers))
    paths, files = tuple(sorted(buffers)), over_disk(buffers)
    last, shown = (None if it is None else Result(it, (f"{root}/{edited}",)) for it in judgements(before))
    snapshot = Snapshot(1, directory, paths, files, None, known, last=last, shown=shown, notes=notes)
    return list(analyse(snapshot))


def judgements(outcomes: tuple[Outcome, Outcome] | None) -> tuple[Judgement | None, Judgement | None]:
    return (outcomes[0].judgement, outcomes[1].judgement) if outcomes else (None, None)


def faults(of: Outcome) -> set[Identity]:
    """What is shown, wherever it stands."""
    findings = (finding for finding in of.report.findings if finding.suppressed is None)
    return {it for finding in findings for it in finding.identities}


# ---------------------------------------------------------------- at every door


@pytest.mark.e2e
@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("seed", range(15))
async def test_every_door_says_the_same(seed: int, small: Path, editors: Editors) -> None:
    await check_doors(seed, small, dict(SMALL), editors, ABLE, operations=6)


@pytest.mark.slow
@pytest.mark.e2e
@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("seed", range(SEED, SEED + SEQUENCES))
async def test_every_door_says_the_same_of_real_repositories(
    seed: int, repositories: list[Path], editors: Editors
) -> None:
    random = Random(seed)
    root, texts = opened(random, repositories)
    await check_doors(seed, root, texts, editors, random.choice((ABLE, "vscode", "eglot", "nvim")))


async def check_doors(
    seed: int, root: Path, texts: dict[str, str], editors: Editors, name: str, operations: int = 12
) -> None:
    """The server says and mends what the core does from nothing, at the end and somewhere before; for every
    tenth seed the command line does too."""
    random, editor = Random(-seed), await editors.get(name)
    server = Server(editor, root, notes=random.random() < 0.5)
    for at, text in texts.items():
        editor.open(server.uri(at), text)
    done: list[tuple[str, Change]] = []
    messages = list(grouped(random, random_session(seed, texts, operations)))
    look = random.randrange(len(messages) + 1)
    for number, message in enumerate(messages):
        done += message
        texts[message[0][0]] = message[-1][1].text
        editor.edit(server.uri(message[0][0]), *(change[:3] for _, change in message))
        if number == look:
            await check_said(server, texts, f"{told(seed, done)}, and there is more")
    if SETTINGS in texts and not readable(root, texts):
        texts[SETTINGS] = SMALL[SETTINGS]
        editor.replace(server.uri(SETTINGS), SMALL[SETTINGS])
    await check_said(server, texts, told(seed, done))
    core, linted = Core(root, texts), [name for names in modules(texts).values() for name in names]
    mended = random.choice(linted)
    assert await server.fixed(mended) == core.fixed(mended), f"fix-all of {mended}: {told(seed, done)}"
    if seed % 10 == 0:
        line = CommandLine(root, texts)
        assert line.said() == core.said("utf-16"), told(seed, done)
        assert line.fixed(mended) == core.fixed(mended), told(seed, done)


async def check_said(server: Server, texts: dict[str, str], about: str) -> None:
    said = await server.said(texts)
    if readable(server.root, texts):
        assert said == server.expected(Core(server.root, texts)), about
    else:  # then no door says anything of the files
        found = await server.editor.diagnostics(server.uri(SETTINGS))
        assert [item.code for item in found] == ["not-checked"], about


def readable(root: Path, texts: dict[str, str]) -> bool:
    """Whether the settings can be understood."""
    try:
        return bool(Core(root, texts))
    except UserError:
        return False


def grouped(
    random: Random, session: Iterator[tuple[str, Change]]
) -> Iterator[tuple[tuple[str, Change], ...]]:
    """Changes as they are sent: mostly one by one, sometimes several of a file in one message."""
    for _, group in groupby(session, key=lambda item: item[0]):
        changes = list(group)
        while changes:
            size = random.choice((1, 1, 1, 3))
            yield tuple(changes[:size])
            changes = changes[size:]


def told(seed: int, done: list[tuple[str, Change]]) -> str:
    return f"seed {seed}:\n" + "\n".join(f"{name} {change[:3]}" for name, change in done)


def opened(random: Random, repositories: list[Path]) -> tuple[Path, dict[str, str]]:
    """A repository, and what is open of it: files of a module or two, some of them new."""
    root = random.choice(repositories)
    found = sorted({path.parent for path in root.rglob("*.tf")})
    texts: dict[str, str] = {}
    for directory in random.sample(found, random.choice((1, 1, 2))):
        paths = sorted(directory.glob("*.tf"))
        for path in random.sample(paths, min(len(paths), random.randint(1, 3))):
            texts[path.relative_to(root).as_posix()] = path.read_bytes().decode()
        for name in ("terraform.tfvars", "json.tf.json"):
            if random.random() < 0.3:
                texts[(directory / name).relative_to(root).as_posix()] = SMALL[name]
    if random.random() < 0.3:
        texts[SETTINGS] = SMALL[SETTINGS]
    return root, texts
