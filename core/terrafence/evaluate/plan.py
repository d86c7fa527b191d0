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
from terrafence.evaluate.values import Collection, ObjectType, Primitive, TupleType, Type, any_sensitive
from terrafence.evaluate.variables import flag
from terrafence.evaluate.workspace import Root
from terrafence.record import NamedTuple

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
        "variables": {name: _known(planned(top.variable(name))) for name in sorted(top.module.variables)},
        "planned_values": {"outputs": _planned_outputs(top), "root_module": _module(top)},
        "resource_changes": [_change(instance) for instance in _everything(top)],
        "output_changes": {name: _created(output) for name, output in _outputs(top).items()},
        "configuration": configuration(top),
    }


class _Output(NamedTuple):
    """An output of the root module."""

    type: Type
    planned: Planned
    sensitive: bool


def _outputs(top: ModuleInstance) -> dict[str, _Output]:
    found: dict[str, _Output] = {}
    for name, declared in sorted(top.module.outputs.items()):
        value = top.output(name)
        marked = flag(declared.body.attributes.get("sensitive"), False) or any_sensitive(value)
        found[name] = _Output(value.type, planned(value), marked)
    return found


def _planned_outputs(top: ModuleInstance) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for name, output in _outputs(top).items():
        known = _known(output.planned)
        type: dict[str, Json] = {"type": _type(output.type)} if known else {}
        found[name] = {"sensitive": output.sensitive, **type, **known}
    return found


def _type(type: Type) -> Json:
    """As cty writes types into JSON."""
    match type:
        case Primitive():
            return type.value
        case Collection():
            return [type.kind, _type(type.element)]
        case TupleType():
            return ["tuple", [_type(item) for item in type.items]]
        case ObjectType():
            return ["object", {name: _type(part) for name, part in type.attributes.items()}]


def _known(value: Planned) -> dict[str, Json]:
    return {} if _holds(value.unknown) else {"value": value.known}


def _created(output: _Output) -> dict[str, Json]:
    known, unknown, _ = output.planned
    after: dict[str, Json] = {} if unknown is True else {"after": known}
    return {
        "actions": ["create"],
        "before": None,
        **after,
        "after_unknown": unknown if _holds(unknown) else False,
        "before_sensitive": output.sensitive,
        "after_sensitive": output.sensitive,
    }


def _holds(marks: Json) -> bool:
    """Whether anything is marked in an `after_unknown`."""
    if isinstance(marks, bool):
        return marks
    if isinstance(marks, Mapping):
        return any(_holds(part) for part in marks.values())
    return isinstance(marks, list) and any(_holds(part) for part in marks)


def _module(instance: ModuleInstance) -> dict[str, Json]:
    written: dict[str, Json] = {"address": instance.path} if instance.path else {}
    resources: list[Json] = [_planned(item) for item in _instances(instance)]
    children: list[Json] = [_module(child) for child in _called(instance)]
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
    for child in _called(instance):
        yield from _everything(child)


def _called(instance: ModuleInstance) -> Iterable[ModuleInstance]:
    """The instances of called modules as they are: a summary says nothing that a plan could."""
    return (child for child in instance.children() if not child.module.is_summary)


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
