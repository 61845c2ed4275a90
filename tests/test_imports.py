"""How the modules may depend on each other, and what may be declared:
no circle, no unused dependency, no private part of Textual."""

from __future__ import annotations

import ast
import functools
import re
import tomllib
from pathlib import Path

import grimp
import pytest
import textual

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "tpdesk").rglob("*.py"))
IMPORT_NAMES = {"python-calamine": "python_calamine", "python-docx": "docx", "sqlite-utils": "sqlite_utils"}
"""Dependencies whose import name differs from their distribution name."""


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Return the groups of modules that import each other in a circle (Tarjan's strongly connected components)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(module: str) -> None:
        index[module] = low[module] = len(index)
        stack.append(module)
        for imported in sorted(graph[module]):
            if imported not in index:
                visit(imported)
                low[module] = min(low[module], low[imported])
            elif imported in stack:
                low[module] = min(low[module], index[imported])
        if low[module] == index[module]:
            group = stack[stack.index(module) :]
            del stack[stack.index(module) :]
            if len(group) > 1:
                found.append(sorted(group))

    for module in sorted(graph):
        if module not in index:
            visit(module)
    return found


@functools.cache
def tree_of(source: Path) -> ast.Module:
    """Return the syntax tree of a source file, read once for all tests."""
    return ast.parse(source.read_text(encoding="utf-8"))


def imported_names(source: Path) -> set[str]:
    """Return the dotted names of the modules that a source file imports, in functions too."""
    names: set[str] = set()
    for node in ast.walk(tree_of(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return names


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Imports inside functions and those for types count too."""
    graph = grimp.build_graph("tpdesk", exclude_type_checking_imports=False, cache_dir=None)
    edges = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    assert circles(edges) == []


def test_a_circle_would_be_found() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [["a", "b", "c"]]


def test_every_declared_dependency_is_imported() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    names = {re.split(r"[<>=!~ \[]", entry)[0] for entry in declared}
    used = {name.partition(".")[0] for source in SOURCES for name in imported_names(source)}
    assert {name for name in names if IMPORT_NAMES.get(name, name) not in used} == set()


@pytest.mark.parametrize(
    ("folder", "allowed"), [("tpdesk", set[str]()), ("tests", {"tests/screens/quick.py"}), ("bench", set[str]())]
)
def test_private_modules_of_textual_are_imported_in_one_place_at_most(folder: str, allowed: set[str]) -> None:
    private = {
        source.relative_to(ROOT).as_posix()
        for source in (ROOT / folder).rglob("*.py")
        if any(name.startswith("textual.") and "._" in name for name in imported_names(source))
    }
    assert private <= allowed


def private_names(source: Path) -> tuple[set[str], set[str]]:
    """Return the private names that a source file gives something, and those that it uses as attributes."""
    given: set[str] = set()
    used: set[str] = set()
    for node in ast.walk(tree_of(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            given.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            given.add(node.id)
        elif isinstance(node, ast.Attribute):
            (given if isinstance(node.ctx, ast.Store) else used).add(node.attr)
    private = re.compile(r"_[a-z]")
    return {name for name in given if private.match(name)}, {name for name in used if private.match(name)}


def test_private_attributes_of_textual_are_used_in_one_module() -> None:
    textuals = set[str]().union(*(private_names(file)[0] for file in Path(textual.__file__).parent.rglob("*.py")))
    names = {source: private_names(source) for source in SOURCES}
    ours = set[str]().union(*(given for given, _ in names.values()))
    users = {source.relative_to(ROOT).as_posix() for source, (_, used) in names.items() if used & (textuals - ours)}
    assert users == {"tpdesk/screens/textual_private.py"}


def test_no_sentence_of_the_window_or_a_pack_names_a_verb() -> None:
    """Docstrings are for engineers; every other text of domain, calc and screens may stand
    before an officer or a board."""
    verb = re.compile(
        r"\btpdesk (--desk|[a-z]+ (add|list|remove|show|change|import)\b)|\bcategorise\b(?! classify)| --[a-z]{3}"
    )
    found = []
    for source in [file for part in ("domain", "calc", "screens") for file in (ROOT / "tpdesk" / part).rglob("*.py")]:
        # advice.py has the command line's words, synonyms.py those that the palette finds commands by.
        if source.name in ("advice.py", "synonyms.py"):
            continue
        tree = tree_of(source)
        bodies = [body for parent in ast.walk(tree) if isinstance(body := getattr(parent, "body", None), list)]
        docs = {id(node.value) for body in bodies for node in body if isinstance(node, ast.Expr)}
        found += [
            f"{source.relative_to(ROOT)}:{node.lineno}: {node.value}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in docs
            and verb.search(node.value)
        ]
    assert found == []
