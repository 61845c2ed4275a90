"""What goes back to an organisation about its return: questions, its own workbook with our words beside its rows, and a
short e-mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tpdesk.domain.return_form import QUESTIONS_SHEET, READ_HEADINGS
from tpdesk.errors import InputProblem, UsageProblem
from tpdesk.models.agency import ReturnRecord, find_agency, read_returns
from tpdesk.models.desk import Desk
from tpdesk.models.file_writing import write_file
from tpdesk.models.intake.kinds import kind_of
from tpdesk.models.log.history import note_act
from tpdesk.models.place_fact import write_return
from tpdesk.models.records import store
from tpdesk.models.sensitive import people_warnings
from tpdesk.services.figures import place_for, year_start
from tpdesk.services.files import result_file
from tpdesk.services.return_reading import ReturnRead, sums_of
from tpdesk.services.returns import today
from tpdesk.text import clean, counted
from tpdesk.units import day_words, pounds, year_text

TOTAL_HEADINGS: Final = ("Your lines, as we read them", "Difference")
_MOST_IN_MAIL: Final = 8


@dataclass(frozen=True, slots=True)
class Question:
    """One question on a return that is open."""

    number: int
    row: int | None
    """The row of its sheet of lines; None where it is about the whole."""

    text: str


def open_questions(desk: Desk, place: str, agency: str, year: int) -> tuple[Question, ...]:
    """Return the open questions on a return, in the order in which they were typed."""
    where = {"place": place, "agency": agency, "year": year_text(year), "state": "open"}
    found = store.list_all(desk.connection, store.kind_named("return-question"), where)
    return tuple(
        Question(one.id, row if isinstance(row := one.values["row"], int) else None, str(one.values["question"]))
        for one in found
    )


def ask(
    desk: Desk, text: str, *, agency: str, year: str, place: str | None = None, row: int | None = None
) -> tuple[int, tuple[str, ...]]:
    """Write a question on a return down; the return is queried from then on, where it was received. Return (number of
    the question, warnings of people in it). Raises UsageProblem."""
    where, start = place_for(desk, place), year_start(year)
    with desk.writing() as connection:
        body = find_agency(connection, agency)
        typed = {
            "place": where.name, "agency": body.name, "year": year_text(start), "question": text,
            "row": str(row) if row is not None else "",
        }  # fmt: skip
        record, _ = store.add(connection, store.kind_named("return-question"), typed)
        returned = read_returns(connection, where.id, start).get(body.id)
        if returned is not None and returned.state == "received":
            write_return(connection, where.name, body.name, start, {"state": "queried"})
        note_act(connection, "ask", body.name, f"{where.name}, {year_text(start)}: {clean(text)}")
    return record.id, people_warnings(question=text)


def chase(desk: Desk, agency: str, *, year: str, place: str | None = None, day: str = "") -> tuple[str, ...]:
    """Note that a return was chased, today or on a day (ISO 8601); return all days of that. Raises UsageProblem."""
    where, start = place_for(desk, place), year_start(year)
    with desk.writing() as connection:
        body = find_agency(connection, agency)
        returned = read_returns(connection, where.id, start).get(body.id)
        if returned is None or returned.state in ("received", "signed-off"):
            state = returned.state if returned is not None else "not asked for yet"
            raise UsageProblem(f"The return of {body.name} for {year_text(start)} is {state}, so it is not chased.")
        days = days_chased(returned, day or today().isoformat())
        write_return(connection, where.name, body.name, start, {"chased_on": "; ".join(days)})
        note_act(connection, "chase return of", body.name, f"{where.name}, {year_text(start)}: {days[-1]}")
    return days


def days_chased(returned: ReturnRecord, day: str) -> tuple[str, ...]:
    """Return the days on which a return was chased, one more among them, the latest last. ISO 8601."""
    return tuple(sorted({*(one for one in returned.chased_on.split("; ") if one), day}))


def must_take_words(source: Path) -> None:
    """Raise InputProblem for a workbook of another kind than .xlsx: no words of ours can be put into it."""
    if kind_of(source) != "xlsx":
        raise InputProblem(
            f"{source.name} is not an .xlsx, and words can be put into an .xlsx only. Nothing was changed. Read it "
            "without the annotated copy, or save it as .xlsx first.",
            title="No annotated copy",
        )


def write_annotated(
    source: Path, target: Path, read: ReturnRead, questions: Sequence[Question], *, replace: bool = False
) -> None:
    """Write a copy of the workbook that came back with what became of each row, our totals and the questions.
    Raises InputProblem for another kind of workbook than .xlsx, Locked, UsageProblem."""
    from tpdesk.calc.workbook.annotate import AddedSheet, SheetNotes, annotate

    must_take_words(source)
    asked = {question.row: question.text for question in questions if question.row is not None}
    is_taken = not read.problems
    rows = {row: (_became(one.taken, is_taken), one.words) for row, one in read.rows.items()}
    for row, text in asked.items():
        state, words = rows.get(row, ("question", ""))
        rows[row] = state, " ".join(part for part in (words, f"Question: {text}") if part)
    notes = {read.book.sheet: SheetNotes(read.book.header_row, READ_HEADINGS, rows)}
    totals = {
        read.book.totals[one.key][0]: (pounds(one.lines_pence), _agrees(one.difference_pence))
        for one in read.totals
        if one.key in read.book.totals
    }  # fmt: skip
    if totals:
        notes[read.book.totals_sheet] = SheetNotes(min(totals) - 1, TOTAL_HEADINGS, totals)
    added = AddedSheet(QUESTIONS_SHEET, tuple(_question_rows(read, questions)), (30, 90, 60))
    with result_file(target, replace=replace, keep=[source]):
        try:
            write_file(target, lambda file: annotate(source, file, notes, added))
        except (KeyError, ValueError) as error:
            raise InputProblem(
                f"{read.file} is not built as workbooks are ({error}): open it in a spreadsheet and save it again."
            ) from error


def _became(taken: bool, is_whole: bool) -> str:
    if not taken:
        return "not read"
    return "taken in" if is_whole else "can be read"


def _agrees(difference_pence: int | None) -> str:
    if difference_pence is None:
        return "no total typed"
    return "agrees" if not difference_pence else pounds(difference_pence)


def _question_rows(read: ReturnRead, questions: Sequence[Question]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [
        (f"Questions on the return of {read.agency}, {year_text(read.year)}",),
        ("Please answer beside each question, correct the sheets where that is needed, and send the workbook back.",),
        ("Where", "Question", "Your answer"),
    ]
    rows += [(f"Row {one.row}" if one.row else "The whole return", one.text) for one in questions]
    rows += [(f"{one.sheet}, row {one.row}" if one.row else one.sheet, one.message) for one in read.problems]
    return rows if len(rows) > 3 else [*rows, ("None", "We have no question. Thank you.")]


def email_text(read: ReturnRead, questions: Sequence[Question], due_on: str) -> str:
    """Return a short e-mail to the organisation, to be copied."""
    where = f"{read.place}, {year_text(read.year)}"
    lines = [f"Subject: Return of {read.agency}: {where}", "", "Thank you for your return."]
    if read.is_empty:
        lines += ["The workbook came back as it was sent: nothing is filled in. Did you attach the right file?"]
    elif read.problems:
        lines += [f"We cannot take it in yet: {counted(len(read.problems), 'thing')} to put right."]
        lines += [
            f"- {one.sheet}{f', row {one.row}' if one.row else ''}: {one.message}"
            for one in read.problems[:_MOST_IN_MAIL]
        ]
        more = len(read.problems) - _MOST_IN_MAIL
        lines += [f"- and {counted(more, 'more')}, beside the rows"] if more > 0 else []
    else:
        typed = any(total.typed_pence is not None for total in read.totals)
        agrees = "it agrees with your totals" if typed else "you typed no totals to hold it against"
        lines += [f"We have read {sums_of(read).words}, and {agrees}."]
    lines += [f"- {f'Row {one.row}: ' if one.row else ''}{one.text}" for one in questions]
    if read.problems or questions:
        when = f" by {day_words(due_on)}" if due_on else ""
        lines += ["", f"Each is beside its row in the attached workbook. Please send it back{when}."]
    return "\n".join(lines)
