"""Asking whose spending it is: a body of the desk, those of the place first, or a new one that is added on the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tpdesk import services
from tpdesk.screens.dialogs.choose import Choice, Choose

if TYPE_CHECKING:
    from tpdesk.models.agency import AgencyRecord
    from tpdesk.screens.window import Window


def question(what: str) -> str:
    """Return the question whose spending something is: a file's name, or `it`."""
    return f"Whose spending is {what}?"


def body_choices(agencies: Sequence[AgencyRecord]) -> list[Choice]:
    """Return bodies to choose from, each with what kind of body it is."""
    return [Choice(agency.name, agency.name, agency.kind or "") for agency in agencies]


def ask_body(window: Window, agencies: Sequence[AgencyRecord], place: str | None, then: Callable[[str], None]) -> None:
    """Ask whose spending it is; `then` takes the body's name, once it is on the desk."""

    def chosen(choice: Choice | None) -> None:
        if choice is not None and choice.id:
            then(choice.id)
        elif choice is not None and choice.text:
            make_body(window, choice.text, place, then)

    window.push_screen(Choose(question("it"), body_choices(agencies), new="agency", open_question=True), chosen)


def make_body(window: Window, name: str, place: str | None, then: Callable[[str], None]) -> None:
    """Add a body that was typed to the desk, in the place, with what its name says of it, and go on with it."""

    def made(added: tuple[str, str]) -> None:
        name, words = added
        window.say(words)
        then(name)

    window.change(f"Adding {name}", lambda desk: services.naming.add_as_named(desk, name, place), made)
