resource "aws_security_group" "a" {
  name        = "a"
  description = aws_sqs_queue.q.fifo_queue ? "fifo" : "standard"
  ingress {
    from_port = aws_sqs_queue.q.delay_seconds
    to_port   = 443
    protocol  = "tcp"
  }
}

resource "aws_sqs_queue" "q" {
  name          = "queue"
  delay_seconds = 90
  fifo_queue    = true
  tags          = { Owner = "us" }
}

resource "aws_instance" "i" {
  instance_type = "t3.micro"
  user_data     = "queue=${aws_sqs_queue.q.name} url=${aws_sqs_queue.q.url}"
  tags          = merge(aws_sqs_queue.q.tags, { Arn = aws_sqs_queue.q.arn, Name = aws_sqs_queue.q.name })
  root_block_device {
    encrypted  = true
    kms_key_id = aws_sns_topic.t.arn
  }
  vpc_security_group_ids = [aws_security_group.a.id]
}

resource "aws_kms_key" "k" {
  description = join("-", [for block in aws_instance.i.root_block_device : tostring(block.encrypted)])
  is_enabled  = aws_instance.i.root_block_device[0].encrypted
}

resource "aws_sns_topic" "t" {
  name   = one(aws_sqs_queue.q[*].name)
  policy = jsonencode({ Resource = aws_sqs_queue.q.name, Ports = [for rule in aws_security_group.a.ingress : rule.to_port] })
}

resource "aws_sns_topic" "whole" {
  name         = lookup(aws_sqs_queue.q.tags, "Owner", "nobody")
  display_name = "${try(aws_sqs_queue.q.tags["Missing"], "none")}${can(aws_sqs_queue.q.tags.Owner)}"
}

output "queue" {
  value = aws_sqs_queue.q.name
}
