"""Functions between values and their encodings."""

from collections.abc import Callable, Mapping, Sequence

from terrafence.evaluate.functions.arguments import never_known, on_text, text
from terrafence.evaluate.functions.spec import Function, Param
from terrafence.evaluate.jsontext import decode, encode
from terrafence.evaluate.scope import EvaluationError, Scope
from terrafence.evaluate.types import STRING
from terrafence.evaluate.values import Value, blended, string, unknown, wholly_known


def decode_base64(given: str) -> bytes:
    """The bytes of standard base64, in which line ends are allowed. Raises EvaluationError."""
    from base64 import b64decode

    try:
        return b64decode(given.replace("\r", "").replace("\n", "").encode(), validate=True)
    except ValueError as error:
        raise EvaluationError(f"failed to decode base64 data: {error}") from error


def encode_base64(data: bytes) -> str:
    """Standard base64."""
    from base64 import b64encode

    return b64encode(data).decode()


def as_text(data: bytes) -> str:
    """Bytes that must be UTF-8. Raises EvaluationError."""
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise EvaluationError("the result is not valid UTF-8") from error


def _urlencode(given: str) -> str:
    from urllib.parse import quote_plus

    return quote_plus(given)


def _jsonencode(args: Sequence[Value], scope: Scope) -> Value:
    return _encoded(encode, args, scope)


def _jsondecode(args: Sequence[Value], scope: Scope) -> Value:
    return decode(text(args[0]))


def _yamlencode(args: Sequence[Value], scope: Scope) -> Value:
    from terrafence.evaluate.functions import yamltext

    return _encoded(yamltext.encode, args, scope)


def _encoded(encoder: Callable[[Value], str], args: Sequence[Value], scope: Scope) -> Value:
    if not wholly_known(args[0]):
        return blended(args, STRING)
    made = encoder(args[0])
    scope.budget.string(len(made))
    return string(made)


def _yamldecode(args: Sequence[Value], scope: Scope) -> Value:
    try:
        from terrafence.evaluate.functions import yamlread
    except ImportError:
        return unknown("there is no YAML library for this platform")
    return yamlread.decode(text(args[0]), scope.budget)


def _csvdecode(args: Sequence[Value], scope: Scope) -> Value:
    from terrafence.evaluate.functions import csvtext

    return csvtext.decode(text(args[0]))


def _textencodebase64(args: Sequence[Value], scope: Scope) -> Value:
    name, codec = text(args[1]), _codec(text(args[1]))
    mark = "\ufeff" if name.upper() == "UTF-16" else ""
    try:
        return string(encode_base64((mark + text(args[0])).encode(codec)))
    except UnicodeEncodeError as error:
        raise EvaluationError(f"the given string contains characters that {name} cannot represent") from error


def _textdecodebase64(args: Sequence[Value], scope: Scope) -> Value:
    data, codec = decode_base64(text(args[0])), _codec(text(args[1]))
    if codec == "utf-16-be" and data.startswith(b"\xff\xfe"):
        codec = "utf-16-le"
    try:
        return string(data.decode(codec).removeprefix("\ufeff"))
    except UnicodeDecodeError as error:
        raise EvaluationError(f"the given string is not valid {codec}") from error


def _codec(name: str) -> str:
    """Python's name of an encoding that IANA's registry names. Raises EvaluationError."""
    import re
    from codecs import lookup

    codec = _RENAMED.get(name.lower(), name)
    try:
        if not re.fullmatch(_IANA, name, re.IGNORECASE):
            raise LookupError
        return lookup(codec).name
    except LookupError as error:
        raise EvaluationError(f'"{name}" is not a supported IANA encoding name or alias') from error


_IANA = (
    r"utf-(?:8|16|16le|16be)|us-ascii|ascii|iso[-_]8859-[0-9]{1,2}(?::[0-9]+)?|latin[0-9]+|l[0-9]"
    r"|windows-[0-9]+|(?:cp|ibm)[0-9]+|koi8-[ru]|macintosh|shift_jis|ms_kanji|euc-(?:jp|kr)"
    r"|gbk|gb18030|big5|iso-2022-jp|hz-gb-2312"
)
_RENAMED: Mapping[str, str] = {"utf-16": "utf-16-be", "macintosh": "mac-roman", "hz-gb-2312": "hz"}

_STRING = Param(STRING)
_ANYTHING = Param(null=True, unknown=True)

FUNCTIONS: Mapping[str, Function] = {
    "base64decode": on_text(lambda given: as_text(decode_base64(given))),
    "base64encode": on_text(lambda given: encode_base64(given.encode())),
    "base64gzip": never_known("compressed differently by every library", STRING, _STRING),
    "csvdecode": Function(_csvdecode, (_STRING,)),
    "jsondecode": Function(_jsondecode, (_STRING,)),
    "jsonencode": Function(_jsonencode, (_ANYTHING,), STRING),
    "textdecodebase64": Function(_textdecodebase64, (_STRING,) * 2, STRING),
    "textencodebase64": Function(_textencodebase64, (_STRING,) * 2, STRING),
    "urlencode": on_text(_urlencode),
    "yamldecode": Function(_yamldecode, (_STRING,)),
    "yamlencode": Function(_yamlencode, (_ANYTHING,), STRING),
}
