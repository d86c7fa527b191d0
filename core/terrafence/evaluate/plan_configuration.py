"""The `configuration` part of a plan's JSON: what is written, with the references in it."""

from terrafence.evaluate.expand import quoted
from terrafence.evaluate.expressions import value_of
from terrafence.evaluate.instance import META_ARGUMENTS, ModuleInstance
from terrafence.evaluate.mentions import references_in
from terrafence.evaluate.modules import Declaration, ResourceDeclaration
from terrafence.evaluate.plan_values import Json, planned
from terrafence.evaluate.providers import (
    Configured,
    configured,
    declared_name,
    provider_source,
    resource_provider,
)
from terrafence.evaluate.sources import literal, source_of
from terrafence.evaluate.variables import flag
from terrafence.syntax.expressions import Expression, GetAttr, Index, Literal, Number, Variable
from terrafence.syntax.views import Attribute, Block, Body

_NOT_EXPRESSIONS = META_ARGUMENTS | {"lifecycle", "provisioner", "connection"}


def configuration(root: ModuleInstance) -> dict[str, Json]:
    """The configuration of a root module and of the modules that it calls."""
    return {"provider_config": _providers(root), "root_module": _module(root)}


def _providers(instance: ModuleInstance) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for declaration in instance.module.providers:
        name = declared_name(declaration)
        written: dict[str, Json] = {
            "name": name.name,
            "full_name": provider_source(instance.module, name.name),
        }
        if name.alias is not None:
            written["alias"] = name.alias
        if instance.config_path:
            written["module_address"] = instance.config_path
        expressions = _expressions(instance, declaration.body, frozenset({"alias", "version"}))
        if expressions:
            written["expressions"] = expressions
        found[Configured(instance, name, declaration).key] = written
    for call in instance.module.calls:
        child = _first(instance, call)
        found |= _providers(child) if child else {}
    return found


def _first(instance: ModuleInstance, call: Declaration) -> ModuleInstance | None:
    for repetition in instance.expansion(call).repetitions[:1]:
        child = instance.child(call, repetition)
        if isinstance(child, ModuleInstance) and not child.module.is_summary:
            return child
    return None


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
    written: dict[str, Json] = {"expression": _expression(instance, attribute)} if attribute else {}
    return written | _said_of(output.body)


def _variable(instance: ModuleInstance, declared: Declaration) -> dict[str, Json]:
    default = declared.body.attributes.get("default")
    written: dict[str, Json] = {}
    if default is not None:
        written["default"] = planned(value_of(default.expression, instance.constants)).known
    return written | _said_of(declared.body)


def _said_of(body: Body) -> dict[str, Json]:
    """What else stands in the configuration of an output, variable, resource or call."""
    written: dict[str, Json] = {}
    if (description := literal(body.attributes.get("description"))) is not None:
        written["description"] = description
    if flag(body.attributes.get("sensitive"), False):
        written["sensitive"] = True
    depends_on = body.attributes.get("depends_on")
    if depends_on is not None:
        named = (_segments(found) for found in references_in(depends_on.expression))
        written["depends_on"] = ["".join(segments) for segments in named]
    return written


def _resource(instance: ModuleInstance, declared: ResourceDeclaration) -> dict[str, Json]:
    body = declared.declaration.body
    written: dict[str, Json] = {
        "address": declared.key,
        "mode": declared.mode,
        "type": declared.type,
        "name": declared.name,
        "provider_config_key": configured(instance, resource_provider(declared)).key,
        "schema_version": 0,
    }
    if expressions := _expressions(instance, body, _NOT_EXPRESSIONS):
        written["expressions"] = expressions
    if provisioners := [_provisioner(instance, block) for block in body.blocks_of("provisioner")]:
        written["provisioners"] = provisioners
    return written | _repeated(instance, body)


def _provisioner(instance: ModuleInstance, block: Block) -> dict[str, Json]:
    skipped = frozenset({"when", "on_failure", "connection"})
    return {"type": "".join(block.labels), "expressions": _expressions(instance, block.body, skipped)}


def _call(instance: ModuleInstance, call: Declaration) -> dict[str, Json]:
    written: dict[str, Json] = {"source": source_of(call) or ""}
    expressions = _expressions(instance, call.body, META_ARGUMENTS | {"source", "version", "providers"})
    if expressions:
        written["expressions"] = expressions
    child = _first(instance, call)
    if child is not None:
        written["module"] = _module(child)
    if (version := literal(call.body.attributes.get("version"))) is not None:
        written["version_constraint"] = version
    return written | _repeated(instance, call.body)


def _repeated(instance: ModuleInstance, body: Body) -> dict[str, Json]:
    written: dict[str, Json] = {
        f"{name}_expression": _expression(instance, body.attributes[name])
        for name in ("count", "for_each")
        if name in body.attributes
    }
    return written | _said_of(body)


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
    references = [text for found in references_in(attribute.expression) for text in _spelled(found)]
    if references:
        return {"references": references}
    value = planned(value_of(attribute.expression, instance.scope))
    return {} if value.unknown is True else {"constant_value": value.known}


def _spelled(reference: Expression) -> list[str]:
    """A reference and what it is a part of: `aws_s3_bucket.b.id`, `aws_s3_bucket.b`."""
    segments = _segments(reference)
    keyed_call = segments[0] == "module" and len(segments) > 2 and segments[2].startswith("[")
    shortest = 3 if segments[0] == "data" or keyed_call else 2
    return ["".join(segments[:length]) for length in range(len(segments), shortest - 1, -1)]


def _segments(reference: Expression) -> list[str]:
    """As it is written, up to an index that is not a literal."""
    after: list[str] = []
    while True:
        match reference:
            case GetAttr():
                after.insert(0, f".{reference.name}")
                reference = reference.target
            case Index():
                match reference.key:
                    case Literal(value=str(key)):
                        after.insert(0, f"[{quoted(key)}]")
                    case Number(text=text):
                        after.insert(0, f"[{text}]")
                    case _:
                        after.clear()
                reference = reference.target
            case Variable():
                return [reference.name, *after]
            case _:
                return after
