"""What an expression can see. `evaluate` asks a scope for the first word of a traversal and walks on
from there."""

from typing import TYPE_CHECKING, Protocol, TypeAlias

from terrafence.evaluate.values import Value

if TYPE_CHECKING:
    from terrafence.evaluate.budget import Budget
    from terrafence.files import Files


class Namespace(Protocol):
    """Something that has parts but is not yet a value: `var`, `local`, `aws_s3_bucket`, `module.net`,
    `each`, `path`. Parts are computed when asked for, so that reading one attribute never evaluates its
    neighbours."""

    def part(self, name: str) -> "Part":
        """The part of this name; an unknown Value with a reason when there is none that we can know, an
        EvaluationError when Terraform would call it an error. A whole number as index is asked for by
        its digits: `aws_instance.web[0]` is part "0"."""
        ...

    def whole(self) -> Value:
        """All of it as one value, for `keys(var.x)`, `jsonencode(aws_s3_bucket.b)`, `[for k, v in
        module.m : …]`."""
        ...


Part: TypeAlias = Value | Namespace


class EvaluationError(Exception):
    """Terraform would refuse this expression; the message says why. `try` and `can` catch it."""


class Undeclared(EvaluationError):
    """A reference to a name that the module does not declare. Terraform refuses it before it evaluates:
    `try` and `can` do not catch it."""


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
        """The directory of the module the expression stands in."""
        ...

    @property
    def root_directory(self) -> str:
        """The root module's directory, where relative paths of `file` start."""
        ...

    @property
    def files(self) -> "Files":
        """What `file` and its friends read."""
        ...

    @property
    def budget(self) -> "Budget":
        """What evaluation may still spend; one for all scopes of a workspace."""
        ...
