"""Several edits of one file, one after the other."""

from collections.abc import Sequence

from terrafence.record import NamedTuple
from terrafence.syntax.read import read
from terrafence.syntax.views import Block, SourceFile
from terrafence.text import Edit, Span, apply_edits


class Edited(NamedTuple):
    """A file after some edits, read again, so that the next edit can be made in it. `blocks` are those at its
    top, or before the first edit, the one that is asked for."""

    file: SourceFile
    blocks: Sequence[Block]

    def apply(self, edits: Sequence[Edit]) -> "Edited":
        """The file after more edits."""
        file = read(self.file.path, apply_edits(self.file.source, edits))
        return Edited(file.source_file, file.body.blocks)

    def block(self, start: int, inner: Sequence[str] = ()) -> Block | None:
        """The block that starts at a byte offset, or the last of the nested blocks `inner` in it."""
        found = _block_at(self.blocks, start)
        for kind in inner:
            nested = found.body.blocks_of(kind) if found is not None else ()
            found = nested[-1] if nested else None
        return found

    def edits(self, before: SourceFile) -> tuple[Edit, ...]:
        """All of it as one edit of the file as it was."""
        old, new = before.source, self.file.source
        if old == new:
            return ()
        limit = min(len(old), len(new))
        start = next((at for at in range(limit) if old[at] != new[at]), limit)
        end = next((at for at in range(limit - start) if old[-1 - at] != new[-1 - at]), limit - start)
        return (Edit(Span(start, len(old) - end), new[start : len(new) - end]),)


def _block_at(blocks: Sequence[Block], start: int) -> Block | None:
    for block in blocks:
        if block.span.start == start:
            return block
        if block.span.start < start < block.span.end:
            return _block_at(block.body.blocks, start)
    return None
