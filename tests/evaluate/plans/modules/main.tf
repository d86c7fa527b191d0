provider "aws" {
  region = "eu-west-1"
}

module "network" {
  source  = "./network"
  for_each = {
    blue  = { cidr = "10.0.0.0/16", subnets = 2 }
    green = { cidr = "10.1.0.0/16", subnets = 1 }
  }
  name    = each.key
  cidr    = each.value.cidr
  subnets = each.value.subnets
}

module "bucket" {
  source = "./bucket"
  count  = 2
  name   = "logs-${count.index}"
  prefix = count.index == 0 ? null : "p"
}

module "unused" {
  source = "./bucket"
  count  = 0
  name   = "unused"
}

module "defaults" {
  source = "./bucket"
  name   = module.bucket[1].name
  topic  = aws_sns_topic.t
}

resource "aws_sns_topic" "t" {
  name = join(",", [for key in sort(keys(module.network)) : module.network[key].cidrs[0]])
}

resource "aws_sqs_queue" "q" {
  name                      = module.defaults.upper
  kms_master_key_id         = module.bucket[0].id
  message_retention_seconds = sum([for network in module.network : length(network.cidrs)]) * 60
  tags = {
    path = module.bucket[0].path
    root = path.root
    ids  = join("/", module.bucket[*].name)
  }
}
