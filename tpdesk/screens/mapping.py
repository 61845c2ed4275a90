"""The bodies' own labels and what they stand for: the most money first, mapped one by one or many at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.events import Key
from textual.widgets import DataTable, Input, Static

from tpdesk.screens.commands.intake import MAPPING
from tpdesk.screens.dialogs.choose import Choice, Choose
from tpdesk.screens.dialogs.confirm import Confirm
from tpdesk.screens.dialogs.form import Field, Form
from tpdesk.screens.display import cell, content
from tpdesk.screens.flex_table import Col, FlexTable, Row
from tpdesk.screens.keys import bindings
from tpdesk.screens.mapping_words import MAPS, category_name, division_of, mapped_label, open_label, progress
from tpdesk.screens.path_dialog import PathDialog
from tpdesk.screens.reporter import Trouble
from tpdesk.screens.rooms import Room
from tpdesk.text import counted, folded
from tpdesk.units import percent, pounds, whole_pounds

if TYPE_CHECKING:
    from tpdesk.acts.label_mapping import Workspace
    from tpdesk.acts.mapping import MapTaken, Suggestion
    from tpdesk.models.desk import Desk
    from tpdesk.models.facts import Category
    from tpdesk.models.label_lines import LabelLine
    from tpdesk.models.mapping import LabelMoney, MapInForce
    from tpdesk.screens.jobs import Job

MOST: Final = 400
"""Labels that are listed at once; / finds the others."""

PARTS: Final = 4
"""Categories over which a label can be split on the screen; a map file takes more."""

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


class MappingScreen(Room):
    """The mapping room."""

    MODE = "mapping"
    NAME = "Map labels"
    AUTO_FOCUS = "#map-table"
    CSS_PATH = ["rooms.tcss", "mapping.tcss"]  # noqa: RUF012 - Textual declares it so
    BINDINGS: ClassVar[list[BindingType]] = bindings(MAPPING.commands)

    def __init__(self) -> None:
        super().__init__()
        self.workspace: Workspace | None = None
        self.titles: dict[str, Category] = {}
        self.view = Shown()
        self.whole_place = False
        self.chosen: set[Item] = set()
        self._items: list[Item] = []
        self._lines: dict[Item, list[LabelLine]] = {}

    def content(self) -> ComposeResult:
        """How far it is, the search, the labels, the one under the cursor."""
        yield Static(id="map-progress")
        yield Input(
            placeholder="a part of the label; Enter goes to the list, Esc shows all", id="map-search", compact=True
        )
        yield FlexTable(id="map-table")
        yield Static(id="map-detail")

    def on_mount(self) -> None:
        """The search shows when it is wanted."""
        super().on_mount()
        self.query_one("#map-search").display = False

    # -- reading

    def load(self) -> None:
        """Read the labels of the place."""
        path, place, year = self.path, self.here.place, self.here.year
        if place is None:
            return

        def call() -> Workspace:
            from tpdesk.acts.label_mapping import read_workspace

            return read_workspace(path, place, year)

        self.read("mapping.read", call, self._take)

    async def _take(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.titles = {category.code: category for category in workspace.categories}
        self._lines.clear()
        if not workspace.state.unmapped and not workspace.mapped:
            await self.say_empty(
                "No labels yet", "Once files are taken in, the bodies' own words for their services stand here, the most money first, to be given a category.", "desk.import"
            )  # fmt: skip
            return
        names = {item.agency_name for item in workspace.state.unmapped} | {
            item.agency_name for item in workspace.mapped
        }
        if self.view.body not in names:
            self.view = Shown(self.view.mapped, "", self.view.search)
        self._show()

    def _read_lines(self, item: Item) -> None:
        path, place = self.path, self.here.place
        if item in self._lines or place is None:
            return

        def call() -> list[LabelLine]:
            from tpdesk.acts.label_mapping import read_lines

            return read_lines(path, place, *item)

        def then(lines: list[LabelLine]) -> None:
            self._lines[item] = lines
            self._show_detail()

        self.read("mapping.lines", call, then)

    # -- showing

    def _open(self) -> dict[Item, LabelMoney]:
        found = self.workspace.state.unmapped if self.workspace is not None else ()
        return {(item.agency, item.text): item for item in found}

    def _mapped(self) -> dict[Item, MapInForce]:
        if self.workspace is None:
            return {}
        return {(self.workspace.agencies[item.agency_name], item.text): item for item in self.workspace.mapped}

    def _offer(self, item: Item) -> Suggestion | None:
        money = self._open().get(item)
        return self.workspace.offers.get(money) if self.workspace is not None and money is not None else None

    def _show(self) -> None:
        if self.workspace is None:
            return
        self.query_one("#map-progress", Static).update(progress(self.workspace, self.here.year, self.size.width))
        known: Mapping[Item, LabelMoney | MapInForce] = self._mapped() if self.view.mapped else self._open()
        fitting = [key for key, item in known.items() if self._fits(item)]
        self.chosen &= set(fitting)
        table = self.query_one(FlexTable)
        at = table.cursor_row
        before = self._items[at] if at < len(self._items) else None
        self._items = fitting[:MOST]
        bodies = (
            self.size.width >= 100 and not self.view.body and len({item.agency_name for item in known.values()}) > 1
        )
        narrow, middle = self.size.width < 76, self.size.width < 100
        cols = [
            Col("", 1),
            Col("Label", 0),
            *([Col("Body", 24)] if bodies else []),
            Col("Amount", 11 if narrow else 13, right=True),
        ]
        cols += [] if narrow else [Col("Lines", 6, right=True)]
        cols.append(Col("Stands for" if self.view.mapped else "Suggestion", 14 if narrow else 22 if middle else 36))
        table.fill(cols, [Row(repr(key), tuple(self._cells(key, known[key], bodies))) for key in self._items])
        if before not in self._items and self._items:
            table.move_cursor(row=min(at, len(self._items) - 1), animate=False)
        self._entitle(len(fitting))
        self._show_detail()
        self.refresh_bindings()

    def _fits(self, item: LabelMoney | MapInForce) -> bool:
        return (not self.view.body or item.agency_name == self.view.body) and self.view.search in folded(item.text)

    def _cells(self, key: Item, item: LabelMoney | MapInForce, bodies: bool) -> Iterator[Text]:
        yield cell("✓" if key in self.chosen else " ", "bold")
        yield cell(item.text or "(no label)")
        if bodies:
            yield cell(item.agency_name)
        yield cell(whole_pounds(item.pence))
        if self.size.width >= 76:
            yield cell(f"{item.lines:,}")
        if self.view.mapped:
            mapped = self._mapped()[key]
            parts = (
                f"{category_name(code, self.titles)}{'' if share == 1 else f' {percent(share, 0)}'}"
                for code, share in mapped.categories
            )
            yield cell(f"{', '.join(parts)} ({MAPS[mapped.origin]})")
        else:
            offer = self._offer(key)
            yield cell(category_name(offer.category, self.titles) if offer is not None else "")

    def _entitle(self, number: int) -> None:
        parts = ["mapped labels" if self.view.mapped else "open labels", self.view.body or "all bodies"]
        parts += [f"holding '{self.view.search}'"] if self.view.search else []
        parts += [f"the largest {MOST} of {number:,}: / finds the others"] if number > MOST else []
        parts += [f"{len(self.chosen)} chosen"] if self.chosen else []
        whose = "maps hold for every body here" if self.whole_place else "maps hold for the label's own body"
        self.entitle(content(", ".join(parts), "bold"), content(whose, "$quiet"))

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
        lines, width = self._lines.get(item, []), self.size.width - 6
        if self.view.mapped:
            detail.update(mapped_label(self._mapped()[item], self.titles, lines, width))
        else:
            detail.update(open_label(self._open()[item], self._offer(item), lines, width))
        self._read_lines(item)

    @on(DataTable.RowHighlighted)
    def follow(self, message: DataTable.RowHighlighted) -> None:
        """Show what is known of the label under the cursor."""
        message.stop()
        if self.workspace is not None:
            self._show_detail()

    def on_resize(self) -> None:
        """Use the width there is."""
        self._show()

    # -- searching

    def action_mapping_search(self) -> None:
        """Show the search."""
        line = self.query_one("#map-search", Input)
        line.display = True
        line.focus()

    @on(Input.Changed, "#map-search")
    def search(self, message: Input.Changed) -> None:
        """Show the labels that hold what is typed."""
        if folded(message.value) != self.view.search:
            self.view = Shown(self.view.mapped, self.view.body, folded(message.value))
            self._show()

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
        """Choose the label under the cursor, or let it go, and go on to the next."""
        item, table = self.item, self.query_one(FlexTable)
        if item is None:
            return
        self.chosen ^= {item}
        at = table.cursor_row
        self._show()
        table.move_cursor(row=min(at + 1, len(self._items) - 1))

    def _targets(self) -> list[Item]:
        return [item for item in self._items if item in self.chosen] or ([self.item] if self.item is not None else [])

    def action_mapping_view(self) -> None:
        """Show open labels, or mapped ones."""
        self.chosen.clear()
        self.view = Shown(not self.view.mapped, self.view.body, self.view.search)
        self._show()

    def action_mapping_scope(self) -> None:
        """Map for the label's own body, or for every body of the place."""
        self.whole_place = not self.whole_place
        self._show()

    def action_mapping_body(self) -> None:
        """Choose whose labels are shown."""
        if self.workspace is None:
            return
        open_by = dict.fromkeys(
            [
                *(one.agency_name for one in self._open().values()),
                *(one.agency_name for one in self._mapped().values()),
            ],
            0,
        )
        for money in self.workspace.state.unmapped:
            open_by[money.agency_name] += money.size_pence
        offered = [Choice("", "all bodies", "")]
        offered += [
            Choice(name, name, f"{whole_pounds(pence)} open" if pence else "all mapped")
            for name, pence in sorted(open_by.items(), key=lambda pair: -pair[1])
        ]

        def chosen(choice: Choice | None) -> None:
            if choice is not None:
                self.view = Shown(self.view.mapped, choice.id, self.view.search)
                self._show()

        self.app.push_screen(Choose("Labels of which body?", offered, current=self.view.body), chosen)

    # -- mapping

    @on(DataTable.RowSelected)
    def enter(self, message: DataTable.RowSelected) -> None:
        """Enter maps."""
        message.stop()
        self.action_mapping_map()

    def action_mapping_map(self) -> None:
        """Ask for the category, and map."""
        targets = self._targets()
        if not targets:
            return
        offer = self._offer(targets[0]) if len(targets) == 1 else None
        choices = self._categories()
        if offer is not None:
            suggested = next(choice for choice in choices if choice.id == offer.category)
            choices = [
                Choice(suggested.id, suggested.text, f"suggested: it {offer.reason}"),
                *(choice for choice in choices if choice != suggested),
            ]
        named = f"'{targets[0][1] or '(no label)'}'" if len(targets) == 1 else counted(len(targets), "label")

        def chosen(choice: Choice | None) -> None:
            if choice is not None:
                self._map([(item, {choice.id or choice.text: Fraction(1)}) for item in targets])

        self.app.push_screen(
            Choose(f"What does {named} stand for? Type a part of a title, or a code", choices, free=True), chosen
        )

    def _categories(self) -> list[Choice]:
        return [Choice(code, category_name(code, self.titles), division_of(code, self.titles)) for code in self.titles]

    def action_mapping_accept(self) -> None:
        """Take the suggestions of the chosen labels, or of the one under the cursor."""
        self._accept(self._targets())

    def action_mapping_all(self) -> None:
        """Take every suggestion that is listed, after a question."""
        items = [item for item in self._items if self._offer(item) is not None]
        if not items:
            self.window.say("No label that is listed has a suggestion.")
            return
        pence = sum(self._open()[item].pence for item in items)

        def answered(yes: bool | None) -> None:
            if yes:
                self._accept(items)

        text = f"{counted(len(items), 'label')} with {pounds(pence)} get the category that is suggested beside each. Look through the list first: a suggestion only likens words. u takes all of it back."
        self.app.push_screen(Confirm("Take every suggestion?", text, yes="Take them"), answered)

    def _accept(self, items: Sequence[Item]) -> None:
        offered = [(item, offer) for item in items if (offer := self._offer(item)) is not None]
        if not offered:
            self.window.say("There is no suggestion here: Enter asks for the category.")
            return
        self._map([(item, {offer.category: Fraction(1)}) for item, offer in offered])

    def _map(self, wanted: Sequence[tuple[Item, Mapping[str, Fraction]]]) -> None:
        place, whole = self.here.place, self.whole_place
        if place is None:
            return

        def call(desk: Desk, _: Job) -> int:
            from tpdesk.acts.label_mapping import LabelMap, map_labels

            return map_labels(desk, place, [LabelMap(*item, shares) for item, shares in wanted], whole_place=whole)

        def then(number: int) -> None:
            self.chosen.clear()
            codes = {code for _, shares in wanted for code in shares}
            what = (
                category_name(next(iter(codes)), self.titles)
                if len(codes) == 1
                else counted(len(codes), "category", "categories")
            )
            self.window.say(f"{counted(number, 'label')} to {what}. u takes it back.", "Mapped")

        self.window.act("Mapping", call, then)

    def action_mapping_split(self) -> None:
        """Ask for categories and shares, and map."""
        targets, place, whole = self._targets(), self.here.place, self.whole_place
        if not targets or place is None:
            return
        item, choices = targets[0], self._categories()
        fields: list[Field] = []
        for n in range(1, PARTS + 1):
            fields.append(
                Field(
                    f"category{n}",
                    f"Category {n}",
                    hint="a title or a code; ↓ shows all",
                    choices=choices,
                    strict=True,
                    needed=n < 3,
                )
            )
            fields.append(Field(f"share{n}", "its share", hint="60%, 0.6 or 1/3; empty takes the rest"))

        def save(desk: Desk, values: Mapping[str, str]) -> int:
            from tpdesk.acts.label_mapping import LabelMap, map_labels

            shares = _shares(values, {folded(choice.text): choice.id for choice in choices})
            return map_labels(desk, place, [LabelMap(*one, shares) for one in targets], whole_place=whole)

        def saved(number: int | None) -> None:
            if number:
                self.chosen.clear()
                self.window.say(f"{counted(number, 'label')} split. u takes it back.", "Mapped")

        named = f"'{item[1] or '(no label)'}'" if len(targets) == 1 else counted(len(targets), "label")
        form: Form[int] = Form(
            f"Split {named} by shares", fields, save, form=f"split.{item[0]}.{item[1]}", doing="Mapping"
        )
        self.app.push_screen(form, saved)

    def action_mapping_off(self) -> None:
        """Take the map off."""
        targets, place = self._targets(), self.here.place
        if not self.view.mapped:
            self.window.say("These labels have no map. v shows those that have one.")
            return
        if not targets or place is None:
            return

        def call(desk: Desk, _: Job) -> tuple[int, int]:
            from tpdesk.acts.label_mapping import take_off

            return take_off(desk, place, targets)

        def then(result: tuple[int, int]) -> None:
            gone, shared = result
            rest = f" {counted(shared, 'shared map')} cannot be taken off." if shared else ""
            self.chosen.clear()
            self.window.say(f"{counted(gone, 'map')} taken off.{rest} u brings back what went.")

        self.window.act("Taking off", call, then)

    # -- files

    def action_mapping_write(self, start: str = "") -> None:
        """Write the open labels to a map file."""
        place, path, body = self.here.place, self.path, self._body_id()
        if place is None:
            return

        def written(target: Path | None) -> None:
            if target is None:
                return

            def call(_: Job) -> int:
                from tpdesk.acts.mapping import write_open_labels
                from tpdesk.models.desk import open_desk

                with open_desk(path, read_only=True) as desk:
                    return write_open_labels(desk, place, body, target)

            def then(number: int) -> None:
                self.window.say(
                    f"{counted(number, 'label')} in {target}. Fill in the categories, then take it in with l.",
                    "Written",
                )

            self.window.work_on(f"Writing {target.name}", call, then, self._again(self.action_mapping_write, target))

        text = "The open labels with their suggestions, to fill in in a spreadsheet."
        self.app.push_screen(
            PathDialog("Write a map file", text, start=start or str(Path.home() / "labels.csv")), written
        )

    def action_mapping_take(self, start: str = "") -> None:
        """Take a map file in."""
        place, body = self.here.place, self._body_id()
        if place is None:
            return

        def taken(source: Path | None) -> None:
            if source is None:
                return

            def call(desk: Desk, _: Job) -> MapTaken:
                from tpdesk.acts.mapping import apply_map_file

                return apply_map_file(desk, place, body, source)

            def then(result: MapTaken) -> None:
                missing = (
                    f" No line here has {', '.join(repr(text) for text in result.without_lines[:3])}."
                    if result.without_lines
                    else ""
                )
                self.window.say(
                    f"{counted(result.labels, 'label')} by {source.name}.{missing} u takes it back.", "Mapped"
                )

            self.window.act(f"Taking {source.name} in", call, then, self._again(self.action_mapping_take, source))

        whose = f"for {self.view.body}" if self.view.body else "for every body of the place"
        self.app.push_screen(
            PathDialog("Take a map file in", f"Columns label, category and share; its maps hold {whose}.", start=start),
            taken,
        )

    def _again(self, ask: Callable[[str], None], path: Path) -> Callable[[Trouble], None]:
        def failed(trouble: Trouble) -> None:
            self.window.tell(trouble)
            ask(str(path))

        return failed

    def _body_id(self) -> int | None:
        return self.workspace.agencies.get(self.view.body) if self.workspace is not None and self.view.body else None


def _shares(values: Mapping[str, str], codes: Mapping[str, str]) -> dict[str, Fraction]:
    """Return code to share of what was typed into the form; one share may be left empty, and takes the rest. Raises UsageProblem."""
    from tpdesk.errors import UsageProblem
    from tpdesk.models.label_map import parse_share

    found: dict[str, Fraction] = {}
    rest = ""
    for n in range(1, PARTS + 1):
        code, share = codes.get(folded(values[f"category{n}"]), ""), values[f"share{n}"].strip()
        if not code:
            continue
        if share:
            found[code] = found.get(code, Fraction(0)) + parse_share(share)
        elif rest:
            raise UsageProblem("Two shares are empty: one may be, and takes the rest.")
        else:
            rest = code
    if rest:
        found[rest] = found.get(rest, Fraction(0)) + 1 - sum(found.values(), Fraction(0))
    return found
