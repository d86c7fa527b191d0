untyped = "b"
