"""The `configuration` part of a plan's JSON: what is written, with the references in it."""

from collections.abc import Iterable

from terrafence.evaluate.expressions import value_of
from terrafence.evaluate.instance import META_ARGUMENTS, ModuleInstance
from terrafence.evaluate.mentions import Words, mentioned
from terrafence.evaluate.modules import Declaration, ResourceDeclaration
from terrafence.evaluate.plan_values import Json, planned
from terrafence.evaluate.providers import provider_source, resource_provider
from terrafence.evaluate.sources import source_of
from terrafence.syntax.views import Attribute, Body

_NOT_EXPRESSIONS = META_ARGUMENTS | {"lifecycle", "provisioner", "connection"}
_LENGTHS = {
    "var": 2,
    "local": 2,
    "module": 3,
    "data": 4,
    "each": 2,
    "count": 2,
    "path": 2,
    "terraform": 2,
    "self": 2,
}


def configuration(root: ModuleInstance) -> dict[str, Json]:
    """The configuration of a root module and of the modules that it calls."""
    return {"provider_config": _providers(root), "root_module": _module(root)}


def _providers(root: ModuleInstance) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for declaration in root.module.providers:
        name = declaration.block.labels[0]
        alias = declaration.body.attributes.get("alias")
        alias_name = value_of(alias.expression, root.scope).data if alias else None
        written: dict[str, Json] = {"name": name, "full_name": provider_source(root.module, name)}
        if isinstance(alias_name, str):
            written["alias"] = alias_name
        expressions = _expressions(root, declaration.body, frozenset({"alias", "version"}))
        if expressions:
            written["expressions"] = expressions
        found[f"{name}.{alias_name}" if isinstance(alias_name, str) else name] = written
    return found


def _module(instance: ModuleInstance) -> dict[str, Json]:
    module = instance.module
    parts: dict[str, Json] = {
        "outputs": {name: _output(instance, output) for name, output in module.outputs.items()},
        "module_calls": {call.block.labels[0]: _call(instance, call) for call in module.calls},
        "variables": {name: _variable(instance, declared) for name, declared in module.variables.items()},
    }
    resources: list[Json] = [_resource(instance, declared) for declared in module.resources]
    written: dict[str, Json] = {"resources": resources} if resources else {}
    return written | {name: part for name, part in parts.items() if part}


def _output(instance: ModuleInstance, output: Declaration) -> dict[str, Json]:
    attribute = output.body.attributes.get("value")
    return {"expression": _expression(instance, attribute)} if attribute else {}


def _variable(instance: ModuleInstance, declared: Declaration) -> dict[str, Json]:
    default = declared.body.attributes.get("default")
    if default is None:
        return {}
    return {"default": planned(value_of(default.expression, instance.constants)).known}


def _resource(instance: ModuleInstance, declared: ResourceDeclaration) -> dict[str, Json]:
    body = declared.declaration.body
    name = resource_provider(declared)
    written: dict[str, Json] = {
        "address": declared.key,
        "mode": declared.mode,
        "type": declared.type,
        "name": declared.name,
        "provider_config_key": name.name if name.alias is None else f"{name.name}.{name.alias}",
        "expressions": _expressions(instance, body, _NOT_EXPRESSIONS),
        "schema_version": 0,
    }
    return written | _repeated(instance, body)


def _call(instance: ModuleInstance, call: Declaration) -> dict[str, Json]:
    written: dict[str, Json] = {"source": source_of(call) or ""}
    expressions = _expressions(instance, call.body, META_ARGUMENTS | {"source", "version", "providers"})
    if expressions:
        written["expressions"] = expressions
    for repetition in instance.expansion(call).repetitions[:1]:
        child = instance.child(call, repetition)
        if isinstance(child, ModuleInstance):
            written["module"] = _module(child)
    return written | _repeated(instance, call.body)


def _repeated(instance: ModuleInstance, body: Body) -> dict[str, Json]:
    return {
        f"{name}_expression": _expression(instance, body.attributes[name])
        for name in ("count", "for_each")
        if name in body.attributes
    }


def _expressions(instance: ModuleInstance, body: Body, skipped: frozenset[str]) -> dict[str, Json]:
    found: dict[str, Json] = {
        name: _expression(instance, attribute)
        for name, attribute in body.attributes.items()
        if name not in skipped
    }
    for kind in dict.fromkeys(block.type for block in body.blocks):
        if kind not in skipped and kind != "dynamic":
            found[kind] = [_expressions(instance, block.body, frozenset()) for block in body.blocks_of(kind)]
    return found


def _expression(instance: ModuleInstance, attribute: Attribute) -> dict[str, Json]:
    references = list(dict.fromkeys(_spelled(mentioned(attribute.expression))))
    if references:
        return {"references": [*references]}
    value = planned(value_of(attribute.expression, instance.scope))
    return {} if value.unknown is True else {"constant_value": value.known}


def _spelled(references: Iterable[Words]) -> Iterable[str]:
    """A reference and what it is a part of: `aws_s3_bucket.b.id`, `aws_s3_bucket.b`."""
    for words in references:
        length = _LENGTHS.get(str(words[0]), 3)
        names = [word for word in words if isinstance(word, str) and word != "*"]
        if len(names) < 2:
            continue
        yield ".".join(names[:length])
        if (
            words[0] not in ("var", "local", "each", "count", "path", "terraform", "self")
            and len(names) >= length
        ):
            yield ".".join(names[: length - 1])
