"""Nothing but export and cube build loads an engine or asks for one: whoever works on one laptop needs no extra."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.offline import EXTRAS

ROOT = Path(__file__).resolve().parent.parent

ENGINES = "tpdesk.models.exported.engines"
"""The module that loads an engine, and says how to install one that is missing."""

DOORS = {"tpdesk.cli.exporting", "tpdesk.screens.desk.exporting"}
"""Modules that load it when somebody exports lines or builds a cube: two verbs and one command of the window."""


@cache
def parsed() -> dict[str, ast.Module]:
    """Return module of tpdesk -> what it says."""
    files = (ROOT / "tpdesk").rglob("*.py")
    return {
        ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): ast.parse(
            file.read_text(encoding="utf-8")
        )
        for file in files
    }


def parts(tree: ast.Module) -> Iterator[tuple[ast.AST, bool]]:
    """Yield each part of a module, and whether it runs only when a function is called; not what mypy alone reads."""
    left: list[tuple[ast.AST, bool]] = [(tree, False)]
    while left:
        part, in_function = left.pop()
        if isinstance(part, ast.If) and isinstance(part.test, ast.Name) and part.test.id == "TYPE_CHECKING":
            continue
        yield part, in_function
        in_function = in_function or isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        left += [(child, in_function) for child in ast.iter_child_nodes(part)]


@cache
def loads(name: str) -> frozenset[tuple[str, bool]]:
    """Return what a module loads: (name, whether only when a function is called)."""
    found = set()
    for part, in_function in parts(parsed()[name]):
        if isinstance(part, ast.Import):
            found |= {(alias.name, in_function) for alias in part.names}
        elif isinstance(part, ast.ImportFrom):
            found |= {(str(part.module), in_function)}
            found |= {(f"{part.module}.{alias.name}", in_function) for alias in part.names}
        elif isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id == "services":
            # Loaded when it is named.
            found.add((f"tpdesk.services.{part.attr}", in_function))
    return frozenset(found)


@pytest.mark.deep
def test_what_loads_an_engine_is_loaded_by_export_and_cube_build_alone() -> None:
    reaching = {ENGINES}
    while more := {name for name in parsed() for other, later in loads(name) if other in reaching and not later}:
        if more <= reaching:
            break
        reaching |= more
    doors = {name for name in parsed() for other, later in loads(name) if other in reaching and later}
    assert doors == DOORS
    # Else a start would load it.
    assert not DOORS & reaching


@pytest.mark.deep
@pytest.mark.parametrize("package", sorted(EXTRAS))
def test_an_engine_is_imported_beside_its_use_alone(package: str) -> None:
    users = {name for name in parsed() for other, _ in loads(name) if other.partition(".")[0] == package}
    assert users <= {ENGINES}


def test_no_other_message_names_an_extra() -> None:
    asked = {file for file in (ROOT / "tpdesk").rglob("*.py") if "tpdesk[" in file.read_text(encoding="utf-8")}
    assert asked == {ROOT.joinpath(*ENGINES.split(".")).with_suffix(".py")}
