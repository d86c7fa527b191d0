"""Aligning looks at the blocks around an edit; it must come to what it would for the whole file."""

from hypothesis import given
from hypothesis import strategies as st

from terrafence.syntax.align import align
from terrafence.syntax.read import read
from terrafence.syntax.views import SourceFile
from terrafence.text import Edit, Span, apply_edits

PIECES = [
    'resource "a" "b" {\n  x = 1\n  long_name = 2 # behind\n}\n',
    'resource "a" "c" { # at the header\n  x = 1\n} # at the end\n',
    "locals { a = 1 }\n",
    'locals { a = "x" } # behind\n',
    "locals {\n  text = <<-EOT\n  x = 1 # no\n  EOT\n  y = [\n    1,\n  ]\n}\n",
    "# alone\n",
    "/* over\n  two = 1 */ locals { b = 2 }\n",
    "\n",
    'module "m" {\r\n  source = "./m" // crlf\r\n}\r\n',
]
WRITTEN = ["  added = 1\n", " # behind\n", "  added = [\n    1\n  ]\n", "{\n}\n", "x", ""]


def _whole(source: bytes) -> SourceFile:
    """A file of which nothing is known to be a block: aligning looks at all of it."""
    file = read("whole.tf", source).source_file
    file.starts = ()
    return file


@given(pieces=st.lists(st.sampled_from(PIECES), min_size=1, max_size=8), data=st.data())
def test_the_neighbourhood_is_enough(pieces: list[str], data: st.DataObject) -> None:
    source = "".join(pieces).encode()
    lines = [0, *(at + 1 for at, byte in enumerate(source) if byte == 0x0A)]
    start = data.draw(st.sampled_from(lines))
    end = data.draw(st.sampled_from([at for at in lines if at >= start][:3]))
    edits = [Edit(Span(start, end), data.draw(st.sampled_from(WRITTEN)).encode())]
    near, far = align(read("main.tf", source).source_file, edits), align(_whole(source), edits)
    assert apply_edits(source, near) == apply_edits(source, far)
