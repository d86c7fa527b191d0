# https://github.com/terraform-aws-modules/terraform-aws-rds from v4.0.0

variable "create_db_instance" { default = true }
variable "create_monitoring_role" { default = false }
variable "monitoring_role_arn" { default = null }
variable "family" { default = "" }
variable "parameters" { default = [] }
variable "create_db_parameter_group" { default = true }
variable "identifier" {}
variable "engine" { default = null }
variable "engine_version" { default = null }
variable "instance_class" { default = null }
variable "allocated_storage" { default = null }
variable "storage_type" { default = null }
variable "storage_encrypted" { default = true }
variable "kms_key_id" { default = null }
variable "license_model" { default = null }
variable "username" { default = null }
variable "password" { default = null }
variable "port" { default = null }
variable "domain" { default = null }
variable "domain_iam_role_name" { default = null }
variable "iam_database_authentication_enabled" { default = false }
variable "replicate_source_db" { default = null }
variable "snapshot_identifier" { default = null }
variable "vpc_security_group_ids" { default = [] }
variable "db_subnet_group_name" { default = null }
variable "parameter_group_name" { default = null }
variable "option_group_name" { default = null }
variable "availability_zone" { default = null }
variable "multi_az" { default = false }
variable "iops" { default = null }
variable "publicly_accessible" { default = false }
variable "monitoring_interval" { default = 0 }
variable "allow_major_version_upgrade" { default = false }
variable "auto_minor_version_upgrade" { default = true }
variable "apply_immediately" { default = false }
variable "maintenance_window" { default = null }
variable "skip_final_snapshot" { default = false }
variable "copy_tags_to_snapshot" { default = false }
variable "max_allocated_storage" { default = null }
variable "performance_insights_enabled" { default = false }
variable "performance_insights_retention_period" { default = 7 }
variable "performance_insights_kms_key_id" { default = null }
variable "backup_retention_period" { default = null }
variable "backup_window" { default = null }
variable "character_set_name" { default = null }
variable "timezone" { default = null }
variable "ca_cert_identifier" { default = null }
variable "delete_automated_backups" { default = true }
variable "enabled_cloudwatch_logs_exports" { default = [] }
variable "deletion_protection" { default = false }
variable "tags" { default = {} }
variable "db_name" { default = null }

module "db_instance" {
  source  = "terraform-aws-modules/rds/aws//modules/db_instance"
  version = "~> 4.0"

  create                                = var.create_db_instance
  identifier                            = var.identifier
  engine                                = var.engine
  engine_version                        = var.engine_version
  instance_class                        = var.instance_class
  allocated_storage                     = var.allocated_storage
  storage_type                          = var.storage_type
  storage_encrypted                     = var.storage_encrypted
  kms_key_id                            = var.kms_key_id
  license_model                         = var.license_model
  username                              = var.username
  password                              = var.password
  port                                  = var.port
  domain                                = var.domain
  domain_iam_role_name                  = var.domain_iam_role_name
  iam_database_authentication_enabled   = var.iam_database_authentication_enabled
  replicate_source_db                   = var.replicate_source_db
  snapshot_identifier                   = var.snapshot_identifier
  vpc_security_group_ids                = var.vpc_security_group_ids
  db_subnet_group_name                  = var.db_subnet_group_name
  parameter_group_name                  = var.parameter_group_name
  option_group_name                     = var.option_group_name
  availability_zone                     = var.availability_zone
  multi_az                              = var.multi_az
  iops                                  = var.iops
  publicly_accessible                   = var.publicly_accessible
  monitoring_interval                   = var.monitoring_interval
  allow_major_version_upgrade           = var.allow_major_version_upgrade
  auto_minor_version_upgrade            = var.auto_minor_version_upgrade
  apply_immediately                     = var.apply_immediately
  maintenance_window                    = var.maintenance_window
  skip_final_snapshot                   = var.skip_final_snapshot
  copy_tags_to_snapshot                 = var.copy_tags_to_snapshot
  max_allocated_storage                 = var.max_allocated_storage
  performance_insights_enabled          = var.performance_insights_enabled
  performance_insights_retention_period = var.performance_insights_retention_period
  performance_insights_kms_key_id       = var.performance_insights_kms_key_id
  backup_retention_period               = var.backup_retention_period
  backup_window                         = var.backup_window
  character_set_name                    = var.character_set_name
  timezone                              = var.timezone
  ca_cert_identifier                    = var.ca_cert_identifier
  delete_automated_backups              = var.delete_automated_backups
  enabled_cloudwatch_logs_exports       = var.enabled_cloudwatch_logs_exports
  deletion_protection                   = var.deletion_protection
  tags                                  = var.tags
  db_name                               = var.db_name
  create_monitoring_role                = var.create_monitoring_role
  monitoring_role_arn                   = var.monitoring_role_arn
}

module "db_parameter_group" {
  source = "terraform-aws-modules/rds/aws//modules/db_parameter_group"

  create     = var.create_db_parameter_group
  family     = var.family
  parameters = var.parameters
}

output "db_instance_id" { value = module.db_instance.db_instance_id }
output "db_instance_arn" { value = module.db_instance.db_instance_arn }
