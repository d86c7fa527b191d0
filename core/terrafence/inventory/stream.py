"""Reading JSON that is larger than memory, a value at a time.

The standard library's decoder does the work, on a window of the text. Streaming parsers tell of every token,
or build whole elements of a list: the one takes several times as long, the other holds all instances of a
resource at once.
"""

import codecs
import re
from collections.abc import Iterator
from json import JSONDecodeError, JSONDecoder
from typing import BinaryIO, final

from terrafence.errors import UserError

_CHUNK = 1 << 20
_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = JSONDecoder()


@final
class Reader:
    """A JSON text from a file, read forward only. Every value has to be consumed, by one of `value`,
    `members`, `elements` and `skip`, before what follows it. All raise UserError for what is not JSON, or
    ends too early."""

    def __init__(self, path: str, stream: BinaryIO) -> None:
        self.path = path
        self._stream = stream
        self._decode = codecs.getincrementaldecoder("utf-8-sig")()
        self._text = ""
        self._at = 0
        self._ended = False

    def peek(self) -> str:
        """The first character of what follows; empty at the end."""
        while True:
            space = _SPACE.match(self._text, self._at)
            self._at = space.end() if space is not None else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more(_CHUNK):
                return ""

    def value(self) -> object:
        """The value that follows, whole."""
        self.peek()
        size = _CHUNK
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except JSONDecodeError:
                if not self._more(size):
                    raise self._error() from None
            except RecursionError:
                raise UserError(f"{self.path}: is nested too deep to be read") from None
            else:
                # A number at the end of the window may go on behind it.
                if end < len(self._text) or not self._more(size):
                    self._at = end
                    return value
            size *= 2

    def members(self) -> Iterator[str]:
        """The keys of the object that follows."""
        self._take("{")
        if self.peek() == "}":
            self._at += 1
            return
        while True:
            key = self.value()
            self._take(":")
            if not isinstance(key, str):
                raise self._error()
            yield key
            if self.peek() == "}":
                self._at += 1
                return
            self._take(",")

    def elements(self) -> Iterator[None]:
        """Stops before each element of the array that follows."""
        self._take("[")
        if self.peek() == "]":
            self._at += 1
            return
        while True:
            yield
            if self.peek() == "]":
                self._at += 1
                return
            self._take(",")

    def skip(self, depth: int = 4) -> None:
        """Past the value that follows; containers down to a depth are not built."""
        kind = self.peek()
        if depth and kind == "{":
            for _ in self.members():
                self.skip(depth - 1)
        elif depth and kind == "[":
            for _ in self.elements():
                self.skip(depth - 1)
        else:
            self.value()

    def error(self, message: str) -> UserError:
        """A message about the file."""
        return UserError(f"{self.path}: {message}")

    def _take(self, char: str) -> None:
        if self.peek() != char:
            raise self._error()
        self._at += 1

    def _error(self) -> UserError:
        if self._ended and self.peek() == "":
            return self.error("ends in the middle: it is cut off")
        rest = self._text[self._at : self._at + 20].split("\n")[0]
        if self._ended and len(self._text) - self._at < _CHUNK:
            return self.error(f"is cut off, or is not JSON, from `{rest}` on")
        return self.error(f"is not JSON from `{rest}` on")

    def _more(self, size: int) -> bool:
        if self._ended:
            return False
        chunk = self._stream.read(size)
        self._ended = not chunk
        try:
            text = self._decode.decode(chunk, final=self._ended)
        except UnicodeDecodeError:
            raise self.error("is not UTF-8") from None
        self._text = self._text[self._at :] + text
        self._at = 0
        return True
