"""The deep dives: their list, and of one of them its money, its map, its deliveries, journeys, workshops, barriers and opportunities."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import BindingType
from textual.widgets import DataTable

from tpdesk.screens.commands.dives import CHAPTER
from tpdesk.screens.dialogs.confirm import Confirm
from tpdesk.screens.dives.doing import DivesDoing
from tpdesk.screens.dives.list import DiveList
from tpdesk.screens.dives.tabs import INSIDE
from tpdesk.screens.keys import bindings
from tpdesk.screens.registers.words import heading, number_of, text_of
from tpdesk.screens.way_back import lead_back, way_from_here

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tpdesk.domain.kinds import Record
    from tpdesk.models.desk import Desk
    from tpdesk.models.records.offered import Offered
    from tpdesk.services.dives.records import Saved

_STATES = ("barrier", "opportunity")
_LISTS = ("delivery", "journey", "workshop", *_STATES)


class DivesScreen(DivesDoing):
    """Mode 6."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(CHAPTER.commands)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done now."""
        known = self.found is not None
        shown = self.panel == "content" and known
        match action:
            case "new" | "take_in":
                return known and self.panel in ("content", "empty")
            case "next_view" | "choose_dive":
                return shown
            case "open":
                return shown and (self.subject is not None or self.view == "map")
            case "edit":
                return shown and self.subject is not None
            case "remove":
                return shown and (self.subject is not None or self.tag_under_cursor is not None)
            case "new_inside":
                return shown and (
                    (self.view == "dive" and self.dive is not None)
                    or (self.view in ("journey", "workshop") and self.record(self.view) is not None)
                )
            case "move_state":
                return shown and (
                    (self.kind in _STATES and self.subject is not None)
                    or (self.kind == "note" and parameters == (1,) and self.subject is not None)
                )
            case "move_step":
                return shown and self.kind == "step" and self.subject is not None
            case "dots":
                return shown and self.kind == "note" and self.subject is not None
            case "tag":
                return shown and self.view == "dive" and self.dive is not None
            case "explain":
                return shown and self.dive is not None and self.money is not None and self.dive.id in self.money.totals
            case "choose_client_group" | "next_level":
                return shown and self.view == "map" and bool(self.records("delivery", all_of=True))
            case "sort" | "filter" | "find":
                return shown and self.view in _LISTS and bool(self.records(self.view, all_of=True))
            case "write_notes":
                return shown and self.view == "workshop" and self.record("workshop") is not None
        return super().check_action(action, parameters)

    # -- opening

    @on(DataTable.RowSelected)
    @on(DataTable.CellSelected)
    @on(DiveList.OptionSelected)
    def open_under_cursor(self) -> None:
        """Enter, or a second click, opens what is under the cursor."""
        if self.check_action("open", ()):
            self.action_open()

    def action_open(self) -> None:
        """Open what is under the cursor: what is in it, where there is anything in it, or its form."""
        focused = self.focused.id if self.focused is not None else None
        if focused == "dives-list":
            self.query_one(
                "#dive-pane" if self.view == "dive" else f"#{'map' if self.view == 'map' else f'list-{self.view}'}"
            ).focus()
        elif (
            self.view in ("journey", "workshop") and focused == f"list-{self.view}" and self.records(INSIDE[self.view])
        ):
            self.query_one(f"#list-{INSIDE[self.view]}").focus()
        elif self.view == "map":
            self._open_cell()
        elif self.subject is not None:
            self.action_edit()

    def _open_cell(self) -> None:
        found = self.map_cell
        if found is None:
            return
        way = way_from_here(self.window, "the activity map", partial(self._leave_cell, self.only.get("delivery")))
        self.only["delivery"] = f"agency={text_of(found.deliveries[0], 'agency')}"
        self._keys["delivery"] = str(found.deliveries[0].id)
        self.show_view("delivery")
        lead_back(self.window, self.MODE, way)
        self.refresh_bindings()

    def _leave_cell(self, only: str | None) -> None:
        if only is None:
            del self.only["delivery"]
        else:
            self.only["delivery"] = only
        self.show_view("map")

    # -- writing

    def action_new(self) -> None:
        """Write a record of the kind that the list under the keyboard holds."""
        kind = self.kind if self.panel == "content" else "dive"
        self._form(kind, None, self._given(kind))

    def action_new_inside(self) -> None:
        """Write what lies inside what is under the cursor."""
        kind = INSIDE[self.view]
        given = self._given(kind)
        if kind == "dive" and self.dive is not None:
            given = {"parent": self.dive.title, "illustrative": "yes" if self.dive.values["illustrative"] else ""}
        self._form(kind, None, given)

    def action_edit(self) -> None:
        """Change the record under the cursor."""
        if self.subject is not None:
            self._form(self.subject.kind.name, self.subject, {})

    def _given(self, kind: str) -> Mapping[str, str]:
        """Return what a new record says already: what it hangs on."""
        above = {"step": self.record("journey"), "note": self.record("workshop")}.get(kind, self.dive)
        if above is None or kind == "dive":
            return {}
        given = {above.kind.name: above.title}
        if kind in ("delivery", "journey") and text_of(above, "client_group"):
            given["client_group"] = text_of(above, "client_group")
        return given

    def _form(self, kind: str, record: Record | None, given: Mapping[str, str]) -> None:
        path, read = self.path, self.found
        assert read is not None

        def call() -> Offered:
            from tpdesk.services.dives.boards import read_offered

            return read_offered(path, read.place.id)

        def show(lists: Offered) -> None:
            from tpdesk.screens.registers.forms import record_form

            self.app.push_screen(record_form(read, lists, kind, record, given), lambda saved: self._saved(kind, saved))

        self.read_to_open("dives.form", call, show)

    def _saved(self, kind: str, saved: Saved | None) -> None:
        if saved is None:
            return
        self.go_to_record(kind, str(saved.record.id))
        for told in (*saved.notices, *saved.warnings):
            self.window.say(told, "Look" if told in saved.warnings else "")

    def _change(self, record: Record, typed: Mapping[str, str]) -> None:
        kind = record.kind

        def call(desk: Desk, _: object) -> Saved:
            from tpdesk.services.dives.records import change_record

            return change_record(desk, kind.name, record.id, typed)

        self.window.act(f"Saving the {kind.noun}", call)

    def action_explain(self) -> None:
        """Walk the deep dive's total back to its tags and lines."""
        from tpdesk.domain.figure import Figure
        from tpdesk.screens.overlap.explain import explain

        if self.dive is not None:
            explain(self.window, Figure("dive", dive=self.dive.title))

    def action_move_state(self, step: int) -> None:
        """Move a barrier or an opportunity to its next state, or the one before; park a note, or take it up again."""
        record = self.subject
        assert record is not None
        if record.kind.name == "note":
            parked = bool(record.values["parked"])
            self._change(record, {"parked": "no" if parked else "yes"})
            return
        states = next(field.choices for field in record.kind.fields if field.name == "state")
        now = str(record.values["state"])
        state = states[(states.index(now) + step) % len(states)] if now in states else states[0]
        self._change(record, {"state": state})

    def action_move_step(self, step: int) -> None:
        """Move the step under the cursor in its journey."""
        record = self.subject
        assert record is not None
        last = len(self.records("step"))
        wanted = (number_of(record, "position") or 0) + step
        if 1 <= wanted <= last:
            self._change(record, {"position": str(wanted)})

    def action_dots(self, step: int) -> None:
        """Give the note a vote, or take one off."""
        record = self.subject
        assert record is not None
        dots = (number_of(record, "dots") or 0) + step
        if dots >= 0:
            self._change(record, {"dots": str(dots)})

    def action_remove(self) -> None:
        """Take the record under the cursor off the desk, or the tag."""
        tag = self.tag_under_cursor
        if tag is not None:
            self.untag(tag)
            return
        record = self.subject
        assert record is not None
        kind = record.kind

        def call(desk: Desk, _: object) -> None:
            from tpdesk.services.dives.records import remove_record

            remove_record(desk, kind.name, record.id)

        def agreed(yes: bool | None) -> None:
            if yes:
                self.window.act(f"Removing the {kind.noun}", call)

        goes = {
            "dive": " Its deliveries, journeys and tags go with it; workshops, barriers and opportunities stay.",
            "journey": " Its steps go with it.", "workshop": " Its notes go with it.",
        }.get(kind.name, "")  # fmt: skip
        self.app.push_screen(
            Confirm(f"Remove the {kind.noun}?", f"{heading(record)}.{goes} Press u to undo.", yes="Remove"), agreed
        )
