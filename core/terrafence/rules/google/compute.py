"""Google Compute Engine."""

from terrafence.declare import (
    Disruption,
    Each,
    Lacks,
    Level,
    Pick,
    Require,
    Rule,
    Safety,
    Severity,
)

_CHECK = Each(
    "service_account",
    Require(
        "email",
        Lacks(r"^\d+-compute@developer\.gserviceaccount\.com$|^PROJECT_NUMBER-"),
        absent="PROJECT_NUMBER-compute@developer.gserviceaccount.com",
        set=Pick("google_service_account", "email", "."),
    ),
)
_WHY = (
    "Every machine and job of the project shares that account, and it can usually edit the whole project: "
    "one machine that falls takes all of it along."
)
_EFFECT = "the machine loses what only the default account may do"
_GUIDE = "https://cloud.google.com/compute/docs/access/service-accounts#default_service_account"

DEFAULT_SERVICE_ACCOUNT = Rule(
    id="google-compute-default-service-account",
    summary="The machine runs as the project's default service account",
    why=_WHY,
    severity=Severity.HIGH,
    level=Level.WARN,
    resources=("google_compute_instance", "google_compute_instance_from_template"),
    check=_CHECK,
    disruption=Disruption.RESTART,
    safety=Safety.UNSAFE,
    fix_effect=f"restarts it, and {_EFFECT}",
    example="""resource "google_compute_instance" "web" {
  name         = "web"
  machine_type = "e2-small"
  zone         = "europe-west1-b"

  boot_disk {
    initialize_params {
      image = "debian-cloud/debian-12"
    }
  }

  network_interface {
    network = "default"
  }

  service_account {
    email  = "123456789012-compute@developer.gserviceaccount.com"
    scopes = ["cloud-platform"]
  }
}
""",
    aliases=("CKV_GCP_30", "AVD-GCP-0044", "datadog:gcp/using_default_service_account"),
    references=(
        _GUIDE,
        "https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/compute_instance",
    ),
)

TEMPLATE_DEFAULT_SERVICE_ACCOUNT = Rule(
    id="google-compute-template-default-service-account",
    summary="Machines of the template run as the project's default service account",
    why=_WHY,
    severity=Severity.HIGH,
    level=Level.WARN,
    resources=("google_compute_instance_template", "google_compute_region_instance_template"),
    check=_CHECK,
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    fix_effect="replaces the template, and its machines lose what only the default account may do",
    example="""resource "google_compute_instance_template" "web" {
  machine_type = "e2-small"

  disk {
    source_image = "debian-cloud/debian-12"
  }

  service_account {
    scopes = ["cloud-platform"]
  }
}
""",
    aliases=("CKV_GCP_30",),
    references=(
        _GUIDE,
        "https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/compute_instance_template",
    ),
)
