"""Characters as people see them: Terraform counts and cuts strings by Unicode's grapheme clusters."""


def clusters(text: str) -> list[str]:
    """The grapheme clusters of a text."""
    if text.isascii() and "\r\n" not in text:
        return list(text)
    import regex

    return regex.findall(r"\X", text)


def count(text: str) -> int:
    """How many grapheme clusters a text has."""
    return len(text) if text.isascii() and "\r\n" not in text else len(clusters(text))
