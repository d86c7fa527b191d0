variable "size" {
  type    = string
  default = "small"
}

locals {
  suffix = "main"
  kept   = "kept"
}

resource "aws_instance" "i" {
  instance_type = var.size
  ami           = "ami-1"
  ebs_block_device {
    device_name = "/dev/a"
  }
  ebs_block_device {
    device_name = "/dev/b"
  }
  metadata_options {
    http_tokens = "optional"
  }
  tags = { Name = "${local.suffix}-${local.kept}", Extra = "gone" }
  lifecycle {
    ignore_changes = [ami]
  }
}
