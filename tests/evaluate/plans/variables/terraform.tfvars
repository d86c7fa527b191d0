untyped  = "tfvars"
text     = 5
settings = { name = "n" }
