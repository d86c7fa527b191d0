"""Rules about what goes together: keys and users, buckets and trails, functions and who calls them."""

from pathlib import Path

import pytest
from casebook import cases, check

KEY = 'resource "aws_iam_access_key" "{0}" {{{1}\n  user = {2}\n{3}}}\n'
JO = 'resource "aws_iam_user" "jo" {\n  name = "jo"\n}\n'

KEYS = [
    ("one", KEY.format("a", "", '"jo"', "")),
    ("of two users", KEY.format("a", "", '"jo"', "") + KEY.format("b", "", '"al"', "")),
    (
        "of two users that are made here",
        KEY.format("a", "", "aws_iam_user.jo.name", "") + KEY.format("b", "", "aws_iam_user.al.name", ""),
    ),
    ("by name", KEY.format("a", " # flagged", '"jo"', "") + KEY.format("b", " # flagged", '"jo"', "")),
    (
        "by reference",
        JO
        + KEY.format("a", " # flagged", "aws_iam_user.jo.name", "")
        + KEY.format("b", " # flagged", "aws_iam_user.jo.id", ""),
    ),
    (
        "the other is switched off",
        KEY.format("a", " # flagged", '"jo"', "") + KEY.format("b", "", '"jo"', '  status = "Inactive"\n'),
    ),
    (
        "a user that is not known",
        KEY.format("a", " # undecided", "var.user", "") + KEY.format("b", " # undecided", '"jo"', ""),
    ),
]

HTTP = 'data "http" "report" {{{1}\n  url = {0}\n}}\n'
PARAMETER = 'resource "aws_ssm_parameter" "p" {{\n  name = "p"\n  type = {0}\n  value = var.secret\n}}\n'
SENT = '"https://example.com/?p=${aws_ssm_parameter.p.value}"'

SECRETS = [
    ("nothing", HTTP.format('"https://example.com/"', "")),
    ("no secret", PARAMETER.format('"String"') + HTTP.format(SENT, "")),
    ("a secret", PARAMETER.format('"SecureString"') + HTTP.format(SENT, " # flagged")),
    ("what is not known", PARAMETER.format('"SecureString"') + HTTP.format("var.url", " # undecided")),
]

BUCKET = 'resource "aws_s3_bucket" "b" {{{0}\n  bucket = "acme"\n}}\n'
TRAIL = """resource "aws_cloudtrail" "t" {{
  event_selector {{
    read_write_type = {0}
    data_resource {{
      type   = "AWS::S3::Object"
      values = [{1}]
    }}
  }}
}}
"""
ADVANCED = """resource "aws_cloudtrail" "t" {
  advanced_event_selector {
    field_selector {
      field  = "resources.type"
      equals = ["AWS::S3::Object"]
    }
  }
}
"""
FINE, BAD = BUCKET.format(""), BUCKET.format(" # flagged")

OBJECT_WRITES = [
    ("of all buckets", FINE + TRAIL.format('"All"', '"arn:aws:s3"')),
    ("of all buckets, spelt otherwise", FINE + TRAIL.format('"WriteOnly"', '"arn:aws:s3:::"')),
    ("of this one, by name", FINE + TRAIL.format('"All"', '"arn:aws:s3:::acme/"')),
    ("of this one, by reference", FINE + TRAIL.format('"All"', '"${aws_s3_bucket.b.arn}/"')),
    ("advanced", FINE + ADVANCED),
    ("no trail", BAD),
    ("another bucket", BAD + TRAIL.format('"All"', '"arn:aws:s3:::acme-other/"')),
    ("reads only", BAD + TRAIL.format('"ReadOnly"', '"arn:aws:s3"')),
]

ACL = 'resource "aws_s3_bucket_acl" "a" {{\n  bucket = aws_s3_bucket.b.id\n  acl    = {0}\n}}\n'
BLOCK = 'resource "aws_s3_bucket_public_access_block" "p" {{\n  bucket = aws_s3_bucket.b.id\n{0}}}\n'
IGNORED = BLOCK.format("  ignore_public_acls = true\n")

ACLS = [
    ("no block", FINE + ACL.format('"public-read"')),
    ("a block that honours them", FINE + ACL.format('"public-read"') + BLOCK.format("")),
    ("private", FINE + ACL.format('"private"') + IGNORED),
    ("public", FINE + ACL.format('"public-read" # flagged') + IGNORED),
    ("of the bucket itself", FINE.replace('"acme"', '"acme"\n  acl = "public-read" # flagged') + IGNORED),
]

DOCUMENT = """data "aws_iam_policy_document" "d" {{
  statement {{
    actions   = [{0}]{2}
    resources = {1}
  }}
}}
"""

RESOURCES = [
    ("one resource", DOCUMENT.format('"s3:GetObject"', '["arn:aws:s3:::acme/*"]', "")),
    (
        "actions without resources",
        DOCUMENT.format('"ec2:DescribeInstances", "sts:GetCallerIdentity"', '["*"]', ""),
    ),
    ("the list of buckets", DOCUMENT.format('"s3:ListAllMyBuckets"', '["*"]', "")),
    ("everything is another rule's", DOCUMENT.format('"*"', '["*"]', "")),
    ("an object", DOCUMENT.format('"s3:GetObject"', '["*"]', " # flagged")),
    ("the list of objects", DOCUMENT.format('"s3:ListBucket"', '["*"]', " # flagged")),
    ("some wildcards", DOCUMENT.format('"kms:Decr*"', '["*"]', " # flagged")),
]

PERMISSION = """resource "aws_lambda_permission" "p" {{
  action        = "lambda:InvokeFunction"
  function_name = "orders"
  principal     = "{0}"
  source_arn    = {1}
}}
"""
GATEWAY = "apigateway.amazonaws.com"

CALLERS = [
    ("one method", PERMISSION.format(GATEWAY, '"arn:aws:execute-api:eu-west-1:1:a/*/GET/orders"')),
    ("another service", PERMISSION.format("events.amazonaws.com", '"arn:aws:events:eu-west-1:1:rule/*/*"')),
    ("not known", PERMISSION.format(GATEWAY, "var.arn")),
    ("every method", PERMISSION.format(GATEWAY, '"arn:aws:execute-api:eu-west-1:1:a/*/*" # flagged')),
    (
        "every method of an API that is made here",
        PERMISSION.format(GATEWAY, '"${aws_api_gateway_rest_api.a.execution_arn}/*/*" # flagged'),
    ),
]

SETTINGS = """resource "aws_api_gateway_method_settings" "s" {{
  stage_name = aws_api_gateway_stage.s.stage_name
  settings {{{0}
  }}
}}
resource "aws_api_gateway_stage" "s" {{
  stage_name            = "prod"
  cache_cluster_enabled = {1}
}}
"""

CACHE = [
    ("on", SETTINGS.format("\n    caching_enabled = true", "true")),
    ("nothing said, and the stage has none", SETTINGS.format("", "false")),
    ("off", SETTINGS.format("\n    caching_enabled = false # flagged", "false")),
    ("nothing said, and the stage has one", SETTINGS.format(" # flagged", "true")),
]

VERSION = 'resource "aws_elasticache_cluster" "c" {{\n  engine         = "{0}"\n  engine_version = {1}\n}}\n'

VERSIONS = [
    ("new", VERSION.format("redis", '"7.1"')),
    ("the first good one", VERSION.format("redis", '"4.0.10"')),
    ("another engine", VERSION.format("memcached", '"1.6.22"')),
    ("not known", VERSION.format("redis", "var.version").replace('"c" {', '"c" { # undecided')),
    ("old", VERSION.format("redis", '"3.2.4" # flagged')),
    ("the last bad one", VERSION.format("redis", '"4.0.9" # flagged')),
]

GROUP = 'resource "aws_iam_group" "g" {{{0}\n  name = "g"\n}}\n'
MEMBERS = 'resource "aws_iam_group_membership" "m" {{\n  group = aws_iam_group.g.name\n  users = {0}\n}}\n'

GROUPS = [
    ("members", GROUP.format("") + MEMBERS.format('["jo"]')),
    (
        "a user that belongs to it",
        GROUP.format("")
        + 'resource "aws_iam_user_group_membership" "jo" {\n  groups = [aws_iam_group.g.name]\n}\n',
    ),
    ("nobody", GROUP.format(" # flagged")),
    ("an empty list", GROUP.format("") + MEMBERS.format("[] # flagged")),
]

BALANCER = 'resource "aws_lb" "b" {{{0}\n}}\n'
LISTENER = """resource "aws_lb_listener" "l" {{
  load_balancer_arn = aws_lb.b.arn
  protocol          = "{0}"
  default_action {{
    type = "{1}"
    {2}
  }}
}}
"""
TO_HTTPS = 'redirect {\n protocol = "HTTPS"\n status_code = "HTTP_301"\n }'

REDIRECTS = [
    ("no listener", BALANCER.format("")),
    ("HTTPS", BALANCER.format("") + LISTENER.format("HTTPS", "forward", "")),
    ("HTTP that redirects", BALANCER.format("") + LISTENER.format("HTTP", "redirect", TO_HTTPS)),
    ("HTTP", BALANCER.format(" # flagged") + LISTENER.format("HTTP", "forward", "")),
]

CONFIG = (
    'resource "aws_config_config_rule" "{0}" {{{1}\n  source {{\n    source_identifier = "{2}"\n  }}\n}}\n'
)

VOLUMES = [
    ("no rules", BALANCER.format("")),
    (
        "looked for",
        CONFIG.format("a", "", "IAM_PASSWORD_POLICY") + CONFIG.format("b", "", "ENCRYPTED_VOLUMES"),
    ),
    (
        "not looked for, said once",
        CONFIG.format("b", "", "IAM_PASSWORD_POLICY")
        + CONFIG.format("a", " # flagged", "ROOT_ACCOUNT_MFA_ENABLED"),
    ),
]

TABLES = {
    "aws-elb-lb-http-not-redirected": REDIRECTS,
    "aws-config-volumes-unwatched": VOLUMES,
    "aws-iam-user-with-several-keys": KEYS,
    "aws-ssm-secret-sent-by-http": SECRETS,
    "aws-s3-object-writes-unrecorded": OBJECT_WRITES,
    "aws-s3-acl-without-effect": ACLS,
    "aws-iam-resource-wildcard": RESOURCES,
    "aws-lambda-called-by-every-api-method": CALLERS,
    "aws-apigateway-method-cache-off": CACHE,
    "aws-elasticache-engine-outdated": VERSIONS,
    "aws-iam-group-empty": GROUPS,
}


@pytest.mark.parametrize(("rule_id", "text"), cases(TABLES))
def test_care(rule_id: str, text: str, tmp_path: Path) -> None:
    check(rule_id, text, tmp_path)
