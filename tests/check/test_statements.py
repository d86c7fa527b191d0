"""Shapes of policy statements."""

import json

import pytest

from terrafence.check.documents import read_statements
from terrafence.check.statements import Part, denied, matches
from terrafence.check.verdict import Truth
from terrafence.declare import Guard, Statement

ALLOW = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Principal": "*"}
CALLER = Guard(("aws:PrincipalOrg*", "aws:SourceIp", "aws:SourceArn"))


def parts(*statements: object) -> tuple[Part, ...]:
    return read_statements(json.dumps({"Statement": list(statements)})).parts


def where(**words: object) -> dict[str, object]:
    """A statement that differs from ALLOW; None takes an element out."""
    return {name: word for name, word in {**ALLOW, **words}.items() if word is not None}


@pytest.mark.parametrize(
    ("shape", "statement"),
    [
        (Statement(), where(Effect="Deny")),
        (Statement(), where(Effect=None)),
        (Statement(), where(Effect=["Allow"])),
        (Statement(actions=("s3:PutObject",)), where()),
        (Statement(actions=("s3:*",)), where()),
        (Statement(actions=("*",)), where(Action="s3:*")),
        (Statement(actions=("*",)), where(Action=None, NotAction="iam:*")),
        (Statement(actions=("iam:PassRole",)), where(Action=None, NotAction=["s3:*", "iam:*"])),
        (Statement(actions=("iam:*Role",)), where(Action=None, NotAction="iam:Pass*")),
        (Statement(actions=("s3:GetObject",)), where(Action=7)),
        (Statement(resources=("*",)), where(Resource="arn:aws:s3:::b/*")),
        (Statement(resources=("*",)), where(Resource=None)),
        (Statement(principals=("*",)), where(Principal={"AWS": "arn:aws:iam::111122223333:root"})),
        (Statement(principals=("*",)), where(Principal={"Service": "*"})),
        (Statement(principals=("*",)), where(Principal=None)),
        (Statement(principals=("*",), effect="Deny"), where(Effect="Deny", Principal=None, NotPrincipal="x")),
        (Statement(like={"Principal": "^Federated:"}), where()),
        (Statement(like={"Action": r":\*$"}), where()),
        (Statement(lacks=("Principal",)), where()),
        (Statement(unconditioned=True), where(Condition={"Bool": {"aws:SecureTransport": "true"}})),
        (Statement(unless=(CALLER,)), where(Condition={"StringEquals": {"aws:principalOrgId": "o-1"}})),
        (Statement(unless=(CALLER,)), where(Condition={"IpAddress": {"aws:SourceIp": ["10.0.0.0/8"]}})),
        (Statement(unless=(CALLER,)), where(Condition={"ArnLike": {"aws:SourceArn": "arn:aws:s3:*:*:b"}})),
    ],
)
def test_no_match(shape: Statement, statement: object) -> None:
    (part,) = parts(statement)
    assert matches(shape, part).truth is Truth.FALSE


@pytest.mark.parametrize(
    ("shape", "statement"),
    [
        (Statement(), where()),
        (Statement(actions=("s3:GetObject",)), where(Action="S3:get*")),
        (Statement(actions=("s3:GetObject",)), where(Action=["x:y", "*"])),
        (Statement(actions=("*",)), where(Action="*:*")),
        (Statement(actions=("iam:PassRole",)), where(Action=None, NotAction="s3:*")),
        (Statement(actions=("s3:GetObject",)), where(Action="s3:?etObject")),
        (Statement(resources=("*",)), where()),
        (Statement(principals=("*",)), where()),
        (Statement(principals=("*",)), where(Principal={"AWS": ["a", "*"]})),
        (Statement(principals=("*",)), where(Principal={"AWS": "arn:aws:iam::*:role/x"})),
        (Statement(principals=("*",)), where(Principal=None, NotPrincipal={"AWS": "x"})),
        (Statement(like={"Principal": "^Service:"}), where(Principal={"Service": "ec2.amazonaws.com"})),
        (Statement(like={"NotAction": ""}), where(Action=None, NotAction="iam:*")),
        (Statement(lacks=("Principal",)), where(Principal=None)),
        (Statement(unconditioned=True), where(Condition={})),
        (Statement(unless=(CALLER,)), where()),
        (Statement(unless=(CALLER,)), where(Condition={"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}})),
        (Statement(unless=(CALLER,)), where(Condition={"StringEqualsIfExists": {"aws:SourceArn": "x"}})),
        (Statement(unless=(CALLER,)), where(Condition={"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}})),
        (Statement(unless=(CALLER,)), where(Condition={"IpAddress": {"aws:SourceIp": ["10.0.0.1", "::/0"]}})),
        (Statement(unless=(CALLER,)), where(Condition={"StringLike": {"aws:PrincipalOrgID": "*"}})),
        (Statement(unless=(CALLER,)), where(Condition={"Bool": {"aws:SecureTransport": "true"}})),
    ],
)
def test_match(shape: Statement, statement: object) -> None:
    (part,) = parts(statement)
    assert matches(shape, part).truth is Truth.TRUE


@pytest.mark.parametrize(
    ("statement", "gone"),
    [
        (where(), False),
        (where(Effect="Deny", Principal=None, Resource="arn:aws:s3:::b"), False),
        (where(Effect="Deny", Principal={"AWS": "x"}), False),
        (where(Effect="Deny", Condition={"Bool": {"aws:SecureTransport": "false"}}), False),
        (where(Effect="Deny"), True),
        (where(Effect="Deny", Principal=None, Action=None, NotAction="iam:*"), True),
    ],
)
def test_denied(statement: object, gone: bool) -> None:
    assert denied(("s3:GetObject",), parts(statement)) == frozenset({"s3:GetObject"} if gone else ())


def test_a_comma_behind_the_last_element_does_not_hide_a_policy() -> None:
    assert len(read_statements('{"Statement": [{"Effect": "Allow", "Action": ["a:b",],},]}').parts) == 1
    assert read_statements('{"Statement": [1,,]}').reason
