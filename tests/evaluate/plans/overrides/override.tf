variable "size" {
  default = "large"
}

locals {
  suffix = "override"
}

resource "aws_instance" "i" {
  ami = "ami-2"
  dynamic "ebs_block_device" {
    for_each = ["z"]
    content {
      device_name = "/dev/${ebs_block_device.value}"
    }
  }
}
