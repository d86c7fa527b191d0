"""The rule core: reads Terraform, judges it, and mends it. It does not print, parse arguments or speak
LSP."""

__version__ = "0.1.0"
