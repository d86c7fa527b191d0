variable "options" {
  default = { http_tokens = "required", http_endpoint = "enabled" }
}

locals {
  rules = [
    { port = 22, cidrs = ["10.0.0.0/8"] },
    { port = 443, cidrs = ["0.0.0.0/0", "10.0.0.0/8"] },
  ]
  filters = {
    logs = { days = [30, 90] }
    temp = { days = [1] }
  }
}

resource "aws_instance" "i" {
  instance_type = "t3.micro"
  dynamic "metadata_options" {
    for_each = length(var.options) > 0 ? [var.options] : []
    content {
      http_endpoint = try(metadata_options.value.http_endpoint, null)
      http_tokens   = lookup(metadata_options.value, "http_tokens", "optional")
    }
  }
  dynamic "ebs_block_device" {
    for_each = toset(["xvdb", "xvdc"])
    content {
      device_name = "/dev/${ebs_block_device.key}"
      encrypted   = ebs_block_device.value == "xvdb"
    }
  }
}

resource "aws_security_group" "sg" {
  name = "sg"
  dynamic "ingress" {
    for_each = local.rules
    iterator = rule
    content {
      from_port   = rule.value.port
      to_port     = rule.value.port
      protocol    = "tcp"
      cidr_blocks = rule.value.cidrs
      description = "rule ${rule.key}"
    }
  }
  egress {
    from_port = 0
    to_port   = 0
    protocol  = -1
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "l" {
  bucket = "b"
  dynamic "rule" {
    for_each = local.filters
    content {
      id     = rule.key
      status = "Enabled"
      dynamic "transition" {
        for_each = rule.value.days
        content {
          days          = transition.value
          storage_class = "${rule.key}-${transition.key}"
        }
      }
    }
  }
}

resource "aws_lb_listener" "none" {
  load_balancer_arn = "arn"
  default_action {
    type = "forward"
  }
  dynamic "default_action" {
    for_each = {}
    content {
      type = "redirect"
    }
  }
}
