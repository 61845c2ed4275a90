"""A colleague's desk taken in: looked at first, then written as one act. Both need the other desk attached
(`merge_source.beside`).

Which batches the two desks share: one file taken into one place, sheet by sheet; and what only the other desk has.

The history of the other desk taken over: who did what there is never lost, and nothing of it comes twice.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from dataclasses import dataclass
from typing import Final

from tpdesk.domain.kinds import KINDS
from tpdesk.errors import DeskFileProblem, UsageProblem
from tpdesk.models import cube
from tpdesk.models.batch import overlapping
from tpdesk.models.made_batch import APPORTIONED
from tpdesk.models.merge.kinds import merge_kinds
from tpdesk.models.merge.lines import Lines, compare_lines
from tpdesk.models.merge.move import SETTLED, move_lines
from tpdesk.models.merge.plan import Choices, MergePlan, NewBatch, NewRecords
from tpdesk.models.merge.records import Compared, compare_records, leave_records, private_records, record_name
from tpdesk.models.merge.versions import NewVersion, bring_versions, compare_versions
from tpdesk.models.merge.who import Who, find_who, forget_numbers, map_numbers
from tpdesk.models.merge.write import LineTag, Numbers, bring_tags, compare_tags, write_new, write_taken
from tpdesk.models.records.rules import broken_rules
from tpdesk.text import counted
from tpdesk.units import pounds, year_text


@dataclass(frozen=True, slots=True)
class Batches:
    """The other desk's batches, told apart."""

    new: tuple[NewBatch, ...]
    shared: tuple[tuple[int, int], ...]
    """(number there, number here) of each file that both desks took in."""

    notes: tuple[str, ...]


def compare_batches(connection: sqlite3.Connection, who: Who) -> Batches:
    """Match the batches by place, file and sheets; of a file that was taken in several times, the first
    there is the first here.

    Leaves `temp.same_sheet (theirs, mine)` with the sheets of those that both have.
    """
    mine, theirs = (_by_file(connection, desk, who) for desk in ("main", "theirs"))
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS same_sheet (theirs INTEGER PRIMARY KEY, mine INTEGER NOT NULL)")
    connection.execute("DELETE FROM temp.same_sheet")
    shared: list[tuple[int, int]] = []
    new: list[int] = []
    for key, numbers in theirs.items():
        here = mine.get(key, [])
        shared += zip(numbers, here, strict=False)
        new += numbers[len(here) :]
    for there, here_number in shared:
        sheets = [
            [
                sheet
                for (sheet,) in connection.execute(
                    f"SELECT id FROM {desk}.batch_sheet WHERE batch = ? ORDER BY id", (number,)
                )
            ]
            for desk, number in (("theirs", there), ("main", here_number))
        ]
        connection.executemany("INSERT INTO temp.same_sheet VALUES (?, ?)", zip(*sheets, strict=True))
    told = _told(connection, sorted(new))
    return Batches(told, tuple(sorted(shared)), (*_overlaps(connection, told, who), *_removals(connection, shared)))


def _by_file(connection: sqlite3.Connection, desk: str, who: Who) -> dict[tuple[object, ...], list[int]]:
    sheets: dict[int, list[str | None]] = {}
    for batch, sheet in connection.execute(f"SELECT batch, sheet FROM {desk}.batch_sheet ORDER BY id"):
        sheets.setdefault(batch, []).append(sheet)
    found: dict[tuple[object, ...], list[int]] = {}
    for number, place, sha256 in connection.execute(
        f"SELECT id, place, sha256 FROM {desk}.batch WHERE kind <> ? ORDER BY id", (APPORTIONED,)
    ):
        found.setdefault((who.key(desk, "place", place), sha256, *sheets.get(number, ())), []).append(number)
    return found


def _told(connection: sqlite3.Connection, numbers: list[int]) -> tuple[NewBatch, ...]:
    found = []
    for number in numbers:
        file, place, who, made_at = connection.execute(
            "SELECT file, place.name, who, made_at FROM theirs.batch JOIN theirs.place ON place.id = batch.place "
            "WHERE batch.id = ?",
            (number,),
        ).fetchone()
        lines, pence = connection.execute(
            "SELECT count(*), coalesce(sum(amount_pence), 0) FROM theirs.spend WHERE batch_sheet IN (SELECT id "
            "FROM theirs.batch_sheet WHERE batch = ?)",
            (number,),
        ).fetchone()
        found.append(NewBatch(number, file, place, lines, pence, who, made_at))
    return tuple(found)


def _overlaps(connection: sqlite3.Connection, new: tuple[NewBatch, ...], who: Who) -> list[str]:
    """Return one sentence for each body and year of which this desk has lines of the same days from another file:
    perhaps the same money."""
    mine = {table: {key: number for number, key in who.keys["main", table].items()} for table in ("place", "agency")}
    notes = []
    for batch in new:
        rows = connection.execute(
            "SELECT batch.place, agency, year, first_date, last_date FROM theirs.batch_agency JOIN theirs.batch ON "
            "batch.id = batch_agency.batch WHERE batch.id = ? ORDER BY agency, year",
            (batch.number,),
        )
        for place, agency, year, first, last in rows.fetchall():
            key = who.keys["theirs", "agency"][agency]
            here = (mine["place"].get(who.keys["theirs", "place"][place]), mine["agency"].get(key))
            earlier = overlapping(connection, here[0], here[1], year, first, last) if here[0] and here[1] else []
            if earlier:
                notes.append(
                    f"{batch.file} from there and batch {earlier[-1][0]} ({earlier[-1][1]}) here both have lines of "
                    f"{who.shown['agency', key]} in {year_text(year)}: check that this is not the same money."
                )
    return notes


def _removals(connection: sqlite3.Connection, shared: list[tuple[int, int]]) -> list[str]:
    """Tell of lines that were deleted on one desk and stand on the other:
    a merge deletes nothing and brings nothing back."""
    notes = []
    for there, here in shared:
        rows = [
            connection.execute(
                f"SELECT removed_lines, removed_pence, file FROM {desk}.batch WHERE id = ?", (number,)
            ).fetchone()
            for desk, number in (("theirs", there), ("main", here))
        ]
        if rows[0][:2] != rows[1][:2]:
            words = [f"{counted(lines, 'line')} ({pounds(pence)})" for lines, pence, _ in rows]
            notes.append(
                f"Of batch {here} ({rows[1][2]}), {words[1]} were removed here and {words[0]} there: this desk "
                "keeps its own."
            )
    return notes


_MARK: Final = re.compile(r" \(on [^()]*\)\Z")
"""What stands behind the subject of an act that was done on another desk."""


def bring_history(connection: sqlite3.Connection, file: str) -> int:
    """Copy the acts that this desk does not know, each marked with the desk it was done on, with what they
    changed; return how many.

    An act is known by when, by whom, what and to what, whatever its mark. Changes of lines keep their words but not
    their numbers, which are those of the other desk. Call inside `Desk.writing()`, before the merge notes itself.
    """
    known = Counter(_key(row) for row in connection.execute("SELECT at, who, act, subject, detail FROM main.audit"))
    mark = f" (on {re.sub('[()]', ' ', file)})"
    brought: list[tuple[int, int]] = []
    for number, at, who, act, subject, detail in connection.execute(
        "SELECT id, at, who, act, subject, detail FROM theirs.audit ORDER BY id"
    ).fetchall():
        key = _key((at, who, act, subject, detail))
        if known[key]:
            known[key] -= 1
            continue
        marked = subject if _MARK.search(subject) else subject + mark
        made = connection.execute(
            "INSERT INTO main.audit (at, who, act, subject, detail) VALUES (?, ?, ?, ?, ?)",
            (at, who, act, marked, detail),
        ).lastrowid
        brought.append((number, made or 0))
    connection.execute("CREATE TEMP TABLE brought (theirs INTEGER PRIMARY KEY, mine INTEGER NOT NULL)")
    connection.executemany("INSERT INTO temp.brought VALUES (?, ?)", brought)
    connection.execute(
        "INSERT INTO main.audit_change (audit, record, keys, name, field, before, after) SELECT brought.mine, CASE "
        "record WHEN 'line' THEN 'line there' ELSE record END, keys, name, field, before, after FROM "
        "theirs.audit_change JOIN temp.brought ON brought.theirs = audit_change.audit ORDER BY audit_change.id"
    )
    connection.execute("DROP TABLE temp.brought")
    return len(brought)


def _key(row: tuple[str, str, str, str, str]) -> tuple[str, ...]:
    at, who, act, subject, detail = row
    return at, who, act, _MARK.sub("", subject), detail


@dataclass(frozen=True, slots=True)
class DesksCompared:
    """Two desks compared, with what is needed to write what was found."""

    plan: MergePlan
    who: Who
    records: Compared
    batches: Batches
    lines: Lines
    tags: tuple[LineTag, ...]
    versions: tuple[NewVersion, ...]


def look(connection: sqlite3.Connection, file: str, *, with_private: bool = False) -> DesksCompared:
    """Compare this desk with the one attached as `theirs`; writes nothing but temporary tables, and takes private notes
    out of the copy. Inside a transaction.

    Raises InputProblem where this desk cannot hold its own lines and those that would come.
    """
    who = find_who(connection)
    map_numbers(connection, who)
    private = private_records(connection, who)
    for name, numbers in private.items() if not with_private else ():
        leave_records(connection, KINDS[name], numbers)
    records = compare_records(connection, who)
    batches = compare_batches(connection, who)
    lines = compare_lines(connection)
    _must_fit(connection, [batch.number for batch in batches.new])
    tags, new_tags, tag_notes = compare_tags(connection, who)
    versions, new_versions, version_notes = compare_versions(connection, who, file)
    settled = connection.execute(f"SELECT count(DISTINCT id) FROM ({SETTLED})").fetchone()[0]
    named: dict[str, list[str]] = {}
    for record in records.new:
        named.setdefault(record.kind.table, []).append(record_name(record.kind, record.key, record.fields, who))
    plan = MergePlan(
        file,
        (*(NewRecords(kind.called, kind.plural,
                    tuple(named[kind.table])) for kind in merge_kinds() if kind.table in named),
            *new_tags, *new_versions),
        batches.new, lines.hand_count, lines.hand_pence, settled,
        (*(one.told for one in records.other), *(one.told for one in lines.other)),
        (*who.notes, *records.notes, *batches.notes, *lines.notes, *tag_notes, *version_notes),
        sum(map(len, private.values())), with_private,
    )  # fmt: skip
    return DesksCompared(plan, who, records, batches, lines, tags, versions)


def _must_fit(connection: sqlite3.Connection, batches: list[int]) -> None:
    """Raise InputProblem where the lines of new batches, and those entered by hand that are new, are more
    than this desk can hold."""
    sheets = f"SELECT id FROM theirs.batch_sheet WHERE batch IN ({', '.join(map(str, batches))})"
    by_hand = (
        "SELECT id FROM temp.new_hand UNION SELECT id FROM temp.part_theirs WHERE head IN (SELECT id FROM "
        "temp.new_hand)"
    )
    coming = f"batch_sheet IN ({sheets}) OR (batch_sheet IS NULL AND id IN ({by_hand}))"
    cube.must_fit(connection, connection.execute(f"SELECT {cube.SIZE} FROM theirs.spend WHERE {coming}").fetchone()[0])


def write(connection: sqlite3.Connection, looked: DesksCompared, choices: Choices) -> tuple[tuple[int, int], ...]:
    """Write what was found, by what was decided, with the other desk's history; return (number there, number
    here) of each new batch.

    Inside the transaction of `look` and `Desk.writing()`. Raises UsageProblem where a name that is taken over is
    another's already, DeskFileProblem where the other desk holds what no desk can.
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
    bring_versions(connection, looked.versions, numbers, looked.plan.file)
    breaks = next((words for words in broken_rules(connection) if words not in broken), None)
    if breaks:
        raise UsageProblem(
            f"Taken together, the two desks do not fit. {breaks} Nothing was changed. Change one of them on one "
            "desk first."
        )
    bring_history(connection, looked.plan.file)
    return made


def tidy(connection: sqlite3.Connection) -> None:
    """Drop the temporary tables of `look`."""
    forget_numbers(connection)
    for name in ("same_sheet", "new_hand", "same_hand", "part_main", "part_theirs"):
        connection.execute(f"DROP TABLE IF EXISTS temp.{name}")
