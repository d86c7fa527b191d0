"""Google Cloud Functions, of both generations, and Cloud Run."""

from terrafence.declare import (
    Disruption,
    Lacks,
    Level,
    Pick,
    Require,
    Rule,
    Safety,
    Severity,
)

_COMPUTE = "PROJECT_NUMBER-compute@developer.gserviceaccount.com"
_OWN_ACCOUNT = Lacks(r"-compute@developer\.gserviceaccount\.com$|@appspot\.gserviceaccount\.com$")
_PICKED = Pick("google_service_account", "email", ".")
_WHY = (
    "Everything in the project shares that account, and it can usually edit the whole project: one flaw in "
    "the code takes all of it along."
)
_EFFECT = "the code loses what only the default account may do"

DEFAULT_SERVICE_ACCOUNT = Rule(
    id="google-functions-default-service-account",
    summary="The function runs as the project's default service account",
    why=_WHY,
    severity=Severity.HIGH,
    level=Level.WARN,
    resources=("google_cloudfunctions_function",),
    check=Require(
        "service_account_email",
        _OWN_ACCOUNT,
        absent="PROJECT_ID@appspot.gserviceaccount.com",
        set=_PICKED,
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    fix_effect=f"replaces it, and {_EFFECT}",
    example="""resource "google_cloudfunctions_function" "charge" {
  name         = "charge"
  runtime      = "python312"
  trigger_http = true
}
""",
    references=(
        "https://cloud.google.com/functions/1stgendocs/securing/function-identity",
        "https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/cloudfunctions_function",
    ),
)

SECOND_DEFAULT_SERVICE_ACCOUNT = Rule(
    id="google-functions2-default-service-account",
    summary="The function runs as the project's default service account",
    why=_WHY,
    severity=Severity.HIGH,
    level=Level.WARN,
    resources=("google_cloudfunctions2_function",),
    check=Require("service_config.service_account_email", _OWN_ACCOUNT, absent=_COMPUTE, set=_PICKED),
    safety=Safety.UNSAFE,
    fix_effect=_EFFECT,
    example="""resource "google_cloudfunctions2_function" "charge" {
  name     = "charge"
  location = "europe-west1"

  service_config {
    service_account_email = "123456789012-compute@developer.gserviceaccount.com"
  }
}
""",
    references=(
        "https://cloud.google.com/run/docs/securing/service-identity",
        "https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/cloudfunctions2_function",
    ),
)

RUN_DEFAULT_SERVICE_ACCOUNT = Rule(
    id="google-run-default-service-account",
    summary="The service runs as the project's default service account",
    why=_WHY,
    severity=Severity.HIGH,
    level=Level.WARN,
    resources=("google_cloud_run_v2_service",),
    check=Require("template.service_account", _OWN_ACCOUNT, absent=_COMPUTE, set=_PICKED),
    safety=Safety.UNSAFE,
    fix_effect=_EFFECT,
    example="""resource "google_cloud_run_v2_service" "shop" {
  name     = "shop"
  location = "europe-west1"

  template {
    service_account = "123456789012-compute@developer.gserviceaccount.com"

    containers {
      image = "europe-docker.pkg.dev/acme/shop/web:1.4.2"
    }
  }
}
""",
    references=(
        "https://cloud.google.com/run/docs/securing/service-identity",
        "https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/cloud_run_v2_service",
    ),
)
