"""The inventory of a configuration."""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial

from terrafence.config import Config
from terrafence.evaluate.resource import EvaluatedBody, Resource
from terrafence.evaluate.workspace import Root, Workspace
from terrafence.finding import Report
from terrafence.inventory.rows import MASK, Row
from terrafence.tags.book import TagBook
from terrafence.tags.effective import NO_TAGS, Tags, passed_on

_NAMES = ("bucket", "name", "id", "arn", "identifier", "cluster_identifier", "function_name", "domain_name")
_REGIONS = ("region", "location", "zone", "availability_zone")


def configured(
    workspace: Workspace, report: Report, paths: Sequence[str], config: Config, show: bool = False
) -> Iterator[Row]:
    """Every managed resource of the roots in the paths (absolute), and what is in their files besides.
    `show` leaves sensitive values as they are."""
    counts = _counts(report)
    for root in workspace.roots:
        whole = _below(root.directory, paths)
        book = TagBook(config.tags, partial(_subjects, root))
        name = workspace.name_of(root)
        for resource in root.subjects:
            path = resource.body.block.file.path
            if resource.mode == "managed" and (whole or _below(path, paths)):
                row = _row(resource, book, show)
                yield row._replace(root=name, findings=counts[name, row.address])


def _subjects(root: Root) -> Sequence[Resource]:
    return root.subjects


def _below(path: str, paths: Sequence[str]) -> bool:
    return any(path == top or path.startswith(top.rstrip("/") + "/") for top in paths)


def _counts(report: Report) -> Counter[tuple[str, str]]:
    counts: Counter[tuple[str, str]] = Counter()
    for finding in report.findings:
        if finding.suppressed is None:
            for root in {identity.root for identity in finding.identities}:
                counts.update((root, address) for address in finding.instances)
    return counts


def _row(resource: Resource, book: TagBook, show: bool) -> Row:
    tags = book.of(resource) or NO_TAGS
    file, header = resource.body.block.file, resource.body.block.header
    entries = sorted(tags.entries.items())
    return Row(
        address=resource.address,
        type=resource.type,
        provider=_provider(resource),
        region=_region(resource),
        module=resource.module_path,
        place=f"{file.path}:{file.lines.line_of(header.start) + 1}",
        tags=_shown(tags, show),
        givers={key: tag.giver.value for key, tag in entries},
        open=tags.open,
        owner=book.owner(resource),
        ids=tuple(text for name in _NAMES if (text := _text(resource.body, name))),
        launched={f"{part.path} ({part.target})": _shown(part.tags, show) for part in passed_on(resource)},
    )


def _shown(tags: Tags, show: bool) -> dict[str, str | None]:
    hidden = not show
    return {
        key: MASK if tag.value.sensitive and hidden else tag.text for key, tag in sorted(tags.entries.items())
    }


def _provider(resource: Resource) -> str:
    provider = resource.provider
    return provider.name if provider.alias is None else f"{provider.name}.{provider.alias}"


def _region(resource: Resource) -> str:
    places = [_text(resource.body, name) for name in _REGIONS]
    body = resource.provider.body
    if body is not None and resource.type.startswith(("aws_", "google_")):
        places.append(_text(body, "region"))
    return next((text for text in places if text), "")


def _text(body: EvaluatedBody, name: str) -> str:
    slot = body.attribute(name)
    value = slot.value if slot is not None else None
    return value.data if value is not None and isinstance(value.data, str) and not value.sensitive else ""


def relative(row: Row, directory: str) -> Row:
    """The row with its place as seen from a directory."""
    path, _, line = row.place.rpartition(":")
    return row._replace(place=f"{os.path.relpath(path, directory)}:{line}") if path else row
