variable "value" {}
variable "bucket" {}

resource "aws_sns_topic" "t" {
  name         = var.value
  display_name = var.bucket
}
