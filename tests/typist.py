"""Random editing as a person does it, always the same for the same seed: half-typed lines, pastes, deletions,
undo. Whatever is kept from one text to the next is tested on this."""

import re
from collections.abc import Callable, Iterator, Mapping
from random import Random

from terrafence.record import NamedTuple

LINES = (
    'acl = "public-read"',
    'http_tokens = "optional"',
    "publicly_accessible = var.public",
    'cidr_blocks = ["0.0.0.0/0"]',
    "count = var.create ? 2 : 0",
    "for_each = toset([for name in var.names : name])",
    "bucket = aws_s3_bucket.b.id",
    'tags = { Name = "𝔘", Owner = local.owner }',
    "  metadata_options {",
    "}",
    "encrypted = false # why",
    "# terrafence:ignore[aws-ec2-imds-v1-enabled] behind a proxy",
    "# terrafence:ignore-file[aws-s3] a sandbox",
    'resource "aws_s3_bucket" "b" {',
    'dynamic "ingress" {',
    "default = true",
    "ignore_changes = [tags]",
    'source = "./modules/other"',
    'policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })',
    '"publicly_accessible": true,',
)
PASTES = (
    'resource "aws_instance" "pasted" {\n  metadata_options {\n    http_tokens = "optional"\n  }\n}\n',
    'resource "aws_s3_bucket_versioning" "b" {\n  bucket = aws_s3_bucket.b.id\n}\n',
    'variable "create" {\n  type    = bool\n  default = true\n}\n',
    'variable "names" {\n  default = ["a", "b"]\n}\n',
    'locals {\n  owner  = "ä"\n  public = true\n}\n',
    'provider "aws" {\n  default_tags {\n    tags = { Owner = "x" }\n  }\n}\n',
    'data "aws_iam_policy_document" "d" {\n  statement {\n    actions = ["*"]\n  }\n}\n',
    "policy = <<EOT\n{\nEOT\n",
    '{"resource": {"aws_s3_bucket": {"j": {"acl": "public-read"}}}}',
)
BITS = (
    "",
    "\n",
    "\r\n",
    "\r",
    "}",
    "{",
    '"',
    "${",
    "<<EOT\n",
    "/*",
    "*/",
    "#",
    ",",
    "=",
    "[",
    "]",
    "𝔘",
    "ä",
    "\u2028",
)
WORDS = (
    "true",
    "false",
    "null",
    "0",
    '"0.0.0.0/0"',
    '"*"',
    '"required"',
    "var.create",
    "local.owner",
    "each.value",
)
_LITERAL = re.compile(r'"[^"\n$]*"|\btrue\b|\bfalse\b|\b\d+\b|\b(?:var|local)\.\w+')


class Change(NamedTuple):
    """Characters `start` to `end` of a text become `inserted`; `text` is what comes of it."""

    start: int
    end: int
    inserted: str
    text: str


def random_edits(seed: int, text: str, operations: int = 12) -> Iterator[str]:
    """The texts, one after the other, that editing makes of a text."""
    typist = Typist(Random(seed), text)
    for _ in range(operations):
        for change in typist.operation():
            yield change.text


def random_session(seed: int, files: Mapping[str, str], operations: int = 12) -> Iterator[tuple[str, Change]]:
    """The same over several files: the name of the one that changes, and how."""
    random = Random(seed)
    typists = {name: Typist(random, text) for name, text in sorted(files.items())}
    for _ in range(operations):
        name = random.choice(list(typists))
        for change in typists[name].operation():
            yield name, change


class Typist:
    """Edits one text. An operation is what a person has in mind; it takes one change or several."""

    def __init__(self, random: Random, text: str) -> None:
        self._random = random
        self.text = text
        self._undos: list[tuple[int, int, str]] = []
        self._operations: tuple[Callable[[], Iterator[Change]], ...] = (
            self._type_line,
            self._type_line,
            self._change_value,
            self._change_value,
            self._erase,
            self._delete,
            self._halve,
            self._paste,
            self._comment,
            self._punctuate,
            self._undo,
        )

    def operation(self) -> Iterator[Change]:
        """The changes of one operation."""
        yield from self._random.choice(self._operations)()

    def _type_line(self) -> Iterator[Change]:
        """A line below another, a few characters at a time; sometimes not to its end."""
        at = self._line(self._place())[1]
        line = f"\n  {self._random.choice(LINES)}"
        for _ in range(self._random.choice((2, 8, len(line)))):
            step = self._random.choice((1, 1, 2, 6))
            if line:
                yield from self._replace(at, at, line[:step])
                at, line = at + len(line[:step]), line[step:]

    def _change_value(self) -> Iterator[Change]:
        found = list(_LITERAL.finditer(self.text))
        if found:
            start, end = self._random.choice(found).span()
            new = self._random.choice((*WORDS, self._random.choice(found)[0]))
            yield from self._replace(start, end, new)

    def _erase(self) -> Iterator[Change]:
        """Backspace, a few times."""
        at = self._place()
        for start in range(at - 1, max(-1, at - self._random.randint(2, 8)), -1):
            yield from self._replace(start, start + 1, "")

    def _delete(self) -> Iterator[Change]:
        """Some characters, a line, or many lines."""
        start = self._place()
        line = self._line(start)
        length = self._random.choice((1, 5, 40, 600))
        span = self._random.choice((line, (line[0], line[1] + 1), (start, start + length)))
        yield from self._replace(*span, "")

    def _halve(self) -> Iterator[Change]:
        """The rest of a line goes."""
        start = self._place()
        yield from self._replace(start, self._line(start)[1], "")

    def _paste(self) -> Iterator[Change]:
        """Something from elsewhere, at the start of a line or in the middle of one."""
        lines = self.text.splitlines(keepends=True) or [""]
        first = self._random.randrange(len(lines))
        own = "".join(lines[first : first + self._random.randint(1, 15)])
        at = self._place()
        at = self._random.choice((at, self._line(at)[0]))
        yield from self._replace(at, at, self._random.choice((own, self._random.choice(PASTES))))

    def _comment(self) -> Iterator[Change]:
        """In front of a line, or away from it."""
        start, end = self._line(self._place())
        taken = 2 if self.text[start:end].startswith("# ") else 0
        yield from self._replace(start, start + taken, "" if taken else "# ")

    def _punctuate(self) -> Iterator[Change]:
        at = self._place()
        yield from self._replace(at, at, self._random.choice(BITS))

    def _undo(self) -> Iterator[Change]:
        for _ in range(self._random.choice((1, 3, 20))):
            if self._undos and not self._splits(*self._undos[-1][:2]):
                yield self._made(*self._undos.pop())

    def _replace(self, start: int, end: int, new: str) -> Iterator[Change]:
        end = min(end, len(self.text))
        if not self._splits(start, end):
            self._undos.append((start, start + len(new), self.text[start:end]))
            yield self._made(start, end, new)

    def _splits(self, *places: int) -> bool:
        """Whether one of them is inside CR LF, which no position of the protocol says."""
        return any(self.text[at - 1 : at + 1] == "\r\n" for at in places if at)

    def _made(self, start: int, end: int, new: str) -> Change:
        self.text = self.text[:start] + new + self.text[end:]
        return Change(start, end, new, self.text)

    def _place(self) -> int:
        return self._random.randint(0, len(self.text))

    def _line(self, at: int) -> tuple[int, int]:
        end = self.text.find("\n", at)
        return self.text.rfind("\n", 0, at) + 1, len(self.text) if end < 0 else end
