"""What the grammar takes and Terraform does not is said, and nothing of it is dropped without a word."""

import pytest

from terrafence.syntax.read import read

OBJECT = '{\n  name = "n"\n}\n'
BLOCK = "locals {\n}\n"


@pytest.mark.parametrize(
    ("text", "at"),
    [
        (OBJECT, 0),
        (f" {OBJECT}", 1),
        (f"# why\n{OBJECT}", 6),
        ("{}", 0),
        (f"{BLOCK} {OBJECT}", len(BLOCK) + 1),
        (f"{BLOCK}{OBJECT}{BLOCK}", len(BLOCK)),
    ],
)
@pytest.mark.parametrize("path", ["main.tf", "x.auto.tfvars"])
def test_an_object_is_no_block(text: str, at: int, path: str) -> None:
    file = read(path, text.encode())
    assert [problem.span.start for problem in file.problems] == [at]
    assert len(file.body.blocks) == text.count("locals")
