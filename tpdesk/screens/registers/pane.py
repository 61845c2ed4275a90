"""One register: the list of a kind's records, the card of the one under the cursor beside it, and below it the
records that hang on that one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import DataTable, Static

from tpdesk.screens.alive import is_alive
from tpdesk.screens.applies import applies
from tpdesk.screens.commands.register import CHAPTER
from tpdesk.screens.display import content
from tpdesk.screens.key_line import bindings
from tpdesk.screens.mode_screen import ModeScreen
from tpdesk.screens.registers import acts, narrow, rows
from tpdesk.screens.registers.listing import RegisterList
from tpdesk.screens.registers.rows import RecordCard, given_below, names_of
from tpdesk.screens.registers.summaries import SUMMARIES
from tpdesk.screens.registers.table import EmptyRegister, Made, RegisterTable
from tpdesk.screens.registers.views import ViewNames

if TYPE_CHECKING:
    from tpdesk.domain.kinds import Kind, Record
    from tpdesk.models.records.register_read import RegisterRead


class RegisterPane(Vertical):
    """The records of one kind with all their commands, as the kind declares them. It shows what it is given; under it
    stands one of the lists in `lists`, and a key shows the next.

    A kind that has something of its own says it in a subclass: its card, its views, how it is listed, its form.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings(CHAPTER.commands)

    HINT: ClassVar[str] = "n makes one, I imports a file of them."
    """What to press where there is none yet."""

    CARD: ClassVar[type[Widget] | None] = RecordCard
    """What stands beside the list and shows all that the record under the cursor holds; None for nothing."""

    LISTING: ClassVar[type[RegisterList]] = RegisterList
    """How the records are sorted, filtered and found."""

    VIEWS: ClassVar[Mapping[str, str]] = {}
    """Id -> name of the views of the list, the first of which one begins with; empty where it is shown in one way."""

    def __init__(self, kind: Kind, *, lists: Sequence[RegisterPane] = ()) -> None:
        super().__init__(id=f"view-{kind.name}", classes="register-pane")
        self.kind = kind
        self.lists = tuple(lists)
        """A list for each kind of record that hangs on the one under the cursor."""
        self.listed = 0
        """Which of them is on show."""
        self.others = ""
        """What a key shows in place of this list, where that stands below another."""
        self.found: RegisterRead | None = None
        self.scope: Sequence[Record] = ()
        """All records that the list is about."""
        self.given: Mapping[str, str] = {}
        """What a new record says already: what it hangs on."""
        self.view = next(iter(self.VIEWS), "")
        """The view on show."""
        self.listing = self.LISTING(kind)
        self.order = next(iter(self.listing.orders()))
        """What the list is sorted by."""
        self.only = self.listing.usual_filter
        """The filter that the list stands under."""
        self.key: str | None = None
        """The record under the cursor, which stays there over sorts, filters and readings."""
        self.wanted = ""
        """A record that was just written, to which the cursor goes as soon as it is read."""

    def compose(self) -> ComposeResult:
        """What the list shows in a sentence, the list and the card, what hangs on the record under the cursor."""
        name = self.kind.name
        if self.VIEWS:
            yield ViewNames(self.VIEWS)
        yield Static(id=f"known-{name}", classes="register-known")
        with Container(classes="list-and-card"):
            yield RegisterTable(id=f"list-{name}")
            yield EmptyRegister(id=f"empty-{name}", classes="register-empty")
            if self.CARD is not None:
                yield self.CARD(id=f"card-{name}", classes="record-card")
        yield Static(id=f"{name}-says", classes="register-says")
        yield from self.lists

    def on_mount(self) -> None:
        """Let the stylesheet know what there is."""
        self.set_class(self.below is not None, "-has-below")
        # What was read before its widgets were there is shown now.
        self.call_later(self.show_list)

    # -- what is on show

    @property
    def below(self) -> RegisterPane | None:
        """The list of what hangs on the record under the cursor."""
        return self.lists[self.listed] if self.lists else None

    @property
    def mode(self) -> ModeScreen:
        """The screen that it stands in."""
        return cast("ModeScreen", self.screen)

    @property
    def table(self) -> RegisterTable:
        """The list."""
        return self.query_one(f"#list-{self.kind.name}", RegisterTable)

    @property
    def is_there(self) -> bool:
        """Whether its widgets are there: they come after it, and go before it."""
        name = self.kind.name
        return is_alive(self) and all(self.query(one) for one in (f"#list-{name}", f"#empty-{name}", f"#{name}-says"))

    @property
    def empty(self) -> EmptyRegister:
        """What stands in its place where it holds nothing."""
        return self.query_one(f"#empty-{self.kind.name}", EmptyRegister)

    @property
    def record(self) -> Record | None:
        """The record under the cursor."""
        return next((one for one in self.scope if str(one.id) == self.key), None)

    @property
    def records(self) -> list[Record]:
        """The records of the list, sorted and filtered."""
        return [one for one in self.listing.ordered(self.scope, self.order) if self.listing.keeps(one, self.only)]

    @property
    def has_keyboard(self) -> bool:
        """Whether the list itself has the keyboard, or its card, and not the one below it."""
        focused = self.screen.focused
        return focused is self.table or focused is self.empty or self.in_card

    @property
    def in_card(self) -> bool:
        """Whether the card beside the list has the keyboard."""
        return self.CARD is not None and (self.screen.focused or self).id == f"card-{self.kind.name}"

    # -- showing

    def show(self, read: RegisterRead, records: Sequence[Record], given: Mapping[str, str]) -> None:
        """Show these records; `given` is what a new one says already."""
        self.found, self.scope, self.given = read, records, given
        self.show_list()

    def show_list(self) -> None:
        """Show the records as they are sorted and filtered now."""
        if (read := self.found) is None or not self.is_there:
            return
        wanted = next((one for one in self.scope if str(one.id) == self.wanted), None)
        if wanted is not None:
            self.key, self.wanted = self.wanted, ""
            self.only = self.listing.filter_for(wanted, self.only)
        filters = self.listing.filters(self.scope, read.titles)
        if self.only not in filters:
            self.only = self.listing.usual_filter if self.listing.usual_filter in filters else rows.ALL
        found = self.records
        if self.key not in {str(one.id) for one in found}:
            self.key = str(found[0].id) if found else None
        self._show_emptiness(bool(self.scope))
        self.say("known", self.head(content(self.known_words(filters[self.only][0], len(found)), "$quiet")))
        self.table.show(lambda width: self.made(found, width), self.key)
        self.show_record()

    def _show_emptiness(self, filled: bool) -> None:
        focused = self.has_keyboard and not self.in_card
        self.empty.update(self.empty_words())
        self.table.display, self.empty.display = filled, not filled
        if focused:
            self.take_keyboard()

    def take_keyboard(self) -> None:
        """Give the keyboard to the list."""
        (self.table if self.scope else self.empty).focus()

    def empty_words(self) -> Content:
        """Return what stands in place of a list that holds nothing."""
        return content(f"{self.kind.none_yet} {self.HINT}{self.others}")

    def head(self, known: Content) -> Content:
        """Return what stands above the list: what it shows (`known`), and what else is said of it."""
        return known

    def known_words(self, only: str, number: int) -> str:
        """Return what the list shows: `Barriers, level: central: 1 of 2 · by level`; empty where it holds nothing."""
        if not self.scope:
            return ""
        plural, whole = self.kind.plural, len(self.scope)
        told = f"{plural}: {whole}" if self.only == rows.ALL else f"{plural}, {only}: {number} of {whole}"
        summary = " · S summary" if self.kind.name in SUMMARIES else ""
        return f"{told} · {self.listing.orders()[self.order]}{summary}{self.others}"

    def made(self, found: Sequence[Record], width: int) -> Made:
        """Return the columns and rows of the list for a width."""
        return rows.table(self.kind, found, width, self.found.titles if self.found is not None else {})

    def show_record(self) -> None:
        """Show what is kept of the record under the cursor, and what hangs on it."""
        read, record = self.found, self.record
        assert read is not None
        self.show_card(read, record)
        if self.below is not None:
            below = self.below
            for one in self.lists:
                one.display = record is not None and one is below
            if len(self.lists) > 1:
                after = self.lists[(self.listed + 1) % len(self.lists)].kind
                below.others = f" · L shows {after.plural.lower()}"
            if record is not None:
                hanging = [one for one in read.of(below.kind.name) if record.title in names_of(one, self.kind.name)]
                below.show(read, hanging, given_below(record, below.kind))
        self.say("says", self.record_words(record))
        self.refresh_bindings()

    def show_card(self, read: RegisterRead, record: Record | None) -> None:
        """Show in the card what is kept of the record under the cursor."""
        if self.CARD is not None:
            self.query_one(f"#card-{self.kind.name}", RecordCard).show(read, record)

    def record_words(self, record: Record | None) -> Content:  # noqa: ARG002
        """Return what is said of the record under the cursor, besides its card."""
        return Content("")

    def say(self, where: str, text: Content) -> None:
        """Say something above or below the list; no room is taken where there is nothing to say."""
        name = self.kind.name
        widget = self.query_one(f"#known-{name}" if where == "known" else f"#{name}-says", Static)
        widget.update(text)
        widget.display = bool(text.plain)

    def go_to_record(self, key: str) -> None:
        """Put the cursor on a record, whatever the filter, as soon as it is read."""
        self.wanted = key
        self.show_list()

    @on(DataTable.RowHighlighted)
    def follow(self, message: DataTable.RowHighlighted) -> None:
        """Show what is kept of the record under the cursor."""
        if message.data_table is self.table and self.table.row_count and self.table.key != self.key:
            self.key = self.table.key
            self.show_record()

    @on(DataTable.RowSelected)
    def open_row(self, message: DataTable.RowSelected) -> None:
        """Enter, or a second click, opens the record."""
        if message.data_table is self.table and self.can_open():
            self.action_open()

    @on(ViewNames.Chosen)
    def follow_view(self, message: ViewNames.Chosen) -> None:
        """Show the view whose name was clicked."""
        message.stop()
        self.show_view(message.view)

    def show_view(self, view: str) -> None:
        """Show the list in another way."""
        self.view = view
        self.query_one(ViewNames).show(view)
        self.show_list()

    # -- commands, each with when it applies

    def can_next_view(self, step: int) -> bool:  # noqa: ARG002
        """With a list that is shown in several ways."""
        return len(self.VIEWS) > 1 and bool(self.scope)

    def action_next_view(self, step: int) -> None:
        """Show the next view, or the one before."""
        names = list(self.VIEWS)
        self.show_view(names[(names.index(self.view) + step) % len(names)])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done now."""
        return applies(self, action, parameters)

    def can_open(self) -> bool:
        """With a record under the cursor."""
        return self.has_keyboard and self.record is not None

    def action_open(self) -> None:
        """Go to what hangs on the record, where anything does; else edit it."""
        if self.below is not None and self.below.scope:
            self.below.take_keyboard()
        else:
            self.action_edit()

    def can_new(self) -> bool:
        """While the list has the keyboard."""
        return self.has_keyboard and self.found is not None

    def action_new(self) -> None:
        """Make a record."""
        self.write(None)

    can_edit = can_open

    def action_edit(self) -> None:
        """Edit the record under the cursor."""
        self.write(self.record)

    def write(self, record: Record | None) -> None:
        """Open the form of a record, or of a new one, and put the cursor on it when it is saved."""
        assert self.found is not None
        acts.write_record(
            self.mode, self.found, self.kind, record, self.given, lambda saved: self.go_to_record(str(saved.id))
        )

    def can_new_inside(self) -> bool:
        """With a record under the cursor that others hang on."""
        return self.below is not None and self.record is not None

    def action_new_inside(self) -> None:
        """Make a record that hangs on the one under the cursor."""
        assert self.below is not None
        self.below.write(None)

    def can_next_below(self) -> bool:
        """With a record under the cursor on which records of several kinds hang."""
        return len(self.lists) > 1 and self.record is not None

    def action_next_below(self) -> None:
        """Show the next kind of what hangs on the record under the cursor."""
        assert self.below is not None
        inside = self.below.has_focus_within
        self.listed = (self.listed + 1) % len(self.lists)
        self.show_record()
        if inside:
            self.below.take_keyboard()

    can_remove = can_open

    def action_remove(self) -> None:
        """Remove the record under the cursor."""
        assert self.record is not None
        self.mode.talk(acts.remove_record(self.mode, self.record))

    def can_move_state(self, step: int) -> bool:  # noqa: ARG002
        """With a record under the cursor that has states."""
        return self.can_open() and bool(acts.states_of(self.kind))

    def action_move_state(self, step: int) -> None:
        """Move the record to its next state, or the one before."""
        assert self.record is not None
        acts.move_state(self.mode, self.record, step)

    def can_sort(self) -> bool:
        """While there is something to sort, and no list inside has the keyboard."""
        return bool(self.scope) and (self.has_keyboard or not self.has_focus_within)

    def action_sort(self) -> None:
        """Choose by what the list is sorted."""
        self.mode.talk(narrow.sort(self))

    can_filter = can_sort

    def action_filter(self) -> None:
        """Choose which records are shown."""
        self.mode.talk(narrow.keep(self))

    can_find = can_sort

    def action_find(self) -> None:
        """Go to a record by a part of what it says."""
        self.mode.talk(narrow.find(self))

    def can_summary(self) -> bool:
        """Where the register has one."""
        return self.can_new() and self.kind.name in SUMMARIES

    def action_summary(self) -> None:
        """Show what the records come to."""
        from tpdesk.screens.registers.summary_panel import SummaryPanel

        assert self.found is not None
        self.app.push_screen(SummaryPanel(self.kind.name, self.found.place.name, self.mode.here.year))

    can_changed = can_open

    def action_changed(self) -> None:
        """Show the changes to the record under the cursor."""
        assert self.record is not None
        acts.show_changes(self.mode, self.record)

    can_import_file = can_new

    def action_import_file(self) -> None:
        """Import records of the kind from a file."""
        assert self.found is not None
        self.mode.talk(acts.import_records(self.mode, self.kind, {"place": self.found.place.name, **self.given}))

    def can_export_file(self) -> bool:
        """While the list shows something."""
        return self.has_keyboard and bool(self.records)

    def action_export_file(self) -> None:
        """Export the list as it is filtered and sorted."""
        self.mode.talk(acts.export_listed(self.mode, self.kind, [record.id for record in self.records]))
