environment        = "production"
vpc_id             = "vpc-0b7c2e91d4f6a8350"
private_subnet_ids = ["subnet-04f1c9a2e7b83d650", "subnet-0a96d3e58c1b7f204"]

# The partner portal needed this for the pilot in spring.
receipts_bucket_open_to_policies = true
