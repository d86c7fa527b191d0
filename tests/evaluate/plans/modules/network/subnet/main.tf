variable "vpc" {}
variable "number" {}

resource "aws_subnet" "this" {
  vpc_id     = var.vpc.id
  cidr_block = cidrsubnet(var.vpc.cidr_block, 8, var.number)
  tags       = merge(var.vpc.tags, { Number = var.number })
}

output "cidr" {
  value = aws_subnet.this.cidr_block
}
