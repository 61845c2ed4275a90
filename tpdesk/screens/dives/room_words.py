"""What the room shows, in words large enough for a wall: its title, its counters, its notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from textual.content import Content

from tpdesk.domain.kinds import NOTE_KINDS, NOTE_LETTERS
from tpdesk.models.dives.days import day_words
from tpdesk.models.dives.live_line import DELIVERY, kind_of, without_cost
from tpdesk.screens.display import content, joined
from tpdesk.screens.registers.rows import names_of, number_of, text_of
from tpdesk.text import counted, folded, shown

if TYPE_CHECKING:
    from tpdesk.domain.kinds import Record
    from tpdesk.screens.dives.room_queue import Task
    from tpdesk.services.dives.live import RoomRead

ROOMY: Final = 110
"""Columns from which the counters stand apart, and the title in wide letters."""
TALL: Final = 30
LINED: Final = 100
"""Columns from which a note says what it names beside its words, and counters their kinds."""

_LETTER: Final = {kind: letter for letter, kind in NOTE_LETTERS.items()}
_TOGETHER: Final = 12 * 3600
"""Seconds: notes of a workshop that lie further back are of another day's sitting."""

PRIVATE: Final = "private note"


def title(read: RoomRead, width: int) -> Content:
    """Return the workshop's title, in wide letters where there is room, and whether its deep dive is made up."""
    name = shown(read.workshop.title)
    unsaid = read.illustrative and "illustrative" not in folded(name)
    made_up = content("illustrative" if unsaid else "", "bold $warning")
    wide = "   ".join(" ".join(part) for part in name.upper().split())
    if width < ROOMY or len(wide) + 24 > width:
        wide = name
    return joined([Content(wide).stylize("bold $accent"), made_up], "   ")


def side(read: RoomRead, since: datetime, width: int) -> Content:
    """Return how many of the bodies present were heard, and the minutes since the first note of this sitting."""
    return joined([content(_heard(read, width), "bold"), content(_minutes(read, since), "$quiet")], "   ")


def heard(read: RoomRead) -> frozenset[str]:
    """Return the bodies present of which a note or a delivery speaks."""
    spoken = {name for note in read.notes for name in (*names_of(note, "agencies"), *names_of(note, "owner"))}
    spoken |= {name for records in read.made for one in records for name in names_of(one, "agency")}
    return frozenset(spoken & set(names_of(read.workshop, "agencies")))


def _heard(read: RoomRead, width: int) -> str:
    present = len(names_of(read.workshop, "agencies"))
    if not present:
        return "F3: who is here?"
    return (
        f"{len(heard(read))} of "
        f"{counted(present, 'organisation', 'organisations') if width >= LINED else present} heard"
    )


def _minutes(read: RoomRead, since: datetime) -> str:
    now = datetime.now(UTC)
    records = (*read.notes, *(one for records in read.made for one in records))
    moments = [at for one in records if (at := moment(str(one.values["at"]))) is not None]
    today = [at for at in moments if 0 <= (now - at).total_seconds() < _TOGETHER]
    began = min([since, *today])
    return f"{int((now - began).total_seconds() // 60)} min"


def moment(at: str) -> datetime | None:
    """Return a moment that the desk keeps as text; None for one that cannot be read."""
    try:
        found = datetime.fromisoformat(at)
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def counters(read: RoomRead, width: int, height: int) -> Content:
    """Return the notes by kind, each with its letter, and the deliveries:
    a figure above its word where there is room, else in a line."""
    kinds = Counter(str(note.values["kind"]) for note in read.notes)
    found = [(_LETTER.get(kind, ""), kind, kinds[kind]) for kind in NOTE_KINDS]
    found.append(("d", "deliveries", sum(len(records) for records in read.made)))
    if width < ROOMY or height < TALL:
        short = width < LINED
        return joined(
            [
                joined([content(letter, "bold $accent"), content("" if short else word), content(number, "bold")])
                for letter, word, number in found
            ],
            "   " if short else "  ",
        )
    cells = [max(len(word) + 2, 6) for _, word, _ in found]
    # The blanks between them are ours: text of the desk would lose them.
    figures = Content("   ").join(
        [Content(f"{number:<{wide}}").stylize("bold") for (_, _, number), wide in zip(found, cells, strict=True)]
    )
    words = Content("   ").join(
        [
            Content.assemble((letter, "bold $accent"), " ", f"{word:<{wide - 2}}")
            for (letter, word, _), wide in zip(found, cells, strict=True)
        ]
    )
    return Content("\n").join([figures, words])


def word(typed: str) -> str:
    """Return the kind that a line has as far as it is typed, with what is written beside it."""
    kind, beside, _ = kind_of(typed)
    return f"{kind} + log" if beside else kind


def note_row(note: Record, read: RoomRead, width: int, *, chosen: bool) -> Content:
    """Return a note as a block of its own: its kind and when it was saved, its words, and what it is stamped with."""
    private = bool(note.values["private"])
    text = PRIVATE if private else " ".join(str(note.values["text"]).split("\n"))
    stamp = content("" if private else _stamp(note, read, text), "bold $accent")
    dots = number_of(note, "dots") or 0
    logged = [] if private or width < LINED else read.logged.get(note.id, ())
    head = [
        content("✓" if chosen else "", "bold"),
        content(str(note.values["kind"]).upper(), "bold"),
        content(f"saved {clock(str(note.values['at']))}", "$quiet"),
        content("● " * dots if dots < 6 else f"● {dots}", "bold"),
        content("parked" if note.values["parked"] else "", "bold"),
        content(f"in the log: {', '.join(logged)}" if logged else "", "$quiet"),
    ]
    words = content(text, "italic $quiet" if private else "$quiet" if note.values["parked"] else "bold")
    # Where there is room it stands beside the time; else below the words.
    return _block([*head, stamp], words) if width >= LINED else _block(head, words, stamp)


def _stamp(note: Record, read: RoomRead, text: str) -> str:
    """Return what a note names that its words do not: who does it and by when, bodies, tags."""
    owner, due = text_of(note, "owner"), str(note.values["due_on"])
    by = f"by {day_words(due, weekday=True)}" if due else ""
    others = [name for name in names_of(note, "agencies") if name != owner and folded(name) not in folded(text)]
    tags = [f"#{said}" for said in _subjects(note, read) if folded(said) not in folded(text)]
    return " · ".join(part for part in (" ".join(part for part in (owner, by) if part), *others, *tags) if part)


def _subjects(record: Record, read: RoomRead) -> list[str]:
    titles = {one.value: one.text for one in read.names.subjects if one.field == "category" and one.text != one.value}
    category = str(record.values["category"])
    return [
        said
        for said in (text_of(record, "activity"), text_of(record, "client_group"), titles.get(category, category))
        if said
    ]


def delivery_row(records: Sequence[Record], read: RoomRead) -> Content:
    """Return the deliveries that a line made, without their costs."""
    first = records[0]
    head = [content(DELIVERY.upper(), "bold"), content(f"saved {clock(str(first.values['at']))}", "$quiet")]
    said = ", ".join([" and ".join(text_of(one, "agency") for one in records), *_subjects(first, read)])
    words = text_of(first, "evidence")
    return _block(head, content(f"{said}: {words}" if words else said, "bold"))


def task_row(task: Task) -> Content:
    """Return a line that is not on the desk: it is on its way, or says why not.
    No cost is on the wall, whether its line is saved or not."""
    kind, text = kind_of(task.text)[0], content(without_cost(task.text), "" if task.why else "bold")
    if not task.why:
        return _block([content(kind.upper(), "bold"), content("saving ...", "$quiet")], text)
    keys = content("Enter tries again, e edits, x removes", "$quiet")
    return _block([content("NOT SAVED", "bold"), content(kind), keys], text, content(task.why, "bold"))


def _block(head: Sequence[Content], *texts: Content) -> Content:
    return Content("\n").join([joined(head, "  "), *(text for text in texts if text.plain), Content("")])


def clock(at: str) -> str:
    """Return the local time of a moment, with its day where that is not today."""
    then = moment(at)
    if then is None:
        return ""
    local = then.astimezone()
    return local.strftime("%H:%M" if local.date() == datetime.now(UTC).astimezone().date() else "%d %b %H:%M")
