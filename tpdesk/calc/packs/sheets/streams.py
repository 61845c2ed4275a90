"""Funding streams on paper: which priority each serves and how, how much is pooled, what was spent, what ends and what
is ring-fenced. A mode is told by its letter and its hatch, never by colour alone."""

from __future__ import annotations

from typing import Final

from tpdesk.calc.packs.frame import Frame, known
from tpdesk.calc.workbook.describe import (
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    Chart,
    Column,
    ColumnKind,
    Sheet,
    Table,
    Value,
    brief,
    said,
)  # fmt: skip
from tpdesk.domain.kinds.streams import POOLED
from tpdesk.domain.results.alignment import HATCHES, LETTERS, NOT_MAPPED, Alignment, StreamRow
from tpdesk.text import and_words, counted, opening
from tpdesk.units import percent, ratio, short_pounds, year_text

_KEY: Final = (
    "P pooled: one fund with a host, spent by need. S shared: one organisation's money that others use or direct. A "
    "aligned: separate accounts, planned together. N none: serves the priority, planned alone. - not mapped: nobody "
    "has said."
)
_NOT_COUNT: Final = (
    "Money awarded, not the count: no stream is added to it. Contributions to a pool are in the pool, once."
)
_MADE_UP: Final = "Streams whose source says illustrative are made up as examples. They say nothing about the place."
_BY_MODE: Final = "Pooled_by_priority"
_STREAM: Final = Column("stream", "Funding stream", ColumnKind.TEXT, 34)


def matrix(frame: Frame, found: Alignment | None) -> Sheet | None:
    """Return priorities down and streams across; None where no stream is recorded."""
    if found is None or found.is_empty:
        return None
    streams = found.streams
    columns = (
        Column("priority", "Priority", ColumnKind.TEXT, 36),
        *(Column(f"s{n}", row.stream.title, ColumnKind.TEXT, 18) for n, row in enumerate(streams)),
    )
    held = {
        (cell.priority, cell.stream): f"{HATCHES[cell.mode]} {LETTERS[cell.mode]} {short_pounds(cell.pence)}"
        for cell in found.cells
        if cell.share
    }
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (said(priority), *(held.get((priority, row.stream.title), NOT_APPLICABLE) for row in streams))
        for priority in (*found.priorities, NOT_MAPPED)
    )
    totals = (NOT_AVAILABLE if row.counted_pence is None else short_pounds(row.counted_pence) for row in streams)
    return Sheet(
        "priorities_by_stream",
        "Priorities by stream",
        f"Nobody has said what {_money(found, NOT_MAPPED)} of money serves: {frame.where}",
        "Which funding stream serves which priority, and how?",
        (_headline(found), _KEY, _NOT_COUNT, *_made_up(found)),
        Table(
            "Priorities_by_stream", "Priorities by stream", columns, (*rows, ("All of the stream", *totals)), total=True
        ),
    )


def pooled(frame: Frame, found: Alignment | None) -> Sheet | None:
    """Return how much of what serves each priority is pooled; None where no stream is recorded."""
    if found is None or found.is_empty:
        return None
    columns = (
        Column("priority", "Priority", ColumnKind.TEXT, 36),
        *(Column(_column(mode), mode.capitalize(), ColumnKind.POUNDS, 16) for mode in HATCHES),
        Column("total", "In all", ColumnKind.POUNDS, 16),
        Column("share", "Pooled, of it", ColumnKind.SHARE, 14),
        Column("label", "Name in the chart", ColumnKind.TEXT, 44),
    )
    rows = tuple(_mode_row(name, found.modes_of(name)) for name in _drawn(found))
    total = _mode_row("All streams", dict(found.by_mode))
    return Sheet(
        "pooled_by_priority",
        "Pooled by priority",
        f"{_money(found, POOLED)} of money is pooled: {frame.where}",
        "How much of the money for each priority is in one fund?",
        (_headline(found), _beside_count(found), _KEY, _NOT_COUNT, *_made_up(found)),
        Table(
            _BY_MODE,
            "By priority and mode",
            columns,
            (*rows, total),
            total=True,
        ),
    )


def chart_pooled(frame: Frame, found: Alignment | None) -> Sheet | None:
    """Return a bar for each priority, its parts told apart by hatch; None where there is nothing to draw."""
    if found is None or not found.total_pence:
        return None
    told = "; ".join(
        f"{brief(name)} {short_pounds(sum(modes.values()))}, {percent(_part(modes))} of it pooled"
        for name in _drawn(found)
        for modes in [found.modes_of(name)]
    )
    looks = ("total", "rise", "fall", "dots", "outline")
    stacks = tuple((_column(mode), look) for mode, look in zip(HATCHES, looks, strict=True))
    most = max(_drawn(found), key=lambda name: sum(found.modes_of(name).values()))
    modes = found.modes_of(most)
    share = "what it serves is not said" if most == NOT_MAPPED else f"{percent(_part(modes))} of it pooled"
    name = "Money not mapped" if most == NOT_MAPPED else brief(most, 34)
    finding = f"{name} is the most, {short_pounds(sum(modes.values()))}, {share}"
    chart = Chart(
        finding,
        f"One bar for each priority, {frame.where}: {told}.", _BY_MODE, "label", "total",
        len(_drawn(found)), stacks=stacks, has_key=True,
    )  # fmt: skip
    return Sheet(
        "chart_pooled",
        "Chart pooled",
        f"{finding}: {frame.where}",
        "Which priorities have the most money, and how much of it is pooled?",
        (
            "Solid is pooled, dense dots are shared, hatched is aligned, light dots are none, and white is not mapped. "
            "The figures are in the table Pooled by priority.",
        ),
        chart=chart,
    )


def streams(frame: Frame, found: Alignment | None) -> Sheet | None:
    """Return every stream with what was awarded and spent; None where no stream is recorded."""
    if found is None or found.is_empty:
        return None
    columns = (
        _STREAM,
        Column("parent", "Contribution to", ColumnKind.TEXT, 26),
        Column("funder", "Funder", ColumnKind.TEXT, 30),
        Column("host", "Host", ColumnKind.TEXT, 30),
        Column("worth", "Awarded", ColumnKind.POUNDS, 16),
        Column("difference", "More than its contributions", ColumnKind.POUNDS, 16),
        Column("received", "Received", ColumnKind.POUNDS, 16),
        Column("spent", "Spent", ColumnKind.POUNDS, 16),
        Column("by", "Spent by", ColumnKind.TEXT, 40),
        Column("cost", "Revenue or capital", ColumnKind.TEXT, 14),
        Column("basis", "Legal basis", ColumnKind.TEXT, 18),
        Column("source", "Source", ColumnKind.TEXT, 40),
    )
    look = (f"To look at: {issue.text}" for issue in found.issues)
    return Sheet(
        "funding_streams",
        "Funding streams",
        f"{_spent_words(found)}: {frame.where}",
        "What was awarded, by whom, to whom, and what did lines spend of it?",
        (
            "Spent is read from actual lines that name the stream, with payments between their organisations taken "
            "out; not available where no line names it.",
            _NOT_COUNT,
            *_made_up(found),
            *look,
        ),
        Table(
            "Funding_streams", "Funding streams of the year", columns, tuple(map(_stream_row, found.rows)), filters=True
        ),
    )


def ends_and_fences(frame: Frame, found: Alignment | None) -> Sheet | None:
    """Return the streams that end with this year or the next, and those with a ring-fence; None where there is none."""
    ending = found.ending() if found is not None else ()
    shown = list(dict.fromkeys((*ending, *(found.fenced() if found is not None else ()))))
    if found is None or not shown:
        return None
    columns = (
        _STREAM,
        Column("ends", "Ends", ColumnKind.TEXT, 22),
        Column("worth", "Awarded", ColumnKind.POUNDS, 16),
        Column("serves", "Serves", ColumnKind.TEXT, 40),
        Column("carry", "Carry forward", ColumnKind.TEXT, 14),
        Column("fence", "Ring-fence", ColumnKind.TEXT, 14),
        Column("says", "It says", ColumnKind.TEXT, 36),
        Column("barrier", "The barrier that it is", ColumnKind.TEXT, 40),
        Column("state", "State of the barrier", ColumnKind.TEXT, 18),
    )
    rows = tuple(_end_row(found, row) for row in shown)
    return Sheet(
        "ends_and_fences",
        "Ends and ring-fences",
        f"{ends_words(found)}: {frame.where}",
        "Which money ends soon, and which may only be spent on one purpose?",
        (f"Streams that end with {year_text(found.year)} or {year_text(found.year + 1)} come first.", _NOT_COUNT,
         *_made_up(found)),
        Table("Ends_and_ring_fences", "What ends, and what is ring-fenced", columns, rows, filters=True),
    )  # fmt: skip


def ends_words(found: Alignment) -> str:
    """Return how many streams end soon, and what they come to."""
    ending = [row for row in found.ending() if not row.is_contribution]
    if not ending:
        return "No stream is said to end soon"
    verb = "ends" if len(ending) == 1 else "end"
    worth = [row.counted_pence for row in ending]
    money = sum(pence for pence in worth if pence is not None)
    unknown = ", some not known" if None in worth else ""
    when = f"{year_text(found.year)} or {year_text(found.year + 1)}"
    return f"{opening(len(ending), 'stream')} ({short_pounds(money)}{unknown}) {verb} with {when}"


def _money(found: Alignment, mode: str) -> str:
    """Return what of the streams is of a mode: `£8.7m of £63.6m`."""
    return f"{short_pounds(found.by_mode[mode])} of {short_pounds(found.total_pence)}"


def _spent_words(found: Alignment) -> str:
    """Return how many streams lines name, and what was spent of these."""
    rows = found.streams
    named = [row for row in rows if row.spent_lines]
    if not named:
        return f"No line names any of {counted(len(rows), 'funding stream')}"
    spent = short_pounds(sum(row.spent_pence for row in named))
    verb = "is" if len(named) == 1 else "are"
    return f"{opening(len(named), 'stream')} of {len(rows)} {verb} named on lines, which spent {spent}"


def _headline(found: Alignment) -> str:
    share = None if found.pooled_share is None else float(found.pooled_share)
    return (
        f"{percent(share)} of the money of streams is pooled: {short_pounds(found.by_mode[POOLED])} of "
        f"{short_pounds(found.total_pence)}. Nobody has said what {short_pounds(found.by_mode[NOT_MAPPED])} serves."
    )


def _beside_count(found: Alignment) -> str:
    if found.pooled_share_of_count is None or found.count_pence is None:
        return "No spending is counted in this year, so no share of the count is given."
    return (
        f"Beside the count after transfers ({short_pounds(found.count_pence)}), what is pooled comes to "
        f"{percent(float(found.pooled_share_of_count), 2)}: the two are different money."
    )


def _made_up(found: Alignment) -> tuple[str, ...]:
    return (_MADE_UP,) if any(row.stream.is_illustrative for row in found.rows) else ()


def _column(mode: str) -> str:
    return mode.replace(" ", "_")


def _drawn(found: Alignment) -> tuple[str, ...]:
    return (*found.priorities, NOT_MAPPED)


def _part(modes: dict[str, int]) -> float | None:
    return ratio(modes.get(POOLED, 0), sum(modes.values()))


def _mode_row(name: str, modes: dict[str, int]) -> tuple[Value, ...]:
    whole, part = sum(modes.values()), _part(modes)
    share: Value = NOT_APPLICABLE if part is None or name == NOT_MAPPED else part
    label = f"{brief(name, 30)}  {short_pounds(whole)}"
    return (said(name), *(modes.get(mode, 0) for mode in HATCHES), whole, share, said(label))


def _stream_row(row: StreamRow) -> tuple[Value, ...]:
    one = row.stream
    spent_by = and_words([f"{name} {short_pounds(pence)}" for name, pence in row.spent_by])
    difference: Value = NOT_APPLICABLE if row.difference_pence is None else row.difference_pence
    return (
        said(one.title), said(one.parent), said(one.funder), said(one.host), known(row.counted_pence), difference,
        known(one.received_pence), row.spent_pence if row.spent_lines else NOT_AVAILABLE, said(spent_by),
        said(one.cost_type), said(one.legal_basis), said(one.source),
    )  # fmt: skip


def _end_row(found: Alignment, row: StreamRow) -> tuple[Value, ...]:
    one = row.stream
    when = {found.year: "this year", found.year + 1: "next year"}.get(one.ends or 0)
    ends = NOT_AVAILABLE if one.ends is None else year_text(one.ends) + (f", {when}" if when else "")
    serves = [cell.priority for cell in found.cells if cell.stream == one.title and cell.priority != NOT_MAPPED]
    return (
        said(one.title), ends, known(row.counted_pence), said(and_words(serves)), said(one.carry_forward),
        said(one.ring_fence), said(one.fence_text), said(one.barrier), said(one.barrier_state),
    )  # fmt: skip
