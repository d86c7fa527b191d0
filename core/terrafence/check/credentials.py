"""What a credential looks like. Only shapes that are hardly ever anything else: a warning about a secret
must be one.

The shapes are the issuers' documented formats: AWS access key ids (`AKIA`, `ASIA` and 16 characters),
GitHub, GitLab, Slack, Google, Stripe, npm, PyPI and Azure storage tokens, and PEM private keys.
"""

import re

_SHAPES = "|".join(
    (
        r"(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Z0-9])",
        r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY(?: BLOCK)?-----",
        r"(?<![A-Za-z0-9_])gh[pousr]_[A-Za-z0-9]{36}",
        r"(?<![A-Za-z0-9_])github_pat_[A-Za-z0-9_]{60,}",
        r"(?<![A-Za-z0-9_-])glpat-[A-Za-z0-9_-]{20}",
        r"(?<![A-Za-z0-9])xox[abprs]-[A-Za-z0-9-]{10,}",
        r"(?<![A-Za-z0-9_-])AIza[A-Za-z0-9_-]{35}",
        r"(?<![A-Za-z0-9_])[sr]k_live_[A-Za-z0-9]{16,}",
        r"(?<![A-Za-z0-9_])npm_[A-Za-z0-9]{36}",
        r"(?<![A-Za-z0-9_])pypi-[A-Za-z0-9_-]{50,}",
        r"AccountKey=[A-Za-z0-9+/]{80,}={0,2}",
        r"(?i:[a-z][a-z0-9+.-]*)://[^\s/:@$\"']+:(?!\$|%|\*{3})[^\s/@$\"']{6,}@",
    )
)

_ASSIGNED = (
    r"(?i)(?:^|[^A-Za-z0-9])[A-Za-z0-9_-]*"
    r"(?:password|passwd|secret_?(?:access_?)?key|api_?key|access_?token|auth_?token|client_?secret)"
    r"[\"']?\s*[=:]\s*[\"']?(?P<value>[^\s\"'$<{;,&|]{6,})"
)

_SECRET_NAME = (
    r"(?i)(?:^|[_-])(?:password|passwd|passphrase|secret|secret_?key|secret_?access_?key|private_?key|"
    r"api_?key|apikey|access_?token|auth_?token|client_?secret|credentials?)$"
)

_PLACEHOLDER = (
    r"(?i)^(?:x+|\*+|\.+|<.*>|change_?me.*|example.*|placeholder.*|redacted|dummy.*|todo.*"
    r"|none|null|true|false)$"
)


def has_credential(text: str) -> bool:
    """Whether text holds something with the shape of a credential, or assigns a literal to a name such
    as `PASSWORD`."""
    if re.search(_SHAPES, text):
        return True
    return any(not is_placeholder(match["value"]) for match in re.finditer(_ASSIGNED, text))


def is_secret_name(name: str) -> bool:
    """Whether a variable or key of this name holds a secret."""
    return re.search(_SECRET_NAME, name) is not None


def is_placeholder(text: str) -> bool:
    """Whether a value only stands for one that is filled in elsewhere."""
    return re.search(_PLACEHOLDER, text) is not None
