"""Fills in what a declaration leaves open."""

from collections.abc import Mapping
from typing import final

from terrafence.check.links import World
from terrafence.declare import Content, Expr, Pick, Through
from terrafence.evaluate.names import key_of_block
from terrafence.evaluate.resource import Resource
from terrafence.files import is_installed
from terrafence.finding import FileEdit
from terrafence.syntax import write


@final
class Resolver:
    """Fills in what a declaration leaves open: the resource's own address, and resources to refer to."""

    __slots__ = ("_lacks_account", "_resource", "_world", "failed", "guessed")

    def __init__(self, resource: Resource, world: World) -> None:
        self._resource = resource
        self._world = world
        self.guessed = False
        self.failed = False
        self._lacks_account = False

    def content(self, content: Content) -> Content:
        """The content with every placeholder replaced; sets `failed` when something to refer to is not
        there."""
        if isinstance(content, Expr):
            text = content.text.replace("{self}", self._self()).replace("{name}", self._resource.name)
            for at, pick in enumerate(content.picks):
                text = text.replace(f"{{{at}}}", self._pick(pick).text)
            return Expr(text.replace("{account}", self._account()) if "{account}" in text else text)
        if isinstance(content, Pick):
            return self._pick(content)
        if isinstance(content, tuple):
            return tuple(self.content(item) for item in content)
        return self.mapping(content) if isinstance(content, Mapping) else content

    def mapping(self, content: Mapping[str, Content]) -> Mapping[str, Content]:
        """As `content`, for the inside of a block."""
        return {key: self.content(value) for key, value in content.items()}

    def is_referred_to(self) -> bool:
        """Whether something else in the module refers to the resource."""
        from terrafence.evaluate.mentions import readers_of

        here = key_of_block(self._resource.body.block)
        readers = readers_of(self._resource.body.scope.instance.module)
        return any(reader.key != here for reader in readers.of(here))

    def through(self, through: Through) -> Expr | None:
        """The reference; None where it leads to none or several, or out of the module."""
        at = self._resource
        for by, kinds in through.steps:
            found = [it for kind in kinds for it in self._world.sure_targets(kind, by, at)]
            if len(found) != 1 or found[0].module_path != at.module_path or found[0].address.endswith("]"):
                return None
            at = found[0]
        data = "data." if at.mode == "data" else ""
        return Expr(f"{data}{at.type}.{at.name}.{through.attribute}")

    def repetition(self) -> Mapping[str, Content]:
        """The `count` or `for_each` that a companion needs so that there is one for each instance."""
        name = f"{self._resource.type}.{self._resource.name}"
        written = self._resource.body.block.body.attributes
        if "for_each" in written:
            return {"for_each": Expr(name)}
        return {"count": Expr(f"length({name})")} if "count" in written else {}

    def free_name(self, kind: str, suffix: str = "") -> str:
        """A name for a new resource of this kind in the resource's module: the resource's own with the
        suffix, unless it is taken."""
        taken = {other.name for other in self._neighbours(kind)}
        name = self._resource.name + suffix
        while name in taken:
            name += "_new"
        return name

    def declared(self) -> tuple[FileEdit, ...] | None:
        """What the module has to declare for the content to refer to; None when it cannot be written. All
        fixes of a module write it at one place, so that the second waits for the first."""
        if not self._lacks_account:
            return ()
        module = self._resource.body.scope.instance.module
        file = min((file for file in module.files if file.body.blocks), key=lambda file: file.path)
        labels = ("aws_caller_identity", "current")
        edits = write.append_block(file.source_file, file.body.blocks[-1], "data", labels, {})
        if edits is None or is_installed(file.path):
            return None
        return tuple(FileEdit(file.path, edit) for edit in edits)

    def _account(self) -> str:
        for identity in self._neighbours("data.aws_caller_identity"):
            return f"data.aws_caller_identity.{identity.name}"
        self._lacks_account = True
        return "data.aws_caller_identity.current"

    def _self(self) -> str:
        name = f"{self._resource.type}.{self._resource.name}"
        repeated = self.repetition()
        return f"{name}[each.key]" if "for_each" in repeated else f"{name}[count.index]" if repeated else name

    def _neighbours(self, kind: str) -> list[Resource]:
        here = self._resource.module_path
        return [other for other in self._world.of_type(kind) if other.module_path == here]

    def _pick(self, pick: Pick) -> Expr:
        import re

        here = self._resource.config_address
        others = [it for it in self._neighbours(pick.type) if it.config_address != here]
        self.guessed |= not pick.evident or len({it.name for it in others}) != 1
        for other in others:
            hinted = re.search(pick.hint, other.name, re.IGNORECASE) is not None
            if hinted and not other.address.endswith("]"):
                self.guessed |= self._is_elsewhere(other)
                return Expr(f"{other.type}.{other.name}.{pick.attribute}")
        self.failed = True
        return Expr(f"{pick.type}.REPLACE_ME.{pick.attribute}")

    def _is_elsewhere(self, other: Resource) -> bool:
        """Whether another resource may be in another region or account."""
        here = self._resource
        names = (here.provider.name, here.provider.alias)
        regional = any("region" in it.body.block.body.attributes for it in (here, other))
        return regional or names != (other.provider.name, other.provider.alias)
