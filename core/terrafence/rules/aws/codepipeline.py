"""AWS CodePipeline, CodeCommit and CodeArtifact."""

from terrafence.declare import (
    AtLeast,
    Disruption,
    Equals,
    Expr,
    Level,
    Linked,
    NoneOf,
    Pick,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
)

_DOCS = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"

PIPELINE_AWS_KEY = Rule(
    id="aws-codepipeline-aws-key",
    summary="The pipeline's artifacts are encrypted with a key of AWS",
    why="A key of one's own can be watched, limited and withdrawn.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_codepipeline",),
    check=Require(
        "artifact_store.encryption_key.id",
        Presence.PRESENT,
        set=Pick("aws_kms_key", "arn", "."),
        beside={"type": "KMS"},
    ),
    safety=Safety.UNSAFE,
    fix_effect="uses a key that has its own price and policy",
    example="""resource "aws_codepipeline" "shop" {
  name     = "shop"
  role_arn = "arn:aws:iam::123456789012:role/pipeline"

  artifact_store {
    location = "acme-artifacts"
    type     = "S3"
  }

  stage {
    name = "Build"

    action {
      name     = "Build"
      category = "Build"
      owner    = "AWS"
      provider = "CodeBuild"
      version  = "1"
    }
  }
}
""",
    aliases=("CKV_AWS_219",),
    references=(
        "https://docs.aws.amazon.com/codepipeline/latest/userguide/S3-artifact-encryption.html",
        f"{_DOCS}codepipeline",
    ),
)

WEBHOOK_UNAUTHENTICATED = Rule(
    id="aws-codepipeline-webhook-unauthenticated",
    summary="Everyone who knows the webhook's address can start the pipeline",
    why="One request deploys, again and again, whatever the source holds at that moment.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_codepipeline_webhook",),
    check=Require("authentication", NoneOf(("UNAUTHENTICATED",))),
    disruption=Disruption.REPLACE,
    no_fix="the sender has to be given a secret or an address range first",
    example="""resource "aws_codepipeline_webhook" "shop" {
  name            = "shop"
  authentication  = "UNAUTHENTICATED"
  target_action   = "Source"
  target_pipeline = "shop"

  filter {
    json_path    = "$.ref"
    match_equals = "refs/heads/main"
  }
}
""",
    references=(
        "https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_WebhookDefinition.html",
        f"{_DOCS}codepipeline_webhook",
    ),
)

APPROVALS_FEW = Rule(
    id="aws-codecommit-approvals-few",
    summary="One person can approve a change",
    why="One stolen or hasty account is enough to bring code into the branch.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_codecommit_approval_rule_template",),
    check=Require("content.Statements.NumberOfApprovalsNeeded", AtLeast(2)),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="keeps changes waiting for a second person",
    example="""resource "aws_codecommit_approval_rule_template" "shop" {
  name = "shop"

  content = jsonencode({
    Version = "2018-11-08"
    Statements = [
      {
        Type                    = "Approvers"
        NumberOfApprovalsNeeded = 1
      }
    ]
  })
}
""",
    aliases=("CKV_AWS_257",),
    references=(
        "https://docs.aws.amazon.com/codecommit/latest/userguide/approval-rule-templates.html",
        f"{_DOCS}codecommit_approval_rule_template",
    ),
)

APPROVAL_RULE_MISSING = Rule(
    id="aws-codecommit-approval-rule-missing",
    summary="No rule says who has to approve changes to the repository",
    why="One stolen account is enough to bring code into every branch.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_codecommit_repository",),
    check=Linked(
        "aws_codecommit_approval_rule_template_association",
        "repository_name",
        companion={
            "approval_rule_template_name": Pick("aws_codecommit_approval_rule_template", "name", "."),
            "repository_name": Expr("{self}.id"),
        },
    ),
    safety=Safety.UNSAFE,
    fix_effect="keeps changes waiting for approval",
    example="""resource "aws_codecommit_repository" "shop" {
  repository_name = "shop"
}
""",
    aliases=("CKV2_AWS_37",),
    references=(
        "https://docs.aws.amazon.com/codecommit/latest/userguide/how-to-associate-template.html",
        f"{_DOCS}codecommit_approval_rule_template_association",
    ),
)

ARTIFACTS_AWS_KEY = Rule(
    id="aws-codeartifact-aws-key",
    summary="The domain's packages are encrypted with a key of AWS",
    why="A key of one's own can be watched, limited and withdrawn.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_codeartifact_domain",),
    check=Require("encryption_key", Presence.PRESENT, set=Pick("aws_kms_key", "arn", ".")),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example="""resource "aws_codeartifact_domain" "acme" {
  domain = "acme"
}
""",
    aliases=("CKV_AWS_221",),
    references=(
        "https://docs.aws.amazon.com/codeartifact/latest/ug/data-protection.html",
        f"{_DOCS}codeartifact_domain",
    ),
)

REVIEWER_AWS_KEY = Rule(
    id="aws-codegurureviewer-aws-key",
    summary="Code that is given for review is encrypted with a key of AWS",
    why="A key of one's own can be watched, limited and withdrawn.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_codegurureviewer_repository_association",),
    check=Require(
        "kms_key_details.encryption_option",
        Equals("CUSTOMER_MANAGED_CMK"),
        absent="AWS_OWNED_CMK",
        beside={"kms_key_id": Pick("aws_kms_key", "key_id", ".")},
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example="""resource "aws_codegurureviewer_repository_association" "shop" {
  repository {
    codecommit {
      name = "shop"
    }
  }
}
""",
    aliases=("CKV_AWS_381",),
    references=(
        "https://docs.aws.amazon.com/codeguru/latest/reviewer-ug/encrypt-repository-association.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"
        "codegurureviewer_repository_association",
    ),
)
