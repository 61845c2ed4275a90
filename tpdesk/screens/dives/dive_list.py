"""The deep dives of a place as a list, sub-themes under what they are part of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from textual.content import Content

from tpdesk.screens.display import cell, content, joined
from tpdesk.screens.flex_table import Col, Row
from tpdesk.text import counted

if TYPE_CHECKING:
    from tpdesk.acts.dives.boards import BoardsRead
    from tpdesk.models.dives.kinds import Record

EVERY: Final = "every"
"""The key of the row that stands for all deep dives of the place."""

MADE_UP: Final = "illustrative: its figures are made up to show the tool"


def in_order(read: BoardsRead) -> Iterator[tuple[int, Record]]:
    """Yield (how deep, deep dive): parents by title, each with its sub-themes after it."""
    children: dict[str, list[Record]] = {}
    for dive in sorted(read.of("dive"), key=lambda one: one.title.casefold()):
        children.setdefault(str(dive.values["parent"] or ""), []).append(dive)
    waiting = [(0, dive) for dive in reversed(children.get("", []))]
    while waiting:
        depth, dive = waiting.pop()
        yield depth, dive
        waiting += [(depth + 1, one) for one in reversed(children.get(dive.title, []))]


def dive_rows(read: BoardsRead, width: int) -> tuple[list[Col], list[Row]]:  # noqa: ARG001
    """Return the list: all of them first."""
    rows = [Row(EVERY, (cell("All deep dives"),))]
    for depth, dive in in_order(read):
        title = dive.title
        if dive.values["illustrative"] and "illustrative" not in title.casefold():
            title = f"Illustrative: {title}"
        rows.append(Row(str(dive.id), (cell(f"{'└ ' if depth else ''}{title}"),)))
        # A cell is cleaned of blanks at its start: what is indented begins with a sign.
    return [Col(f"Deep dives of {read.place.name}", 0)], rows


def headline(read: BoardsRead, dive: Record | None) -> Content:
    """Return which deep dive is shown, and, in words, whether its figures are made up."""
    if dive is None:
        made_up = sum(1 for one in read.of("dive") if one.values["illustrative"])
        told = f"All deep dives of {read.place.name}"
        warning = f"{made_up} of {counted(len(read.of('dive')), 'is', 'are')} illustrative: made up to show the tool" if made_up else ""
        return joined([content(told, "bold"), content(warning, "bold $warning")], "  ")
    return joined([content(dive.title, "bold"), content(MADE_UP if dive.values["illustrative"] else "", "bold $warning")], "  ")
