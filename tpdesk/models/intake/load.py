"""A file's rows into the desk: staged in temporary tables first, then moved in by one short transaction."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, field
from itertools import islice
from operator import itemgetter
from typing import Final

from tpdesk.domain.advice import UNKNOWN_AGENCY, Advice, message
from tpdesk.domain.codes import CONTROLS, COST_TYPES, FLOWS, STATUSES
from tpdesk.domain.field_types import NAME_MOST
from tpdesk.errors import InputProblem
from tpdesk.models.agency import join_place, list_agencies
from tpdesk.models.area import near_areas
from tpdesk.models.batch import next_number
from tpdesk.models.connection import together, unchecked
from tpdesk.models.intake.ahead import LinesAhead
from tpdesk.models.intake.bycolumn import ColumnReader, Columns
from tpdesk.models.intake.layout import Layout
from tpdesk.models.intake.names import WORD_TABLES, Settled, Staged, StoredNames
from tpdesk.models.intake.repeats import repeats_warning
from tpdesk.models.intake.rows import Check, Line, Problem, Reject, RowReader, Settings, Tally, parse_rows
from tpdesk.models.intake.source import Source
from tpdesk.models.intake.sums import SIDES, Period, Sums
from tpdesk.models.intake.turned import months_of, turned_warning
from tpdesk.models.log import undo_capture, undo_steps
from tpdesk.models.log.history import now, who
from tpdesk.text import clean, nearest

CHUNK: Final = 1_000
"""Lines staged at a time where they are read row by row."""

AREAS_NAMED: Final = 5
"""Unknown areas of a sheet that are named, each with the area that was probably meant."""

_TABLES: Final = ("staged", "staged_reject", *WORD_TABLES, *(f"sum_{name}" for name in ("core", *SIDES)))


@dataclass(slots=True)
class SheetResult:
    """What staging one sheet came to."""

    layout: Layout
    settings: Settings
    tally: Tally
    rejects: list[Reject] = field(default_factory=list)
    """The first hundred rejects; all of them are staged."""

    refused: set[int] = field(default_factory=set)
    """Rows of corrected rejects that were refused again: they stay open where they were rejected first."""

    outsiders: Counter[str] = field(default_factory=Counter)
    """`transfer_to` and `transfer_from` names that no agency bears, with their lines."""

    unknown_areas: dict[str, str | None] = field(default_factory=dict)
    """What is named as an area and is none that the desk knows -> the area that was probably meant."""


class Stage:
    """The waiting room of one file. Nothing of it is in the desk until `move_in`."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        *,
        default_agency: int | None,
        add_agencies: bool,
        progress: Callable[[int], None] | None = None,
        ahead_in: int | None = None,
    ) -> None:
        """`ahead_in` is the place whose lines a second process puts ahead while they are read; None for none."""
        self._connection = connection
        self._default_agency = default_agency
        self._progress = progress
        self.sheets: list[SheetResult] = []
        self._staged: list[Staged] = []
        self._ahead: LinesAhead | None = None
        self.drop()
        self._names = StoredNames(connection, default_agency=default_agency, add_agencies=add_agencies)
        self._sums = Sums(connection)
        connection.execute("CREATE TEMP TABLE staged (sheet INTEGER, block BLOB)")
        connection.execute('CREATE TEMP TABLE staged_reject (sheet, row, "column", rule, value, message, raw)')
        if ahead_in is not None:
            self._ahead = LinesAhead(connection, ahead_in)

    def take(
        self,
        source: Source,
        layout: Layout,
        settings: Settings,
        tally: Tally,
        *,
        corrects: Check | None = None,
        known: Container[int] = (),
    ) -> SheetResult:
        """Read the rows of one sheet and stage them.

        `corrects` says what is wrong with a line as the correction of an earlier reject. Rejects of rows in `known` are
        told but not kept: they are kept already, where they were rejected first.
        """
        result = SheetResult(layout, settings, tally)
        staged = Staged(self._connection, len(self.sheets), layout, settings, self._default_agency)
        self.sheets.append(result)
        self._staged.append(staged)
        self._sums.begin(staged.fields, staged.fixed)
        if self._ahead is not None:
            self._ahead.begin(staged.fields, staged.fixed)
        for columns, others in self._portions(source, result, staged, corrects):
            rejects = [item for item in others if isinstance(item, Reject)]
            lines = [self._resolve(item, result) for item in others if isinstance(item, Line)]
            self._put(staged, columns, lines, [reject for reject in rejects if reject.row not in known])
            result.rejects += rejects[: 100 - len(result.rejects)]
            result.refused.update(reject.row for reject in rejects if reject.row in known)
            if self._progress is not None:
                self._progress(tally.rows_read)
        if corrects is None and staged.may_repeat:
            repeats = repeats_warning(staged.blocks, staged.fields)
            tally.warnings.extend([repeats] if repeats is not None else [])
        self._names.forget_outsiders(result.outsiders)
        unknown = self._names.take_unknown_areas()
        near = near_areas(self._connection, unknown[:AREAS_NAMED])
        result.unknown_areas = {text: near.get(text) for text in unknown}
        return result

    def _portions(
        self, source: Source, result: SheetResult, staged: Staged, corrects: Check | None
    ) -> Iterator[tuple[Columns, list[Line | Reject]]]:
        """Yield, a portion of the rows at a time, the lines that were read by columns, and those, and the rejects,
        that were read row by row."""
        layout, settings, tally = result.layout, result.settings, result.tally
        asked = {"agency", "category"} & set(layout.columns)
        if corrects is not None:
            check: Check = lambda line: corrects(line) or (self.check(line) if asked else None)  # noqa: E731
            rows = parse_rows(source, layout, settings, tally, check)
            while some := list(islice(rows, CHUNK)):
                yield {}, some
            self._catch_up(staged)
            return
        reader = RowReader(layout, settings, tally, self.check if asked else None)
        columns = ColumnReader(reader, self._names, source.torn)
        for block in source.blocks(layout.sheet):
            below = block.since(layout.first_row)
            if len(below):
                yield columns.read(below)
        self._catch_up(staged)
        named = months_of(source.path.stem, layout.sheet)
        reader.finish(
            source,
            turned=turned_warning(
                self._sums.day_lines(), staged.pence_of, reader.dates.clear, named, by_date=settings.year is None
            ),
        )

    def _put(self, staged: Staged, columns: Columns, lines: list[dict[str, object]], rejects: list[Reject]) -> None:
        if lines:
            columns = _merged(staged.fields, columns, lines)
        number = len(self.sheets) - 1
        with together(self._connection):
            words = self._names.flush()
            if columns:
                self._sums.weigh(columns["amount_pence"])  # type: ignore[arg-type]
                block = staged.put(columns)
                if self._ahead is not None:
                    self._ahead.put(block, words)
                else:
                    self._sums.add(columns)
            if rejects:
                self._connection.executemany(
                    "INSERT INTO temp.staged_reject VALUES (?, ?, ?, ?, ?, ?, ?)",
                    ((number, *reject[:5], json.dumps(reject.raw, ensure_ascii=False)) for reject in rejects),
                )

    def _catch_up(self, staged: Staged) -> None:
        """Have the sums of a sheet whose lines were put ahead; sum them up where that process is gone."""
        if self._ahead is None:
            return
        found = self._ahead.end()
        if found is not None:
            day_lines, days, staged.may_repeat = found
            self._sums.adopt("ahead", day_lines, days)
            return
        for columns in staged.blocks():
            self._sums.add(columns)

    def check(self, line: Line) -> Problem | None:
        """Say what only the desk can tell is wrong with a line: a body or a category that it does not know.
        None where nothing is."""
        if line.agency is None:
            if self._default_agency is None:
                return Problem(
                    "agency", "no agency", "", message("The row names no organisation. ", Advice("whose-row"))
                )
        elif len(line.agency) > NAME_MOST:
            words = f"The name of the organisation has {len(line.agency)} characters; {NAME_MOST} is the most."
            return Problem("agency", "name too long", line.agency[:60], words)
        elif self._names.agency(line.agency) is None:
            near = nearest(line.agency, [record.name for record in list_agencies(self._connection)])
            hint = f" Did you mean '{near}'?" if near else ""
            words = message(f"No organisation on this desk is called '{line.agency}'.{hint} ", Advice("unknown-agency"))
            return Problem("agency", UNKNOWN_AGENCY, line.agency, words)
        if line.category is not None and self._names.category(line.category) is None:
            words = (
                f"'{line.category}' is no category code of this desk. Write a COFOG code, as in 09.5, or map "
                "the column as label."
            )
            return Problem("category", "unknown category", line.category, words)
        return None

    def _resolve(self, line: Line, result: SheetResult) -> dict[str, object]:
        """Return field of a spend line -> value, in the words and numbers of `Names`."""
        names = self._names
        income = line.flow == "income"
        other = line.transfer_from if income else line.transfer_to
        counterparty = outsider = None
        if other is not None:
            counterparty = names.agency(other, make=False)
            if counterparty is None:
                result.outsiders[other] += 1
            if counterparty is None or counterparty < 0:
                # A body that this very file brings has no number yet: it is found by its name when the file moves in.
                counterparty, outsider = None, other
        return {
            "row": line.row, "agency": names.agency(line.agency), "year": line.year, "amount_pence": line.amount_pence,
            "flow": FLOWS[line.flow],
            "cost_type": COST_TYPES[line.cost_type], "status": STATUSES[line.status],
            "control": CONTROLS[line.control] if line.control else 0,
            "internal": int(line.internal),
            "category": names.category(line.category) if line.category is not None else None,
            "transfer_to": None if income else counterparty, "transfer_from": counterparty if income else None,
            "outsider": names.word("outsider", outsider), "grade": line.grade,
            "date": int(line.date.replace("-", "")) if line.date else None,
            "label": names.word("label", line.label), "supplier": names.word("supplier", line.supplier),
            "description": names.word("description", line.description),
            "client_group": names.word("client_group", line.client_group),
            "activity": names.word("activity", line.activity),
            "funding_stream": names.word("funding_stream", line.funding_stream),
            "area": names.area(line.area),
        }  # fmt: skip

    def periods(self) -> list[Period]:
        """Return what each body has in each year of what is staged; new bodies are below 0."""
        return self._sums.periods()

    def all_rejects(self) -> list[tuple[int, Reject]]:
        """Return (sheet number, reject) of everything rejected, in order."""
        found = self._connection.execute("SELECT * FROM temp.staged_reject ORDER BY sheet, row")
        return [
            (sheet, Reject(row, column, rule, value, message, tuple(json.loads(raw))))
            for sheet, row, column, rule, value, message, raw in found
        ]

    def move_in(self, place: int, file: BatchFile) -> int:
        """Move everything staged into the desk and return the batch's number. Inside `Desk.writing()`."""
        connection = self._connection
        totals = [sum(getattr(sheet.tally, name) for sheet in self.sheets) for name in _TOTALS]
        batch = next_number(connection)
        connection.execute(
            "INSERT INTO batch (id, place, file, sha256, size, kind, encoding, delimiter, rows_read, rows_blank, "
            "rows_imported, rows_rejected, sum_pence, control_total_pence, who, made_at) VALUES (?, ?, ?, ?, ?, ?, "
            "?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                batch,
                place,
                file.name,
                file.sha256,
                file.size,
                file.kind,
                file.encoding,
                file.delimiter,
                *totals,
                file.control_total_pence,
                who(),
                now(),
            ),
        )
        sheet_ids = [self._write_sheet(batch, sheet) for sheet in self.sheets]
        settled = self._names.settle()
        periods = self._sums.periods()
        self._must_stand(place)
        with undo_capture.in_bulk(connection):
            self._move_lines(place, sheet_ids, settled)
        undo_steps.log_batch(connection, batch)
        for period in periods:
            agency = settled.agency(period.agency)
            join_place(connection, agency, place)
            connection.execute(
                "INSERT INTO batch_agency VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET lines = lines + "
                "excluded.lines, sum_pence = sum_pence + excluded.sum_pence, first_date = min(coalesce(first_date, "
                "excluded.first_date), excluded.first_date), last_date = max(coalesce(last_date, "
                "excluded.last_date), excluded.last_date), months = months | excluded.months",
                (batch, agency, *period[1:]),
            )
        self._sums.move(place, batch, settled)
        return batch

    def _must_stand(self, place: int) -> None:
        """Raise InputProblem where something that the lines refer to has gone since they were read:
        their foreign keys are not looked at singly."""
        gone = self._connection.execute(
            "SELECT EXISTS (SELECT 1 FROM temp.sum_core WHERE agency > 0 AND agency NOT IN (SELECT id FROM agency)) "
            "OR EXISTS (SELECT 1 FROM temp.sum_core WHERE counterparty > 0 AND counterparty NOT IN (SELECT id FROM "
            "agency)) OR EXISTS (SELECT 1 FROM temp.sum_core WHERE category NOT IN (SELECT code FROM category)) OR "
            "NOT EXISTS (SELECT 1 FROM place WHERE id = ?)",
            (place,),
        ).fetchone()[0]
        if gone:
            raise InputProblem(
                "A place, organisation or category that these lines name was removed while they were read. Nothing was "
                "changed; take the file in again."
            )

    def _move_lines(self, place: int, sheet_ids: list[int], settled: Settled) -> None:
        connection = self._connection
        # Each value was read, or checked, as one that the rules allow; the cubes' rules see them all once more.
        with unchecked(connection):
            if self._ahead is None or settled.payees or not self._ahead.move(place, sheet_ids, settled.numbers):
                for staged, sheet_id in zip(self._staged, sheet_ids, strict=True):
                    staged.move(place, sheet_id, settled)
        for number, sheet_id in enumerate(sheet_ids):
            connection.execute(
                'INSERT INTO reject (batch_sheet, row, "column", rule, value, message, raw) SELECT ?, row, '
                '"column", rule, value, message, raw '
                "FROM temp.staged_reject WHERE sheet = ? ORDER BY rowid",
                (sheet_id, number),
            )

    def _write_sheet(self, batch: int, sheet: SheetResult) -> int:
        tally = sheet.tally
        written = self._connection.execute(
            "INSERT INTO batch_sheet (batch, sheet, layout, coercions, warnings, rows_read, rows_blank, "
            "rows_imported, rows_rejected, sum_pence) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                batch, clean(sheet.layout.sheet) if sheet.layout.sheet is not None else None,
                kept_layout(sheet.layout, sheet.settings), json.dumps(dict(sorted(tally.coercions.items()))),
                json.dumps([*sheet.layout.warnings, *tally.warnings], ensure_ascii=False),
                *(getattr(tally, name) for name in _TOTALS),
            ),
        )  # fmt: skip
        return int(written.lastrowid or 0)

    def drop(self) -> None:
        """Forget everything staged."""
        if self._ahead is not None:
            self._ahead.close()
            self._ahead = None
        for name in _TABLES:
            self._connection.execute(f"DROP TABLE IF EXISTS temp.{name}")


def _merged(fields: tuple[str, ...], columns: Columns, lines: list[dict[str, object]]) -> Columns:
    """Return columns and single lines as columns, in the order of the file's rows; `fields` begin with the row."""
    rows = [tuple(line[name] for name in fields) for line in lines]
    if columns:
        rows = sorted([*rows, *zip(*(columns[name] for name in fields), strict=True)], key=itemgetter(0))
    return dict(zip(fields, zip(*rows, strict=True), strict=True))


_TOTALS: Final = ("rows_read", "rows_blank", "rows_imported", "rows_rejected", "sum_pence")


@dataclass(frozen=True, slots=True)
class BatchFile:
    """What is recorded of the file of a batch."""

    name: str
    sha256: str
    size: int
    kind: str
    encoding: str
    delimiter: str
    control_total_pence: int | None


def kept_layout(layout: Layout, settings: Settings) -> str:
    """Return what is kept of how a sheet was read: enough to read its corrected rows the same
    way, and to explain a line."""
    return json.dumps(
        {
            "header_row": layout.header_row, "headers": list(layout.headers), "columns": layout.column_names(),
            "unit": layout.unit,
            "date_order": layout.date_order, "turned": sorted(layout.turned), "year": layout.year,
            "given_year": settings.year, "flow": settings.flow, "status": settings.status,
            "sign": settings.sign,
        },
        ensure_ascii=False,
    )  # fmt: skip
