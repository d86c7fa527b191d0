"""The tag policy: what it finds, what it leaves alone, and what its fixes come to."""

from pathlib import Path

import pytest
from record import write

from terrafence.config import Config
from terrafence.errors import UserError
from terrafence.files import Disk, Overlay
from terrafence.finding import Applicability, Finding, Fix, Report
from terrafence.lint import lint
from terrafence.sections import load
from terrafence.text import apply_edits

RULES = ("terraform-required-tag-missing", "terraform-tag")
MISSING = "terraform-required-tag-missing"
VALUE = "terraform-tag-value-not-allowed"


def judged(text: str, directory: Path) -> Report:
    write(text, directory)
    config = load(Disk(), str(directory))
    return lint(Disk(), [str(directory)], config._replace(select=RULES))


def findings(text: str, directory: Path) -> list[tuple[str, str]]:
    """The rules and the ends of the messages of all findings."""
    return [(item.rule.id, item.message) for item in judged(text, directory).findings]


def after(finding: Finding, fix: Fix, directory: Path, report: Report, config: Config) -> Report:
    """The report when a fix is applied."""
    changed: dict[str, bytes] = {}
    for path in {item.path for item in fix.edits}:
        edits = [item.edit for item in fix.edits if item.path == path]
        changed[path] = apply_edits(report.files[path].source, edits)
    return lint(Overlay(Disk(), changed), [str(directory)], config._replace(select=RULES))


# ---------------------------------------------------------------- the scenario

SETTINGS = """
--- terrafence.toml
[tags]
required = ["Team", "Service", "Environment", "Compliance", "Purpose"]

[tags.values]
Team = { file = "teams.txt" }
Service = ["payments"]
Environment = ["live", "test"]
Compliance = ["PCI-DSS", "none"]
Purpose = { pattern = "[a-z -]+", default = "card data" }
Classification = ["public", "restricted"]

[[tags.policy]]
when = { Compliance = "PCI-DSS" }
required = ["Classification", "Purpose"]
values = { Classification = ["restricted"] }
--- teams.txt
# who there is
pay
platform
"""
PROVIDER = """
provider "aws" {
  region = "eu-west-1"
}
provider "aws" {
  alias  = "tagged"
  region = "eu-west-1"
  default_tags {
    tags = { Environment = "live" }
  }
}
module "payments" {
  source    = "./payments"
  providers = { aws = aws.tagged }
}
--- payments/main.tf
locals {
  common = { Team = "pay", Service = "payments" }
}
module "store" {
  source = "../store"
  tags   = merge(local.common, { Compliance = "PCI-DSS" })
}
--- store/main.tf
variable "tags" { type = map(string) }
resource "aws_s3_bucket" "cards" {
  tags = merge(var.tags, {
    Purpose        = "card data"
    Classification = "restricted"
  })
}
"""

TAKEN_AWAY = [
    ('Team = "pay", ', "", MISSING, "`Team`"),
    (', Service = "payments"', "", MISSING, "`Service`"),
    ('{ Compliance = "PCI-DSS" }', "{}", MISSING, "`Compliance`"),
    ('    Purpose        = "card data"\n', "", MISSING, "`Purpose`"),
    ('    Classification = "restricted"\n', "", MISSING, "`Classification`"),
    ('Classification = "restricted"', 'Classification = "public"', VALUE, "be `restricted`"),
    ('  default_tags {\n    tags = { Environment = "live" }\n  }\n', "", MISSING, "`Environment`"),
    ('{ Environment = "live" }', "{}", MISSING, "`Environment`"),
    ("  providers = { aws = aws.tagged }\n", "", MISSING, "`Environment`"),
    ("{ aws = aws.tagged }", "{ aws = aws }", MISSING, "`Environment`"),
    ('  alias  = "tagged"\n', '  alias  = "other"\n', None, ""),
    ("merge(local.common, ", "merge(", MISSING, "`Team`, `Service`"),
    ("merge(var.tags, {\n", "merge({\n", MISSING, "`Team`, `Service`, `Compliance`"),
]


def test_the_scenario_passes(tmp_path: Path) -> None:
    assert findings(PROVIDER + SETTINGS, tmp_path) == []


@pytest.mark.parametrize(("text", "instead", "rule", "words"), TAKEN_AWAY)
def test_what_is_taken_away_is_found_and_mended(
    text: str, instead: str, rule: str | None, words: str, tmp_path: Path
) -> None:
    assert text in PROVIDER
    report = judged(PROVIDER.replace(text, instead) + SETTINGS, tmp_path)
    if rule is None:  # a provider that is passed in and that nobody configures: its defaults are not known
        assert not report.findings
        assert {item.rule_id for item in report.undecided} == {MISSING}
        return
    (found,) = report.findings
    assert (found.rule.id, found.address) == (rule, "module.payments.module.store.aws_s3_bucket.cards")
    assert words in found.message
    assert found.fix is not None
    config = load(Disk(), str(tmp_path))
    for fix in (found.fix, *found.alternatives):
        assert fix.edits, fix.title
        left = after(found, fix, tmp_path, report, config).findings
        assert found.fingerprint not in {item.fingerprint for item in left}
    assert after(found, found.fix, tmp_path, report, config).findings == ()


def test_a_resource_that_loses_its_alias(tmp_path: Path) -> None:
    tagged = (
        PROVIDER[: PROVIDER.index("module")] + 'resource "aws_sqs_queue" "q" {\n  provider = aws.tagged\n}\n'
    )
    policy = '--- terrafence.toml\n[tags]\nrequired = ["Environment"]\nvalues = { Environment = ["live"] }\n'
    assert findings(tagged + policy, tmp_path) == []
    report = judged(tagged.replace("  provider = aws.tagged\n", "") + policy, tmp_path)
    (found,) = report.findings
    assert (found.rule.id, found.address) == (MISSING, "aws_sqs_queue.q")
    assert found.fix is not None
    assert after(found, found.fix, tmp_path, report, load(Disk(), str(tmp_path))).findings == ()


# ---------------------------------------------------------------- one demand at a time

QUEUE = 'resource "aws_sqs_queue" "q" {\n  tags = %s\n}\n'
LAUNCHED = '[[tags.policy]]\nrequired = ["Owner"]\nlaunched = true'
DEFAULTED = 'provider "aws" {\n  default_tags {\n    tags = { Owner = "me" }\n  }\n}\n'
PLAIN = 'provider "aws" {\n  region = "eu-west-1"\n}\n'

TABLE: list[tuple[str, str, str, list[str]]] = [
    ("all there", QUEUE % '{ Owner = "me" }', 'required = ["Owner"]', []),
    ("unknown as a whole", 'variable "t" {}\n' + QUEUE % "var.t", 'required = ["Owner"]', []),
    ("a known part of an unknown merge", 'variable "t" {}\n' + QUEUE % 'merge(var.t, { Owner = "me" })', 'required = ["Owner"]', []),
    ("null", QUEUE % "null", 'required = ["Owner"]', ["`Owner`"]),
    ("a null value", QUEUE % "{ Owner = null }", 'required = ["Owner"]', ["`Owner`"]),
    ("not a map", QUEUE % '"Owner"', 'required = ["Owner"]', []),
    ("a value that is no string", QUEUE % '{ Owner = ["me"] }', 'values = { Owner = ["me"] }', []),
    ("a number", QUEUE % "{ Cost = 10 }", 'values = { Cost = ["10"] }', []),
    ("an unknown value", 'variable "v" {}\n' + QUEUE % "{ Cost = var.v }", 'values = { Cost = ["10"] }', []),
    ("a pattern", QUEUE % '{ Cost = "1x" }', 'values = { Cost = { pattern = "[0-9]+" } }', ["match `[0-9]+`"]),
    ("another value", QUEUE % '{ Env = "prd" }', 'values = { Env = ["prod", "dev"] }', ["be one of `prod`, `dev`"]),
    ("forbidden", QUEUE % '{ tmp-x = "1", ok = "1" }', 'forbidden = ["tmp-*"]', ["`tmp-x` must not"]),
    ("another case", QUEUE % '{ owner = "me" }', 'required = ["Owner"]', ["`owner` should be `Owner`"]),
    ("another word", QUEUE % '{ env = "dev" }', 'required = ["Environment"]\nrename = { env = "Environment" }', ["`env` should be `Environment`"]),
    ("twins", QUEUE % '{ Owner = "a", owner = "b" }', 'required = ["Owner"]', ["`Owner` and `owner` differ in case only"]),
    ("a style", QUEUE % '{ CostCenter = "1", cost_center2 = "2" }', 'case = "PascalCase"', ["`cost_center2` is not in PascalCase"]),
    ("a prefix has its own style", QUEUE % '{ "k8s.io/x" = "1" }', 'case = "PascalCase"', []),
    ("too many", QUEUE % '{ A = "1", B = "2" }', "limits = { aws = { count = 1 } }", ["it has 2 tags, 1 are allowed"]),
    ("too long", QUEUE % '{ A = "12345" }', "limits = { aws = { value = 4 } }", ["has 5 characters, 4 are allowed"]),
    ("what AWS refuses", QUEUE % '{ "a?" = "1", "aws:x" = "1" }', 'forbidden = ["none"]', ["`a?`", "`aws:x`"]),
    ("Google is in lower case", 'resource "google_storage_bucket" "b" {\n  labels = { owner = "me", env = "prod" }\n}\n', 'required = ["Owner"]\nvalues = { Env = ["Prod"] }', []),
    ("network tags are none", 'resource "google_compute_instance" "i" {\n  tags = ["Owner"]\n}\n', 'required = ["Owner"]', ["`owner`"]),
    ("blocks", 'resource "aws_autoscaling_group" "g" {\n  tag {\n    key = "Owner"\n    value = "me"\n    propagate_at_launch = true\n  }\n}\n', 'required = ["Owner", "Team"]', ["lacks `Team`"]),
    ("Kubernetes", 'resource "kubernetes_namespace" "n" {\n  metadata {\n    labels = { Owner = "me" }\n  }\n}\n', 'required = ["Owner", "Team"]', ["lacks `Team`"]),
    ("no Kubernetes metadata", 'resource "kubernetes_namespace" "n" {}\n', 'required = ["Team"]', ["lacks `Team`"]),
    ("volumes without", 'resource "aws_instance" "i" {\n  tags = { Owner = "me" }\n  root_block_device {}\n}\n', LAUNCHED, ["the volume that it launches lacks `Owner` (`root_block_device.tags`)"]),
    ("volumes with defaults", DEFAULTED + 'resource "aws_instance" "i" {\n  root_block_device {}\n}\n', LAUNCHED, []),
    ("volume_tags get no defaults", DEFAULTED + 'resource "aws_instance" "i" {}\n', LAUNCHED, ["(`volume_tags`)"]),
    ("volume_tags", 'resource "aws_instance" "i" {\n  tags = { Owner = "me" }\n  volume_tags = { Owner = "me" }\n}\n', LAUNCHED, []),
    ("unknown volume_tags", 'variable "t" {}\nresource "aws_instance" "i" {\n  tags = { Owner = "me" }\n  volume_tags = var.t\n}\n', LAUNCHED, []),
    ("tag_specifications", 'resource "aws_launch_template" "t" {\n  tags = { Owner = "me" }\n  tag_specifications {\n    resource_type = "instance"\n    tags = { Owner = "me" }\n  }\n}\n', LAUNCHED, ["the volume that it launches lacks"]),
    ("what is not propagated", 'resource "aws_autoscaling_group" "g" {\n  tag {\n    key = "Owner"\n    value = "me"\n    propagate_at_launch = false\n  }\n}\n', LAUNCHED, ["the instance that it launches lacks `Owner` (`tag`)"]),
    ("nobody asks for it", 'resource "aws_instance" "i" {\n  tags = { Owner = "me" }\n}\n', 'required = ["Owner"]', []),
    ("another provider", QUEUE % "{}", '[[tags.policy]]\nproviders = ["google"]\nrequired = ["Owner"]', []),
    ("a type", QUEUE % "{}", '[[tags.policy]]\ntypes = ["aws_sqs_*"]\nrequired = ["Owner"]', ["`Owner`"]),
    ("another path", QUEUE % "{}", '[[tags.policy]]\npaths = ["live/"]\nrequired = ["Owner"]', []),
    ("a path", QUEUE % "{}", '[[tags.policy]]\npaths = ["*.tf"]\nrequired = ["Owner"]', ["`Owner`"]),
    ("the root", QUEUE % "{}", '[[tags.policy]]\nmodules = ["."]\nrequired = ["Owner"]', ["`Owner`"]),
    ("another module", QUEUE % "{}", '[[tags.policy]]\nmodules = ["module.x"]\nrequired = ["Owner"]', []),
    ("a condition that holds", QUEUE % '{ Compliance = "PCI-DSS" }', '[[tags.policy]]\nwhen = { Compliance = "PCI-DSS" }\nrequired = ["Owner"]', ["`Owner`"]),
    ("a condition that does not", QUEUE % '{ Compliance = "none" }', '[[tags.policy]]\nwhen = { Compliance = "PCI-DSS" }\nrequired = ["Owner"]', []),
    ("a condition that is not known", 'variable "v" {}\n' + QUEUE % "{ Compliance = var.v }", '[[tags.policy]]\nwhen = { Compliance = "PCI-DSS" }\nrequired = ["Owner"]', []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "settings", "expected"), [pytest.param(*row[1:], id=row[0]) for row in TABLE]
)
def test_demands(text: str, settings: str, expected: list[str], tmp_path: Path) -> None:
    found = findings(f"{text}--- terrafence.toml\n[tags]\n{settings}\n", tmp_path)
    assert len(found) == len(expected), found
    for words in expected:
        assert any(words in message for _, message in found), found


# ---------------------------------------------------------------- fixes

OWNER = 'required = ["Owner"]\nvalues = { Owner = { default = "me" } }'
TWO = 'required = ["Owner", "Team"]\nvalues = { Owner = { default = "me" }, Team = { default = "t" } }'
HEAD = 'resource "aws_sqs_queue" "q" {\n'

FIXES = [
    ("new", HEAD + '  name = "q"\n}\n', OWNER, HEAD + '  name = "q"\n  tags = {\n    Owner = "me"\n  }\n}\n'),
    ("one line", QUEUE % '{ A = "1" }', TWO, QUEUE % '{ A = "1", Owner = "me", Team = "t" }'),
    ("empty", QUEUE % "{}", TWO, QUEUE % '{ Owner = "me", Team = "t" }'),
    ("null", QUEUE % "null", OWNER, QUEUE % '{\n    Owner = "me"\n  }'),
    ("lines", QUEUE % '{\n    A = "1"\n  }', TWO, QUEUE % '{\n    A     = "1"\n    Owner = "me"\n    Team  = "t"\n  }'),
    ("lines with commas", QUEUE % '{\n    A = "1",\n  }', TWO, QUEUE % '{\n    A     = "1",\n    Owner = "me",\n    Team  = "t",\n  }'),
    ("merge", 'locals { t = {} }\n' + QUEUE % 'merge(local.t, { A = "1" })', OWNER, 'locals { t = {} }\n' + QUEUE % 'merge(local.t, { A = "1", Owner = "me" })'),
    ("merge of names", 'locals { t = {} }\n' + QUEUE % "merge(local.t, local.t)", OWNER, 'locals { t = {} }\n' + QUEUE % 'merge(local.t, local.t, { Owner = "me" })'),
    ("a local", 'locals { t = { A = "1" } }\n' + QUEUE % "local.t", OWNER, 'locals { t = { A = "1", Owner = "me" } }\n' + QUEUE % "local.t"),
    ("a call", QUEUE % 'tomap({ A = "1" })', OWNER, QUEUE % 'merge(tomap({ A = "1" }), { Owner = "me" })'),
    ("rename", QUEUE % '{ owner = "me" }', 'required = ["Owner"]', QUEUE % '{ Owner = "me" }'),
    ("rename in quotes", QUEUE % '{ "owner" = "me" }', 'required = ["Owner"]', QUEUE % '{ "Owner" = "me" }'),
    ("a value in another case", QUEUE % '{ Env = "Prod" }', 'values = { Env = ["prod", "dev"] }', QUEUE % '{ Env = "prod" }'),
    ("forbidden", QUEUE % '{ A = "1", B = "2" }', 'forbidden = ["A"]', QUEUE % '{ B = "2" }'),
    ("a block", 'resource "aws_autoscaling_group" "g" {\n  max_size = 1\n}\n', OWNER, 'resource "aws_autoscaling_group" "g" {\n  max_size = 1\n\n  tag {\n    key                 = "Owner"\n    value               = "me"\n    propagate_at_launch = true\n  }\n}\n'),
    ("metadata", 'resource "kubernetes_namespace" "n" {\n  metadata {\n    name = "n"\n  }\n}\n', OWNER, 'resource "kubernetes_namespace" "n" {\n  metadata {\n    name = "n"\n    labels = {\n      Owner = "me"\n    }\n  }\n}\n'),
    ("once for all", PLAIN + 'resource "aws_sqs_queue" "a" {}\nresource "aws_sqs_queue" "b" {}\n', OWNER, 'provider "aws" {\n  region = "eu-west-1"\n\n  default_tags {\n    tags = {\n      Owner = "me"\n    }\n  }\n}\nresource "aws_sqs_queue" "a" {}\nresource "aws_sqs_queue" "b" {}\n'),
    ("once for all, beside others", PLAIN.replace("}\n", '  default_tags {\n    tags = { A = "1" }\n  }\n}\n') + 'resource "aws_sqs_queue" "a" {}\nresource "aws_sqs_queue" "b" {}\n', OWNER, PLAIN.replace("}\n", '  default_tags {\n    tags = { A = "1", Owner = "me" }\n  }\n}\n') + 'resource "aws_sqs_queue" "a" {}\nresource "aws_sqs_queue" "b" {}\n'),
]  # fmt: skip


@pytest.mark.parametrize(("text", "settings", "fixed"), [pytest.param(*row[1:], id=row[0]) for row in FIXES])
def test_fixes(text: str, settings: str, fixed: str, tmp_path: Path) -> None:
    report = judged(f"{text}--- terrafence.toml\n[tags]\n{settings}\n", tmp_path)
    found = report.findings[0]
    assert found.fix is not None
    (path,) = {item.path for item in found.fix.edits}
    written = apply_edits(report.files[path].source, [item.edit for item in found.fix.edits])
    assert written.decode() == fixed
    config = load(Disk(), str(tmp_path))
    assert after(found, found.fix, tmp_path, report, config).findings == ()


@pytest.mark.parametrize(
    ("settings", "tags", "titles"),
    [
        (
            'required = ["Env"]\nvalues = { Env = ["a", "b", "c"] }',
            "{}",
            {"Add `Env = a` to `tags`", "Add `Env = b` to `tags`", "Add `Env = c` to `tags`"},
        ),
        ('values = { Env = ["a", "b"] }', '{ Env = "x" }', {"Set `Env` to `a`", "Set `Env` to `b`"}),
    ],
)
def test_an_action_for_each_allowed_value(settings: str, tags: str, titles: set[str], tmp_path: Path) -> None:
    (found,) = judged(f"{QUEUE % tags}--- terrafence.toml\n[tags]\n{settings}\n", tmp_path).findings
    assert found.fix is not None
    assert {fix.title for fix in (found.fix, *found.alternatives)} == titles
    assert {fix.applicability for fix in (found.fix, *found.alternatives)} == {Applicability.UNSAFE}


def test_nobody_guesses_a_value(tmp_path: Path) -> None:
    """What neither the settings nor other resources say is shown and not written."""
    text = f'{QUEUE % "{}"}--- terrafence.toml\n[tags]\nrequired = ["Owner"]\n'
    (found,) = judged(text, tmp_path).findings
    assert found.fix is not None
    assert (found.fix.applicability, found.fix.title) == (
        Applicability.DISPLAY,
        "Add `Owner = REPLACE_ME` to `tags`",
    )


def test_what_others_say_is_proposed(tmp_path: Path) -> None:
    others = "".join(f'resource "aws_sqs_queue" "o{n}" {{\n  tags = {{ Owner = "us" }}\n}}\n' for n in "12")
    text = f'{QUEUE % "{}"}{others}--- terrafence.toml\n[tags]\nrequired = ["Owner"]\n'
    (found,) = judged(text, tmp_path).findings
    assert found.fix is not None
    assert (found.fix.applicability, found.fix.title) == (Applicability.UNSAFE, "Add `Owner = us` to `tags`")


def test_where_a_default_could_be_set_is_said(tmp_path: Path) -> None:
    text = f'{PLAIN}{QUEUE % "{}"}--- terrafence.toml\n[tags]\nrequired = ["Owner"]\n'
    (found,) = judged(text, tmp_path).findings
    assert "`default_tags` of provider `aws`, main.tf, could" in found.message


# ---------------------------------------------------------------- weight and owner


def test_tags_raise_the_severity_and_name_the_owner(tmp_path: Path) -> None:
    text = (
        'resource "aws_ebs_volume" "a" {\n  encrypted = false\n  tags = { Classification = "restricted", Team = "pay" }\n}\n'
        'resource "aws_ebs_volume" "b" {\n  encrypted = false\n  tags = { Classification = "public" }\n}\n'
        '--- terrafence.toml\n[[tags.severity]]\nwhen = { Classification = "restricted" }\nseverity = "critical"\n'
    )
    write(text, tmp_path)
    config = load(Disk(), str(tmp_path))._replace(select=("aws-ec2-volume-unencrypted",))
    found = lint(Disk(), [str(tmp_path)], config).findings
    assert [(item.address, item.rule.severity.value, item.owner) for item in found] == [
        ("aws_ebs_volume.a", "critical", "pay"),
        ("aws_ebs_volume.b", "high", ""),
    ]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ('[tags]\nrequired = "Owner"', '2: "required" must be a list of strings, not a string'),
        ('[tags]\nrequird = ["Owner"]', '2: unknown setting "requird"; did you mean "required"?'),
        ('[tags]\nvalues = { A = { pattern = "[" } }', '"pattern" is not a regular expression'),
        ('[tags]\nvalues = { A = { file = "none.txt" } }', "none.txt cannot be read"),
        ('[tags]\nvalues = { A = { values = ["a"], default = "b" } }', 'the default "b" is not one of'),
        ('[tags]\ncase = "Pascal"', '"case" must be'),
        ("[tags]\nlimits = { aws = { count = -1 } }", "a whole number from 0 up"),
        ("[tags]\nlimits = { azure = { count = 1 } }", '"azure" must be'),
        ('[[tags.severity]]\nseverity = "high"', '"severity" lacks "when"'),
    ],
)
def test_bad_settings(settings: str, message: str, tmp_path: Path) -> None:
    write(f"--- terrafence.toml\n{settings}\n", tmp_path)
    with pytest.raises(UserError, match=r"terrafence\.toml:") as error:
        load(Disk(), str(tmp_path))
    assert message in str(error.value)
