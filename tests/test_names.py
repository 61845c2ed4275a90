"""Names that tell things apart: no class has another's name, and no module says its folder's name again."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import tpdesk

HOUSE = Path(tpdesk.__file__).parent
MODULES = sorted(HOUSE.rglob("*.py"))


def test_no_two_classes_have_one_name() -> None:
    found = defaultdict(list)
    for module in MODULES:
        for node in ast.parse(module.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                found[node.name].append(module.relative_to(HOUSE).as_posix())
    assert {name: where for name, where in found.items() if len(where) > 1} == {}


def test_no_module_repeats_the_name_of_its_folder() -> None:
    found = []
    for module in MODULES:
        folder = module.parent.name
        if module.parent != HOUSE and module.stem.split("_")[0] in {folder, folder.removesuffix("s")}:
            found.append(module.relative_to(HOUSE).as_posix())
    assert found == []
