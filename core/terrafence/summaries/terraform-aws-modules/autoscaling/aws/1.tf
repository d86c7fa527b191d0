# https://github.com/terraform-aws-modules/terraform-aws-autoscaling from v1.0.0: a launch configuration and its group

variable "create_lc" { default = true }
variable "create_asg" { default = true }
variable "name" { default = "" }
variable "lc_name" { default = "" }
variable "asg_name" { default = "" }
variable "launch_configuration" { default = "" }
variable "ebs_block_device" { default = [] }
variable "root_block_device" { default = [] }
variable "tags" { default = [] }
variable "image_id" { default = "" }
variable "instance_type" { default = "" }
variable "iam_instance_profile" { default = "" }
variable "key_name" { default = "" }
variable "security_groups" { default = null }
variable "associate_public_ip_address" { default = false }
variable "user_data" { default = null }
variable "user_data_base64" { default = null }
variable "enable_monitoring" { default = true }
variable "spot_price" { default = "" }
variable "placement_tenancy" { default = "default" }
variable "ebs_optimized" { default = false }
variable "max_size" {}
variable "min_size" {}
variable "desired_capacity" {}
variable "vpc_zone_identifier" {}
variable "load_balancers" { default = [] }
variable "health_check_type" {}
variable "health_check_grace_period" { default = 300 }
variable "min_elb_capacity" { default = 0 }
variable "target_group_arns" { default = [] }
variable "default_cooldown" { default = 300 }
variable "force_delete" { default = false }
variable "termination_policies" { default = ["Default"] }
variable "suspended_processes" { default = [] }
variable "placement_group" { default = "" }
variable "enabled_metrics" { default = [] }
variable "metrics_granularity" { default = "1Minute" }
variable "protect_from_scale_in" { default = false }

resource "aws_launch_configuration" "this" {
  count = var.create_lc ? 1 : 0

  name_prefix                 = "${coalesce(var.lc_name, var.name)}-"
  image_id                    = var.image_id
  instance_type               = var.instance_type
  iam_instance_profile        = var.iam_instance_profile
  key_name                    = var.key_name
  security_groups             = var.security_groups
  associate_public_ip_address = var.associate_public_ip_address
  user_data                   = var.user_data
  user_data_base64            = var.user_data_base64
  enable_monitoring           = var.enable_monitoring
  spot_price                  = var.spot_price
  placement_tenancy           = var.placement_tenancy
  ebs_optimized               = var.ebs_optimized

  dynamic "root_block_device" {
    for_each = var.root_block_device

    content {
      delete_on_termination = try(root_block_device.value.delete_on_termination, null)
      encrypted             = try(root_block_device.value.encrypted, null)
      iops                  = try(root_block_device.value.iops, null)
      volume_size           = try(root_block_device.value.volume_size, null)
      volume_type           = try(root_block_device.value.volume_type, null)
    }
  }

  dynamic "ebs_block_device" {
    for_each = var.ebs_block_device

    content {
      device_name           = try(ebs_block_device.value.device_name, null)
      snapshot_id           = try(ebs_block_device.value.snapshot_id, null)
      delete_on_termination = try(ebs_block_device.value.delete_on_termination, null)
      encrypted             = try(ebs_block_device.value.encrypted, null)
      iops                  = try(ebs_block_device.value.iops, null)
      volume_size           = try(ebs_block_device.value.volume_size, null)
      volume_type           = try(ebs_block_device.value.volume_type, null)
    }
  }
}

resource "aws_autoscaling_group" "this" {
  count = var.create_asg ? 1 : 0

  name_prefix               = "${coalesce(var.asg_name, var.name)}-"
  launch_configuration      = var.create_lc ? aws_launch_configuration.this[0].name : var.launch_configuration
  max_size                  = var.max_size
  min_size                  = var.min_size
  desired_capacity          = var.desired_capacity
  vpc_zone_identifier       = var.vpc_zone_identifier
  load_balancers            = var.load_balancers
  health_check_type         = var.health_check_type
  health_check_grace_period = var.health_check_grace_period
  min_elb_capacity          = var.min_elb_capacity
  target_group_arns         = var.target_group_arns
  default_cooldown          = var.default_cooldown
  force_delete              = var.force_delete
  termination_policies      = var.termination_policies
  suspended_processes       = var.suspended_processes
  placement_group           = var.placement_group
  enabled_metrics           = var.enabled_metrics
  metrics_granularity       = var.metrics_granularity
  protect_from_scale_in     = var.protect_from_scale_in

  dynamic "tag" {
    for_each = var.tags

    content {
      key                 = try(tag.value.key, null)
      value               = try(tag.value.value, null)
      propagate_at_launch = try(tag.value.propagate_at_launch, null)
    }
  }
}
