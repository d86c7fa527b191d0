variable "names" {
  type    = list(string)
  default = ["one", "two", "two"]
}

variable "enabled" {
  default = true
}

locals {
  queues = {
    fast = { delay = 0, tags = { Speed = "fast" } }
    slow = { delay = 30 }
  }
}

resource "aws_s3_bucket" "counted" {
  count  = length(var.names)
  bucket = "${var.names[count.index]}-${count.index}"
}

resource "aws_s3_bucket" "none" {
  count = var.enabled ? 0 : 1
}

resource "aws_s3_bucket" "text" {
  count  = "1"
  bucket = format("%s-%03d", "text", count.index + 1)
}

resource "aws_sqs_queue" "each" {
  for_each      = local.queues
  name          = each.key
  delay_seconds = each.value.delay
  tags          = merge({ Name = each.key }, try(each.value.tags, null))
}

resource "aws_sns_topic" "set" {
  for_each = toset(var.names)
  name     = each.value
}

resource "aws_sns_topic" "odd" {
  for_each = { "a b" = 1, "q\"uote" = 2, "dollar$${x}" = 3 }
  name     = "n${each.value}"
}

resource "aws_sns_topic" "filtered" {
  for_each = { for key, queue in local.queues : upper(key) => queue if queue.delay > 0 }
  name     = "${each.key}-${each.value.delay}"
}

resource "aws_sqs_queue" "chained" {
  for_each          = aws_sns_topic.set
  name              = "q-${each.value.name}"
  kms_master_key_id = each.value.arn
}
