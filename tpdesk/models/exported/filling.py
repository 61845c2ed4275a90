"""Sums put in the place of lines, one line for each: so that all that reads lines works on a desk of sums."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

from tpdesk.errors import InputProblem
from tpdesk.models import cube
from tpdesk.models.connection import connect
from tpdesk.models.cube_answers import CORE_KEY
from tpdesk.models.exported.manifest import DeskExport
from tpdesk.models.exported.rows import insert_rows
from tpdesk.models.exported.sums import ALL_CELLS, SUM_KEY, SUMMED, Engine
from tpdesk.text import counted
from tpdesk.units import pounds, year_text

MOST_PENCE: Final = 99_999_999_999_999
"""What one line of a desk holds; a larger sum is parted over several."""

_COLUMNS: Final = (*SUM_KEY, "pence", "came", "is_edited", "lines")
_ASKED: Final = ("desk", "place", "year", *CORE_KEY, "pence")
_ORDER: Final = ", ".join(SUM_KEY)
_TOTALS: Final = (
    "SELECT place_id, year, sum(lines), coalesce(sum(pence) FILTER (WHERE flow = 1), 0), coalesce(sum(pence) FILTER "
    "(WHERE flow = 2), 0) FROM temp.summed GROUP BY place_id, year"
)
_SPEND: Final = (
    "id", "place", "year", "batch_sheet", "agency", "label", "category", "flow", "cost_type", "status", "control",
    "internal", "transfer_to", "transfer_from", "outsider", "client_group", "activity", "area", "funding_stream",
    "grade", "amount_pence", "came_pence", "description",
)  # fmt: skip


class EngineSums:
    """The answers of an engine over all desks, kept in a file that is thrown away, and handed out desk by desk."""

    def __init__(self, engine: Engine, files: Sequence[Path], scratch: Path) -> None:
        self._connection = connect(scratch)
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.execute("PRAGMA journal_mode = OFF")
        self._keep("summed", _COLUMNS, engine.rows(SUMMED, files))
        self._keep("asked", _ASKED, engine.rows(ALL_CELLS, files))

    def _keep(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        self._connection.execute(f"CREATE TABLE {table} ({', '.join(columns)})")
        self._connection.execute("BEGIN")
        insert_rows(self._connection, table, columns, rows)
        self._connection.execute("COMMIT")
        self._connection.execute(f"CREATE INDEX {table}_of ON {table} (desk)")

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def must_be_of(self, manifests: Sequence[DeskExport]) -> None:
        """Raise InputProblem where lines say that they are of a desk that exported none."""
        known = {manifest.key for manifest in manifests}
        if {desk for (desk,) in self._connection.execute("SELECT DISTINCT desk FROM summed")} - known:
            raise _unfit(manifests[0])

    def of(self, key: str) -> Iterable[Sequence[Any]]:
        """Return the sums of a desk, each as `_COLUMNS`."""
        return self._connection.execute("SELECT * FROM summed WHERE desk = ?", (key,))

    def cells(self, key: str) -> dict[tuple[Any, ...], int]:
        """Return place, year and the key of a cell -> pence, of a desk, as the engine counted them again."""
        rows = self._connection.execute("SELECT * FROM asked WHERE desk = ?", (key,))
        return {tuple(row[1:-1]): row[-1] for row in rows}


def fill(registers: sqlite3.Connection, manifest: DeskExport, sums: EngineSums) -> None:
    """Put the sums of a desk into its registers, one line for each. Inside a transaction, with foreign keys off.

    Raises InputProblem where they do not come to what was exported, to the penny, name what the registers lack, or
    differ from the cells that the engine counted again.
    """
    registers.execute(f"CREATE TEMP TABLE summed ({', '.join(_COLUMNS)})")
    insert_rows(registers, "temp.summed", _COLUMNS, sums.of(manifest.key))
    _must_agree(registers, manifest)
    last = registers.execute("SELECT coalesce(max(tagged_line), 0) FROM temp.summed").fetchone()[0]
    texts = _put_texts(registers)
    try:
        summed = registers.execute(f"SELECT * FROM temp.summed ORDER BY {_ORDER}")
        insert_rows(registers, "spend", _SPEND, _lines(summed, texts, last))
    except sqlite3.IntegrityError as error:
        raise _unfit(manifest) from error
    registers.execute("DROP TABLE temp.summed")
    if registers.execute("PRAGMA foreign_key_check(spend)").fetchone() is not None:
        raise _unfit(manifest)
    registers.execute("DELETE FROM spend_tag WHERE line IS NOT NULL AND line NOT IN (SELECT id FROM spend)")
    _count_batches(registers)
    cube.add_lines(registers, "1")
    built = registers.execute(f"SELECT place, year, {', '.join(CORE_KEY)}, pence FROM cube")
    if {tuple(row[:-1]): row[-1] for row in built} != sums.cells(manifest.key):
        raise InputProblem(
            f"The sums of the lines that {manifest.desk} exported do not stand when they are counted again. Nothing "
            "was built: the files changed meanwhile, or one is damaged. Export again from that desk.",
            title="Exported lines are damaged",
        )


def _unfit(manifest: DeskExport) -> InputProblem:
    return InputProblem(
        f"Lines that {manifest.desk} exported name something that its registers do not have. Nothing was built. "
        "Export again from that desk.",
        title="Exported lines are damaged",
    )


def _must_agree(registers: sqlite3.Connection, manifest: DeskExport) -> None:
    found = {tuple(row[:2]): tuple(row[2:]) for row in registers.execute(_TOTALS)}
    for total in manifest.totals:
        told = (total.lines, total.expenditure_pence, total.income_pence)
        sums = found.pop((total.place, total.year), (0, 0, 0))
        if sums != told:
            raise InputProblem(
                f"The lines of {total.name}, {year_text(total.year)}, come to {_words(sums)}, and {manifest.desk} "
                f"exported {_words(told)}. Nothing was built. Copy the folder again, or export again from that desk.",
                title="Exported lines are damaged",
            )
    if found:
        raise _unfit(manifest)


def _words(sums: tuple[Any, ...]) -> str:
    lines, spent, income = sums
    return f"{counted(lines, 'line')}, {pounds(spent)} of expenditure and {pounds(income)} of income"


def _put_texts(registers: sqlite3.Connection) -> dict[int, int]:
    """Write what stands on a sum as its description; return lines -> its number."""
    numbers = [lines for (lines,) in registers.execute("SELECT DISTINCT lines FROM temp.summed ORDER BY 1").fetchall()]
    told = ((n, f"Sum of {counted(lines, 'line')}") for n, lines in enumerate(numbers, 1))
    insert_rows(registers, "description", ("id", "text"), told)
    return {lines: n for n, lines in enumerate(numbers, 1)}


def _lines(rows: Iterable[Sequence[Any]], texts: dict[int, int], last: int) -> Iterator[tuple[Any, ...]]:
    """Yield the lines of a desk that stand for sums; `last` is the highest number that a tagged line keeps."""
    for row in rows:
        (_, place, year, sheet, agency, label, category, flow, cost, status, control, internal, other, outsider, group,
         activity, area, stream, grade, _, tagged, pence, came, is_edited, lines) = row  # fmt: skip
        paid = (other, None) if flow == 1 else (None, other)
        key = (
            place, year, sheet, agency, label, category, flow, cost, status, control, internal, *paid, outsider, group,
            activity, area, stream, grade,
        )  # fmt: skip
        for amount, as_it_came in _parts(pence, came if sheet is not None and (is_edited or came != pence) else None):
            last += tagged is None
            yield (tagged if tagged is not None else last, *key, amount, as_it_came, texts[lines])


def _parts(pence: int, came: int | None) -> Iterator[tuple[int, int | None]]:
    """Yield a sum as amounts that a line can hold, each with what it came with where that is not the same."""
    while abs(pence) > MOST_PENCE:
        part = MOST_PENCE if pence > 0 else -MOST_PENCE
        yield part, None
        pence -= part
        came = came - part if came is not None else None
    yield pence, came


def _count_batches(registers: sqlite3.Connection) -> None:
    """Let each file say how many lines it brought here: its sums, and those that were removed on its desk."""
    stands = "SELECT batch_sheet, count(*), sum(coalesce(came_pence, amount_pence)) FROM spend WHERE batch_sheet IS NOT NULL GROUP BY 1"  # noqa: E501
    held = {sheet: (lines, pence) for sheet, lines, pence in registers.execute(stands)}
    sheets = registers.execute(
        "SELECT batch, batch_sheet.id, batch.removed_lines, batch.removed_pence FROM batch_sheet JOIN batch ON "
        "batch.id = batch ORDER BY batch, batch_sheet.id"
    ).fetchall()
    for batch, of_batch in groupby(sheets, itemgetter(0)):
        sums: Counter[str] = Counter()
        for n, (_, sheet, removed, removed_pence) in enumerate(of_batch):
            lines, pence = held.get(sheet, (0, 0))
            lines, pence = (lines, pence) if n else (lines + removed, pence + removed_pence)
            registers.execute(
                "UPDATE batch_sheet SET rows_imported = ?1, rows_read = rows_blank + ?1 + rows_rejected, sum_pence = "
                "?2 WHERE id = ?3",
                (lines, pence, sheet),
            )
            sums.update(lines=lines, pence=pence)
        registers.execute(
            "UPDATE batch SET rows_imported = ?1, rows_read = rows_blank + ?1 + rows_rejected, sum_pence = ?2 WHERE "
            "id = ?3",
            (sums["lines"], sums["pence"], batch),
        )
    registers.execute(
        "UPDATE batch_agency SET lines = (SELECT count(*) FROM spend WHERE batch_sheet IN (SELECT id FROM batch_sheet "
        "WHERE batch = batch_agency.batch) AND spend.agency = batch_agency.agency AND spend.year = batch_agency.year)"
    )
