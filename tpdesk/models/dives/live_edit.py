"""The line that would write what stands on the desk: typed into the room's line to be edited, and understood again when it is entered."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from tpdesk.domain.kinds import NOTE_LETTERS
from tpdesk.models.dives.days import day_words
from tpdesk.models.dives.live_line import ACTION, TAGS, understand

if TYPE_CHECKING:
    from tpdesk.domain.kinds import Record
    from tpdesk.models.dives.live_names import Nameable

_LETTER_OF: Final = {kind: letter for letter, kind in NOTE_LETTERS.items()}


def line_of_note(note: Record, names: Nameable, today: dt.date) -> str:
    """Return the line that writes a note: its letter, its words with @ before the bodies that it names, its owner and day, its tags.

    Bodies that do not stand in the words are named after #.
    """
    words = "; ".join(str(note.values["text"]).split("\n"))
    words, left = _with_signs(words, _names_of(note, "agencies"))
    kind, owner, due = (str(note.values[name] or "") for name in ("kind", "owner", "due_on"))
    line = f"{_LETTER_OF[kind]} {words}"
    if kind == ACTION:
        left = [name for name in left if name != owner]
        if owner:
            line += f" by @{owner}"
        elif understand(line, names, today).owner:
            line += " by nobody"
        line += f" by {day_words(due)}" if due else ""
    return " ".join([line, *(f"#{name}" for name in (*left, *_tags(note)))])


def line_of_deliveries(deliveries: Sequence[Record]) -> str:
    """Return the line that writes deliveries which say the same of several bodies, without their costs: those stay as they are."""
    first = deliveries[0]
    words = " ".join(str(first.values["evidence"]).split("\n"))
    bodies = [f"@{one.values['agency']}" for one in deliveries]
    return " ".join(["d", *([words] if words else []), *bodies, *(f"#{name}" for name in _tags(first))])


def _names_of(record: Record, name: str) -> tuple[str, ...]:
    value = record.values[name]
    return value if isinstance(value, tuple) else ()


def _tags(record: Record) -> list[str]:
    return [str(record.values[name]) for name in TAGS if record.values[name]]


def _with_signs(words: str, names: Sequence[str]) -> tuple[str, list[str]]:
    """Return (the words with @ before the first mention of each name, the names that do not stand in them)."""
    spans: list[tuple[int, int]] = []
    left: list[str] = []
    # The longest first: one name may be a part of another.
    for name in sorted(names, key=len, reverse=True):
        for match in re.finditer(rf"(?<![\w@#]){re.escape(name)}(?!\w)", words, re.IGNORECASE):
            if not any(begin < match.end() and match.start() < end for begin, end in spans):
                spans.append(match.span())
                break
        else:
            left.append(name)
    for begin, _ in sorted(spans, reverse=True):
        words = f"{words[:begin]}@{words[begin:]}"
    return words, [name for name in names if name in left]
