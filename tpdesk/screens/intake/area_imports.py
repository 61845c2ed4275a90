"""Areas and drivers imported from a file on screen: the file, a look at what comes in and at what is wrong by row, and
then the import, as one step."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tpdesk import services
from tpdesk.screens.ask import Ask, PathDialog
from tpdesk.screens.dialogs.base import Confirm, Dialog
from tpdesk.text import counted

if TYPE_CHECKING:
    from tpdesk.models.area import AreaDraft
    from tpdesk.screens.mode_screen import ModeScreen
    from tpdesk.services.area_files import AreasImported, DriverSaid, DriversImported, RowTold

_SHOWN: Final = 6
"""Areas, drivers, or rows with a fault that are listed one by one."""

_AREAS: Final = (
    "A CSV file or workbook, one row for each area. Its first row names the columns: code, name, kind, inside (the "
    "area it lies in), and where you know them people, households, year, source. The file is checked first; nothing is "
    "written yet."
)
_DRIVERS: Final = (
    "A CSV file or workbook with an area in each row, by code or name. Each further column of figures is a driver "
    "called by its heading; a file with the one column value is one driver, and you are asked for its name. The file "
    "is checked first; nothing is written yet."
)


async def ask_for_areas(screen: Dialog[None] | ModeScreen, then: Callable[[], None]) -> None:
    """Ask for a file of areas, check it, and import it once that is agreed."""
    path = await screen.app.push_screen_wait(PathDialog("Import areas from a file", _AREAS))
    if path is not None:
        screen.window.change(
            f"Checking {path.name}",
            lambda desk: services.area_files.import_areas(desk, path, dry_run=True),
            lambda checked: screen.talk(_agree_areas(screen, path, checked, then)),
        )


async def _agree_areas(
    screen: Dialog[None] | ModeScreen, path: Path, checked: AreasImported, then: Callable[[], None]
) -> None:
    areas = checked.areas
    number = counted(len(areas), "area")
    head = f"{counted(checked.rows_read, 'row')}: {number} to import, {len(checked.rejected)} rejected."
    listed = [_area_words(area) for area in areas]
    if await _agreed(screen, path, [head, *_some(listed, "area"), *_faults(checked.rejected)], len(areas)):
        screen.window.change(
            f"Importing {path.name}",
            lambda desk: services.area_files.import_areas(desk, path),
            lambda made: _say(screen, path, f"{counted(len(made.areas), 'area')} imported.", then),
        )


def _area_words(area: AreaDraft) -> str:
    inside = f" in {'; '.join(area.inside)}" if area.inside else ""
    people = f", {area.people:,} people in {area.year}" if area.people is not None else ""
    return f"{area.name} ({area.code}), {area.kind}{inside}{people}"


async def ask_for_drivers(screen: Dialog[None] | ModeScreen, then: Callable[[], None]) -> None:
    """Ask for a file of drivers and for what it does not say itself, check it, and import it once that is agreed."""
    path = await screen.app.push_screen_wait(PathDialog("Import drivers from a file", _DRIVERS))
    if path is None:
        return
    screen.read(
        "drivers.columns",
        lambda: services.area_files.is_one_driver(path),
        lambda is_one: screen.talk(_ask_about(screen, path, is_one=is_one, then=then)),
    )


async def _ask_about(screen: Dialog[None] | ModeScreen, path: Path, *, is_one: bool, then: Callable[[], None]) -> None:
    name: str | None = None
    if is_one:
        name = await _answer(screen, "Name of the driver", "What do the figures count?", path.stem, _needed)
        if name is None:
            return
    year = await _answer(
        screen,
        "Year of the figures",
        "Of which calendar year are they? Leave it blank if not known.",
        "",
        _year_problem,
    )
    source = None if year is None else await _answer(screen, "Source", "Who published the figures?", "", None)
    if year is None or source is None:
        return
    from tpdesk.services.area_files import DriverSaid

    said = DriverSaid(name=name, year=year or None, source=source, is_replacing=True)
    screen.window.change(
        f"Checking {path.name}",
        lambda desk: services.area_files.import_drivers(desk, path, said, dry_run=True),
        lambda checked: screen.talk(_agree_drivers(screen, path, said, checked, then)),
    )


async def _agree_drivers(
    screen: Dialog[None] | ModeScreen, path: Path, said: DriverSaid, checked: DriversImported, then: Callable[[], None]
) -> None:
    drivers = checked.drivers
    listed = [f"{one.title}: {one.figures.words}" for one in drivers]
    head = f"{counted(len(drivers), 'driver')} to import, {counted(len(checked.rejected), 'row')} rejected."
    lines = [head, *_some(listed, "driver"), *checked.notices, *_faults(checked.rejected)]
    if await _agreed(screen, path, lines, len(drivers)):
        screen.window.change(
            f"Importing {path.name}",
            lambda desk: services.area_files.import_drivers(desk, path, said),
            lambda made: _say(screen, path, f"{counted(len(made.drivers), 'driver')} imported.", then),
        )


async def _answer(
    screen: Dialog[None] | ModeScreen, title: str, text: str, value: str, check: Callable[[str], str] | None
) -> str | None:
    return await screen.app.push_screen_wait(Ask(title, text, value, check=check, yes="Next"))


def _needed(typed: str) -> str:
    return "" if typed else "A driver needs a name, for example Claimants 2024."


def _year_problem(typed: str) -> str:
    good = not typed or (typed.isdecimal() and len(typed) == 4)
    return "" if good else "Write a calendar year, for example 2024, or leave it blank."


async def _agreed(screen: Dialog[None] | ModeScreen, path: Path, lines: list[str], number: int) -> bool:
    """Show what a file holds and return whether it is to be imported."""
    yes = f"Import {number}" if number else "Close"
    question = Confirm(path.name, "\n".join(lines), yes=yes, looked=bool(number))
    is_agreed: bool | None = await screen.app.push_screen_wait(question)
    return is_agreed is True and bool(number)


def _some(listed: list[str], noun: str) -> list[str]:
    more = len(listed) - _SHOWN
    return [*listed[:_SHOWN], *([f"and {counted(more, f'other {noun}')}"] if more > 0 else [])]


def _faults(rejected: Iterable[RowTold]) -> list[str]:
    return _some([f"Row {one.row}: {one.message}" for one in rejected], "row with a fault")


def _say(screen: Dialog[None] | ModeScreen, path: Path, text: str, then: Callable[[], None]) -> None:
    screen.window.say(f"{text} Press u to undo.", path.name)
    then()
