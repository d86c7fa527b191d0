"""Where modules come from."""

from terrafence.declare import (
    AllOf,
    Attr,
    Condition,
    Lacks,
    Level,
    Matches,
    Not,
    Presence,
    Require,
    Rule,
    Severity,
    When,
)

_REGISTRY = Attr(
    "source",
    Matches(
        r"^(?!github\.com/|bitbucket\.org/)(?:[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?::\d+)?/)?"
        r"[A-Za-z0-9_-]+/[A-Za-z0-9_-]+/[A-Za-z0-9_-]+(?://.*)?$"
    ),
)
_REPOSITORY = Attr("source", Matches(r"^(?:git::|hg::|git@|github\.com/|bitbucket\.org/)|\.git(?://|\?|$)"))
_REVISION = r"[?&](?:ref|rev)=[^&]+"
_BRANCH = (
    r"(?i)[?&](?:ref|rev)=(?:refs/heads/.*|main|master|develop|development|dev|trunk|staging|head|latest)"
    r"(?:&|$)"
)
_COMMIT = r"[?&](?:ref|rev)=[0-9a-f]{40}(?:[0-9a-f]{24})?(?:&|$)"
_SOURCES = "https://developer.hashicorp.com/terraform/language/modules/sources"
_WHY = (
    "Whoever can push to the source runs code with this configuration's credentials at the next `terraform "
    "init`, without a line changing here."
)
_NO_FIX = "which revisions there are is not in the files, and nothing is fetched"


def _has(pattern: str) -> Condition:
    return Attr("source", Matches(pattern))


VERSION_MISSING = Rule(
    id="terraform-module-version-missing",
    summary="The registry module is not held to a version",
    why=_WHY,
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("module",),
    check=When(_REGISTRY, Require("version", Presence.PRESENT)),
    no_fix="which versions there are is not in the files, and nothing is fetched",
    example="""module "network" {
  source = "terraform-aws-modules/vpc/aws"
}
""",
    aliases=("CKV_TF_2",),
    references=("https://developer.hashicorp.com/terraform/language/modules/syntax#version", _SOURCES),
)

REVISION_MISSING = Rule(
    id="terraform-module-revision-missing",
    summary="The module follows its repository's default branch",
    why=_WHY,
    severity=Severity.HIGH,
    level=Level.WARN,
    resources=("module",),
    check=When(_REPOSITORY, Require("source", Matches(_REVISION))),
    no_fix=_NO_FIX,
    example="""module "network" {
  source = "git::https://git.example.com/platform/network.git"
}
""",
    aliases=("CKV_TF_1", "CKV_TF_2", "datadog:general/generic_git_module_without_revision"),
    references=(f"{_SOURCES}#selecting-a-revision",),
)

REVISION_MOVING = Rule(
    id="terraform-module-revision-moving",
    summary="The module follows a branch",
    why=_WHY,
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("module",),
    check=When(AllOf((_REPOSITORY, _has(_REVISION))), Require("source", Lacks(_BRANCH))),
    no_fix=_NO_FIX,
    example="""module "network" {
  source = "git::https://git.example.com/platform/network.git?ref=main"
}
""",
    aliases=("CKV_TF_1", "CKV_TF_2"),
    references=(f"{_SOURCES}#selecting-a-revision",),
)

REVISION_NOT_A_COMMIT = Rule(
    id="terraform-module-revision-not-a-commit",
    summary="The module is held to a name that its repository can move",
    why="A tag can be moved to other code later, and Terraform's lock file does not cover modules; a commit "
    "hash cannot be moved.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("module",),
    check=When(
        AllOf((_REPOSITORY, _has(_REVISION), Not(_has(_BRANCH)))),
        Require("source", Matches(_COMMIT)),
    ),
    no_fix=_NO_FIX,
    example="""module "network" {
  source = "git::https://git.example.com/platform/network.git?ref=v1.4.2"
}
""",
    aliases=("CKV_TF_1",),
    references=(f"{_SOURCES}#selecting-a-revision",),
)

UNENCRYPTED_SOURCE = Rule(
    id="terraform-module-unencrypted-source",
    summary="The module is fetched over a connection that anyone on the path can alter",
    why="Whoever sits between this machine and the server puts their own code into the plan.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("module",),
    check=Require("source", Lacks(r"^(?:git::|hg::)?(?:http|git)://")),
    no_fix="only the server's owner knows whether it answers on https",
    example="""module "network" {
  source = "http://files.example.com/network-1.4.2.zip"
}
""",
    references=(f"{_SOURCES}#http-urls",),
)
