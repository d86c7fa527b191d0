"""Which provider configuration a resource uses."""

from typing import TYPE_CHECKING

from terrafence.evaluate.modules import Declaration, Module, ResourceDeclaration
from terrafence.evaluate.resource import EvaluatedBody, Provider
from terrafence.evaluate.sources import literal, text_of
from terrafence.record import NamedTuple
from terrafence.syntax.expressions import Expression, GetAttr, Literal, ObjectCons, Parens, Variable

if TYPE_CHECKING:
    from terrafence.evaluate.instance import ModuleInstance


class ProviderName(NamedTuple):
    """A provider configuration as a module calls it: `aws.west`."""

    name: str
    alias: str | None


def resource_provider(declared: ResourceDeclaration) -> ProviderName:
    """What the resource says; by default the first word of its type."""
    attribute = declared.declaration.body.attributes.get("provider")
    named = _name(attribute.expression) if attribute else None
    return named or ProviderName(declared.type.partition("_")[0], None)


class Configured(NamedTuple):
    """Where a provider configuration is written: `declaration` is None when nobody writes it."""

    instance: "ModuleInstance"
    name: ProviderName
    declaration: Declaration | None

    @property
    def key(self) -> str:
        """What plans call it: `aws.west`, `module.network:aws`."""
        name = self.name.name if self.name.alias is None else f"{self.name.name}.{self.name.alias}"
        path = self.instance.config_path
        return f"{path}:{name}" if path and self.declaration else name


def provider_of(instance: "ModuleInstance", wanted: ProviderName) -> Provider:
    """The configuration that a name means in a module instance, evaluated where it is written."""
    found = configured(instance, wanted)
    if found.declaration is None:
        return Provider(found.name.name, found.name.alias, None)
    declaration = found.declaration
    body = EvaluatedBody(declaration.block, found.instance.scope, declaration.body)
    return Provider(found.name.name, found.name.alias, body)


def configured(instance: "ModuleInstance", wanted: ProviderName) -> Configured:
    """The configuration of this name: the module's own, else what its caller passes in, else the caller's
    default configuration of the same provider."""
    for declaration in instance.module.providers:
        if declared_name(declaration) == wanted:
            return Configured(instance, wanted, declaration)
    caller = instance.caller
    if caller is None:
        return Configured(instance, wanted, None)
    providers = caller.call.body.attributes.get("providers")
    passed = _passed(providers.expression, wanted) if providers else None
    if passed is None and wanted.alias is None:
        passed = ProviderName(_same(instance.module, caller.instance.module, wanted.name), None)
    return configured(caller.instance, passed) if passed else Configured(instance, wanted, None)


def declared_name(declaration: Declaration) -> ProviderName:
    """The name that a `provider` block configures."""
    return ProviderName(declaration.block.labels[0], literal(declaration.body.attributes.get("alias")))


def provider_source(module: Module, name: str) -> str:
    """The full name of a provider, as plans have it: `registry.terraform.io/hashicorp/aws`."""
    if name == "terraform":
        return "terraform.io/builtin/terraform"
    source = _sources(module).get(name, f"hashicorp/{name}")
    return source if source.count("/") > 1 else f"registry.terraform.io/{source}"


def _passed(providers: Expression, wanted: ProviderName) -> ProviderName | None:
    if isinstance(providers, ObjectCons):
        for item in providers.items:
            if _name(item.key) == wanted:
                return _name(item.value)
    return None


def _same(module: Module, caller: Module, name: str) -> str:
    """The caller's local name of the provider that `name` is in the module."""
    source = _sources(module).get(name, f"hashicorp/{name}")
    for local, theirs in _sources(caller).items():
        if theirs == source:
            return local
    return source.rpartition("/")[2] if source.startswith("hashicorp/") else name


def _sources(module: Module) -> dict[str, str]:
    sources: dict[str, str] = {}
    for name, attribute in module.required_providers.items():
        expression = attribute.expression
        items = expression.items if isinstance(expression, ObjectCons) else ()
        written = (text_of(item.value) for item in items if text_of(item.key) == "source")
        source = next((text for text in written if text is not None), f"hashicorp/{name}").lower()
        sources[name] = source.removeprefix("registry.terraform.io/")
    return sources


def _name(expression: Expression) -> ProviderName | None:
    match expression:
        case Variable():
            return ProviderName(expression.name, None)
        case GetAttr(target=Variable(name=name)):
            return ProviderName(name, expression.name)
        case Literal(value=str(text)):
            name, _, alias = text.partition(".")
            return ProviderName(name, alias or None)
        case Parens():
            return _name(expression.inner)
        case _:
            return None
