"""Money of streams and priorities walked back: what serves what, by which share, and what lines spent of a stream.
docs/method.md, Funding streams."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from tpdesk.calc import method
from tpdesk.calc.explain_lines import lines_in
from tpdesk.domain.figure import Explanation, Figure, FigurePart
from tpdesk.domain.kinds.streams import MODES
from tpdesk.domain.results.alignment import NOT_MAPPED, Alignment, AlignmentCell, StreamRow
from tpdesk.domain.results.basis import StatedBasis
from tpdesk.errors import UsageProblem
from tpdesk.text import folded, nearest
from tpdesk.units import decimal_text, percent, pounds, year_text

_OF_STREAMS: Final = "Money awarded by funding streams of {}, {}; contributions in their pool; not the count"


def explain_alignment(found: Alignment, figure: Figure) -> Explanation:
    """Return what of the streams serves a priority, comes from a stream or is of a mode, as far as the figure names
    them. Raises UsageProblem for a name that is none of the year's."""
    stream = _known(figure.stream, [row.stream.title for row in found.streams], "funding stream", found)
    priority = _known(figure.priority, [*found.priorities, NOT_MAPPED], "priority", found)
    mode = _known(figure.measure, [*MODES, NOT_MAPPED], "mode", found)
    cells = [
        cell
        for cell in found.cells
        if cell.share
        and (not stream or cell.stream == stream)
        and (not priority or cell.priority == priority)
        and (not mode or cell.mode == mode)
    ]
    whole = sum(cell.pence for cell in cells)
    of = " · ".join(filter(None, (mode, priority, stream))) or "all streams"
    share = percent(whole / found.total_pence, 2) if found.total_pence else "n/a"
    formula = [f"{pounds(whole)} / {pounds(found.total_pence)} of all streams = {share}"]
    if found.count_pence:
        beside = percent(whole / found.count_pence, 2)
        formula.append(f"Beside the count after transfers, other money: {beside} of {pounds(found.count_pence)}")
    worth = {row.stream.title: row for row in found.streams}
    return _explained(
        found, figure, f"Money of streams: {of}", whole, tuple(formula), "Streams and what they serve",
        tuple(_part(cell, worth[cell.stream]) for cell in sorted(cells, key=lambda one: -one.pence)),
    )  # fmt: skip


def explain_spent(found: Alignment, figure: Figure) -> Explanation:
    """Return what actual lines spent of a stream, by organisation. Raises UsageProblem for one of another year."""
    title = _known(figure.stream, [row.stream.title for row in found.rows], "funding stream", found)
    row = next(one for one in found.rows if one.stream.title == title)
    where = lines_in(found.place, found.year).plus("funding_stream", *row.names).plus("status", "actual")
    passed_on = row.named_pence - row.spent_pence
    steps = [FigurePart("Lines that name it or a contribution to it", row.named_pence, lines=where)]
    if passed_on:
        steps.append(FigurePart("Paid on between their organisations", -passed_on, "counted where it is spent"))
    worth = "not known" if row.counted_pence is None else pounds(row.counted_pence)
    parts = tuple(
        FigurePart(name, pence, lines=where.plus("agency", name)) for name, pence in row.spent_by
    )  # fmt: skip
    explained = _explained(
        found, figure, f"Spent of {title}", row.spent_pence,
        (f"{pounds(row.named_pence)} of lines less {pounds(passed_on)} paid on = {pounds(row.spent_pence)}",
         f"Awarded: {worth}"),
        "Spent, by organisation", parts,
    )  # fmt: skip
    return replace(explained, steps=tuple(steps), lines=where)


def _part(cell: AlignmentCell, row: StreamRow) -> FigurePart:
    words = f"{decimal_text(cell.share * 100)}% of {pounds(row.counted_pence or 0)}, {cell.mode}"
    spent = Figure("stream", stream=cell.stream) if row.spent_lines else None
    return FigurePart(f"{cell.priority}: {cell.stream}", cell.pence, words, spent)


def _explained(
    found: Alignment,
    figure: Figure,
    title: str,
    pence: int,
    formula: tuple[str, ...],
    parts_are: str,
    parts: tuple[FigurePart, ...],
) -> Explanation:
    year = year_text(found.year)
    return Explanation(
        figure=figure, title=f"{title}: {found.place}, {year}", value=pounds(pence), number=pence, unit="pence",
        rules=(method.STREAMS,), basis=StatedBasis(found.place, year, _OF_STREAMS.format(found.place, year)),
        formula=formula, parts_are=parts_are, parts=parts, apart=(), steps=(), lines=None, line_count=0, sources=(),
        issues=found.issues,
    )  # fmt: skip


def _known(wanted: str, names: list[str], noun: str, found: Alignment) -> str:
    """Return the name as the desk has it; empty where none is wanted. Raises UsageProblem with the nearest."""
    if not wanted:
        return ""
    match = next((name for name in names if folded(name) == folded(wanted)), None)
    if match is not None:
        return match
    near = nearest(wanted, names)
    meant = f" Did you mean '{near}'?" if near else ""
    raise UsageProblem(f"{found.place} has no {noun} '{wanted}' in {year_text(found.year)}.{meant}")
