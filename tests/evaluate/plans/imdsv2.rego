# Instances answer IMDSv2 only. Written for the JSON of a plan, as `terraform show -json` prints it.
package imdsv2

import rego.v1

instances contains change if {
	some change in input.resource_changes
	change.type == "aws_instance"
	change.mode == "managed"
	"create" in change.change.actions
}

# Not known before apply: neither a violation nor a proof.
undecided contains change.address if {
	some change in instances
	change.change.after_unknown.metadata_options == true
}

undecided contains change.address if {
	some change in instances
	change.change.after_unknown.metadata_options[_].http_tokens == true
}

required contains change.address if {
	some change in instances
	change.change.after.metadata_options[_].http_tokens == "required"
}

deny contains change.address if {
	some change in instances
	not change.address in required
	not change.address in undecided
}
