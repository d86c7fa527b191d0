"""What an expression can see. `evaluate` asks a scope for the first word of a traversal and walks on
from there."""

from typing import Protocol, TypeAlias

from terrafence.evaluate.values import Value


class Namespace(Protocol):
    """Something that has parts but is not yet a value: `var`, `local`, `aws_s3_bucket`, `module.net`,
    `each`, `path`. Parts are computed when asked for, so that reading one attribute never evaluates its
    neighbours."""

    def part(self, name: str) -> "Part":
        """The part of this name; an unknown Value with a reason when there is none that we can know, an
        EvaluationError when Terraform would call it an error."""
        ...

    def whole(self) -> Value:
        """All of it as one value, for `keys(var.x)`, `jsonencode(aws_s3_bucket.b)`, `[for k, v in
        module.m : …]`."""
        ...


Part: TypeAlias = Value | Namespace


class EvaluationError(Exception):
    """Terraform would refuse this expression; the message says why. `try` and `can` catch it."""


class Scope(Protocol):
    """The names an expression can use."""

    def root(self, name: str) -> Part:
        """What the first word of a traversal means. Raises EvaluationError for a name that does not
        exist."""
        ...

    @property
    def workspace_root(self) -> str:
        """The directory that `file` and its friends may not leave."""
        ...

    @property
    def module_directory(self) -> str:
        """The directory of the module the expression stands in; relative paths of `file` start at the
        root module's."""
        ...
