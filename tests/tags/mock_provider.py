"""The mock provider of the reference material, made to tell provider configurations apart: it has one set of
default tags, and Terraform opens a connection for each configuration. `MOCK_PROVIDER` is its script.
"""

# The mock provider has no types.
# pyright: basic

import json
import os
import sys
from concurrent import futures

import grpc

NAMES: dict = {"__name__": "mock"}
with open(os.environ["MOCK_PROVIDER"]) as script:
    exec(script.read().rstrip().removesuffix("main()"), NAMES)


class Provider(NAMES["Prov"]):
    """One provider for all connections, with the default tags of each."""

    def __init__(self, name: str, path: str) -> None:
        self.by_connection: dict[str, dict] = {}
        super().__init__(name, path)

    def ConfigureProvider(self, request, context):
        answer = super().ConfigureProvider(request, context)
        self.by_connection[context.peer()] = self.default_tags
        return answer

    def PlanResourceChange(self, request, context):
        self.default_tags = self.by_connection.get(context.peer(), {})
        return super().PlanResourceChange(request, context)


def serve(providers: dict[str, Provider]) -> None:
    """Answers for them until the process is ended; `reattach.json` says where."""
    addresses, servers = {}, []
    for name, provider in providers.items():
        # One request at a time: the default tags are set anew for each.
        server = grpc.server(futures.ThreadPoolExecutor(1), options=[("grpc.max_send_message_length", -1)])
        NAMES["rpc"].add_ProviderServicer_to_server(provider, server)
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        servers.append(server)
        addresses[f"registry.terraform.io/hashicorp/{name}"] = {
            "Protocol": "grpc",
            "ProtocolVersion": 6,
            "Pid": os.getpid(),
            "Test": True,
            "Addr": {"Network": "tcp", "String": f"127.0.0.1:{port}"},
        }
    with open("reattach.json", "w") as out:
        out.write(json.dumps(addresses))
    servers[0].wait_for_termination()


if __name__ == "__main__":
    named = (argument.split(":", 1) for argument in sys.argv[1:])
    serve({name: Provider(name, path) for name, path in named})
