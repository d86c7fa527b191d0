"""Renaming and moving files and directories: calls of modules go on calling them."""

import shutil
from pathlib import Path

import pytest
from capabilities import captured
from editor import Editor, Editors, applied, attached, edits_of
from lsprotocol import types
from samples import instance, of_rule, uri_in

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.e2e]

OLD, NEW = "modules/old", "modules/new"


def call(source: str, name: str = "m") -> str:
    return f'module "{name}" {{\n  source = {source}\n}}\n'


def written(directory: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


async def asked(editor: Editor, directory: Path, *moves: tuple[str, str]) -> types.WorkspaceEdit | None:
    """What the server wants changed when files are renamed."""
    renames = [types.FileRename((directory / old).as_uri(), (directory / new).as_uri()) for old, new in moves]
    return await editor.client.workspace_will_rename_files_async(types.RenameFilesParams(renames))


def after(editor: Editor, directory: Path, edit: types.WorkspaceEdit | None) -> dict[str, str]:
    """The files that an edit changes, as they are then."""
    found: dict[str, str] = {}
    for uri, edits in ({} if edit is None else edits_of(edit, editor.versions)).items():
        name = next(path for path in directory.rglob("*") if path.as_uri() == uri)
        text = editor.texts.get(uri, name.read_bytes().decode())
        found[name.relative_to(directory).as_posix()] = applied(text, edits, editor.encoding)
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("workspace").resolve()


@pytest.mark.parametrize(
    ("text", "moves"),
    [
        (call('"terraform-aws-modules/vpc/aws"'), [(OLD, NEW)]),
        (call('"git::https://example.com/x.git//modules/old"'), [(OLD, NEW)]),
        (call('"modules/old"'), [(OLD, NEW)]),
        (call('"./modules/other"'), [(OLD, NEW)]),
        (call('"./modules/older"'), [(OLD, NEW)]),
        (call('"./modules/${"old"}"'), [(OLD, NEW)]),
        (call("var.source"), [(OLD, NEW)]),
        (call("3"), [(OLD, NEW)]),
        ('module "m" {}\n', [(OLD, NEW)]),
        ('module "m" {\n  source = "./modules/old\n}\n', [(OLD, NEW)]),
        ('resource "x" "y" {\n  source = "./modules/old"\n}\n', [(OLD, NEW)]),
        ('# source = "./modules/old"\n', [(OLD, NEW)]),
        (call('"./modules/gone"'), [("modules/gone", NEW)]),
        (call('"./modules/old"'), [("modules/old/main.tf", "modules/old/other.tf")]),
        (call('"./modules/old"'), [("modules/other/README.md", "modules/old/README.md")]),
        (call('"./modules/old"'), [("main.tf", "renamed.tf")]),
        (call('"./modules/old"'), []),
    ],
)
async def test_what_stays_as_it_is(
    text: str, moves: list[tuple[str, str]], editors: Editors, tmp_path: Path
) -> None:
    editor = await editors.get("vscode")
    written(tmp_path, {"main.tf": text, "modules/old/main.tf": "", "modules/other/main.tf": ""})
    written(tmp_path, {".git/HEAD": "ref: refs/heads/main\n", "modules/older/main.tf": ""})
    assert await asked(editor, tmp_path, *moves) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("untitled:Untitled-1", "untitled:Untitled-2"),
        ("vscode-vfs://github/o/r/a", "vscode-vfs://github/o/r/b"),
        ("nonsense", ""),
        ("file:///nowhere/a", "file:///nowhere/b"),
        ("file:///", "file:///x"),
        ("{here}/modules/old", "{here}/modules/%FF"),
        ("{here}/modules/old", "untitled:x"),
    ],
)
async def test_names_that_are_no_files(old: str, new: str, editors: Editors, tmp_path: Path) -> None:
    editor = await editors.get("vscode")
    written(tmp_path, {"main.tf": call('"./modules/old"'), "modules/old/main.tf": "", ".git/HEAD": ""})
    rename = types.FileRename(*(uri.replace("{here}", tmp_path.as_uri()) for uri in (old, new)))
    params = types.RenameFilesParams([rename])
    assert await editor.client.workspace_will_rename_files_async(params) is None
    assert editor.client.messages == []


def run_of(source: str) -> str:
    return f'run "setup" {{\n  module {{\n    source = "{source}"\n  }}\n}}\n'


SETTINGS = """\
var-files = ["OLD/usual.tfvars"]

[[root]]
name = "modules/old"
path = "OLD"
var-files = [
  "common.tfvars", # for "all" [that there are]; it's the first
  "OLD/prod.tfvars",
]

[[root]]
path = "modules/other"

[[root]]
path = "OLD"
"""

LINKED = 'module "a" {\n  source = "../old" # ä𝔘\n  name   = "x"      # why\n}\n'


@pytest.mark.parametrize(
    ("files", "moves", "changed"),
    [
        pytest.param(
            {"main.tf": call('"./modules/old"') + call('"./modules/other"', "n")},
            [(OLD, NEW)],
            {"main.tf": call('"./modules/new"') + call('"./modules/other"', "n")},
            id="a directory that is called",
        ),
        pytest.param(
            {"main.tf": call('"./modules//old/"'), "live/dev/main.tf": call('"../../modules/old"')},
            [(OLD, "lib/new")],
            {"main.tf": call('"./lib/new"'), "live/dev/main.tf": call('"../../lib/new"')},
            id="from several places, to another directory",
        ),
        pytest.param(
            {"main.tf": call('"./modules/old/inner"'), "modules/old/inner/main.tf": ""},
            [(OLD, NEW)],
            {"main.tf": call('"./modules/new/inner"')},
            id="a directory above the one that is called",
        ),
        pytest.param(
            {"modules/old/main.tf": call('"../other"') + call('"./inner"'), "modules/old/inner/main.tf": ""},
            [(OLD, "lib/deep/old")],
            {"modules/old/main.tf": call('"../../../modules/other"') + call('"./inner"')},
            id="what the moved module calls",
        ),
        pytest.param(
            {"modules/old/main.tf": call('"../other"')},
            [("modules", "lib")],
            {},
            id="both move together",
        ),
        pytest.param(
            {"modules/old/main.tf": call('"../other"')},
            [(OLD, "modules/other/old")],
            {"modules/old/main.tf": call('"../"')},
            id="into what it calls",
        ),
        pytest.param(
            {"modules/old/main.tf": call('"../other"')},
            [(OLD, NEW), ("modules/other", "other")],
            {"modules/old/main.tf": call('"../../other"')},
            id="two at once",
        ),
        pytest.param(
            {"main.tf": call('"./modules/old"')},
            [("main.tf", "live/prod/main.tf")],
            {"main.tf": call('"../../modules/old"')},
            id="a file that goes to another directory",
        ),
        pytest.param(
            {"main.tf.json": '{"module": {"m": {"source": "./modules/old", "x": 1}}}\n'},
            [(OLD, 'modules/"new"')],
            {"main.tf.json": '{"module": {"m": {"source": "./modules/\\"new\\"", "x": 1}}}\n'},
            id="JSON",
        ),
        pytest.param(
            {"main.tf": call('"./modules/old"') + 'resource "x" "y" {\n  a =\n}\n' + call('"./modules/old"')},
            [(OLD, NEW)],
            {"main.tf": call('"./modules/new"') + 'resource "x" "y" {\n  a =\n}\n' + call('"./modules/new"')},
            id="beside what does not parse",
        ),
        pytest.param(
            {"main.tf": call('"./modules/old"'), "main.tofu": call('"./modules/old"')},
            [(OLD, NEW)],
            {"main.tf": call('"./modules/new"'), "main.tofu": call('"./modules/new"')},
            id="for Terraform and for OpenTofu",
        ),
        pytest.param(
            {"main_override.tf": call('"./modules/old"')},
            [(OLD, NEW)],
            {"main_override.tf": call('"./modules/new"')},
            id="an override file",
        ),
        pytest.param(
            {"modules/m/main.tf": LINKED.replace("../old", "/*𝔘*/../old"), "main.tf": ""},
            [(OLD, NEW)],
            {},
            id="a path that is not one",
        ),
        pytest.param(
            {"modules/m/main.tf": LINKED.replace("\n", "\r\n")},
            [(OLD, "modules/newer")],
            {
                "modules/m/main.tf": LINKED.replace("../old", "../newer")
                .replace('"x"      #', '"x"        #')
                .replace("\n", "\r\n")
            },
            id="CRLF, and comments in a column",
        ),
        pytest.param(
            {"main.tf": '/* 𝔘 */ module "m" { source = "./modules/old" }\n'},
            [(OLD, "modules/ü𝔘")],
            {"main.tf": '/* 𝔘 */ module "m" { source = "./modules/ü𝔘" }\n'},
            id="astral characters",
        ),
        pytest.param(
            {"main.tf": "", "tests/a.tftest.hcl": run_of("./modules/old"), "b.tofutest.hcl": run_of("./")},
            [(OLD, NEW)],
            {"tests/a.tftest.hcl": run_of("./modules/new")},
            id="what a test runs, from the module that it tests",
        ),
        pytest.param(
            {
                "modules/old/tests/a.tftest.hcl": run_of("./tests/setup") + run_of("../other"),
                "modules/old/tests/setup/main.tf": "",
            },
            [(OLD, "old")],
            {"modules/old/tests/a.tftest.hcl": run_of("./tests/setup") + run_of("../modules/other")},
            id="tests that move with their module",
        ),
        pytest.param(
            {"modules/old/a.tftest.hcl": run_of("../other")},
            [("modules/old/a.tftest.hcl", "modules/old/tests/a.tftest.hcl")],
            {},
            id="a test that goes among the others of its module",
        ),
        pytest.param(
            {"main.tf": "", "a.tftest.hcl": run_of("./modules/other")},
            [("a.tftest.hcl", "modules/old/tests/a.tftest.hcl")],
            {"a.tftest.hcl": run_of("../other")},
            id="a test that goes to another module",
        ),
        pytest.param(
            {
                "main.tf": "",
                "a.tftest.json": '{"run": {"a": {"module": {"source": "./modules/old"}}, "b": {}}}',
                "b.tftest.hcl": call('"./modules/old"'),
            },
            [(OLD, NEW)],
            {"a.tftest.json": '{"run": {"a": {"module": {"source": "./modules/new"}}, "b": {}}}'},
            id="a test in JSON, and a call that no test can make",
        ),
        pytest.param(
            {
                "terrafence.toml": SETTINGS.replace("OLD", OLD),
                "pyproject.toml": f'[project]\npath = "{OLD}"\n\n[[tool.terrafence.root]]\npath = "{OLD}"\n',
            },
            [(OLD, "live/ü")],
            {
                "terrafence.toml": SETTINGS.replace("OLD", "live/ü"),
                "pyproject.toml": f'[project]\npath = "{OLD}"\n\n[[tool.terrafence.root]]\npath = "live/ü"\n',
            },
            id="roots and variables files in settings",
        ),
        pytest.param(
            {"modules/terrafence.toml": "\ufeff[[root]] # ä\npath = '../modules/old'\n"},
            [(OLD, NEW)],
            {"modules/terrafence.toml": '\ufeff[[root]] # ä\npath = "new"\n'},
            id="settings below, with a byte order mark",
        ),
        pytest.param(
            {"modules/old/terrafence.toml": '[[root]]\npath = "."\n[[root]]\npath = "../other"\n'},
            [(OLD, "old")],
            {"modules/old/terrafence.toml": '[[root]]\npath = "."\n[[root]]\npath = "../modules/other"\n'},
            id="settings that move",
        ),
        pytest.param(
            {"terrafence.toml": 'var-files = ["a.tfvars", "aa.tfvars"]\n', "a.tfvars": "", "aa.tfvars": ""},
            [("a.tfvars", "b.tfvars")],
            {"terrafence.toml": 'var-files = ["b.tfvars", "aa.tfvars"]\n'},
            id="a variables file under another name",
        ),
        pytest.param(
            {
                "terrafence.toml": 'extends = "shared/base.toml"\nbaseline = "shared/known"\n'
                'exceptions = "shared/let-be.toml"\n',
                "modules/terrafence.toml": 'extends = [\n  "a_package", # ]\n  "../shared/base.toml",\n]\n',
                "shared/base.toml": "",
                "shared/known": "",
                "shared/let-be.toml": "",
            },
            [("shared/base.toml", "shared/usual.toml"), ("shared", "modules/rules")],
            {
                "terrafence.toml": 'extends = "shared/usual.toml"\nbaseline = "modules/rules/known"\n'
                'exceptions = "modules/rules/let-be.toml"\n',
                "modules/terrafence.toml": 'extends = [\n  "a_package", # ]\n  "../shared/usual.toml",\n]\n',
            },
            id="the settings that others extend, the baseline and the exceptions",
        ),
        pytest.param(
            {"terrafence.toml": '[[root]\npath = "modules/old"\n'},
            [(OLD, NEW)],
            {},
            id="settings that do not parse",
        ),
        pytest.param(
            {".gitignore": "cache/\n", "cache/main.tf": call('"../modules/old"')},
            [(OLD, NEW)],
            {},
            id="what git leaves out",
        ),
    ],
)
async def test_calls_follow(
    files: dict[str, str],
    moves: list[tuple[str, str]],
    changed: dict[str, str],
    editors: Editors,
    tmp_path: Path,
) -> None:
    editor = await editors.get("vscode")
    given = {"modules/old/main.tf": "", "modules/other/main.tf": "", ".git/HEAD": ""}
    written(tmp_path, given | files)
    assert after(editor, tmp_path, await asked(editor, tmp_path, *moves)) == changed


@pytest.mark.parametrize("name", ["vscode", "nvim", "eglot", "bare"])
async def test_the_text_of_the_buffer_counts(name: str, editors: Editors, tmp_path: Path) -> None:
    editor = await editors.get(name)
    written(tmp_path, {"main.tf": call('"./modules/old"'), "modules/old/main.tf": "", ".git/HEAD": ""})
    uri = uri_in(tmp_path)
    editor.open(uri, "# 𝔘\n\n" + call('"./modules/old"', "𝔘"), version=7)
    edit = await asked(editor, tmp_path, (OLD, NEW))
    assert edit is not None
    assert bool(edit.changes) is (name in ("nvim", "bare"))
    editor.apply(edit)
    assert editor.texts[uri] == "# 𝔘\n\n" + call('"./modules/new"', "𝔘")
    editor.replace(uri, "")
    assert await asked(editor, tmp_path, (OLD, NEW)) is None


async def test_only_the_workspace_is_changed_and_is_fresh_when_it_is_done(folder: Path) -> None:
    root = 'variable "tokens" {\n  default = "optional"\n}\n'
    inner = folder / "repository" / "inner"
    calls = call('"../modules/old"').replace("\n}", "\n  tokens = var.tokens\n}") + root
    written(folder / "repository", {".git/HEAD": "", "outside.tf": call('"./modules/old"')})
    written(folder / "repository", {"inner/main.tf": calls})
    module = 'variable "tokens" {}\n' + instance("var.tokens")
    written(folder / "repository", {"modules/old/main.tf": module})
    async with attached(captured("vscode"), folders=[inner]) as editor:
        options = editor.answer.capabilities.workspace
        assert options is not None
        assert options.file_operations is not None
        for registered in (options.file_operations.will_rename, options.file_operations.did_rename):
            assert registered is not None
            assert [item.pattern.matches for item in registered.filters] == ["file", "folder"]
        uri = uri_in(inner)
        editor.open(uri, calls)
        assert len(of_rule(await editor.diagnostics(uri))) == 1
        edit = await asked(editor, folder / "repository", (OLD, NEW))
        assert list(after(editor, folder, edit)) == ["repository/inner/main.tf"]
        editor.apply(edit)
        assert of_rule(await editor.diagnostics(uri)) == []
        before = editor.client.diagnostic_refresh_count
        shutil.move(folder / "repository" / OLD, folder / "repository" / NEW)
        renamed = types.FileRename(*((folder / "repository" / name).as_uri() for name in (OLD, NEW)))
        editor.client.workspace_did_rename_files(types.RenameFilesParams([renamed]))
        await editor.until(lambda: editor.client.diagnostic_refresh_count > before)
        assert len(of_rule(await editor.diagnostics(uri))) == 1
