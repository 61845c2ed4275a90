"""A colleague's desk taken in: looked at first, then written as one act. Both need the other desk attached (`merge_source.beside`)."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from tpdesk.errors import DeskFileProblem, UsageProblem
from tpdesk.models import cube
from tpdesk.models.merge.batches import Batches, compare_batches
from tpdesk.models.merge.history import bring_history
from tpdesk.models.merge.kinds import merge_kinds
from tpdesk.models.merge.lines import Lines, compare_lines
from tpdesk.models.merge.move import SETTLED, move_lines
from tpdesk.models.merge.plan import Choices, MergePlan, NewRecords
from tpdesk.models.merge.private import leave_notes, private_notes
from tpdesk.models.merge.records import Compared, compare_records, record_name
from tpdesk.models.merge.tags import LineTag, bring_tags, compare_tags
from tpdesk.models.merge.who import Who, find_who, forget_numbers, map_numbers
from tpdesk.models.merge.write import Numbers, write_new, write_taken
from tpdesk.models.records.rules import broken_rules


@dataclass(frozen=True, slots=True)
class DesksCompared:
    """Two desks compared, with what is needed to write what was found."""

    plan: MergePlan
    who: Who
    records: Compared
    batches: Batches
    lines: Lines
    tags: tuple[LineTag, ...]


def look(connection: sqlite3.Connection, file: str, *, with_private: bool = False) -> DesksCompared:
    """Compare this desk with the one attached as `theirs`; writes nothing but temporary tables, and takes private notes out of the copy. Inside a transaction.

    Raises InputProblem where this desk cannot hold its own lines and those that would come.
    """
    who = find_who(connection)
    map_numbers(connection, who)
    private = private_notes(connection, who)
    if not with_private:
        leave_notes(connection, private)
    records = compare_records(connection, who)
    batches = compare_batches(connection, who)
    lines = compare_lines(connection)
    _must_fit(connection, [batch.number for batch in batches.new])
    tags, new_tags, tag_notes = compare_tags(connection, who)
    settled = connection.execute(f"SELECT count(DISTINCT id) FROM ({SETTLED})").fetchone()[0]
    named: dict[str, list[str]] = {}
    for record in records.new:
        named.setdefault(record.kind.table, []).append(record_name(record.kind, record.key, record.fields, who))
    plan = MergePlan(
        file,
        (*(NewRecords(kind.called, kind.plural, tuple(named[kind.table])) for kind in merge_kinds() if kind.table in named), *new_tags),
        batches.new, lines.hand_count, lines.hand_pence, settled,
        (*(one.told for one in records.other), *(one.told for one in lines.other)),
        (*who.notes, *records.notes, *batches.notes, *lines.notes, *tag_notes), len(private), with_private,
    )  # fmt: skip
    return DesksCompared(plan, who, records, batches, lines, tags)


def _must_fit(connection: sqlite3.Connection, batches: list[int]) -> None:
    """Raise InputProblem where the lines of new batches, and those entered by hand that are new, are more than this desk can hold."""
    sheets = f"SELECT id FROM theirs.batch_sheet WHERE batch IN ({', '.join(map(str, batches))})"
    by_hand = "SELECT id FROM temp.new_hand UNION SELECT id FROM temp.part_theirs WHERE head IN (SELECT id FROM temp.new_hand)"
    coming = f"batch_sheet IN ({sheets}) OR (batch_sheet IS NULL AND id IN ({by_hand}))"
    cube.must_fit(connection, connection.execute(f"SELECT {cube.SIZE} FROM theirs.spend WHERE {coming}").fetchone()[0])


def write(connection: sqlite3.Connection, looked: DesksCompared, choices: Choices) -> tuple[tuple[int, int], ...]:
    """Write what was found, by what was decided, with the other desk's history; return (number there, number here) of each new batch.

    Inside the transaction of `look` and `Desk.writing()`. Raises UsageProblem where a name that is taken over is another's already, DeskFileProblem
    where the other desk holds what no desk can.
    """
    try:
        return _write(connection, looked, choices)
    except sqlite3.IntegrityError as error:
        raise DeskFileProblem(
            f"{looked.plan.file} holds records that no desk can hold ({error}). Nothing was changed."
        ) from error


def _write(connection: sqlite3.Connection, looked: DesksCompared, choices: Choices) -> tuple[tuple[int, int], ...]:
    taken = set(looked.plan.taken(choices))
    broken, last = (
        set(broken_rules(connection)),
        connection.execute("SELECT coalesce(max(id), 0) FROM main.spend").fetchone()[0],
    )
    numbers = Numbers(connection, looked.who)
    write_new(connection, looked.records.new, numbers)
    write_taken(connection, (one for one in looked.records.other if one.told in taken), numbers)
    for table in ("place", "agency"):
        connection.executemany(
            f"UPDATE temp.same_{table} SET mine = ? WHERE theirs = ?",
            ((numbers.of(table, key), number) for number, key in looked.who.keys["theirs", table].items()),
        )
    made = move_lines(
        connection, [batch.number for batch in looked.batches.new], looked.batches.shared,
        [one for one in looked.lines.other if one.told in taken],
    )  # fmt: skip
    bring_tags(connection, looked.tags, numbers, last)
    breaks = next((words for words in broken_rules(connection) if words not in broken), None)
    if breaks:
        raise UsageProblem(
            f"Taken together, the two desks do not fit. {breaks} Nothing was changed. Change one of them on one desk first."
        )
    bring_history(connection, looked.plan.file)
    return made


def tidy(connection: sqlite3.Connection) -> None:
    """Drop the temporary tables of `look`."""
    forget_numbers(connection)
    for name in ("same_sheet", "new_hand", "same_hand", "part_main", "part_theirs"):
        connection.execute(f"DROP TABLE IF EXISTS temp.{name}")
