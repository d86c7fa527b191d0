# https://github.com/terraform-aws-modules/terraform-aws-sns from v5.0.0

variable "create" { default = true }
variable "name" { default = null }
variable "use_name_prefix" { default = false }
variable "create_topic_policy" { default = true }
variable "topic_policy" { default = null }
variable "enable_default_topic_policy" { default = true }
variable "topic_policy_statements" { default = {} }
variable "source_topic_policy_documents" { default = [] }
variable "display_name" { default = null }
variable "delivery_policy" { default = null }
variable "kms_master_key_id" { default = null }
variable "tags" { default = {} }
variable "fifo_topic" { default = false }
variable "content_based_deduplication" { default = false }
variable "signature_version" { default = null }
variable "tracing_config" { default = null }

resource "aws_sns_topic" "this" {
  count = var.create ? 1 : 0

  name                        = var.use_name_prefix ? null : var.name
  display_name                = var.display_name
  delivery_policy             = var.delivery_policy
  kms_master_key_id           = var.kms_master_key_id
  tags                        = var.tags
  fifo_topic                  = var.fifo_topic
  content_based_deduplication = var.content_based_deduplication
  signature_version           = var.signature_version
  tracing_config              = var.tracing_config
}

resource "aws_sns_topic_policy" "this" {
  count = var.create && var.create_topic_policy ? 1 : 0

  arn    = aws_sns_topic.this[0].arn
  policy = var.topic_policy != null ? var.topic_policy : data.aws_iam_policy_document.this.json
}

data "aws_iam_policy_document" "this" {
  source_policy_documents = var.source_topic_policy_documents

  dynamic "statement" {
    for_each = var.enable_default_topic_policy ? [1] : []

    content {
      sid       = "__default_statement_ID"
      actions   = ["sns:Publish", "sns:Subscribe"]
      resources = [aws_sns_topic.this[0].arn]

      principals {
        type        = "AWS"
        identifiers = ["*"]
      }

      condition {
        test     = "StringEquals"
        variable = "AWS:SourceOwner"
        values   = [data.aws_caller_identity.current.account_id]
      }
    }
  }

  dynamic "statement" {
    for_each = var.topic_policy_statements

    content {
      sid       = try(statement.value.sid, null)
      effect    = try(statement.value.effect, null)
      actions   = try(statement.value.actions, null)
      resources = try(statement.value.resources, [aws_sns_topic.this[0].arn])

      dynamic "principals" {
        for_each = try(statement.value.principals, [])

        content {
          type        = principals.value.type
          identifiers = principals.value.identifiers
        }
      }

      dynamic "condition" {
        for_each = try(statement.value.conditions, statement.value.condition, [])

        content {
          test     = condition.value.test
          variable = condition.value.variable
          values   = condition.value.values
        }
      }
    }
  }
}

data "aws_caller_identity" "current" {}

output "topic_arn" { value = try(aws_sns_topic.this[0].arn, null) }
