"""Into the room of a workshop from every screen: of the one under the cursor, of one that is chosen, or of a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tpdesk.models.own.preferences import keep_preference, preference
from tpdesk.screens.dialogs.choose import Choice, Choose
from tpdesk.screens.dives.dives import DivesScreen
from tpdesk.screens.dives.room import RoomScreen
from tpdesk.screens.mode_screen import ModeScreen

if TYPE_CHECKING:
    from tpdesk.models.desk import Desk
    from tpdesk.models.dives.kinds import Record
    from tpdesk.screens.window import Window

_LAST: Final = "workshop"
"""The preference that names the last workshop."""

_NONE: Final = "none"


def open_room(window: Window) -> None:
    """Open the room of the workshop under the cursor, or ask which: the last one is proposed, and a title that is new makes one."""
    place, path, shown = window.place, window.path, window.screen
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

    def call() -> tuple[tuple[Record, ...], tuple[Record, ...]]:
        from tpdesk.acts.dives.live import read_workshops

        return read_workshops(path, where)

    shown.read_to_open("room.workshops", call, lambda found: _ask(window, place.name, *found))


def _ask(window: Window, place: str, workshops: tuple[Record, ...], dives: tuple[Record, ...]) -> None:
    def chosen(choice: Choice | None) -> None:
        if choice is None:
            return
        held = next((one for one in workshops if str(one.id) == choice.id), None)
        if held is not None:
            _enter(window, held)
        else:
            _new(window, place, choice.text, dives)

    last = preference(_LAST)
    current = next(
        (str(one.id) for one in reversed(workshops) if one.title == last), str(workshops[-1].id) if workshops else ""
    )
    choices = [Choice(str(one.id), one.title, str(one.values["held_on"])) for one in workshops]
    window.push_screen(
        Choose("The room of which workshop? Type a title for a new one", choices, current=current, new="workshop"),
        chosen,
    )


def _new(window: Window, place: str, title: str, dives: tuple[Record, ...]) -> None:
    def make(dive: str) -> None:
        def call(desk: Desk, _: object) -> Record:
            from tpdesk.acts.dives.live import new_workshop

            return new_workshop(desk, place, title, dive)

        window.act("Writing the workshop", call, lambda made: _enter(window, made))

    shown = window.screen
    here = shown.dive if isinstance(shown, DivesScreen) else None
    # What is made up to show the tool is never what Enter takes by itself.
    ordered = sorted(dives, key=lambda one: bool(one.values["illustrative"]))
    own = [Choice(str(one.id), one.title) for one in ordered if not one.values["illustrative"]]
    shown_only = [Choice(str(one.id), one.title, "illustrative") for one in ordered if one.values["illustrative"]]
    choices = [*own, Choice(_NONE, "None of them, or none yet"), *shown_only]

    def chosen(choice: Choice | None) -> None:
        if choice is None:
            return
        if choice.id:
            make("" if choice.id == _NONE else choice.text)
        else:
            window.act(
                "Writing the deep dive",
                lambda desk, _: _new_dive(desk, place, choice.text),
                lambda dive: make(dive.title),
            )

    current = str(here.id) if here is not None and not here.values["illustrative"] else choices[0].id
    window.push_screen(
        Choose(
            f"Which deep dive is {title} about? Type a title for a new one", choices, current=current, new="deep dive"
        ),
        chosen,
    )


def _new_dive(desk: Desk, place: str, title: str) -> Record:
    from tpdesk.acts.dives.live import new_dive

    return new_dive(desk, place, title)


def _enter(window: Window, workshop: Record) -> None:
    keep_preference(_LAST, workshop.title)
    window.push_screen(RoomScreen(workshop.id))
