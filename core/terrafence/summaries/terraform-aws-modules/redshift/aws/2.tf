# https://github.com/terraform-aws-modules/terraform-aws-redshift from v2.0.0

variable "create" { default = true }
variable "cluster_identifier" {}
variable "master_password" { default = null }
variable "kms_key_arn" { default = null }
variable "subnet_group_name" { default = null }
variable "parameter_group_name" { default = null }
variable "enable_logging" { default = false }
variable "logging_bucket_name" { default = null }
variable "allow_version_upgrade" { default = null }
variable "apply_immediately" { default = null }
variable "automated_snapshot_retention_period" { default = null }
variable "availability_zone" { default = null }
variable "cluster_version" { default = null }
variable "database_name" { default = null }
variable "elastic_ip" { default = null }
variable "encrypted" { default = false }
variable "enhanced_vpc_routing" { default = null }
variable "master_username" { default = null }
variable "node_type" { default = null }
variable "number_of_nodes" { default = 1 }
variable "port" { default = 5439 }
variable "publicly_accessible" { default = false }
variable "skip_final_snapshot" { default = true }
variable "snapshot_identifier" { default = null }
variable "vpc_security_group_ids" { default = [] }
variable "tags" { default = {} }

resource "aws_redshift_cluster" "this" {
  count = var.create ? 1 : 0

  cluster_identifier                  = var.cluster_identifier
  allow_version_upgrade               = var.allow_version_upgrade
  apply_immediately                   = var.apply_immediately
  automated_snapshot_retention_period = var.automated_snapshot_retention_period
  availability_zone                   = var.availability_zone
  cluster_version                     = var.cluster_version
  database_name                       = var.database_name
  elastic_ip                          = var.elastic_ip
  encrypted                           = var.encrypted
  enhanced_vpc_routing                = var.enhanced_vpc_routing
  master_username                     = var.master_username
  node_type                           = var.node_type
  number_of_nodes                     = var.number_of_nodes
  port                                = var.port
  publicly_accessible                 = var.publicly_accessible
  skip_final_snapshot                 = var.skip_final_snapshot
  snapshot_identifier                 = var.snapshot_identifier
  vpc_security_group_ids              = var.vpc_security_group_ids
  tags                                = var.tags
  master_password                     = var.master_password
  kms_key_id                          = var.kms_key_arn
  cluster_subnet_group_name           = var.subnet_group_name != null ? var.subnet_group_name : data.unsaid.it.value
  cluster_parameter_group_name        = var.parameter_group_name != null ? var.parameter_group_name : data.unsaid.it.value

  dynamic "logging" {
    for_each = [true]

    content {
      enable      = var.enable_logging
      bucket_name = var.logging_bucket_name
    }
  }
}

output "cluster_id" { value = try(aws_redshift_cluster.this[0].id, null) }
