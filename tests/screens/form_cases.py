"""Every form of a record on a small desk, opened as its screen opens it, with two fields to type in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textual.widgets import TextArea

from tests.asking import asked
from tests.cli.verbs import Verb
from tests.screens.looking import Window
from tpdesk.models.desk import open_desk
from tpdesk.screens.dialogs.choose import Completing
from tpdesk.screens.dialogs.form import Form
from tpdesk.screens.overlap.proof_panel import ruling_form
from tpdesk.screens.registers.agencies_forms import agency_form, return_form
from tpdesk.screens.registers.forms import record_form
from tpdesk.screens.registers.places_forms import fact_form, people_form, place_form
from tpdesk.services.dives.boards import read_boards
from tpdesk.services.editing import read_areas, read_card
from tpdesk.services.overlap import read_overlap
from tpdesk.services.overview import read_state
from tpdesk.services.returns import read_bodies

PLACE = 1
YEAR = 2024


@dataclass(frozen=True, slots=True)
class Case:
    """A form of a record that is on the desk."""

    make: Callable[[Path], Form[Any]]
    """Returns the form as the desk is now."""

    typed: str
    """A field to type in, whose texts may be anything."""

    beside: str
    """Another one."""


def make_desk(path: Path) -> Path:
    """Make Testshire with one record of each kind: an organisation that spends, its return, people, a
    note, a barrier, a verdict."""
    verb = Verb(path)
    verb.good("place", "add", "Testshire", "--code", "E07000120")
    verb.good("agency", "add", "One Council", "--kind", "district", "--place", "Testshire", "--area", "E07000120")
    file = path.with_name("spend.csv")
    file.write_text("Date,Service,Amount\n01/05/2024,Bins,100\n", encoding="utf-8", newline="")
    verb.good("import", file, "--place", "Testshire", "--agency", "One Council", "--map", "label=Service")
    verb.good("categorise", "--place", "Testshire", "--agency", "One Council", "--rest", "05.1")
    verb.good("place", "population", "Testshire", "2024-25", "--people", "1000", "--source", "a")
    verb.good("place", "fact", "Testshire", "note", "--set", "kind=theme", "--set", "text=a", "--set", "source=b")
    verb.good("barrier", "add", "A wall", "--place", "Testshire", "--level", "local", "--kind", "law", "--ask", "a")
    verb.good(
        "verdict", "05.1", "--place", "Testshire", "--year", "2024-25", "--verdict", "fragmented", "--reason", "a"
    )
    return path


def _place(path: Path) -> Form[Any]:
    return place_form(asked(path, read_card, PLACE).place, asked(path, read_areas))


def _agency(path: Path) -> Form[Any]:
    read = read_bodies(path, PLACE, YEAR)
    return agency_form(
        read, read.rows[0], asked(path, read_areas), [place.name for place in asked(path, read_state).places]
    )


def _return(path: Path) -> Form[Any]:
    read = read_bodies(path, PLACE, YEAR)
    return return_form(read, read.rows[0])


def _people(path: Path) -> Form[Any]:
    card = asked(path, read_card, PLACE)
    return people_form(card.place, card.populations[0])


def _note(path: Path) -> Form[Any]:
    card = asked(path, read_card, PLACE)
    return fact_form(card.place, "note", card.facts["note"][0])


def _barrier(path: Path) -> Form[Any]:
    read = read_boards(path, PLACE)
    return record_form(read, "barrier", read.of("barrier")[0])


def _ruling(path: Path) -> Form[Any]:
    read = asked(path, read_overlap, PLACE, YEAR, 2, 0)
    row = next(row for row in read.overlap.rows if row.category == "05.1")
    return ruling_form(row, "Testshire", "2024-25")


CASES = {
    "place": Case(
        lambda path: place_form(asked(path, read_card, PLACE).place, asked(path, read_areas)), "theme", "note"
    ),
    "agency": Case(_agency, "note", "role"),
    "return": Case(_return, "next_action", "note"),
    "people": Case(_people, "source", "people"),
    "fact": Case(_note, "text", "source"),
    "record": Case(_barrier, "ask", "evidence"),
    "ruling": Case(_ruling, "reason", "verdict"),
}


def now(path: Path, form: Form[Any]) -> dict[str, str]:
    """Return what the desk says of the form's record."""
    assert form.keeper.now is not None
    with open_desk(path, read_only=True) as desk:
        return dict(form.keeper.now(desk))


def write_elsewhere(path: Path, form: Form[Any], **texts: str) -> None:
    """Change the record as somebody else would: by the acts alone."""
    with open_desk(path) as desk:
        form.saving(desk, texts)


def field_of(form: Form[Any], name: str) -> Completing | TextArea:
    """Return the widget of a field."""
    widget = form.query_one(f"#field-{name}")
    assert isinstance(widget, Completing | TextArea)
    return widget


async def put(window: Window, form: Form[Any], name: str, text: str) -> None:
    """Type a text into a field, in place of what stands there."""
    widget = field_of(form, name)
    if isinstance(widget, TextArea):
        widget.text = text
        widget.focus()
    else:
        widget.value = text
        widget.query_one("Input").focus()
    await window.settle()


async def show(window: Window, form: Form[Any]) -> Form[Any]:
    """Open the form."""
    window.app.push_screen(form)
    await window.settle()
    return form
