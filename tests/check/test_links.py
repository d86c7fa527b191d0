"""Addresses that can mean one resource."""

import pytest

from terrafence.check.links import same_address


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("aws_s3_bucket.a", "aws_s3_bucket.b", False),
        ("aws_s3_bucket.a", "module.m.aws_s3_bucket.a", False),
        ('aws_s3_bucket.a["x"]', 'aws_s3_bucket.a["y"]', False),
        ("aws_s3_bucket.a[0]", "aws_s3_bucket.a[1]", False),
        ('module.m["a.b"].aws_s3_bucket.c', 'module.m["a"].aws_s3_bucket.c', False),
        ("aws_s3_bucket.a", "aws_s3_bucket.a", True),
        ("aws_s3_bucket.a", "aws_s3_bucket.a[0]", True),
        ('aws_s3_bucket.a["?"]', 'aws_s3_bucket.a["x"]', True),
        ('module.m["?"].aws_s3_bucket.a', 'module.m["k.l[0]"].aws_s3_bucket.a', True),
        ('aws_s3_bucket.a["say \\"hi\\""]', 'aws_s3_bucket.a["say \\"hi\\""]', True),
    ],
)
def test_same_address(one: str, other: str, expected: bool) -> None:
    assert same_address(one, other) is expected
    assert same_address(other, one) is expected
