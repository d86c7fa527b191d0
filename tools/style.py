"""The house style that no other tool checks: how long functions and files are.

Counts every line from `def` to the end of the body. Exits 1 and names the places when a limit is passed.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

LONGEST_FUNCTION = 60
LONGEST_FILE = 500
MEDIAN_FUNCTION = 8
PACKAGES = ("core", "lsp", "hooks")


def main() -> int:
    """Checks the Python files that git knows or would add."""
    root = Path(__file__).resolve().parent.parent
    complaints: list[str] = []
    lengths: list[int] = []
    for name in _python_files(root):
        source = (root / name).read_text(encoding="utf-8")
        lines = source.count("\n")
        if lines > LONGEST_FILE:
            complaints.append(f"{name}: {lines} lines, more than {LONGEST_FILE}")
        for function, length in _functions(ast.parse(source, name)):
            if length > LONGEST_FUNCTION:
                complaints.append(
                    f"{name}:{function.lineno}: {function.name} has {length} lines, more than {LONGEST_FUNCTION}"
                )
            if name.split("/")[0] in PACKAGES:
                lengths.append(length)
    middle = median(lengths)
    if middle > MEDIAN_FUNCTION:
        complaints.append(f"the median function has {middle:g} lines, more than {MEDIAN_FUNCTION}")
    print(*complaints, f"{len(lengths)} functions, median {middle:g} lines, longest {max(lengths)}", sep="\n")
    return 1 if complaints else 0


def _python_files(root: Path) -> list[str]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", "*.py"]
    listed = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True)
    return [name for name in listed.stdout.splitlines() if (root / name).is_file()]


def _functions(tree: ast.AST) -> Iterator[tuple[ast.FunctionDef | ast.AsyncFunctionDef, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            yield node, node.end_lineno - node.lineno + 1


if __name__ == "__main__":
    sys.exit(main())
