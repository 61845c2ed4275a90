"""The act of writing a workshop's notes for its participants: Markdown or a Word document, without anything private."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tpdesk.calc.packs.handout.content import Handout, handout
from tpdesk.domain.kinds import Record
from tpdesk.errors import UsageProblem
from tpdesk.models.category import categories
from tpdesk.models.desk import Desk
from tpdesk.models.file_writing import write_file, write_text
from tpdesk.models.log.history import last_change
from tpdesk.models.sensitive import people_warnings
from tpdesk.services.files import result_file
from tpdesk.services.records import find_record, list_records

SUFFIXES: Final = (".docx", ".md")
"""What the name of the file may end with: it says what is written."""


@dataclass(frozen=True, slots=True)
class NotesWritten:
    """Notes that were written."""

    file: Path
    workshop: str
    notes: int
    """How many notes are in it, actions and parked ones included."""

    private: int
    """How many were left out because they are private."""

    warnings: tuple[str, ...]
    """What in the notes looks like a person's, a sentence each."""


def write_notes(desk: Desk, title: str, target: Path, *, replace: bool = False) -> NotesWritten:
    """Write the notes of the workshop of that title to a .docx or .md file. Raises UsageProblem, Locked."""
    if target.suffix.casefold() not in SUFFIXES:
        raise UsageProblem(f"{target.name}: notes are written as .docx (Word) or .md (Markdown). Let the name of the "
                           "file end with one of the two.")  # fmt: skip
    workshop = find_record(desk, "workshop", title)
    notes = list_records(desk, "note", {"workshop": workshop.title})
    place = {"place": str(workshop.values["place"])}
    told = handout(
        workshop,
        notes,
        list_records(desk, "barrier", place),
        list_records(desk, "opportunity", place),
        titles={code: category.title for code, category in categories(desk.connection).items()},
        illustrative=_illustrative(desk, workshop),
    )
    with result_file(target, replace=replace):
        _write(told, target, last_change(desk.connection))
    public = [note for note in notes if not note.values["private"]]
    warnings = people_warnings(**{f"note {note.id}": str(note.values["text"]) for note in public})
    return NotesWritten(target, workshop.title, len(public), len(notes) - len(public), warnings)


def _illustrative(desk: Desk, workshop: Record) -> bool:
    """Say whether the workshop's deep dive, or one that it is a part of, is illustrative."""
    title = str(workshop.values["dive"])
    while title:
        dive = find_record(desk, "dive", title)
        if dive.values["illustrative"]:
            return True
        title = str(dive.values["parent"])
    return False


def _write(told: Handout, target: Path, at: str) -> None:
    """`at` is when the desk was last changed (ISO 8601 UTC): the same desk gives the same bytes."""
    if target.suffix.casefold() == ".docx":
        from tpdesk.calc.packs.handout.word import write_docx

        write_file(target, lambda file: write_docx(told, file, at=dt.datetime.fromisoformat(at)))
        return
    from tpdesk.calc.packs.handout.content import markdown

    write_text(target, markdown(told))
