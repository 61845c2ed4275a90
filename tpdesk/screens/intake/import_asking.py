"""Changing how a file is read: every question that the import room asks, and what its answer touches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on

from tpdesk.screens.dialogs.choose import Choice, Choose
from tpdesk.screens.intake.ask_body import make_body, question
from tpdesk.screens.intake.import_check import CheckPane
from tpdesk.screens.intake.import_reading import ImportReading
from tpdesk.screens.intake.import_settings import ALIKE, FOR_ALL, NONE, changed, changed_for_all, choices, settings
from tpdesk.screens.intake.import_state import ChosenFile
from tpdesk.screens.intake.import_words import FIELD_NOTES, FIELDS_SHOWN

if TYPE_CHECKING:
    from tpdesk.models.desk import Desk
    from tpdesk.models.place import Place
    from tpdesk.screens.jobs import Job


class ImportAsking(ImportReading):
    """The import room with its questions."""

    @on(CheckPane.Change)
    def change(self, message: CheckPane.Change) -> None:
        """Ask what a setting is to be."""
        file = self._shown()
        if file is None:
            return
        if message.setting == "place":
            self._ask_place()
        elif message.setting == "more":
            self._ask_field(file)
        else:
            self._ask(file, message.setting)

    def _ask(self, file: ChosenFile, setting: str) -> None:
        offered, free = choices(setting, file, self.known)
        line = next(
            (line for line in settings(file, self.every, self.place_name, self.known) if line.id == setting), None
        )
        name = line.name if line is not None else FIELDS_SHOWN[setting.partition(".")[2]]
        asked = {
            "agency": question(file.path.name),
            "profile": "Keep this layout for the body's next files: type a name",
            "control": f"The file's own total, in {file.sheet.layout.unit if file.sheet else 'pounds'}",
        }.get(
            setting,
            f"{name}: which?" if not setting.startswith("column.") else f"Which column is the {name.casefold()}?",
        )
        self.app.push_screen(
            Choose(
                asked,
                offered,
                current=(file.proposed_agency if setting == "agency" and file.lacks_body else "")
                or (line.value if line is not None else ""),
                free=free and setting != "agency",
                new="agency" if setting == "agency" else "",
                open_question=setting == "agency" and file.lacks_body,
            ),
            lambda choice: self._chosen(file, setting, choice),
        )

    def _chosen(self, file: ChosenFile, setting: str, choice: Choice | None) -> None:
        if choice is None:
            return
        if setting == "agency" and not choice.id and choice.text not in ("as recognised", ""):
            # The desk is changed by it, so that all files are read again anyway.
            make_body(self.window, choice.text, self.place_name, lambda made: self._set_body(file, made))
            return
        if setting == "agency":
            self._set_body(file, choice.id or None)
            return
        if setting in FOR_ALL:
            self.every = changed_for_all(self.every, setting, choice)
            touched = list(self.files)
        else:
            touched = self._alike(file) if setting in ALIKE or setting.startswith("column.") else [file]
            for one in touched:
                one.said = changed(one.said, setting, choice)
        # What is kept or made on the way in changes nothing of how a file is read.
        for one in touched:
            one.trouble = None
            one.forget(head=setting not in ("profile", "control", "again", "new"))
        if setting in ALIKE and len(touched) > 1:
            self.window.say(f"Set for all {len(touched)} files that are laid out alike.")
        self._show()
        self._read_next()

    def _set_body(self, file: ChosenFile, name: str | None) -> None:
        """Set the body of one file; where the same was known of others, ask whether it is theirs too."""
        before = file.body
        others = [one for one in self.files if one is not file and one.body == before and one.can_come_in]
        self._give_body([file], name)
        if name is None or not others:
            return
        asked = f"{name} for {'the other file' if len(others) == 1 else f'the other {len(others)} files'} too?"
        stay = f"the rest stay with {before[0]}" if before[0] else "for the rest the question comes again"
        listed = ", ".join(one.path.name for one in others[:3]) + (" ..." if len(others) > 3 else "")
        offered = [
            Choice("one", f"only {file.path.name}", stay),
            Choice("all", f"all {len(others) + 1} files", f"also {listed}"),
        ]

        def chosen(choice: Choice | None) -> None:
            if choice is not None and choice.id == "all":
                self._give_body(others, name)

        self.app.push_screen(Choose(asked, offered), chosen)

    def _give_body(self, files: list[ChosenFile], name: str | None) -> None:
        for one in files:
            one.said_agency = name
            one.trouble = None
            one.forget()
        self._show()
        self._read_next()

    def _alike(self, file: ChosenFile) -> list[ChosenFile]:
        return [one for one in self.files if one is file or (file.shape and one.shape == file.shape)]

    @on(CheckPane.ChangeColumn)
    def change_column(self, message: CheckPane.ChangeColumn) -> None:
        """Ask what a column is to be read as."""
        file = self._shown()
        sheet = file.sheet if file is not None else None
        if file is None or sheet is None or message.column >= len(sheet.columns):
            return
        column = sheet.columns[message.column]

        def chosen(choice: Choice | None) -> None:
            if choice is None or choice.id == column.field:
                return
            if choice.id:
                self._chosen(file, f"column.{choice.id}", Choice(column.heading, column.heading))
            elif column.field and column.field != "amount":
                self._chosen(file, f"column.{column.field}", NONE)

        offered = (
            [Choice("", "not read", "leave this column out"), *_fields()] if column.field != "amount" else _fields()
        )
        self.app.push_screen(
            Choose(f"What is the column '{column.heading}'?", offered, current=column.field or ""), chosen
        )

    def _ask_field(self, file: ChosenFile) -> None:
        def chosen(choice: Choice | None) -> None:
            if choice is not None:
                self._ask(file, f"column.{choice.id}")

        self.app.push_screen(Choose("Which field?", _fields()), chosen)

    def _ask_place(self) -> None:
        offered = [Choice(str(place.id), place.name, place.status) for place in self.window.places]

        def chosen(choice: Choice | None) -> None:
            if choice is None:
                return
            if choice.id:
                self.window.go_to(place=int(choice.id))
            else:
                self._make_place(choice.text)

        self.app.push_screen(
            Choose(
                "Which place? Choose one, or type the name of a new one",
                offered,
                current=str(self.here.place),
                new="place",
            ),
            chosen,
        )

    def _make_place(self, name: str) -> None:
        """Make a place that was typed, and take it; then ask for the body, where nothing tells it."""

        def call(desk: Desk, _: Job) -> Place:
            from tpdesk.services import places

            return places.add(desk, name)

        def then(made: Place) -> None:
            self.window.go_to(place=made.id)
            self.window.say(f"{made.name} is on the desk. Press u to undo.")
            lacking = next((file for file in self.files if file.fresh and file.lacks_body), None)
            if lacking is not None:
                self._ask(lacking, "agency")

        self.window.act(f"Making {name}", call, then)


def _fields() -> list[Choice]:
    return [Choice(field, name, FIELD_NOTES.get(field, "")) for field, name in FIELDS_SHOWN.items()]
