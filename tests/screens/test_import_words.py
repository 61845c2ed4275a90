"""No option of the command line reaches the window: every sentence on files that names one has other words in the import room and in that of pasted rows."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import tpdesk
from tpdesk.screens.intake.import_words import on_screen
from tpdesk.screens.spend.paste_words import in_paste

ROOT = Path(tpdesk.__file__).parent
OPTION = re.compile(r"--[a-z]{2}")
SOURCES = (
    *sorted((ROOT / "models" / "intake").glob("*.py")),
    *(ROOT / "acts" / f"{name}.py" for name in ("line_paste", "paste", "preview", "sheets")),
)


def sentences(source: Path) -> list[str]:
    """Return the texts of a module that name an option, with 7 or `date` for what is filled in."""
    tree = ast.parse(source.read_text(encoding="utf-8"))
    bodies = [body for node in ast.walk(tree) if isinstance(body := getattr(node, "body", None), list)]
    docs = {id(node.value) for body in bodies for node in body if isinstance(node, ast.Expr)}
    found: list[str] = []
    inner: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            inner.update(map(id, node.values))
            parts = (part.value if isinstance(part, ast.Constant) else _filled(part) for part in node.values)
            found.append("".join(map(str, parts)))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs | inner:
            found.append(node.value)
    return [text for text in found if OPTION.search(text)]


def _filled(part: ast.expr) -> str:
    name = ast.unparse(part)
    return "by-row" if "BY_ROW" in name else "date" if "field" in name else "7"


TEXTS = [(source.name, text) for source in SOURCES for text in sentences(source)]


def test_there_are_such_sentences() -> None:
    assert len(TEXTS) > 10


@pytest.mark.parametrize("words", [on_screen, in_paste])
def test_no_option_is_named_in_the_window(words: object) -> None:
    assert callable(words)
    left = [(name, words(text)) for name, text in TEXTS if OPTION.search(words(text))]
    assert left == []


def test_a_room_names_its_own_keys() -> None:
    text = (
        "No column of Pasted rows names the body whose spending it is. Give --agency NAME, or --agency-column COLUMN."
    )
    assert (
        in_paste(text)
        == "These rows do not say whose spending it is. Press s and choose it, or press c on the column that names it."
    )
    text = "no column of dates was found, so the lines have no date; if one of the columns holds it, name it with --map date=COLUMN"
    assert on_screen(text).endswith("choose it under Date")
    assert in_paste(text).endswith("put the cursor on it and press c to read it as the date")
