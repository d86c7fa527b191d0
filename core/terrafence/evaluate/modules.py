"""A module as written: its blocks by kind and name, before anything is evaluated."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TypeAlias, final

from terrafence.evaluate.values import Type
from terrafence.files import is_summary
from terrafence.record import NamedTuple
from terrafence.syntax.views import Attribute, Block, Body, Broken, File

if TYPE_CHECKING:
    from terrafence.evaluate.mentions import Readers

_MODES = {"resource": "managed", "data": "data", "ephemeral": "ephemeral"}


Words: TypeAlias = tuple[str | int, ...]
"""A reference by its names and keys: `var.a["b"][0]`. An index that is not a literal is `*`."""


class Declaration(NamedTuple):
    """A block of a module, the one to edit, and the blocks of override files that change it."""

    block: Block
    overrides: tuple[Block, ...] = ()

    @property
    def body(self) -> Body:
        """What stands inside, with what the overrides change."""
        return _override(self.block.body, self.overrides) if self.overrides else self.block.body


class ResourceDeclaration(NamedTuple):
    """A `resource`, `data` or `ephemeral` block. `key` is its address within the module."""

    key: str
    mode: str
    type: str
    name: str
    declaration: Declaration


@final
class Module:
    """The files of one directory. A name that is declared twice means its first declaration in the order
    of files; `resources`, `calls` and `providers`, sorted by name, hold every block all the same, so
    that none goes unseen. `by_kind` has the resources by what rules call them, `data.TYPE` for data
    sources."""

    __slots__ = (
        "broken",
        "by_key",
        "by_kind",
        "calls",
        "constraints",
        "directory",
        "files",
        "locals",
        "outputs",
        "overridden",
        "providers",
        "readers",
        "resources",
        "settings",
        "types",
        "variables",
    )

    def __init__(self, directory: str, files: Sequence[File], overrides: Sequence[File]) -> None:
        self.directory = directory
        self.files = (*files, *overrides)
        self.overridden = bool(overrides)
        self.broken: tuple[Broken, ...] = tuple(part for file in self.files for part in file.broken)
        self.constraints: dict[str, Type] = {}
        self.readers: Readers | None = None
        """The references in it, by `evaluate.mentions`."""
        self.settings: list[Declaration] = []
        self.locals: dict[str, Attribute] = {}
        self.variables: dict[str, Declaration] = {}
        self.outputs: dict[str, Declaration] = {}
        self.providers: list[Declaration] = []
        self.calls: list[Declaration] = []
        self.resources: list[ResourceDeclaration] = []
        for declaration in _merged(_blocks(files), _blocks(overrides)):
            self._add(declaration)
        for file in overrides:
            for block in file.body.blocks_of("locals"):
                self.locals |= block.body.attributes
        self.calls.sort(key=lambda call: call.block.labels)
        self.providers.sort(key=lambda provider: provider.block.labels)
        self.resources.sort(key=lambda resource: resource.key)
        self.by_key = {resource.key: resource for resource in reversed(self.resources)}
        self.types = frozenset((resource.mode, resource.type) for resource in self.resources)
        self.by_kind: dict[str, list[ResourceDeclaration]] = {}
        for resource in self.resources:
            self.by_kind.setdefault(resource.key.rpartition(".")[0], []).append(resource)

    @property
    def required_providers(self) -> dict[str, Attribute]:
        """The entries of all `required_providers` blocks, by local name."""
        blocks = [
            block for setting in self.settings for block in setting.body.blocks_of("required_providers")
        ]
        return {name: attribute for block in blocks for name, attribute in block.body.attributes.items()}

    @property
    def is_summary(self) -> bool:
        """Whether it only stands for a published module, of which it leaves out what no rule needs."""
        return is_summary(self.directory)

    def declares(self, mode: str, kind: str) -> bool:
        """Whether the module has a resource of this type; a broken part of a file, and what a summary leaves
        out, may hold any."""
        return (mode, kind) in self.types or bool(self.broken) or self.is_summary

    def _add(self, declaration: Declaration) -> None:
        block = declaration.block
        match block.type, block.labels:
            case "terraform", ():
                self.settings.append(declaration)
            case "locals", ():
                self.locals = dict(block.body.attributes) | self.locals
            case "variable", (name,):
                self.variables.setdefault(name, declaration)
            case "output", (name,):
                self.outputs.setdefault(name, declaration)
            case "provider", (_,):
                self.providers.append(declaration)
            case "module", (_,):
                self.calls.append(declaration)
            case (("resource" | "data" | "ephemeral" as word), (kind, name)):
                mode = _MODES[word]
                key = f"{kind}.{name}" if mode == "managed" else f"{mode}.{kind}.{name}"
                self.resources.append(ResourceDeclaration(key, mode, kind, name, declaration))
            case "check", (_,):
                for data in declaration.body.blocks_of("data"):
                    self._add(Declaration(data))
            case _:
                pass


def _blocks(files: Iterable[File]) -> list[Block]:
    return [block for file in files for block in file.body.blocks]


def _merged(blocks: list[Block], overrides: list[Block]) -> list[Declaration]:
    """Terraform's merging: an attribute of an override replaces the attribute, a nested block all nested
    blocks of its type."""
    changes: dict[tuple[str, tuple[str, ...], str], list[Block]] = {}
    for block in overrides:
        changes.setdefault(_identity(block), []).append(block)
    merged = [
        Declaration(block, tuple(changes.get(_identity(block), ())) if changes else ()) for block in blocks
    ]
    return merged + [Declaration(block) for block in overrides if block.type == "terraform"]


def _identity(block: Block) -> tuple[str, tuple[str, ...], str]:
    alias = block.body.attributes.get("alias") if block.type == "provider" else None
    return block.type, block.labels, block.file.text(alias.value_span) if alias else ""


def _override(body: Body, overrides: Iterable[Block]) -> Body:
    for override in overrides:
        over = override.body
        replaced = {nested_type(block) for block in over.blocks} - {"lifecycle"}
        kept = tuple(block for block in body.blocks if nested_type(block) not in replaced)
        body = Body(body.span, {**body.attributes, **over.attributes}, kept + over.blocks)
    return body


def nested_type(block: Block) -> str:
    """The type of a nested block; a dynamic block's is its label."""
    return block.labels[0] if block.type == "dynamic" and block.labels else block.type
