# https://github.com/terraform-aws-modules/terraform-aws-elb from v2.0.0

variable "create_elb" { default = true }
variable "name" { default = null }
variable "name_prefix" { default = null }
variable "subnets" {}
variable "internal" { default = false }
variable "security_groups" {}
variable "cross_zone_load_balancing" { default = true }
variable "idle_timeout" { default = 60 }
variable "connection_draining" { default = false }
variable "connection_draining_timeout" { default = 300 }
variable "tags" { default = {} }
variable "listener" {}
variable "access_logs" { default = {} }

resource "aws_elb" "this" {
  count = var.create_elb ? 1 : 0

  name                        = var.name
  name_prefix                 = var.name_prefix
  subnets                     = var.subnets
  internal                    = var.internal
  security_groups             = var.security_groups
  cross_zone_load_balancing   = var.cross_zone_load_balancing
  idle_timeout                = var.idle_timeout
  connection_draining         = var.connection_draining
  connection_draining_timeout = var.connection_draining_timeout
  tags                        = var.tags

  dynamic "listener" {
    for_each = var.listener

    content {
      instance_port      = try(listener.value.instance_port, null)
      instance_protocol  = try(listener.value.instance_protocol, null)
      lb_port            = try(listener.value.lb_port, null)
      lb_protocol        = try(listener.value.lb_protocol, null)
      ssl_certificate_id = try(listener.value.ssl_certificate_id, null)
    }
  }

  dynamic "access_logs" {
    for_each = length(var.access_logs) > 0 ? [var.access_logs] : []

    content {
      bucket        = try(access_logs.value.bucket, null)
      bucket_prefix = try(access_logs.value.bucket_prefix, null)
      interval      = try(access_logs.value.interval, null)
      enabled       = try(access_logs.value.enabled, true)
    }
  }
}

output "elb_id" { value = try(aws_elb.this[0].id, "") }
output "this_elb_id" { value = try(aws_elb.this[0].id, "") }
