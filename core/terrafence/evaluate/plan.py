"""A root's evaluation in the shape of `terraform show -json` of a plan, without provider, credentials or
state.

What only a provider's schema or the provider itself could say is not in it: attributes that are not
written, and whether a nested block is a list or an object (it is always a list here).
"""

from collections.abc import Iterable, Mapping

from terrafence.evaluate.instance import ModuleInstance
from terrafence.evaluate.plan_configuration import configuration
from terrafence.evaluate.plan_values import Json, Planned, planned, planned_body
from terrafence.evaluate.providers import provider_source, resource_provider
from terrafence.evaluate.resource import Resource
from terrafence.evaluate.workspace import Root

FORMAT_VERSION = "1.2"

_NOT_VALUES = frozenset({"lifecycle", "provisioner", "connection"})


class _Instance:
    """A resource instance of the plan."""

    __slots__ = ("address", "identity", "module", "planned")

    def __init__(self, module: ModuleInstance, resource: Resource, identity: dict[str, Json]) -> None:
        self.address = resource.address
        self.module = module.path
        self.identity = identity
        self.planned: Planned = planned_body(resource.body, _NOT_VALUES)


def static_plan(root: Root) -> dict[str, Json]:
    """The plan of a root module."""
    top = root.instance
    return {
        "format_version": FORMAT_VERSION,
        "variables": {
            name: {"value": planned(top.variable(name)).known} for name in sorted(top.module.variables)
        },
        "planned_values": {"outputs": _outputs(top), "root_module": _module(top)},
        "resource_changes": [_change(instance) for instance in _everything(top)],
        "configuration": configuration(top),
    }


def _outputs(top: ModuleInstance) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for name in sorted(top.module.outputs):
        value = planned(top.output(name))
        written: dict[str, Json] = {"sensitive": value.sensitive is True}
        if not _holds(value.unknown):
            written["value"] = value.known
        found[name] = written
    return found


def _holds(unknown: Json) -> bool:
    if isinstance(unknown, bool):
        return unknown
    if isinstance(unknown, Mapping):
        return any(_holds(part) for part in unknown.values())
    return isinstance(unknown, list) and any(_holds(part) for part in unknown)


def _module(instance: ModuleInstance) -> dict[str, Json]:
    written: dict[str, Json] = {"address": instance.path} if instance.path else {}
    resources: list[Json] = [_planned(item) for item in _instances(instance)]
    children: list[Json] = [_module(child) for child in instance.children()]
    if resources:
        written["resources"] = resources
    if children:
        written["child_modules"] = children
    return written


def _instances(instance: ModuleInstance) -> Iterable[_Instance]:
    for declared in instance.module.resources:
        if declared.mode == "ephemeral":
            continue
        source = provider_source(instance.module, resource_provider(declared).name)
        for repetition in instance.expansion(declared.declaration).repetitions:
            identity: dict[str, Json] = {"mode": declared.mode, "type": declared.type, "name": declared.name}
            if repetition.key is not None:
                identity["index"] = repetition.key
            identity["provider_name"] = source
            yield _Instance(instance, instance.resource(declared, repetition), identity)


def _everything(instance: ModuleInstance) -> Iterable[_Instance]:
    yield from _instances(instance)
    for child in instance.children():
        yield from _everything(child)


def _planned(instance: _Instance) -> dict[str, Json]:
    values = instance.planned
    written: dict[str, Json] = {"address": instance.address, **instance.identity, "schema_version": 0}
    return written | {"values": values.known, "sensitive_values": values.sensitive}


def _change(instance: _Instance) -> dict[str, Json]:
    values = instance.planned
    action = "create" if instance.identity["mode"] == "managed" else "read"
    written: dict[str, Json] = {"address": instance.address}
    if instance.module:
        written["module_address"] = instance.module
    change: dict[str, Json] = {
        "actions": [action],
        "before": None,
        "after": values.known,
        "after_unknown": values.unknown,
        "before_sensitive": False,
        "after_sensitive": values.sensitive,
    }
    return written | instance.identity | {"change": change}
