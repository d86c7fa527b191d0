"""Which references are written in a module."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import final

from terrafence.evaluate.modules import Module, Words, nested_type
from terrafence.evaluate.names import Key, key_of_block
from terrafence.record import NamedTuple
from terrafence.syntax.expressions import (
    Binary,
    Call,
    Conditional,
    Expression,
    For,
    GetAttr,
    Index,
    Literal,
    Number,
    ObjectCons,
    Parens,
    Splat,
    SplatItem,
    Template,
    TemplateFor,
    TemplateIf,
    TupleCons,
    Unary,
    Variable,
)
from terrafence.syntax.views import Block, Body, File, Format, Reference

_ANY = "*"
_FEW = 8
"""Names that are looked up in the text one by one."""


class Reader(NamedTuple):
    """A reference in the part of a declaration, and what follows the name in it."""

    key: Key
    part: str
    rest: Words


@final
class Readers:
    """The references in a module by what they name: looked up in the text one by one, or, when many are asked
    for, from an index of all."""

    __slots__ = ("_all", "_asked", "_files")

    def __init__(self, module: Module) -> None:
        self._files = module.files
        self._asked: dict[Key, list[Reader]] = {}
        self._all: dict[Key, list[Reader]] | None = None

    @property
    def all(self) -> Mapping[Key, Sequence[Reader]]:
        """All of them."""
        if self._all is None:
            self._all = {}
            for block in (block for file in self._files for block in file.body.blocks):
                for key, reader in _read_in(block):
                    self._all.setdefault(key, []).append(reader)
        return self._all

    def of(self, key: Key) -> Sequence[Reader]:
        """Those to a name."""
        if self._all is None and key not in self._asked and len(self._asked) < _FEW:
            blocks = (block for file in self._files for block in _blocks_with(file, key[-1]))
            self._asked[key] = [it for block in blocks for read, it in _read_in(block) if read == key]
        found = self._asked.get(key)
        return self.all.get(key, ()) if found is None else found


def readers_of(module: Module) -> Readers:
    """The references in a module."""
    if module.readers is None:
        module.readers = Readers(module)
    return module.readers


def key_of(words: Words) -> tuple[Key, Words]:
    """The declaration that a reference names, and what follows."""
    length = 3 if words[0] in ("data", "ephemeral") else 2
    return tuple(map(str, words[:length])), words[length:]


def _read_in(block: Block) -> Iterator[tuple[Key, Reader]]:
    """The references in a block, by what they name."""
    key = key_of_block(block)
    for part, words in references_of(block):
        if len(words) > 1:
            target, rest = key_of(words)
            yield target, Reader(("local", part) if key == ("locals",) else key, part, rest)


def reads_in_module(module: Module, wanted: Words) -> int:
    """How many references in the module read what `wanted`, a variable, a local or a module call, names, a
    part of it, or something that it is part of."""
    key, rest = key_of(wanted)
    return _reads((reader.rest for reader in readers_of(module).of(key)), rest)


def reads_inside(body: Body, wanted: Words) -> int:
    """As `reads_in_module`, inside a block, of any name."""
    return _reads((words for _, words in _inside(body) if words[:2] == wanted[:2]), wanted)


def _blocks_with(file: File, word: str) -> Iterator[Block]:
    """The blocks in which a word may stand, and few others. JSON may spell it otherwise."""
    text = word.encode()
    for block in file.body.blocks:
        if file.format is not Format.HCL or file.source.find(text, *block.span) >= 0:
            yield block


def references_of(block: Block) -> tuple[Reference, ...]:
    """Every reference inside a block at the top of a file, in order of what holds it."""
    written = block.written
    if written is None:
        return tuple(_inside(block.body))
    if written.references is None:
        written.references = tuple(_inside(block.body))
    return written.references


def _reads(references: Iterable[Words], wanted: Words) -> int:
    return sum(all(map(_alike, words, wanted)) for words in references)


def _inside(body: Body) -> Iterator[Reference]:
    for name, attribute in body.attributes.items():
        for found in references_in(attribute.expression):
            yield Reference(name, words_of(found))
    for block in body.blocks:
        for _, words in _inside(block.body):
            yield Reference(nested_type(block), words)


def _alike(word: str | int, wanted: str | int) -> bool:
    return word == wanted or _ANY in (word, wanted)


def references_in(expression: Expression) -> Iterator[Expression]:
    """The references inside an expression, each as long as it is written, in order; not those to the
    names that a `for` binds."""
    waiting = [(expression, frozenset[str]())]
    while waiting:
        at, bound = waiting.pop()
        words = words_of(at) if isinstance(at, Variable | GetAttr | Index) else ()
        if words and words[0] not in bound:
            yield at
        inner = _keys(at) if words else parts_of(at)
        if isinstance(at, For | TemplateFor):
            bound |= {at.value} | ({at.key} if at.key else set[str]())
            waiting += [(part, bound) for part in reversed(inner[1:])]
            waiting.append((inner[0], bound - {at.value, at.key}))
        else:
            waiting += [(part, bound) for part in reversed(inner)]


def words_of(expression: Expression) -> Words:
    """A reference as its words; empty for anything else."""
    match expression:
        case Variable():
            return (expression.name,)
        case GetAttr():
            words = words_of(expression.target)
            return (*words, expression.name) if words else ()
        case Index():
            words = words_of(expression.target)
            return (*words, _key(expression.key)) if words else ()
        case _:
            return ()


def _key(expression: Expression) -> str | int:
    if isinstance(expression, Literal) and isinstance(expression.value, str):
        return expression.value
    if isinstance(expression, Number) and expression.text.isdecimal():
        return int(expression.text)
    return _ANY


def _keys(expression: Expression) -> tuple[Expression, ...]:
    if not isinstance(expression, GetAttr | Index):
        return ()
    keys = _keys(expression.target)
    return (*keys, expression.key) if isinstance(expression, Index) else keys


def parts_of(expression: Expression) -> tuple[Expression, ...]:
    """The expressions directly inside one."""
    match expression:
        case Literal() | Number() | Variable() | SplatItem():
            return ()
        case Template():
            return expression.parts
        case TemplateIf() | Conditional():
            return _written(expression.condition, expression.then, expression.otherwise)
        case TemplateFor():
            return (expression.collection, expression.body)
        case TupleCons():
            return expression.items
        case ObjectCons():
            return tuple(part for item in expression.items for part in (item.key, item.value))
        case GetAttr():
            return (expression.target,)
        case Index():
            return (expression.target, expression.key)
        case Splat():
            return (expression.target, expression.each)
        case Call():
            return expression.args
        case Binary():
            return (expression.left, expression.right)
        case Unary():
            return (expression.operand,)
        case For():
            return _written(
                expression.collection, expression.result_key, expression.result, expression.condition
            )
        case Parens():
            return (expression.inner,)


def _written(*expressions: Expression | None) -> tuple[Expression, ...]:
    return tuple(expression for expression in expressions if expression is not None)
