"""Which places of the package open a file for writing:
one module, and the few that are named here with their reason."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import tpdesk

PACKAGE = Path(tpdesk.__file__).parent

WRITERS = frozenset({
    "write_text", "write_bytes", "touch", "mkstemp", "mkdtemp", "NamedTemporaryFile", "TemporaryFile",
    "SpooledTemporaryFile", "TemporaryDirectory",
    "fdopen", "symlink_to", "hardlink_to", "ftruncate", "to_excel", "to_parquet", "to_pickle", "deliver_screenshot",
    "save_screenshot",
})  # fmt: skip
"""Methods and functions that make or change a file, whatever they are called on."""

OF_MODULES = {
    "os": {"open", "write", "pwrite", "replace", "rename", "truncate", "link", "symlink", "mknod"},
    "shutil": {"copy", "copy2", "copyfile", "copytree", "move", "make_archive", "unpack_archive"},
    "sqlite3": {"connect"},
}
"""Module -> its functions that do."""

EXCEPTIONS = {
    "models/file_writing.py": {"fdopen"},
    # The handles of locks, of the database before SQLite has it, and of file_writing.
    "models/guard.py": {"os.open", "replace"},
    # Copies of a database, which whole_copy asks for.
    "models/file_copy.py": {"os.open", "os.write"},
    # The database itself.
    "models/connection.py": {"sqlite3.connect"},
    "models/keeping/whole_copy.py": {"sqlite3.connect"},
    # Copies of a database that are thrown away: nothing of them has to outlive anything.
    "models/desk.py": {"sqlite3.connect"},
    "models/keeping/salvage.py": {"sqlite3.connect"},
    "models/keeping/salvage_rows.py": {"sqlite3.connect"},
    "models/prepare.py": {"sqlite3.connect"},
    "models/merge/source.py": {"TemporaryDirectory"},
    "models/office.py": {"TemporaryDirectory"},
    # Who holds the desk, written into the lock's own handle.
    "models/keeping/lock.py": {"os.write", "ftruncate"},
    # What has no name on the disk, or ends with the work.
    "models/lines/order.py": {"SpooledTemporaryFile"},
    "models/intake/workbook_child.py": {"os.open"},
    # Lines of a file, as numbers, until they are in the desk: nothing of them has to outlive the import.
    "models/intake/ahead.py": {"mkdtemp"},
    "models/intake/ahead_child.py": {"sqlite3.connect"},
    "services/cubes.py": {"TemporaryDirectory"},
    "services/imports.py": {"TemporaryDirectory"},
    # Into the file that file_writing opened.
    "calc/workbook/finish.py": {"ZipFile", "open"},
    "calc/packs/handout/document.py": {"ZipFile", "save"},
    "calc/packs/handout/word.py": {"save"},
    "calc/packs/handout/letter.py": {"save"},
    "calc/packs/handout/cookbook.py": {"save"},
    # In memory alone.
    "models/records/search.py": {"sqlite3.connect"},
    "calc/workbook/annotate.py": {"ZipFile"},
}
"""Module -> what it calls that opens or replaces a file."""


def calls(tree: ast.AST) -> Iterator[str]:
    """Yield the name of every call that opens a file for writing, or gives one another name."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        on = call.func.value if isinstance(call.func, ast.Attribute) else None
        module = on.id if isinstance(on, ast.Name) else ""
        if name in OF_MODULES.get(module, ()):
            yield f"{module}.{name}"
        elif name in ("open", "ZipFile"):
            if writes(call, 1 if on is None or name == "ZipFile" else 0):
                yield name
        elif on is not None:
            alone = len(call.args) == 1 and not call.keywords
            if name in WRITERS or (name in ("replace", "rename", "save") and alone) or (name == "to_csv" and call.args):
                yield name


def writes(call: ast.Call, first: int) -> bool:
    """Return whether an argument, from the `first` on, is a mode that writes."""
    given = [*call.args[first:], *(keyword.value for keyword in call.keywords if keyword.arg == "mode")]
    modes = [one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    return any(set(mode) <= set("rwaxbt+") and set(mode) & set("wax+") for mode in modes)


def test_one_module_writes_files() -> None:
    found: dict[str, set[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        names = set(calls(ast.parse(path.read_text(encoding="utf-8"))))
        if names:
            found[path.relative_to(PACKAGE).as_posix()] = names
    assert found == EXCEPTIONS


def test_what_the_look_finds() -> None:
    """Each of these opens a file for writing, and none of the others does."""
    writing = (
        "open('a', 'w')", "path.open('ab')", "path.open(mode='r+')", "Path('a').write_text('b')", "os.open('a', 0)",
        "fresh.replace(target)",
        "shutil.copyfile(a, b)", "ZipFile(a, 'x')", "frame.to_csv(path)", "document.save(path)",
        "sqlite3.connect(path)", "os.replace(a, b)",
    )  # fmt: skip
    reading = (
        "open('a')", "path.open('rb')", "call.open(make=True)", "text.replace('a', 'b')", "replace(record, name='x')",
        "frame.to_csv(index=False)",
        "write_text(path, 'words')", "archive.open('content.xml')", "self.save()", "moment.replace(tzinfo=UTC)",
    )  # fmt: skip
    assert [code for code in writing if not list(calls(ast.parse(code)))] == []
    assert [code for code in reading if list(calls(ast.parse(code)))] == []
