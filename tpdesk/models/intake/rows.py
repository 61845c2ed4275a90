"""Rows of a sheet into lines and rejects: every row is read, and is blank, a line or a reject with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Final

from tpdesk.domain.advice import Advice, message
from tpdesk.models.intake.cells import PLAIN, AmountProblem, cell_text, parse_amount, plain_pence
from tpdesk.models.intake.fields import FIELDS, Cell
from tpdesk.models.intake.headers import PushedRows, heading_text, is_header_again, stands_otherwise
from tpdesk.models.intake.layout import Layout
from tpdesk.models.intake.lines import Line, Problem, Reject, Settings, Tally
from tpdesk.models.intake.memo import MEMO, BadRow, Coerced, Dates, Texts, Verdicts
from tpdesk.models.intake.plausible import Watch
from tpdesk.models.intake.source import Source
from tpdesk.models.intake.totals import OwnTotals, is_total_row, words_of
from tpdesk.text import clean
from tpdesk.units import parse_year

__all__ = ["Line", "Problem", "Reject", "Settings", "Tally", "parse_rows"]

Check = Callable[[Line], Problem | None]
"""Says what is wrong with a line, or None."""

FIELD_AT: Final = {name: n for n, name in enumerate(Line._fields)}
"""Field of a line -> its position in it."""

_TEXTS: Final = (
    "label",
    "supplier",
    "description",
    "agency",
    "client_group",
    "activity",
    "area",
    "transfer_to",
    "transfer_from",
    "funding_stream",
)


class RowReader:
    """Makes lines of rows by a layout, counting into a tally; one for one reading of one sheet."""

    def __init__(self, layout: Layout, settings: Settings, tally: Tally, check: Check | None = None) -> None:
        self.layout, self.settings, self.tally = layout, settings, tally
        self._check = check
        columns = layout.columns
        self._amount = columns.get("amount", -1)
        self._date = columns.get("date", -1)
        self._year = columns.get("year", -1)
        self._texts = [(FIELD_AT[name], columns[name]) for name in _TEXTS if name in columns]
        readers = Verdicts(layout).readers
        self._choices = [
            (FIELD_AT[name], columns[name], readers[name], dict[Cell, tuple[object, str]]())
            for name in readers
            if name in columns
        ]
        self._defaults: tuple[object, ...] = (
            None, None, None, None, None, "unknown", settings.flow, settings.status, None, None, None, None, None, None,
            None, None, False,
        )  # fmt: skip
        self.texts = Texts()
        """Reads the cells of texts."""

        self.dates = Dates(layout.date_order, layout.turned)
        """Reads the cells of dates."""

        self.width = max((n + 1 for n, name in enumerate(layout.headers) if name), default=0)
        """Cells up to the last one that the header names; 0 where there is no header."""

        self.is_plain = layout.unit == "pounds" and layout.decimal == "." and settings.sign == 1
        """Whether an amount that `PLAIN` matches is pounds and pence as it stands."""

        self.year_rule = f"year from the {'heading' if layout.year_evidence.startswith('the heading') else 'file name'}"
        """The rule by which a row that gives no year gets that of the names."""

        self.moved = 0
        """The row of a second header whose columns stand otherwise; 0 for none."""

        self.watch = Watch(layout, settings)
        """Sees every line that is taken in."""

        self.own_totals = OwnTotals(layout.unit)
        """The totals that the sheet gives of its lines."""

        self.pushed = PushedRows(layout, self.width)
        """Tells rows that are pushed one cell to the right."""

        self._years: dict[str, int | None] = {}
        self._header = [heading_text(name) for name in layout.headers]
        self._rules: list[str] = []

    def read(self, row: int, cells: list[Cell], torn: bool = False) -> Line | Reject | None:
        """Return the line or reject of a row, or None where it is blank."""
        tally = self.tally
        tally.rows_read += 1
        if not any(cells) and not any(cell == 0 and cell is not False for cell in cells):
            tally.rows_blank += 1
            return None
        try:
            if self.moved:
                self._refuse_moved(cells)
            if torn:
                raise BadRow(
                    "",
                    "torn row",
                    "",
                    "A quote that is never closed runs through this row, so that its cells cannot be told apart.",
                )
            line = self._line(row, cells)
            problem = self._check(line) if self._check is not None else None
            if problem is not None:
                raise BadRow(*problem)
        except BadRow as bad:
            if bad.rule == "blank amount" and not any(clean(cell_text(cell)) for cell in cells):
                tally.rows_blank += 1
                return None
            return self._reject(row, cells, bad)
        pence, iso, year = line.amount_pence, line.date, line.year
        for rule in self._rules:
            tally.coercions[rule] += 1
        tally.rows_imported += 1
        tally.sum_pence += pence
        tally.years[year] += 1
        if iso is not None:
            if tally.first_date is None or iso < tally.first_date:
                tally.first_date = iso
            if tally.last_date is None or iso > tally.last_date:
                tally.last_date = iso
        if tally.min_pence is None or pence < tally.min_pence:
            tally.min_pence = pence
        if tally.max_pence is None or pence > tally.max_pence:
            tally.max_pence = pence
        self.watch.see(line)
        return line

    def finish(self, source: Source, *, whole: bool = True, turned: str | None = None) -> None:
        """Add to the tally what only the whole reading shows;
        `whole` says that the rows are all of a sheet, `turned` what its dates do."""
        tally = self.tally
        tally.coercions.update(source.repairs)
        if whole:
            self.own_totals.finish(tally.sum_pence, tally.rows_imported)
            tally.own_totals = tuple(self.own_totals.found)
            tally.warnings.extend(self.own_totals.warnings())
            tally.warnings.extend([turned] if turned is not None else [])
        tally.warnings.extend(self.watch.warnings(tally))

    def _reject(self, row: int, cells: list[Cell], bad: BadRow) -> Reject:
        self.tally.rows_rejected += 1
        self.tally.rejections[bad.rule] += 1
        index = self.layout.columns.get(bad.field)
        if bad.rule != "total row" and bad.field != "amount" and 0 <= self._amount < len(cells):
            with suppress(AmountProblem):
                pence, _ = parse_amount(cells[self._amount], self.layout.unit, self.layout.decimal)
                self.own_totals.rejected_pence += pence * self.settings.sign
        return Reject(
            row,
            self.layout.name_of(index) if index is not None else "",
            bad.rule,
            cell_text(bad.value),
            str(bad),
            tuple(cell_text(cell) for cell in cells),
        )

    def _line(self, row: int, cells: list[Cell]) -> Line:
        """Return the line of a row. Raises BadRow; its rules are kept for counting, should it be taken in."""
        width = len(cells)
        cell = cells[self._amount] if self._amount < width else None
        rules: list[str] = []
        if self.is_plain and type(cell) is str and PLAIN.match(cell):
            pence = plain_pence(cell)
        else:
            pence = self._pence(row, cells, cell, rules)
        iso, dated, date_rules = self._when(cells)
        if iso is None or width > self.width:
            # A row with a date of its own adds up no others.
            self._refuse_others(row, cells, cell, pence)
        if width > self.width or self.layout.telling:
            self._refuse_pushed(cells, cell, is_dated="date unreadable" not in date_rules)
        if date_rules:
            rules.extend(date_rules)
        values: list[object] = [row, pence, iso, 0, *self._defaults]
        values[3] = self._year_of(cells, dated, rules)
        read = self.texts.read
        for at, index in self._texts:
            if index < width:
                text, text_rules = read(cells[index])
                values[at] = text
                if text_rules:
                    rules.extend(text_rules)
        for at, index, choose, memo in self._choices:
            if index < width:
                chosen = memo.get(cells[index])
                if chosen is None:
                    chosen = self._choose(cells[index], choose, values[at])
                    if len(memo) < MEMO:
                        memo[cells[index]] = chosen
                values[at] = chosen[0]
                if chosen[1]:
                    rules.append(chosen[1])
        if width != self.width and self.width:
            self._ragged(cells, rules)
        self._rules = rules
        return Line._make(values)

    def choose(self, field: str, cell: Cell) -> tuple[object, str]:
        """Return what a cell of a short list says, and the rule it was read by (empty for none). Raises BadRow."""
        at = FIELD_AT[field]
        choose = next(choose for position, _, choose, _ in self._choices if position == at)
        return self._choose(cell, choose, self._defaults[at - 4])

    def _choose(self, cell: Cell, choose: Callable[[str], object], default: object) -> tuple[object, str]:
        text, _ = self.texts.read(cell)
        if text is None:
            return default, "cost type not said" if default == "unknown" else ""
        try:
            return choose(text), ""
        except Coerced as coerced:
            return coerced.value, coerced.rule

    def _pence(self, row: int, cells: list[Cell], cell: Cell, rules: list[str]) -> int:
        try:
            pence, found = parse_amount(cell, self.layout.unit, self.layout.decimal)
        except AmountProblem as problem:
            self._refuse_others(row, cells, cell, None)
            raise BadRow("amount", problem.rule, cell, str(problem)) from problem
        rules.extend(found)
        return pence * self.settings.sign

    def _refuse_others(self, row: int, cells: list[Cell], cell: Cell, pence: int | None) -> None:
        """Raise BadRow where the row is a total, or the header again."""
        if is_total_row(cells, self.layout, pence, self.tally.sum_pence, self.tally.rows_imported):
            if pence is not None:
                called = words_of(cells, self.layout)
                self.own_totals.see(row, called, pence, self.tally.sum_pence, self.tally.rows_imported)
            raise BadRow("amount", "total row", cell, "This row is a total of others, not spending of its own.")
        if pence is None and self._is_header(row, cells):
            raise BadRow("", "repeated header", "", "This row is the header again.")

    def _refuse_pushed(self, cells: list[Cell], cell: Cell, *, is_dated: bool) -> None:
        """Raise BadRow where the row is pushed one cell to the right;
        `is_dated` says that its date could be read or is blank."""
        if self.pushed.is_amount_pushed(cells):
            raise BadRow(
                "amount", "transaction number in amount", cell,
                "This row is shifted one cell to the right: a number stands where the amount should be, and the "
                "amount in the next column. Remove the cell too many, or add the name that the header lost.",
            )  # fmt: skip
        if not is_dated and self.pushed.is_date_pushed(cells):
            raise BadRow(
                "date", "shifted row", cells[self._date],
                "This row is shifted one cell to the right: its date stands in the next column, and so does the "
                "rest. Remove the cell too many.",
            )  # fmt: skip

    def _is_header(self, row: int, cells: list[Cell]) -> bool:
        """Say whether a row is the header again; note where its columns stand otherwise than at the top."""
        texts = [heading_text(cell) for cell in cells]
        if not is_header_again(texts, self._header):
            return False
        layout = self.layout
        if not self.moved and stands_otherwise(texts, self._header, layout.columns, layout.mapped):
            self.moved = self.watch.moved = row
        return True

    def _refuse_moved(self, cells: list[Cell]) -> None:
        """Raise BadRow for a row below a header whose columns stand otherwise:
        read by the first header it would be misread."""
        cell = cells[self._amount] if 0 <= self._amount < len(cells) else None
        where, apart = f"row {self.moved} the columns stand otherwise; ", Advice("rows-apart", str(self.moved))
        if cell in (None, ""):
            raise BadRow(
                "amount", "blank amount", cell, message("There is no amount in this row: since ", where, apart, ".")
            )
        raise BadRow("", "columns moved", "", message("Since ", where, apart, "."))

    def _when(self, cells: list[Cell]) -> tuple[str | None, int | None, tuple[str, ...]]:
        """Return ISO date, financial year and rules of the row's date."""
        if not 0 <= self._date < len(cells):
            return None, None, ()
        return self.dates.read(cells[self._date])

    def _year_of(self, cells: list[Cell], dated: int | None, rules: list[str]) -> int:
        """Return the start year of the row: as given, else by its date, its year column, the names. Raises BadRow."""
        if self.settings.year is not None:
            if dated is not None and dated != self.settings.year:
                self.watch.outside += 1
            return self.settings.year
        said: int | None = None
        cell = cells[self._year] if 0 <= self._year < len(cells) else None
        if cell not in (None, ""):
            said = self.said_year(cell)
        if dated is not None:
            if said is not None and said != dated:
                rules.append("year column differs from the date")
            return dated
        if said is not None:
            return said
        if cell not in (None, "") and clean(cell_text(cell)):
            raise BadRow(
                "year", "unreadable year", cell, f"'{cell_text(cell)}' is not a financial year. Write it as 2024-25."
            )
        if self.layout.year is not None:
            rules.append(self.year_rule)
            return self.layout.year
        written = cells[self._date] if 0 <= self._date < len(cells) else ""
        said_date = clean(cell_text(written))
        words = f"'{said_date}' is no date that can be" if said_date else "Neither a date nor a year says when this was"
        raise BadRow(
            "date",
            "no year",
            written,
            message(f"{words}, and the names do not say the year either: correct it, or ", Advice("give-year"), "."),
        )

    def said_year(self, cell: Cell) -> int | None:
        """Return the start year that a cell of a year column says, or None."""
        text = clean(cell_text(cell))
        if text not in self._years:
            plain = text.upper().removeprefix("FY").strip()
            try:
                self._years[text] = parse_year(plain if len(plain) != 5 or plain[2] not in "-/" else f"20{plain}")
            except ValueError:
                self._years[text] = None
        return self._years[text]

    def _ragged(self, cells: list[Cell], rules: list[str]) -> None:
        """Note cells too many, or too few to reach the columns that are read."""
        if len(cells) > self.width:
            if any(cell not in (None, "") for cell in cells[self.width :]):
                rules.append("extra cells")
        elif len(cells) <= max(self.layout.columns.values()):
            rules.append("short row")


def parse_rows(
    source: Source, layout: Layout, settings: Settings, tally: Tally, check: Check | None = None
) -> Iterator[Line | Reject]:
    """Yield a Line or a Reject for every row below the header that is not blank, counting into `tally` as it goes.

    `check` says what only the desk can tell is wrong with a line, which is then rejected whole. The rows may be a part
    of a sheet: nothing is said of what only all of them show. `tally.warnings` and the coercions of the file itself are
    complete once the iterator is exhausted.
    """
    assert set(layout.columns) <= set(FIELDS)
    reader = RowReader(layout, settings, tally, check)
    first, read, torn = layout.first_row, reader.read, source.torn
    for row, cells in source.rows(layout.sheet):
        if row >= first:
            found = read(row, cells, row in torn)
            if found is not None:
                yield found
    reader.finish(source, whole=False)
