data "aws_ami" "api" {
  most_recent = true
  owners      = ["self"]

  filter {
    name   = "name"
    values = ["payments-api-*"]
  }
}

resource "aws_instance" "api" {
  ami                    = data.aws_ami.api.id
  instance_type          = "t3.medium"
  subnet_id              = var.private_subnet_ids[0]
  vpc_security_group_ids = [aws_security_group.api.id]

  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = var.metadata_tokens
  }

  root_block_device {
    volume_size = 40
    volume_type = "gp3"
  }

  user_data = <<-EOT
    #!/bin/sh
    cat >/etc/payments.env <<ENV
    DATABASE_HOST=${aws_db_instance.ledger.address}
    RECEIPTS_BUCKET=${aws_s3_bucket.receipts.bucket}
    ENV
    systemctl restart payments-api
  EOT

  tags = {
    Name = "payments-api"
  }
}

resource "aws_security_group" "api" {
  name        = "${local.prefix}-api"
  description = "Payment API host"
  vpc_id      = var.vpc_id

  ingress {
    description = "HTTPS from the load balancer"
    from_port   = 8443
    to_port     = 8443
    protocol    = "tcp"
    cidr_blocks = ["10.20.0.0/16"]
  }

  ingress {
    description = "Shell for on-call"
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = var.admin_cidrs
  }

  egress {
    description = "Card networks and package mirrors"
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
