# https://github.com/terraform-aws-modules/terraform-aws-rds/tree/master/modules/db_parameter_group from v3.0.0

variable "create" { default = true }
variable "family" { default = "" }
variable "parameters" { default = [] }

resource "aws_db_parameter_group" "this" {
  count = var.create ? 1 : 0

  family = var.family

  dynamic "parameter" {
    for_each = var.parameters

    content {
      name         = parameter.value.name
      value        = parameter.value.value
      apply_method = try(parameter.value.apply_method, null)
    }
  }
}
