"""Page one of a pack: the finding as its title, five figures, three findings, what the board is asked to do, and what
is missing, beside one chart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tpdesk.calc.packs.asks import MOST_ASKS, NO_ASK, BoardAsk, more_asks
from tpdesk.calc.packs.findings import KeyFinding
from tpdesk.calc.packs.frame import Frame
from tpdesk.calc.workbook.describe import Chart, FrontLine, Sheet, said
from tpdesk.text import counted


@dataclass(frozen=True, slots=True)
class PageOne:
    """What page one says."""

    title: str
    figures: Sequence[KeyFinding]
    findings: Sequence[KeyFinding]
    asks: Sequence[BoardAsk]
    left_out: str
    """What is made up to show the tool and therefore asks for nothing, in words; empty where there is none."""

    missing: str
    chart: Chart | None
    further_on: str = ""
    """Where meeting papers say the rest of what is asked; empty on page one of a pack, which leads to its sheets."""


def page_one(frame: Frame, page: PageOne) -> Sheet:
    """Return the first sheet of a pack."""
    return Sheet(
        "cover",
        "Cover",
        page.title,
        "What matters most, and what is the board asked to do?",
        (f"{said(frame.status).capitalize()}. Basis: {said(frame.basis.sentence())}",),
        chart=page.chart,
        front=tuple(_lines(page)),
    )


def _lines(page: PageOne) -> Iterator[FrontLine]:
    yield FrontLine("Five figures", is_heading=True)
    yield from (_figure(one, page) for one in page.figures)
    yield FrontLine("Three findings", is_heading=True)
    yield from (_figure(one, page) for one in page.findings)
    yield FrontLine("The board is asked to", is_heading=True)
    shown = page.asks[:MOST_ASKS]
    yield from (FrontLine(ask.words, f"{number}.") for number, ask in enumerate(shown, 1))
    if not shown:
        yield FrontLine(" ".join(filter(None, (NO_ASK, page.left_out))))
    if page.further_on:
        if page.asks[MOST_ASKS:]:
            yield FrontLine(f"and {counted(len(page.asks[MOST_ASKS:]), 'further point')}: see {page.further_on}.")
        yield FrontLine("What is missing", is_heading=True)
        yield FrontLine(page.missing)
        return
    if page.asks[MOST_ASKS:]:
        yield FrontLine(more_asks(page.asks[MOST_ASKS:]), link="contents")
    yield FrontLine("What is missing", is_heading=True)
    yield FrontLine(page.missing)
    yield FrontLine("Contents: every sheet by the question that it answers", link="contents")


def _figure(found: KeyFinding, page: PageOne) -> FrontLine:
    return FrontLine(found.text, found.lead, "" if page.further_on else found.sheet)
