"""The Department for Work and Pensions' table of benefit expenditure by local authority: a sheet a year, authorities
down, benefits across. Read by what it holds, since headings, notes and marks differ from edition to edition."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from tpdesk.errors import InputProblem
from tpdesk.models.intake.cells import AmountProblem, cell_text, parse_amount
from tpdesk.models.intake.fields import Cell
from tpdesk.models.intake.source import Source, open_source
from tpdesk.text import and_words, clean, folded
from tpdesk.units import year_text

_GSS: Final = re.compile(r"[EWNSKJ]\d{8}\Z")
_SHEET_YEAR: Final = re.compile(r"((?:19|20)\d\d)\s*[-/_–]\s*(?:(?:19|20))?(\d\d)(?!\d)")
_NOTE: Final = re.compile(r"\s*[\[(]\s*(?:note|r|p|x)?\s*\d*\s*(?:,\s*\d+\s*)*[\])]\s*", re.IGNORECASE)
"""A mark behind a heading or a name: [note 3], [r], (2)."""

_UNITS: Final = (
    ("thousands", re.compile(r"£\s*(?:thousand|000|k\b)|thousands? of pounds|pounds \(thousands\)", re.IGNORECASE)),
    ("millions", re.compile(r"£\s*(?:million|m\b|mn\b)|millions? of pounds|\(£m\)", re.IGNORECASE)),
)
_TOTAL: Final = re.compile(r"(?:grand )?total|all (?:dwp )?benefits|all expenditure", re.IGNORECASE)
_TOP: Final = 40
"""Rows among which the unit is looked for."""


@dataclass(frozen=True, slots=True)
class BenefitRow:
    """What is spent in one area."""

    code: str
    """GSS; empty where the file has names alone."""

    name: str
    row: int
    """Its number in the sheet, from 1."""

    pence: Mapping[str, int]
    """Benefit -> pence; a benefit whose cell holds no figure is not in it."""

    total_pence: int | None
    """As printed; None where the sheet prints none."""


@dataclass(frozen=True, slots=True)
class BenefitTable:
    """One year's sheet."""

    file: str
    sheet: str
    unit: str
    benefits: tuple[str, ...]
    """In the order of the columns, without the total."""

    rows: tuple[BenefitRow, ...]


def read_benefits(file: Path, year: int, unit: str = "") -> BenefitTable:
    """Return the table of the financial year that starts in `year`; `unit` is needed where the file does not say it.
    Raises InputProblem."""
    with open_source(file) as source:
        sheet = _sheet_of(source, year)
        rows = [(number, [clean(cell_text(cell)) for cell in cells], cells) for number, cells in source.rows(sheet)]
        found = unit or _unit_in(texts for _, texts, _ in rows[:_TOP]) or _unit_of_others(source, sheet)
    if not found:
        raise InputProblem(
            f"{file.name} does not say whether its figures are millions or thousands of pounds. Give the unit, or "
            "write it into the first row of the sheet, for example £ million.",
            title="No unit",
        )
    return _read_table(file.name, sheet, found, rows)


def _sheet_of(source: Source, year: int) -> str:
    years = {str(sheet): int(match[1]) for sheet in source.sheets if (match := _SHEET_YEAR.search(str(sheet)))}
    found = [sheet for sheet, start in years.items() if start == year]
    if len(found) == 1:
        return found[0]
    there = and_words([year_text(start) for start in sorted(set(years.values()))]) or "none"
    problem = "has several sheets" if found else "has no sheet"
    raise InputProblem(f"{source.path.name} {problem} of {year_text(year)}. Years of its sheets: {there}.")


def _unit_in(rows: Iterator[list[str]]) -> str:
    """Return the unit that the rows above the table, or its headings, name; empty where none does."""
    text = " ".join(text for texts in rows for text in texts)
    return next((unit for unit, pattern in _UNITS if pattern.search(text)), "")


def _unit_of_others(source: Source, sheet: str) -> str:
    """Return the unit that a sheet of notes or contents names."""
    for other in source.sheets:
        if other != sheet and not _SHEET_YEAR.search(str(other)):
            found = _unit_in([cell_text(cell) for cell in cells] for _, cells in islice(source.rows(other), _TOP))
            if found:
                return found
    return ""


Read = tuple[int, list[str], list[Cell]]


def _read_table(file: str, sheet: str, unit: str, rows: Sequence[Read]) -> BenefitTable:
    at = _code_column(rows)
    first = next((n for n, (_, texts, _) in enumerate(rows) if _is_area(texts, at)), None)
    headings_at = None if first is None else _heading_row(rows, first)
    if at is None or first is None or headings_at is None:
        raise InputProblem(
            f"{file}, sheet '{sheet}': no rows of local authorities with their codes were found, for example "
            "E07000117. It has to be DWP's table: a row for each authority, a column for each benefit."
        )
    headings = [clean(_NOTE.sub(" ", text)) for text in rows[headings_at][1]]
    body = [read for read in rows[first:] if _is_area(read[1], at)]
    columns = [n for n in range(len(headings)) if n != at and headings[n] and _holds_figures(body, n)]
    totals = [n for n in columns if _TOTAL.match(headings[n])]
    benefits = {n: headings[n] for n in columns if n not in totals}
    if not benefits:
        raise InputProblem(f"{file}, sheet '{sheet}': no column of figures stands beside the authorities.")
    twice = next(
        (name for name in benefits.values() if list(map(folded, benefits.values())).count(folded(name)) > 1), ""
    )
    if twice:
        raise InputProblem(f"{file}, sheet '{sheet}': two columns are called '{twice}'. Give each a name of its own.")
    name_at = next((n for n in range(len(headings)) if n not in (at, *columns) and _says_names(headings[n])), None)
    found = [_row(read, at, name_at, benefits, totals, unit) for read in body]
    return BenefitTable(file, sheet, unit, tuple(benefits.values()), tuple(found))


def _code_column(rows: Sequence[Read]) -> int | None:
    """Return the column that holds most GSS codes."""
    counts: dict[int, int] = {}
    for _, texts, _ in rows:
        for n, text in enumerate(texts):
            if _GSS.match(text):
                counts[n] = counts.get(n, 0) + 1
    return max(counts, key=lambda n: (counts[n], -n)) if counts else None


def _is_area(texts: Sequence[str], at: int | None) -> bool:
    return at is not None and at < len(texts) and bool(_GSS.match(texts[at]))


def _heading_row(rows: Sequence[Read], first: int) -> int | None:
    """Return the row above the first area that has most texts."""
    above = [(sum(1 for text in texts if text), n) for n, (_, texts, _) in enumerate(rows[:first])]
    return max(above)[1] if above and max(above)[0] > 1 else None


def _says_names(heading: str) -> bool:
    words = folded(heading)
    return "name" in words or "authorit" in words or "area" in words


def _holds_figures(body: Sequence[Read], at: int) -> bool:
    """Return whether any authority has a figure in a column, and none a text that is no mark."""
    cells = [cells[at] for _, _, cells in body if at < len(cells)]
    return any(isinstance(cell, (int, float)) or _figure(cell, "pounds") is not None for cell in cells) and not any(
        isinstance(cell, str) and len(clean(cell)) > 8 and _figure(cell, "pounds") is None for cell in cells
    )


def _figure(cell: Cell, unit: str) -> int | None:
    """Return the pence of a cell; None where it is blank or a mark for no figure, such as [x], .. or -."""
    try:
        return parse_amount(clean(cell) if isinstance(cell, str) else cell, unit)[0]
    except AmountProblem:
        return None


def _row(
    read: Read, at: int, name_at: int | None, benefits: Mapping[int, str], totals: Sequence[int], unit: str
) -> BenefitRow:
    number, texts, cells = read
    pence = {
        name: figure
        for n, name in benefits.items()
        if n < len(cells) and (figure := _figure(cells[n], unit)) is not None
    }
    total = next((_figure(cells[n], unit) for n in totals if n < len(cells)), None)
    name = clean(_NOTE.sub(" ", texts[name_at])) if name_at is not None and name_at < len(texts) else ""
    return BenefitRow(texts[at].upper(), name, number, pence, total)
