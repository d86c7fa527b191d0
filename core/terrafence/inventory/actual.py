"""What a cloud says there is, from its own exports.

Shapes: AWS Config (`configurationItems` of snapshots, `Results` of advanced queries,
`baseConfigurationItems`), the AWS tagging API (`ResourceTagMappingList`), Google's asset export (an asset on
each line) and the output of `gcloud asset` (a list), Azure Resource Graph (`data`, or a list).
"""

from collections.abc import Iterable, Iterator
from typing import TypeAlias, TypeGuard

from terrafence.inventory.rows import Row
from terrafence.inventory.stream import Reader

Object: TypeAlias = dict[str, object]

_LISTS = (
    "configurationItems",
    "ConfigurationItems",
    "baseConfigurationItems",
    "BaseConfigurationItems",
    "Results",
    "ResourceTagMappingList",
    "data",
    "results",
    "assets",
)


def actual(reader: Reader) -> Iterator[Row]:
    """The resources of an export. Raises UserError for what is none."""
    found = False
    for item in _items(reader):
        row = _row(item)
        if row is not None:
            found = True
            yield row
        elif not found:
            raise reader.error(_NO_EXPORT)


_NO_EXPORT = (
    "is no export that is known (JSON of AWS Config, of the AWS tagging API, of Google assets, of Azure's "
    "Resource Graph)"
)


def _items(reader: Reader) -> Iterator[Object]:
    """The parts of a list, of a list in an object, or of objects one after the other."""
    if reader.peek() == "[":
        for _ in reader.elements():
            yield _item(reader.value())
        return
    lists = 0
    while reader.peek() == "{":
        whole: Object = {}
        for key in reader.members():
            if key in _LISTS and reader.peek() == "[":
                lists += 1
                for _ in reader.elements():
                    yield _item(reader.value())
            else:
                whole[key] = reader.value()
        if not lists:
            yield whole
    if reader.peek():
        raise reader.error(_NO_EXPORT)


def _item(value: object) -> Object:
    """An element; results of AWS Config's queries are JSON in a string."""
    import json

    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return {}
    return value if _is_object(value) else {}


def _row(item: Object) -> Row | None:
    if "ResourceARN" in item:
        return _of_arn(item)
    if "resourceType" in item or "ResourceType" in item:
        return _of_config({key[:1].lower() + key[1:]: value for key, value in item.items()})
    if "asset_type" in item or "assetType" in item:
        return _of_google(item)
    if _text(item.get("id")).startswith("/"):
        return _of_azure(item)
    return None


def _of_arn(item: Object) -> Row:
    arn = _text(item["ResourceARN"])
    parts = [*arn.split(":"), *[""] * 6]
    kind = f"{parts[2]}:{parts[5].partition('/')[0]}" if "/" in parts[5] else parts[2]
    return _found(arn, kind, "aws", parts[3], _pairs(item.get("Tags")), (arn,))


def _of_config(item: Object) -> Row:
    arn, name = _text(item.get("arn")) or _text(item.get("aRN")), _text(item.get("resourceId"))
    ids = (arn, name, _text(item.get("resourceName")))
    kind, region = _text(item.get("resourceType")), _text(item.get("awsRegion"))
    return _found(arn or name, kind, "aws", region, _pairs(item.get("tags")), ids)


def _of_google(item: Object) -> Row:
    name = _text(item.get("name"))
    resource = item.get("resource")
    resource = resource if _is_object(resource) else {}
    data = resource.get("data")
    data = data if _is_object(data) else item
    labels = data.get("labels") or data.get("userLabels") or item.get("labels")
    kind = _text(item.get("asset_type")) or _text(item.get("assetType"))
    place = _text(resource.get("location")) or _text(item.get("location")) or _text(data.get("location"))
    ids = (name, _text(data.get("selfLink")), _text(data.get("id")), name.rpartition("/")[2])
    return _found(name, kind, "google", place, _pairs(labels), ids)


def _of_azure(item: Object) -> Row:
    name = _text(item.get("id"))
    kind, place = _text(item.get("type")), _text(item.get("location"))
    return _found(name, kind, "azurerm", place, _pairs(item.get("tags")), (name,))


def _found(
    address: str, kind: str, provider: str, region: str, tags: dict[str, str | None], ids: Iterable[str]
) -> Row:
    return Row(
        address=address,
        type=kind,
        provider=provider,
        region=region,
        tags=tags,
        givers=dict.fromkeys(tags, "resource"),
        found="actual",
        ids=tuple(dict.fromkeys(text for text in ids if text)),
    )


def _pairs(tags: object) -> dict[str, str | None]:
    """Tags as a map, or as a list of keys and values."""
    if _is_object(tags):
        return {key: _text(value) for key, value in sorted(tags.items())}
    pairs: dict[str, str | None] = {}
    for item in tags if _is_list(tags) else []:
        if _is_object(item):
            pairs[_text(item.get("Key", item.get("key")))] = _text(item.get("Value", item.get("value")))
    return pairs


def _text(value: object) -> str:
    return value if isinstance(value, str) else str(value) if isinstance(value, int | float) else ""


def _is_object(value: object) -> TypeGuard[Object]:
    return isinstance(value, dict)


def _is_list(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list)
