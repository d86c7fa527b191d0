resource "aws_instance" "i" {
  tags = { Name = "${local.suffix}-${local.kept}" }
  lifecycle {
    prevent_destroy = true
  }
}
