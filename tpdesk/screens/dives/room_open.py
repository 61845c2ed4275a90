"""Into the room of a workshop from every screen: the one under the cursor, one that is chosen, or a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tpdesk import services
from tpdesk.models.own.remembered import keep_preference, preference
from tpdesk.screens.dialogs.choose import Choice, Choose
from tpdesk.screens.dives.forms import ask_dive
from tpdesk.screens.dives.mode import DivesScreen
from tpdesk.screens.dives.room_screen import RoomScreen
from tpdesk.screens.mode_screen import ModeScreen

if TYPE_CHECKING:
    from tpdesk.domain.kinds import Record
    from tpdesk.screens.window import Window

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
    window.push_screen(RoomScreen(window, workshop.id))
