# https://github.com/terraform-aws-modules/terraform-aws-security-group from v3.0.0

variable "create" { default = true }
variable "create_sg" { default = true }
variable "security_group_id" { default = null }
variable "name" { default = null }
variable "use_name_prefix" { default = true }
variable "description" { default = "Security Group managed by Terraform" }
variable "revoke_rules_on_delete" { default = false }
variable "vpc_id" { default = null }
variable "tags" { default = {} }
variable "ingress_rules" { default = [] }
variable "ingress_cidr_blocks" { default = [] }
variable "ingress_ipv6_cidr_blocks" { default = [] }
variable "ingress_prefix_list_ids" { default = [] }
variable "ingress_with_cidr_blocks" { default = [] }
variable "ingress_with_ipv6_cidr_blocks" { default = [] }
variable "ingress_with_source_security_group_id" { default = [] }
variable "ingress_with_self" { default = [] }
variable "egress_rules" { default = [] }
variable "egress_cidr_blocks" { default = ["0.0.0.0/0"] }
variable "egress_ipv6_cidr_blocks" { default = ["::/0"] }
variable "egress_prefix_list_ids" { default = [] }
variable "egress_with_cidr_blocks" { default = [] }
variable "egress_with_ipv6_cidr_blocks" { default = [] }
variable "egress_with_source_security_group_id" { default = [] }
variable "egress_with_self" { default = [] }

variable "rules" {
  default = {
    all-all                = [-1, -1, "-1", "all-all"]
    all-icmp               = [-1, -1, "icmp", "all-icmp"]
    all-tcp                = [0, 65535, "tcp", "all-tcp"]
    all-udp                = [0, 65535, "udp", "all-udp"]
    cassandra-clients-tcp  = [9042, 9042, "tcp", "cassandra-clients-tcp"]
    dns-tcp                = [53, 53, "tcp", "dns-tcp"]
    dns-udp                = [53, 53, "udp", "dns-udp"]
    docker-swarm-mngmt-tcp = [2377, 2377, "tcp", "docker-swarm-mngmt-tcp"]
    elasticsearch-rest-tcp = [9200, 9200, "tcp", "elasticsearch-rest-tcp"]
    http-80-tcp            = [80, 80, "tcp", "http-80-tcp"]
    http-8080-tcp          = [8080, 8080, "tcp", "http-8080-tcp"]
    https-443-tcp          = [443, 443, "tcp", "https-443-tcp"]
    https-8443-tcp         = [8443, 8443, "tcp", "https-8443-tcp"]
    kafka-broker-tcp       = [9092, 9092, "tcp", "kafka-broker-tcp"]
    kubernetes-api-tcp     = [6443, 6443, "tcp", "kubernetes-api-tcp"]
    ldap-tcp               = [389, 389, "tcp", "ldap-tcp"]
    ldaps-tcp              = [636, 636, "tcp", "ldaps-tcp"]
    memcached-tcp          = [11211, 11211, "tcp", "memcached-tcp"]
    mongodb-27017-tcp      = [27017, 27017, "tcp", "mongodb-27017-tcp"]
    mssql-tcp              = [1433, 1433, "tcp", "mssql-tcp"]
    mysql-tcp              = [3306, 3306, "tcp", "mysql-tcp"]
    nfs-tcp                = [2049, 2049, "tcp", "nfs-tcp"]
    oracle-db-tcp          = [1521, 1521, "tcp", "oracle-db-tcp"]
    postgresql-tcp         = [5432, 5432, "tcp", "postgresql-tcp"]
    rdp-tcp                = [3389, 3389, "tcp", "rdp-tcp"]
    rdp-udp                = [3389, 3389, "udp", "rdp-udp"]
    redis-tcp              = [6379, 6379, "tcp", "redis-tcp"]
    redshift-tcp           = [5439, 5439, "tcp", "redshift-tcp"]
    smtp-tcp               = [25, 25, "tcp", "smtp-tcp"]
    splunk-web-tcp         = [8000, 8000, "tcp", "splunk-web-tcp"]
    ssh-tcp                = [22, 22, "tcp", "ssh-tcp"]
    winrm-http-tcp         = [5985, 5985, "tcp", "winrm-http-tcp"]
    winrm-https-tcp        = [5986, 5986, "tcp", "winrm-https-tcp"]
  }
}

locals {
  id = var.create_sg ? aws_security_group.this_name_prefix[0].id : var.security_group_id
}

resource "aws_security_group" "this" {
  count = var.create && var.create_sg && !var.use_name_prefix ? 1 : 0

  name                   = var.name
  description            = var.description
  vpc_id                 = var.vpc_id
  revoke_rules_on_delete = var.revoke_rules_on_delete
  tags                   = merge({ Name = var.name }, var.tags)
}

resource "aws_security_group" "this_name_prefix" {
  count = var.create && var.create_sg && var.use_name_prefix ? 1 : 0

  name_prefix            = "${var.name}-"
  description            = var.description
  vpc_id                 = var.vpc_id
  revoke_rules_on_delete = var.revoke_rules_on_delete
  tags                   = merge({ Name = var.name }, var.tags)
}

resource "aws_security_group_rule" "ingress_rules" {
  count = var.create ? length(var.ingress_rules) : 0

  security_group_id = local.id
  type              = "ingress"
  cidr_blocks       = var.ingress_cidr_blocks
  ipv6_cidr_blocks  = var.ingress_ipv6_cidr_blocks
  prefix_list_ids   = var.ingress_prefix_list_ids
  description       = try(var.rules[var.ingress_rules[count.index]][3], data.unsaid.it.value)
  from_port         = try(var.rules[var.ingress_rules[count.index]][0], data.unsaid.it.value)
  to_port           = try(var.rules[var.ingress_rules[count.index]][1], data.unsaid.it.value)
  protocol          = try(var.rules[var.ingress_rules[count.index]][2], data.unsaid.it.value)
}

resource "aws_security_group_rule" "ingress_with_cidr_blocks" {
  count = var.create ? length(var.ingress_with_cidr_blocks) : 0

  security_group_id = local.id
  type              = "ingress"
  cidr_blocks       = split(",", lookup(var.ingress_with_cidr_blocks[count.index], "cidr_blocks", join(",", var.ingress_cidr_blocks)))
  prefix_list_ids   = var.ingress_prefix_list_ids
  description       = lookup(var.ingress_with_cidr_blocks[count.index], "description", "Ingress Rule")
  from_port         = try(var.ingress_with_cidr_blocks[count.index].from_port, var.rules[var.ingress_with_cidr_blocks[count.index].rule][0], data.unsaid.it.value)
  to_port           = try(var.ingress_with_cidr_blocks[count.index].to_port, var.rules[var.ingress_with_cidr_blocks[count.index].rule][1], data.unsaid.it.value)
  protocol          = try(var.ingress_with_cidr_blocks[count.index].protocol, var.rules[var.ingress_with_cidr_blocks[count.index].rule][2], data.unsaid.it.value)
}

resource "aws_security_group_rule" "ingress_with_ipv6_cidr_blocks" {
  count = var.create ? length(var.ingress_with_ipv6_cidr_blocks) : 0

  security_group_id = local.id
  type              = "ingress"
  ipv6_cidr_blocks  = split(",", lookup(var.ingress_with_ipv6_cidr_blocks[count.index], "ipv6_cidr_blocks", join(",", var.ingress_ipv6_cidr_blocks)))
  prefix_list_ids   = var.ingress_prefix_list_ids
  description       = lookup(var.ingress_with_ipv6_cidr_blocks[count.index], "description", "Ingress Rule")
  from_port         = try(var.ingress_with_ipv6_cidr_blocks[count.index].from_port, var.rules[var.ingress_with_ipv6_cidr_blocks[count.index].rule][0], data.unsaid.it.value)
  to_port           = try(var.ingress_with_ipv6_cidr_blocks[count.index].to_port, var.rules[var.ingress_with_ipv6_cidr_blocks[count.index].rule][1], data.unsaid.it.value)
  protocol          = try(var.ingress_with_ipv6_cidr_blocks[count.index].protocol, var.rules[var.ingress_with_ipv6_cidr_blocks[count.index].rule][2], data.unsaid.it.value)
}

resource "aws_security_group_rule" "ingress_with_source_security_group_id" {
  count = var.create ? length(var.ingress_with_source_security_group_id) : 0

  security_group_id        = local.id
  type                     = "ingress"
  source_security_group_id = var.ingress_with_source_security_group_id[count.index].source_security_group_id
  prefix_list_ids          = var.ingress_prefix_list_ids
  description              = lookup(var.ingress_with_source_security_group_id[count.index], "description", "Ingress Rule")
  from_port                = try(var.ingress_with_source_security_group_id[count.index].from_port, var.rules[var.ingress_with_source_security_group_id[count.index].rule][0], data.unsaid.it.value)
  to_port                  = try(var.ingress_with_source_security_group_id[count.index].to_port, var.rules[var.ingress_with_source_security_group_id[count.index].rule][1], data.unsaid.it.value)
  protocol                 = try(var.ingress_with_source_security_group_id[count.index].protocol, var.rules[var.ingress_with_source_security_group_id[count.index].rule][2], data.unsaid.it.value)
}

resource "aws_security_group_rule" "ingress_with_self" {
  count = var.create ? length(var.ingress_with_self) : 0

  security_group_id = local.id
  type              = "ingress"
  self              = lookup(var.ingress_with_self[count.index], "self", true)
  prefix_list_ids   = var.ingress_prefix_list_ids
  description       = lookup(var.ingress_with_self[count.index], "description", "Ingress Rule")
  from_port         = try(var.ingress_with_self[count.index].from_port, var.rules[var.ingress_with_self[count.index].rule][0], data.unsaid.it.value)
  to_port           = try(var.ingress_with_self[count.index].to_port, var.rules[var.ingress_with_self[count.index].rule][1], data.unsaid.it.value)
  protocol          = try(var.ingress_with_self[count.index].protocol, var.rules[var.ingress_with_self[count.index].rule][2], data.unsaid.it.value)
}

resource "aws_security_group_rule" "egress_rules" {
  count = var.create ? length(var.egress_rules) : 0

  security_group_id = local.id
  type              = "egress"
  cidr_blocks       = var.egress_cidr_blocks
  ipv6_cidr_blocks  = var.egress_ipv6_cidr_blocks
  prefix_list_ids   = var.egress_prefix_list_ids
  description       = try(var.rules[var.egress_rules[count.index]][3], data.unsaid.it.value)
  from_port         = try(var.rules[var.egress_rules[count.index]][0], data.unsaid.it.value)
  to_port           = try(var.rules[var.egress_rules[count.index]][1], data.unsaid.it.value)
  protocol          = try(var.rules[var.egress_rules[count.index]][2], data.unsaid.it.value)
}

resource "aws_security_group_rule" "egress_with_cidr_blocks" {
  count = var.create ? length(var.egress_with_cidr_blocks) : 0

  security_group_id = local.id
  type              = "egress"
  cidr_blocks       = split(",", lookup(var.egress_with_cidr_blocks[count.index], "cidr_blocks", join(",", var.egress_cidr_blocks)))
  prefix_list_ids   = var.egress_prefix_list_ids
  description       = lookup(var.egress_with_cidr_blocks[count.index], "description", "Egress Rule")
  from_port         = try(var.egress_with_cidr_blocks[count.index].from_port, var.rules[var.egress_with_cidr_blocks[count.index].rule][0], data.unsaid.it.value)
  to_port           = try(var.egress_with_cidr_blocks[count.index].to_port, var.rules[var.egress_with_cidr_blocks[count.index].rule][1], data.unsaid.it.value)
  protocol          = try(var.egress_with_cidr_blocks[count.index].protocol, var.rules[var.egress_with_cidr_blocks[count.index].rule][2], data.unsaid.it.value)
}

resource "aws_security_group_rule" "egress_with_ipv6_cidr_blocks" {
  count = var.create ? length(var.egress_with_ipv6_cidr_blocks) : 0

  security_group_id = local.id
  type              = "egress"
  ipv6_cidr_blocks  = split(",", lookup(var.egress_with_ipv6_cidr_blocks[count.index], "ipv6_cidr_blocks", join(",", var.egress_ipv6_cidr_blocks)))
  prefix_list_ids   = var.egress_prefix_list_ids
  description       = lookup(var.egress_with_ipv6_cidr_blocks[count.index], "description", "Egress Rule")
  from_port         = try(var.egress_with_ipv6_cidr_blocks[count.index].from_port, var.rules[var.egress_with_ipv6_cidr_blocks[count.index].rule][0], data.unsaid.it.value)
  to_port           = try(var.egress_with_ipv6_cidr_blocks[count.index].to_port, var.rules[var.egress_with_ipv6_cidr_blocks[count.index].rule][1], data.unsaid.it.value)
  protocol          = try(var.egress_with_ipv6_cidr_blocks[count.index].protocol, var.rules[var.egress_with_ipv6_cidr_blocks[count.index].rule][2], data.unsaid.it.value)
}

resource "aws_security_group_rule" "egress_with_source_security_group_id" {
  count = var.create ? length(var.egress_with_source_security_group_id) : 0

  security_group_id        = local.id
  type                     = "egress"
  source_security_group_id = var.egress_with_source_security_group_id[count.index].source_security_group_id
  prefix_list_ids          = var.egress_prefix_list_ids
  description              = lookup(var.egress_with_source_security_group_id[count.index], "description", "Egress Rule")
  from_port                = try(var.egress_with_source_security_group_id[count.index].from_port, var.rules[var.egress_with_source_security_group_id[count.index].rule][0], data.unsaid.it.value)
  to_port                  = try(var.egress_with_source_security_group_id[count.index].to_port, var.rules[var.egress_with_source_security_group_id[count.index].rule][1], data.unsaid.it.value)
  protocol                 = try(var.egress_with_source_security_group_id[count.index].protocol, var.rules[var.egress_with_source_security_group_id[count.index].rule][2], data.unsaid.it.value)
}

resource "aws_security_group_rule" "egress_with_self" {
  count = var.create ? length(var.egress_with_self) : 0

  security_group_id = local.id
  type              = "egress"
  self              = lookup(var.egress_with_self[count.index], "self", true)
  prefix_list_ids   = var.egress_prefix_list_ids
  description       = lookup(var.egress_with_self[count.index], "description", "Egress Rule")
  from_port         = try(var.egress_with_self[count.index].from_port, var.rules[var.egress_with_self[count.index].rule][0], data.unsaid.it.value)
  to_port           = try(var.egress_with_self[count.index].to_port, var.rules[var.egress_with_self[count.index].rule][1], data.unsaid.it.value)
  protocol          = try(var.egress_with_self[count.index].protocol, var.rules[var.egress_with_self[count.index].rule][2], data.unsaid.it.value)
}

output "security_group_id" { value = try(aws_security_group.this_name_prefix[0].id, aws_security_group.this[0].id, "") }
