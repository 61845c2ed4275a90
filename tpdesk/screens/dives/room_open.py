"""Into the room of a workshop from every screen: of the one under the cursor, of one that is chosen, or of a new one.

The room of a workshop (F11): a facilitator types what people say, before them all, and every line is on the
desk when it says saved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.binding import BindingType
from textual.widgets import OptionList

from tpdesk import services
from tpdesk.domain.kinds import NOTE_KINDS
from tpdesk.models.own.remembered import keep_preference, preference
from tpdesk.screens.alive import is_alive
from tpdesk.screens.commands.room import ROOM
from tpdesk.screens.dialogs.awaited import asks
from tpdesk.screens.dialogs.choose import Choice, Choose
from tpdesk.screens.dives import room_words as words
from tpdesk.screens.dives.forms import ask_dive
from tpdesk.screens.dives.mode import DivesScreen
from tpdesk.screens.dives.room_typing import RoomTyping
from tpdesk.screens.key_line import bindings
from tpdesk.screens.mode_screen import ModeScreen
from tpdesk.screens.registers.rows import names_of, number_of
from tpdesk.text import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tpdesk.domain.kinds import Record
    from tpdesk.models.desk import Desk
    from tpdesk.screens.window import Window

_ALWAYS: Final = frozenset(
    {"room_leave", "room_line", "room_undo", "room_redo", "room_bodies", "room_new_body", "room_dive"}
)


class RoomScreen(RoomTyping):
    """The room."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(ROOM.commands)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done now: letters act on notes while the keyboard is there."""
        if not action.startswith("room_"):
            return super().check_action(action, parameters)
        if not is_alive(self) or self.found is None:
            return action == "room_leave"
        if action in _ALWAYS:
            return True
        if not self.notes.has_focus:
            return False
        match action:
            case "room_edit" | "room_remove":
                return self.note is not None or self.failed is not None or bool(self.deliveries)
            case "room_merge":
                return self.note is not None and bool(self.chosen - {self.note.id})
            case "room_move":
                return self.found is not None and len(self.found.workshops) > 1 and bool(self.chosen or self.note)
        return self.note is not None

    # -- the notes

    @on(OptionList.OptionSelected, "#room-notes")
    def open_note(self) -> None:
        """Enter, or a click, on a note edits it; on a line that could not be saved it tries again."""
        if self.failed is not None and self.queue is not None:
            self.queue.try_again(self.failed)
        elif self.check_action("room_edit", ()):
            self.action_room_edit()

    def action_room_leave(self) -> None:
        """Leave the room; what is being typed or edited is kept."""
        if self.is_current and len(self.app.screen_stack) > 1:
            self.app.pop_screen()

    # -- acts on notes

    def _change(self, note: Record, typed: Mapping[str, str], said: str = "") -> None:
        self._do(lambda desk: _done(services.records.change_record(desk, "note", note.id, typed)), said)

    @asks
    async def action_room_kind(self) -> None:
        """Make the note another kind."""
        note = self.note
        assert note is not None
        choices = [Choice(kind, kind) for kind in NOTE_KINDS]
        choice = await self.app.push_screen_wait(Choose("Which kind is it?", choices, current=str(note.values["kind"])))
        if choice is not None:
            self._change(note, {"kind": choice.id})

    def action_room_dots(self, step: int) -> None:
        """Give the note a vote, or take one off."""
        note = self.note
        assert note is not None
        number = note.id

        def call(desk: Desk) -> None:
            from tpdesk.services.records import change_record, find_record

            # As many as there are when its turn comes: keys may be quicker than saving.
            dots = (number_of(find_record(desk, "note", str(number)), "dots") or 0) + step
            if dots >= 0:
                change_record(desk, "note", number, {"dots": str(dots)})

        self._do(call)

    def action_room_park(self) -> None:
        """Park the note, or take it up again."""
        note = self.note
        assert note is not None
        self._change(note, {"parked": "no" if note.values["parked"] else "yes"})

    def action_room_private(self) -> None:
        """Hide its words, or show them."""
        note = self.note
        assert note is not None
        self._change(note, {"private": "no" if note.values["private"] else "yes"})

    def action_room_choose(self) -> None:
        """Choose the note, or let it go, and go on to the next."""
        note = self.note
        assert note is not None
        self.chosen ^= {note.id}
        self._show_notes()
        self.notes.action_cursor_down()

    def action_room_merge(self) -> None:
        """Make the chosen notes a part of the one under the cursor."""
        note = self.note
        assert note is not None
        kept, others = note.id, sorted(self.chosen - {note.id})

        self.chosen = set()
        self._do(
            lambda desk: _done(services.records.merge_notes(desk, kept, others)),
            f"{counted(len(others) + 1, 'note')} made one. Press u to undo.",
        )

    @asks
    async def action_room_move(self) -> None:
        """Move the note, or all that are chosen, to another workshop."""
        read, note = self.found, self.note
        assert read is not None
        moved = sorted(self.chosen) or ([note.id] if note is not None else [])

        choices = [Choice(str(one.id), one.title) for one in read.workshops if one.id != self.workshop]
        choice = await self.app.push_screen_wait(
            Choose(f"Move {counted(len(moved), 'note')} to which workshop?", choices)
        )
        if choice is not None:
            self.chosen = set()
            self._do(
                lambda desk: services.dives.live.move_notes(desk, moved, choice.text),
                f"{counted(len(moved), 'note')} moved. Press u to undo.",
            )

    @asks
    async def action_room_link(self) -> None:
        """Make a barrier or an opportunity of the note, or link it with one that there is."""
        read, note = self.found, self.note
        assert read is not None
        assert note is not None
        number = note.id

        first = ["opportunity", "barrier"] if note.values["kind"] == "idea" else ["barrier", "opportunity"]
        choices = [Choice(f"{kind}.new", f"A new {kind} of its words") for kind in first]
        choices += [Choice(f"barrier.{n}", title, "barrier") for n, title in enumerate(read.barriers)]
        choices += [Choice(f"opportunity.{n}", title, "opportunity") for n, title in enumerate(read.opportunities)]
        choice = await self.app.push_screen_wait(Choose("Link it with what?", choices))
        if choice is not None:
            of_kind, _, made = choice.id.partition(".")
            title = "" if made == "new" else choice.text
            self._do(
                lambda desk: services.dives.live.link_note(desk, number, of_kind, title), "In the log. Press u to undo."
            )

    def action_room_remove(self) -> None:
        """Take off what is under the cursor."""
        task, note, made = self.failed, self.note, self.deliveries
        assert self.queue is not None
        if task is not None:
            self.queue.drop(task)
            return
        gone = [note] if note is not None else list(made)

        def call(desk: Desk) -> None:
            from tpdesk.services.records import remove_record

            for record in gone:
                remove_record(desk, record.kind.name, record.id)

        self._do(call, "Removed. Press u to undo.")

    def action_room_undo(self) -> None:
        """Undo the latest thing that was done here, after all that still waits."""
        workshop, floor = self.workshop, (self.floors or (0, 0))[0]
        self._do(lambda desk: services.dives.live.undo_live(desk, workshop, floor))

    def action_room_redo(self) -> None:
        """Redo what was undone last."""
        workshop, floor = self.workshop, (self.floors or (0, 0))[1]
        self._do(lambda desk: services.dives.live.redo_live(desk, workshop, floor))

    @asks
    async def action_room_bodies(self) -> None:
        """Tick who is here."""
        from tpdesk.screens.dives.room_bodies import BodiesHere

        read = self.found
        assert read is not None
        here = names_of(read.workshop, "agencies")
        bodies = await self.app.push_screen_wait(BodiesHere(read.bodies, here, words.heard(read)))
        if bodies is not None:
            typed = {"agencies": list(bodies)}
            self._do(lambda desk: _done(services.records.change_record(desk, "workshop", self.workshop, typed)))


def _done(_: object) -> None:
    """What was changed is seen on the wall: nothing is said of it."""


_LAST: Final = "workshop"
"""The preference that names the last workshop."""


def open_room(window: Window) -> None:
    """Open the room of the workshop under the cursor or of the only one; else ask which:
    the last one is proposed, and a title that is new makes one."""
    place, shown = window.place, window.screen
    if place is None or not isinstance(shown, ModeScreen) or isinstance(shown, RoomScreen):
        return
    under = (
        shown.record("workshop")
        if isinstance(shown, DivesScreen) and shown.view == "workshop" and shown.panel == "content"
        else None
    )
    if under is not None:
        _enter(window, under)
        return
    where = place.id
    shown.ask(
        "room.workshops",
        lambda desk: services.dives.live.read_workshops(desk, where),
        lambda found: _ask(window, place.name, *found),
        opens=True,
    )


def _ask(window: Window, place: str, workshops: tuple[Record, ...], dives: tuple[Record, ...]) -> None:
    if len(workshops) == 1:
        _enter(window, workshops[0])
        return

    def chosen(choice: Choice | None) -> None:
        if choice is None:
            return
        held = next((one for one in workshops if str(one.id) == choice.id), None)
        if held is not None:
            _enter(window, held)
        else:
            _new(window, place, choice.text, dives)

    # What is made up to show the tool comes last, and is proposed only where there is nothing else.
    shown_only = {one.title for one in dives if one.values["illustrative"]}
    own = [one for one in workshops if one.values["dive"] not in shown_only]
    others = [one for one in workshops if one not in own]
    last = preference(_LAST)
    latest = [*others[-1:], *own][-1:]
    proposed = next((one for one in (*own, *latest) if one.title == last), latest[0] if latest else None)
    current = str(proposed.id) if proposed is not None else ""
    choices = [Choice(str(one.id), one.title, str(one.values["held_on"])) for one in own]
    choices += [Choice(str(one.id), one.title, f"{one.values['held_on']} illustrative") for one in others]
    window.push_screen(
        Choose("The room of which workshop?", choices, current=current, new="workshop"),
        chosen,
    )


def _new(window: Window, place: str, title: str, dives: tuple[Record, ...]) -> None:
    def chosen(dive: str, new: bool) -> None:
        window.change(
            "Saving the workshop",
            lambda desk: services.dives.live.new_workshop(desk, place, title, dive, new_dive=new),
            lambda made: _enter(window, made),
        )

    shown = window.screen
    ask_dive(window, title, dives, shown.dive if isinstance(shown, DivesScreen) else None, chosen)


def _enter(window: Window, workshop: Record) -> None:
    keep_preference(_LAST, workshop.title)
    window.push_screen(RoomScreen(workshop.id))
