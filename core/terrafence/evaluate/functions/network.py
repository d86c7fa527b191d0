"""Functions on IP networks."""

import re
from collections.abc import Mapping, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import TypeAlias

from terrafence.evaluate.budget import TooLarge
from terrafence.evaluate.functions.arguments import STRINGS, amount, strings, text, whole
from terrafence.evaluate.functions.spec import Function, Param
from terrafence.evaluate.scope import EvaluationError, Scope
from terrafence.evaluate.types import NUMBER, STRING
from terrafence.evaluate.values import Value, string, unknown

_Network: TypeAlias = IPv4Network | IPv6Network


def _cidrhost(args: Sequence[Value], scope: Scope) -> Value:
    network, host = _parsed(args[0]), amount(args[1])
    if host.denominator != 1:
        raise EvaluationError("the host number must be whole")
    number = int(host)
    size = network.num_addresses
    if not -size <= number < size:
        raise EvaluationError(f"prefix of {network.prefixlen} does not accommodate a host numbered {number}")
    return string(_address(network, number if number >= 0 else size + number))


def _cidrnetmask(args: Sequence[Value], scope: Scope) -> Value:
    network = _parsed(args[0])
    if isinstance(network, IPv6Network):
        raise EvaluationError("IPv6 addresses cannot have a netmask: write only the prefix length")
    return string(str(network.netmask))


def _cidrsubnet(args: Sequence[Value], scope: Scope) -> Value:
    network, bits, number = _parsed(args[0]), whole(args[1]), amount(args[2])
    if number.denominator != 1:
        raise EvaluationError("the network number must be whole")
    if bits < 0 or number < 0:
        return unknown("a negative number of a subnet", type=STRING)
    length = _lengthened(network, bits)
    if number >= 1 << bits:
        raise EvaluationError(f"prefix extension of {bits} does not accommodate a subnet numbered {number}")
    return string(_subnet(network, length, int(number)))


def _cidrsubnets(args: Sequence[Value], scope: Scope) -> Value:
    network = _parsed(args[0])
    at = 0
    made: list[str] = []
    for arg in args[1:]:
        bits = whole(arg)
        if bits < 1:
            raise EvaluationError("must extend prefix by at least one bit")
        length = _lengthened(network, bits)
        size = 1 << (network.max_prefixlen - length)
        at = -(-at // size) * size
        if at + size > network.num_addresses:
            raise EvaluationError(
                f"not enough remaining address space for a subnet with a prefix of {length} bits"
            )
        made.append(f"{_address(network, at)}/{length}")
        at += size
    return strings(made)


def _parsed(prefix: Value) -> _Network:
    """Leading zeros are dropped, as Terraform still does."""
    given = text(prefix)
    if "/" not in given or "%" in given:
        raise EvaluationError(f"invalid CIDR expression: {given}")
    if ":" not in given:
        given = re.sub(r"(?<![0-9])0+(?=[0-9])", "", given)
    try:
        network = ip_network(given, strict=False)
    except ValueError as error:
        raise EvaluationError(f"invalid CIDR expression: {error}") from error
    if isinstance(network, IPv6Network) and network.network_address.ipv4_mapped:
        # Terraform mixes the two lengths of such addresses up.
        raise TooLarge
    return network


def _lengthened(network: _Network, bits: int) -> int:
    length = network.prefixlen + bits
    if length > network.max_prefixlen:
        raise EvaluationError(f"insufficient address space to extend prefix of {network.prefixlen} by {bits}")
    return length


def _subnet(network: _Network, length: int, number: int) -> str:
    return f"{_address(network, number << (network.max_prefixlen - length))}/{length}"


def _address(network: _Network, offset: int) -> str:
    first = int(network.network_address) + offset
    if isinstance(network, IPv4Network):
        return str(IPv4Address(first))
    return str(IPv6Address(first))


_STRING = Param(STRING)
_NUMBER = Param(NUMBER)

FUNCTIONS: Mapping[str, Function] = {
    "cidrhost": Function(_cidrhost, (_STRING, _NUMBER), STRING),
    "cidrnetmask": Function(_cidrnetmask, (_STRING,), STRING),
    "cidrsubnet": Function(_cidrsubnet, (_STRING, _NUMBER, _NUMBER), STRING),
    "cidrsubnets": Function(_cidrsubnets, (_STRING,), STRINGS, _NUMBER),
}
