# https://github.com/terraform-aws-modules/terraform-aws-s3-bucket before v0.1.0

variable "bucket" { default = null }
variable "bucket_prefix" { default = null }
variable "acl" { default = null }
variable "policy" { default = null }
variable "tags" { default = {} }
variable "force_destroy" { default = false }
variable "acceleration_status" { default = null }
variable "request_payer" { default = null }
variable "versioning_inputs" { default = null }
variable "logging_inputs" { default = null }
variable "website_inputs" { default = null }
variable "server_side_encryption_configuration_inputs" { default = null }

resource "aws_s3_bucket" "this" {
  bucket              = var.bucket
  bucket_prefix       = var.bucket_prefix
  acl                 = var.acl
  policy              = var.policy
  tags                = var.tags
  force_destroy       = var.force_destroy
  acceleration_status = var.acceleration_status
  request_payer       = var.request_payer

  dynamic "versioning" {
    for_each = var.versioning_inputs == null ? [] : var.versioning_inputs

    content {
      enabled    = versioning.value.enabled
      mfa_delete = versioning.value.mfa_delete
    }
  }

  dynamic "logging" {
    for_each = var.logging_inputs == null ? [] : var.logging_inputs

    content {
      target_bucket = logging.value.target_bucket
      target_prefix = logging.value.target_prefix
    }
  }

  dynamic "website" {
    for_each = var.website_inputs == null ? [] : var.website_inputs

    content {
      index_document           = website.value.index_document
      redirect_all_requests_to = website.value.redirect_all_requests_to
    }
  }

  dynamic "server_side_encryption_configuration" {
    for_each = var.server_side_encryption_configuration_inputs == null ? [] : var.server_side_encryption_configuration_inputs

    content {
      rule {
        apply_server_side_encryption_by_default {
          sse_algorithm     = server_side_encryption_configuration.value.sse_algorithm
          kms_master_key_id = server_side_encryption_configuration.value.kms_master_key_id
        }
      }
    }
  }
}
