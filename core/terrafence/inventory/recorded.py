"""The inventory of a plan or a state, read as a stream: of either only what is listed is kept."""

from collections.abc import Iterator, Mapping
from sys import intern
from typing import TypeAlias, TypeGuard

from terrafence.inventory.rows import MASK, Row
from terrafence.inventory.stream import Reader
from terrafence.record import NamedTuple
from terrafence.tags.taggable import holder

Object: TypeAlias = dict[str, object]

_IDS = ("id", "arn", "self_link", "bucket", "name", "qualified_arn")
_REGIONS = ("region", "location", "zone", "availability_zone")


def recorded(reader: Reader, show: bool = False) -> Iterator[Row]:
    """The managed resources of a state file, or of what `terraform show -json` says of a plan or a state.
    `show` leaves sensitive tags as they are. Raises UserError for anything else."""
    if reader.peek() != "{":
        raise reader.error("is neither a plan nor a state: it is no JSON object")
    seen: set[str] = set()
    for key in reader.members():
        seen.add(key)
        if key == "version":
            _check_version(reader)
        elif key == "resources" and "format_version" not in seen:
            yield from _state_file(reader, show)
        elif key == "resource_changes":
            for _ in reader.elements():
                yield from _change(_object(reader.value()), show)
        elif key == "values" and "format_version" in seen:
            yield from _values(reader, show)
        else:
            reader.skip()
    if not seen & {"resources", "resource_changes", "values"}:
        empty = "format_version" in seen or {"lineage", "serial"} <= seen
        if not empty:
            raise reader.error("is neither a plan (terraform show -json) nor a state")


def _check_version(reader: Reader) -> None:
    version = reader.value()
    if version != 4:
        what = f"a state of version {version}" if isinstance(version, int) else "no state that is known"
        raise reader.error(f"is {what}; version 4 is read (terraform 0.12 and later write it)")


# ---------------------------------------------------------------- a state file


def _state_file(reader: Reader, show: bool) -> Iterator[Row]:
    for _ in reader.elements():
        head: Object = {}
        for key in reader.members():
            # Terraform writes the instances last; what has sorted the keys since does not.
            if key == "instances" and {"mode", "type", "name", "provider"} <= head.keys():
                for _ in reader.elements():
                    yield from _of_instance(head, _object(reader.value()), show)
            else:
                head[key] = reader.value()
        early = head.get("instances")
        for instance in early if _is_list(early) else []:
            yield from _of_instance(head, _object(instance), show)


def _of_instance(head: Object, instance: Object, show: bool) -> Iterator[Row]:
    if head.get("mode") != "managed":
        return
    module = _text(head.get("module"))
    key = instance.get("index_key")
    suffix = "" if key is None else f"[{_quoted(key)}]"
    local = f"{_text(head.get('type'))}.{_text(head.get('name'))}{suffix}"
    if _text(instance.get("deposed")):
        local += " (deposed)"
    marks = _sensitive(instance.get("sensitive_attributes"))
    values = _Values(_object(instance.get("attributes")), marks, {})
    address = f"{module}.{local}" if module else local
    provider = _provider(_text(head.get("provider")))
    yield _row(address, _text(head.get("type")), module, provider, values, "state", show)


def _provider(text: str) -> str:
    """`module.m.provider["registry.terraform.io/hashicorp/aws"].west` as `aws.west`."""
    _, _, rest = text.rpartition('provider["')
    source, quote, alias = rest.partition('"]')
    return source.rpartition("/")[2] + alias if quote else text.removeprefix("provider.")


def _sensitive(paths: object) -> set[tuple[str, ...]]:
    """The paths that a state file marks, as far as they are names."""
    found: set[tuple[str, ...]] = set()
    for path in paths if _is_list(paths) else []:
        steps = path if _is_list(path) else [path]
        names = (_object(step).get("value") for step in steps)
        found.add(tuple(_text(_object(name).get("value", name)) for name in names))
    return found


# ---------------------------------------------------------------- terraform show -json


def _values(reader: Reader, show: bool) -> Iterator[Row]:
    for key in reader.members():
        if key == "root_module":
            yield from _module(reader, show)
        else:
            reader.skip()


def _module(reader: Reader, show: bool) -> Iterator[Row]:
    for key in reader.members():
        if key == "resources":
            for _ in reader.elements():
                resource = _object(reader.value())
                marks = _marked(_object(resource.get("sensitive_values")))
                values = _Values(_object(resource.get("values")), marks, {})
                yield from _shown(resource, values, "state", show)
        elif key == "child_modules":
            for _ in reader.elements():
                yield from _module(reader, show)
        else:
            reader.skip()


def _change(resource: Object, show: bool) -> Iterator[Row]:
    """What will be there after the plan."""
    change = _object(resource.get("change"))
    if change.get("after") is None and change.get("after_unknown") in (None, {}, False):
        return
    marks = _marked(_object(change.get("after_sensitive")))
    values = _Values(_object(change.get("after")), marks, _object(change.get("after_unknown")))
    yield from _shown(resource, values, "plan", show)


def _shown(resource: Object, values: "_Values", found: str, show: bool) -> Iterator[Row]:
    if resource.get("mode") != "managed":
        return
    address, kind = _text(resource.get("address")), _text(resource.get("type"))
    module = _text(resource.get("module_address")) or _module_of(address, kind)
    provider = _text(resource.get("provider_name")).rpartition("/")[2]
    yield _row(address, kind, module, provider, values, found, show)


def _module_of(address: str, kind: str) -> str:
    at = address.rfind(f".{kind}.")
    return address[:at] if at > 0 and address.startswith("module.") else ""


def _marked(marks: Object) -> set[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    for name, mark in marks.items():
        if mark is True:
            found.add((name,))
        elif _is_object(mark):
            found |= {(name, key) for key, inner in mark.items() if inner is True}
    return found


# ---------------------------------------------------------------- a resource


class _Values(NamedTuple):
    """Attributes, which of them (by name, or name and key) are sensitive, and which are not known."""

    known: Object
    sensitive: set[tuple[str, ...]]
    unknown: Object


def _row(address: str, kind: str, module: str, provider: str, values: _Values, found: str, show: bool) -> Row:
    known = values.known
    tags, why = _tags(kind, values, show)
    own = known.get("tags", known.get("labels"))
    own_keys = own if _is_object(own) else {}
    by_provider = "tags_all" in known or "effective_labels" in known
    return Row(
        address=address,
        type=intern(kind),
        provider=intern(provider),
        region=intern(_region(known)),
        module=intern(module),
        tags=tags,
        givers={key: "resource" if key in own_keys or not by_provider else "provider" for key in tags},
        open=why,
        found=found,
        ids=tuple(dict.fromkeys(text for name in _IDS if (text := _text(known.get(name))))),
    )


def _tags(kind: str, values: _Values, show: bool) -> tuple[Mapping[str, str | None], str]:
    """The tags, the whole of them where the provider computes that, and why there may be more."""
    place = holder(kind)
    if place is None:
        return {}, ""
    if place.path == "tag":
        return dict(sorted(_of_blocks(values.known.get("tag")))), ""
    known, unknown, prefix = values.known, values.unknown, ""
    if "." in place.path:
        prefix, _, _ = place.path.partition(".")
        known, unknown = _first(known.get(prefix)), _first(unknown.get(prefix))
    name = place.path.rpartition(".")[2]
    whole = {"tags": "tags_all"}.get(name, "effective_labels" if name.endswith("labels") else name)
    chosen = whole if known.get(whole) is not None else name
    open_ = "known after apply" if unknown.get(name) is True else ""
    found: dict[str, str | None] = {}
    held = known.get(chosen)
    for key, value in held.items() if _is_object(held) else ():
        hidden = _hidden(values.sensitive, name, chosen, key)
        found[key] = MASK if hidden and not show else None if value is None else intern(_text(value))
    pending = unknown.get(chosen)
    found.update(dict.fromkeys(pending if _is_object(pending) else ()))
    return dict(sorted(found.items())), open_


def _hidden(marks: set[tuple[str, ...]], name: str, chosen: str, key: str) -> bool:
    return any(mark in marks for at in (name, chosen) for mark in ((at,), (at, key)))


def _of_blocks(blocks: object) -> Iterator[tuple[str, str]]:
    for block in blocks if _is_list(blocks) else []:
        yield _text(_object(block).get("key")), _text(_object(block).get("value"))


def _region(known: Object) -> str:
    for name in _REGIONS:
        if text := _text(known.get(name)):
            return text
    parts = _text(known.get("arn")).split(":")
    return parts[3] if len(parts) > 3 else ""


def _first(blocks: object) -> Object:
    if _is_list(blocks):
        return _object(blocks[0]) if blocks else {}
    return _object(blocks)


def _object(value: object) -> Object:
    return value if _is_object(value) else {}


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else str(value) if isinstance(value, int | float) else ""


def _quoted(key: object) -> str:
    import json

    return json.dumps(key, ensure_ascii=False)


def _is_object(value: object) -> TypeGuard[Object]:
    return isinstance(value, dict)


def _is_list(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list)
