# https://github.com/terraform-aws-modules/terraform-aws-s3-bucket from v0.1.0, before v3.9.0

variable "create_bucket" { default = true }
variable "bucket" { default = null }
variable "bucket_prefix" { default = null }
variable "force_destroy" { default = false }
variable "tags" { default = {} }
variable "acl" { default = null }
variable "grant" { default = [] }
variable "owner" { default = {} }
variable "policy" { default = null }
variable "attach_policy" { default = false }
variable "attach_public_policy" { default = true }
variable "attach_deny_insecure_transport_policy" { default = false }
variable "attach_require_latest_tls_policy" { default = false }
variable "attach_elb_log_delivery_policy" { default = false }
variable "attach_lb_log_delivery_policy" { default = false }
variable "attach_access_log_delivery_policy" { default = false }
variable "attach_cloudtrail_log_delivery_policy" { default = false }
variable "attach_waf_log_delivery_policy" { default = false }
variable "attach_inventory_destination_policy" { default = false }
variable "attach_analytics_destination_policy" { default = false }
variable "attach_deny_incorrect_encryption_headers" { default = false }
variable "attach_deny_incorrect_kms_key_sse" { default = false }
variable "attach_deny_unencrypted_object_uploads" { default = false }
variable "block_public_acls" { default = false }
variable "block_public_policy" { default = false }
variable "ignore_public_acls" { default = false }
variable "restrict_public_buckets" { default = false }
variable "control_object_ownership" { default = false }
variable "object_ownership" { default = "ObjectWriter" }
variable "versioning" { default = {} }
variable "logging" { default = {} }
variable "server_side_encryption_configuration" { default = {} }
variable "object_lock_enabled" { default = false }
variable "object_lock_configuration" { default = {} }
variable "lifecycle_rule" { default = [] }
variable "website" { default = {} }
variable "cors_rule" { default = [] }
variable "replication_configuration" { default = {} }
variable "acceleration_status" { default = null }

locals {
  attach_policy = anytrue([
    var.attach_policy,
    var.attach_deny_insecure_transport_policy,
    var.attach_require_latest_tls_policy,
    var.attach_elb_log_delivery_policy,
    var.attach_lb_log_delivery_policy,
    var.attach_access_log_delivery_policy,
    var.attach_cloudtrail_log_delivery_policy,
    var.attach_waf_log_delivery_policy,
    var.attach_inventory_destination_policy,
    var.attach_analytics_destination_policy,
    var.attach_deny_incorrect_encryption_headers,
    var.attach_deny_incorrect_kms_key_sse,
    var.attach_deny_unencrypted_object_uploads,
  ])
}

resource "aws_s3_bucket" "this" {
  count = var.create_bucket ? 1 : 0

  bucket              = var.bucket
  bucket_prefix       = var.bucket_prefix
  force_destroy       = var.force_destroy
  object_lock_enabled = var.object_lock_enabled
  tags                = var.tags
}

resource "aws_s3_bucket_public_access_block" "this" {
  count = var.create_bucket && var.attach_public_policy ? 1 : 0

  bucket                  = aws_s3_bucket.this[0].id
  block_public_acls       = var.block_public_acls
  block_public_policy     = var.block_public_policy
  ignore_public_acls      = var.ignore_public_acls
  restrict_public_buckets = var.restrict_public_buckets
}

resource "aws_s3_bucket_ownership_controls" "this" {
  count = var.create_bucket && var.control_object_ownership ? 1 : 0

  bucket = aws_s3_bucket.this[0].id

  rule {
    object_ownership = var.object_ownership
  }
}

resource "aws_s3_bucket_acl" "this" {
  count = var.create_bucket && (try(var.acl != "null" && var.acl != null, false) || length(var.grant) > 0) ? 1 : 0

  bucket = aws_s3_bucket.this[0].id
  acl    = var.acl

  dynamic "access_control_policy" {
    for_each = length(var.grant) > 0 ? [true] : []

    content {
      dynamic "grant" {
        for_each = var.grant

        content {
          permission = grant.value.permission

          grantee {
            type          = grant.value.type
            id            = try(grant.value.id, null)
            uri           = try(grant.value.uri, null)
            email_address = try(grant.value.email, null)
          }
        }
      }

      owner {
        id = try(var.owner.id, data.unsaid.it.value)
      }
    }
  }
}

resource "aws_s3_bucket_policy" "this" {
  count = var.create_bucket && local.attach_policy ? 1 : 0

  bucket = aws_s3_bucket.this[0].id
  policy = data.aws_iam_policy_document.combined.json
}

data "aws_iam_policy_document" "combined" {
  source_policy_documents = [
    var.attach_policy ? var.policy : null,
    var.attach_deny_insecure_transport_policy ? data.aws_iam_policy_document.deny_insecure_transport.json : null,
    var.attach_require_latest_tls_policy ? data.aws_iam_policy_document.require_latest_tls.json : null,
  ]
}

data "aws_iam_policy_document" "deny_insecure_transport" {
  statement {
    sid       = "denyInsecureTransport"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.this[0].arn, "${aws_s3_bucket.this[0].arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

data "aws_iam_policy_document" "require_latest_tls" {
  statement {
    sid       = "denyOutdatedTLS"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.this[0].arn, "${aws_s3_bucket.this[0].arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "NumericLessThan"
      variable = "s3:TlsVersion"
      values   = ["1.2"]
    }
  }
}

resource "aws_s3_bucket_versioning" "this" {
  count = var.create_bucket && length(var.versioning) > 0 ? 1 : 0

  bucket = aws_s3_bucket.this[0].id
  mfa    = try(var.versioning.mfa, null)

  versioning_configuration {
    status = try(
      tobool(var.versioning.enabled) ? "Enabled" : "Suspended",
      tobool(var.versioning.status) ? "Enabled" : "Suspended",
      title(lower(var.versioning.status)),
      null,
    )
    mfa_delete = try(
      tobool(var.versioning.mfa_delete) ? "Enabled" : "Disabled",
      title(lower(var.versioning.mfa_delete)),
      null,
    )
  }
}

resource "aws_s3_bucket_logging" "this" {
  count = var.create_bucket && try(length(var.logging), 0) > 0 ? 1 : 0

  bucket        = aws_s3_bucket.this[0].id
  target_bucket = var.logging.target_bucket
  target_prefix = try(var.logging.target_prefix, null)
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  count = var.create_bucket && try(length(var.server_side_encryption_configuration), 0) > 0 ? 1 : 0

  bucket = aws_s3_bucket.this[0].id

  dynamic "rule" {
    for_each = flatten([try(var.server_side_encryption_configuration.rule, [])])

    content {
      bucket_key_enabled = try(rule.value.bucket_key_enabled, null)

      dynamic "apply_server_side_encryption_by_default" {
        for_each = [try(rule.value.apply_server_side_encryption_by_default, {})]

        content {
          sse_algorithm     = apply_server_side_encryption_by_default.value.sse_algorithm
          kms_master_key_id = try(apply_server_side_encryption_by_default.value.kms_master_key_id, null)
        }
      }
    }
  }
}

resource "aws_s3_bucket_object_lock_configuration" "this" {
  count = var.create_bucket && var.object_lock_enabled && try(var.object_lock_configuration.rule.default_retention, null) != null ? 1 : 0

  bucket = aws_s3_bucket.this[0].id

  rule {
    default_retention {
      mode  = var.object_lock_configuration.rule.default_retention.mode
      days  = try(var.object_lock_configuration.rule.default_retention.days, null)
      years = try(var.object_lock_configuration.rule.default_retention.years, null)
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  count = var.create_bucket && length(var.lifecycle_rule) > 0 ? 1 : 0

  bucket = aws_s3_bucket.this[0].id

  dynamic "rule" {
    for_each = var.lifecycle_rule

    content {
      id     = try(rule.value.id, null)
      status = try(rule.value.enabled ? "Enabled" : "Disabled", tobool(rule.value.status) ? "Enabled" : "Disabled", title(lower(rule.value.status)))

      dynamic "abort_incomplete_multipart_upload" {
        for_each = try([rule.value.abort_incomplete_multipart_upload_days], [])

        content {
          days_after_initiation = abort_incomplete_multipart_upload.value
        }
      }

      dynamic "expiration" {
        for_each = try(flatten([rule.value.expiration]), [])

        content {
          days = try(expiration.value.days, null)
        }
      }

      dynamic "noncurrent_version_expiration" {
        for_each = try(flatten([rule.value.noncurrent_version_expiration]), [])

        content {
          noncurrent_days = try(noncurrent_version_expiration.value.days, noncurrent_version_expiration.value.noncurrent_days, null)
        }
      }

      dynamic "transition" {
        for_each = try(flatten([rule.value.transition]), [])

        content {
          days          = try(transition.value.days, null)
          storage_class = transition.value.storage_class
        }
      }
    }
  }
}

resource "aws_s3_bucket_website_configuration" "this" {
  count = var.create_bucket && length(var.website) > 0 ? 1 : 0

  bucket = aws_s3_bucket.this[0].id
}

resource "aws_s3_bucket_cors_configuration" "this" {
  count = var.create_bucket && length(var.cors_rule) > 0 ? 1 : 0

  bucket = aws_s3_bucket.this[0].id

  dynamic "cors_rule" {
    for_each = var.cors_rule

    content {
      allowed_methods = cors_rule.value.allowed_methods
      allowed_origins = cors_rule.value.allowed_origins
      allowed_headers = try(cors_rule.value.allowed_headers, null)
      expose_headers  = try(cors_rule.value.expose_headers, null)
    }
  }
}

resource "aws_s3_bucket_replication_configuration" "this" {
  count = var.create_bucket && length(var.replication_configuration) > 0 ? 1 : 0

  bucket = aws_s3_bucket.this[0].id
  role   = var.replication_configuration.role

  dynamic "rule" {
    for_each = flatten([try(var.replication_configuration.rules, var.replication_configuration.rule, [])])

    content {
      status = try(tobool(rule.value.status) ? "Enabled" : "Disabled", title(lower(rule.value.status)), "Enabled")
    }
  }
}

resource "aws_s3_bucket_accelerate_configuration" "this" {
  count = var.create_bucket && var.acceleration_status != null ? 1 : 0

  bucket = aws_s3_bucket.this[0].id
  status = title(lower(var.acceleration_status))
}

output "s3_bucket_id" { value = try(aws_s3_bucket.this[0].id, "") }
output "s3_bucket_arn" { value = try(aws_s3_bucket.this[0].arn, "") }
