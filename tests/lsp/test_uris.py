"""URIs to paths and back."""

import pytest

from terrafence_lsp import uris


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "main.tf",
        "/work/main.tf",
        "untitled:Untitled-1",
        "vscode-vfs://github/org/repo/main.tf",
        "git:/work/main.tf?%7B%22ref%22%3A%22HEAD%22%7D",
        "http://[::1/main.tf",
        "file:",
        "file:main.tf",
        "file:///work/a%00b.tf",
    ],
)
def test_other_uris_have_no_path(uri: str) -> None:
    assert uris.to_path(uri) is None


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///work/main.tf", "/work/main.tf"),
        ("FILE:///work/main.tf", "/work/main.tf"),
        ("file://localhost/work/main.tf", "/work/main.tf"),
        ("file:///work/a%20b/%C3%BC%23%3F.tf", "/work/a b/ü#?.tf"),
        ("file:///work/a b/ü.tf", "/work/a b/ü.tf"),
        ("file:///work/100%25.tf", "/work/100%.tf"),
        ("file:///work/main.tf?query#fragment", "/work/main.tf"),
        ("file:///work/./x/../main.tf", "/work/main.tf"),
        ("file:////work//main.tf", "/work/main.tf"),
        ("file:///work/%FF.tf", "/work/\udcff.tf"),
        ("file:///c%3A/Users/a%20b/main.tf", "C:/Users/a b/main.tf"),
        ("file:///D:/main.tf", "D:/main.tf"),
        ("file:///c:colon.tf", "/c:colon.tf"),
        ("file://server/share/main.tf", "//server/share/main.tf"),
    ],
)
def test_file_uris_are_decoded(uri: str, path: str) -> None:
    assert uris.to_path(uri) == path


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("/work/a b/ü#?%.tf", "file:///work/a%20b/%C3%BC%23%3F%25.tf"),
        ("/work/\udcff.tf", "file:///work/%FF.tf"),
        ("C:/Users/main.tf", "file:///C%3A/Users/main.tf"),
        ("//server/share/main.tf", "file://server/share/main.tf"),
    ],
)
def test_paths_become_uris_that_lead_back(path: str, uri: str) -> None:
    assert uris.from_path(path) == uri
    assert uris.to_path(uri) == path
