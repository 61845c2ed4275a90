"""One deep dive as a view: what it asks and comes to, and the spend that is tagged to it.

One deep dive: what it asks, what it comes to, how much of it prevents; or all of a place's together.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Final, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import DataTable, Static

from tpdesk.calc.tagging import cut_words
from tpdesk.domain.kinds import BARRIER_STATES, HORIZONS
from tpdesk.screens.applies import applies
from tpdesk.screens.bars import BarRow, Bars
from tpdesk.screens.commands.register import CHAPTER
from tpdesk.screens.dialogs.base import Confirm
from tpdesk.screens.display import content, joined
from tpdesk.screens.dives.workshop import tag_table
from tpdesk.screens.key_line import bindings
from tpdesk.screens.mode_screen import ModeScreen
from tpdesk.screens.registers.rows import text_of
from tpdesk.screens.registers.table import Labelled, RegisterTable
from tpdesk.text import counted
from tpdesk.units import percent, pounds

if TYPE_CHECKING:
    from tpdesk.calc.dive import DiveTotal
    from tpdesk.domain.kinds import Record
    from tpdesk.models.desk import Desk
    from tpdesk.models.dives.tagging import Tag
    from tpdesk.services.dives.boards import BoardsRead, MoneyRead

_ASKED: Final = ("question", "client_group")
_SAID: Final = ("sponsor", "source", "note")
_PARTS: Final = 6
"""Bodies whose part of a deep dive has a line of its own."""


class DivePane(VerticalScroll):
    """It shows what it is given, and reads nothing."""

    def compose(self) -> ComposeResult:
        """What it asks, what it comes to, its stages, who spends it, what must be known of that."""
        yield Labelled(id="dive-rows")
        yield Static(id="dive-prevents")
        yield Bars("Cost of its deliveries a year", noun="more stages", id="dive-stages")
        yield Bars("Who spends what is tagged", noun="more organisations", id="dive-parts")
        yield Static(id="dive-issues")

    def show(self, read: BoardsRead, dive: Record | None, money: MoneyRead | None) -> None:
        """Show a deep dive; all of them for None."""
        total = money.totals.get(dive.id) if dive is not None and money is not None else None
        self.query_one("#dive-rows", Labelled).rows = tuple(_one(read, dive, total) if dive is not None else _all(read))
        parts = self.query_one("#dive-parts", Bars)
        parts.heading = "Who spends what is tagged" if dive is not None else "Spend tagged to each"
        parts.most = _PARTS if dive is not None else None
        rows = _parts(total) if total is not None else _totals(money) if dive is None and money is not None else ()
        for bars, found in (
            (self.query_one("#dive-stages", Bars), _stages(total) if total is not None else ()),
            (parts, rows),
        ):
            bars.rows = found
            bars.display = bool(found)
        for name, text, style in (
            ("#dive-prevents", prevention(total) if total is not None else "", "bold"),
            ("#dive-issues", "", ""),
        ):
            line = self.query_one(name, Static)
            line.update(content(text, style))
            line.display = bool(text)
        if total is not None and total.issues:
            issues = self.query_one("#dive-issues", Static)
            issues.update(joined([content(f"! {issue.text}", "$warning") for issue in total.issues], "\n"))
            issues.display = True


def _all(read: BoardsRead) -> Iterator[tuple[str, str]]:
    subs = sum(1 for one in read.of("dive") if one.values["parent"])
    within = f", with {counted(subs, 'sub-theme')}" if subs else ""
    yield "Deep dives", f"{len(read.of('dive')) - subs}{within}. D shows one, n names a new one."
    deliveries = read.of("delivery")
    bodies = {one.values["agency"] for one in deliveries}
    yield (
        "Deliveries",
        f"{len(deliveries)} of {counted(len(bodies), 'organisation', 'organisations')}" if deliveries else "none yet",
    )
    yield "Journeys", counted(len(read.of("journey")), "journey") if read.of("journey") else "none yet"
    notes = f"{counted(len(read.of('workshop')), 'workshop')}, {counted(len(read.of('note')), 'note')}"
    yield "Workshops", notes if read.of("workshop") else "none yet"
    yield "Barriers", _by(read, "barrier", "state", BARRIER_STATES)
    yield "Opportunities", _by(read, "opportunity", "horizon", HORIZONS)


def _by(read: BoardsRead, kind: str, name: str, order: tuple[str, ...]) -> str:
    found = [text_of(one, name) for one in read.of(kind)]
    return ", ".join(f"{found.count(one)} {one}" for one in order if one in found) or "none yet"


def _one(read: BoardsRead, dive: Record, total: DiveTotal | None) -> Iterator[tuple[str, str]]:
    titles = {field.name: field.title for field in dive.kind.fields}
    for name in _ASKED:
        yield titles[name], text_of(dive, name)
    yield titles["cohort"], text_of(dive, "cohort") or "not known"
    yield from _money(total) if total is not None else ()
    dates = " to ".join(day for day in (text_of(dive, "starts_on"), text_of(dive, "ends_on")) if day)
    days = text_of(dive, "working_days")
    yield "When", ", ".join(part for part in (dates, f"{days} working days" if days else "") if part)
    yield titles["parent"], text_of(dive, "parent")
    subs = {one.title: "" for one in read.of("dive") if one.values["parent"] == dive.title}
    if total is not None:
        subs |= {
            sub.title: f" ({pounds(sub.total_pence)}, {percent(sub.share, 2)})"
            if sub.share is not None
            else " (no spend of the year is tagged to it)"
            for sub in total.subthemes
            if sub.title in subs
        }
    yield "Sub-themes", "; ".join(f"{title}{money}" for title, money in subs.items())
    for name in _SAID:
        yield f"{titles[name]}{' (private)' if name == 'note' else ''}", text_of(dive, name)


def _money(total: DiveTotal) -> Iterator[tuple[str, str]]:
    if not total.tags:
        yield "Spend", "none is tagged to it yet"
        return
    if not total.parts:
        yield "Spend", f"not known: its tags find none in {total.year}"
        return
    yield "Spend", f"{pounds(total.total_pence)} in {total.year}"
    if total.share is not None:
        yield "Of the count", f"{percent(total.share, 2)} of {pounds(total.of_pence)}. {total.basis.sentence()}"
    people = total.basis.people
    head = (
        f"{pounds(total.pence_per_head)} over {people:,} people of {total.place}"
        if total.pence_per_head is not None and people
        else "no population is held"
    )
    yield "Per head", head
    if total.cohort_small:
        yield "Per person in it", "left out: so few people could be known by it"
    elif total.per_member is not None and total.cohort:
        yield "Per person in it", f"{pounds(total.per_member)} over {total.cohort:,}"


def prevention(total: DiveTotal) -> str:
    """Return how much of the deliveries prevents and how much reacts, in a sentence; empty where there are none."""
    said = [part for part in total.by_stage if part.stage]
    if not said:
        return ""
    bare = [part.stage or "not said" for part in total.by_stage if part.deliveries and part.cost_pence is None]
    unknown = f" No cost is known of: {', '.join(bare)}." if bare else ""
    none = [f"{part.stage} ({part.step})" for part in total.by_stage if not part.deliveries]
    without = f" No delivery is recorded for: {', '.join(none)}." if none else ""
    return f"{cut_words(total.by_stage)}{unknown}{without}".strip()


def _stages(total: DiveTotal) -> tuple[BarRow, ...]:
    rows = []
    for part in total.by_stage:
        if part.cost_pence is not None:
            unknown = f", {part.unknown} without a cost" if part.unknown else ""
            note = f"({counted(part.deliveries, 'delivery', 'deliveries')}{unknown})"
            step = f" ({part.step})" if part.step else ""
            rows.append(BarRow(f"{part.stage or 'not said'}{step}", "", note, part.cost_pence, part.share, None))
    return tuple(rows)


def _parts(total: DiveTotal) -> tuple[BarRow, ...]:
    sums: dict[str, tuple[int, float]] = {}
    for part in total.parts:
        pence, share = sums.get(part.agency, (0, 0.0))
        sums[part.agency] = pence + part.amount_pence, share + (part.share or 0.0)
    found = sorted(sums.items(), key=lambda one: (-one[1][0], one[0].casefold()))
    return tuple(BarRow(name, "", "", pence, share, None) for name, (pence, share) in found)


def _totals(money: MoneyRead) -> tuple[BarRow, ...]:
    found = [one for one in money.totals.values() if one.parts]
    return tuple(
        BarRow(f"{'└ ' if one.parent else ''}{one.title}", "", "", one.total_pence, one.share, None) for one in found
    )


class DiveView(Vertical):
    """It shows what it is given, and removes tags."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(one for one in CHAPTER.commands if one.action == "remove")

    def __init__(self) -> None:
        super().__init__(id="view-dive")
        self.tags: tuple[Tag, ...] = ()
        self.key: str | None = None
        """The tag under the cursor."""

    def compose(self) -> ComposeResult:
        """The deep dive, and its tags."""
        yield DivePane(id="dive-pane", can_focus=True)
        yield Static(id="tags-says")
        yield RegisterTable(id="tags")

    def show(self, read: BoardsRead, dive: Record | None, money: MoneyRead | None) -> None:
        """Show a deep dive; all of them together for None."""
        self.query_one(DivePane).show(read, dive, money)
        self.tags = money.tags.get(dive.id, ()) if money is not None and dive is not None else ()
        table, says = self.query_one("#tags", RegisterTable), self.query_one("#tags-says", Static)
        table.display, says.display = bool(self.tags), dive is not None
        if self.tags:
            tags = self.tags
            says.update(content("Spend tagged to it", "bold"))
            table.show(lambda _: tag_table(tags, read.titles), self.key)
        else:
            says.update(
                content(
                    "No spend is tagged to it yet: a tags a category, an organisation, a label or a line.", "$quiet"
                )
            )

    @on(DataTable.RowHighlighted, "#tags")
    def follow(self) -> None:
        """Stay on the tag under the cursor."""
        self.key = self.query_one("#tags", RegisterTable).key

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done now."""
        return applies(self, action, parameters)

    def can_remove(self) -> bool:
        """While the list of tags has the keyboard."""
        return self.screen.focused is self.query_one("#tags") and self._tag() is not None

    def _tag(self) -> Tag | None:
        return next((tag for tag in self.tags if str(tag.id) == self.key), None)

    def action_remove(self) -> None:
        """Remove the tag under the cursor."""
        tag = self._tag()
        assert tag is not None
        cast("ModeScreen", self.screen).talk(self._remove(tag))

    async def _remove(self, tag: Tag) -> None:
        text = (
            f"{tag.words} ({tag.share_text}) will no longer count towards {tag.dive}. The spend itself is "
            "unchanged. Press u to undo."
        )
        if not await self.app.push_screen_wait(Confirm("Remove the tag?", text, yes="Remove")):
            return

        def call(desk: Desk, _: object) -> None:
            from tpdesk.services.dives.boards import untag

            untag(desk, tag.id)

        cast("ModeScreen", self.screen).window.act("Removing the tag", call)
