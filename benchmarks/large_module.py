"""A module of a size that people complain about, in one file: services that each have a bucket, a role with a
policy, a security group, a database and instances, named and switched by locals and variables."""

from collections.abc import Iterator

HEAD = """terraform {
  required_version = ">= 1.5"
}

provider "aws" {
  region = var.region

  default_tags {
    tags = local.tags
  }
}

variable "region" {
  type    = string
  default = "eu-west-1"
}

variable "environment" {
  type    = string
  default = "live"
}

locals {
  prefix = "shop-${var.environment}"
  tags = {
    Environment = var.environment
    ManagedBy   = "terraform"
  }
}

resource "aws_kms_key" "main" {
  description         = "${local.prefix} data"
  enable_key_rotation = true
}

data "aws_vpc" "main" {
  tags = { Name = local.prefix }
}

"""
SERVICE = """# ---------------------------------------------------------------- service NUMBER

variable "service_NUMBER_public" {
  description = "Whether service NUMBER answers the internet"
  type        = bool
  default     = FLAG
}

locals {
  service_NUMBER_name = "${local.prefix}-NUMBER"
  service_NUMBER_cidrs = var.service_NUMBER_public ? ["0.0.0.0/0"] : ["10.0.0.0/8"]
}

resource "aws_s3_bucket" "service_NUMBER" {
  bucket = "${local.service_NUMBER_name}-files"
  tags   = merge(local.tags, { Service = "NUMBER" })
}

resource "aws_s3_bucket_public_access_block" "service_NUMBER" {
  bucket                  = aws_s3_bucket.service_NUMBER.id
  block_public_acls       = !var.service_NUMBER_public
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "service_NUMBER" {
  bucket = aws_s3_bucket.service_NUMBER.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.main.arn
    }
  }
}

data "aws_iam_policy_document" "service_NUMBER" {
  statement {
    actions   = ["s3:GetObject", "s3:PutObject"]
    resources = ["${aws_s3_bucket.service_NUMBER.arn}/*"]
  }
}

resource "aws_iam_role" "service_NUMBER" {
  name = local.service_NUMBER_name
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ec2.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "service_NUMBER" {
  role   = aws_iam_role.service_NUMBER.id
  policy = data.aws_iam_policy_document.service_NUMBER.json
}

resource "aws_security_group" "service_NUMBER" {
  name   = local.service_NUMBER_name
  vpc_id = data.aws_vpc.main.id

  ingress {
    description = "HTTPS"
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = local.service_NUMBER_cidrs
  }
}

resource "aws_db_instance" "service_NUMBER" {
  identifier              = local.service_NUMBER_name
  engine                  = "postgres"
  instance_class          = "db.t3.medium"
  allocated_storage       = 20
  backup_retention_period = 7
  storage_encrypted       = true
  kms_key_id              = aws_kms_key.main.arn
  publicly_accessible     = var.service_NUMBER_public
  vpc_security_group_ids  = [aws_security_group.service_NUMBER.id]
}

resource "aws_instance" "service_NUMBER" {
  count         = 2
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.micro"
  tags          = merge(local.tags, { Name = "${local.service_NUMBER_name}-${count.index}" })

  vpc_security_group_ids = [aws_security_group.service_NUMBER.id]

  metadata_options {
    http_tokens = "TOKENS"
  }

  root_block_device {
    encrypted = true
  }
}

output "service_NUMBER_bucket" {
  value = aws_s3_bucket.service_NUMBER.arn
}

"""
CALL = """module "queue_NUMBER" {
  source = "./queue"

  name    = "${local.service_NUMBER_name}-queue"
  key     = aws_kms_key.main.arn
  tags    = local.tags
}

"""
QUEUE = """variable "name" {
  type = string
}

variable "key" {
  type    = string
  default = null
}

variable "tags" {
  default = {}
}

resource "aws_sqs_queue" "this" {
  name              = var.name
  kms_master_key_id = var.key
  tags              = var.tags
}

output "arn" {
  value = aws_sqs_queue.this.arn
}
"""


def files(lines: int) -> dict[str, str]:
    """The module by file name; its `main.tf` has at least so many lines, and one fault in seven services."""
    text = HEAD
    for service in _services():
        if text.count("\n") >= lines:
            break
        text += service
    return {"main.tf": text, "queue/main.tf": QUEUE}


def _services() -> Iterator[str]:
    number = 0
    while True:
        faulty = number % 7 == 3
        text = SERVICE + (CALL if number % 4 == 0 else "")
        text = text.replace("TOKENS", "optional" if faulty else "required")
        yield text.replace("FLAG", str(faulty).lower()).replace("NUMBER", f"{number:02}")
        number += 1
