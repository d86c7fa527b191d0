"""Which module has which function. A module is imported when one of its functions is first called."""

from collections.abc import Mapping
from importlib import import_module

from terrafence.evaluate.functions.spec import Function

_NAMES: Mapping[str, str] = {
    "collection": """alltrue anytrue coalesce coalescelist compact contains distinct element index keys
        length lookup matchkeys one slice sort sum values""",
    "conversion": """ephemeralasnull issensitive nonsensitive sensitive tobool tolist tomap tonumber toset
        tostring""",
    "dates": "formatdate plantimestamp timeadd timecmp timestamp",
    "encoding": """base64decode base64encode base64gzip csvdecode jsondecode jsonencode textdecodebase64
        textencodebase64 urlencode yamldecode yamlencode""",
    "filesystem": "abspath basename dirname file filebase64 fileexists fileset pathexpand",
    "formatting": "format formatlist",
    "hashes": """base64sha256 base64sha512 bcrypt filebase64sha256 filebase64sha512 filemd5 filesha1
        filesha256 filesha512 md5 rsadecrypt sha1 sha256 sha512 uuid uuidv5""",
    "network": "cidrhost cidrnetmask cidrsubnet cidrsubnets",
    "numeric": "abs ceil floor log max min parseint pow signum",
    "patterns": "regex regexall",
    "provider": """provider::terraform::decode_tfvars provider::terraform::encode_expr
        provider::terraform::encode_tfvars""",
    "shaping": """chunklist concat flatten merge range reverse setintersection setproduct setsubtract
        setunion transpose zipmap""",
    "strings": """chomp endswith indent join lower replace split startswith strcontains strrev substr title
        trim trimprefix trimspace trimsuffix upper""",
    "templates": "templatefile templatestring",
}
_TOPICS: Mapping[str, str] = {name: topic for topic, names in _NAMES.items() for name in names.split()}


def names() -> frozenset[str]:
    """All built-in functions but `try` and `can`, which are part of the language."""
    return frozenset(_TOPICS)


def find(name: str) -> Function | None:
    """The function of this name."""
    topic = _TOPICS.get(name)
    if topic is None:
        return None
    functions: Mapping[str, Function] = import_module(f"terrafence.evaluate.functions.{topic}").FUNCTIONS
    return functions[name]
