"""Settings of other tools as our own: what can be said in both."""

from collections.abc import Iterable

from terrafence.errors import UserError
from terrafence.files import Disk, Unreadable
from terrafence.record import NamedTuple
from terrafence.registry import unknown
from terrafence.settings.document import is_data, is_list


class Taken(NamedTuple):
    """Rules to leave out, paths to leave out, and words for checks that we lack."""

    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def take_over(path: str) -> Taken:
    """What a `.checkov.yaml`, `.trivyignore`, `.trivyignore.yaml` or `.tflint.hcl` says. Raises UserError for
    a file that cannot be read, or is none of these."""
    name = path.rpartition("/")[2]
    try:
        text = Disk().read(path).decode()
    except (Unreadable, UnicodeDecodeError) as error:
        raise UserError(f"{path}: {error}") from error
    if name == ".trivyignore":
        lines = (line.partition("#")[0].split() for line in text.splitlines())
        return _taken((words[0] for words in lines if words), ())
    if name.startswith(".trivyignore."):
        return _trivy(path, text)
    if name.startswith(".checkov."):
        return _checkov(path, text)
    if name == ".tflint.hcl":
        return _tflint(path, text)
    raise UserError(f"{path}: is not a settings file of Checkov, Trivy or tflint that can be taken over")


def _taken(words: Iterable[str], exclude: Iterable[str]) -> Taken:
    named = tuple(dict.fromkeys(words))
    lacking = unknown(named)
    return Taken(tuple(word for word in named if word not in lacking), tuple(exclude), lacking)


def _trivy(path: str, text: str) -> Taken:
    entries = _list(_yaml(path, text), "misconfigurations")
    whole = (entry for entry in entries if is_data(entry) and not entry.get("paths"))
    return _taken((str(entry["id"]) for entry in whole if "id" in entry), ())


def _checkov(path: str, text: str) -> Taken:
    data = _yaml(path, text)
    return _taken(map(str, _list(data, "skip-check")), map(str, _list(data, "skip-path")))


def _tflint(path: str, text: str) -> Taken:
    from terrafence.syntax.expressions import Literal
    from terrafence.syntax.read import read

    file = read(path.removesuffix(".hcl") + ".tf", text.encode())
    off: list[str] = []
    for block in file.body.blocks_of("rule"):
        enabled = block.body.attributes.get("enabled")
        value = enabled.expression if enabled is not None else None
        if isinstance(value, Literal) and value.value is False:
            off += block.labels
    return _taken(off, ())


def _yaml(path: str, text: str) -> object:
    import yaml

    try:
        return yaml.load(text, yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise UserError(f"{path}: is not valid YAML: {str(error).splitlines()[0]}") from error


def _list(data: object, key: str) -> list[object]:
    value = data.get(key) if is_data(data) else None
    return value if is_list(value) else []
