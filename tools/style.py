"""The house style that no other tool checks: how long functions and files are.

Counts every line from `def` to the end of the body. Exits 1 and names the places when a limit is passed.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import TypeAlias

LONGEST_FUNCTION = 60
LONGEST_FILE = 500
MEDIAN_FUNCTION = 8
PACKAGES = ("core", "lsp", "hooks")

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


def main() -> int:
    """Checks the Python files that git knows or would add."""
    root = Path(__file__).resolve().parent.parent
    complaints: list[str] = []
    lengths: list[int] = []
    for name in _python_files(root):
        source = (root / name).read_text(encoding="utf-8")
        functions = list(_functions(ast.parse(source, name)))
        complaints += _too_long(name, source.count("\n"), functions)
        if name.split("/")[0] in PACKAGES:
            lengths += [length for _, length in functions]
    middle = median(lengths)
    if middle > MEDIAN_FUNCTION:
        complaints.append(f"the median function has {middle:g} lines, more than {MEDIAN_FUNCTION}")
    print(*complaints, f"{len(lengths)} functions, median {middle:g} lines, longest {max(lengths)}", sep="\n")
    return 1 if complaints else 0


def _too_long(name: str, lines: int, functions: list[tuple[Function, int]]) -> Iterator[str]:
    if lines > LONGEST_FILE:
        yield f"{name}: {lines} lines, more than {LONGEST_FILE}"
    for function, length in functions:
        if length > LONGEST_FUNCTION:
            place = f"{name}:{function.lineno}: {function.name}"
            yield f"{place} has {length} lines, more than {LONGEST_FUNCTION}"


def _python_files(root: Path) -> list[str]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", "*.py"]
    listed = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True)
    return [name for name in listed.stdout.splitlines() if (root / name).is_file()]


def _functions(tree: ast.AST) -> Iterator[tuple[Function, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            yield node, node.end_lineno - node.lineno + 1


if __name__ == "__main__":
    sys.exit(main())
