"""The Unit Cost Database of Greater Manchester Combined Authority as it publishes it: a sheet for each theme, a row for
each cost, found by its headings (edition 1.4), or by the letters of its columns (edition 3.0)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Final

from tpdesk.domain.case import VALUE_TYPES
from tpdesk.models.intake.cells import cell_text
from tpdesk.models.intake.fields import Cell
from tpdesk.models.intake.source import Source, open_source
from tpdesk.models.records.rows import RecordFile, RecordRow
from tpdesk.text import clean, folded

CITED: Final = "Greater Manchester Combined Authority, Unit Cost Database, CC BY 4.0"
"""What its licence asks to be said beside every row of it."""

_CODE: Final = re.compile(r"[A-Z](?:[A-Z]|&[A-Z])[0-9]+(?:\.[0-9]+)+[a-z]?")
_LETTERS: Final = {"code": 2, "fiscal": 7, "economic": 10, "social": 13}
"""Where they stand, from 0, where no heading says so. A value's year stands right of it; detail, unit and two levels of
organisations right of the code."""

_FEWEST: Final = 3
"""Rows with a code, at least, in a sheet of it."""


def read_unit_cost_book(file: Path) -> RecordFile | None:
    """Return the rows of an edition as unit costs of a desk would be typed; None where the file is none. Raises
    InputProblem where it cannot be read."""
    with open_source(file) as source:
        rows = [row for sheet in source.sheets for row in _sheet(source, sheet)]
    if not rows:
        return None
    return RecordFile({name: name for name in ("title", "what", "unit", "agency", *VALUE_TYPES)}, (), tuple(rows))


def _sheet(source: Source, sheet: str | None) -> list[RecordRow]:
    """Return the unit costs of a sheet; none where it does not look like a theme's."""
    at: Mapping[str, int] = _LETTERS
    found: list[RecordRow] = []
    for number, cells in source.rows(sheet):
        texts = [clean(cell_text(cell)) for cell in cells]
        if not found and any(folded(text) == "cost code" for text in texts):
            at = _headings(texts)
        code, detail = texts[at["code"] : at["code"] + 2] if len(texts) > at["code"] + 1 else ("", "")
        # A cost without a code is no heading: it is refused by name, and not left out unseen.
        if detail and (_CODE.fullmatch(code) or (found and not code)):
            found.append(RecordRow(number, dict(_typed(cells, texts, at))))
    return found if len(found) >= _FEWEST else []


def _headings(texts: list[str]) -> Mapping[str, int]:
    """Return where the columns stand by the sheet's first row of headings."""
    said = [folded(text) for text in texts]
    at = dict(_LETTERS)
    wanted = {"code": "cost code", "source": "original source", **{name: name for name in VALUE_TYPES}}
    for name, words in wanted.items():
        found = [place for place, text in enumerate(said) if text.startswith(words)]
        if found:
            at[name] = found[0]
    return at


def _typed(cells: list[Cell], texts: list[str], at: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Yield (field, text) of a unit cost; nothing where no value of it is known."""

    def text(place: int) -> str:
        return texts[place] if place < len(texts) else ""

    code = at["code"]
    years: dict[str, str] = {}
    values: dict[str, str] = {}
    for name in VALUE_TYPES:
        value = cells[at[name]] if at[name] < len(cells) else None
        if isinstance(value, int | float) and not isinstance(value, bool):
            values[name], years[name] = f"{Decimal(repr(value)):.2f}", text(at[name] + 1)
    if not values:
        return
    yield from values.items()
    first = next(iter(years))
    yield "price_year", years[first]
    yield from ((f"{name}_year", years[name]) for name in years if years[name] != years[first] and name != "fiscal")
    if text(code):
        yield "title", text(code)
    yield "what", " ".join(text(code + 1).split())
    yield "unit", text(code + 2)
    yield "agency", " / ".join(filter(None, (text(code + 3), text(code + 4))))
    cited = text(at["source"]) if "source" in at else ""
    yield "source", f"{CITED}, {text(code)}{f'; {cited}' if cited else ''}"
