"""What else can be done from the deep dives: tagging spend, taking files in, writing a workshop's notes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tpdesk.domain.kinds import KINDS
from tpdesk.screens.dialogs.choose import Choice, Choose
from tpdesk.screens.dialogs.confirm import Confirm
from tpdesk.screens.dialogs.form import Form, FormField
from tpdesk.screens.dives.going import DivesGoing
from tpdesk.screens.dives.small_form import small_form
from tpdesk.screens.dives.tabs import INSIDE
from tpdesk.screens.path_dialog import PathDialog
from tpdesk.screens.save_dialog import SaveDialog
from tpdesk.text import counted, file_name

if TYPE_CHECKING:
    from tpdesk.domain.kinds import Record
    from tpdesk.models.desk import Desk
    from tpdesk.models.dives.tagging import Tag
    from tpdesk.models.records.offered import Offered
    from tpdesk.screens.jobs import Job
    from tpdesk.services.dives.notes_out import NotesWritten
    from tpdesk.services.dives.taking_in import TakenIn

_TOLD: Final = 3
"""Rows that cannot be taken in that are told one by one."""


class DivesDoing(DivesGoing):
    """Mode 6 with what its forms do not do."""

    # -- spend

    @property
    def tag_under_cursor(self) -> Tag | None:
        """The tag under the cursor, while its list has the keyboard."""
        if self.focused is None or self.focused.id != "tags" or self.money is None or self.dive is None:
            return None
        return next(
            (tag for tag in self.money.tags.get(self.dive.id, ()) if str(tag.id) == self._keys.get("tag")), None
        )

    def action_tag(self) -> None:
        """Say which spend is part of the deep dive."""
        path, read, dive = self.path, self.found, self.dive
        assert read is not None
        assert dive is not None

        def call() -> Offered:
            from tpdesk.services.dives.boards import read_offered

            return read_offered(path, read.place.id)

        def show(lists: Offered) -> None:
            self.app.push_screen(tag_form(dive, lists))

        self.read_to_open("dives.form", call, show)

    def untag(self, tag: Tag) -> None:
        """Take a tag off, after a question."""

        def call(desk: Desk, _: object) -> None:
            from tpdesk.services.dives.boards import untag

            untag(desk, tag.id)

        def agreed(yes: bool | None) -> None:
            if yes:
                self.window.act("Taking the tag off", call)

        text = f"{tag.share_text} of {tag.words} is then no part of {tag.dive} any more. The spend itself stays as it is. Press u to undo."
        self.app.push_screen(Confirm("Take the tag off?", text, yes="Take it off"), agreed)

    def action_small_numbers(self) -> None:
        """Say from which number of people on packs print it."""
        if self.money is not None:
            self.app.push_screen(small_form(self.money.small))

    def action_prevention(self) -> None:
        """Choose the step after which prevention ends."""
        if self.money is None:
            return
        from tpdesk.calc.stages import CUTS, STEPS

        held = self.money.cut

        def chosen(choice: Choice | None) -> None:
            if choice is None or choice.id == held:
                return

            def call(desk: Desk, _: Job) -> None:
                from tpdesk.services.dives.weighing import set_prevention_cut

                set_prevention_cut(desk, choice.id)

            self.window.act(f"Counting prevention up to {choice.id}", call)

        stages = {step: stage for stage, step in STEPS.items()}
        choices = [
            Choice(cut, f"up to {cut}", ", ".join(stages[step] for step in CUTS[: n + 1])) for n, cut in enumerate(CUTS)
        ]
        self.app.push_screen(Choose("Where does prevention end?", choices, current=held), chosen)

    # -- files in

    @property
    def kind_of_file(self) -> str:
        """The kind of record that a file is taken in as: what the list under the keyboard holds."""
        if self.panel != "content":
            return "dive"
        listed = self.kind
        # A journey without steps, or a workshop without notes, is what most files are for once there is one.
        return (
            INSIDE[listed]
            if listed in ("journey", "workshop")
            and self.record(listed) is not None
            and not self.records(INSIDE[listed])
            else listed
        )

    def action_take_in(self) -> None:
        """Ask for a file, look it through, and take it in."""
        kind = KINDS[self.kind_of_file]
        needed = [field.name for field in kind.fields if field.needed and field.name != "place"]
        text = (
            f"A CSV file or workbook, a row for each {kind.noun}, its columns called {', '.join(needed[:4])} and so on, as in the form's fields. "
            "It is looked through first; nothing is written yet."
        )

        def chosen(path: Path | None) -> None:
            if path is not None:
                self._look_through(kind.name, path)

        self.app.push_screen(PathDialog(f"Take {kind.plural.lower()} in from a file", text), chosen)

    def _homes(self, kind: str) -> Mapping[str, str]:
        """Return what the rows of a file hang on where they do not say so themselves."""
        assert self.found is not None
        names = {field.name for field in KINDS[kind].fields}
        workshop = self.record("workshop") if self.view == "workshop" else None
        found = {
            "place": self.found.place.name,
            "dive": self.dive.title if self.dive else "",
            "workshop": workshop.title if workshop else "",
        }
        return {name: text for name, text in found.items() if name in names and text}

    def _look_through(self, kind: str, path: Path) -> None:
        homes = self._homes(kind)

        def call(desk: Desk, _: object) -> TakenIn:
            from tpdesk.services.dives.taking_in import take_in

            return take_in(
                desk,
                kind,
                path,
                place=homes.get("place"),
                dive=homes.get("dive"),
                workshop=homes.get("workshop"),
                dry_run=True,
            )

        self.window.act(f"Looking {path.name} through", call, lambda told: self._ask_to_take(kind, path, homes, told))

    def _ask_to_take(self, kind: str, path: Path, homes: Mapping[str, str], told: TakenIn) -> None:
        noun = KINDS[kind].noun, KINDS[kind].plural.lower()

        def call(desk: Desk, _: object) -> TakenIn:
            from tpdesk.services.dives.taking_in import take_in

            return take_in(
                desk, kind, path, place=homes.get("place"), dive=homes.get("dive"), workshop=homes.get("workshop")
            )

        def taken(found: TakenIn) -> None:
            self.window.say(f"{counted(found.added, *noun)} came in. Press u to undo.", path.name)

        def agreed(yes: bool | None) -> None:
            if yes and told.added:
                self.window.act(f"Taking {path.name} in", call, taken)

        said = [
            f"{counted(told.rows_read, 'row')}: {counted(told.added, *noun)} to take in, {len(told.rejected)} that cannot be, {told.rows_blank} blank."
        ]
        said += [f"Row {one.row}: {one.message}" for one in told.rejected[:_TOLD]]
        if len(told.rejected) > _TOLD:
            said.append(f"{counted(len(told.rejected) - _TOLD, 'more row')} like these.")
        said += [*told.notices[:_TOLD], *told.warnings[:_TOLD]]
        yes = f"Take {told.added} in" if told.added else "Close"
        self.app.push_screen(Confirm(path.name, "\n".join(said), yes=yes, looked=bool(told.added)), agreed)

    # -- notes out

    def action_write_notes(self) -> None:
        """Write the workshop's notes for its participants."""
        workshop = self.record("workshop")
        assert workshop is not None

        def chosen(path: Path | None) -> None:
            if path is None:
                return
            self._write_notes(workshop, path)

        text = "For the participants, without private notes and fields: a name that ends in .docx makes a Word document, one in .md Markdown."
        endings = frozenset([".docx", ".md"])
        self.app.push_screen(
            SaveDialog(
                "Write the workshop's notes", text, start=file_name(workshop.title, suffix=".docx"), endings=endings
            ),
            chosen,
        )

    def _write_notes(self, workshop: Record, target: Path) -> None:
        path = self.path

        def call(_: object) -> NotesWritten:
            from tpdesk.models.connection import spoken
            from tpdesk.models.desk import open_desk
            from tpdesk.services.dives.notes_out import write_notes

            with open_desk(path, read_only=True) as desk, spoken(path):
                return write_notes(desk, workshop.title, target, replace=True)

        def written(told: NotesWritten) -> None:
            private = f"; {counted(told.private, 'private note')} left out" if told.private else ""
            self.window.say(f"{counted(told.notes, 'note')} written{private}.", told.file.name)
            for warning in told.warnings:
                self.window.say(warning, "Look")

        self.window.work_on(f"Writing {target.name}", call, written)


def _wrong_line(text: str) -> str:
    return "" if text.replace(",", "").strip().isdecimal() else f"'{text.strip()}' is no number of a line."


def tag_form(dive: Record, lists: Offered) -> Form[Tag]:
    """Return the form in which spend is tagged to a deep dive."""
    fields = [
        FormField("category", "Category", "", "a code or a part of its name: with all under it", choices=[Choice(one.code, one.code, one.title) for one in lists.categories]),
        FormField("agency", "Body", "", "blank: any body", choices=[Choice(name, name) for name in lists.agencies]),
        FormField("label", "Label", "", "the body's own word in its file; blank: any"),
        FormField("line", "Line", "", "the number of one line, by hand; then leave the three above blank", check=_wrong_line),
        FormField("share", "Share", "100%", "for example 25%, 1/3 or 0.25", needed=True),
    ]  # fmt: skip

    def save(desk: Desk, values: Mapping[str, str]) -> Tag:
        from tpdesk.services.dives.boards import tag_spend

        rule = {name: values[name] for name in ("category", "agency", "label")}
        line = values["line"].replace(",", "").strip()
        return tag_spend(desk, dive.title, **rule, line=int(line) if line else None, share=values["share"])

    note = "All that is named must hold: a category and a body together mean that body's spend on it."
    return Form(f"Spend of {dive.title}", fields, save, form=f"tag.{dive.id}", doing="Tagging the spend", note=note)
