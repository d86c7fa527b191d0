"""Shapes of credentials; every sample is assembled here so that no scanner takes this file for a leak."""

import pytest

from terrafence.check.credentials import has_credential, is_secret_name

AWS_ID = "AKIA" + "QWERTYUIOPASDFGH"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "AKIA",
        "AKIA" + "lowercaselowercas",
        "password",
        "password = ${var.password}",
        "PASSWORD=$DB_PASSWORD",
        "password: changeme",
        "db_password=<your-password-here>",
        "https://example.com/a@b",
        "postgres://app@db.internal/pay",
        "postgres://app:${DB_PASSWORD}@db/pay",
        "the secret key of success is work",
        "arn:aws:secretsmanager:eu-west-1:111122223333:secret:payments",
    ],
)
def test_not_a_credential(text: str) -> None:
    assert not has_credential(text)


@pytest.mark.parametrize(
    "text",
    [
        AWS_ID,
        f"export AWS_ACCESS_KEY_ID={AWS_ID}",
        "-----BEGIN RSA " + "PRIVATE KEY-----",
        "-----BEGIN " + "PRIVATE KEY-----",
        "ghp_" + "a1B2" * 9,
        "glpat-" + "a1B2c3D4e5F6g7H8i9J0",
        "AIza" + "a1B2c3D" * 5,
        "password = hunter2hunter2",
        'DB_PASSWORD="hunter2hunter2"',
        '{"client_secret": "0f3c8e9b1d"}',
        "postgres://app:hunter2hunter2@db.internal/pay",
    ],
)
def test_credential(text: str) -> None:
    assert has_credential(text)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("password_length", False),
        ("secret_arn", False),
        ("secret_name", False),
        ("token_ttl", False),
        ("key_name", False),
        ("password", True),
        ("DB_PASSWORD", True),
        ("db-password", True),
        ("api_key", True),
        ("clientSecret", True),
        ("client_secret", True),
    ],
)
def test_secret_names(name: str, expected: bool) -> None:
    assert is_secret_name(name) is expected
