# https://github.com/terraform-aws-modules/terraform-aws-sns from v2.0.0

variable "create_sns_topic" { default = true }
variable "name" { default = null }
variable "name_prefix" { default = null }
variable "policy" { default = null }
variable "display_name" { default = null }
variable "delivery_policy" { default = null }
variable "kms_master_key_id" { default = null }
variable "tags" { default = {} }

resource "aws_sns_topic" "this" {
  count = var.create_sns_topic ? 1 : 0

  name              = var.name
  name_prefix       = var.name_prefix
  policy            = var.policy
  display_name      = var.display_name
  delivery_policy   = var.delivery_policy
  kms_master_key_id = var.kms_master_key_id
  tags              = var.tags
}

output "sns_topic_arn" { value = try(aws_sns_topic.this[0].arn, null) }
