"""The lines of a merge moved to this desk: batches in bulk, a file's edited lines one by one, lines entered by hand."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Final

from tpdesk.models import cube
from tpdesk.models.batch import next_number
from tpdesk.models.log import undo_capture, undo_steps
from tpdesk.models.merge.lines import COLUMNS, OtherLines, theirs_as_mine
from tpdesk.models.merge.who import NAMED, TEXTS

_MONTHS: Final = " | ".join(f"max(months & {1 << n})" for n in range(12))
"""The months of several agencies as those of one: SQLite has no aggregate that joins bits."""

_BATCH: Final = (
    "file", "sha256", "size", "kind", "encoding", "delimiter", "rows_read", "rows_blank", "rows_imported",
    "rows_rejected", "sum_pence",
    "control_total_pence", "who", "made_at", "removed_lines", "removed_pence",
)  # fmt: skip
_SHEET: Final = (
    "sheet",
    "layout",
    "coercions",
    "warnings",
    "rows_read",
    "rows_blank",
    "rows_imported",
    "rows_rejected",
    "sum_pence",
    "method",
    "source",
)
_REJECT: Final = ("row", '"column"', "rule", "value", "message", "raw")


def move_lines(
    connection: sqlite3.Connection,
    batches: Sequence[int],
    shared: Iterable[tuple[int, int]],
    taken: Sequence[OtherLines],
) -> tuple[tuple[int, int], ...]:
    """Bring the new batches, the lines entered by hand (`temp.new_hand`) and the other desk's word
    on lines that both have.

    Returns (number there, number here) of each new batch. Inside `Desk.writing()`; needs `temp.same_TABLE` with all
    numbers known but those of texts, and `temp.same_sheet` with the sheets of shared batches.
    """
    last = connection.execute("SELECT coalesce(max(id), 0) FROM main.spend").fetchone()[0]
    _choose_lines(connection, batches, taken)
    _keep_texts(connection)
    made = _begin_batches(connection, batches)
    _map_batches(connection, (*made, *shared))
    with undo_capture.in_bulk(connection):
        # Undo takes out a batch by its unedited lines: those that were edited are caught one by one.
        _bring(
            connection,
            "there.id IN (SELECT id FROM temp.coming WHERE way = 'batch') AND there.came_pence IS NULL",
            last,
        )
        _bring_rejects(connection)
    for _, here in made:
        undo_steps.log_batch(connection, here)
    _bring(
        connection,
        "there.came_pence IS NOT NULL AND there.id IN (SELECT id FROM temp.coming WHERE way = 'batch')",
        last,
    )
    _bring(connection, "there.id IN (SELECT id FROM temp.coming WHERE way = 'hand')", last)
    cube.add_lines(connection, "id > ?", (last,))
    _change_lines(connection, taken, last)
    _settle(connection)
    for name in ("coming", "same_batch", "new_sheet"):
        connection.execute(f"DROP TABLE temp.{name}")
    return tuple(made)


def _choose_lines(connection: sqlite3.Connection, batches: Sequence[int], taken: Sequence[OtherLines]) -> None:
    """List in `temp.coming` every line there of which something comes, and by which way:
    so that only the texts that they use come too."""
    connection.execute("CREATE TEMP TABLE coming (id INTEGER PRIMARY KEY, way TEXT NOT NULL)")
    connection.executemany(
        "INSERT INTO temp.coming SELECT spend.id, 'batch' FROM theirs.spend JOIN theirs.batch_sheet ON "
        "batch_sheet.id = spend.batch_sheet WHERE batch = ?",
        ((number,) for number in batches),
    )
    connection.execute(
        "INSERT INTO temp.coming SELECT id, 'hand' FROM theirs.spend WHERE batch_sheet IS NULL AND (id IN (SELECT id "
        "FROM temp.new_hand) OR id IN (SELECT id FROM temp.part_theirs WHERE head IN (SELECT id FROM temp.new_hand)))"
    )
    connection.executemany(
        "INSERT INTO temp.coming VALUES (?, 'taken')", ((there,) for one in taken for there, _ in one.pairs)
    )
    connection.execute(
        "INSERT INTO temp.coming SELECT id, 'part' FROM temp.part_theirs WHERE head IN (SELECT id FROM "
        "temp.coming WHERE way = 'taken')"
    )


def _keep_texts(connection: sqlite3.Connection) -> None:
    for table in TEXTS:
        names = "text, folded" if table == "label" else "text"
        connection.execute(
            f"INSERT INTO main.{table} ({names}) SELECT {names} FROM theirs.{table} WHERE id IN (SELECT -mine FROM "
            f"temp.same_{table} WHERE mine < 0) AND id IN (SELECT {table} FROM theirs.spend JOIN temp.coming USING "
            "(id)) ORDER BY id"
        )
        _know(connection, table, "text")
    for table in NAMED:
        _know(connection, table, "folded")


def _know(connection: sqlite3.Connection, table: str, column: str) -> None:
    connection.execute(
        f"UPDATE temp.same_{table} SET mine = here.id FROM theirs.{table} AS there JOIN main.{table} AS here ON "
        f"here.{column} = there.{column} WHERE same_{table}.mine < 0 AND there.id = same_{table}.theirs"
    )


def _begin_batches(connection: sqlite3.Connection, batches: Sequence[int]) -> list[tuple[int, int]]:
    connection.execute("CREATE TEMP TABLE new_sheet (theirs INTEGER PRIMARY KEY, mine INTEGER NOT NULL)")
    made = []
    for there in batches:
        here = next_number(connection)
        connection.execute(
            f"INSERT INTO main.batch (id, place, {', '.join(_BATCH)}) SELECT ?, s.mine, {', '.join(_BATCH)} "
            "FROM theirs.batch JOIN temp.same_place AS s ON s.theirs = batch.place WHERE id = ?",
            (here, there),
        )
        for (sheet,) in connection.execute(
            "SELECT id FROM theirs.batch_sheet WHERE batch = ? ORDER BY id", (there,)
        ).fetchall():
            number = connection.execute(
                f"INSERT INTO main.batch_sheet (batch, {', '.join(_SHEET)}) SELECT ?, {', '.join(_SHEET)} FROM "
                "theirs.batch_sheet WHERE id = ?",
                (here, sheet),
            ).lastrowid
            connection.execute("INSERT INTO temp.new_sheet VALUES (?, ?)", (sheet, number))
        connection.execute(
            # Several agencies there may be one here.
            "INSERT INTO main.batch_agency SELECT ?, s.mine, year, sum(lines), sum(sum_pence), min(first_date), "
            f"max(last_date), {_MONTHS} FROM theirs.batch_agency JOIN temp.same_agency AS s ON s.theirs = agency "
            "WHERE batch = ? GROUP BY 2, 3",
            (here, there),
        )
        made.append((there, here))
    return made


def _map_batches(connection: sqlite3.Connection, pairs: Iterable[tuple[int, int]]) -> None:
    connection.execute("CREATE TEMP TABLE same_batch (theirs INTEGER PRIMARY KEY, mine INTEGER NOT NULL)")
    connection.executemany("INSERT INTO temp.same_batch VALUES (?, ?)", pairs)


def _bring(connection: sqlite3.Connection, where: str, offset: int) -> None:
    """Copy lines whole; each keeps its number plus `offset`, the last number here, so that parts find their line."""
    values, joins = theirs_as_mine()
    connection.execute(
        f"INSERT INTO main.spend (id, batch_sheet, row, came_pence, part_of, {', '.join(COLUMNS)}) SELECT there.id + "
        "?1, new_sheet.mine, there.row, there.came_pence, CASE WHEN there.batch_sheet IS NOT NULL OR there.id IN "
        "(SELECT id FROM temp.part_theirs) THEN there.part_of + ?1 END, "
        f"{', '.join(values[name] for name in COLUMNS)} FROM theirs.spend AS there LEFT JOIN temp.new_sheet ON "
        f"new_sheet.theirs = there.batch_sheet {joins} WHERE {where} ORDER BY there.id",
        (offset,),
    )


def _bring_rejects(connection: sqlite3.Connection) -> None:
    names = ", ".join(_REJECT)
    connection.execute(
        f"INSERT INTO main.reject (batch_sheet, settled_by, {names}) SELECT new_sheet.mine, same_batch.mine, {names} "
        "FROM theirs.reject AS there JOIN temp.new_sheet ON new_sheet.theirs = there.batch_sheet LEFT JOIN "
        "temp.same_batch ON same_batch.theirs = there.settled_by ORDER BY there.id"
    )


def _change_lines(connection: sqlite3.Connection, taken: Sequence[OtherLines], offset: int) -> None:
    """Let lines that both desks have say what the other says, with the parts that were split off them there."""
    pairs = [pair for one in taken for pair in one.pairs]
    if not pairs:
        return
    connection.execute("CREATE TEMP TABLE taken (theirs INTEGER NOT NULL, mine INTEGER PRIMARY KEY)")
    connection.executemany("INSERT INTO temp.taken VALUES (?, ?)", pairs)
    mine = "id IN (SELECT mine FROM temp.taken)"
    parts = "id IN (SELECT id FROM temp.part_main WHERE head IN (SELECT mine FROM temp.taken))"
    cube.take_lines(connection, f"{mine} OR {parts}")
    connection.execute(f"DELETE FROM main.spend WHERE {parts}")
    values, joins = theirs_as_mine()
    connection.execute(
        "UPDATE main.spend SET came_pence = coalesce(other.came_pence, spend.came_pence), "
        f"{', '.join(f'{name} = other.{name}' for name in COLUMNS)} FROM (SELECT taken.mine AS line, "
        f"there.came_pence, {', '.join(f'{value} AS {name}' for name, value in values.items())} FROM temp.taken JOIN "
        f"theirs.spend AS there ON there.id = taken.theirs {joins}) AS other WHERE spend.id = other.line"
    )
    connection.execute(
        f"INSERT INTO main.spend (id, batch_sheet, row, came_pence, part_of, {', '.join(COLUMNS)}) SELECT there.id + "
        "?1, whole.batch_sheet, whole.row, there.came_pence, CASE there.part_of WHEN taken.theirs THEN whole.id "
        f"ELSE there.part_of + ?1 END, {', '.join(values[name] for name in COLUMNS)} FROM temp.taken JOIN "
        "temp.part_theirs AS part ON part.head = taken.theirs JOIN theirs.spend AS there ON there.id = part.id JOIN "
        f"main.spend AS whole ON whole.id = taken.mine {joins} ORDER BY there.id",
        (offset,),
    )
    theirs = "id IN (SELECT id + ? FROM temp.part_theirs WHERE head IN (SELECT theirs FROM temp.taken))"
    cube.add_lines(connection, f"{mine} OR {theirs}", (offset,))
    connection.execute("DROP TABLE temp.taken")


SETTLED: Final = """
SELECT here.id, there.settled_by FROM theirs.reject AS there JOIN temp.same_sheet ON same_sheet.theirs = there.batch_sheet
JOIN main.reject AS here ON here.batch_sheet = same_sheet.mine AND here.row = there.row AND here.rule = there.rule AND here."column" = there."column"
WHERE here.settled_by IS NULL AND there.settled_by IS NOT NULL
"""  # noqa: E501
"""(reject here, batch there) of rejected rows of shared files that are open here, and that a file
taken in there has put right."""


def _settle(connection: sqlite3.Connection) -> None:
    connection.execute(
        "UPDATE main.reject SET settled_by = found.batch FROM (SELECT settled.id AS line, same_batch.mine AS batch "
        f"FROM ({SETTLED}) AS settled JOIN temp.same_batch ON same_batch.theirs = settled.settled_by) AS found WHERE "
        "reject.id = found.line"
    )
