# https://github.com/terraform-aws-modules/terraform-aws-efs from v1.0.0, which encrypts by default

variable "create" { default = true }
variable "kms_key_arn" { default = null }
variable "tags" { default = {} }
variable "name" { default = "" }
variable "enable_backup_policy" { default = true }
variable "availability_zone_name" { default = null }
variable "creation_token" { default = null }
variable "performance_mode" { default = null }
variable "encrypted" { default = true }
variable "provisioned_throughput_in_mibps" { default = null }
variable "throughput_mode" { default = null }

resource "aws_efs_file_system" "this" {
  count = var.create ? 1 : 0

  availability_zone_name          = var.availability_zone_name
  creation_token                  = var.creation_token
  performance_mode                = var.performance_mode
  encrypted                       = var.encrypted
  provisioned_throughput_in_mibps = var.provisioned_throughput_in_mibps
  throughput_mode                 = var.throughput_mode
  kms_key_id                      = var.kms_key_arn
  tags                            = merge(var.tags, { Name = var.name })
}

resource "aws_efs_backup_policy" "this" {
  count = var.create && var.enable_backup_policy ? 1 : 0

  file_system_id = aws_efs_file_system.this[0].id

  backup_policy {
    status = "ENABLED"
  }
}

output "id" { value = try(aws_efs_file_system.this[0].id, null) }
