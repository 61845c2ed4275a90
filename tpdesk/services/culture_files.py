"""Files of answers to the statements of a culture round: taken in whole, in one step of undo, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tpdesk.domain.kinds import KINDS
from tpdesk.domain.record_kind import Record
from tpdesk.errors import InputProblem, UsageProblem
from tpdesk.models.connection import savepoint
from tpdesk.models.culture import answered
from tpdesk.models.desk import Desk
from tpdesk.models.log.history import note_act
from tpdesk.models.records import store
from tpdesk.models.records.names import DeskNames
from tpdesk.models.records.rows import FieldProblem, read_table
from tpdesk.services.record_files import RowProblem
from tpdesk.text import and_words, counted, folded

if TYPE_CHECKING:
    import sqlite3

_ROUND, _ANSWER = KINDS["culture"], KINDS["culture-answer"]
_BODY: Final = frozenset({"body", "agency", "organisation"})
_DONT_KNOW: Final = frozenset({"dont know", "don't know", "dont_know", "do not know"})
_PART: Final = re.compile(r"(\d{1,2})(?:\s*(?:-|to)\s*(\d{1,2}))?\s*[:=]\s*([1-5])\Z")


@dataclass(frozen=True, slots=True)
class AnswersImported:
    """What became of a file of answers."""

    rows_read: int
    added: int
    changed: int
    """Rows that took the place of what the round held of the same organisation and statement."""

    rejected: tuple[RowProblem, ...]
    """Where there is one, nothing was written."""

    notices: tuple[str, ...]


def parse_scale(typed: str) -> dict[int, int]:
    """Return the score of each answer of a scale of the user's own, as in `1-2:1, 3-4:2, 5-6:3, 7-8:4, 9-10:5`.
    Raises UsageProblem."""
    found: dict[int, int] = {}
    for part in filter(None, (one.strip() for one in typed.replace(";", ",").split(","))):
        item = _PART.match(part)
        if item is None:
            raise UsageProblem(f"--scale: '{part[:40]}' is not answers and their score, for example 1-2:1.")
        for answer in range(int(item[1]), int(item[2] or item[1]) + 1):
            if answer in found:
                raise UsageProblem(f"--scale: {answer} has two scores: leave one out.")
            found[answer] = int(item[3])
    return found


def import_answers(
    desk: Desk, wanted: str, file: Path, *, scale: Mapping[int, int] | None = None, dry_run: bool = False
) -> AnswersImported:
    """Import how many people of each organisation gave each answer: columns body, statement, 1 to 5, dont_know.

    `scale` brings answers of another scale to 1 to 5. A row of an organisation and statement that the round holds
    takes its place. Raises InputProblem where the file cannot be read, UsageProblem, Locked.
    """
    heading, headings, rows = read_table(file)
    record = store.find(desk.connection, _ROUND, wanted)
    columns = _columns(file, heading, headings, scale)
    with desk.writing() as connection:
        with savepoint(connection, keep=False):
            rejected = tuple(problem for _, problem in _write(connection, record, rows, columns, file) if problem)
        written: list[bool] = []
        if not rejected:
            with savepoint(connection, keep=not dry_run):
                written = [is_new for is_new, _ in _write(connection, record, rows, columns, file)]
        if written and not dry_run:
            note_act(connection, "import culture answers", record.title, f"{file.name}, {counted(len(written), 'row')}")
    added = sum(written)
    return AnswersImported(len(rows), added, len(written) - added, rejected, _left_out(headings, columns))


def _columns(file: Path, row: int, headings: Sequence[str], scale: Mapping[int, int] | None) -> dict[str, list[int]]:
    """Return field -> the columns that add up to it. Raises InputProblem for another scale, and where one lacks."""
    found: dict[str, list[int]] = {}
    answers = {int(text): place for place, text in enumerate(headings) if text.isdecimal()}
    scale = scale or {score: score for score in range(1, 6)}
    beyond = [answer for answer in answers if answer not in scale]
    if beyond:
        raise InputProblem(
            f"{file.name}, row {row}: answers of {and_words(tuple(map(str, beyond)))} are not on the scale of 1 to 5. "
            "Say which score each answer has: --scale '1-2:1, 3-4:2, 5-6:3, 7-8:4, 9-10:5'."
        )
    for answer, place in answers.items():
        found.setdefault(f"answers_{scale[answer]}", []).append(place)
    for place, text in enumerate(headings):
        name = folded(text).replace("_", " ")
        field = {"statement": "statement"}.get(name) or ("agency" if name in _BODY else "")
        field = "dont_know" if name in _DONT_KNOW else field
        if field:
            found.setdefault(field, []).append(place)
    needed = {"agency": "body", "statement": "statement"} | {f"answers_{score}": str(score) for score in range(1, 6)}
    lacking = [title for field, title in needed.items() if field not in found]
    lacking += [str(answer) for answer in scale if answer not in answers and f"answers_{scale[answer]}" in found]
    if lacking:
        raise InputProblem(
            f"{file.name}, row {row}: there is no column {and_words(tuple(lacking))}. The columns are body, statement, "
            "1, 2, 3, 4, 5 and dont_know."
        )
    return found


def _left_out(headings: Sequence[str], columns: Mapping[str, list[int]]) -> tuple[str, ...]:
    known = {place for places in columns.values() for place in places}
    rest = [text for place, text in enumerate(headings) if text and place not in known]
    return (f"Left out, since no column of answers is called so: {', '.join(rest)}.",) if rest else ()


def _write(
    connection: sqlite3.Connection, record: Record, rows: Sequence[tuple[int, list[str]]],
    columns: Mapping[str, list[int]], file: Path,
) -> Iterator[tuple[bool, RowProblem | None]]:  # fmt: skip
    """Write each row; yield (whether it is new in the round, what is wrong with it)."""
    held = answered(connection, record.id)
    names, seen = DeskNames(connection, make=False), dict[tuple[object, ...], int]()
    for number, texts in rows:
        typed: Mapping[str, str] = {}
        try:
            typed = _typed(texts, columns)
            key = tuple(
                field.type.read(field, typed[field.name], names)
                for field in (_ANSWER.field_named(name) for name in ("agency", "statement"))
            )
            if key in seen:
                raise UsageProblem(f"Row {seen[key]} has the same organisation and statement: leave one out.")
            seen[key] = number
            store.put(connection, _ANSWER, {"round": record.title, **typed, "source": file.name})
            yield key not in held, None
        except UsageProblem as error:
            field = error.field if isinstance(error, FieldProblem) else ""
            column = field.removeprefix("answers_") or ""
            yield False, RowProblem(number, column, typed.get(field, ""), str(error))


def _typed(texts: Sequence[str], columns: Mapping[str, list[int]]) -> dict[str, str]:
    """Return field -> what the row says, the counts of several columns added up. Raises FieldProblem."""
    found: dict[str, str] = {}
    for field, places in columns.items():
        said = [texts[place] if place < len(texts) else "" for place in places]
        if field.startswith("answers_"):
            if not all(said):
                raise FieldProblem("A number of answers is blank. Write 0 where nobody gave this answer.", field)
            of = _ANSWER.field_named(field)
            try:
                said = [str(sum(int(str(of.parse(text))) for text in said))]
            except UsageProblem as error:
                raise FieldProblem(str(error), field) from error
        found[field] = said[0]
    return found
