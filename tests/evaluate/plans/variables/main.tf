variable "untyped" {}
variable "text" {
  type = string
}
variable "amount" {
  type    = number
  default = "12"
}
variable "flag" {
  type    = bool
  default = "true"
}
variable "names" {
  type    = set(string)
  default = ["b", "a", "b"]
}
variable "settings" {
  type = object({
    name    = string
    port    = optional(number, 8080)
    tags    = optional(map(string), { From = "default" })
    nested  = optional(object({ on = optional(bool, true) }), {})
    missing = optional(string)
  })
}
variable "services" {
  type = list(object({ name = string, port = optional(number) }))
  default = [
    { name = "a", port = "80", extra = true },
    { name = "b" },
  ]
}
variable "anything" {
  type    = map(any)
  default = { a = 1, b = "two" }
}
variable "secret" {
  default   = "s3cr3t"
  sensitive = true
}

resource "aws_sqs_queue" "q" {
  name                       = "${var.text}-${var.untyped}"
  delay_seconds              = var.amount
  fifo_queue                 = var.flag
  visibility_timeout_seconds = var.settings.port
  policy                     = jsonencode(var.settings)
  redrive_policy             = jsonencode({ services = var.services, anything = var.anything })
  kms_master_key_id          = var.secret
  tags                       = merge(var.settings.tags, { Names = join("", var.names), On = var.settings.nested.on })
}
