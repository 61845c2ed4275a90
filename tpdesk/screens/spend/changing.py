"""Changing whole lines: in a form, by hand, duplicated, split, deleted; each change is one step of undo."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from tpdesk import services
from tpdesk.domain.line import LINE_FIELDS, LineField, LineRow
from tpdesk.screens.dialogs.base import Confirm, Dialog
from tpdesk.screens.dialogs.choose import Choice, Completing
from tpdesk.screens.dialogs.form import Form, FormField, Now
from tpdesk.screens.spend.cell_editor import typed_value
from tpdesk.text import counted
from tpdesk.units import short_pounds, year_of, year_text

if TYPE_CHECKING:
    from tpdesk.models.desk import Desk
    from tpdesk.models.lines.candidates import Candidate
    from tpdesk.models.place import Place
    from tpdesk.screens.mode_screen import ModeScreen
    from tpdesk.screens.spend.rows import Target
    from tpdesk.services.lines import EditPreview

R = TypeVar("R")


class SayChanged(Protocol):
    """Says what was changed, with what to look at; nothing is selected any more."""

    def __call__(self, words: str, warnings: tuple[str, ...] = ()) -> None: ...


FORM_FIELDS: Final = (
    "agency", "amount", "date", "year", "label", "own_category", "supplier", "description", "flow", "cost_type",
    "status", "control", "transfer_to",
    "transfer_from", "internal", "client_group", "activity", "area", "funding_stream", "grade",
)  # fmt: skip
"""What a line's form has, the needed first."""

SPLIT_BY: Final = (
    "label", "own_category", "control", "transfer_to", "transfer_from", "client_group", "activity", "area",
    "funding_stream",
)  # fmt: skip
"""Columns by which lines are split where the cursor is on one; else by category."""

_HINTS: Final = {
    "amount": "for example 1,234.56 or 250k; a credit note is negative", "date": "for example 17 June 2024",
    "year": "for example 2024-25; from the date where it is left out", "own_category": "left out: its label's map says",
    "flow": "expenditure where it is left out",
    "cost_type": "for example revenue or capital; unknown where it is left out",
    "status": "actual where it is left out",
    "control": "for example local; not stated where it is left out",
    "grade": "from 1, the organisation's own system, to 6, judgement",
}  # fmt: skip
"""How to write a field, with an example; the others say what they mean."""


class _YearOfDate:
    """The year of a new line: the one on screen until a date says another; a year that was typed stays."""

    def __init__(self, year: str) -> None:
        self._year = self._filled = year

    def __call__(self, form: Dialog[Any], date: Completing) -> None:
        """Show the year of the date, where the year is still the one that stood there by itself."""
        from tpdesk.domain.dates import read_date

        line = form.query_one("#field-year", Completing)
        if line.value == self._filled:
            iso = read_date(date.value).iso if date.value.strip() else None
            self._filled = year_text(year_of(dt.date.fromisoformat(iso))) if iso else self._year
            line.value = self._filled


# -- forms


def edit_line(screen: ModeScreen, line: LineRow, say: SayChanged) -> None:
    """Edit all fields of a line in a form."""

    def save(desk: Desk, values: Mapping[str, str]) -> EditPreview:
        return services.lines.edit_lines(desk, (line.id,), values, expected=1)

    def saved(done: EditPreview | None) -> None:
        if done is not None:
            say(f"{done.words}.", done.warnings)

    typed = {name: typed_value(line, name) for name in FORM_FIELDS}
    names = f"Line {line.id}", f"line.{line.id}", f"Changing line {line.id}"
    _open_form(screen, names, typed, save, saved, lambda desk: _typed_now(desk, line.id))


def _typed_now(desk: Desk, number: int) -> dict[str, str]:
    held = services.lines.line_of(desk, number)
    return {name: typed_value(held, name) for name in FORM_FIELDS}


def new_line(screen: ModeScreen, place: Place, agency: str, say: SayChanged) -> None:
    """Write a line by hand."""

    def save(desk: Desk, values: Mapping[str, str]) -> tuple[int, tuple[str, ...]]:
        return services.lines.add_line(desk, values, place=place.name), services.lines.line_warnings(values)

    def saved(written: tuple[int, tuple[str, ...]] | None) -> None:
        if written is not None:
            number, warnings = written
            say(f"Line {number} is written, in {place.name}.", warnings)

    year = screen.here.year
    typed = dict.fromkeys(FORM_FIELDS, "") | {
        "agency": agency,
        "year": year_text(year) if year is not None else "",
    }
    _open_form(screen, (f"New line of {place.name}", f"line.new.{place.id}", "Writing the line"), typed, save, saved)


def _open_form(
    screen: ModeScreen,
    names: tuple[str, str, str],
    typed: Mapping[str, str],
    save: Callable[[Desk, Mapping[str, str]], R],
    saved: Callable[[R | None], None],
    now: Now | None = None,
) -> None:
    """Open a form of (title, form, what is being done), once the desk has said what can be chosen."""
    title, form, doing = names
    completed = [name for name in FORM_FIELDS if name not in ("amount", "date", "supplier", "description")]
    follow = None if now is not None else _YearOfDate(typed["year"])
    screen.ask(
        "spend.form",
        lambda desk: services.line_table.choices_of(desk, completed),
        lambda choices: _show(
            screen, Form(title, _fields(typed, choices, follow), save, form=form, doing=doing, now=now), saved
        ),
        opens=True,
    )


def _show(screen: ModeScreen, form: Form[R], saved: Callable[[R | None], None]) -> None:
    screen.app.push_screen(form, saved)


def _fields(
    typed: Mapping[str, str], choices: Mapping[str, tuple[Candidate, ...]], follow_date: _YearOfDate | None
) -> list[FormField]:
    return [
        FormField(
            name,
            LINE_FIELDS[name].heading,
            typed[name],
            _HINTS.get(name, LINE_FIELDS[name].tells),
            choices=[Choice(item.text, item.text, item.tells) for item in choices.get(name, ())],
            needed=name in ("agency", "amount"),
            follow=follow_date if name == "date" else None,
        )
        for name in FORM_FIELDS
    ]


# -- duplicating, deleting, splitting


async def duplicate(screen: ModeScreen, target: Target, say: SayChanged) -> None:
    """Write the lines once more; several only after a question."""
    text = "Each is written once more, as entered by hand."
    if target.count == 1 or await _agreed(screen, "Duplicate", text, target):
        screen.window.change(
            f"Duplicating {counted(target.count, 'line')}",
            lambda desk: services.lines.duplicate_lines(desk, target.selection, expected=target.count),
            lambda copies: say(_copied(len(copies), target.sums)),
        )


def _copied(number: int, sums: str) -> str:
    what = f"{counted(number, 'line')}{f', {sums}' if sums else ''}"
    copies = "The copy stands" if number == 1 else "The copies stand"
    return f"{'Line' if number == 1 else 'Lines'} duplicated: {what}. {copies} at the end, as entered by hand."


async def delete(screen: ModeScreen, target: Target, say: SayChanged) -> None:
    """Delete the lines, after a question."""
    text = "Its batch remembers it." if target.count == 1 else "Their batches remember them."
    if await _agreed(screen, "Delete", text, target):
        screen.window.change(
            f"Deleting {counted(target.count, 'line')}",
            lambda desk: services.lines.delete_lines(desk, target.selection, expected=target.count),
            lambda gone: say(f"{counted(gone[0], 'line')} deleted, {short_pounds(gone[1])}."),
        )


async def _agreed(screen: ModeScreen, verb: str, text: str, target: Target) -> bool | None:
    sums = f"{'It comes' if target.count == 1 else 'They come'} to {target.sums}. " if target.sums else ""
    title = f"{verb} {counted(target.count, 'line')}?"
    return await screen.app.push_screen_wait(Confirm(title, f"{sums}{text} Press u to undo.", yes=verb))


async def split(screen: ModeScreen, target: Target, field: LineField, say: SayChanged) -> None:
    """Split the lines by shares."""
    from tpdesk.screens.spend.split import SplitLines

    by = field if field.name in SPLIT_BY else LINE_FIELDS["category"]
    pence = target.line.amount_pence if target.line is not None else None
    numbers = await screen.app.push_screen_wait(
        SplitLines(
            target.count,
            by,
            pence,
            lambda desk, parts: services.lines.split_lines(desk, target.selection, parts, expected=target.count),
        )
    )
    if numbers is not None:
        beside = "it" if target.count == 1 else "them"
        say(f"{counted(target.count, 'line')} split: {counted(len(numbers), 'new line')} beside {beside}.")
