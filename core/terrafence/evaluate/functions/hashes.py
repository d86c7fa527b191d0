"""Hashes and identifiers."""

import hashlib
from collections.abc import Callable, Mapping, Sequence

from terrafence.evaluate.functions.arguments import never_known, on_text, text
from terrafence.evaluate.functions.encoding import encode_base64
from terrafence.evaluate.functions.filesystem import with_file
from terrafence.evaluate.functions.spec import Function, Param
from terrafence.evaluate.scope import EvaluationError, Scope
from terrafence.evaluate.types import NUMBER, STRING
from terrafence.evaluate.values import Value, string

_Digest = Callable[[bytes], str]


def _hexadecimal(name: str) -> _Digest:
    return lambda data: hashlib.new(name, data, usedforsecurity=False).hexdigest()


def _base64(name: str) -> _Digest:
    return lambda data: encode_base64(hashlib.new(name, data, usedforsecurity=False).digest())


def _of_text(digest: _Digest) -> Function:
    return on_text(lambda given: digest(given.encode()))


def _of_file(digest: _Digest) -> Function:
    def body(args: Sequence[Value], scope: Scope) -> Value:
        return with_file(args[0], scope, lambda data: string(digest(data)))

    return Function(body, (_STRING,), STRING)


def _uuidv5(args: Sequence[Value], scope: Scope) -> Value:
    from uuid import NAMESPACE_DNS, NAMESPACE_OID, NAMESPACE_URL, NAMESPACE_X500, UUID, uuid5

    named = {"dns": NAMESPACE_DNS, "url": NAMESPACE_URL, "oid": NAMESPACE_OID, "x500": NAMESPACE_X500}
    space = text(args[0])
    try:
        return string(str(uuid5(named.get(space) or UUID(space), text(args[1]))))
    except ValueError as error:
        raise EvaluationError("uuidv5() doesn't support this namespace") from error


_STRING = Param(STRING)

FUNCTIONS: Mapping[str, Function] = {
    "base64sha256": _of_text(_base64("sha256")),
    "base64sha512": _of_text(_base64("sha512")),
    "bcrypt": never_known("salted anew at every run", STRING, _STRING, rest=Param(NUMBER)),
    "filebase64sha256": _of_file(_base64("sha256")),
    "filebase64sha512": _of_file(_base64("sha512")),
    "filemd5": _of_file(_hexadecimal("md5")),
    "filesha1": _of_file(_hexadecimal("sha1")),
    "filesha256": _of_file(_hexadecimal("sha256")),
    "filesha512": _of_file(_hexadecimal("sha512")),
    "md5": _of_text(_hexadecimal("md5")),
    "rsadecrypt": never_known("private keys are not used", STRING, _STRING, _STRING),
    "sha1": _of_text(_hexadecimal("sha1")),
    "sha256": _of_text(_hexadecimal("sha256")),
    "sha512": _of_text(_hexadecimal("sha512")),
    "uuid": never_known("made anew at every run", STRING),
    "uuidv5": Function(_uuidv5, (_STRING,) * 2, STRING),
}
