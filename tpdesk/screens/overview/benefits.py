"""DWP's own table of benefits, imported on screen: the file, what it brings and what it takes the place of, and then
the import, as one step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tpdesk import services
from tpdesk.screens.ask import PathDialog
from tpdesk.screens.dialogs.base import Confirm
from tpdesk.text import counted
from tpdesk.units import pounds, short_pounds, year_text

if TYPE_CHECKING:
    from pathlib import Path

    from tpdesk.screens.mode_screen import ModeScreen
    from tpdesk.services.benefits import BenefitsPlan

_LARGEST: Final = 8
"""Benefits that are named one by one."""


async def ask_for_benefits(screen: ModeScreen, place: str, year: int) -> None:
    """Ask for the table, show what it brings to the place and year, and import it once that is agreed."""
    text = (
        "DWP's table of benefit expenditure by local authority (.ods): a sheet for each year, a row for each "
        "authority. Download it from gov.uk. The file is checked first; nothing is written yet."
    )
    path = await screen.app.push_screen_wait(PathDialog(f"DWP benefits in {place}, {year_text(year)}", text))
    if path is not None:
        screen.window.change(
            f"Checking {path.name}",
            lambda desk: services.benefits.import_benefits(desk, path, place, year, dry_run=True),
            lambda plan: screen.talk(_agree(screen, path, plan)),
        )


async def _agree(screen: ModeScreen, path: Path, plan: BenefitsPlan) -> None:
    largest = sorted(plan.benefits.items(), key=lambda item: -item[1])
    named = [f"{name} {short_pounds(pence)}" for name, pence in largest[:_LARGEST]]
    more = sum(pence for _, pence in largest[_LARGEST:])
    named += [f"others {short_pounds(more)}"] if len(largest) > _LARGEST else []
    lines = [
        f"{pounds(plan.pence)} in {plan.place}: {counted(len(plan.benefits), 'benefit')} of "
        f"{counted(len(plan.areas), 'authority', 'authorities')}, grade 2.",
        ", ".join(named) + ".",
    ]
    if plan.replaced:
        lines.append(
            f"In place of {pounds(plan.replaced_pence)} of the first count, shared by people: "
            f"{', '.join(plan.replaced)}."
        )
    question = Confirm(path.name, "\n".join([*lines, *plan.notices]), yes=f"Import {plan.lines} lines", looked=True)
    if await screen.app.push_screen_wait(question):
        screen.window.change(
            f"Importing {path.name}",
            lambda desk: services.benefits.import_benefits(desk, path, plan.place, plan.year),
            lambda made: screen.window.say(
                f"{counted(made.lines, 'line')}, {short_pounds(made.pence)}. Press u to undo.", "DWP benefits"
            ),
        )
