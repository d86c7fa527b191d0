"""Which types take tags: every type of the schemas, and by hand those that look as if they did or did not."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from terrafence.config import Config
from terrafence.files import Disk
from terrafence.lint import lint
from terrafence.tags.policy import requiring
from terrafence.tags.taggable import holder

NOTHING: dict[str, Any] = {}
SCHEMAS = Path(__file__).parents[3] / "shared" / "schema"
PROVIDERS = ("aws", "azurerm", "google", "azuread", "kubernetes")
RULE = "terraform-required-tag-missing"

TRAPS = {
    "aws_s3_bucket": "tags",
    "aws_iam_role_policy": None,
    "aws_autoscaling_group": "tag",
    "aws_autoscaling_group_tag": None,  # it is a tag
    "aws_ec2_tag": None,
    "aws_inspector_resource_group": None,  # its tags are what it looks for
    "aws_launch_template": "tags",  # besides its tag_specifications
    "aws_instance": "tags",  # besides its volume_tags
    "aws_s3_bucket_metric": None,  # filter.tags
    "aws_eks_node_group": "tags",  # its labels are Kubernetes'
    "aws_prometheus_anomaly_detector": "tags",  # its labels are a metric's
    "aws_devopsguru_resource_collection": None,  # tags is a block that selects
    "azurerm_storage_account": "tags",
    "azurerm_subnet": None,
    "azurerm_api_management_named_value": None,  # tags is a list of words
    "azurerm_spring_cloud_new_relic_application_performance_monitoring": None,
    "azuread_application": None,  # tags is a set of words
    "azuread_service_principal": None,
    "google_storage_bucket": "labels",
    "google_compute_instance": "labels",  # its tags are network tags
    "google_compute_firewall": None,  # source_tags, target_tags
    "google_compute_network": None,
    "google_container_cluster": "resource_labels",
    "google_container_node_pool": None,  # node_config.labels are Kubernetes'
    "google_monitoring_alert_policy": "user_labels",
    "google_monitoring_notification_channel": "user_labels",  # its labels configure it
    "google_monitoring_uptime_check_config": "user_labels",
    "google_sql_database_instance": "settings.user_labels",
    "google_cloud_run_service": "metadata.labels",
    "google_cloud_run_v2_service": "labels",
    "google_cloud_identity_group": None,  # its labels say what kind of group it is
    "google_project": "labels",  # its tags are resource manager tags
    "google_folder": None,
    "kubernetes_namespace": "metadata.labels",
    "kubernetes_deployment_v1": "metadata.labels",
    "kubernetes_labels": None,  # they are another object's
    "kubernetes_manifest": None,
    "acme_thing": None,
    "aws": None,
}

NO_DEFAULTS = (
    "aws_autoscaling_group",
    "azurerm_storage_account",
    "google_monitoring_alert_policy",
    "google_sql_database_instance",
    "kubernetes_namespace",
)


@pytest.mark.parametrize("kind", TRAPS)
def test_traps(kind: str) -> None:
    place = holder(kind)
    assert (place.path if place else None) == TRAPS[kind]


@pytest.mark.parametrize("kind", NO_DEFAULTS)
def test_what_gets_nothing_from_its_provider(kind: str) -> None:
    place = holder(kind)
    assert place is not None
    assert place.defaults == ""


def _schema(provider: str) -> dict[str, Any]:
    with gzip.open(SCHEMAS / f"{provider}.json.gz") as handle:
        return json.load(handle)


def _tagged(kind: str, body: Any, blocks: Any) -> bool:
    """Whether the schema lets a type be tagged, by what providers compute for what they tag."""
    attributes, nested = body["a"], body.get("b", NOTHING)
    metadata = blocks[nested["metadata"][2]].get("a", NOTHING) if "metadata" in nested else NOTHING
    match kind.partition("_")[0]:
        case "aws":
            return "tags_all" in attributes or nested.get("tag", ("",))[0] == "t"
        case "azurerm":
            return attributes.get("tags") == "ms o"
        case "google":
            sets = {"effective_labels", "user_labels"}
            return (
                bool(sets & (attributes.keys() | metadata.keys())) or kind == "google_sql_database_instance"
            )
        case "kubernetes":
            return metadata.get("labels") in ("ms o", "ms oc")
        case _:
            return False


@pytest.mark.skipif(not SCHEMAS.is_dir(), reason="the providers' schemas are not beside the repository")
def test_every_type_is_flagged_that_can_be_tagged(tmp_path: Path) -> None:
    expected: dict[str, bool] = {}
    for provider in PROVIDERS:
        schema = _schema(provider)
        for kind, body in schema["resources"].items():
            expected[kind] = _tagged(kind, body, schema["blocks"])
    assert len(expected) == 4253
    (tmp_path / "main.tf").write_text("".join(f'resource "{kind}" "x" {{}}\n' for kind in expected))
    report = lint(Disk(), [str(tmp_path)], Config(select=(RULE,), tags=requiring("Owner")))
    flagged = {finding.address.removesuffix(".x") for finding in report.findings}
    assert flagged == {kind for kind, tagged in expected.items() if tagged}
    assert not report.undecided
