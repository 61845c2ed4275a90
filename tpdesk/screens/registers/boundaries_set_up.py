"""Setting up new boundaries with keys alone: the names of the new councils, then a digit for each district."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.events import Key
from textual.widgets import DataTable, Static

from tpdesk import services
from tpdesk.domain.kinds import KINDS
from tpdesk.domain.kinds.boundaries import COUNCILS, SET_KINDS, WHOSE
from tpdesk.screens.commands.places import SET_UP
from tpdesk.screens.dialogs.base import Dialog
from tpdesk.screens.dialogs.choose import Choice
from tpdesk.screens.dialogs.form import Form, FormField
from tpdesk.screens.display import cell, content
from tpdesk.screens.key_line import bindings
from tpdesk.text import clean, folded

if TYPE_CHECKING:
    from tpdesk.domain.record_kind import Record
    from tpdesk.models.area import AreaRecord
    from tpdesk.models.desk import Desk
    from tpdesk.models.place import Place
    from tpdesk.screens.reporter import Trouble

_MOST = 9
"""New councils that a digit can name."""

_KEYS = "1-9 gives the district to that council · 0 takes it back · F2 Save · Esc closes without saving"


@dataclass(frozen=True, slots=True)
class SetHead:
    """What is said of new boundaries before districts are given out."""

    title: str
    names: tuple[str, ...]
    kind: str
    whose: str
    vesting: str
    source: str


def head_form(place: Place) -> Form[SetHead]:
    """Return the form of new boundaries: their title, the names of the new councils, where they are from."""
    vesting = KINDS["boundaries"].field_named("vesting")
    fields = [
        FormField("title", "Title", hint="for example Three unitaries", needed=True),
        FormField("names", "New councils", hint="for example Coast; East; South", needed=True, check=_wrong_names),
        FormField("kind", "Kind", SET_KINDS[0], choices=[Choice(kind, kind) for kind in SET_KINDS], strict=True),
        FormField("whose", "Whose money", COUNCILS, choices=[Choice(one, one) for one in WHOSE], strict=True),
        FormField(
            "vesting",
            "Vesting day",
            hint="for example 1 April 2028",
            check=vesting.problem,
        ),
        FormField("source", "Source", hint="the document that proposes or makes them"),
    ]

    def save(desk: Desk, values: dict[str, str]) -> SetHead:
        services.boundaries.must_be_new(desk, values["title"])
        said = {name: clean(text) for name, text in values.items()}
        return SetHead(**(said | {"names": _names(values["names"])}))  # type: ignore[arg-type]

    note = "The next step gives each district to one of them."
    return Form(f"New boundaries of {place.name}", fields, save, form="boundaries.new", doing="Next", note=note)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for name in map(clean, text.split(";")) if name)


def _wrong_names(text: str) -> str:
    names = _names(text)
    if len(set(map(folded, names))) < len(names):
        return "two of them have the same name."
    if len(names) > _MOST:
        return f"{_MOST} at most here; an option with more comes in from a file (I)."
    return ""


class SetUpPanel(Dialog[str]):
    """Each district of a place given to a new council; the answer is the title of the set that was saved."""

    TELLS = SET_UP.prose[0][1]
    BINDINGS: ClassVar[list[BindingType]] = bindings(SET_UP.commands)

    def __init__(self, place: Place, head: SetHead) -> None:
        super().__init__(f"{head.title}: which district goes where")
        self.place, self.head = place, head
        self.districts: tuple[AreaRecord, ...] = ()
        self.homes: dict[str, int] = {}
        """Code of a district -> which new council it goes to, from 0."""

    def parts(self) -> ComposeResult:
        """The new councils with their digits, the districts, what is wrong, the keys."""
        yield Static(id="set-up-councils")
        yield DataTable(id="set-up-table", cursor_type="row")
        yield Static(id="set-up-says")
        yield Static(content(_KEYS, "$quiet"), id="set-up-keys")

    def on_mount(self) -> None:
        """Read the districts of the place."""
        super().on_mount()
        self.query_one(DataTable).focus()
        place = self.place
        self.ask("boundaries.districts", lambda desk: services.boundaries.districts_of(desk, place), self._begin)

    def _begin(self, districts: tuple[AreaRecord, ...]) -> None:
        self.districts = districts
        self._paint()

    def _paint(self) -> None:
        table, names = self.query_one(DataTable), self.head.names
        row = table.cursor_row
        table.clear(columns=True)
        table.add_columns("District", "Code", "Goes to")
        for area in self.districts:
            home = self.homes.get(area.code)
            goes = f"{home + 1} {names[home]}" if home is not None else "-"
            table.add_row(cell(area.name), cell(area.code, "dim"), cell(goes, "bold"))
        table.move_cursor(row=min(row, max(len(self.districts) - 1, 0)))
        held = [sum(1 for home in self.homes.values() if home == n) for n in range(len(names))]
        words = "   ".join(f"{n + 1} {name} ({held[n]})" for n, name in enumerate(names))
        left = len(self.districts) - len(self.homes)
        self.query_one("#set-up-councils", Static).update(content(f"{words}   left: {left}", "bold"))

    def _say(self, words: str) -> None:
        self.query_one("#set-up-says", Static).update(content(words, "$error"))

    def on_key(self, event: Key) -> None:
        """Give the district under the cursor to the new council of the digit that was pressed."""
        if event.character and event.character.isdigit() and event.character != "0":
            event.stop()
            self._give(int(event.character) - 1)

    def _give(self, home: int) -> None:
        if home >= len(self.head.names):
            self._say(f"There is no council {home + 1}: they are 1 to {len(self.head.names)}.")
            return
        row = self.query_one(DataTable).cursor_row
        if row < len(self.districts):
            self.homes[self.districts[row].code] = home
            self._say("")
            self._paint()
            self.query_one(DataTable).move_cursor(row=min(row + 1, len(self.districts) - 1))

    def action_clear(self) -> None:
        """Leave the district under the cursor to nobody."""
        row = self.query_one(DataTable).cursor_row
        if row < len(self.districts):
            self.homes.pop(self.districts[row].code, None)
            self._paint()

    def action_save_set(self) -> None:
        """Save the set with the usual choices of driver."""
        left = [area.name for area in self.districts if area.code not in self.homes]
        if left:
            self._say(f"Not given to a council yet: {', '.join(left[:4])}{' ...' if len(left) > 4 else ''}.")
            return
        head, homes, place = self.head, dict(self.homes), self.place.name
        areas = {
            name: [code for code, home in homes.items() if home == n] for n, name in enumerate(head.names)
        }  # fmt: skip

        def write(desk: Desk) -> Record:
            draft = services.boundaries.SetDraft(
                head.title, place, areas, {}, services.boundaries.USUAL_CHOICES, head.kind, head.whose, head.vesting,
                head.source,
            )  # fmt: skip
            return services.boundaries.write_set(desk, draft)[0]

        def failed(trouble: Trouble) -> None:
            self._say(trouble.message)

        self.window.change(f"Saving {head.title}", write, lambda record: self._saved(record), failed)

    def _saved(self, record: Record) -> None:
        self.window.say(f"{record.title} is on the desk. u undoes it.")
        self.dismiss(record.title)
