"""Changing whole lines: in a form, by hand, doubled, split, deleted; each change is one step of undo."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from textual import on

from tpdesk.domain.line import LINE_FIELDS
from tpdesk.screens.dialogs.choose import Choice
from tpdesk.screens.dialogs.completing import Completing
from tpdesk.screens.dialogs.confirm import Confirm
from tpdesk.screens.dialogs.form import Form, FormField, Now
from tpdesk.screens.spend.cells import SpendCells, typed_value
from tpdesk.screens.spend.words import sums_words
from tpdesk.text import counted
from tpdesk.units import pounds, short_pounds, year_of, year_text

if TYPE_CHECKING:
    from tpdesk.domain.line_sums import Totals
    from tpdesk.models.desk import Desk
    from tpdesk.models.lines.candidates import Candidate
    from tpdesk.models.lines.preview import Selection
    from tpdesk.screens.jobs import Job
    from tpdesk.services.lines import EditPreview, LinePart

R = TypeVar("R")

FORM_FIELDS = (
    "agency", "amount", "date", "year", "label", "own_category", "supplier", "description", "flow", "cost_type", "status", "control", "transfer_to",
    "transfer_from", "internal", "client_group", "activity", "area", "funding_stream", "grade",
)  # fmt: skip
"""What a line's form has, the needed first."""

SPLIT_BY = (
    "label", "own_category", "control", "transfer_to", "transfer_from", "client_group", "activity", "area", "funding_stream",
)  # fmt: skip
"""Columns by which lines are split where the cursor is on one; else by category."""

_HINTS = {
    "amount": "for example 1,234.56 or 250k; a credit note is negative", "date": "for example 17 June 2024",
    "year": "for example 2024-25; from the date where it is left out", "own_category": "left out: its label's map says",
    "flow": "expenditure where it is left out", "cost_type": "for example revenue or capital; unknown where it is left out", "status": "actual where it is left out",
    "control": "for example local; not stated where it is left out", "grade": "from 1, the body's own system, to 6, judgement",
}  # fmt: skip
"""How to write a field, with an example; the others say what they mean."""


class NewLine(Form[R], Generic[R]):
    """The form of a new line. Its year is the one on screen until a date says another; a year that was typed stays."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._year = next(field.value for field in self.fields if field.name == "year")
        self._filled = self._year

    @on(Completing.Changed, "#field-date")
    def follow_date(self, message: Completing.Changed) -> None:
        """Show the year of the date, where the year is still the one that stood there by itself."""
        from tpdesk.domain.dates import read_date

        line = self.query_one("#field-year", Completing)
        if line.value == self._filled:
            iso = read_date(message.completing.value).iso if message.completing.value.strip() else None
            self._filled = year_text(year_of(dt.date.fromisoformat(iso))) if iso else self._year
            line.value = self._filled


class SpendChange(SpendCells):
    """The commands that change whole lines."""

    # -- forms

    def action_edit_all(self) -> None:
        """Change all fields of the line under the cursor in a form."""
        line = self.line
        if line is None:
            return
        number = line.id

        def save(desk: Desk, values: Mapping[str, str]) -> EditPreview:
            from tpdesk.services.lines import edit_lines

            return edit_lines(desk, (number,), values, expected=1)

        def now(desk: Desk) -> dict[str, str]:
            from tpdesk.services.lines import line_of

            held = line_of(desk, number)
            return {name: typed_value(held, name) for name in FORM_FIELDS}

        def saved(done: EditPreview | None) -> None:
            if done is not None:
                self._done(f"{done.words}.", done.warnings)

        self._open_form(
            f"Line {number}",
            {name: typed_value(line, name) for name in FORM_FIELDS},
            save,
            saved,
            f"line.{number}",
            f"Changing line {number}",
            now,
        )

    def action_new(self) -> None:
        """Write a line by hand."""
        place = self.window.place
        if place is None:
            return
        agency = self.line.agency if self.line is not None else ""

        def save(desk: Desk, values: Mapping[str, str]) -> tuple[int, tuple[str, ...]]:
            from tpdesk.services.lines import add_line, line_warnings

            return add_line(desk, values, place=place.name), line_warnings(values)

        def saved(written: tuple[int, tuple[str, ...]] | None) -> None:
            if written is not None:
                number, warnings = written
                self._done(f"Line {number} is written, in {place.name}.", warnings)

        year = year_text(self.here.year) if self.here.year is not None else ""
        first = dict.fromkeys(FORM_FIELDS, "") | {"agency": agency, "year": year}
        self._open_form(f"New line of {place.name}", first, save, saved, f"line.new.{place.id}", "Writing the line")

    def _open_form(
        self, title: str, values: Mapping[str, str], save: Callable[[Desk, Mapping[str, str]], R], saved: Callable[[R | None], None], form: str, doing: str,
        now: Now | None = None,
    ) -> None:  # fmt: skip
        path = self.path
        completed = [name for name in FORM_FIELDS if name not in ("amount", "date", "supplier", "description")]

        def call() -> dict[str, tuple[Candidate, ...]]:
            from tpdesk.services.line_table import choices_of

            return choices_of(path, completed)

        def came(choices: dict[str, tuple[Candidate, ...]]) -> None:
            fields = [
                FormField(
                    name,
                    LINE_FIELDS[name].heading,
                    values[name],
                    _HINTS.get(name, LINE_FIELDS[name].tells),
                    choices=[Choice(item.text, item.text, item.tells) for item in choices.get(name, ())],
                    needed=name in ("agency", "amount"),
                )
                for name in FORM_FIELDS
            ]
            make = Form if now is not None else NewLine
            self.app.push_screen(make(title, fields, save, form=form, doing=doing, now=now), saved)

        self.read_to_open("spend.form", call, came)

    # -- doubling, deleting, splitting

    def action_double(self) -> None:
        """Write the lines meant once more."""
        meant, lines = self.meant, self.meant_count

        def call(desk: Desk, _: Job) -> list[int]:
            from tpdesk.services.lines import duplicate_lines

            return duplicate_lines(desk, meant, expected=lines)

        def done(copies: list[int]) -> None:
            self._done(f"{counted(len(copies), 'line')} doubled: the copies stand at the end, as entered by hand.")

        def go(yes: bool | None) -> None:
            if yes:
                self.window.act(f"Doubling {counted(lines, 'line')}", call, done)

        if lines == 1:
            go(True)
        else:
            self._confirm(
                f"Double {counted(lines, 'line')}?",
                "Each is written once more, as entered by hand.",
                "Double",
                meant,
                go,
            )

    def action_delete(self) -> None:
        """Delete the lines meant, after a question."""
        meant, lines = self.meant, self.meant_count

        def call(desk: Desk, _: Job) -> tuple[int, int]:
            from tpdesk.services.lines import delete_lines

            return delete_lines(desk, meant, expected=lines)

        def done(gone: tuple[int, int]) -> None:
            self._done(f"{counted(gone[0], 'line')} deleted, {short_pounds(gone[1])}.")

        def go(yes: bool | None) -> None:
            if yes:
                self.window.act(f"Deleting {counted(lines, 'line')}", call, done)

        self._confirm(
            f"Delete {counted(lines, 'line')}?",
            "Its batch remembers it." if lines == 1 else "Their batches remember them.",
            "Delete",
            meant,
            go,
        )

    def _confirm(self, title: str, text: str, yes: str, meant: Selection, then: Callable[[bool | None], None]) -> None:
        path = self.path

        def call() -> Totals:
            from tpdesk.services.line_table import add_up

            return add_up(path, meant)

        def came(totals: Totals) -> None:
            its = f"{'It comes' if totals.lines == 1 else 'They come'} to {sums_words(totals, pounds)}."
            self.app.push_screen(Confirm(title, f"{its} {text} Press u to undo.", yes=yes), then)

        self.read_to_open("spend.confirm", call, came)

    def action_split(self) -> None:
        """Split the lines meant by shares."""
        from tpdesk.screens.spend.split import SplitLines

        meant, lines = self.meant, self.meant_count
        field = self.field if self.field.name in SPLIT_BY else LINE_FIELDS["category"]
        pence = self.line.amount_pence if lines == 1 and self.line is not None and meant == (self.line.id,) else None

        def save(desk: Desk, parts: tuple[LinePart, ...]) -> list[int]:
            from tpdesk.services.lines import split_lines

            return split_lines(desk, meant, parts, expected=lines)

        def saved(numbers: list[int] | None) -> None:
            if numbers is not None:
                self._done(
                    f"{counted(lines, 'line')} split: {counted(len(numbers), 'new line')} beside {'it' if lines == 1 else 'them'}."
                )

        self.app.push_screen(SplitLines(self.path, lines, field, pence, save), saved)

    # -- one line, whole

    def action_detail(self) -> None:
        """Show all of the line under the cursor: its fields, where it came from, its history."""
        from tpdesk.screens.spend.detail import LineDetail

        if self.line is not None:
            self.app.push_screen(LineDetail(self.path, self.line.id, self.rows.titles), self._after_detail)

    def _after_detail(self, batch: tuple[str, int] | None) -> None:
        from tpdesk.domain.line_filter import LineFilter
        from tpdesk.screens.way_back import way_from_here

        if batch is None:
            return
        what, number = batch
        if what == "lines":
            self.show_from(LineFilter().plus("batch", number), way_from_here(self.window, "the lines before"))
        else:
            self.call_later(self._open_batch, number)

    async def _open_batch(self, number: int) -> None:
        from tpdesk.screens.intake.batches import BatchesScreen
        from tpdesk.screens.rooms import open_room

        room = await open_room(self.window, "batches")
        assert isinstance(room, BatchesScreen)
        room.show_batch(number)
