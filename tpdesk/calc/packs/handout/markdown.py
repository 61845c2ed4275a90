"""Workshop notes for participants as Markdown, in which no note can make a link, an image, a heading or a tag."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from tpdesk.calc.packs.handout.content import FOOT, ILLUSTRATIVE, Grid, Handout, Said
from tpdesk.text import clean

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
        yield from (f"### {chapter.title}", "", *_said(chapter.said), "")
    for grid in notes.grids:
        yield from _grid(grid)
    if notes.parked:
        yield from ("## Parked", "", *_said(notes.parked), "")
    yield from (_RULE, "", FOOT)


def _said(items: Sequence[Said]) -> Iterator[str]:
    for item in items:
        yield f"- {escaped(item.text)}" + (f" ({escaped(item.about)})" if item.about else "")


def _grid(grid: Grid) -> Iterator[str]:
    yield from (f"## {grid.title}", "")
    yield f"| {' | '.join(grid.head)} |"
    yield f"|{'---|' * len(grid.head)}"
    yield from (f"| {' | '.join(map(escaped, row))} |" for row in grid.rows)
    yield ""
