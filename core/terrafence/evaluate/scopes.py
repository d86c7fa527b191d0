"""The names that expressions of a module instance see."""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias, final

from terrafence.evaluate.expand import Repetition
from terrafence.evaluate.scope import Part, Undeclared
from terrafence.evaluate.values import Value, mapping, string, unknown
from terrafence.syntax.views import Block, Body

if TYPE_CHECKING:
    from terrafence.evaluate.budget import Budget
    from terrafence.evaluate.instance import ModuleInstance, Run
    from terrafence.files import Files


@final
class Names:
    """A namespace from two functions."""

    __slots__ = ("_part", "_whole")

    def __init__(self, part: Callable[[str], Part], whole: Callable[[], Value]) -> None:
        self._part = part
        self._whole = whole

    def part(self, name: str) -> Part:
        return self._part(name)

    def whole(self) -> Value:
        return self._whole()


def only_parts(name: str, part: Callable[[str], Part]) -> Names:
    """A namespace of which Terraform takes no more than one attribute at a time."""

    def whole() -> Value:
        raise Undeclared(f"{name} cannot be used as a whole: name one of its attributes")

    return Names(part, whole)


class _Surroundings:
    """What all scopes of a module instance have in common."""

    __slots__ = ("budget", "files", "module_directory", "root_directory", "workspace_root")

    def __init__(self, run: "Run", module_directory: str) -> None:
        self.files: Files = run.files
        self.budget: Budget = run.budget
        self.workspace_root = run.workspace_root
        self.root_directory = run.root_directory
        self.module_directory = module_directory


@final
class ModuleScope(_Surroundings):
    """What an expression in a module sees: as one instance of a block with `count` or `for_each`, when
    there is one. `repeated` is the inside of that block."""

    __slots__ = ("_self", "instance", "repeated", "repetition")

    def __init__(
        self,
        instance: "ModuleInstance",
        repetition: Repetition,
        repeated: Body | None = None,
        this: Callable[[], Part] | None = None,
    ) -> None:
        super().__init__(instance.run, instance.module.directory)
        self.instance = instance
        self.repetition = repetition
        self.repeated = repeated
        self._self = this

    def root(self, name: str) -> Part:
        match name:
            case "var" | "local" | "module" | "data" | "ephemeral":
                return self.instance.namespace(name)
            case "each" | "count":
                return self._repeated(name)
            case "path":
                return only_parts(name, self._path)
            case "terraform" | "tofu":
                return only_parts(name, self._terraform)
            case "self" if self._self is not None:
                return self._self()
            case _:
                return self.instance.resources_of("managed", name)

    def _repeated(self, name: str) -> Part:
        repetition = self.repetition
        if name == "count":
            found = {"index": repetition.count_index}
        else:
            found = {"key": repetition.each_key, "value": repetition.each_value}

        def part(word: str) -> Value:
            value = found.get(word)
            if value is None:
                setting = "count" if name == "count" else "for_each"
                raise Undeclared(f"{name}.{word} is only there in a block with {setting}")
            return value

        return only_parts(name, part)

    def _path(self, name: str) -> Value:
        root = self.root_directory
        match name:
            case "module":
                return string(os.path.relpath(self.module_directory, root))
            case "root":
                return string(".")
            case "cwd":
                return string(root)
            case _:
                raise Undeclared(f"path.{name} does not exist")

    def _terraform(self, name: str) -> Value:
        if name == "workspace":
            return string(self.instance.run.workspace)
        if name == "applying":
            return unknown("known after apply")
        raise Undeclared(f"terraform.{name} does not exist")


@final
class IteratorScope(_Surroundings):
    """A scope with the iterator of the `dynamic` block; `weight` counts the bodies that the dynamic blocks
    around make together."""

    __slots__ = ("block", "element", "instance", "name", "outer", "weight")

    def __init__(
        self, outer: "LocalScope", block: Block, name: str, element: tuple[Value, Value], weight: int
    ) -> None:
        super().__init__(outer.instance.run, outer.module_directory)
        self.instance = outer.instance
        self.outer: LocalScope = outer
        self.block = block
        self.name = name
        self.element = element
        self.weight = weight

    def root(self, name: str) -> Part:
        if name != self.name:
            return self.outer.root(name)
        key, value = self.element
        return mapping({"key": key, "value": value})


@final
class ConstantScope(_Surroundings):
    """A scope without names, for the defaults of variables and for tfvars files, in which literals
    stand."""

    __slots__ = ("instance",)

    def __init__(self, instance: "ModuleInstance") -> None:
        super().__init__(instance.run, instance.module.directory)
        self.instance = instance

    def root(self, name: str) -> Part:
        raise Undeclared("a reference is not allowed here")


LocalScope: TypeAlias = ModuleScope | IteratorScope | ConstantScope
"""A scope of a module instance."""
