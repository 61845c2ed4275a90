"""Workshop notes for participants, as content: what was said, what is to be done, what came of it.
Nothing private is in it.

Workshop notes for participants as Markdown, in which no note can make a link, an image, a heading or a tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tpdesk.domain.kinds import NOTE_KINDS, Record
from tpdesk.text import clean, counted
from tpdesk.units import day_words, pounds, whole_pounds

_CHAPTERS: Final[Mapping[str, str]] = {
    "overlap seen": "Overlap seen", "barrier": "Barriers named", "idea": "Ideas", "quote": "Quotes", "fact": "Facts",
    "question": "Questions",
}  # fmt: skip
"""Kind of note -> the heading over its notes; actions have a table of their own."""

_WHO_LIFTS: Final = {"local": "the place", "central": "only government"}

_HORIZONS: Final = {
    "quick": "quick, local",
    "medium": "medium term",
    "structural": "pooled or structural",
    "central": "government or law",
}

_UNSAID: Final = "not said"


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was said."""

    text: str
    about: str
    """Bodies, activity, client group, category and dots in words; may be empty."""


@dataclass(frozen=True, slots=True)
class NoteChapter:
    """What was said of one kind."""

    title: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: a heading row, and rows without an empty cell."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Handout:
    """The notes of one workshop as the participants get them."""

    title: str
    illustrative: bool
    """Whether it is of a deep dive whose figures are made up to show the tool."""

    facts: tuple[tuple[str, str], ...]
    """(what, words) such as Date, Place."""

    present: tuple[str, ...]
    """Bodies, never people."""

    chapters: tuple[NoteChapter, ...]
    parked: tuple[Said, ...]
    """What the room set aside, each with its kind."""

    grids: tuple[Grid, ...]
    """Actions, barriers and opportunities; those without a row are not in it."""


ILLUSTRATIVE: Final = "Illustrative: made up as an example. Nobody said or decided any of this."
FOOT: Final = (
    "Notes of a discussion, in the order of their dots: nothing here is a decision unless it stands under "
    "Actions. Notes marked private are left out."
)


def handout(
    workshop: Record,
    notes: Sequence[Record],
    barriers: Sequence[Record] = (),
    opportunities: Sequence[Record] = (),
    *,
    titles: Mapping[str, str] | None = None,
    illustrative: bool = False,
) -> Handout:
    """Return the notes of a workshop for those who were there.

    `notes` are the workshop's; of the barriers and opportunities only those are taken that name one of its notes that
    is not private. `titles` is category code -> title. Fields and notes that are private are left out.
    """
    public = [note for note in notes if not note.values["private"]]
    numbers = {str(note.id) for note in public}
    open_notes = [note for note in public if not note.values["parked"]]
    said = {kind: _ordered([note for note in open_notes if note.values["kind"] == kind]) for kind in NOTE_KINDS}
    named = titles or {}
    chapters = [
        NoteChapter(title, tuple(_said(note, named) for note in said[kind]))
        for kind, title in _CHAPTERS.items()
        if said[kind]
    ]
    grids = (
        Grid("Actions", ("What", "Who does it", "By when", "Dots"), tuple(map(_action, said["action"]))),
        Grid(
            "Barriers that came from it",
            ("Barrier", "Who can lift it", "Taken on by", "State", "Ask of government"),
            tuple(_barrier(item) for item in barriers if numbers.intersection(_texts(item, "notes"))),
        ),
        Grid(
            "Opportunities that came from it",
            ("Opportunity", "Horizon", "Who must act", "State", "Saving a year", "Cost, once"),
            tuple(_opportunity(item) for item in opportunities if numbers.intersection(_texts(item, "notes"))),
        ),
    )
    parked = _ordered([note for note in public if note.values["parked"]])
    return Handout(
        workshop.title,
        illustrative,
        _facts(workshop),
        _texts(workshop, "agencies"),
        tuple(chapters),
        tuple(_said(note, named, str(note.values["kind"])) for note in parked),
        tuple(grid for grid in grids if grid.rows),
    )


def _facts(workshop: Record) -> tuple[tuple[str, str], ...]:
    held = _text(workshop, "held_on")
    told = (
        ("Date", day_words(held) if held else _UNSAID),
        ("Place", _text(workshop, "place")),
        ("Deep dive", _text(workshop, "dive")),
        ("Theme", _text(workshop, "theme")),
        ("Called by", _text(workshop, "sponsor")),
    )
    return tuple((what, words) for what, words in told if words)


def _ordered(notes: Sequence[Record]) -> list[Record]:
    """Return notes with the most dots first, alike ones as they were written."""
    return sorted(notes, key=lambda note: (-_dots(note), note.id))


def _said(note: Record, titles: Mapping[str, str], kind: str = "") -> Said:
    code = _text(note, "category")
    about = (
        kind,
        ", ".join(_texts(note, "agencies")),
        _text(note, "activity"),
        f"for {_text(note, 'client_group')}" if _text(note, "client_group") else "",
        titles.get(code, code) if "/" in code else f"{code} {titles.get(code, '')}".strip(),
        counted(_dots(note), "dot") if _dots(note) else "",
    )
    return Said(_text(note, "text"), "; ".join(part for part in about if part))


def _action(note: Record) -> tuple[str, ...]:
    due, owner = _text(note, "due_on"), _text(note, "owner")
    bodies = ", ".join(body for body in _texts(note, "agencies") if body != owner)
    return (
        _text(note, "text") + (f" (with {bodies})" if bodies else ""),
        owner or "no organisation yet",
        day_words(due) if due else "no date yet",
        str(_dots(note)),
    )


def _barrier(barrier: Record) -> tuple[str, ...]:
    level = _text(barrier, "level")
    return (
        f"{barrier.title} ({kind})" if (kind := _text(barrier, "kind")) else barrier.title,
        _WHO_LIFTS.get(level, level),
        _text(barrier, "owner") or "no organisation yet",
        _text(barrier, "state"),
        _text(barrier, "ask") or _UNSAID,
    )


def _opportunity(item: Record) -> tuple[str, ...]:
    horizon, acting = _text(item, "horizon"), _text(item, "who_acts") or ", ".join(_texts(item, "agencies"))
    grade = f" (grade {item.values['grade']})" if item.values["grade"] is not None else ""
    return (
        item.title,
        _HORIZONS.get(horizon, horizon),
        acting or _UNSAID,
        _text(item, "state"),
        _money(item, "saving", grade),
        _money(item, "cost", grade),
    )


def _money(item: Record, name: str, grade: str) -> str:
    pence = item.values[name]
    if not isinstance(pence, int):
        return "not known"
    return (pounds(pence) if pence % 100 else whole_pounds(pence)) + grade


def _dots(note: Record) -> int:
    dots = note.values["dots"]
    return dots if isinstance(dots, int) else 0


def _text(record: Record, name: str) -> str:
    return clean(str(record.values[name] or ""))


def _texts(record: Record, name: str) -> tuple[str, ...]:
    value = record.values[name]
    return value if isinstance(value, tuple) else ()


_MEANS = re.compile(
    r"[\\`*_{}\[\]<>|~^$#@]"  # emphasis, code, links, tags, tables, mathematics, mentions
    r"|&(?=#?\w+;)"  # an entity
    r"|/(?=/)"  # an address with its scheme
    r"|(?<=\w)\.(?=[^\W\d])"  # an address without one
)  # fmt: skip
_BEGINS = re.compile(r"^([-+=:])|^(\d{1,9})([.)])")
"""What begins a list, a rule or a heading where it stands first in a line."""

_RULE: Final = "---"


def markdown(notes: Handout) -> str:
    """Return the notes as Markdown (CommonMark with tables), lines ended by a line feed."""
    return "\n".join(_lines(notes)) + "\n"


def escaped(text: str) -> str:
    """Return `text` as one line of Markdown that reads as exactly that text, wherever in a line it stands."""
    return _BEGINS.sub(r"\2\\\1\3", _MEANS.sub(r"\\\g<0>", clean(text)))


def _lines(notes: Handout) -> Iterator[str]:
    yield f"# {escaped(notes.title)}"
    yield ""
    if notes.illustrative:
        yield from (f"**{ILLUSTRATIVE}**", "")
    for what, words in notes.facts:
        yield f"- {what}: {escaped(words)}"
    if notes.present:
        yield from ("", "## Organisations present", "")
        yield from (f"- {escaped(body)}" for body in notes.present)
    yield from ("", "## What was said", "")
    if not notes.chapters:
        yield from ("No notes under this heading.", "")
    for chapter in notes.chapters:
        yield from (f"### {chapter.title}", "", *_markdown_said(chapter.said), "")
    for grid in notes.grids:
        yield from _grid(grid)
    if notes.parked:
        yield from ("## Parked", "", *_markdown_said(notes.parked), "")
    yield from (_RULE, "", FOOT)


def _markdown_said(items: Sequence[Said]) -> Iterator[str]:
    for item in items:
        yield f"- {escaped(item.text)}" + (f" ({escaped(item.about)})" if item.about else "")


def _grid(grid: Grid) -> Iterator[str]:
    yield from (f"## {grid.title}", "")
    yield f"| {' | '.join(grid.head)} |"
    yield f"|{'---|' * len(grid.head)}"
    yield from (f"| {' | '.join(map(escaped, row))} |" for row in grid.rows)
    yield ""
