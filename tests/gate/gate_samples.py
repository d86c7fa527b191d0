"""Small modules with one fault, or none."""

SELECT = (
    "--select",
    "aws-s3-acl,aws-s3-public-access-block-missing,terraform-required-tag-missing,syntax-error",
)


def acl(name: str, value: str = '"public-read"') -> str:
    """A bucket's ACL; public unless told otherwise."""
    return f'resource "aws_s3_bucket_acl" "{name}" {{\n  bucket = "{name}"\n  acl    = {value}\n}}\n'


def bucket(name: str) -> str:
    """A bucket that lacks a public access block."""
    return f'resource "aws_s3_bucket" "{name}" {{\n  bucket = "{name}"\n}}\n'


def guard(name: str) -> str:
    """The public access block of that bucket."""
    return f"""resource "aws_s3_bucket_public_access_block" "{name}" {{
  bucket                  = aws_s3_bucket.{name}.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}}
"""


def call(name: str, source: str, arguments: str = "") -> str:
    """A module call."""
    return f'module "{name}" {{\n  source = "{source}"\n{arguments}}}\n'


VARIABLE = 'variable "acl" {\n  default = "private"\n}\n'
PUBLIC = "aws-s3-acl-public-read"
