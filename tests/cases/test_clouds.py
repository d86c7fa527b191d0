"""Google and Azure."""

from pathlib import Path

import pytest
from casebook import cases, check

MACHINE = [
    ("no account at all", 'resource "google_compute_instance" "m" {\n  name = "m"\n}\n'),
    (
        "one of its own",
        'resource "google_compute_instance" "m" {\n  service_account {\n'
        '    email  = "m@acme.iam.gserviceaccount.com"\n    scopes = ["cloud-platform"]\n  }\n}\n',
    ),
    (
        "one of its own, not yet made",
        'resource "google_service_account" "m" {\n  account_id = "m"\n}\n\n'
        'resource "google_compute_instance" "m" { # undecided\n  service_account {\n'
        "    email  = google_service_account.m.email\n    scopes = []\n  }\n}\n",
    ),
    (
        "a block without an address",
        'resource "google_compute_instance" "m" {\n  service_account { # flagged\n    scopes = []\n  }\n}\n',
    ),
    (
        "null",
        'resource "google_compute_instance" "m" {\n  service_account {\n    email = null # flagged\n  }\n}\n',
    ),
]

FUNCTION = [
    (
        "one of its own",
        'resource "google_cloudfunctions_function" "f" {\n'
        '  service_account_email = "f@acme.iam.gserviceaccount.com"\n}\n',
    ),
    (
        "App Engine's",
        'resource "google_cloudfunctions_function" "f" {\n'
        '  service_account_email = "acme@appspot.gserviceaccount.com" # flagged\n}\n',
    ),
    (
        "the machines'",
        'resource "google_cloudfunctions_function" "f" {\n'
        '  service_account_email = "1-compute@developer.gserviceaccount.com" # flagged\n}\n',
    ),
]

ACCOUNT = 'resource "azurerm_storage_account" "a" {\n'

STORAGE = [
    ("no public endpoint", ACCOUNT + "  public_network_access_enabled = false\n}\n"),
    ("no public endpoint, version 5", ACCOUNT + '  public_network_access = "Disabled"\n}\n'),
    ("closed", ACCOUNT + '  network_rules {\n    default_action = "Deny"\n  }\n}\n'),
    (
        "closed by rules of their own",
        ACCOUNT
        + """  name = "a"
}

resource "azurerm_storage_account_network_rules" "a" {
  storage_account_id = azurerm_storage_account.a.id
  default_action     = "Deny"
}
""",
    ),
    ("opened", ACCOUNT + '  network_rules {\n    default_action = "Allow" # flagged\n  }\n}\n'),
    (
        "opened by rules of their own: one fault",
        ACCOUNT
        + """  name = "a"
}

resource "azurerm_storage_account_network_rules" "a" {
  storage_account_id = azurerm_storage_account.a.id
  default_action     = "Allow" # flagged
}
""",
    ),
]

TABLES = {
    "google-compute-default-service-account": MACHINE,
    "google-functions-default-service-account": FUNCTION,
    "azure-storage-public-network-access": STORAGE,
}


@pytest.mark.parametrize(("rule_id", "text"), cases(TABLES))
def test_clouds(rule_id: str, text: str, tmp_path: Path) -> None:
    check(rule_id, text, tmp_path)
