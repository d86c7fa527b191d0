variable "region" {
  type    = string
  default = "eu-central-1"
}

variable "environment" {
  description = "Stage this copy of the service runs in."
  type        = string
}

variable "vpc_id" {
  type = string
}

variable "private_subnet_ids" {
  type = list(string)
}

variable "admin_cidrs" {
  description = "Networks that may open a shell on the API host."
  type        = list(string)
  default     = ["0.0.0.0/0"]
}

variable "metadata_tokens" {
  description = "Whether the API host insists on session tokens for instance metadata."
  type        = string
  default     = "optional"
}

variable "receipts_bucket_open_to_policies" {
  description = "Lets the partner portal publish receipts through a bucket policy."
  type        = bool
  default     = false
}

variable "database_password" {
  type      = string
  sensitive = true
}
