locals {
  names  = ["a", "b"]
  script = <<-EOT
    #!/bin/sh
    %{for name in local.names~}
    echo ${name}
    %{endfor~}
      indented ${length(local.names)}
    %{if contains(local.names, "a")}yes%{else}no%{endif}
  EOT
  policy = templatefile("${path.module}/policy.json.tpl", { bucket = "logs", actions = ["s3:Get*", "s3:Put*"] })
}

resource "aws_launch_template" "t" {
  name      = "t"
  user_data = base64encode(local.script)
  metadata_options {
    http_tokens = local.names == ["a", "b"] ? "required" : "optional"
  }
}

resource "aws_iam_policy" "p" {
  name        = sha1(file("policy.json.tpl"))
  description = "%%{literal} $${literal} ${1 + 2 * 3} ${5 / 2} ${10 % 3} ${-1} ${1e3} ${0.1 + 0.2}"
  policy      = local.policy
}

resource "aws_iam_policy" "compact" {
  name   = replace("a.b.c", "/[.]/", "-")
  policy = jsonencode(jsondecode(local.policy))
}
