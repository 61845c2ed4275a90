"""The bodies as rows: three views of one list, how they are sorted, which are shown, what fits in a width.

All that is kept of one body: what it is, its return, its total against its own, its files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from tpdesk.domain.codes import RETURN_STATES
from tpdesk.screens.dialogs.choose import Choice
from tpdesk.screens.display import cell, content, joined
from tpdesk.screens.flex_table import Col, Row
from tpdesk.screens.registers.listing import RegisterList
from tpdesk.screens.registers.rows import ALL, Titles
from tpdesk.screens.registers.table import Labelled
from tpdesk.text import counted
from tpdesk.units import percent, pounds, ratio, short_pounds, whole_pounds, year_text

if TYPE_CHECKING:
    from tpdesk.domain.kinds import Kind, Record
    from tpdesk.models.return_sheet import SentSheet
    from tpdesk.services.returns import BodiesRead, BodyFile, BodyRow

VIEWS: Final = {"register": "Register", "returns": "Returns", "reconciliation": "Reconciliation"}
"""Id -> name, in the order of the key."""

ORDERS: Final[Mapping[str, tuple[str, Callable[[BodyRow], tuple[object, ...]]]]] = {
    "name": ("by name", lambda row: (row.agency.name.casefold(),)),
    "kind": ("by kind", lambda row: (not row.kind_title, row.kind_title, row.agency.name.casefold())),
    "state": ("by state of the return", lambda row: (RETURN_STATES.index(row.returned.state),
            row.agency.name.casefold())),
    "due": ("by due date", lambda row: (not row.late, not row.due, row.returned.due_on, row.agency.name.casefold())),
    "money": ("largest first", lambda row: (-(ours(row) or 0), row.agency.name.casefold())),
    "difference": ("largest difference first", lambda row: (-abs(difference(row) or 0), difference(row) is None,
            row.agency.name.casefold())),
}  # fmt: skip
"""Id -> (in words, key)."""

PLACE: Final = "place"
"""The filter that one begins with: the bodies of the place."""


def ours(row: BodyRow) -> int | None:
    """Return the body's gross expenditure of the year on this desk, in pence; None where it has no lines."""
    return row.money.counted_pence if row.money is not None and row.lines else None


def counted_here(row: BodyRow) -> int | None:
    """Return what of the body's gross expenditure counts in the place, in pence; None where it has no lines."""
    if row.wider is None or not row.lines:
        return ours(row)
    return None if row.wider.counted == "left out" else row.wider.counted_pence


def difference(row: BodyRow) -> int | None:
    """Return ours less what it is held against, in pence; None where there are not both."""
    return row.money.difference_pence if row.money is not None and row.lines else None


def kept(row: BodyRow, only: str) -> bool:
    """Say whether a filter shows the body."""
    kind, _, state = only.partition(":")
    match kind:
        case "all":
            return True
        case "late":
            return row.in_place and row.late
        case "differs":
            return row.in_place and bool(difference(row))
        case "without":
            return row.in_place and not row.lines
        case "state":
            return row.in_place and row.returned.state == state
    return row.in_place


def filters(read: BodiesRead) -> dict[str, tuple[str, int]]:
    """Return id -> (in words, how many) of every filter that shows something."""
    found = {
        PLACE: f"the organisations of {read.place.name}", "late": "those overdue", "differs": "those that differ",
        "without": "those without money",
        **{f"state:{state}": state for state in RETURN_STATES}, "all": "every organisation of the desk",
    }  # fmt: skip
    numbers = {name: sum(1 for row in read.rows if kept(row, name)) for name in found}
    return {name: (words, numbers[name]) for name, words in found.items() if numbers[name]}


def headline(read: BodiesRead) -> str:
    """Return how the place's bodies stand, as one sentence."""
    here = [
        row
        for row in read.rows
        if row.in_place and row.is_one_body and not (row.wider is not None and row.wider.counted == "left out")
    ]
    money = sum(1 for row in here if row.lines)
    late = sum(1 for row in here if row.late)
    states = [
        f"{number} {state}"
        for state in reversed(RETURN_STATES)
        if (number := sum(1 for row in here if row.returned.state == state))
    ]
    said = (
        f"{read.place.name}, {year_text(read.year)}: {counted(len(here), 'organisation', 'organisations')} expected, "
        f"{money} with money."
    )
    return f"{said} Returns: {', '.join(states)}{f'; {late} overdue' if late else ''}." if here else said


def table(read: BodiesRead, shown: Sequence[BodyRow], view: str, width: int) -> tuple[list[Col], list[Row]]:
    """Return columns and rows of a view for a table of `width` columns."""
    any_wider = any(row.wider is not None for row in shown)
    fitting = [
        (col, told) for col, told, least in _COLUMNS[view] if width >= least and (told is not _counts or any_wider)
    ]
    rows = [Row(str(row.agency.id), tuple(told(read, row) for _, told in fitting)) for row in shown]
    return [col for col, _ in fitting], rows


def _pounds(pence: int | None) -> Text:
    return cell(whole_pounds(pence) if pence is not None else "-")


def _differs(pence: int | None) -> Text:
    if pence is None:
        return cell("-")
    return cell("agrees") if pence == 0 else cell(f"{'+' if pence > 0 else ''}{whole_pounds(pence)}", "bold")


def _name(read: BodiesRead, row: BodyRow) -> Text:  # noqa: ARG001
    return cell(row.agency.name)


def _counts(read: BodiesRead, row: BodyRow) -> Text:  # noqa: ARG001
    body = row.wider
    if body is None:
        return cell("")
    if body.counted == "place only":
        return cell("place only")
    if body.counted == "whole":
        return cell("wider" if body.areas_outside else "wider?", "bold")
    return cell(
        "left out" if body.counted == "left out" else f"{percent(body.share_inside)} share",
        "bold",
    )


def _areas(read: BodiesRead, row: BodyRow) -> Text:
    names = [read.areas[code].name if code in read.areas else code for code in row.agency.areas]
    return cell(", ".join(names)) if names else cell("not known", "bold")


def _sent(row: BodyRow) -> str:
    """Return when the latest workbook was sent, or when the return was asked for otherwise."""
    if not row.sheets:
        return row.returned.requested_on
    return f"v{row.sheets[0].version} {row.sheets[0].sent_on}"


def _questions(read: BodiesRead, row: BodyRow) -> Text:  # noqa: ARG001
    return cell(f"{row.open_questions} open", "bold") if row.open_questions else cell("")


_Told = Callable[["BodiesRead", "BodyRow"], Text]
_NAME: Final[tuple[Col, _Told, int]] = (Col("Organisation", 0), _name, 0)
_COLUMNS: Final[Mapping[str, tuple[tuple[Col, _Told, int], ...]]] = {
    "register": (
        _NAME,
        (Col("Kind", 16), lambda _, row: cell(row.kind_title), 92),
        (Col("Areas", 20), _areas, 130),
        (Col("Places", 20), lambda _, row: cell(", ".join(row.agency.places)), 160),
        (Col("Return", 10), lambda _, row: cell(row.returned.state), 50),
        (Col("Due", 14), lambda _, row: cell(f"! {row.due}" if row.late else row.due, "bold" if row.late else ""), 104),
        (Col("Counts here", 11), _counts, 66),
        (Col("Counted", 9, True), lambda _, row: cell(_short(counted_here(row))), 0),
        (Col("Difference", 12, True), lambda _, row: _differs(difference(row)), 66),
    ),
    "returns": (
        _NAME,
        (Col("State", 10), lambda _, row: cell(row.returned.state), 0),
        (Col("Sent", 14), lambda _, row: cell(_sent(row)), 88),
        (Col("Due", 10), lambda _, row: cell(row.returned.due_on), 60),
        (Col("", 14), lambda _, row: cell(f"! {row.due}" if row.late else row.due, "bold" if row.late else ""), 48),
        (Col("Chased", 10), lambda _, row: cell(row.returned.chased_on[-10:]), 130),
        (Col("Received", 10), lambda _, row: cell(row.returned.received_on), 100),
        (Col("Questions", 9), _questions, 90),
        (Col("Next action", 34), lambda _, row: cell(row.returned.next_action), 150),
    ),
    "reconciliation": (
        _NAME,
        (Col("Control total", 14, True), lambda _, row: _pounds(row.money.control_pence if row.money else None), 100),
        (Col("Published", 14, True), lambda _, row: _pounds(row.money.published_pence if row.money else None), 74),
        (Col("Ours", 14, True), lambda _, row: _pounds(ours(row)), 44),
        (Col("Difference", 13, True), lambda _, row: _differs(difference(row)), 0),
        (Col("Why", 40), lambda _, row: cell(row.returned.note), 134),
    ),
}  # fmt: skip
"""View -> (column, what it says, from which width of the table)."""


def _short(pence: int | None) -> str:
    return short_pounds(pence) if pence is not None else "-"


class AgencyList(RegisterList):
    """The agencies of the desk as they stand for a place and year, those of the place first of all."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(kind)
        self.read: BodiesRead | None = None
        """What was read of them last."""
        self.bodies: Mapping[int, BodyRow] = {}
        """Number of the agency -> its row."""

    @property
    def usual_filter(self) -> str:
        """The bodies of the place."""
        return PLACE

    def orders(self) -> Mapping[str, str]:
        """Return the orders: by what the register says of an agency, by its return, by its money."""
        return {name: words for name, (words, _) in ORDERS.items()}

    def ordered(self, records: Sequence[Record], by: str) -> list[Record]:
        """Return the agencies sorted."""
        return sorted(records, key=lambda one: ORDERS[by][1](self.bodies[one.id]))

    def filters(self, records: Sequence[Record], titles: Titles) -> Mapping[str, tuple[str, int]]:  # noqa: ARG002
        """Return those of the place, by how their returns and their money stand, and all of the desk."""
        every = {ALL: ("every organisation of the desk", len(records))}
        return every if self.read is None else {**filters(self.read), **every}

    def keeps(self, record: Record, only: str) -> bool:
        """Say whether a filter shows the agency."""
        return kept(self.bodies[record.id], only)

    def choice(self, record: Record) -> Choice:
        """Return the agency by any of its names."""
        row = self.bodies[record.id]
        return Choice(str(record.id), row.agency.name, ", ".join((row.kind_title, *row.agency.aliases)).strip(", "))


class AgencyCard(VerticalScroll, can_focus=True):
    """One body. It shows what it is given, and reads nothing."""

    def compose(self) -> ComposeResult:
        """Its name, and what is kept of it."""
        yield Static(id="agency-name")
        yield Labelled(id="agency-rows")

    def show(self, read: BodiesRead, row: BodyRow | None, view: str) -> None:
        """Show a body; what the view is about comes first."""
        self.set_class(row is None, "-nothing")
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
    yield "Workbooks", "; ".join(map(_sheet_words, row.sheets)) or "none yet; S writes one"
    yield "Chased", told.chased_on.replace("; ", ", ")
    yield "Questions", f"{counted(row.open_questions, 'question')} open" if row.open_questions else ""
    yield "Next action", told.next_action
    if row.lines and told.state in ("expected", "requested"):
        yield "", "Its money is on the desk already: space moves the return on."


def _sheet_words(sheet: SentSheet) -> str:
    return f"version {sheet.version} sent {sheet.sent_on}{f', read {sheet.read_on}' if sheet.read_on else ''}"


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
    return (
        f"ours is {pounds(abs(money.difference_pence))} "
        f"({percent(ratio(abs(money.difference_pence), abs(base or 0)))}) {side} {against}"
    )


def _file(file: BodyFile) -> str:
    said = (
        f"batch {file.batch}, {file.file}: {counted(file.lines, 'line')}, {pounds(file.pence)} with income, "
        f"imported {file.made_at[:10]}"
    )
    if file.control_pence is None:
        return said
    off = file.batch_pence - file.control_pence
    whole = " for all organisations in it" if file.shared else ""
    return (
        f"{said}; control total {pounds(file.control_pence)}{whole}, {'agrees' if not off else f'off by {pounds(off)}'}"
    )
