"""What is held against a return workbook: its lines, its control totals and its unit, each problem with its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from tpdesk.domain.return_diff import SentLine, sent_line
from tpdesk.domain.return_form import TOTALS, UNIT_WORDS
from tpdesk.models.agency import AgencyRecord
from tpdesk.models.intake.cells import AmountProblem, cell_text, parse_amount
from tpdesk.models.intake.lines import Line, Problem
from tpdesk.models.intake.return_book import ReturnBook, merged_among
from tpdesk.models.place import Place
from tpdesk.models.return_sheet import SentSheet
from tpdesk.text import clean, counted, folded
from tpdesk.units import pounds

NO_LINES: Final = frozenset({"total row", "repeated header"})
"""Rules of rows that are rightly no lines: they keep nothing out."""

_THOUSAND: Final = (300, 3_000)
"""How many times last year's an amount is where it is in pounds and thousands were asked for, or the reverse."""


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """What is said of return workbooks that came back."""

    place: str | None = None
    """The place whose returns they must be; None takes any."""

    year: str | None = None
    """The year that they must be of, as typed; None takes the one that each is of."""

    stale: bool = False
    """Take a version in though a later one was sent."""

    unit: str | None = None
    """The unit of the amounts, where the workbook asks for another or the amounts look like another."""

    without_totals: bool = False
    """Take lines in though the organisation typed no totals of its own."""

    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class ReturnProblem:
    """Something in the workbook that keeps it out."""

    sheet: str
    row: int | None
    column: str
    value: str
    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class ControlTotal:
    """A total that the organisation typed, against what its lines come to."""

    key: str
    """expenditure, income or capital."""

    typed_pence: int | None
    """None where it typed none."""

    lines_pence: int

    @property
    def difference_pence(self) -> int | None:
        """Return lines less total; None where no total was typed."""
        return None if self.typed_pence is None else self.lines_pence - self.typed_pence


@dataclass(frozen=True, slots=True)
class RowRead:
    """What became of one row of the sheet of lines."""

    taken: bool
    words: str
    """What was read, or why it was not; empty where it was read as it stands."""


@dataclass(slots=True)
class KnownReturn:
    """One workbook while it is read."""

    book: ReturnBook
    place: Place
    agency: AgencyRecord
    sheet: SentSheet
    year: int
    unit: str
    lines: dict[int, Line] = field(default_factory=dict)
    problems: list[ReturnProblem] = field(default_factory=list)


def problem_of(reading: KnownReturn, line: Line) -> Problem | None:
    """Say what is wrong with a line as a line of a return; note it where nothing is."""
    if line.label is None:
        merged = merged_among(reading.book.facts, reading.book.rows)
        why = f" The cells {merged[0]} are merged, and only the first of them holds the name." if merged else ""
        return Problem("label", "no name", "", f"This row has an amount and no name of what it is for.{why}")
    if line.transfer_from is not None and line.flow != "income":
        words = f"Expenditure that was received from {line.transfer_from}: choose income, or clear that cell."
        return Problem("transfer_from", "received and spent", line.transfer_from, words)
    if line.transfer_to is not None and line.flow == "income":
        words = f"Income that was paid to {line.transfer_to}: choose expenditure, or clear that cell."
        return Problem("transfer_to", "received and spent", line.transfer_to, words)
    reading.lines[line.row] = line
    return None


def sent_of(line: Line) -> SentLine:
    """Return what is kept of a line, by which it is known again."""
    key = (folded(line.label or ""), line.flow, line.cost_type, line.transfer_to, line.transfer_from)
    rest = (line.category, line.status, line.control, line.funding_stream, line.area, line.grade, line.description)
    return sent_line(key, rest, line.amount_pence, line.flow)


def control_totals(reading: KnownReturn) -> tuple[ControlTotal, ...]:
    """Return the totals that were typed against those of the lines; what cannot be read becomes a problem."""
    ours = dict.fromkeys(TOTALS, 0)
    for line in reading.lines.values():
        ours["income" if line.flow == "income" else "expenditure"] += line.amount_pence
        ours["capital"] += line.amount_pence if (line.flow, line.cost_type) == ("expenditure", "capital") else 0
    return tuple(ControlTotal(key, typed_total(reading, key), pence) for key, pence in ours.items())


def typed_total(reading: KnownReturn, key: str) -> int | None:
    """Return a total as it was typed, in pence; None where it was left blank, or is a problem."""
    row, cell = reading.book.totals.get(key, (0, ""))
    if not clean(cell_text(cell)):
        return None
    try:
        return parse_amount(cell, reading.unit)[0]
    except AmountProblem as problem:
        named = TOTALS.get(key, "Published total")
        reading.problems.append(
            ReturnProblem(reading.book.totals_sheet, row, named, cell_text(cell), problem.rule, str(problem))
        )
        return None


def check_totals(reading: KnownReturn, totals: tuple[ControlTotal, ...], request: ReadRequest) -> None:
    """Note each total that is not what the lines come to, and each that is missing."""
    book = reading.book
    for total in totals:
        row = book.totals.get(total.key, (0, ""))[0] or None
        is_bad = any(one.sheet == book.totals_sheet and one.column == TOTALS[total.key] for one in reading.problems)
        if total.typed_pence is None and not is_bad and not request.without_totals:
            if total.key == "expenditure" or total.lines_pence:
                words = (
                    f"{TOTALS[total.key]}: the lines come to {pounds(total.lines_pence)}, and no total was typed to "
                    "hold that against. Ask for it, or read the workbook with --without-totals."
                )
                reading.problems.append(
                    ReturnProblem(book.totals_sheet, row, TOTALS[total.key], "", "no control total", words)
                )
        elif total.difference_pence:
            words = (
                f"{TOTALS[total.key]}: the lines come to {pounds(total.lines_pence)} and the total is "
                f"{pounds(total.typed_pence or 0)}, a difference of {pounds(total.difference_pence)}."
            )
            reading.problems.append(
                ReturnProblem(book.totals_sheet, row, TOTALS[total.key], pounds(total.typed_pence or 0),
                    "control total", words)
            )  # fmt: skip


def check_unit(reading: KnownReturn, request: ReadRequest) -> None:
    """Ask where the amounts are about a thousand times last year's, or a thousandth."""
    it = reading.book.manifest
    if request.unit is not None:
        return
    last = {folded(row[0]): abs(int(row[2])) for row in it.prefill if row[2].lstrip("-").isdigit() and int(row[2])}
    pairs = [(abs(one.amount_pence), last[folded(one.label or "")]) for one in reading.lines.values()
             if folded(one.label or "") in last and one.amount_pence]  # fmt: skip
    low, high = _THOUSAND
    large = sum(1 for now, before in pairs if low * before <= now <= high * before)
    small = sum(1 for now, before in pairs if low * now <= before <= high * now)
    odd, other = (large, "pounds") if it.unit == "thousands" else (small, "thousands")
    if not pairs or 2 * odd <= len(pairs):
        return
    how = "a thousand times" if it.unit == "thousands" else "a thousandth of"
    words = (
        f"{counted(odd, 'line')} of {len(pairs)} that were there last year {'is' if odd == 1 else 'are'} about {how} "
        f"last year's: the amounts look like {UNIT_WORDS[other]}, and the workbook asks for {UNIT_WORDS[it.unit]}. "
        f"Read it with --unit {other}, or with --unit {it.unit} where they are right."
    )
    reading.problems.append(ReturnProblem(reading.book.sheet, None, "", "", "unit", words))


def signed_total(totals: tuple[ControlTotal, ...]) -> int | None:
    """Return the control total of all lines, both flows; None where none of them was typed."""
    typed = {total.key: total.typed_pence for total in totals}
    if typed["expenditure"] is None:
        return None
    return typed["expenditure"] + (typed["income"] or 0)


def sums_by_cost(lines: Iterable[Line]) -> dict[str, int]:
    """Return `expenditure revenue`, `income capital` ... -> what the lines come to."""
    found: dict[str, int] = {}
    for line in lines:
        key = f"{line.flow} {line.cost_type}"
        found[key] = found.get(key, 0) + line.amount_pence
    return found


def rows_read(reading: KnownReturn, why: Mapping[int, str]) -> dict[int, RowRead]:
    """Return what became of each row that was not blank, in words for the organisation."""
    found = {row: RowRead(False, words) for row, words in why.items()}
    at = reading.book.keys["amount"]
    cells = dict(reading.book.rows)
    for row, line in reading.lines.items():
        cell = cells[row][at]
        _, rules = parse_amount(cell, reading.unit)
        found[row] = RowRead(True, f"'{cell_text(cell)}' read as {pounds(line.amount_pence)}" if rules else "")
    return found
