"""Which funding stream serves which priority, in lines: the matrix, how much is pooled, what was spent, where money
goes on, what ends, what to look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from textual.content import Content

from tpdesk.domain.figure import Figure
from tpdesk.domain.kinds.streams import POOLED
from tpdesk.domain.results.alignment import HATCHES, LETTERS, NOT_MAPPED, Alignment, StreamRow
from tpdesk.screens.display import content
from tpdesk.screens.flex_table import Col
from tpdesk.screens.registers.summaries import Summary, SummaryView
from tpdesk.screens.text_table import fitted, text_table
from tpdesk.text import and_words
from tpdesk.units import largest_remainder, percent, pounds, short_pounds, year_text

if TYPE_CHECKING:
    from tpdesk.models.desk import Desk

_CELL: Final = 9
_NAME: Final = 26
"""Columns of the terminal for a priority."""

NONE_YET: Final = (
    "No funding streams of this year yet. Press n to record one, then L for the priorities that it serves."
)


def _read(desk: Desk, place: str, year: int | None) -> Alignment:
    from tpdesk.services.streams import read_alignment

    return read_alignment(desk, place, year_text(year) if year is not None else None)


def _matrix(found: Alignment, width: int) -> Sequence[Content]:
    """Return priorities down, streams across, each cell with the letter of its mode and its money."""
    if found.is_empty:
        return [content(NONE_YET)]
    return [*_grids(found, width), Content(""), _legend(), *_headline(found)]


def _grids(found: Alignment, width: int) -> Iterator[Content]:
    titles = [row.stream.title for row in found.streams]
    across = max((width - _NAME - _CELL - 1) // (_CELL + 1), 1)
    held = {
        (cell.priority, cell.stream): f"{LETTERS[cell.mode]} {short_pounds(cell.pence)}"
        for cell in found.cells
        if cell.share
    }
    for start in range(0, len(titles), across):
        shown = titles[start : start + across]
        yield from _numbers(shown, start)
        cols = [Col("Priority", 0), *(Col(str(start + n + 1), _CELL, right=True) for n in range(len(shown)))]
        rows = [
            [priority, *(held.get((priority, title), "") for title in shown)]
            for priority in (*found.priorities, NOT_MAPPED)
        ]
        totals = [_worth(row) for row in found.streams[start : start + across]]
        yield from text_table(cols, [*rows, ["Stream", *totals]], width, last="bold")
        yield Content("")


def _numbers(titles: Sequence[str], start: int) -> Iterator[Content]:
    for n, title in enumerate(titles, start + 1):
        yield content(f"{n}  {title}", "$quiet")


def _worth(row: StreamRow) -> str:
    return "not known" if row.counted_pence is None else short_pounds(row.counted_pence)


def _legend() -> Content:
    words = "P pooled · S shared · A aligned · N none, planned alone · - not mapped: nobody has said"
    return content(words, "$quiet")


def _headline(found: Alignment) -> Iterator[Content]:
    pooled = found.by_mode[POOLED]
    share = found.pooled_share
    told = (
        f"Pooled: {pounds(pooled)}, {percent(None if share is None else float(share))} of {pounds(found.total_pence)}"
    )
    yield content(f"{told} of streams.", "bold")
    if found.pooled_share_of_count is not None:
        part = percent(float(found.pooled_share_of_count), 2)
        yield content(f"Beside the count after transfers, {pounds(found.count_pence or 0)}: {part}.")
    yield content(f"Not mapped to a priority: {pounds(found.by_mode[NOT_MAPPED])}.")


def _pooled(found: Alignment, width: int) -> Sequence[Content]:
    """Return a bar for each priority: how much of what serves it is pooled, shared, aligned or planned alone."""
    if found.is_empty:
        return [content(NONE_YET)]
    room = max(width - _NAME - 2 * _CELL - 3, 8)
    lines = [_bar_line("What serves it", "", "in all", "pooled", room)]
    lines += [_bar_of(name, found.modes_of(name), room) for name in (*found.priorities, NOT_MAPPED)]
    lines.append(_bar_of("All streams", dict(found.by_mode), room).stylize("bold"))
    key = Content("   ").join(content(f"{hatch} {mode}", "$quiet") for mode, hatch in HATCHES.items())
    return [*lines, Content(""), key, Content(""), *_headline(found)]


def _bar_of(name: str, modes: dict[str, int], room: int) -> Content:
    whole = sum(modes.values())
    pooled = percent(modes.get(POOLED, 0) / whole) if whole and name != NOT_MAPPED else ""
    return _bar_line(name, hatched(modes, room), short_pounds(whole), pooled, room)


def _bar_line(name: str, bar: str, whole: str, pooled: str, room: int) -> Content:
    cells = (
        fitted(name, _NAME),
        fitted(bar, room),
        fitted(whole, _CELL, right=True),
        fitted(pooled, _CELL, right=True),
    )
    return Content(" ").join(cells)


def hatched(modes: dict[str, int], room: int) -> str:
    """Return a full bar of so many columns, each mode's part of it drawn its own way (largest remainder)."""
    parts = [max(modes.get(mode, 0), 0) for mode in HATCHES]
    if not sum(parts):
        return ""
    sizes = largest_remainder(room, parts)
    return "".join(hatch * size for hatch, size in zip(HATCHES.values(), sizes, strict=True))


def _streams(found: Alignment, width: int) -> Sequence[Content]:
    """Return each stream with its award and what lines spent of it; contributions stand below their pool."""
    if found.is_empty:
        return [content(NONE_YET)]
    cols = [Col("Funding stream", 0), Col("Awarded", 10, right=True), Col("Spent", 10, right=True),
        Col("Left", 10, right=True), Col("Host", 24), Col("Ends", 8)]  # fmt: skip
    cols = cols if width >= 96 else [*cols[:4], cols[5]]
    rows = [_stream_cells(row, wide=width >= 96) for row in found.rows]
    said = "Spent is read from lines that name the stream. Contributions count in their pool, once."
    return [*text_table(cols, rows, width), Content(""), content(said, "$quiet")]


def _stream_cells(row: StreamRow, *, wide: bool) -> list[str]:
    one = row.stream
    spent = short_pounds(row.spent_pence) if row.spent_lines else "no line"
    left = row.counted_pence - row.spent_pence if row.counted_pence is not None and row.spent_lines else None
    name = f"└ {one.title}" if row.is_contribution else one.title
    ends = "" if one.ends is None else year_text(one.ends)
    return [name, _worth(row), spent, "" if left is None else short_pounds(left), *([one.host] if wide else []), ends]


def _flow(found: Alignment, width: int) -> Sequence[Content]:
    """Return the way of each stream: to the priorities that it serves, and to the organisations that spend it."""
    if found.is_empty:
        return [content(NONE_YET)]
    room = max(width - 43 - _CELL, 10)
    lines = []
    for row in found.streams:
        lines.append(content(f"{row.stream.title}  {_worth(row)}", "bold"))
        cells = [cell for cell in found.cells if cell.stream == row.stream.title and cell.share]
        for cell in cells:
            bar = HATCHES[cell.mode] * max(round(float(cell.share) * room), 1)
            name = f"→ {LETTERS[cell.mode]} {cell.priority}"
            money = fitted(short_pounds(cell.pence), _CELL, right=True)
            lines.append(Content(" ").join([fitted(name, 38), money, content(bar)]).pad_left(2))
        spent = [f"{name} {short_pounds(pence)}" for name, pence in row.spent_by]
        told = f"spent by {and_words(spent)}" if spent else "no line names it yet"
        lines.append(content(told, "$quiet").pad_left(4))
    return lines


def _ends(found: Alignment, width: int) -> Sequence[Content]:
    """Return the streams that end with this year or the next, and the ring-fences with their barriers."""
    if found.is_empty:
        return [content(NONE_YET)]
    serves = {row.stream.title: _serves(found, row.stream.title) for row in found.rows}
    ending = [
        [row.stream.title, year_text(row.stream.ends or 0), _worth(row), serves[row.stream.title]]
        for row in found.ending()
    ]
    fenced = [[row.stream.title, _fence(row), _barrier(row)] for row in found.fenced()]
    lines = [content(f"Ends with {year_text(found.year)} or {year_text(found.year + 1)}", "bold")]
    cols = [Col("Funding stream", 0), Col("Ends", 8), Col("Worth", 9, right=True), Col("Serves", width // 3)]
    lines += text_table(cols, ending, width) if ending else [content("None that says when it ends.")]
    lines += [Content(""), content("Ring-fences", "bold")]
    third = width // 3
    cols = [Col("Funding stream", 0), Col("It says", third), Col("The barrier that it is", third)]
    return [*lines, *(text_table(cols, fenced, width) if fenced else [content("None recorded.")])]


def _serves(found: Alignment, title: str) -> str:
    names = [cell.priority for cell in found.cells if cell.stream == title and cell.priority != NOT_MAPPED]
    return and_words(names) or "no priority"


def _fence(row: StreamRow) -> str:
    return ": ".join(filter(None, (row.stream.ring_fence, row.stream.fence_text)))


def _barrier(row: StreamRow) -> str:
    one = row.stream
    return f"{one.barrier} ({one.barrier_state})" if one.barrier_state else one.barrier or "none recorded"


def _look(found: Alignment, width: int) -> Sequence[Content]:  # noqa: ARG001 (sentences wrap by themselves)
    """Return what to look at, a sentence each."""
    if not found.issues:
        return [content("Nothing to look at.")]
    lines = [content(f"• {issue.text}") for issue in found.issues]
    if found.payments:
        lines += [
            Content(""),
            content("T (Transfers) lists the lines of contributions and marks them as paid to the host.", "$quiet"),
        ]
    return lines


def _figures(found: Alignment) -> list[tuple[str, Figure]]:
    """Return the figures that F5 explains: by mode, by priority, and what was spent of each stream."""
    if found.is_empty:
        return []
    return [
        ("All streams", Figure("alignment")),
        *((f"Mode: {mode}", Figure("alignment", measure=mode)) for mode, pence in found.by_mode.items() if pence),
        *((f"Serves: {name}", Figure("alignment", priority=name)) for name in found.priorities),
        *((f"Spent of: {row.stream.title}", Figure("stream", stream=row.stream.title)) for row in found.rows
            if row.spent_lines),
    ]  # fmt: skip


SUMMARY: Final = Summary(
    "Funding streams and priorities",
    "Which funding stream of the year serves which priority, and how: P pooled (one fund with a host, spent by need), "
    "S shared (one organisation's money that others use or direct), A aligned (separate accounts, planned together), "
    "N none (planned alone). Not mapped is what nobody has said. Spent is read from lines that name the stream.",
    read=_read,
    views=(
        SummaryView("Priorities and streams", _matrix),
        SummaryView("How much is pooled", _pooled),
        SummaryView("Awarded and spent", _streams),
        SummaryView("From stream to priority to who spends", _flow),
        SummaryView("What ends, and ring-fences", _ends),
        SummaryView("To look at", _look),
    ),
    figures=_figures,
)  # fmt: skip
