"""Parsed rows into the desk: staged in a temporary table first, then moved in by one short transaction."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, field
from typing import Final

from tpdesk.models import cube, undo_capture, undo_log
from tpdesk.models.agency import add_agency, find_agency_id, join_place, list_agencies
from tpdesk.models.area import find_area
from tpdesk.models.batch import next_number
from tpdesk.models.category import normal_code
from tpdesk.models.codes import CONTROLS, COST_TYPES, FLOWS, STATUSES
from tpdesk.models.history import now, who
from tpdesk.models.intake.layout import Layout
from tpdesk.models.intake.rows import Line, Problem, Reject, Settings, Tally
from tpdesk.models.place import GSS, NAME_MOST, know_area
from tpdesk.text import clean, folded, nearest

CHUNK: Final = 5_000
"""Rows staged at a time."""

MEMO: Final = 200_000
"""Texts of one kind remembered at a time, so that memory stays flat whatever a file's length."""

_WORDS: Final = (
    "label",
    "supplier",
    "description",
    "client_group",
    "activity",
    "funding_stream",
    "outsider",
    "area",
    "agency",
)
_MONEY_FIELDS: Final = "sheet, row, agency, year, amount_pence, flow, cost_type, status, control, internal, category, transfer_to, transfer_from, grade, date"
_STAGE: Final = f"""
DROP TABLE IF EXISTS temp.staged; DROP TABLE IF EXISTS temp.word; DROP TABLE IF EXISTS temp.staged_reject;
CREATE TEMP TABLE staged ({_MONEY_FIELDS}, {", ".join(_WORDS[:-1])});
CREATE TEMP TABLE word (id INTEGER PRIMARY KEY, kind TEXT, text TEXT, known);
CREATE TEMP TABLE staged_reject (sheet, row, "column", rule, value, message, raw);
"""


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


class Stage:
    """The waiting room of one file. Nothing of it is in the desk until `move_in`."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        *,
        default_agency: int | None,
        add_agencies: bool,
        progress: Callable[[int], None] | None = None,
    ) -> None:
        self._connection = connection
        self._default_agency = default_agency
        self._add_agencies = add_agencies
        self._progress = progress
        self._memos: dict[str, dict[str | None, int]] = {kind: {} for kind in _WORDS}
        self._labels, self._suppliers, self._descriptions = (self._memos[kind] for kind in _WORDS[:3])
        self._days: dict[str, int] = {}
        self._agencies: dict[str, int | None] = {}
        self._new_agencies: dict[str, int] = {}
        self._categories: dict[str, str | None] = {}
        self._areas: dict[str, str] = {}
        self._words: list[tuple[int, str, str, object]] = []
        self._next_word = 1
        self.sheets: list[SheetResult] = []
        for statement in _STAGE.split(";"):
            connection.execute(statement)

    def take(
        self,
        layout: Layout,
        settings: Settings,
        tally: Tally,
        parsed: Iterable[Line | Reject],
        known: Container[int] = (),
    ) -> SheetResult:
        """Stage the rows of one sheet. Rejects of rows in `known` are told but not kept: they are kept already, where they were rejected first."""
        result = SheetResult(layout, settings, tally)
        number = len(self.sheets)
        self.sheets.append(result)
        lines: list[tuple[object, ...]] = []
        rejects: list[tuple[object, ...]] = []
        for item in parsed:
            if isinstance(item, Line):
                lines.append(self._resolve(item, number, result))
            else:
                if len(result.rejects) < 100:
                    result.rejects.append(item)
                if item.row in known:
                    result.refused.add(item.row)
                    continue
                rejects.append(
                    (
                        number,
                        item.row,
                        item.column,
                        item.rule,
                        item.value,
                        item.message,
                        json.dumps(item.raw, ensure_ascii=False),
                    )
                )
            if len(lines) >= CHUNK or len(rejects) >= CHUNK:
                self._flush(lines, rejects)
                if self._progress is not None:
                    self._progress(tally.rows_read)
        self._flush(lines, rejects)
        for name in [name for name in result.outsiders if folded(name) in self._new_agencies]:
            del result.outsiders[name]
        return result

    def _flush(self, lines: list[tuple[object, ...]], rejects: list[tuple[object, ...]]) -> None:
        connection = self._connection
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO temp.word VALUES (?, ?, ?, ?)", self._words)
        if lines:
            connection.executemany(f"INSERT INTO temp.staged VALUES ({', '.join('?' * len(lines[0]))})", lines)
        connection.executemany("INSERT INTO temp.staged_reject VALUES (?, ?, ?, ?, ?, ?, ?)", rejects)
        connection.execute("COMMIT")
        self._words.clear()
        lines.clear()
        rejects.clear()

    def _word(self, kind: str, text: str | None, known: object = None) -> int | None:
        if text is None:
            return None
        memo = self._memos[kind]
        found = memo.get(text)
        if found is None:
            if len(memo) >= MEMO:
                memo.clear()
            found = memo[text] = self._next_word
            self._next_word += 1
            self._words.append((found, kind, text, known))
        return found

    def check(self, line: Line) -> Problem | None:
        """Say what only the desk can tell is wrong with a line: a body or a category that it does not know. None where nothing is."""
        if line.agency is None:
            if self._default_agency is None:
                return Problem(
                    "agency", "no agency", "", "The row names no body. Give --agency, or the column that names it."
                )
        elif len(line.agency) > NAME_MOST:
            words = f"The name of the body has {len(line.agency)} characters; {NAME_MOST} is the most."
            return Problem("agency", "name too long", line.agency[:60], words)
        elif self._agency(line.agency) is None:
            near = nearest(line.agency, [record.name for record in list_agencies(self._connection)])
            hint = f" Did you mean '{near}'?" if near else ""
            words = f"No agency on this desk is called '{line.agency}'.{hint} Add it (agency add), give it as an alias, or use --add-agencies."
            return Problem("agency", "unknown agency", line.agency, words)
        if line.category is not None and self._category(line.category) is None:
            words = f"'{line.category}' is no category code of this desk. Write a COFOG code, as in 09.5, or map the column as label."
            return Problem("category", "unknown category", line.category, words)
        return None

    def _resolve(self, line: Line, sheet: int, result: SheetResult) -> tuple[object, ...]:
        (
            row, pence, date, year, label, supplier, description, agency, category, cost_type, flow, status, control, client_group, activity,
            area, transfer_to, transfer_from, funding_stream, grade, internal,
        ) = line  # fmt: skip
        income = flow == "income"
        other = transfer_from if income else transfer_to
        counterparty = outsider = None
        if other is not None:
            counterparty = self._agency(other, make=False)
            if counterparty is None:
                result.outsiders[other] += 1
            if counterparty is None or counterparty < 0:
                # An agency that this very file brings has no number yet: _name_new_counterparties finds it by its name.
                counterparty, outsider = None, self._word("outsider", other)
        word = self._word
        return (
            sheet, row, self._default_agency if agency is None else self._agency(agency), year, pence, FLOWS[flow], COST_TYPES[cost_type],
            STATUSES[status], CONTROLS[control] if control else 0, int(internal), self._category(category) if category is not None else None,
            None if income else counterparty, counterparty if income else None, grade, self._day(date) if date is not None else None,
            self._labels.get(label) or word("label", label), self._suppliers.get(supplier) or word("supplier", supplier),
            self._descriptions.get(description) or word("description", description), word("client_group", client_group) if client_group else None,
            word("activity", activity) if activity else None, word("funding_stream", funding_stream) if funding_stream else None, outsider,
            self._area(area) if area is not None else None,
        )  # fmt: skip

    def _day(self, date: str) -> int:
        found = self._days.get(date)
        if found is None:
            found = self._days[date] = int(date.replace("-", ""))
        return found

    def _agency(self, name: str, *, make: bool = True) -> int | None:
        found = self._agencies.get(name, 0)
        if found == 0:
            found = find_agency_id(self._connection, name)
            if found is None and make and self._add_agencies:
                # Negative: a word's number, turned into an agency when the file moves in.
                word = self._new_agencies.setdefault(folded(name), -(self._word("agency", name) or 0))
                found = word
            if found is not None or make:
                self._agencies[name] = found
        return found

    def _category(self, text: str) -> str | None:
        if text not in self._categories:
            code = normal_code(text)
            known = self._connection.execute("SELECT code FROM category WHERE code = ?", (code,)).fetchone()
            self._categories[text] = known[0] if known else None
        return self._categories[text]

    def _area(self, text: str) -> int | None:
        if text not in self._areas:
            self._areas[text] = find_area(self._connection, text) or (
                text.upper() if GSS.match(text.upper()) else text[:80]
            )
        return self._word("area", self._areas[text])

    def agencies(self) -> list[tuple[int, int, int, int, int | None, int | None]]:
        """Return (agency, year, lines, sum in pence, first date, last date) of what is staged; new agencies are negative."""
        return self._connection.execute(
            "SELECT agency, year, count(*), sum(amount_pence), min(date), max(date) FROM temp.staged GROUP BY 1, 2 ORDER BY 1, 2"
        ).fetchall()

    def dates(self, sheet: int) -> tuple[int | None, int | None]:
        """Return the first and last date of a staged sheet, as yyyymmdd."""
        first, last = self._connection.execute(
            "SELECT min(date), max(date) FROM temp.staged WHERE sheet = ?", (sheet,)
        ).fetchone()
        return first, last

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
            "INSERT INTO batch (id, place, file, sha256, size, kind, encoding, delimiter, rows_read, rows_blank, rows_imported, rows_rejected, sum_pence, "
            "control_total_pence, who, made_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
        self._make_words()
        for (agency,) in connection.execute("SELECT DISTINCT agency FROM temp.staged").fetchall():
            join_place(connection, agency, place)
        last = connection.execute("SELECT coalesce(max(id), 0) FROM spend").fetchone()[0]
        present = [kind for kind in _WORDS[:-1] if self._memos[kind]]
        joins = " ".join(f"LEFT JOIN temp.word AS w_{kind} ON w_{kind}.id = staged.{kind}" for kind in present)
        known = ", ".join(f"w_{kind}.known" if kind in present else "NULL" for kind in _WORDS[:-1])
        connection.execute("CREATE TEMP TABLE sheet_id (sheet INTEGER PRIMARY KEY, id)")
        connection.executemany("INSERT INTO temp.sheet_id VALUES (?, ?)", enumerate(sheet_ids))
        with undo_capture.in_bulk(connection):
            self._move_lines(place, known, joins)
        undo_log.log_batch(connection, batch)
        connection.execute(
            "INSERT INTO batch_agency SELECT ?, agency, year, count(*), sum(amount_pence), min(date), max(date) FROM temp.staged GROUP BY agency, year",
            (batch,),
        )
        cube.add_lines(connection, "id > ?", (last,))
        return batch

    def _move_lines(self, place: int, known: str, joins: str) -> None:
        connection = self._connection
        connection.execute(
            "INSERT INTO spend (place, batch_sheet, row, agency, year, amount_pence, flow, cost_type, status, control, internal, category, transfer_to, "
            f"transfer_from, grade, date, {', '.join(_WORDS[:-1])}) SELECT ?, sheet_id.id, {_MONEY_FIELDS.removeprefix('sheet, ')}, "
            f"{known} FROM temp.staged JOIN temp.sheet_id USING (sheet) {joins} ORDER BY staged.rowid",
            (place,),
        )
        connection.execute(
            'INSERT INTO reject (batch_sheet, row, "column", rule, value, message, raw) SELECT sheet_id.id, row, "column", rule, value, message, raw '
            "FROM temp.staged_reject JOIN temp.sheet_id USING (sheet) ORDER BY staged_reject.rowid"
        )

    def _write_sheet(self, batch: int, sheet: SheetResult) -> int | None:
        tally = sheet.tally
        return self._connection.execute(
            "INSERT INTO batch_sheet (batch, sheet, layout, coercions, warnings, rows_read, rows_blank, rows_imported, rows_rejected, sum_pence) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                batch, clean(sheet.layout.sheet) if sheet.layout.sheet is not None else None, kept_layout(sheet.layout, sheet.settings), json.dumps(dict(sorted(tally.coercions.items()))),
                json.dumps([*sheet.layout.warnings, *tally.warnings], ensure_ascii=False), *(getattr(tally, name) for name in _TOTALS),
            ),
        ).lastrowid  # fmt: skip

    def _make_words(self) -> None:
        """Give every staged text its number in the desk, making what is new."""
        connection = self._connection
        for text, word in connection.execute("SELECT text, id FROM temp.word WHERE kind = 'agency'").fetchall():
            agency = find_agency_id(connection, text)
            agency = add_agency(connection, text) if agency is None else agency
            connection.execute("UPDATE temp.word SET known = ? WHERE id = ?", (agency, word))
        if self._new_agencies:
            connection.execute(
                "UPDATE temp.staged SET agency = (SELECT known FROM temp.word WHERE id = -agency) WHERE agency < 0"
            )
            self._name_new_counterparties()
        for kind in ("supplier", "description"):
            connection.execute(
                f"INSERT OR IGNORE INTO {kind} (text) SELECT text FROM temp.word WHERE kind = '{kind}' ORDER BY id"
            )
            connection.execute(
                f"UPDATE temp.word SET known = (SELECT id FROM {kind} WHERE {kind}.text = word.text) WHERE kind = '{kind}'"
            )
        for text, word in connection.execute(
            "SELECT text, id FROM temp.word WHERE kind = 'label' ORDER BY id"
        ).fetchall():
            connection.execute("INSERT OR IGNORE INTO label (text, folded) VALUES (?, ?)", (text, folded(text)))
            connection.execute(
                "UPDATE temp.word SET known = (SELECT id FROM label WHERE text = ?) WHERE id = ?", (text, word)
            )
        for kind in ("client_group", "activity", "funding_stream", "outsider"):
            for text, word in connection.execute(
                "SELECT text, id FROM temp.word WHERE kind = ? ORDER BY id", (kind,)
            ).fetchall():
                connection.execute(f"INSERT OR IGNORE INTO {kind} (name, folded) VALUES (?, ?)", (text, folded(text)))
                connection.execute(
                    f"UPDATE temp.word SET known = (SELECT id FROM {kind} WHERE folded = ?) WHERE id = ?",
                    (folded(text), word),
                )
        for text, word in connection.execute("SELECT text, id FROM temp.word WHERE kind = 'area'").fetchall():
            connection.execute("UPDATE temp.word SET known = ? WHERE id = ?", (know_area(connection, text), word))

    def _name_new_counterparties(self) -> None:
        """Let payments to a name that has become an agency with this very file be payments to it."""
        connection = self._connection
        for text, word in connection.execute("SELECT text, id FROM temp.word WHERE kind = 'outsider'").fetchall():
            agency = find_agency_id(connection, text)
            if agency is not None:
                connection.execute(
                    "UPDATE temp.staged SET transfer_to = ?, outsider = NULL WHERE outsider = ? AND flow = 1",
                    (agency, word),
                )
                connection.execute(
                    "UPDATE temp.staged SET transfer_from = ?, outsider = NULL WHERE outsider = ?", (agency, word)
                )

    def drop(self) -> None:
        """Forget everything staged."""
        for name in ("staged", "word", "staged_reject", "sheet_id"):
            self._connection.execute(f"DROP TABLE IF EXISTS temp.{name}")


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
    """Return what is kept of how a sheet was read: enough to read its corrected rows the same way, and to explain a line."""
    return json.dumps(
        {
            "header_row": layout.header_row, "headers": list(layout.headers), "columns": layout.column_names(), "unit": layout.unit,
            "date_order": layout.date_order, "year": layout.year, "given_year": settings.year, "flow": settings.flow, "status": settings.status,
            "sign": settings.sign,
        },
        ensure_ascii=False,
    )  # fmt: skip
