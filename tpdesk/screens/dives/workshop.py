"""A workshop in words: the sentence above its notes, and one note whole.

The spend that is tagged to a deep dive, as a table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from textual.content import Content

from tpdesk.screens.display import cell, content, joined
from tpdesk.screens.flex_table import Col, Row
from tpdesk.screens.registers.rows import text_of
from tpdesk.text import counted

if TYPE_CHECKING:
    from tpdesk.domain.kinds import Record
    from tpdesk.models.dives.tagging import Tag

NO_NOTE: Final = "No note yet: F11 opens the room in which they are typed as people talk; N writes one."


def note_says(note: Record, titles: Mapping[str, str]) -> Content:
    """Return a note as it was said, and what it is about; `titles`: a category's code -> its title."""
    code, owner, due = (text_of(note, name) for name in ("category", "owner", "due_on"))
    about = [text_of(note, name) for name in ("agencies", "activity", "client_group")]
    about += [titles.get(code, code), f"owner {owner}" if owner else "", f"due {due}" if due else ""]
    said = " · ".join(part for part in about if part)
    return joined([content(text_of(note, "text")), content(said, "$quiet")], "\n")


def workshop_words(workshop: Record, notes: Sequence[Record]) -> str:
    """Return when a workshop was, who was there and how much was said."""
    present = workshop.values["agencies"]
    assert isinstance(present, tuple)
    held = text_of(workshop, "held_on")
    parts = [
        f"Held on {held}" if held else "",
        f"{counted(len(present), 'organisation', 'organisations')} present",
        counted(len(notes), "note"),
    ]
    private = sum(1 for note in notes if note.values["private"])
    return (
        f"{', '.join(part for part in parts if part)}{f' ({private} private)' if private else ''}. F11 opens "
        "its room, w writes its notes for participants."
    )


def tag_table(tags: Sequence[Tag], titles: Mapping[str, str]) -> tuple[list[Col], list[Row]]:
    """Return what is tagged and by which share; `titles`: a category's code -> its title."""
    cols = [Col("All spend of", 0), Col("Share", 7, True)]
    return cols, [Row(str(tag.id), (cell(_words(tag, titles)), cell(tag.share_text))) for tag in tags]


def _words(tag: Tag, titles: Mapping[str, str]) -> str:
    category = f"{tag.category.partition('/')[0]} {titles.get(tag.category, '')}".strip()
    return tag.words.replace(f"category {tag.category}", category) if tag.category else tag.words
