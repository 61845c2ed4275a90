"""A return workbook that came back, found by what it holds: sheets may be renamed, reordered or have rows put in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tpdesk.domain.return_form import (
    COLUMNS,
    PUBLISHED,
    PUBLISHED_SOURCE,
    QUESTIONS_SHEET,
    QUESTIONS_TOP,
    READ_HEADINGS,
    TOTALS,
    UNIT_WORDS,
    Manifest,
    parse_manifest,
)
from tpdesk.errors import InputProblem
from tpdesk.models.intake.cells import cell_text
from tpdesk.models.intake.fields import Cell
from tpdesk.models.intake.layout import Layout
from tpdesk.models.intake.sheet_facts import SheetFacts, sheet_facts
from tpdesk.models.intake.source import Part, Source, sheet_of_manifest
from tpdesk.text import clean, counted, folded

_TOP: Final = 60
"""Rows among which the headings of the lines are looked for."""

_FEWEST_HEADINGS: Final = 4
_AREA: Final = re.compile(r"[EWNSKJ]\d{8}(?=\s)")
_NO_MANIFEST: Final = (
    "it holds no manifest of a return workbook. If it is any other file of figures, import it: tpdesk import"
)

Rows = tuple[tuple[int, list[Cell]], ...]


@dataclass(frozen=True, slots=True)
class ReturnBook:
    """What came back."""

    manifest: Manifest
    sheet: str
    """What its sheet of lines is called now."""

    header_row: int
    """The row of its headings, from 1."""

    headers: tuple[str, ...]
    keys: Mapping[str, int]
    """Key of a column of the form -> where it stands, from 0."""

    rows: Rows
    """The rows below the headings."""

    totals_sheet: str
    """What its sheet of totals is called; empty where it is gone."""

    totals: Mapping[str, tuple[int, Cell]]
    """Key of a control total, `published` or `source` -> (its row, what was typed)."""

    facts: SheetFacts
    notices: tuple[str, ...]
    """What was done to the workbook that changes no line, a sentence each."""

    @property
    def layout(self) -> Layout:
        """Return how its lines are read."""
        columns = {
            column.field: self.keys[column.key] for column in COLUMNS if column.field and column.key in self.keys
        }
        unit = self.manifest.unit
        return Layout(
            sheet=self.sheet, header_row=self.header_row, header_rows=1, headers=self.headers, columns=columns,
            unit=unit, unit_evidence="the workbook asks for it", date_order="dmy", date_evidence="no dates",
            year=None, year_evidence="", first_row=self.header_row + 1, mapped=frozenset(columns),
        )  # fmt: skip


def read_book(source: Source) -> ReturnBook:
    """Return a return workbook as it came back. Raises InputProblem for what is none, or is none any more."""
    name = source.path.name
    manifest_sheet = sheet_of_manifest(source)
    if manifest_sheet is None:
        raise InputProblem(f"{name}: {_NO_MANIFEST}.", title="Not a return workbook")
    manifest = parse_manifest([[cell_text(cell) for cell in cells] for _, cells in source.rows(manifest_sheet)])
    if manifest is None:
        raise InputProblem(
            f"{name}: its hidden manifest was changed, so that it does not say any more what was asked. Ask for the "
            "workbook as it was sent.",
            title="The manifest was changed",
        )
    sheets: dict[str, Rows] = {
        sheet: tuple(source.rows(sheet)) for sheet in source.sheets if sheet and sheet != manifest_sheet
    }
    sheet, header_row, keys = _lines_of(name, sheets, source)
    header = dict(sheets[sheet])[header_row]
    totals_sheet, totals = _totals_of(sheets)
    facts = sheet_facts(source.path, sheet) if source.kind == "xlsx" else SheetFacts()
    totals_facts = sheet_facts(source.path, totals_sheet) if source.kind == "xlsx" and totals_sheet else SheetFacts()
    rows = tuple((row, _with_formulas(row, cells, facts)) for row, cells in sheets[sheet] if row > header_row)
    headers = tuple(clean(cell_text(cell)) for cell in header)
    return ReturnBook(
        manifest, sheet, header_row, headers, keys, rows, totals_sheet,
        {key: (row, _formula_at(row, totals_facts) or cell) for key, (row, cell) in totals.items()}, facts,
        tuple(_notices(sheets, sheet, totals_sheet, headers, keys, rows, facts, source)),
    )  # fmt: skip


def _heading_keys() -> dict[str, str]:
    return {folded(column.title(unit)): column.key for column in COLUMNS for unit in UNIT_WORDS}


def _lines_of(file: str, sheets: Mapping[str, Rows], source: Source) -> tuple[str, int, dict[str, int]]:
    """Return (sheet, row of the headings, key -> column) of the lines. Raises InputProblem."""
    words = _heading_keys()
    best: tuple[str, int, dict[str, int]] = ("", 0, {})
    for sheet, rows in sheets.items():
        if sheet in source.hidden:
            continue
        for row, cells in rows[:_TOP]:
            keys: dict[str, int] = {}
            for at, cell in enumerate(cells):
                keys.setdefault(words.get(folded(cell_text(cell)), ""), at)
            keys.pop("", None)
            if len(keys) > len(best[2]):
                best = sheet, row, keys
    missing = [column for column in COLUMNS if column.key in ("label", "amount") and column.key not in best[2]]
    if len(best[2]) < _FEWEST_HEADINGS:
        raise InputProblem(
            f"{file}: no sheet has the headings of the lines any more ({COLUMNS[0].heading}, Amount ...). Ask for the "
            "workbook as it was sent, or import the file by itself: tpdesk import.",
            title="The lines are gone",
        )
    if missing:
        named = " and ".join(f"'{column.heading.partition(' (')[0]}'" for column in missing)
        raise InputProblem(
            f"{file}, sheet '{best[0]}', row {best[1]}: the heading {named} is gone. Put it back over its column.",
            title="A heading is missing",
        )
    return best


def _totals_of(sheets: Mapping[str, Rows]) -> tuple[str, dict[str, tuple[int, Cell]]]:
    words = {folded(text): key for key, text in TOTALS.items()}
    words |= {folded(PUBLISHED): "published", folded(PUBLISHED_SOURCE): "source"}
    for sheet, rows in sheets.items():
        found: dict[str, tuple[int, Cell]] = {}
        for row, cells in rows:
            at = next((n for n, cell in enumerate(cells) if cell not in (None, "")), None)
            key = words.get(folded(cell_text(cells[at])), "") if at is not None else ""
            if at is not None and key:
                found[key] = row, cells[at + 1] if at + 1 < len(cells) else ""
        # The sheet Check names the totals too, beside what the lines come to.
        if {"expenditure", "published"} <= set(found):
            return sheet, found
    return "", {}


def _with_formulas(row: int, cells: list[Cell], facts: SheetFacts) -> list[Cell]:
    """Return the cells of a row with the formula where a value is missing."""
    for (at, column), formula in (facts.unvalued or {}).items():
        if at == row:
            cells += [""] * (column + 1 - len(cells))
            cells[column] = formula
    return cells


def _formula_at(row: int, facts: SheetFacts) -> str:
    return next((formula for (at, _), formula in (facts.unvalued or {}).items() if at == row), "")


def _notices(
    sheets: Mapping[str, Rows],
    lines: str,
    totals: str,
    headers: Sequence[str],
    keys: Mapping[str, int],
    rows: Rows,
    facts: SheetFacts,
    source: Source,
) -> Iterator[str]:
    if lines != "Lines":
        yield f"The sheet of lines is called '{lines}' now."
    ours = {"Read me", "Lines", "Totals", "Check", "Lists", lines, totals}
    others = [
        sheet
        for sheet in sheets
        if sheet not in ours and not sheet.startswith(QUESTIONS_SHEET) and any(any(cells) for _, cells in sheets[sheet])
    ]
    if others and totals:
        yield f"{counted(len(others), 'sheet')} of its own, which nobody asked for, is not read: {', '.join(others)}."
    more = [name for at, name in enumerate(headers) if name and at not in keys.values() and name not in READ_HEADINGS]
    if more:
        yield f"{counted(len(more), 'column')} added to the lines is not read: {', '.join(more)}."
    lost = [column.heading for column in COLUMNS if column.key not in keys and column.field]
    if lost:
        yield f"Columns that are gone from the lines: {', '.join(lost)}."
    hidden = [row for row, cells in rows if row in facts.hidden_rows and any(cells)]
    if hidden:
        yield f"{counted(len(hidden), 'hidden row')} with something in it read too, first in row {hidden[0]}."
    merged = merged_among(facts, rows)
    if merged:
        yield f"Merged cells hold one value for all: {', '.join(merged[:5])}. Each row needs its own."
    yield from _answers(sheets)
    if not totals:
        yield "The sheet of totals is gone."
    elif source.kind != "xlsx":
        yield "It came back as another kind of workbook: hidden rows and merged cells cannot be told."


def _answers(sheets: Mapping[str, Rows]) -> Iterator[str]:
    """Yield what the organisation typed beside our questions: the officer reads it, and nothing else does."""
    for sheet, rows in sheets.items():
        if not sheet.startswith(QUESTIONS_SHEET):
            continue
        for row, cells in rows:
            texts = [clean(cell_text(cell)) for cell in cells]
            if row > QUESTIONS_TOP and len(texts) > 2 and texts[2]:
                yield f"Answer to '{texts[1]}': {texts[2]}"


def merged_among(facts: SheetFacts, rows: Rows) -> list[str]:
    """Return the merged ranges that lie among the lines."""
    if not rows:
        return []
    first = rows[0][0]
    return [ref for ref in facts.merged if (found := re.search(r"(\d+)\Z", ref)) and int(found[1]) >= first]


class ReturnRows(Part):
    """The lines of a return workbook as a source of rows: prefilled rows that nobody filled in are blank."""

    def __init__(self, source: Source, book: ReturnBook) -> None:
        super().__init__(source, book.header_row + 1, None)
        self._book = book
        self._unfilled = {tuple(map(folded, _asked(row))) for row in book.manifest.prefill}

    def rows(self, sheet: str | None = None) -> Iterator[tuple[int, list[Cell]]]:  # noqa: ARG002 - it has one
        """Yield the rows below the headings by the workbook's own numbers."""
        for row, cells in self._book.rows:
            yield row, [] if self._is_unfilled(cells) else self._plain(cells)

    def _texts(self, cells: Sequence[Cell]) -> tuple[str, ...]:
        at = self._book.keys
        return tuple(
            cell_text(cells[at[column.key]]) if column.key in at and at[column.key] < len(cells) else ""
            for column in COLUMNS
        )

    def _is_unfilled(self, cells: Sequence[Cell]) -> bool:
        texts = tuple(map(folded, _asked(self._texts(cells))))
        return not any(texts) or texts in self._unfilled

    def _plain(self, cells: Sequence[Cell]) -> list[Cell]:
        """Return the cells without what is only shown, and areas by their codes."""
        found = list(cells)
        for key in ("last_year", "area"):
            at = self._book.keys.get(key, len(found))
            if at < len(found):
                code = _AREA.match(cell_text(found[at])) if key == "area" else None
                found[at] = code[0] if code else "" if key == "last_year" else found[at]
        return found


_SHOWN: Final = next(number for number, column in enumerate(COLUMNS) if column.key == "last_year")


def _asked(row: Sequence[str]) -> tuple[str, ...]:
    """Return the texts of a row without what is only shown."""
    return (*row[:_SHOWN], *row[_SHOWN + 1 :])
