# https://github.com/terraform-aws-modules/terraform-aws-autoscaling from v5.0.0: a launch template and its group

variable "create" { default = true }
variable "create_launch_template" { default = true }
variable "name" { default = null }
variable "instance_name" { default = "" }
variable "launch_template_id" { default = null }
variable "launch_template_version" { default = null }
variable "launch_template_name" { default = null }
variable "launch_template_description" { default = null }
variable "security_groups" { default = [] }
variable "block_device_mappings" { default = [] }
variable "metadata_options" { default = {} }
variable "network_interfaces" { default = [] }
variable "enable_monitoring" { default = true }
variable "autoscaling_group_tags" { default = {} }
variable "use_mixed_instances_policy" { default = false }
variable "image_id" { default = null }
variable "instance_type" { default = null }
variable "key_name" { default = null }
variable "user_data" { default = null }
variable "ebs_optimized" { default = null }
variable "disable_api_termination" { default = null }
variable "update_default_version" { default = null }
variable "default_version" { default = null }
variable "instance_initiated_shutdown_behavior" { default = null }
variable "tags" { default = {} }
variable "availability_zones" { default = null }
variable "vpc_zone_identifier" { default = null }
variable "min_size" { default = null }
variable "max_size" { default = null }
variable "desired_capacity" { default = null }
variable "capacity_rebalance" { default = null }
variable "min_elb_capacity" { default = null }
variable "wait_for_elb_capacity" { default = null }
variable "wait_for_capacity_timeout" { default = null }
variable "default_cooldown" { default = null }
variable "protect_from_scale_in" { default = null }
variable "placement_group" { default = null }
variable "health_check_type" { default = null }
variable "health_check_grace_period" { default = null }
variable "force_delete" { default = null }
variable "termination_policies" { default = null }
variable "suspended_processes" { default = null }
variable "max_instance_lifetime" { default = null }
variable "enabled_metrics" { default = null }
variable "metrics_granularity" { default = null }
variable "service_linked_role_arn" { default = null }

resource "aws_launch_template" "this" {
  count = var.create_launch_template ? 1 : 0

  name_prefix                          = var.launch_template_name != null ? var.launch_template_name : var.name
  description                          = var.launch_template_description
  vpc_security_group_ids               = length(var.network_interfaces) > 0 ? [] : var.security_groups
  image_id                             = var.image_id
  instance_type                        = var.instance_type
  key_name                             = var.key_name
  user_data                            = var.user_data
  ebs_optimized                        = var.ebs_optimized
  disable_api_termination              = var.disable_api_termination
  update_default_version               = var.update_default_version
  default_version                      = var.default_version
  instance_initiated_shutdown_behavior = var.instance_initiated_shutdown_behavior
  tags                                 = var.tags

  dynamic "block_device_mappings" {
    for_each = var.block_device_mappings

    content {
      device_name = block_device_mappings.value.device_name

      dynamic "ebs" {
        for_each = flatten([try(block_device_mappings.value.ebs, [])])

        content {
          delete_on_termination = try(ebs.value.delete_on_termination, null)
          encrypted             = try(ebs.value.encrypted, null)
          kms_key_id            = try(ebs.value.kms_key_id, null)
          iops                  = try(ebs.value.iops, null)
          snapshot_id           = try(ebs.value.snapshot_id, null)
          volume_size           = try(ebs.value.volume_size, null)
          volume_type           = try(ebs.value.volume_type, null)
        }
      }
    }
  }

  dynamic "metadata_options" {
    for_each = length(var.metadata_options) > 0 ? [var.metadata_options] : []

    content {
      http_endpoint               = try(metadata_options.value.http_endpoint, null)
      http_tokens                 = try(metadata_options.value.http_tokens, null)
      http_put_response_hop_limit = try(metadata_options.value.http_put_response_hop_limit, null)
      http_protocol_ipv6          = try(metadata_options.value.http_protocol_ipv6, null)
      instance_metadata_tags      = try(metadata_options.value.instance_metadata_tags, null)
    }
  }

  dynamic "monitoring" {
    for_each = var.enable_monitoring ? [1] : []

    content {
      enabled = var.enable_monitoring
    }
  }

  dynamic "network_interfaces" {
    for_each = var.network_interfaces

    content {
      associate_public_ip_address = try(network_interfaces.value.associate_public_ip_address, null)
      delete_on_termination       = try(network_interfaces.value.delete_on_termination, null)
      device_index                = try(network_interfaces.value.device_index, null)
      subnet_id                   = try(network_interfaces.value.subnet_id, null)
      security_groups             = try(network_interfaces.value.security_groups, null)
    }
  }
}

resource "aws_autoscaling_group" "this" {
  count = var.create ? 1 : 0

  name_prefix               = var.name
  availability_zones        = var.availability_zones
  vpc_zone_identifier       = var.vpc_zone_identifier
  min_size                  = var.min_size
  max_size                  = var.max_size
  desired_capacity          = var.desired_capacity
  capacity_rebalance        = var.capacity_rebalance
  min_elb_capacity          = var.min_elb_capacity
  wait_for_elb_capacity     = var.wait_for_elb_capacity
  wait_for_capacity_timeout = var.wait_for_capacity_timeout
  default_cooldown          = var.default_cooldown
  protect_from_scale_in     = var.protect_from_scale_in
  placement_group           = var.placement_group
  health_check_type         = var.health_check_type
  health_check_grace_period = var.health_check_grace_period
  force_delete              = var.force_delete
  termination_policies      = var.termination_policies
  suspended_processes       = var.suspended_processes
  max_instance_lifetime     = var.max_instance_lifetime
  enabled_metrics           = var.enabled_metrics
  metrics_granularity       = var.metrics_granularity
  service_linked_role_arn   = var.service_linked_role_arn

  dynamic "launch_template" {
    for_each = var.use_mixed_instances_policy ? [] : [1]

    content {
      id      = var.create_launch_template ? aws_launch_template.this[0].id : var.launch_template_id
      version = var.launch_template_version
    }
  }

  dynamic "mixed_instances_policy" {
    for_each = var.use_mixed_instances_policy ? [1] : []

    content {
      launch_template {
        launch_template_specification {
          launch_template_id = var.create_launch_template ? aws_launch_template.this[0].id : var.launch_template_id
        }
      }
    }
  }

  dynamic "tag" {
    for_each = merge(var.tags, { Name = var.instance_name }, var.autoscaling_group_tags)

    content {
      key                 = tag.key
      value               = tag.value
      propagate_at_launch = true
    }
  }
}
