"""Changing how a file is read: every question that the import room asks, and what its answer touches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tpdesk import services
from tpdesk.screens.dialogs.awaited import DIALOGS
from tpdesk.screens.dialogs.choose import Choice, Choose
from tpdesk.screens.intake.ask_body import make_body, question
from tpdesk.screens.intake.import_settings import ALIKE, FOR_ALL, NONE, changed, changed_for_all, choices, settings
from tpdesk.screens.intake.import_state import ChosenFile
from tpdesk.screens.intake.import_steps import ImportSteps
from tpdesk.screens.intake.import_words import FIELD_NOTES, FIELDS_SHOWN

if TYPE_CHECKING:
    from tpdesk.models.place import Place


def _names(files: list[ChosenFile]) -> str:
    """Return the names of the first files."""
    return ", ".join(one.path.name for one in files[:3]) + (" ..." if len(files) > 3 else "")


class FileQuestions:
    """The questions about how a file is read; each waits for its answer."""

    def __init__(self, steps: ImportSteps) -> None:
        self._steps = steps

    async def change(self, setting: str) -> None:
        """Ask what a setting of the file under the cursor is to be."""
        file = self._steps.shown()
        if file is None:
            return
        if setting == "place":
            await self.ask_place()
        elif setting == "more":
            choice = await self._choose(Choose("Which field?", _fields()))
            if choice is not None:
                await self.ask(file, f"column.{choice.id}")
        else:
            await self.ask(file, setting)

    async def ask(self, file: ChosenFile, setting: str) -> None:
        """Ask what a setting of a file is to be."""
        steps = self._steps
        offered, free = choices(setting, file, steps.known)
        listed = settings(file, steps.every, steps.place_name, steps.known)
        line = next((line for line in listed if line.id == setting), None)
        name = line.name if line is not None else FIELDS_SHOWN[setting.partition(".")[2]]
        lacking = setting == "agency" and file.lacks_body
        choice = await self._choose(
            Choose(
                _title(file, setting, name),
                offered,
                current=(file.proposed_agency if lacking else "") or (line.value if line is not None else ""),
                free=free and setting != "agency",
                new="organisation" if setting == "agency" else "",
                open_question=lacking,
            )
        )
        if choice is not None:
            await self._answer(file, setting, choice)

    async def _answer(self, file: ChosenFile, setting: str, choice: Choice) -> None:
        steps = self._steps
        if setting == "agency":
            if not choice.id and choice.text not in ("as recognised", ""):
                # The desk is changed by it, so that all files are read again anyway.
                make_body(steps.window, choice.text, steps.place_name, lambda made: self._made_body(file, made))
            else:
                await self._set_body(file, choice.id or None)
            return
        if setting in FOR_ALL:
            steps.every = changed_for_all(steps.every, setting, choice)
            touched = list(steps.files)
        else:
            touched = self._alike(file) if setting in ALIKE or setting.startswith("column.") else [file]
            for one in touched:
                one.said = changed(one.said, setting, choice)
        # What is kept or made on the way in changes nothing of how a file is read.
        for one in touched:
            one.trouble = None
            one.forget(head=setting not in ("profile", "control", "again", "new"))
        if setting in ALIKE and len(touched) > 1:
            steps.window.say(f"Set for all {len(touched)} files that are laid out alike.")
        steps.show()
        steps.read_next()

    def _made_body(self, file: ChosenFile, name: str) -> None:
        self._steps.run_worker(self._set_body(file, name), group=DIALOGS, exit_on_error=False)

    async def _set_body(self, file: ChosenFile, name: str | None) -> None:
        """Set the body of one file; where the same was known of others, ask whether it is theirs too."""
        before = file.body
        others = [one for one in self._steps.files if one is not file and one.body == before and one.can_come_in]
        self._give_body([file], name)
        if name is None or not others:
            return
        asked = f"{name} for {'the other file' if len(others) == 1 else f'the other {len(others)} files'} too?"
        stay = f"the rest stay with {before[0]}" if before[0] else "for the rest the question comes again"
        alike = [one for one in others if file.shape and one.shape == file.shape]
        offered = [Choice("one", f"only {file.path.name}", stay)]
        if 0 < len(alike) < len(others):
            # The months of one organisation among the files of others.
            words = f"the {len(alike) + 1} files with the same columns"
            offered.append(Choice("alike", words, f"also {_names(alike)}"))
        offered.append(Choice("all", f"all {len(others) + 1} files", f"also {_names(others)}"))
        choice = await self._choose(Choose(asked, offered))
        if choice is not None and choice.id != "one":
            self._give_body(alike if choice.id == "alike" else others, name)

    def _give_body(self, files: list[ChosenFile], name: str | None) -> None:
        for one in files:
            one.said_agency = name
            one.trouble = None
            one.forget()
        self._steps.show()
        self._steps.read_next()

    def _alike(self, file: ChosenFile) -> list[ChosenFile]:
        return [one for one in self._steps.files if one is file or (file.shape and one.shape == file.shape)]

    async def change_column(self, number: int) -> None:
        """Ask what a column of the file under the cursor is to be read as."""
        file = self._steps.shown()
        sheet = file.sheet if file is not None else None
        if file is None or sheet is None or number >= len(sheet.columns):
            return
        column = sheet.columns[number]
        unread = [Choice("", "not read", "leave this column out")] if column.field != "amount" else []
        title = f"What is the column '{column.heading}'?"
        choice = await self._choose(Choose(title, [*unread, *_fields()], current=column.field or ""))
        if choice is None or choice.id == column.field:
            return
        if choice.id:
            await self._answer(file, f"column.{choice.id}", Choice(column.heading, column.heading))
        elif column.field and column.field != "amount":
            await self._answer(file, f"column.{column.field}", NONE)

    async def ask_place(self) -> None:
        """Ask whose place's money it is; a place that is typed is added to the desk."""
        window = self._steps.window
        offered = [Choice(str(place.id), place.name, place.status) for place in window.places]
        title = "Which place? Choose one, or type the name of a new one"
        choice = await self._choose(Choose(title, offered, current=str(window.here.place), new="place"))
        if choice is not None and choice.id:
            window.go_to(place=int(choice.id))
        elif choice is not None:
            name = choice.text
            window.change(f"Adding {name}", lambda desk: services.places.add(desk, name), self._made_place)

    def _made_place(self, made: Place) -> None:
        """Take the new place; then ask for the body, where nothing tells it."""
        window = self._steps.window
        window.go_to(place=made.id)
        window.say(f"{made.name} is on the desk. Press u to undo.")
        lacking = next((file for file in self._steps.files if file.fresh and file.lacks_body), None)
        if lacking is not None:
            self._steps.run_worker(self.ask(lacking, "agency"), group=DIALOGS, exit_on_error=False)

    async def _choose(self, dialog: Choose) -> Choice | None:
        return await self._steps.app.push_screen_wait(dialog)


def _title(file: ChosenFile, setting: str, name: str) -> str:
    match setting:
        case "agency":
            return question(file.path.name)
        case "profile":
            return "Keep this layout for the organisation's next files: type a name"
        case "control":
            return f"The file's own total, in {file.sheet.layout.unit if file.sheet else 'pounds'}"
    return f"Which column is the {name.casefold()}?" if setting.startswith("column.") else f"{name}: which?"


def _fields() -> list[Choice]:
    return [Choice(field, name, FIELD_NOTES.get(field, "")) for field, name in FIELDS_SHOWN.items()]
