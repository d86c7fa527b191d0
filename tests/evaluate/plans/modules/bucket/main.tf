variable "name" {
  type = string
}
variable "prefix" {
  type     = string
  default  = "default"
  nullable = false
}
variable "topic" {
  default = null
}

resource "aws_s3_bucket" "this" {
  bucket = "${var.prefix}-${var.name}"
  tags   = { Topic = try(var.topic.name, "none") }
}

resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.this.id
  versioning_configuration {
    status = "Enabled"
  }
}

output "id" {
  value = aws_s3_bucket.this.id
}
output "name" {
  value = aws_s3_bucket.this.bucket
}
output "upper" {
  value = upper(var.name)
}
output "path" {
  value = path.module
}
