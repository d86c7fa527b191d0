variable "name" {}
variable "cidr" {
  type = string
}
variable "subnets" {
  type    = number
  default = 1
}

resource "aws_vpc" "this" {
  cidr_block = var.cidr
  tags       = { Name = var.name }
}

module "subnet" {
  source = "./subnet"
  count  = var.subnets
  vpc    = aws_vpc.this
  number = count.index
}

output "cidrs" {
  value = module.subnet[*].cidr
}
