"""What a board is asked to do: decisions on business cases and opportunities, and actions, each with owner and date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tpdesk.calc.dive import DiveBook
from tpdesk.calc.workbook.describe import brief, said
from tpdesk.domain.case import FINAL
from tpdesk.domain.kinds import Record
from tpdesk.domain.results.case import ReportedCase
from tpdesk.text import and_words, counted, opening
from tpdesk.units import day_words, short_pounds, year_text

MOST_ASKS: Final = 3
"""Asks on page one: a board takes in no more at one glance. docs/method.md, Page one."""

NO_ASK: Final = "decide nothing yet: no case, opportunity or action that is still to be decided is recorded."

_WANTED: Final = {"agreed": "start as agreed", "idea": "decide on"}
"""State of an opportunity -> what a board is asked. What is under way, done or dropped asks for no decision."""


@dataclass(frozen=True, slots=True)
class BoardAsk:
    """One thing that a board is asked to do."""

    text: str
    owner: str
    """Who does it; empty where nobody is recorded."""

    when: str
    """By when, in words; empty where no date is recorded."""

    sheet: str
    """Key of the sheet that tells more; empty where none does."""

    @property
    def words(self) -> str:
        """The whole ask: what, who and when, said too where they are not recorded."""
        return f"{self.text}. Owner: {self.owner or 'none recorded'}. Date: {self.when or 'none recorded'}."


def asks_of(cases: Sequence[ReportedCase], book: DiveBook) -> tuple[BoardAsk, ...]:
    """Return every ask: cases, final ones first, then opportunities in no case, the largest saving first, then
    actions by date."""
    told = {title for case in cases for title in case.opportunities}
    ordered = sorted(cases, key=lambda one: one.case.state != FINAL)
    return (*map(_of_case, ordered), *_of_opportunities(book, told), *_of_actions(book))


def _of_case(one: ReportedCase) -> BoardAsk:
    final = one.case.state == FINAL
    text = f"{'approve the case' if final else 'complete the draft case'} {_name(one.case.title)}"
    made_up = " (illustrative)" if one.illustrative and "illustrative" not in one.case.title.casefold() else ""
    return BoardAsk(f"{text}{made_up}", said(one.owner, otherwise=""), f"from {year_text(one.case.start)}", "cases")


def _of_opportunities(book: DiveBook, told: set[str]) -> Iterator[BoardAsk]:
    """Yield what is agreed or an idea, without what a case works out: the case is asked for."""
    open_ones = [one for one in book.of("opportunity") if one.values["state"] in _WANTED and one.title not in told]
    for record in sorted(open_ones, key=lambda one: (one.values["state"] != "agreed", -_saving(one))):
        saving = _saving(record)
        worth = f" ({short_pounds(saving)} a year as stated)" if saving > 0 else ""
        made_up = " (illustrative)" if str(record.values["dive"] or "") in book.illustrative else ""
        owner = str(record.values["who_acts"] or "") or and_words(record.listed("agencies"))
        text = f"{_WANTED[str(record.values['state'])]} {_name(record.title)}{worth}{made_up}"
        yield BoardAsk(text, brief(owner, 56).rstrip(".") if owner else "", "", "opportunities")


def _saving(record: Record) -> int:
    saving = record.values["saving"]
    return saving if isinstance(saving, int) else 0


def _of_actions(book: DiveBook) -> Iterator[BoardAsk]:
    """Yield the actions of workshops, by date; those without one last."""
    for note in sorted(book.of("note"), key=lambda one: str(one.values["due_on"] or "9")):
        due = str(note.values["due_on"] or "")
        owner = said(str(note.values["owner"] or ""), otherwise="")
        yield BoardAsk(f"see that this is done: {brief(str(note.values['text']), 90)}", owner, day_words(due), "")


def _name(title: str) -> str:
    return f"\u201c{brief(title, 64)}\u201d"


def more_asks(left: Sequence[BoardAsk]) -> str:
    """Return how many asks are not on the page, and where they are told; empty where there are none."""
    if not left:
        return ""
    return f"and {counted(len(left), 'further point')}: see the sheets on deep dives and business cases."


def left_out_words(made_up: int) -> str:
    """Return how many asks are left out as made up to show the tool; empty where none is."""
    return f"{opening(made_up, 'illustrative example is', 'illustrative examples are')} left out." if made_up else ""
