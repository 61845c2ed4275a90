"""All that is kept of one body: what it is, its return, its total against its own, its files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from tpdesk.screens.display import content, joined
from tpdesk.screens.registers.labelled import Labelled
from tpdesk.text import counted
from tpdesk.units import percent, pounds, ratio, year_text

if TYPE_CHECKING:
    from tpdesk.services.returns import BodiesRead, BodyFile, BodyRow


class AgencyCard(VerticalScroll):
    """One body. It shows what it is given, and reads nothing."""

    def compose(self) -> ComposeResult:
        """Its name, and what is kept of it."""
        yield Static(id="agency-name")
        yield Labelled(id="agency-rows")

    def show(self, read: BodiesRead, row: BodyRow | None, view: str) -> None:
        """Show a body; what the view is about comes first."""
        self.display = row is not None
        if row is None:
            return
        late = content(row.due, "bold $warning") if row.late else content("")
        self.query_one("#agency-name", Static).update(joined([content(row.agency.name, "bold $accent"), late], "  "))
        parts = {"register": _register(read, row), "returns": _return(read, row), "reconciliation": _money(row)}
        order = [view, *(name for name in parts if name != view)]
        self.query_one("#agency-rows", Labelled).rows = tuple(one for name in order for one in parts[name])


def _register(read: BodiesRead, row: BodyRow) -> Iterator[tuple[str, str]]:
    agency = row.agency
    yield "Kind", row.kind_title or "not said; e names it"
    yield "Also called", "; ".join(agency.aliases)
    areas = "; ".join(
        read.areas[code].words if code in read.areas else f"name not known ({code})" for code in agency.areas
    )
    yield "Covers", areas or "not known: it counts as covering the whole place, unproven. a chooses its areas"
    yield "Counts", f"{row.wider_words} k counts another part of it." if row.wider is not None else ""
    yield "Places", ", ".join(agency.places) or "none"
    yield f"In {read.place.name}", row.role
    yield "Note", agency.note


def _return(read: BodiesRead, row: BodyRow) -> Iterator[tuple[str, str]]:
    told = row.returned
    dates = (("asked for", told.requested_on), ("due", told.due_on), ("received", told.received_on))
    days = ", ".join(f"{word} {day}" for word, day in dates if day)
    yield f"Return {year_text(read.year)}", ", ".join(part for part in (told.state, days, row.due) if part)
    yield "Next action", told.next_action
    if row.lines and told.state in ("expected", "requested"):
        yield "", "Its money is on the desk already: space moves the return on."


def _money(row: BodyRow) -> Iterator[tuple[str, str]]:
    money = row.money
    if money is None:
        yield "Ours", "no lines here in this year"
        return
    yield (
        "Ours",
        f"{pounds(money.counted_pence)} gross, {counted(row.lines, 'line')}{_part(row)}"
        if row.lines
        else "no lines here in this year",
    )
    if money.published_pence is not None:
        yield (
            "Published",
            f"{pounds(money.published_pence)}{f' ({money.published_source})' if money.published_source else ''}",
        )
    if money.control_pence is not None:
        yield "Control total", pounds(money.control_pence)
    yield "Difference", difference_words(row)
    yield "Why", money.explanation
    if row.missing_months is not None:
        yield "Months", row.missing_months.words
    for number, file in enumerate(row.files):
        yield "Files" if number == 0 else "", _file(file)


def _part(row: BodyRow) -> str:
    """Return what of a body's gross counts here, where that is not all."""
    body = row.wider
    return "" if body is None or body.counted == "whole" else f", of which {pounds(body.counted_pence)} counts here"


def difference_words(row: BodyRow) -> str:
    """Return what stands between our total and the body's own."""
    money = row.money
    if money is None or not row.lines:
        return "nothing of it is on the desk yet"
    if money.difference_pence is None:
        return "nothing to compare with; w takes the total that it publishes"
    against = "what it publishes" if money.published_pence is not None else "the control totals of its files"
    if money.difference_pence == 0:
        return f"agrees with {against}, to the penny"
    base = money.published_pence if money.published_pence is not None else money.control_pence
    side = "above" if money.difference_pence > 0 else "below"
    return f"ours is {pounds(abs(money.difference_pence))} ({percent(ratio(abs(money.difference_pence), abs(base or 0)))}) {side} {against}"


def _file(file: BodyFile) -> str:
    said = f"batch {file.batch}, {file.file}: {counted(file.lines, 'line')}, {pounds(file.pence)} with income, taken in {file.made_at[:10]}"
    if file.control_pence is None:
        return said
    off = file.batch_pence - file.control_pence
    whole = " for all bodies in it" if file.shared else ""
    return (
        f"{said}; control total {pounds(file.control_pence)}{whole}, {'agrees' if not off else f'off by {pounds(off)}'}"
    )
