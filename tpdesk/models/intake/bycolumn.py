"""Rows of a block column by column: the same lines as row by row, without a step of Python for each cell.

A row is read so where it is as wide as the header and every cell of it can be read by itself. Any other (headers, blank
rows, what is unreadable or unknown, and rows without a date that could be totals) is left to `RowReader.read`, in its
turn, so that it finds the sums of the rows above it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Final

from tpdesk.domain.codes import CONTROLS, COST_TYPES, FLOWS, STATUSES
from tpdesk.models.intake.cells import PLAIN, AmountProblem, parse_amount, pence_of_numbers, plain_pence
from tpdesk.models.intake.fields import Cell
from tpdesk.models.intake.lines import Line, Reject
from tpdesk.models.intake.memo import ODD, Kept, Memo
from tpdesk.models.intake.names import StoredNames
from tpdesk.models.intake.plausible import is_total
from tpdesk.models.intake.records import Block
from tpdesk.models.intake.rows import RowReader
from tpdesk.models.intake.totals import says_something, totals_among

FEWEST: Final = 8
"""Rows of a block for which it pays to look at columns."""

Columns = dict[str, Sequence[object]]
"""Field of a spend line -> its values, one a line; texts as words (`Names`), short lists as their
numbers, dates as yyyymmdd."""

_ALL_PENCE: Final = re.compile(r"(?:-?\d{1,12}\.\d\d\n)*\Z")
_LEAST_NUMBER: Final = 10_000
"""Pence: shorter numbers than of three digits name nothing."""

_NUMBERS: Final = {"cost_type": COST_TYPES, "flow": FLOWS, "status": STATUSES}
_CHOICES: Final = ("cost_type", "flow", "status", "control", "grade", "internal")
_TRANSFERS: Final = ("transfer_to", "transfer_from")
_TEXTS: Final = ("label", "supplier", "description", "client_group", "activity", "area", "funding_stream")


class ColumnReader:
    """Reads the blocks of one sheet, each row once, counting into the tally and the watch of the reader of rows."""

    def __init__(self, reader: RowReader, names: StoredNames, torn: set[int]) -> None:
        """`torn` holds the rows whose cells cannot be told apart, as the source finds them."""
        self._reader, self._names, self._torn = reader, names, torn
        columns = reader.layout.columns
        self._reach = max(columns.values(), default=0) + 1
        self._can = "amount" in columns and (not reader.width or self._reach <= reader.width)
        self._years: dict[object, int | None] = {}
        self._period_years: dict[Cell, int | None] = {}
        self._said = (
            Memo(lambda cell: (reader.said_year(cell), ()))
            if "year" in columns and reader.settings.year is None
            else None
        )
        self._says = Memo(lambda cell: (says_something(cell), ()))
        self._single = (
            ({"date": Memo(self._day)} if "date" in columns else {})
            | {field: Memo(partial(self._choice, field)) for field in _CHOICES if field in columns}
            | {field: Memo(self._no_text) for field in _TRANSFERS if field in columns}
        )
        self._of_desk = {
            field: Memo(read)
            for field, read in (("agency", self._agency), ("category", self._category))
            if field in columns
        }
        notices = {
            "label": lambda cell: is_total(reader.texts.read(cell)[0]),
            "supplier": lambda cell: reader.watch.is_redacted(reader.texts.read(cell)[0]),
        }
        self._texts = {
            field: Memo(partial(self._word, field), notices.get(field)) for field in _TEXTS if field in columns
        }

    def read(self, block: Block) -> tuple[Columns, list[Line | Reject]]:
        """Return the lines that were read by columns, and those, and the rejects, that were read row by row."""
        cells, ats = self._candidates(block)
        if len(ats) < FEWEST:
            return {}, self._by_row(block, range(len(block)))
        index = self._reader.layout.columns
        pence, noted, odd = self._pence(cells[index["amount"]])
        values: dict[str, list[object]] = {}
        for field, memo in self._single.items():
            values[field] = memo.values_of(cells[index[field]])
            odd |= memo.odd(values[field])
        values.setdefault("date", [None] * len(ats))
        years, for_rows = self._when(cells, values)
        odd |= for_rows | self._pushed(cells, pence, values["date"])
        kept = Kept(ats, cells, pence, years, values)
        kept.leave_out(odd)
        for field, memo in self._of_desk.items():
            kept.values[field] = memo.values_of(kept.cells[index[field]])
        kept.leave_out(set().union(*(memo.odd(kept.values[field]) for field, memo in self._of_desk.items())))
        others = self._in_turn(block, kept)
        if not kept.ats:
            return {}, others
        return self._finish(block, kept, noted), others

    def _candidates(self, block: Block) -> tuple[Sequence[Sequence[Cell]], Sequence[int]]:
        """Return the columns of the rows that may be read so, and where in the block these stand."""
        if not self._can or self._reader.moved:
            return (), ()
        width = self._reader.width or len(block.row(0))
        cells = block.columns
        ats: Sequence[int] = range(len(block))
        if not cells:
            wide = [
                n for n in ats if len(block.rows[n]) == width and (not self._torn or block.first + n not in self._torn)
            ]
            cells, ats = list(zip(*(block.rows[n] for n in wide), strict=True)), wide
        if (
            len(cells) != width
            or width < self._reach
            or (not block.is_text and any(bool in set(map(type, column)) for column in cells))
        ):
            # True and 1 would be the same cell to a Memo.
            return (), ()
        return cells, ats

    def _pence(self, cells: Sequence[Cell]) -> tuple[list[int], dict[int, tuple[str, ...]], set[int]]:
        """Return the amounts, the rules of those that were read by some, and which are none; both counted from 0."""
        reader = self._reader
        if reader.is_plain and type(cells[0]) is str and type(cells[-1]) is str:
            try:
                text = "\n".join(cells) + "\n"  # type: ignore[arg-type]
            except TypeError:
                text = ""
            if _ALL_PENCE.match(text) and text.count("\n") == len(cells):
                return list(map(int, text[:-1].replace(".", "").split("\n"))), {}, set()
        if reader.is_plain and set(map(type, cells)) <= {int, float}:
            together = pence_of_numbers(cells)  # type: ignore[arg-type]
            if together is not None:
                return together, {}, set()
        found: list[int] = []
        noted: dict[int, tuple[str, ...]] = {}
        odd: set[int] = set()
        unit, decimal, sign, plain = reader.layout.unit, reader.layout.decimal, reader.settings.sign, reader.is_plain
        for at, cell in enumerate(cells):
            if plain and type(cell) is str and PLAIN.match(cell):
                found.append(plain_pence(cell))
                continue
            try:
                pence, rules = parse_amount(cell, unit, decimal)
            except AmountProblem:
                pence, rules = 0, ()
                odd.add(at)
            if rules:
                noted[at] = rules
            found.append(pence * sign)
        return found, noted, odd

    def _when(
        self, cells: Sequence[Sequence[Cell]], values: dict[str, list[object]]
    ) -> tuple[list[int | None], set[int]]:
        """Return the year of each row (where one year was given for all:
        that of its date), and which rows are left to the reader of rows."""
        index, days = self._reader.layout.columns, values["date"]
        years = list(map(self._years.get, days))
        undated = [n for n, day in enumerate(days) if day is None] if not all(days) else []
        if self._period_years and undated:
            dates = cells[index["date"]]
            for n in undated:
                years[n] = self._period_years.get(dates[n])
        odd: set[int] = set()
        said: Sequence[object] = ()
        if self._said is not None:
            said = self._said.values_of(cells[index["year"]])
            if said != years:
                odd = {
                    n
                    for n, (one, other) in enumerate(zip(said, years, strict=True))
                    if other is not None and one not in (None, other)
                }
        if undated and self._reader.settings.year is None:
            odd |= self._fill_years(cells, undated, years, said, values)
        # Without a header nothing tells how wide a row should be, and a row with a date may add up others too.
        doubtful = undated if self._reader.width else range(len(years))
        return years, odd | (self._could_be_totals(cells, doubtful) if len(doubtful) >= FEWEST else set(doubtful))

    def _pushed(self, cells: Sequence[Sequence[Cell]], pence: list[int], days: Sequence[object]) -> set[int]:
        """Return which rows are pushed one cell to the right."""
        reader = self._reader
        telling, date = reader.layout.telling, reader.layout.columns.get("date", -1)
        found: set[int] = set()
        if "amount" in telling and max(max(pence), -min(pence)) >= _LEAST_NUMBER:
            whole = [n for n, size in enumerate(pence) if abs(size) >= _LEAST_NUMBER and size % 100 == 0]
            found.update(n for n in whole if reader.pushed.is_amount_pushed([column[n] for column in cells]))
        if "date" in telling and not all(days):
            undated = [n for n, day in enumerate(days) if day is None and cells[date][n] not in (None, "")]
            found.update(
                n
                for n in undated
                if "date unreadable" in reader.dates.read(cells[date][n]).rules
                and reader.pushed.is_date_pushed([column[n] for column in cells])
            )
        return found

    def _fill_years(
        self,
        cells: Sequence[Sequence[Cell]],
        undated: Sequence[int],
        years: list[int | None],
        said: Sequence[object],
        values: dict[str, list[object]],
    ) -> set[int]:
        """Give rows without a date the year that they say, else that of the names; return which have none."""
        by_name = self._reader.layout.year
        column = cells[self._reader.layout.columns["year"]] if said else ()
        from_name = values["from_name"] = [0] * len(years)
        odd: set[int] = set()
        for n in undated:
            if years[n] is not None:
                continue
            if said and said[n] is not None:
                years[n] = said[n]  # type: ignore[call-overload]
            elif by_name is None or (said and column[n] not in (None, "")):
                odd.add(n)
            else:
                years[n], from_name[n] = by_name, 1
        return odd

    def _could_be_totals(self, cells: Sequence[Sequence[Cell]], doubtful: Sequence[int]) -> set[int]:
        """Return which of the doubtful rows could add up others:
        those that speak of a total, and those that say nothing."""
        index = self._reader.layout.columns
        found = set(doubtful)
        for field in ("label", "supplier", "description"):
            if field in index and found:
                says = self._says.values_of(cells[index[field]])
                found = {n for n in found if not says[n]}
        spoken = [totals_among(column) for n, column in enumerate(cells) if n != index["amount"]]
        return found | set().union(*spoken).intersection(doubtful)

    def _in_turn(self, block: Block, kept: Kept) -> list[Line | Reject]:
        """Read the rows that were left out, each when the rows above it are added up."""
        standing = set(kept.ats) if len(kept.ats) < len(block) else ()
        others: list[Line | Reject] = []
        done = 0
        for at in (n for n in range(len(block)) if n not in standing) if standing != () else ():
            upto = bisect_left(kept.ats, at)
            self._add_up(block, kept, done, upto)
            done = upto
            others += self._by_row(block, (at,))
            if self._reader.moved:
                # Another header: nothing below it can be read by the columns of the first.
                kept.cut(upto)
                return others + self._by_row(block, range(at + 1, len(block)))
        self._add_up(block, kept, done, len(kept.ats))
        return others

    def _by_row(self, block: Block, ats: Iterable[int]) -> list[Line | Reject]:
        read, first, torn = self._reader.read, block.first, self._torn
        found = (read(first + at, block.row(at), first + at in torn) for at in ats)
        return [item for item in found if item is not None]

    def _add_up(self, block: Block, kept: Kept, start: int, end: int) -> None:
        """Count what a total row is told by."""
        tally, pence = self._reader.tally, kept.pence[start:end]
        tally.rows_read += end - start
        tally.rows_imported += end - start
        tally.sum_pence += sum(pence)
        self._reader.watch.see_amounts(pence, _rows(block, kept.ats[start:end]))

    def _finish(self, block: Block, kept: Kept, noted: dict[int, tuple[str, ...]]) -> Columns:
        """Count the rest of what is counted of lines, and return them."""
        reader = self._reader
        tally, watch, index, values = reader.tally, reader.watch, reader.layout.columns, kept.values
        for field, memo in self._texts.items():
            values[field] = memo.values_of(kept.cells[index[field]])
        for field, memo in (self._single | self._of_desk | self._texts).items():
            memo.count_rules(kept.cells[index[field]], tally.coercions)
        if noted:
            for at in kept.picked:
                tally.coercions.update(noted.get(at, ()))
        from_name = sum(values.pop("from_name", ()))  # type: ignore[arg-type]
        if from_name:
            tally.coercions[reader.year_rule] += from_name
        days: list[int] = list(filter(None, values["date"]))  # type: ignore[arg-type]
        if days:
            first, last = min(days), max(days)
            tally.first_date = min(tally.first_date or _iso(first), _iso(first))
            tally.last_date = max(tally.last_date or _iso(last), _iso(last))
            watch.see_dates(days, last)
        low, high = min(kept.pence), max(kept.pence)
        tally.min_pence = low if tally.min_pence is None else min(tally.min_pence, low)
        tally.max_pence = high if tally.max_pence is None else max(tally.max_pence, high)
        if "label" in self._texts:
            watch.totals += self._texts["label"].noticed(kept.cells[index["label"]])
        if "supplier" in self._texts:
            watch.redacted += self._texts["supplier"].noticed(kept.cells[index["supplier"]])
        watch.empty -= {field for field in watch.empty if any(values[field])}
        given = reader.settings.year
        if given is None:
            for year in set(kept.years):
                tally.years[year] += kept.years.count(year)  # type: ignore[index]
        else:
            tally.years[given] += len(kept.ats)
            watch.outside += len(kept.ats) - kept.years.count(given) - kept.years.count(None)
        if any(field in index for field in _TRANSFERS):
            nobody: list[object] = [None] * len(kept.ats)
            values |= {"transfer_to": nobody, "transfer_from": nobody, "outsider": [0] * len(kept.ats)}
        return {
            **values,
            "row": _rows(block, kept.ats),
            "amount_pence": kept.pence,
            "year": kept.years if given is None else [given] * len(kept.ats),
        }

    def _day(self, cell: Cell) -> tuple[object, tuple[str, ...]]:
        read = self._reader.dates.read(cell)
        if read.iso is None:
            if read.year is not None:
                self._period_years[cell] = read.year
            return None, read.rules
        day = int(read.iso.replace("-", ""))
        self._years[day] = read.year
        return day, read.rules

    def _choice(self, field: str, cell: Cell) -> tuple[object, tuple[str, ...]]:
        value, rule = self._reader.choose(field, cell)
        if field in _NUMBERS:
            value = _NUMBERS[field][str(value)]
        elif field == "control":
            value = CONTROLS[str(value)] if value else 0
        elif field == "internal":
            value = int(bool(value))
        return value, (rule,) if rule else ()

    def _no_text(self, cell: Cell) -> tuple[object, tuple[str, ...]]:
        """Read a cell that only blank leaves its row to the columns: who gets money on depends on more than one."""
        text, rules = self._reader.texts.read(cell)
        return (None if text is None else ODD), rules

    def _agency(self, cell: Cell) -> tuple[object, tuple[str, ...]]:
        text, rules = self._reader.texts.read(cell)
        found = self._names.agency(text)
        return (ODD if found is None else found), rules

    def _category(self, cell: Cell) -> tuple[object, tuple[str, ...]]:
        value, rule = self._reader.choose("category", cell)
        if value is not None:
            value = self._names.category(str(value)) or ODD
        return value, (rule,) if rule else ()

    def _word(self, field: str, cell: Cell) -> tuple[object, tuple[str, ...]]:
        text, rules = self._reader.texts.read(cell)
        return (self._names.area(text) if field == "area" else self._names.word(field, text)), rules


def _rows(block: Block, ats: Sequence[int]) -> list[int]:
    """Return the file's numbers of rows of a block that are counted from 0."""
    if isinstance(ats, range):
        return list(range(block.first + ats.start, block.first + ats.stop))
    return [block.first + at for at in ats]


def _iso(day: int) -> str:
    return f"{day // 10_000:04d}-{day // 100 % 100:02d}-{day % 100:02d}"
