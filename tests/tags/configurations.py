"""Configurations of tags: what the tests compare with what Terraform plans for them. A line `--- name` starts
another file."""

DEFAULTS = """
provider "aws" {
  region = "eu-west-1"
  default_tags {
    tags = { Environment = "live", Team = "platform" }
  }
}
"""

WEST = """
provider "aws" {
  alias  = "west"
  region = "us-west-2"
  default_tags {
    tags = { Environment = "west", Region = "usw2" }
  }
}
"""

PLAIN = 'provider "aws" {\n  region = "eu-west-1"\n}\n'

BUCKET = 'resource "aws_s3_bucket" "b" {\n  tags = { Owner = "me" }\n}\n'

ALIASED = """
terraform {
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      configuration_aliases = [aws.west]
    }
  }
}
resource "aws_sqs_queue" "east" { tags = { Owner = "east" } }
resource "aws_sqs_queue" "west" {
  provider = aws.west
  tags     = { Owner = "west" }
}
"""

CONFIGURATIONS = {
    "nothing": PLAIN + 'resource "aws_s3_bucket" "b" {}\n',
    "own": PLAIN + BUCKET,
    "no provider block": BUCKET,
    "defaults only": DEFAULTS + 'resource "aws_s3_bucket" "b" {}\n',
    "own over defaults": DEFAULTS
    + 'resource "aws_s3_bucket" "b" {\n  tags = { Team = "pay", Owner = "me" }\n}\n',
    "the same as the default": DEFAULTS
    + 'resource "aws_s3_bucket" "b" {\n  tags = { Team = "platform" }\n}\n',
    "empty own": DEFAULTS + 'resource "aws_s3_bucket" "b" {\n  tags = {}\n}\n',
    "own is null": DEFAULTS + 'resource "aws_s3_bucket" "b" {\n  tags = null\n}\n',
    "empty defaults": 'provider "aws" {\n  default_tags {\n    tags = {}\n  }\n}\n' + BUCKET,
    "default_tags without tags": 'provider "aws" {\n  default_tags {}\n}\n' + BUCKET,
    "keys that differ in case": DEFAULTS + 'resource "aws_s3_bucket" "b" {\n  tags = { team = "pay" }\n}\n',
    "numbers and bools": PLAIN
    + 'resource "aws_s3_bucket" "b" {\n  tags = { n = 5, f = 1.50, t = true }\n}\n',
    "quoted and computed keys": PLAIN + 'locals { k = "Cost" }\nresource "aws_s3_bucket" "b" {\n'
    '  tags = { "a b" = "1", (local.k) = "2", "${local.k}Center" = "3", "x:y/z" = "4" }\n}\n',
    "a null value": PLAIN + 'resource "aws_s3_bucket" "b" {\n  tags = { Owner = "me", Team = null }\n}\n',
    "variable with a default": DEFAULTS
    + 'variable "tags" {\n  type    = map(string)\n  default = { Owner = "me", Build = 7 }\n}\n'
    'resource "aws_s3_bucket" "b" { tags = var.tags }\n',
    "variable from a file": DEFAULTS
    + 'variable "tags" { type = map(string) }\nresource "aws_s3_bucket" "b" { tags = var.tags }\n'
    '--- terraform.tfvars\ntags = {\n  Owner = "file"\n}\n',
    "object with optional attributes": PLAIN
    + 'variable "tags" {\n  type    = object({ Owner = string, Team = optional(string, "core") })\n'
    '  default = { Owner = "me", Dropped = "x" }\n}\nresource "aws_s3_bucket" "b" { tags = var.tags }\n',
    "locals": DEFAULTS
    + 'locals {\n  base = { Owner = "me", Team = "base" }\n  all  = merge(local.base, { Team = "all" })\n}\n'
    'resource "aws_s3_bucket" "b" { tags = local.all }\n',
    "merge": DEFAULTS + 'locals { base = { Owner = "me", Team = "base" } }\n'
    'resource "aws_s3_bucket" "b" {\n  tags = merge(local.base, { Owner = "you" }, { Name = "b" })\n}\n',
    "merge with null": PLAIN
    + 'variable "more" { default = null }\nresource "aws_s3_bucket" "b" {\n  tags = merge({ Owner = "me" }, var.more)\n}\n',
    "merge of a list": PLAIN + 'locals { parts = [{ A = "1", B = "1" }, { B = "2" }] }\n'
    'resource "aws_s3_bucket" "b" {\n  tags = merge(local.parts...)\n}\n',
    "merge inside defaults": 'variable "env" { default = "dev" }\nprovider "aws" {\n  default_tags {\n'
    '    tags = merge({ Team = "t" }, { Environment = var.env })\n  }\n}\n' + BUCKET,
    "conditional": DEFAULTS + 'variable "live" { default = false }\nresource "aws_s3_bucket" "b" {\n'
    '  tags = var.live ? { Tier = "1" } : { Tier = "2", Owner = "me" }\n}\n',
    "for": PLAIN
    + 'resource "aws_s3_bucket" "b" {\n  tags = { for k, v in { owner = "me", team = "t" } : title(k) => upper(v) }\n}\n',
    "zipmap": PLAIN + 'resource "aws_s3_bucket" "b" {\n  tags = zipmap(["a", "b"], ["1", "2"])\n}\n',
    "templates": PLAIN
    + 'locals { name = "pay" }\nresource "aws_s3_bucket" "b" {\n  tags = { Name = "${local.name}-bucket" }\n}\n',
    "count": DEFAULTS
    + 'resource "aws_s3_bucket" "b" {\n  count = 3\n  tags  = { Name = "b-${count.index}" }\n}\n',
    "for_each": DEFAULTS + 'resource "aws_s3_bucket" "b" {\n  for_each = { a = "x", b = "y" }\n'
    "  tags     = { Name = each.key, Team = each.value }\n}\n",
    "for_each over tags": PLAIN + 'locals { buckets = { a = { tags = { A = "1" } }, b = { tags = {} } } }\n'
    'resource "aws_s3_bucket" "b" {\n  for_each = local.buckets\n  tags     = each.value.tags\n}\n',
    "an alias": DEFAULTS
    + WEST
    + BUCKET
    + 'resource "aws_s3_bucket" "w" {\n  provider = aws.west\n  tags     = { Owner = "w" }\n}\n',
    "an alias without defaults": DEFAULTS
    + 'provider "aws" {\n  alias = "bare"\n}\nresource "aws_s3_bucket" "b" {\n  provider = aws.bare\n}\n',
    "another name for the provider": "terraform {\n  required_providers {\n    cloud = {\n"
    '      source = "hashicorp/aws"\n    }\n  }\n}\nprovider "cloud" {\n  default_tags {\n'
    '    tags = { From = "cloud" }\n  }\n}\nresource "aws_s3_bucket" "b" {\n  provider = cloud\n}\n',
    "a module inherits": DEFAULTS + 'module "m" {\n  source = "./m"\n}\n--- m/main.tf\n' + BUCKET,
    "a module in a module inherits": DEFAULTS
    + 'module "m" {\n  source = "./m"\n}\n--- m/main.tf\nmodule "n" {\n  source = "../n"\n}\n--- n/main.tf\n'
    + BUCKET,
    "an alias does not reach a module by itself": PLAIN
    + WEST
    + 'module "m" {\n  source = "./m"\n}\n--- m/main.tf\n'
    + BUCKET,
    "an alias as the module's default": DEFAULTS
    + WEST
    + 'module "m" {\n  source    = "./m"\n  providers = { aws = aws.west }\n}\n--- m/main.tf\n'
    + BUCKET,
    "configuration aliases": DEFAULTS
    + WEST
    + 'module "m" {\n  source    = "./m"\n  providers = { aws = aws, aws.west = aws.west }\n}\n--- m/main.tf\n'
    + ALIASED,
    "configurations exchanged": DEFAULTS
    + WEST
    + 'module "m" {\n  source    = "./m"\n  providers = { aws = aws.west, aws.west = aws }\n}\n--- m/main.tf\n'
    + ALIASED,
    "configurations through two modules": DEFAULTS
    + WEST
    + 'module "m" {\n  source    = "./m"\n  providers = { aws.main = aws, aws.other = aws.west }\n}\n'
    "--- m/main.tf\nterraform {\n  required_providers {\n    aws = {\n"
    '      source                = "hashicorp/aws"\n      configuration_aliases = [aws.main, aws.other]\n'
    '    }\n  }\n}\nmodule "n" {\n  source    = "../n"\n  providers = { aws = aws.other, aws.west = aws.main }\n}\n'
    "--- n/main.tf\n" + ALIASED,
    "module calls with for_each": DEFAULTS
    + 'module "m" {\n  source   = "./m"\n  for_each = { a = "1", b = "2" }\n  tags     = { Call = each.value }\n}\n'
    '--- m/main.tf\nvariable "tags" { type = map(string) }\nresource "aws_sqs_queue" "q" {\n'
    '  tags = merge(var.tags, { Module = "m" })\n}\n',
    "tags from a module's output": DEFAULTS + 'module "label" {\n  source = "./label"\n  name   = "pay"\n}\n'
    'resource "aws_s3_bucket" "b" { tags = module.label.tags }\n--- label/main.tf\nvariable "name" {}\n'
    'output "tags" { value = { Name = var.name, Owner = "label" } }\n',
    "tags through two variables": PLAIN
    + 'module "m" {\n  source = "./m"\n  tags   = { Owner = "root" }\n}\n--- m/main.tf\nvariable "tags" {}\n'
    'module "n" {\n  source = "../n"\n  tags   = merge(var.tags, { Layer = "m" })\n}\n'
    '--- n/main.tf\nvariable "tags" {}\nresource "aws_kms_key" "k" { tags = var.tags }\n',
    "the tags of another resource": PLAIN
    + BUCKET
    + 'resource "aws_sqs_queue" "q" {\n  tags = merge(aws_s3_bucket.b.tags, { Name = "q" })\n}\n',
    "an override file": DEFAULTS
    + BUCKET
    + '--- override.tf\nresource "aws_s3_bucket" "b" {\n  tags = { Owner = "over" }\n}\n',
    "written as JSON": PLAIN
    + '--- more.tf.json\n{"resource": {"aws_s3_bucket": {"j": {"tags": {"Owner": "json", "N": 1}}}},'
    ' "locals": {"x": 1}}\n',
    "an unknown value": DEFAULTS + 'resource "aws_s3_bucket" "a" {}\nresource "aws_sqs_queue" "q" {\n'
    '  tags = { Source = aws_s3_bucket.a.id, Owner = "me" }\n}\n',
    "unknown values in a merge": DEFAULTS
    + 'resource "aws_s3_bucket" "a" {}\nresource "aws_sqs_queue" "q" {\n'
    '  tags = merge({ Source = aws_s3_bucket.a.id }, { Owner = "me" })\n}\n',
    "an unknown key": DEFAULTS + 'resource "aws_s3_bucket" "a" {}\nresource "aws_sqs_queue" "q" {\n'
    '  tags = { (aws_s3_bucket.a.id) = "x", Owner = "me" }\n}\n',
    "a for over unknown": DEFAULTS + 'resource "aws_s3_bucket" "a" {}\nresource "aws_sqs_queue" "q" {\n'
    '  tags = { for k in [aws_s3_bucket.a.id] : k => "x" }\n}\n',
    "unknown as a whole": DEFAULTS + 'resource "aws_s3_bucket" "a" {}\nresource "aws_sqs_queue" "q" {\n'
    "  tags = jsondecode(aws_s3_bucket.a.id)\n}\n",
    "types that take none": DEFAULTS
    + 'resource "aws_iam_role_policy_attachment" "a" {\n  role       = "r"\n  policy_arn = "arn"\n}\n'
    'resource "aws_autoscaling_group_tag" "t" {\n  autoscaling_group_name = "g"\n  tag {\n'
    '    key                 = "k"\n    value               = "v"\n    propagate_at_launch = true\n  }\n}\n',
    "dynamic tag blocks": DEFAULTS
    + 'locals { tags = { Owner = "me", Team = "t" } }\nresource "aws_autoscaling_group" "g" {\n'
    '  max_size = 1\n  min_size = 1\n  tag {\n    key                 = "Name"\n    value               = "g"\n'
    '    propagate_at_launch = true\n  }\n  dynamic "tag" {\n    for_each = local.tags\n    content {\n'
    "      key                 = tag.key\n      value               = tag.value\n"
    "      propagate_at_launch = false\n    }\n  }\n}\n",
}
