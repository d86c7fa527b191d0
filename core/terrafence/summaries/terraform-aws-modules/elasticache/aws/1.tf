# https://github.com/terraform-aws-modules/terraform-aws-elasticache from v1.0.0

variable "create" { default = true }
variable "create_cluster" { default = false }
variable "create_replication_group" { default = true }
variable "create_subnet_group" { default = true }
variable "at_rest_encryption_enabled" { default = true }
variable "auth_token" { default = null }
variable "auto_minor_version_upgrade" { default = null }
variable "automatic_failover_enabled" { default = null }
variable "description" { default = null }
variable "engine" { default = "redis" }
variable "engine_version" { default = null }
variable "global_replication_group_id" { default = null }
variable "kms_key_arn" { default = null }
variable "log_delivery_configuration" {
  default = {
    slow-log = { destination_type = "cloudwatch-logs", log_format = "json" }
  }
}
variable "multi_az_enabled" { default = false }
variable "node_type" { default = null }
variable "replication_group_id" { default = null }
variable "cluster_id" { default = null }
variable "snapshot_retention_limit" { default = null }
variable "subnet_group_name" { default = null }
variable "tags" { default = {} }
variable "transit_encryption_enabled" { default = true }
variable "user_group_ids" { default = null }

resource "aws_elasticache_cluster" "this" {
  count = var.create && var.create_cluster ? 1 : 0

  auto_minor_version_upgrade = var.auto_minor_version_upgrade
  cluster_id                 = var.cluster_id
  engine                     = var.engine
  engine_version             = var.replication_group_id != null ? null : var.engine_version
  node_type                  = var.replication_group_id != null ? null : var.node_type
  replication_group_id       = data.unsaid.it.value
  snapshot_retention_limit   = var.replication_group_id != null ? null : var.snapshot_retention_limit
  subnet_group_name          = data.unsaid.it.value
  tags                       = var.tags
  transit_encryption_enabled = var.transit_encryption_enabled
}

resource "aws_elasticache_replication_group" "this" {
  count = var.create && var.create_replication_group ? 1 : 0

  at_rest_encryption_enabled  = var.global_replication_group_id != null ? null : var.at_rest_encryption_enabled
  auth_token                  = var.auth_token
  auto_minor_version_upgrade  = var.auto_minor_version_upgrade
  automatic_failover_enabled  = var.multi_az_enabled ? true : var.automatic_failover_enabled
  description                 = var.description == null ? "Replication group" : var.description
  engine                      = var.global_replication_group_id != null ? null : var.engine
  engine_version              = var.global_replication_group_id != null ? null : var.engine_version
  global_replication_group_id = var.global_replication_group_id
  kms_key_id                  = var.at_rest_encryption_enabled ? var.kms_key_arn : null
  multi_az_enabled            = var.multi_az_enabled
  node_type                   = var.global_replication_group_id != null ? null : var.node_type
  replication_group_id        = var.replication_group_id
  snapshot_retention_limit    = var.snapshot_retention_limit
  subnet_group_name           = var.create_subnet_group ? data.unsaid.it.value : var.subnet_group_name
  tags                        = var.tags
  transit_encryption_enabled  = var.global_replication_group_id != null ? null : var.transit_encryption_enabled
  user_group_ids              = var.user_group_ids

  dynamic "log_delivery_configuration" {
    for_each = var.log_delivery_configuration

    content {
      destination      = data.unsaid.it.value
      destination_type = log_delivery_configuration.value.destination_type
      log_format       = log_delivery_configuration.value.log_format
      log_type         = log_delivery_configuration.key
    }
  }
}
