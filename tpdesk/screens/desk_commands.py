"""What can be done to the desk file as a whole from every screen: undo, history, its menu, another desk,
the sample, a first place; and which place and year every mode shows.

What is on the screen, written as a picture: SVG, which stays sharp in a slide or a document.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tpdesk import services
from tpdesk.errors import Damaged, DeskFileProblem
from tpdesk.screens.reporter import Reporting
from tpdesk.screens.window import Window
from tpdesk.text import file_name
from tpdesk.units import year_text

if TYPE_CHECKING:
    from tpdesk.models.area import AreaRecord
    from tpdesk.models.place import Place
    from tpdesk.screens.dialogs.choose import Choice
    from tpdesk.screens.reporter import Job

_NEW_DESK = "+"
"""The choice that makes a desk."""


class DeskCommands(Window):
    """The window with the commands of the desk file."""

    def action_undo(self) -> None:
        """Take the latest act back."""
        self.change(
            "Undoing",
            lambda desk: services.history.undo(desk),
            lambda step: self.say(f"{step.title}. U brings it back.", "Undone"),
        )

    def action_redo(self) -> None:
        """Bring back what was undone last."""
        self.change(
            "Redoing",
            lambda desk: services.history.redo(desk),
            lambda step: self.say(f"{step.title}.", "Done again"),
        )

    def action_show_history(self) -> None:
        """Show every act."""
        from tpdesk.screens.desk.history import HistoryPanel

        self.push_screen(HistoryPanel())

    def action_show_own_areas(self) -> None:
        """Show areas of the user's own, and what lines name that is none."""
        from tpdesk.screens.intake.own_areas import OwnAreasPanel

        self.push_screen(OwnAreasPanel())

    def action_show_backups(self) -> None:
        """Show the backups."""
        from tpdesk.screens.desk.history import BackupsPanel

        self.push_screen(BackupsPanel())

    def action_show_desk_file(self) -> None:
        """Show what the desk file is, and what can be done with it."""
        from tpdesk.screens.desk.file import DeskFilePanel

        def chosen(part: str | None) -> None:
            if part is not None:
                self.action_desk_part(part)

        self.push_screen(DeskFilePanel(), chosen)

    def action_desk_part(self, part: str) -> None:
        """Open a part of the menu of the desk file."""
        from tpdesk.screens.desk.file import start_part

        whole = {
            "history": self.action_show_history,
            "backups": self.action_show_backups,
            "open": self.action_open_desk,
            "new": self.action_new_desk,
        }
        if part in whole:
            whole[part]()
        else:
            start_part(self, part)

    def action_reload(self) -> None:
        """Read the desk file again."""
        self.reread()

    def action_stop_work(self) -> None:
        """Stop the eldest work that runs."""
        if not self.jobs:
            return
        job = self.jobs[0]
        if job.settling:
            self.say(f"{job.title} cannot be stopped now: it is being written to the desk. Press u afterwards to undo.")
        else:
            job.stop()

    # -- other desks

    def action_open_sample(self) -> None:
        """Make the sample desk, or take the one that stands, and go over to it."""
        self._sample(fresh=False)

    def action_fresh_sample(self) -> None:
        """Throw the sample desk away and make it anew."""
        if self.state is not None and self.state.sample:
            self.let_go()
            self._sample(fresh=True)

    def _sample(self, *, fresh: bool) -> None:
        self.work_on("Making the sample desk", lambda _: services.demo.open_sample(fresh=fresh), self._opened_sample)

    async def _opened_sample(self, path: Path) -> None:
        from tpdesk.models.own.remembered import preference

        self.open_path(path)
        if not preference("tour"):
            await self.action_start_tour()

    def action_tour_sample(self) -> None:
        """Begin the tour again in the sample desk."""
        from tpdesk.models.own.remembered import keep_preference

        keep_preference("tour", "")
        self.action_open_sample()

    async def action_start_tour(self) -> None:
        """Walk the steps of the work."""
        from tpdesk.models.own.remembered import keep_preference
        from tpdesk.screens.rooms import go_to_mode
        from tpdesk.screens.tour import Tour

        keep_preference("tour", "seen")
        await go_to_mode(self, "overview")
        self.push_screen(Tour())

    def action_open_desk(self) -> None:
        """Choose another desk file."""
        from tpdesk.models.own.remembered import recent_desks
        from tpdesk.screens.dialogs.choose import Choice, Choose

        here = self.path.resolve()
        choices = [Choice(str(path), path.name, str(path.parent)) for path in recent_desks() if path != here]
        choices.append(Choice(_NEW_DESK, "A new desk", "make an empty desk file"))

        def chosen(choice: Choice | None) -> None:
            if choice is not None and choice.id == _NEW_DESK:
                self.action_new_desk()
            elif choice is not None:
                self._open_typed(choice.id or choice.text)

        self.push_screen(Choose("Open which desk? Choose one, or type a path", choices, free=True), chosen)

    def _open_typed(self, typed: str) -> None:
        """Open a desk once it is known that it can be opened: until then the one on screen stays."""

        def call() -> Path | tuple[Path, DeskFileProblem]:
            from tpdesk.services.keeping import find_desk, try_desk

            path = find_desk(typed)
            try:
                try_desk(path)
            except Damaged as problem:
                return path, problem
            return path

        def then(found: Path | tuple[Path, DeskFileProblem]) -> None:
            from tpdesk.screens.dialogs.base import Confirm

            if isinstance(found, Path):
                self.open_path(found)
                return
            path, problem = found
            text = (
                f"{problem}\n\nThe ways back are its backups, and what can be read of it. {self.path.name} "
                "stays as it is, and Esc comes back to it."
            )
            self.push_screen(
                Confirm("This desk file is damaged. Look for ways back?", text, yes="Look for ways back"),
                lambda yes: self.open_path(path) if yes else None,
            )

        self.read("desk.open", call, then)

    def action_new_desk(self) -> None:
        """Make an empty desk file, and open it."""
        from tpdesk.screens.desk.file import NewDesk

        def made(path: Path | None) -> None:
            if path is not None:
                self.open_path(path)

        self.push_screen(NewDesk(), made)

    # -- the place and the year of all modes

    def action_choose_place(self) -> None:
        """Choose the place of all modes."""
        from tpdesk.screens.dialogs.choose import Choice, Choose

        choices = [
            Choice(str(place.id), place.name, " · ".join(part for part in (place.status, _years(place.years)) if part))
            for place in self.places
        ]

        def chosen(choice: Choice | None) -> None:
            if choice is not None:
                self.go_to(place=int(choice.id))

        self.push_screen(Choose("Which place?", choices, current=str(self.here.place)), chosen)

    def action_choose_year(self) -> None:
        """Choose the year of all modes."""
        from tpdesk.screens.dialogs.choose import Choice, Choose

        place = self.place
        if place is None:
            return

        def chosen(choice: Choice | None) -> None:
            if choice is not None:
                self.go_to(year=int(choice.id))

        choices = [Choice(str(year), year_text(year), "") for year in place.years]
        self.push_screen(Choose(f"Which year of {place.name}?", choices, current=str(self.here.year)), chosen)

    def action_go_year(self, step: int) -> None:
        """Go to the next year with money before (-1) or after (1), if there is one."""
        years = sorted(self.place.years) if self.place is not None else []
        if self.here.year in years:
            at = years.index(self.here.year) + step
            if 0 <= at < len(years):
                self.go_to(year=years[at])

    # -- the window itself

    def action_say_saved(self) -> None:
        """Say that nothing waits to be saved."""
        at = (
            f" The last change was saved at {self.state.changed_at[11:16]} UTC."
            if self.state and self.state.changed_at
            else ""
        )
        self.say(f"Everything is saved as you do it; nothing waits.{at}", "Saved")

    def action_write_picture(self) -> None:
        """Write what is on the screen as a picture."""
        write_picture(self)

    def action_show_settings(self) -> None:
        """Show what can be set."""
        from tpdesk.screens.desk.file import ask_setting

        ask_setting(self)

    def action_new_place(self) -> None:
        """Make the first place of this desk."""

        def then(areas: tuple[AreaRecord, ...]) -> None:
            from tpdesk.screens.registers.places_forms import place_form

            if not self.places and not self.screen.is_modal:
                self.push_screen(place_form(None, areas), self._made_place)

        if isinstance(self.screen, Reporting):
            self.screen.ask("desk.areas", lambda desk: services.editing.read_areas(desk), then, opens=True)

    def _made_place(self, place: Place | None) -> None:
        if place is not None:
            self.go_to(place=place.id)
            self.say(f"{place.name} is on the desk.")


def _years(years: tuple[int, ...]) -> str:
    if not years:
        return "no money yet"
    return year_text(years[0]) if len(years) == 1 else f"{year_text(years[-1])} to {year_text(years[0])}"


_FONTS: Final = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
"""Fonts that the picture would fetch over a network: whoever opens it has one of a fixed width."""


def write_picture(window: Window) -> None:
    """Ask where to, and write the screen as it is now, without the dialog."""
    from tpdesk.screens.ask import SaveDialog

    place = window.place.name if window.place is not None else window.path.stem
    svg = _FONTS.sub("", window.export_screenshot(title=place))

    def chosen(target: Path | None) -> None:
        if target is None:
            return

        def call(_: Job) -> None:
            from tpdesk.models.file_writing import write_text

            write_text(target, svg)

        window.work_on(f"Writing {target.name}", call, lambda _: window.say(f"The picture is in {target}.", "Written"))

    mode = window.current_mode
    start = file_name(f"{place} {mode}", suffix=".svg")
    text = "The screen as it is now. SVG stays sharp at every size; Word, PowerPoint and browsers take it."
    window.push_screen(SaveDialog("Write a picture", text, start=start, endings=frozenset([".svg"])), chosen)
