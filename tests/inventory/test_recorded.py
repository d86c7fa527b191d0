"""Plans, states and exports as rows: what they say, what they hide, and what is refused."""

import io
import json
from typing import Any

import pytest

from terrafence.errors import UserError
from terrafence.inventory.actual import actual
from terrafence.inventory.compare import compared, unmanaged
from terrafence.inventory.recorded import recorded
from terrafence.inventory.rows import MASK, Group, Row, grouped, lacks, meets, with_owner
from terrafence.inventory.stream import Reader


def rows(data: object, show: bool = False) -> list[Row]:
    text = data if isinstance(data, str) else json.dumps(data)
    return list(recorded(Reader("/x.json", io.BytesIO(text.encode())), show))


def found(data: object) -> list[Row]:
    text = data if isinstance(data, str) else json.dumps(data)
    return list(actual(Reader("/x.json", io.BytesIO(text.encode()))))


def state(*resources: dict[str, Any]) -> dict[str, Any]:
    return {
        "version": 4,
        "serial": 1,
        "lineage": "l",
        "outputs": {"p": {"value": "s3cret"}},
        "resources": resources,
    }


def resource(kind: str, *instances: dict[str, Any], **more: Any) -> dict[str, Any]:
    provider = f'provider["registry.terraform.io/hashicorp/{kind.partition("_")[0]}"]'
    return {
        **more,
        "mode": "managed",
        "type": kind,
        "name": "r",
        "provider": provider,
        **more,
        "instances": instances,
    }


QUEUE = {
    "arn": "arn:aws:sqs:eu-west-1:1:q",
    "name": "q",
    "tags": {"A": "1"},
    "tags_all": {"A": "1", "Owner": "us"},
}


def test_a_state_file() -> None:
    (row,) = rows(state(resource("aws_sqs_queue", {"attributes": QUEUE}), resource("aws_x", mode="data")))
    assert (row.address, row.provider, row.region, row.found) == (
        "aws_sqs_queue.r",
        "aws",
        "eu-west-1",
        "state",
    )
    assert row.tags == {"A": "1", "Owner": "us"}
    assert row.givers == {"A": "resource", "Owner": "provider"}
    assert row.ids == ("arn:aws:sqs:eu-west-1:1:q", "q")


@pytest.mark.parametrize(
    ("more", "instance", "address"),
    [
        ({}, {"index_key": 1}, "aws_sqs_queue.r[1]"),
        ({}, {"index_key": 'a"b'}, 'aws_sqs_queue.r["a\\"b"]'),
        ({"module": 'module.m["k"]'}, {}, 'module.m["k"].aws_sqs_queue.r'),
        ({}, {"deposed": "abc"}, "aws_sqs_queue.r (deposed)"),
    ],
)
def test_addresses(more: dict[str, Any], instance: dict[str, Any], address: str) -> None:
    (row,) = rows(state(resource("aws_sqs_queue", {"attributes": {}, **instance}, **more)))
    assert row.address == address


def test_keys_in_another_order() -> None:
    sorted_ = json.dumps(
        state(resource("aws_sqs_queue", {"attributes": QUEUE}, module="module.m")), sort_keys=True
    )
    assert [row.address for row in rows(sorted_)] == ["module.m.aws_sqs_queue.r"]


def test_the_provider_of_a_module() -> None:
    provider = 'module.m.provider["registry.terraform.io/hashicorp/aws"].west'
    (row,) = rows(state(resource("aws_sqs_queue", {"attributes": {}}, provider=provider)))
    assert row.provider == "aws.west"


@pytest.mark.parametrize(
    ("kind", "attributes", "tags"),
    [
        ("aws_autoscaling_group", {"tag": [{"key": "A", "value": "1"}]}, {"A": "1"}),
        ("google_compute_instance", {"tags": ["net"], "labels": {"a": "1"}}, {"a": "1"}),
        ("google_storage_bucket", {"labels": {}, "effective_labels": {"a": "1"}}, {"a": "1"}),
        ("google_monitoring_alert_policy", {"user_labels": {"a": "1"}}, {"a": "1"}),
        ("kubernetes_namespace", {"metadata": [{"labels": {"a": "1"}}]}, {"a": "1"}),
        ("azuread_application", {"tags": ["a"]}, {}),
        ("azurerm_storage_account", {"tags": {"a": "1"}}, {"a": "1"}),
        ("azurerm_storage_account", {"tags": None}, {}),
        ("aws_sqs_queue", {"tags": {"N": 5, "B": True}}, {"B": "true", "N": "5"}),
    ],
)
def test_where_tags_are(kind: str, attributes: dict[str, Any], tags: dict[str, str]) -> None:
    (row,) = rows(state(resource(kind, {"attributes": attributes})))
    assert row.tags == tags


@pytest.mark.parametrize(
    "marks",
    [
        [[{"type": "get_attr", "value": "tags_all"}]],
        [[{"type": "get_attr", "value": "tags"}]],
        [
            [
                {"type": "get_attr", "value": "tags"},
                {"type": "index", "value": {"value": "A", "type": "string"}},
            ]
        ],
    ],
)
def test_sensitive_tags_are_masked(marks: object) -> None:
    data = state(resource("aws_sqs_queue", {"attributes": QUEUE, "sensitive_attributes": marks}))
    assert rows(data)[0].tags["A"] == MASK
    assert rows(data, show=True)[0].tags["A"] == "1"


def test_nothing_but_tags_of_a_state_is_kept() -> None:
    (row,) = rows(
        state(resource("aws_db_instance", {"attributes": {"password": "hunter2", "tags": {"A": "1"}}}))
    )
    assert "hunter2" not in repr(row)


PLAN: dict[str, Any] = {
    "format_version": "1.2",
    "planned_values": {"root_module": {"resources": [{"values": {}}], "child_modules": [{"resources": []}]}},
    "resource_changes": [
        {
            "address": "module.m.aws_sqs_queue.q[0]",
            "module_address": "module.m",
            "mode": "managed",
            "type": "aws_sqs_queue",
            "provider_name": "registry.terraform.io/hashicorp/aws",
            "change": {
                "after": {"name": "q", "tags_all": {"A": "1"}},
                "after_unknown": {"tags_all": {"B": True}, "arn": True},
                "after_sensitive": {"tags_all": {"A": True}},
            },
        },
        {"address": "aws_sqs_queue.gone", "mode": "managed", "type": "aws_sqs_queue", "change": {"after": None, "after_unknown": {}}},
        {"address": "data.aws_ami.a", "mode": "data", "type": "aws_ami", "change": {"after": {}}},
        {"address": "aws_sqs_queue.u", "mode": "managed", "type": "aws_sqs_queue", "change": {"after": {}, "after_unknown": {"tags": True, "tags_all": True}}},
    ],
}  # fmt: skip


def test_a_plan() -> None:
    first, second = rows(PLAN)
    assert (first.address, first.module, first.provider) == ("module.m.aws_sqs_queue.q[0]", "module.m", "aws")
    assert first.tags == {"A": MASK, "B": None}
    assert second.open == "known after apply"
    assert not lacks(second, "A")


def test_a_state_as_json() -> None:
    inner = {
        "address": "module.m.aws_sqs_queue.q",
        "mode": "managed",
        "type": "aws_sqs_queue",
        "values": QUEUE,
    }
    modules = {"child_modules": [{"address": "module.m", "resources": [inner]}], "resources": []}
    (row,) = rows({"format_version": "1.0", "values": {"outputs": {}, "root_module": modules}})
    assert (row.address, row.module, row.tags["Owner"]) == ("module.m.aws_sqs_queue.q", "module.m", "us")
    assert rows({"format_version": "1.0"}) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is neither a plan nor a state"),
        ("[]", "is neither a plan nor a state"),
        ("{}", "is neither a plan (terraform show -json) nor a state"),
        ('{"version": 3, "modules": []}', "is a state of version 3; version 4 is read"),
        ('{"version": "x"}', "is no state that is known"),
        ('{"version": 4, "resources": [{"mode": "managed", "inst', "is cut off"),
        ('{"version": 4, "resources": [', "ends in the middle: it is cut off"),
        ('{"version": 4, "resources": [{"instances": [{]}]}', "not JSON"),
        ('{"version": 4, nonsense', "not JSON"),
        ('{"a": ' + "[" * 100_000, "nested too deep"),
    ],
)
def test_what_is_refused(text: str, message: str) -> None:
    with pytest.raises(UserError) as error:
        rows(text)
    assert message in str(error.value)
    assert str(error.value).startswith("/x.json: ")


def test_values_longer_than_the_window() -> None:
    big = resource("aws_sqs_queue", {"attributes": {**QUEUE, "policy": "x" * 3_000_000, "n": 123456}})
    assert [row.tags["A"] for row in rows(state(big, big))] == ["1", "1"]


def test_not_utf8() -> None:
    with pytest.raises(UserError, match="is not UTF-8"):
        list(recorded(Reader("/x.json", io.BytesIO(b'{"version": 4, "a": "\xff"}'))))


# ---------------------------------------------------------------- what runs

CONFIG_ITEM = {
    "resourceType": "AWS::S3::Bucket",
    "resourceId": "b",
    "arn": "arn:aws:s3:::b",
    "awsRegion": "eu-west-1",
}
ACTUAL: list[Any] = [
    ("tagging API", {"ResourceTagMappingList": [{"ResourceARN": "arn:aws:sqs:eu-west-1:1:q", "Tags": [{"Key": "A", "Value": "1"}]}]}, ("arn:aws:sqs:eu-west-1:1:q", "eu-west-1", {"A": "1"})),
    ("AWS Config, a snapshot", {"fileVersion": "1.0", "configurationItems": [{**CONFIG_ITEM, "tags": {"A": "1"}}]}, ("arn:aws:s3:::b", "eu-west-1", {"A": "1"})),
    ("AWS Config, a query", {"Results": [json.dumps({**CONFIG_ITEM, "tags": [{"key": "A", "value": "1"}]})], "QueryInfo": {}}, ("arn:aws:s3:::b", "eu-west-1", {"A": "1"})),
    ("Google, lines", '{"name": "//storage.googleapis.com/b", "asset_type": "storage.googleapis.com/Bucket", "resource": {"location": "eu", "data": {"labels": {"a": "1"}}}}\n', ("//storage.googleapis.com/b", "eu", {"a": "1"})),
    ("Google, a list", [{"name": "//storage.googleapis.com/b", "assetType": "storage.googleapis.com/Bucket", "location": "eu", "labels": {"a": "1"}}], ("//storage.googleapis.com/b", "eu", {"a": "1"})),
    ("Azure", {"count": 1, "data": [{"id": "/subscriptions/1/x", "type": "t", "location": "weu", "tags": {"a": "1"}}], "skip_token": None}, ("/subscriptions/1/x", "weu", {"a": "1"})),
    ("Azure, a list without tags", [{"id": "/subscriptions/1/x", "type": "t", "location": "weu", "tags": None}], ("/subscriptions/1/x", "weu", {})),
]  # fmt: skip


@pytest.mark.parametrize(("data", "expected"), [pytest.param(*case[1:], id=case[0]) for case in ACTUAL])
def test_exports(data: object, expected: tuple[str, str, dict[str, str]]) -> None:
    (row,) = found(data)
    assert (row.address, row.region, row.tags) == expected


@pytest.mark.parametrize(
    "data", ["{}", '{"a": 1}', "[1]", '"x"', '[{"id": "i-1"}]', '{"Results": ["no json"]}']
)
def test_no_exports(data: str) -> None:
    with pytest.raises(UserError, match="is no export that is known"):
        found(data)


def test_what_runs_and_nobody_manages() -> None:
    known = rows(
        state(
            resource("aws_sqs_queue", {"attributes": QUEUE}),
            resource("aws_s3_bucket", {"attributes": {"bucket": "b"}}),
        )
    )
    arns = ["arn:aws:sqs:eu-west-1:1:q", "arn:aws:s3:::b", "arn:aws:s3:::by-hand"]
    there = found({"ResourceTagMappingList": [{"ResourceARN": arn} for arn in arns]})
    assert [item.row.address for item in unmanaged(there, known)] == ["arn:aws:s3:::by-hand"]


# ---------------------------------------------------------------- comparing, choosing


def test_compared() -> None:
    written = [Row("aws_x.a"), Row("aws_x.new"), Row('aws_x.many["?"]'), Row('aws_x.none["?"]')]
    states = [Row("aws_x.a"), Row("aws_x.old"), Row('aws_x.many["k.x"]')]
    assert [(item.kind, item.row.address) for item in compared(written, states)] == [
        ("forgotten", "aws_x.old"),
        ("new", "aws_x.new"),
        ("new", 'aws_x.none["?"]'),
    ]


TAGGED = Row("aws_sqs_queue.q", "aws_sqs_queue", region="eu-west-1", tags={"Team": "pay", "Env": None})


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"Team": "pay"}, True),
        ({"Team": "p*"}, True),
        ({"Team": "Pay"}, False),
        ({"Env": "live"}, False),
        ({"Other": "x"}, False),
        ({"type": "aws_sqs_*", "Team": "pay"}, True),
        ({"region": "us-*"}, False),
    ],
)
def test_meets(wanted: dict[str, str], expected: bool) -> None:
    assert meets(TAGGED, wanted.items()) is expected


def test_lacks() -> None:
    assert lacks(TAGGED, "Owner")
    assert not lacks(TAGGED, "Team")
    assert not lacks(TAGGED, "Env")
    assert not lacks(TAGGED._replace(open="var.x has no value"), "Owner")
    assert not lacks(Row("aws_iam_role_policy.p", "aws_iam_role_policy"), "Owner")


def test_owner_and_groups() -> None:
    assert with_owner(TAGGED, ("Owner", "Team")).owner == "pay"
    assert with_owner(TAGGED._replace(tags={"Team": MASK}), ("Team",)).owner == ""
    group = grouped([TAGGED._replace(findings=2), TAGGED, Row("x")], "Team")
    assert group == [Group("pay", 2, 2), Group(None, 1, 0)]
