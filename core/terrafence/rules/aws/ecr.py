"""Amazon Elastic Container Registry."""

from terrafence.declare import (
    AnyOf,
    Attr,
    Disruption,
    Equals,
    Exists,
    Expr,
    InModule,
    Level,
    Linked,
    NoneOf,
    Not,
    OneOf,
    Require,
    Rule,
    Safety,
    Severity,
    Statement,
    TypeIs,
    When,
)
from terrafence.rules.aws.policies import CALLER, OWN_ACCOUNT, resource_policies, types_of

_REPOSITORY = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecr_repository"
_GUIDE = "https://docs.aws.amazon.com/AmazonECR/latest/userguide"
_POLICIES = (("aws_ecr_repository_policy", "policy"), ("aws_ecr_registry_policy", "policy"))
_EXAMPLE = """resource "aws_ecr_repository" "shop" {
  name = "shop"
}
"""

SCAN_OFF = Rule(
    id="aws-ecr-scan-on-push-off",
    summary="Images are not searched for known flaws when they are pushed",
    why="A flaw that everyone can look up goes into production with the image, and nobody is told.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_ecr_repository",),
    check=When(
        Not(InModule("aws_ecr_registry_scanning_configuration", Exists("rule"))),
        Require("image_scanning_configuration.scan_on_push", Equals(True), absent=False),
    ),
    example=_EXAMPLE,
    aliases=("CKV_AWS_163", "AVD-AWS-0030", "datadog:aws/unscanned_ecr_image"),
    controls=("AWS-Security-Hub:ECR.1",),
    references=(f"{_GUIDE}/image-scanning.html", _REPOSITORY),
)

TAGS_MUTABLE = Rule(
    id="aws-ecr-tags-mutable",
    summary="The image behind a tag can be exchanged",
    why="Whoever may push can put another image where everyone expects the one that was tested.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_ecr_repository",),
    check=Require("image_tag_mutability", OneOf(("IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION")), absent="MUTABLE"),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="refuses pushes to a tag that is there",
    example=_EXAMPLE,
    aliases=("CKV_AWS_51", "AVD-AWS-0031", "datadog:aws/ecr_image_tag_not_immutable"),
    controls=("AWS-Security-Hub:ECR.2",),
    references=(f"{_GUIDE}/image-tag-mutability.html", _REPOSITORY),
)

KMS_OFF = Rule(
    id="aws-ecr-own-key-missing",
    summary="Images are encrypted with a key that S3 owns and not with one from KMS",
    why="With a KMS key, pulling also takes a permission that can be watched and withdrawn on its own.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_ecr_repository",),
    check=Require("encryption_configuration.encryption_type", OneOf(("KMS", "KMS_DSSE")), absent="AES256"),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    fix_effect="replaces the repository, its images are gone",
    example=_EXAMPLE,
    aliases=("CKV_AWS_136", "AVD-AWS-0033", "datadog:aws/ecr_repository_not_encrypted"),
    controls=("AWS-Security-Hub:ECR.5",),
    references=(f"{_GUIDE}/encryption-at-rest.html", _REPOSITORY),
)

OPEN_TO_WORLD = Rule(
    id="aws-ecr-policy-open-to-world",
    summary="The repository's policy lets every AWS account use it",
    why="Anyone with an account can pull the images with what is in them, or push one that then runs in "
    "production.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=types_of(_POLICIES),
    check=resource_policies(Statement(principals=("*",), unless=(CALLER,)), _POLICIES, OWN_ACCOUNT),
    safety=Safety.SAFE_WHEN_NEW,
    part_of=(("aws_ecr_repository_policy", "repository", "aws_ecr_repository"),),
    # The registry's is the whole account's; Lambda pulls images by its own name.
    unsafe_when=AnyOf(
        (
            TypeIs(("aws_ecr_registry_policy",)),
            InModule("aws_lambda_function", Attr("package_type", NoneOf(("Zip",)), absent="Zip")),
        )
    ),
    fix_effect="cuts off other accounts",
    example="""resource "aws_ecr_repository_policy" "shop" {
  repository = "shop"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "ecr:BatchGetImage"
    }]
  })
}
""",
    aliases=("CKV_AWS_32", "AVD-AWS-0032", "datadog:aws/ecr_repository_is_publicly_accessible"),
    references=(f"{_GUIDE}/repository-policy-examples.html", _REPOSITORY),
)

FORCE_DELETE = Rule(
    id="aws-ecr-force-delete",
    summary="The repository is deleted with all its images in it",
    why="A slip in the configuration takes away what is running; nothing can be started again or rolled "
    "back.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_ecr_repository",),
    check=Require("force_delete", Equals(False), absent=False),
    example="""resource "aws_ecr_repository" "shop" {
  name         = "shop"
  force_delete = true
}
""",
    references=(f"{_GUIDE}/repository-delete.html", _REPOSITORY),
)

SCANNER_OUTDATED = Rule(
    id="aws-ecr-scanner-outdated",
    summary="Images are scanned with a tool that AWS has given up",
    why="It learns of new weaknesses late or not at all, and knows fewer systems: an image passes that should"
    " not.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_ecr_account_setting",),
    check=When(
        Attr("name", Equals("BASIC_SCAN_TYPE_VERSION")),
        Require("value", NoneOf(("CLAIR",), instead="AWS_NATIVE")),
    ),
    example="""resource "aws_ecr_account_setting" "scanner" {
  name  = "BASIC_SCAN_TYPE_VERSION"
  value = "CLAIR"
}
""",
    references=(
        "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-basic.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecr_account_setting",
    ),
)

POLICY_MISSING = Rule(
    id="aws-ecr-policy-missing",
    summary="No policy of the repository says who may pull and push",
    why="Only the policies of identities then limit it, and everyone in the account with rights on all "
    "repositories can exchange its images.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_ecr_repository",),
    check=Linked(
        "aws_ecr_repository_policy",
        "repository",
        companion={
            "repository": Expr("{self}.name"),
            "policy": Expr(
                """jsonencode({
  Version = "2012-10-17"
  Statement = [{
    Sid       = "Owner"
    Effect    = "Allow"
    Principal = { AWS = {account}.account_id }
    Action = [
      "ecr:BatchCheckLayerAvailability",
      "ecr:BatchGetImage",
      "ecr:CompleteLayerUpload",
      "ecr:GetDownloadUrlForLayer",
      "ecr:InitiateLayerUpload",
      "ecr:PutImage",
      "ecr:UploadLayerPart",
    ]
  }]
})"""
            ),
        },
    ),
    safety=Safety.UNSAFE,
    fix_effect="says that the account's own identities do",
    example="""resource "aws_ecr_repository" "shop" {
  name                 = "shop"
  image_tag_mutability = "IMMUTABLE"

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = "arn:aws:kms:eu-west-1:123456789012:key/1"
  }
}
""",
    aliases=("datadog:aws/ecr_repository_without_policy",),
    references=(
        "https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecr_repository_policy",
    ),
)
