"""Azure Storage."""

from terrafence.declare import (
    All,
    AllOf,
    AnyOf,
    Attr,
    Companion,
    Equals,
    Level,
    Not,
    OneOf,
    Require,
    Rule,
    Safety,
    Severity,
    TypeIs,
    When,
)

_ACCOUNT = "azurerm_storage_account"
_RULES = "azurerm_storage_account_network_rules"
_PUBLIC_ENDPOINT_OFF = AnyOf(
    (
        Attr("public_network_access_enabled", Equals(False)),
        Attr("public_network_access", OneOf(("Disabled", "SecuredByPerimeter"))),
    )
)

PUBLIC_NETWORK_ACCESS = Rule(
    id="azure-storage-public-network-access",
    summary="The storage account answers requests from every network",
    why="A leaked key or shared access signature works from anywhere, and containers that allow anonymous "
    "access are open to all.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=(_ACCOUNT, _RULES),
    check=All(
        (
            When(
                AllOf(
                    (
                        TypeIs((_ACCOUNT,)),
                        Not(_PUBLIC_ENDPOINT_OFF),
                        Not(Companion(_RULES, "storage_account_id")),
                    )
                ),
                Require(
                    "network_rules.default_action",
                    Equals("Deny"),
                    absent="Allow",
                    beside={"bypass": ("AzureServices",)},
                ),
            ),
            When(TypeIs((_RULES,)), Require("default_action", Equals("Deny"))),
        )
    ),
    safety=Safety.UNSAFE,
    fix_effect="cuts off every network that it does not list",
    example="""resource "azurerm_storage_account" "invoices" {
  name                     = "acmeinvoices"
  resource_group_name      = "shop"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "LRS"
}
""",
    aliases=(
        "CKV_AZURE_35",
        "AVD-AZU-0012",
        "datadog:azure/default_azure_storage_account_network_access_is_too_permissive",
    ),
    references=(
        "https://learn.microsoft.com/azure/storage/common/storage-network-security",
        "https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/storage_account",
    ),
)
