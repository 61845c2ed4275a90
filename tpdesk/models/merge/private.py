"""What is private in a merge: notes marked so stay on their desk unless they are asked for, and neither their words nor those of a field for oneself are shown."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import replace
from typing import Final

from tpdesk.models.merge.plan import Difference
from tpdesk.models.merge.who import Who
from tpdesk.text import counted

Change = tuple[int, str, str, str]
"""A change in the history: its number, the field (empty where the record came or went), what it said before and after."""

_TEXT: Final = re.compile(r"(?:\A|; )text (.*?)(?=; (?:at|activity|client group|category|dots|parked|private|owner|due on) |\Z)", re.DOTALL)  # fmt: skip
"""The words of a note in the line that says that it came or went."""

_STANDS_FOR: Final = "a private note"
"""What stands in the history for words that do not come."""


def hidden(one: Difference) -> Difference:
    """Return a difference of private texts as it is shown: how long each is, nothing where there is none."""
    mine, theirs = (f"(private, {counted(len(text), 'character')})" if text else "" for text in (one.mine, one.theirs))
    return replace(one, mine=mine, theirs=theirs, private=(one.mine, one.theirs))


def private_notes(connection: sqlite3.Connection, who: Who) -> list[int]:
    """Return the numbers there of the private notes that this desk has not."""
    here = set(who.keys["main", "note"].values())
    found = connection.execute("SELECT id FROM theirs.note WHERE private = 1 ORDER BY id")
    return [number for (number,) in found if who.keys["theirs", "note"][number] not in here]


def leave_notes(connection: sqlite3.Connection, numbers: list[int]) -> None:
    """Take private notes out of the copy of the other desk, and what its history quotes of them and of private notes removed there. Inside a transaction."""
    texts = {text for (text,) in connection.execute(f"SELECT text FROM theirs.note WHERE id IN ({_listed(numbers)})")}
    for rows in _private_lives(connection, numbers):
        connection.execute(f"DELETE FROM theirs.audit_change WHERE id IN ({_listed([number for number, *_ in rows])})")
        texts |= {text for _, field, before, after in rows if field == "text" for text in (before, after)}
        texts |= {found[1] for _, field, *both in rows if not field for text in both if (found := _TEXT.search(text))}
    # The longest first: a short note may be a part of another.
    for text in sorted(texts - {""}, key=len, reverse=True):
        connection.execute(
            "DELETE FROM theirs.audit_change WHERE instr(name, ?1) OR instr(before, ?1) OR instr(after, ?1)", (text,)
        )
        connection.execute(
            "UPDATE theirs.audit SET subject = replace(subject, ?1, ?2), detail = replace(detail, ?1, ?2) "
            "WHERE instr(subject, ?1) OR instr(detail, ?1)", (text, _STANDS_FOR),
        )  # fmt: skip
    links = connection.execute(
        "SELECT m.name, f.\"from\" FROM theirs.sqlite_master AS m JOIN pragma_foreign_key_list(m.name, 'theirs') AS f "
        "WHERE m.type = 'table' AND f.\"table\" = 'note'"
    ).fetchall()
    for table, column in links:
        connection.execute(f'DELETE FROM theirs."{table}" WHERE "{column}" IN ({_listed(numbers)})')
    connection.execute(f"DELETE FROM theirs.note WHERE id IN ({_listed(numbers)})")


def _private_lives(connection: sqlite3.Connection, left: list[int]) -> list[list[Change]]:
    """Return what the history says of each note that is left, and of each that was removed and had been private: the changes of its life, for numbers are used again."""
    here = {number for (number,) in connection.execute("SELECT id FROM theirs.note")}
    lives: dict[int, list[list[Change]]] = {}
    for note, *change in connection.execute(
        "SELECT keys ->> 0, id, field, before, after FROM theirs.audit_change WHERE record = 'note' ORDER BY id"
    ):
        _, field, before, _ = change
        of_note = lives.setdefault(note, [[]])
        if not field and not before and of_note[-1]:
            of_note.append([])
        of_note[-1].append((change[0], field, before, change[3]))
    found = []
    for note, of_note in lives.items():
        living = of_note[-1:] if note in here else []
        found += [
            life for life in of_note if (life in living and note in left) or (life not in living and _is_private(life))
        ]
    return found


def _is_private(life: list[Change]) -> bool:
    return any(
        (field == "private" and "yes" in (before, after)) or (not field and "; private yes" in before + after)
        for _, field, before, after in life
    )


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers))
