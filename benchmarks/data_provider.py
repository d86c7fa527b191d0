"""The mock provider with the data sources and the small providers of `small_providers.py`. Serves them as
`tests/tags/mock_provider.py` does; the argument is the schema of the AWS provider."""

# The mock provider has no types.
# pyright: basic

import json
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "tests" / "tags")]

from mock_provider import NAMES, Provider, serve
from small_providers import DATA, RESOURCES, interned

MESSAGES, PACKED = NAMES["pb"], NAMES["msgpack"]


class DataProvider(Provider):
    """One that answers for its data sources too: always the same."""

    def __init__(self, name: str, path: str, scratch: Path) -> None:
        super().__init__(name, path)
        self.answers = {kind: answers for kind, (_, answers) in DATA.get(name, {}).items()}
        bodies = {kind: body for kind, (body, _) in DATA.get(name, {}).items()}
        sources = NAMES["S"](written(bodies, scratch / f"data-{name}.json"))
        for kind, body in sources.d["resources"].items():
            schema = MESSAGES.Schema(version=0, block=sources.block(body))
            self.schema.data_source_schemas[kind].CopyFrom(schema)
        told = MESSAGES.Schema.Block(attributes=[self.s.attr("user_agent", "dynamic", "o")])
        self.schema.provider_meta.CopyFrom(MESSAGES.Schema(version=0, block=told))
        if name == "helm":
            anything = self.s.attr("kubernetes", "dynamic", "o")
            self.schema.provider.block.attributes.append(anything)

    def ValidateDataResourceConfig(self, request, context):
        return MESSAGES.ValidateDataResourceConfig.Response()

    def ReadDataSource(self, request, context):
        state = PACKED.unpackb(request.config.msgpack, strict_map_key=False)
        given = {key: value for key, value in state.items() if value is not None}
        # An argument is kept; what is computed only is null in a configuration.
        state |= {key: given.get(key) or value for key, value in self.answers[request.type_name].items()}
        value = MESSAGES.DynamicValue(msgpack=PACKED.packb(state))
        return MESSAGES.ReadDataSource.Response(state=value)


def written(bodies: dict, path: Path) -> str:
    path.write_text(json.dumps(interned(bodies)))
    return str(path)


def main() -> None:
    scratch = Path(tempfile.mkdtemp(dir="."))
    paths = {name: written(bodies, scratch / f"{name}.json") for name, bodies in RESOURCES.items()}
    paths["aws"] = sys.argv[1]
    serve({name: DataProvider(name, path, scratch) for name, path in paths.items()})


if __name__ == "__main__":
    main()
