"""What the deep dives show: the list of them, and of the one under the cursor one view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import ContentSwitcher, DataTable, Static

from tpdesk.domain.codes import LEVELS
from tpdesk.screens.display import content, joined
from tpdesk.screens.dives import activity_map as maps
from tpdesk.screens.dives import journey, workshop
from tpdesk.screens.dives.list import EVERY, DiveList, headline
from tpdesk.screens.dives.on_show import DivesOnShow
from tpdesk.screens.dives.pane import DivePane
from tpdesk.screens.dives.tabs import INSIDE, NOTHING, VIEWS, DiveTab
from tpdesk.screens.mode_screen import SLIM
from tpdesk.screens.registers import rows as columns
from tpdesk.screens.registers.card import RecordCard
from tpdesk.screens.registers.table import RegisterTable
from tpdesk.screens.registers.words import text_of

if TYPE_CHECKING:
    from tpdesk.services.dives.boards import BoardsRead, MoneyRead

SHORT: Final = 30
"""Lines below which there is no room for what explains a list below it."""


class DivesView(DivesOnShow):
    """Mode 6 without its commands."""

    MODE = "dives"
    CSS_PATH = "dives.tcss"

    def content(self) -> ComposeResult:
        """The views' names, what is shown in a sentence, the deep dives, one view of one."""
        with Horizontal(id="dive-tabs"):
            for view in VIEWS:
                yield DiveTab(view)
        yield Static(id="dives-says")
        yield Static(id="dives-known")
        with Horizontal(id="dives-two"):
            yield DiveList(id="dives-list")
            with ContentSwitcher(id="dives-views", initial="view-dive"):
                with Vertical(id="view-dive"):
                    yield DivePane(id="dive-pane", can_focus=True)
                    yield Static(id="tags-says")
                    yield RegisterTable(id="tags")
                with Vertical(id="view-map"):
                    yield maps.MapTable(id="map")
                    yield Static(id="map-says", classes="dives-detail")
                for kind in ("delivery", "barrier", "opportunity"):
                    with Vertical(id=f"view-{kind}", classes="list-and-card"):
                        yield RegisterTable(id=f"list-{kind}")
                        yield RecordCard(id=f"card-{kind}", classes="record-card", can_focus=False)
                for kind, inside in (("journey", "step"), ("workshop", "note")):
                    with Vertical(id=f"view-{kind}"):
                        yield RegisterTable(id=f"list-{kind}")
                        yield Static(id=f"{kind}-says", classes="dives-detail")
                        yield RegisterTable(id=f"list-{inside}")
                        yield Static(id=f"{inside}-says", classes="dives-detail")
                yield Static(id="view-nothing")

    # -- reading

    def load(self) -> None:
        """Read the place's deep dives."""
        path, here = self.path, self.here
        place = here.place
        if place is None:
            return

        def call() -> BoardsRead:
            from tpdesk.services.dives.boards import read_boards

            return read_boards(path, place)

        def money() -> MoneyRead:
            from tpdesk.services.dives.boards import read_money

            return read_money(path, place, here.year, here.level)

        self.read("dives.read", call, self._take)
        self.read("dives.money", money, self._take_money)

    async def _take(self, read: BoardsRead) -> None:
        self.found = read
        if not any(read.of(kind) for kind in ("dive", "workshop", "barrier", "opportunity")):
            text = (
                f"A deep dive looks into one theme in {read.place.name}: who does what for whom, at what cost, as the people see it whom it is for. "
                "Name the theme and its question; deliveries, journeys, workshops, barriers and opportunities hang on it."
            )
            await self.say_empty("No deep dive yet", text, "dives.new", "dives.import", "desk.room")
            return
        if self._dive != EVERY and self.dive is None:
            self._dive = EVERY
        self._take_wanted()
        self.show_again()

    def _take_money(self, money: MoneyRead) -> None:
        self.money = money
        self.show_view_again()

    def go_to_record(self, kind: str, key: str) -> None:
        """Put the cursor on a record, as soon as it is read."""
        self._wanted[kind] = key
        if self._take_wanted():
            self.show_again()

    def _take_wanted(self) -> bool:
        here = {
            kind: key
            for kind, key in self._wanted.items()
            if self.found is not None and any(str(one.id) == key for one in self.found.of(kind))
        }
        for kind, key in here.items():
            del self._wanted[kind]
            self.only[kind] = columns.ALL
            if kind == "dive":
                self._dive = key
            self._keys[kind] = key
        return bool(here)

    # -- showing

    @on(DiveTab.Chosen)
    def follow_tab(self, message: DiveTab.Chosen) -> None:
        """Show the view whose name was clicked."""
        self.show_view(message.view)

    def show_view(self, view: str) -> None:
        """Show a view, with the keyboard in it. Whoever goes there by its name came from nowhere."""
        self.window.ways.pop(self.MODE, None)
        self.view = view
        self.show_view_again()
        self.focus_content()

    def focus_content(self) -> None:
        """Give the keyboard to the view on show."""
        name = {"dive": "#dives-list" if self.query_one("#dives-list").display else "#dive-pane", "map": "#map"}.get(
            self.view, f"#list-{self.view}"
        )
        self.query_one(name).focus()

    def on_resize(self) -> None:
        """Show as much as there is room for."""
        if self.found is not None:
            self.call_after_refresh(self.show_view_again)

    def show_again(self) -> None:
        """Show what was read."""
        read = self.found
        if read is None:
            return
        self.query_one(DiveList).show(read, self._dive)
        self.show_view_again()

    def show_view_again(self) -> None:
        """Show the view, as it is sorted and narrowed now."""
        read = self.found
        if read is None or self.panel != "content":
            return
        for tab in self.query(DiveTab):
            shown = tab.view == self.view
            name = VIEWS[tab.view][1 if self.size.width < SLIM else 0]
            tab.update(content(f"▸{name}" if shown else name, "bold $accent" if shown else "$quiet"))
        self._say("dives-says", headline(read, self.dive))
        self._say("dives-known", Content(""))
        nothing = self.view != "dive" and not self.records("delivery" if self.view == "map" else self.view, all_of=True)
        self.query_one("#dives-views", ContentSwitcher).current = "view-nothing" if nothing else f"view-{self.view}"
        if nothing:
            self.query_one("#view-nothing", Static).update(content(NOTHING[self.view]))
        elif self.view == "dive":
            self._show_dive(read)
        elif self.view == "map":
            self._show_map()
        else:
            self._show_list(self.view)
            if self.view in ("journey", "workshop"):
                self._show_inside()
        self.refresh_bindings()

    def _say(self, name: str, text: Content) -> None:
        widget = self.query_one(f"#{name}", Static)
        widget.update(text)
        widget.display = bool(text.plain)

    def _show_dive(self, read: BoardsRead) -> None:
        self.query_one(DivePane).show(read, self.dive, self.money)
        tags = self.money.tags.get(self.dive.id, ()) if self.money is not None and self.dive is not None else ()
        table = self.query_one("#tags", RegisterTable)
        table.display = bool(tags)
        self._say(
            "tags-says",
            content(
                "Spend tagged to it"
                if tags
                else "No spend is tagged to it yet: a tags a category, a body, a label or a line."
                if self.dive
                else "",
                "bold" if tags else "$quiet",
            ),
        )
        if tags:
            from tpdesk.screens.dives.tag_rows import tag_table

            table.show(lambda _: tag_table(tags, read.titles), self._keys.get("tag"))

    def _show_list(self, kind: str) -> None:
        titles = self.found.titles if self.found is not None else {}
        found, whole = self.records(kind), self.records(kind, all_of=True)
        only, by = self.only.get(kind, columns.ALL), self.order.get(kind, columns.orders(kind)[0])
        if kind in ("delivery", "barrier", "opportunity"):
            told = columns.filters(kind, whole, titles).get(only)
            if told is None:
                self.only[kind], found, told = columns.ALL, whole, (columns.ALL, len(whole))
            title = next(field.title.lower() for field in whole[0].kind.fields if field.name == by)
            words = (
                f"{VIEWS[kind][0]}: {len(whole)}"
                if self.only.get(kind, columns.ALL) == columns.ALL
                else f"{VIEWS[kind][0]}, {told[0]}: {len(found)} of {len(whole)}"
            )
            self._say("dives-known", content(f"{words} · by {title}", "$quiet"))
        key = self._keys.get(kind)
        if key not in {str(one.id) for one in found}:
            self._keys[kind] = key = str(found[0].id) if found else None
        self.query_one(f"#list-{kind}", RegisterTable).show(
            lambda width: columns.table(kind, found, width, titles), key
        )
        if kind in ("delivery", "barrier", "opportunity") and self.found is not None:
            self.query_one(f"#card-{kind}", RecordCard).show(self.found, self.record(kind))

    def _show_inside(self) -> None:
        titles = self.found.titles if self.found is not None else {}
        above = self.record(self.view)
        inside = INSIDE[self.view]
        found = self.records(inside)
        table = self.query_one(f"#list-{inside}", RegisterTable)
        if above is None:
            return
        keys = {str(one.id) for one in found}
        if self._keys.get(inside) not in keys:
            self._keys[inside] = str(found[0].id) if found else None
        if inside == "step":
            self._say("journey-says", content(journey.summary(above, found), "bold"))
            table.show(lambda width: journey.table(found, width), self._keys[inside])
        else:
            self._say("workshop-says", content(workshop.workshop_words(above, found), "bold"))
            table.show(lambda width: columns.table("note", found, width, titles), self._keys[inside])
        self._say_inside()

    def _say_inside(self) -> None:
        inside = INSIDE[self.view]
        record, found = self.record(inside), self.records(inside)
        if inside == "step":
            parts = (
                [content(f"Lanes: {journey.legend(found)}", "$quiet")]
                if found
                else [content("N writes its first step.", "$quiet")]
            )
            parts += [content(journey.step_says(record))] if record is not None and found else []
            self._say("step-says", joined(reversed(parts), "\n"))
        elif record is not None and found and self.found is not None:
            self._say("note-says", workshop.note_says(record, self.found.titles))
        else:
            self._say("note-says", content(workshop.NO_NOTE, "$quiet"))

    def _show_map(self) -> None:
        deliveries = self.records("delivery", all_of=True)
        groups = maps.client_groups(deliveries)
        wanted = self.client_group
        if wanted is None or (wanted not in groups and wanted != maps.EVERYONE):
            own = text_of(self.dive, "client_group") if self.dive is not None else ""
            wanted = own if own in groups else groups[0] if groups else maps.EVERYONE
        made = maps.activity_map(
            deliveries,
            wanted,
            self.money.pairs if self.money is not None else (),
            self.money.unjudged if self.money is not None else (),
        )
        self._say(
            "dives-known",
            content(
                f"{maps.headline(made)} Judged within {LEVELS[self.here.level]} (l), c chooses for whom.", "$quiet"
            ),
        )
        self.query_one("#map", maps.MapTable).fill(made)
        self._say_cell()

    def _say_cell(self) -> None:
        table = self.query_one("#map", maps.MapTable)
        if table.made is not None and table.at is not None:
            legend = "2 · £120k: two deliveries and what they cost a year; + where a cost is not known. ■ the same for the same people; ◪ overlapping."
            said = content(maps.says(table.made, *table.at))
            self._say("map-says", said if self.size.height < SHORT else joined([said, content(legend, "$quiet")], "\n"))

    # -- following the cursor

    @on(DiveList.OptionHighlighted, "#dives-list")
    def follow_dive(self) -> None:
        """Show the deep dive under the cursor."""
        key = self.query_one(DiveList).key
        if key != self._dive:
            self._dive = key
            self.show_view_again()

    @on(DataTable.RowHighlighted)
    def follow(self, message: DataTable.RowHighlighted) -> None:
        """Show what is kept of the record under the cursor."""
        table = message.data_table
        if not isinstance(table, RegisterTable) or table.id is None or not table.row_count or self.found is None:
            return
        kind = "tag" if table.id == "tags" else table.id.removeprefix("list-")
        if self._keys.get(kind) == table.key:
            return
        self._keys[kind] = table.key
        if kind == self.view and kind in ("delivery", "barrier", "opportunity"):
            self.query_one(f"#card-{kind}", RecordCard).show(self.found, self.record(kind))
        elif kind == self.view and kind in ("journey", "workshop"):
            self._show_inside()
        elif kind in ("step", "note") and self.view in ("journey", "workshop"):
            self._say_inside()
        self.refresh_bindings()

    @on(DataTable.CellHighlighted, "#map")
    def follow_cell(self) -> None:
        """Say the cell under the cursor in words."""
        self._say_cell()
        self.refresh_bindings()
