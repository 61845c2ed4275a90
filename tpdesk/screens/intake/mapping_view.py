"""What the mapping room lists: open labels or mapped ones, of one body or all, those chosen, and what is known of
the one under the cursor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final, cast

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.events import Key
from textual.widgets import DataTable, Input, Static

from tpdesk import services
from tpdesk.models.lines.totals import flows_words
from tpdesk.screens.commands.intake import LABELS_PANE, MAPPING
from tpdesk.screens.dialogs.awaited import asks
from tpdesk.screens.dialogs.choose import Choice, Choose
from tpdesk.screens.display import cell, content
from tpdesk.screens.flex_table import Col, FlexTable, Row
from tpdesk.screens.intake.words import MAPS, category_name, mapped_label, money_of, open_label, progress
from tpdesk.screens.key_line import bindings
from tpdesk.screens.mode_screen import ModeScreen
from tpdesk.text import counted, folded
from tpdesk.units import percent, whole_pounds

if TYPE_CHECKING:
    from tpdesk.domain.facts import Category
    from tpdesk.models.lines.totals import LabelLine
    from tpdesk.models.mapping import LabelMoney, MapInForce
    from tpdesk.screens.window import Window
    from tpdesk.services.mapping import Workspace
    from tpdesk.services.suggesting import SuggestedStep, Suggestion

MOST: Final = 400
"""Labels that are listed at once; / finds the others."""

Item = tuple[int, str]
"""(agency id, label)."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What of the labels is listed."""

    mapped: bool = False
    """Those that have a map, in place of those that are open."""

    body: str = ""
    """Those of one body; empty for all."""

    search: str = ""
    """Those that hold this text, folded."""


class LabelsPane(Vertical):
    """The labels of the place, a filter over them, those that are selected, and what is known of
    the one under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(MAPPING.commands, LABELS_PANE)

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self.workspace: Workspace | None = None
        self.titles: dict[str, Category] = {}
        self.view = Shown()
        self.whole_place = False
        self.selected: set[Item] = set()
        """Labels that are selected, those too that the filter does not list now."""
        self.fitting: list[Item] = []
        """All that the filter lists, the most money first."""
        self.open: dict[Item, LabelMoney] = {}
        self._mapped: dict[Item, MapInForce] = {}
        self._items: list[Item] = []
        self._lines: dict[Item, list[LabelLine]] = {}

    def compose(self) -> ComposeResult:
        """How far it is, the search, the labels, the one under the cursor."""
        yield Static(id="map-progress")
        yield Input(
            placeholder="a part of the label; Enter goes to the list, Esc shows all", id="map-search", compact=True
        )
        yield FlexTable(id="map-table")
        yield Static(id="map-detail")

    def on_mount(self) -> None:
        """The search shows when it is wanted."""
        self.query_one("#map-search").display = False

    @property
    def room(self) -> ModeScreen:
        """The room, which asks the desk."""
        return cast("ModeScreen", self.screen)

    @property
    def window(self) -> Window:
        """The window, for its place and year."""
        return cast("Window", self.app)

    def begin(self) -> None:
        """Begin without the search of the last time, which would make labels seem to be missing;
        a body and labels that were selected stay, and the title says so."""
        self.view = Shown(body=self.view.body)
        line = self.query_one("#map-search", Input)
        line.value = ""
        line.display = False
        self.query_one(FlexTable).focus()
        self.show()

    # -- reading

    def load(self) -> None:
        """Read the labels of the place."""
        path, place, year = self.window.path, self.window.here.place, self.window.here.year
        if place is not None:
            self.room.read("mapping.read", lambda: services.mapping.read_workspace(path, place, year), self._take)

    async def _take(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.titles = {category.code: category for category in workspace.categories}
        self._lines.clear()
        self.open = {(item.agency, item.text): item for item in workspace.state.unmapped}
        self._mapped = {(workspace.agencies[item.agency_name], item.text): item for item in workspace.mapped}
        if not workspace.state.unmapped and not workspace.mapped:
            await self.room.say_empty(
                "No labels yet", "Once files are imported, the organisations' own words for their services stand "
                                 "here, the most money first, to be given a category.", "desk.import"
            )  # fmt: skip
            return
        names = {item.agency_name for item in workspace.state.unmapped} | {
            item.agency_name for item in workspace.mapped
        }
        if self.view.body not in names:
            self.view = Shown(self.view.mapped, "", self.view.search)
        self.show()

    def _read_lines(self, item: Item) -> None:
        path, place = self.window.path, self.window.here.place
        if item not in self._lines and place is not None:
            self.room.read(
                "mapping.lines",
                lambda: services.mapping.read_lines(path, place, *item),
                lambda lines: self._take_lines(item, lines),
            )

    def _take_lines(self, item: Item, lines: list[LabelLine]) -> None:
        self._lines[item] = lines
        self._show_detail()

    # -- showing

    @property
    def known(self) -> Mapping[Item, LabelMoney | MapInForce]:
        """What the view is about: open labels, or mapped ones."""
        return self._mapped if self.view.mapped else self.open

    def offer(self, item: Item) -> Suggestion | None:
        """Return the suggestion for an open label."""
        money = self.open.get(item)
        return self.workspace.offers.get(money) if self.workspace is not None and money is not None else None

    def steps(self) -> tuple[SuggestedStep, ...]:
        """Return what maps many labels at once: of the organisation on show, or of all."""
        offers = self.workspace.offers.values() if self.workspace is not None else ()
        return services.suggesting.steps(
            offer for offer in offers if not self.view.body or offer.label.agency_name == self.view.body
        )

    def show(self) -> None:
        """Show the labels that the filter lists."""
        if self.workspace is None:
            return
        self.query_one("#map-progress", Static).update(
            progress(self.workspace, self.window.here.year, self.screen.size.width)
        )
        known = self.known
        self.fitting = [key for key, item in known.items() if self._fits(item)]
        self.selected &= known.keys()
        table = self.query_one(FlexTable)
        at = table.cursor_row
        before = self._items[at] if at < len(self._items) else None
        self._items = self.fitting[:MOST]
        bodies = (
            self.screen.size.width >= 100
            and not self.view.body
            and len({item.agency_name for item in known.values()}) > 1
        )
        narrow, middle = self.screen.size.width < 76, self.screen.size.width < 100
        cols = [
            Col("", 1),
            Col("Label", 0),
            *([Col("Organisation", 20)] if bodies else []),
            Col("Amount", 11 if narrow else 13, right=True),
        ]
        cols += [] if narrow else [Col("Lines", 6, right=True)]
        cols += [] if self.view.mapped or not self._wide else [Col("Sure", 6)]
        cols.append(Col("Stands for" if self.view.mapped else "Suggestion", 14 if narrow else 22 if middle else 30))
        table.fill(cols, [Row(repr(key), tuple(self._cells(key, known[key], bodies))) for key in self._items])
        if before not in self._items and self._items:
            table.move_cursor(row=min(at, len(self._items) - 1), animate=False)
        self._entitle()
        self._show_detail()
        self.room.refresh_bindings()

    def _fits(self, item: LabelMoney | MapInForce) -> bool:
        return (not self.view.body or item.agency_name == self.view.body) and self.view.search in folded(item.text)

    def _cells(self, key: Item, item: LabelMoney | MapInForce, bodies: bool) -> Iterator[Text]:
        yield self._tick(key)
        yield cell(item.text or "(no label)")
        if bodies:
            yield cell(item.agency_name)
        # A label of income alone stands for that; the two flows are never added up.
        yield cell(whole_pounds(item.pence) if item.pence else flows_words(0, item.income_pence, whole_pounds))
        if self.screen.size.width >= 76:
            yield cell(f"{item.lines:,}")
        if self.view.mapped:
            mapped = self._mapped[key]
            parts = (
                f"{category_name(code, self.titles)}{'' if share == 1 else f' {percent(share, 0)}'}"
                for code, share in mapped.categories
            )
            yield cell(f"{', '.join(parts)} ({MAPS[mapped.origin]})")
        else:
            offer = self.offer(key)
            if self._wide:
                yield cell(offer.confidence if offer is not None else "")
            yield cell(category_name(offer.category, self.titles) if offer is not None else "")

    @property
    def _wide(self) -> bool:
        return self.screen.size.width >= 100

    def _tick(self, key: Item) -> Text:
        return cell("✓" if key in self.selected else " ", "bold")

    def _entitle(self) -> None:
        number = len(self.fitting)
        parts = [
            "mapped labels" if self.view.mapped else "open labels",
            f"{self.view.body} only (f shows all)" if self.view.body else "all organisations",
        ]
        parts += [f"containing '{self.view.search}' (/ then Esc shows all)"] if self.view.search else []
        parts += [f"the largest {MOST} of {number:,}: / finds the others"] if number > MOST else []
        parts += [self._selected_words()] if self.selected else []
        whose = (
            "maps hold for every organisation here"
            if self.whole_place
            else "maps hold for the label's own organisation"
        )
        self.room.entitle(content(", ".join(parts), "bold"), content(whose, "$quiet"))

    def _selected_words(self) -> str:
        unlisted = len(self.selected - set(self._items))
        said = f"{len(self.selected):,} selected, {money_of(self.known[item] for item in self.selected)}"
        return f"{said} ({unlisted:,} not listed)" if unlisted else said

    @property
    def item(self) -> Item | None:
        """The label under the cursor."""
        at = self.query_one(FlexTable).cursor_row
        return self._items[at] if 0 <= at < len(self._items) else None

    def _show_detail(self) -> None:
        detail, item = self.query_one("#map-detail", Static), self.item
        if item is None:
            detail.update(
                content("Nothing is open here." if not self.view.mapped else "Nothing here has a map.", "$success")
            )
            return
        lines, width = self._lines.get(item, []), self.screen.size.width - 6
        if self.view.mapped:
            detail.update(mapped_label(self._mapped[item], self.titles, lines, width))
        else:
            detail.update(open_label(self.open[item], self.offer(item), lines, width))
        self._read_lines(item)

    @on(DataTable.RowHighlighted)
    def follow(self, message: DataTable.RowHighlighted) -> None:
        """Show what is known of the label under the cursor."""
        message.stop()
        if self.workspace is not None:
            self._show_detail()

    def on_resize(self) -> None:
        """Use the width there is."""
        self.show()

    # -- searching

    def action_mapping_search(self) -> None:
        """Show the search."""
        line = self.query_one("#map-search", Input)
        line.display = True
        line.focus()

    @on(Input.Changed, "#map-search")
    def search(self, message: Input.Changed) -> None:
        """Show the labels that contain what is typed."""
        if folded(message.value) != self.view.search:
            self.view = Shown(self.view.mapped, self.view.body, folded(message.value))
            self.show()

    @on(Input.Submitted, "#map-search")
    def to_list(self) -> None:
        """Go to the list."""
        self.query_one(FlexTable).focus()

    def on_key(self, event: Key) -> None:
        """Esc in the search shows all labels again."""
        line = self.query_one("#map-search", Input)
        if event.key == "escape" and line.has_focus:
            line.value = ""
            line.display = False
            self.query_one(FlexTable).focus()
            event.stop()

    # -- choosing labels

    def action_mapping_choose(self) -> None:
        """Select the label under the cursor, or unselect it, and go on to the next."""
        item, table = self.item, self.query_one(FlexTable)
        if item is None:
            return
        self.selected ^= {item}
        at = table.cursor_row
        table.change_cell(at, 0, self._tick(item))
        self._entitle()
        table.move_cursor(row=min(at + 1, len(self._items) - 1))

    def action_mapping_choose_all(self) -> None:
        """Select all labels that the filter lists, also those beyond the end of the list, or unselect them."""
        listed = set(self.fitting)
        self.selected = self.selected - listed if listed <= self.selected else self.selected | listed
        self.show()

    def clear(self) -> None:
        """Clear the selection."""
        self.selected.clear()
        self.show()

    def targets(self) -> list[Item]:
        """Return the labels that a command is for: the selected ones, else the one under the cursor."""
        return [item for item in self.known if item in self.selected] or ([self.item] if self.item is not None else [])

    def action_mapping_view(self) -> None:
        """Show open labels, or mapped ones."""
        self.selected.clear()
        self.view = Shown(not self.view.mapped, self.view.body, self.view.search)
        self.show()

    def action_mapping_scope(self) -> None:
        """Map for the label's own body, or for every body of the place."""
        self.whole_place = not self.whole_place
        self.show()

    @asks
    async def action_mapping_body(self) -> None:
        """Choose whose labels are shown."""
        if self.workspace is None:
            return
        open_by = dict.fromkeys(
            [
                *(one.agency_name for one in self.open.values()),
                *(one.agency_name for one in self._mapped.values()),
            ],
            0,
        )
        labels = dict.fromkeys(open_by, 0)
        for money in self.workspace.state.unmapped:
            open_by[money.agency_name] += money.pence
            labels[money.agency_name] += 1
        offered = [Choice("", "all organisations", "")]
        offered += [
            Choice(
                name,
                name,
                f"{counted(labels[name], 'label')} open, {whole_pounds(pence)}" if labels[name] else "all mapped",
            )
            for name, pence in sorted(open_by.items(), key=lambda pair: -pair[1])
        ]

        choice = await self.app.push_screen_wait(
            Choose("Labels of which organisation?", offered, current=self.view.body)
        )
        if choice is not None:
            self.view = Shown(self.view.mapped, choice.id, self.view.search)
            self.show()
