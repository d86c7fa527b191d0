# https://github.com/terraform-aws-modules/terraform-aws-ec2-instance from v3.0.0

variable "create" { default = true }
variable "instance_type" { default = "t3.micro" }
variable "ami" { default = null }
variable "hibernation" { default = null }
variable "user_data" { default = null }
variable "user_data_base64" { default = null }
variable "availability_zone" { default = null }
variable "subnet_id" { default = null }
variable "vpc_security_group_ids" { default = null }
variable "key_name" { default = null }
variable "monitoring" { default = null }
variable "get_password_data" { default = null }
variable "associate_public_ip_address" { default = null }
variable "private_ip" { default = null }
variable "secondary_private_ips" { default = null }
variable "ipv6_address_count" { default = null }
variable "ipv6_addresses" { default = null }
variable "ebs_optimized" { default = null }
variable "disable_api_termination" { default = null }
variable "instance_initiated_shutdown_behavior" { default = null }
variable "placement_group" { default = null }
variable "tenancy" { default = null }
variable "host_id" { default = null }
variable "tags" { default = {} }
variable "source_dest_check" { default = true }
variable "iam_instance_profile" { default = null }
variable "create_iam_instance_profile" { default = false }
variable "metadata_options" { default = {} }
variable "root_block_device" { default = [] }
variable "ebs_block_device" { default = [] }
variable "network_interface" { default = [] }

resource "aws_instance" "this" {
  count = var.create ? 1 : 0

  instance_type                        = var.instance_type
  ami                                  = var.ami
  hibernation                          = var.hibernation
  user_data                            = var.user_data
  user_data_base64                     = var.user_data_base64
  availability_zone                    = var.availability_zone
  subnet_id                            = var.subnet_id
  vpc_security_group_ids               = var.vpc_security_group_ids
  key_name                             = var.key_name
  monitoring                           = var.monitoring
  get_password_data                    = var.get_password_data
  associate_public_ip_address          = var.associate_public_ip_address
  private_ip                           = var.private_ip
  secondary_private_ips                = var.secondary_private_ips
  ipv6_address_count                   = var.ipv6_address_count
  ipv6_addresses                       = var.ipv6_addresses
  ebs_optimized                        = var.ebs_optimized
  disable_api_termination              = var.disable_api_termination
  instance_initiated_shutdown_behavior = var.instance_initiated_shutdown_behavior
  placement_group                      = var.placement_group
  tenancy                              = var.tenancy
  host_id                              = var.host_id
  tags                                 = var.tags
  source_dest_check                    = try(length(var.network_interface), 0) > 0 ? null : var.source_dest_check
  iam_instance_profile                 = var.create_iam_instance_profile ? data.unsaid.it.value : var.iam_instance_profile

  dynamic "network_interface" {
    for_each = var.network_interface

    content {
      device_index         = try(network_interface.value.device_index, null)
      network_interface_id = try(network_interface.value.network_interface_id, null)
    }
  }

  dynamic "metadata_options" {
    for_each = length(var.metadata_options) > 0 ? [var.metadata_options] : []

    content {
      http_endpoint               = try(metadata_options.value.http_endpoint, "enabled")
      http_tokens                 = try(metadata_options.value.http_tokens, "optional")
      http_put_response_hop_limit = try(metadata_options.value.http_put_response_hop_limit, "1")
      instance_metadata_tags      = try(metadata_options.value.instance_metadata_tags, null)
    }
  }

  dynamic "root_block_device" {
    for_each = var.root_block_device

    content {
      delete_on_termination = try(root_block_device.value.delete_on_termination, null)
      encrypted             = try(root_block_device.value.encrypted, null)
      iops                  = try(root_block_device.value.iops, null)
      kms_key_id            = try(root_block_device.value.kms_key_id, null)
      volume_size           = try(root_block_device.value.volume_size, null)
      volume_type           = try(root_block_device.value.volume_type, null)
      throughput            = try(root_block_device.value.throughput, null)
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
      kms_key_id            = try(ebs_block_device.value.kms_key_id, null)
      volume_size           = try(ebs_block_device.value.volume_size, null)
      volume_type           = try(ebs_block_device.value.volume_type, null)
      throughput            = try(ebs_block_device.value.throughput, null)
    }
  }
}

output "id" { value = try(aws_instance.this[0].id, "") }
output "arn" { value = try(aws_instance.this[0].arn, "") }
