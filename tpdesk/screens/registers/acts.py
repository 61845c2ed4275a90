"""What is done with the records of any kind: each asks what it must, and a service writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tpdesk.domain.field_types import RecordReference
from tpdesk.domain.kinds import KINDS
from tpdesk.screens.ask import PathDialog, SaveDialog
from tpdesk.screens.dialogs.base import Confirm
from tpdesk.screens.registers.rows import heading
from tpdesk.text import counted, file_name

if TYPE_CHECKING:
    from tpdesk.domain.kinds import Kind, Record
    from tpdesk.models.desk import Desk
    from tpdesk.models.log.history import Act
    from tpdesk.models.records.register_read import RegisterRead
    from tpdesk.screens.mode_screen import ModeScreen
    from tpdesk.services.record_files import RecordsImported
    from tpdesk.services.records import Saved

_LISTED: Final = 3
"""Rows that cannot be imported that are told one by one."""


def write_record(
    screen: ModeScreen,
    read: RegisterRead,
    kind: Kind,
    record: Record | None,
    given: Mapping[str, str],
    then: Callable[[Record], None],
    *,
    closed: Callable[[], None] | None = None,
) -> None:
    """Open the form of a record, or of a new one (None) in which `given` stands already;
    `then` gets it as it was saved, and `closed` is called where it was closed without."""
    from tpdesk.screens.registers.forms import record_form

    async def ask() -> None:
        saved = await screen.app.push_screen_wait(record_form(read, kind.name, record, given))
        if saved is not None:
            then(saved.record)
            _say_notices(screen, saved)
        elif closed is not None:
            closed()

    screen.talk(ask())


def _say_notices(screen: ModeScreen, saved: Saved) -> None:
    for notice in saved.notices:
        screen.window.say(notice)
    for warning in saved.warnings:
        screen.window.say(warning, "Look")


def change_record(screen: ModeScreen, record: Record, typed: Mapping[str, str]) -> None:
    """Write other values of a record."""
    kind, number = record.kind, record.id

    def call(desk: Desk, _: object) -> None:
        from tpdesk.services.records import change_record as change

        change(desk, kind.name, number, typed)

    screen.window.act(f"Saving the {kind.noun}", call)


def states_of(kind: Kind) -> tuple[str, ...]:
    """Return the states that a record of a kind goes through; none where it has no state."""
    return next((field.choices for field in kind.fields if field.name == "state"), ())


def move_state(screen: ModeScreen, record: Record, step: int) -> None:
    """Move a record to its next state, or the one before."""
    states, now = states_of(record.kind), str(record.values["state"])
    state = states[(states.index(now) + step) % len(states)] if now in states else states[0]
    change_record(screen, record, {"state": state})


async def remove_record(screen: ModeScreen, record: Record) -> None:
    """Remove a record, after a question that says what goes with it."""
    kind, number = record.kind, record.id
    text = f"{heading(record)}.{what_goes(kind)} Press u to undo."
    if not await screen.app.push_screen_wait(Confirm(f"Remove the {kind.noun}?", text, yes="Remove")):
        return

    def call(desk: Desk, _: object) -> None:
        from tpdesk.services.records import remove_record as remove

        remove(desk, kind.name, number)

    screen.window.act(f"Removing the {kind.noun}", call)


def what_goes(kind: Kind) -> str:
    """Return what is removed with a record of a kind, and what stays without it, as a sentence;
    empty where nothing hangs on it."""
    under = [one for one in KINDS.values() if one.parent == kind.name and (one.is_part or not kind.has_lines)]
    goes = [*kind.holds, *(one.plural.lower() for one in under), *(["tags"] if kind.is_tagged else [])]
    stays = [
        one.plural.lower()
        for one in KINDS.values()
        if any(
            isinstance(field.type, RecordReference) and field.of == kind.name and not field.many for field in one.fields
        )
        and one.parent != kind.name
        and one is not kind
    ]
    stay = f"; {_listed(stays)} stay" if stays else ""
    held = " One that has spend lines cannot be removed." if kind.has_lines else ""
    return f" Its {_listed(goes)} go with it{stay}.{held}" if goes else ""


def _listed(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


def show_changes(screen: ModeScreen, record: Record) -> None:
    """Show every change to a record."""
    from tpdesk.screens.registers.table import RecordHistory

    path = screen.path

    def call() -> tuple[Act, ...]:
        from tpdesk.services.records import read_changes

        return read_changes(path, record)

    screen.app.push_screen(RecordHistory(heading(record), call))


# -- files


async def import_records(screen: ModeScreen, kind: Kind, homes: Mapping[str, str]) -> None:
    """Ask for a file, check it, and import it once that is agreed; `homes` is what rows hang on that do not say so:
    `place`, `dive`, `workshop`."""
    if kind.name == "driver":
        # A column a driver, where every other kind has a row a record.
        from tpdesk.screens.intake.area_imports import ask_for_drivers

        await ask_for_drivers(screen, screen.load)
        return
    needed = [field.name for field in kind.fields if field.needed and field.name not in homes]
    text = (
        f"A CSV file or workbook, one row for each {kind.noun}. Its first row names the columns: "
        f"{', '.join(needed[:4])} and so on, as in the form. The file is checked first; nothing is written yet."
    )
    path = await screen.app.push_screen_wait(PathDialog(f"Import {kind.plural.lower()} from a file", text))
    if path is not None:
        screen.window.act(
            f"Checking {path.name}",
            lambda desk, _: _import(desk, kind, path, homes, dry_run=True),
            lambda checked: screen.talk(_agree(screen, kind, path, homes, checked)),
        )


def _import(desk: Desk, kind: Kind, path: Path, homes: Mapping[str, str], *, dry_run: bool) -> RecordsImported:
    from tpdesk.services.record_files import import_records

    names = {field.name for field in kind.fields}
    given = {name: text for name, text in homes.items() if name in names}
    return import_records(desk, kind.name, path, dry_run=dry_run, **given)


async def _agree(
    screen: ModeScreen, kind: Kind, path: Path, homes: Mapping[str, str], checked: RecordsImported
) -> None:
    noun = kind.noun, kind.plural.lower()
    lines = [
        (
            f"{counted(checked.rows_read, 'row')}: {counted(checked.added, *noun)} to import, "
            f"{len(checked.rejected)} rejected, {checked.rows_blank} blank."
        )
    ]
    lines += [f"Row {one.row}: {one.message}" for one in checked.rejected[:_LISTED]]
    if len(checked.rejected) > _LISTED:
        lines.append(f"{counted(len(checked.rejected) - _LISTED, 'more row')} like these.")
    lines += [*checked.notices[:_LISTED], *checked.warnings[:_LISTED]]
    yes = f"Import {checked.added}" if checked.added else "Close"
    question = Confirm(path.name, "\n".join(lines), yes=yes, looked=bool(checked.added))
    if await screen.app.push_screen_wait(question) and checked.added:
        screen.window.act(
            f"Importing {path.name}",
            lambda desk, _: _import(desk, kind, path, homes, dry_run=False),
            lambda made: screen.window.say(f"{counted(made.added, *noun)} imported. Press u to undo.", path.name),
        )


async def export_listed(screen: ModeScreen, kind: Kind, numbers: Sequence[int]) -> None:
    """Ask for a file, and write the records of these numbers to it, in their order."""
    noun = kind.noun, kind.plural.lower()
    private = (
        ", with the private ones" if any(field.private or field.name == "private" for field in kind.fields) else ""
    )
    text = (
        f"{counted(len(numbers), *noun)} as CSV, with all fields{private}: Excel opens it, and Import reads it again."
    )
    endings = {".csv"}
    if kind.name == "recipe":
        text += " A name that ends in .docx or .md writes a cookbook to hand on, for Word or as Markdown."
        endings |= {".docx", ".md"}
    start = file_name(kind.plural.lower(), suffix=".csv")
    dialog = SaveDialog(f"Export {kind.plural.lower()}", text, start=start, endings=frozenset(endings))
    target = await screen.app.push_screen_wait(dialog)
    if target is None:
        return
    path = screen.path

    def call(_: object) -> int:
        from tpdesk.services.record_files import export_numbered

        return export_numbered(path, kind.name, numbers, target, replace=True)

    def exported(number: int) -> None:
        screen.window.say(f"{counted(number, *noun)} exported.", target.name)

    screen.window.work_on(f"Writing {target.name}", call, exported)
