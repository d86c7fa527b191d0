"""The fixes of faults of tags: what could be written, and where."""

from collections.abc import Iterator, Mapping, Sequence

from terrafence.check.links import World
from terrafence.check.verdict import Broken
from terrafence.declare import Content, Expr
from terrafence.evaluate.origin import Source, source
from terrafence.evaluate.resource import EvaluatedBody, Resource
from terrafence.files import is_installed
from terrafence.finding import Applicability, FileEdit, Fix
from terrafence.record import NamedTuple
from terrafence.syntax import render, write
from terrafence.syntax.align import Edits
from terrafence.syntax.expressions import Call, Literal, ObjectCons, Parens
from terrafence.syntax.views import Format, SourceFile
from terrafence.tags.judge import Fault
from terrafence.tags.taggable import Holder, holder
from terrafence.text import Edit, Span

PLACEHOLDER = "REPLACE_ME"


class Written(NamedTuple):
    """Edits of a file; `shared` when others may read what they change."""

    file: SourceFile
    edits: Edits | None
    shared: bool = False


def fixes(broken: Broken, subject: Resource, world: World) -> tuple[Fix, ...]:
    """What could be done about a fault, the likeliest first: one fix for each value that is allowed, and for
    each place."""
    fault, place = broken.tags, holder(subject.type)
    if fault is None or place is None:
        return ()
    if fault.missing:
        return tuple(_add(fault.missing, subject, place, world))
    if fault.tag is not None and fault.renamed:
        return (_rename(fault, fault.instead[0]),)
    if fault.tag is not None and fault.instead:
        certain = len(fault.instead) == 1
        return tuple(_set(fault, value, certain) for value in fault.instead[:20])
    return (_remove(fault),) if fault.tag is not None else ()


# ---------------------------------------------------------------- missing keys


def _add(keys: Sequence[str], subject: Resource, place: Holder, world: World) -> Iterator[Fix]:
    book = world.tags
    body = book.default_place(subject)
    here = (f"`{place.path}`", _into_resource, subject.body)
    places = [here] if body is None else [here, (f"`{place.defaults}` of the provider", _into_provider, body)]
    if book.most_lack(subject, keys):
        places.reverse()
    for values in _values(keys, subject, world):
        entries = {key: value or PLACEHOLDER for key, value in values.items()}
        certain = all(book.certain(subject, key) for key in keys)
        shown = ", ".join(f"`{key} = {value}`" for key, value in entries.items())
        for name, add, target in places:
            # A tag for everything is more than the finding asks for.
            sure = certain and target is subject.body
            written = add(target, place, entries)
            yield _fix(f"Add {shown} to {name}", written, sure, PLACEHOLDER not in entries.values())


def _values(keys: Sequence[str], subject: Resource, world: World) -> Iterator[Mapping[str, str]]:
    """Values for the keys: where there are several for one, each with the likeliest of the others."""
    choices = {key: world.tags.choices(subject, key) or ("",) for key in keys}
    first = {key: found[0] for key, found in choices.items()}
    yield first
    for key, found in choices.items():
        for value in found[1:20]:
            yield {**first, key: value}


def _into_resource(body: EvaluatedBody, place: Holder, entries: Mapping[str, str]) -> Written:
    if place.path == "tag":
        return _blocks(body, entries)
    nested, _, name = place.path.rpartition(".")
    inner = next(iter(body.blocks(nested)), None) if nested else body
    if inner is None:
        content = {name: Expr(render.value(entries))}
        return Written(body.block.file, write.add_block(body.block.file, body.block, nested, content))
    return _into_map(inner, name, entries)


def _into_provider(body: EvaluatedBody, place: Holder, entries: Mapping[str, str]) -> Written:
    if place.defaults == "default_labels":
        return _into_map(body, place.defaults, entries)
    block = next(iter(body.blocks(place.defaults)), None)
    if block is not None:
        return _into_map(block, "tags", entries)
    file = body.block.file
    content = {"tags": Expr(render.value(entries)) if file.format is Format.HCL else dict(entries)}
    return Written(file, write.add_block(file, body.block, place.defaults, content))


def _into_map(body: EvaluatedBody, name: str, entries: Mapping[str, str]) -> Written:
    """Entries into a map: where it is written out, into the literal or the `merge` that makes it; else
    around it."""
    block, slot = body.block, body.attribute(name)
    if slot is None:
        content: Content = dict(entries)
        return Written(block.file, write.add_attribute(block.file, block, name, content))
    start = Source(slot.attribute.file, slot.attribute.expression, slot.scope)
    origin = slot.origin()
    at = source(start)
    if isinstance(at.expression, Parens):
        at = at._replace(expression=at.expression.inner)
    shared = origin is not None and origin.readers > 1
    if is_installed(at.file.path) or not isinstance(at.expression, ObjectCons | Call):
        return _around(start, entries)
    if isinstance(at.expression, ObjectCons):
        return Written(at.file, write.add_entries(at.file, at.expression, entries), shared)
    return _into_call(at.file, at.expression, entries, start, shared)


def _into_call(
    file: SourceFile, call: Call, entries: Mapping[str, str], start: Source, shared: bool
) -> Written:
    if call.name != "merge" or call.expand or not call.args or file.format is Format.JSON:
        return _around(start, entries)
    last = call.args[-1]
    if isinstance(last, ObjectCons):
        return Written(file, write.add_entries(file, last, entries), shared)
    behind = Edit(Span(last.span.end, last.span.end), f", {_inline(entries)}".encode())
    return Written(file, (behind,), shared)


def _around(start: Source, entries: Mapping[str, str]) -> Written:
    """`merge` around what is not written out."""
    file, span = start.file, start.expression.span
    if file.format is Format.JSON:
        return Written(file, None)
    if isinstance(start.expression, Literal):  # null
        return Written(file, write.set_value(file, span, dict(entries)))
    text = f"merge({file.text(span)}, {_inline(entries)})"
    return Written(file, write.set_value(file, span, Expr(text)))


def _blocks(body: EvaluatedBody, entries: Mapping[str, str]) -> Written:
    from terrafence.rewrite import Edited

    block = body.block
    edited = Edited(block.file, (block,))
    for key, value in entries.items():
        here = edited.block(block.span.start)
        content: dict[str, Content] = {"key": key, "value": value, "propagate_at_launch": True}
        edits = write.add_block(edited.file, here, "tag", content) if here is not None else None
        if edits is None:
            return Written(block.file, None)
        edited = edited.apply(edits)
    return Written(block.file, edited.edits(block.file))


def _inline(entries: Mapping[str, str]) -> str:
    pairs = (f"{render.key(key)} = {render.quoted(value)}" for key, value in entries.items())
    return f"{{ {', '.join(pairs)} }}"


# ---------------------------------------------------------------- one tag


def _rename(fault: Fault, key: str) -> Fix:
    tag = fault.tag
    assert tag is not None
    title = f"Rename `{tag.key}` to `{key}`"
    if tag.entry is None or not isinstance(tag.entry.key, Literal):
        return Fix(title, Applicability.DISPLAY, ())
    span = tag.entry.key.span
    quoted = tag.file.source.startswith(b'"', span.start)
    name = render.quoted(key) if quoted else render.key(key)
    return _fix(title, Written(tag.file, write.set_value(tag.file, span, Expr(name))), True, True)


def _set(fault: Fault, value: str, certain: bool) -> Fix:
    tag = fault.tag
    assert tag is not None
    title = f"Set `{tag.key}` to `{value}`"
    if tag.entry is None:
        return Fix(title, Applicability.DISPLAY, ())
    written = tag.entry.value
    edits = write.set_value(tag.file, written.span, value)
    return _fix(title, Written(tag.file, edits), certain and isinstance(written, Literal), True)


def _remove(fault: Fault) -> Fix:
    tag = fault.tag
    assert tag is not None
    title = f"Remove `{tag.key}`"
    if tag.entry is None or tag.within is None:
        return Fix(title, Applicability.DISPLAY, ())
    edits = write.remove_item(tag.file, tag.within, tag.entry)
    return _fix(title, Written(tag.file, edits), True, True)


def _fix(title: str, written: Written, certain: bool, complete: bool) -> Fix:
    """A fix whose values are not `complete` is shown, and not applied: a person has to say more."""
    if not written.edits or is_installed(written.file.path):
        return Fix(title, Applicability.DISPLAY, ())
    edits = tuple(FileEdit(written.file.path, edit) for edit in written.edits)
    if not complete:
        return Fix(title, Applicability.DISPLAY, edits)
    return Fix(title, Applicability.SAFE if certain and not written.shared else Applicability.UNSAFE, edits)
