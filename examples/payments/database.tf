resource "aws_db_instance" "ledger" {
  identifier     = "${local.prefix}-ledger"
  engine         = "postgres"
  engine_version = "16.4"
  instance_class = "db.m6g.large"

  allocated_storage = 100
  storage_encrypted = false

  db_name  = "ledger"
  username = "ledger"
  password = var.database_password

  db_subnet_group_name    = aws_db_subnet_group.ledger.name
  vpc_security_group_ids  = [aws_security_group.ledger.id]
  publicly_accessible     = true
  backup_retention_period = 0
  deletion_protection     = true
}

resource "aws_db_subnet_group" "ledger" {
  name       = "${local.prefix}-ledger"
  subnet_ids = var.private_subnet_ids
}

resource "aws_security_group" "ledger" {
  name        = "${local.prefix}-ledger"
  description = "Ledger database"
  vpc_id      = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "ledger" {
  security_group_id            = aws_security_group.ledger.id
  referenced_security_group_id = aws_security_group.api.id
  description                  = "PostgreSQL from the API host"
  from_port                    = 5432
  to_port                      = 5432
  ip_protocol                  = "tcp"
}
