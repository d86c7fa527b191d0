"""Data sources, and resources of small providers, for the mock provider: just what terraform-aws-eks uses.

The notation is that of the extracted schemas, with a nested block in place of its number: an attribute is a
type (`s` string, `n` number, `b` bool, `l`/`t`/`m` list, set, map of) and flags (`r` required, `o` optional,
`c` computed). A data source ends with what it always answers.
"""

from typing import Any

Body = dict[str, Any]

_ACCOUNT = "123456789012"
_POLICY = '{"Version":"2012-10-17","Statement":[]}'
_FILTER = ["t", "o", {"a": {"name": "s r", "values": "ts r"}}]
_PRINCIPALS = ["t", "o", {"a": {"type": "s r", "identifiers": "ts r"}}]
_CONDITION = ["t", "o", {"a": {"test": "s r", "variable": "s r", "values": "ls r"}}]
_STATEMENT: Body = {
    "a": {
        "sid": "s o",
        "effect": "s o",
        **dict.fromkeys(("actions", "not_actions", "resources", "not_resources"), "ts o"),
    },
    "b": {"principals": _PRINCIPALS, "not_principals": _PRINCIPALS, "condition": _CONDITION},
}
_UNIQUE = ["1", "o", {"a": {"attribute_path": "s r", "attribute_value": "s r"}}]
_VERSION: Body = {"a": {"cluster_version": "s c", "default_version": "b c", "status": "s c"}}
_CERTIFICATE: Body = {"a": {"sha1_fingerprint": "s c"}}
_PART: Body = {"a": {"content": "s r", "content_type": "s o", "filename": "s o", "merge_type": "s o"}}
_SUBJECT: Body = {"a": {"common_name": "s o", "organization": "s o"}}


def _data(answers: Body, arguments: str = "", blocks: Body | None = None, **more: str) -> tuple[Body, Body]:
    taken = dict.fromkeys(("region", *arguments.split()), "s o")
    given = {name: f"{_type(value)} c" for name, value in answers.items() if name not in (blocks or {})}
    return {"a": {**given, **taken, **more}, "b": blocks or {}}, answers


def _type(value: object) -> str:
    match value:
        case bool():
            return "b"
        case int():
            return "n"
        case list():
            return "ls"
        case _:
            return "s"


DATA: dict[str, dict[str, tuple[Body, Body]]] = {
    "aws": {
        "aws_ami": _data(
            {"id": "ami-0123456789abcdef0", "image_id": "ami-0123456789abcdef0"},
            "name_regex",
            {"filter": _FILTER},
            most_recent="b o",
            owners="ls o",
        ),
        "aws_availability_zones": _data(
            {"names": ["eu-west-1a", "eu-west-1b", "eu-west-1c"]}, "", {"filter": _FILTER}
        ),
        "aws_caller_identity": _data(
            {"account_id": _ACCOUNT, "arn": f"arn:aws:iam::{_ACCOUNT}:user/someone"}
        ),
        "aws_ec2_instance_type": _data({"maximum_network_cards": 4}, "instance_type"),
        "aws_ecrpublic_authorization_token": _data({"user_name": "AWS", "password": "made up"}),
        "aws_eks_addon_version": _data(
            {"version": "v1.2.3-eksbuild.1"}, "addon_name kubernetes_version", most_recent="b o"
        ),
        "aws_eks_cluster_versions": _data(
            {
                "cluster_versions": [
                    {"cluster_version": "1.33", "default_version": True, "status": "STANDARD"}
                ]
            },
            "cluster_type version_status",
            {"cluster_versions": ["l=", "c", _VERSION]},
        ),
        "aws_iam_policy_document": _data(
            {"json": _POLICY, "minified_json": _POLICY},
            "policy_id version",
            {"statement": ["l", "o", _STATEMENT]},
            source_policy_documents="ls o",
            override_policy_documents="ls o",
        ),
        "aws_iam_session_context": _data({"issuer_arn": f"arn:aws:iam::{_ACCOUNT}:user/someone"}, "arn"),
        "aws_identitystore_group": _data(
            {"group_id": "made-up"},
            "identity_store_id",
            {"alternate_identifier": ["1", "o", {"b": {"unique_attribute": _UNIQUE}}]},
        ),
        "aws_partition": _data({"partition": "aws", "dns_suffix": "amazonaws.com"}),
        "aws_region": _data({"region": "eu-west-1", "name": "eu-west-1"}),
        "aws_service_principal": _data({"name": "service.amazonaws.com"}, "service_name"),
        "aws_ssm_parameter": _data({"value": "1.33.0-20260101"}, "name"),
        "aws_ssoadmin_instances": _data(
            {"arns": ["arn:aws:sso:::instance/made-up"], "identity_store_ids": ["d-1"]}
        ),
        "aws_subnet": _data({"vpc_id": "vpc-0123456789abcdef0"}, "id"),
    },
    "cloudinit": {
        "cloudinit_config": _data(
            {"rendered": "bWFkZSB1cA=="},
            "boundary",
            {"part": ["l", "o", _PART]},
            base64_encode="b o",
            gzip="b o",
        ),
    },
    "http": {"http": _data({"response_body": "198.51.100.1"}, "url")},
    "tls": {
        "tls_certificate": _data(
            {"certificates": [{"sha1_fingerprint": "0" * 40}]},
            "url",
            {"certificates": ["l=", "c", _CERTIFICATE]},
        ),
    },
}
RESOURCES: dict[str, dict[str, Body]] = {
    "cloudinit": {},
    "helm": {
        "helm_release": {
            "a": {
                "id": "s c",
                **dict.fromkeys(("name", "chart"), "s r"),
                **dict.fromkeys(("repository", "namespace", "version"), "s o"),
                **dict.fromkeys(("repository_username", "repository_password"), "s o"),
                "values": "ls o",
                "wait": "b o",
            }
        }
    },
    "http": {},
    "local": {
        "local_file": {
            "a": {"id": "s c", "filename": "s r", "content": "s o", "file_permission": "s o"},
        }
    },
    "null": {"null_resource": {"a": {"id": "s c", "triggers": "ms o"}}},
    "time": {"time_sleep": {"a": {"id": "s c", "create_duration": "s o", "triggers": "ms o"}}},
    "tls": {
        "tls_private_key": {
            "a": {
                "algorithm": "s r",
                "rsa_bits": "n o",
                **dict.fromkeys(("id", "private_key_pem", "public_key_pem"), "s c"),
            }
        },
        "tls_self_signed_cert": {
            "a": {
                "id": "s c",
                "cert_pem": "s c",
                "private_key_pem": "s r",
                "validity_period_hours": "n r",
                "is_ca_certificate": "b o",
                "allowed_uses": "ls o",
            },
            "b": {"subject": ["l", "o", _SUBJECT]},
        },
    },
}


def interned(bodies: dict[str, Body]) -> Body:
    """The bodies as an extracted schema has them, its nested blocks numbered."""
    blocks: list[Body] = []

    def flat(body: Body) -> Body:
        nested = {
            name: [nest, flags, flat(inner)] for name, (nest, flags, inner) in body.get("b", {}).items()
        }
        for entry in nested.values():
            blocks.append(entry[2])
            entry[2] = len(blocks) - 1
        return {"a": body.get("a", {}), "b": nested}

    return {"resources": {name: flat(body) for name, body in bodies.items()}, "blocks": blocks}
