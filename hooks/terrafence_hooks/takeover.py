"""Settings of other tools as our own: what can be said in both."""

from collections.abc import Iterable

from terrafence.errors import UserError
from terrafence.files import Disk, Unreadable
from terrafence.record import NamedTuple
from terrafence.registry import unknown
from terrafence.settings.document import is_data, is_list


class Local(NamedTuple):
    """A rule to leave out in some files: patterns as in `.gitignore`."""

    rule: str
    paths: tuple[str, ...]


class Taken(NamedTuple):
    """Rules to leave out, paths to leave out, rules to leave out in some paths, words for checks that we
    lack, and what cannot be said here, with the reason."""

    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    local: tuple[Local, ...] = ()
    unknown: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


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
    return Taken(tuple(word for word in named if word not in lacking), tuple(exclude), unknown=lacking)


def _trivy(path: str, text: str) -> Taken:
    entries = [entry for entry in _list(_yaml(path, text), "misconfigurations") if is_data(entry)]
    lasting = [entry for entry in entries if "id" in entry and "expired_at" not in entry]
    left = [
        f"{entry.get('id')} until {entry['expired_at']}: {_EXPIRES}"
        for entry in entries
        if "expired_at" in entry
    ]
    known = _taken((str(entry["id"]) for entry in lasting), ())
    whole = {str(entry["id"]) for entry in lasting if not entry.get("paths")}
    local: list[Local] = []
    for entry in lasting:
        rule, paths = str(entry["id"]), [str(at) for at in _list(entry, "paths")]
        said = tuple(pattern for at in paths if (pattern := _pattern(at)) is not None)
        left += [f"{rule} in {at}: {_NO_PATTERN}" for at in paths if _pattern(at) is None]
        local += [Local(rule, said)] if said and rule in known.ignore else []
    return known._replace(
        ignore=tuple(rule for rule in known.ignore if rule in whole), local=tuple(local), left=tuple(left)
    )


_EXPIRES = "what ends some day goes into the file of exceptions"
_NO_PATTERN = "as a pattern of .gitignore this would mean more files"


def _pattern(path: str) -> str | None:
    """A path of Trivy, which is a glob for whole paths of files, as a pattern of `.gitignore`; None where
    that would mean something else: alternatives, and what may be the name of a directory."""
    path = path.removeprefix("./")
    last = path.rpartition("/")[2]
    if "{" in path or ("." not in last and last != "**"):
        return None
    return path if path.startswith("**/") else f"/{path}"


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
