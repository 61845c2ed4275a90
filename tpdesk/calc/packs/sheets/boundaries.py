"""New boundaries: what each new council would have spent, what of it rests on a driver, and what the choice moves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tpdesk.calc.packs import headings, record_headings
from tpdesk.calc.packs.frame import Frame
from tpdesk.calc.recount_words import NOT_WORDS, meeting_words, move_words, set_words, shared_words
from tpdesk.calc.workbook.describe import NOT_AVAILABLE, Chart, Column, ColumnKind, Sheet, Table, Value, brief, said
from tpdesk.domain.results.recount import NewBody, Recount
from tpdesk.units import percent, short_pounds


def new_boundaries(frame: Frame, found: Sequence[Recount], left_out: Sequence[str]) -> Sheet | None:
    """Return each option's new councils, or None where no boundary set is held."""
    if not found:
        return None
    columns = (
        Column("option", "Option", ColumnKind.TEXT, 24),
        Column("new", "New council", ColumnKind.TEXT, 20),
        Column("people", "People", ColumnKind.COUNT, 14),
        Column("direct", "Its own", frame.money),
        Column("split", "Shared by a driver", frame.money),
        Column("total", "In all", frame.money),
        Column("head", "Per head", ColumnKind.PENCE, 14),
        Column("share", "Part shared by a driver", ColumnKind.SHARE, 14),
        Column("least", "Least", frame.money),
        Column("most", "Most", frame.money),
        Column("areas", "Made of", ColumnKind.TEXT, 48),
        Column("label", "Name in the chart", ColumnKind.TEXT, 48),
        Column("less", "Below it at the least", frame.money),
        Column("more", "Above it at the most", frame.money),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            said(one.set.title), said(body.name), _known(body.people), body.direct_pence, body.split_pence,
            body.total_pence, _known(body.pence_per_head), _known(body.share_split), body.least_pence, body.most_pence,
            said("; ".join(body.areas)), said(_label(one, body)), body.total_pence - body.least_pence,
            body.most_pence - body.total_pence,
        )
        for one in found for body in one.new
    )  # fmt: skip
    return Sheet(
        "new_boundaries",
        "New boundaries",
        headings.new_councils(frame, found),
        "What would each new council have spent, and how much of it rests on a choice of driver?",
        (
            NOT_WORDS,
            "Its own is money of organisations that lie in it whole, and of lines that name an area in it. Least and "
            "most move each kind of service to each plausible other driver, one kind at a time.",
            "The last three columns are what the chart draws.",
            *dict.fromkeys(one.basis.sentence() for one in found),
            *(f"{set_words(one)} {shared_words(one)} {move_words(one)}".strip() for one in found),
            *dict.fromkeys(filter(None, map(meeting_words, found))),
            *dict.fromkeys(issue for one in found for issue in one.issues),
            *left_out,
        ),
        Table(_TABLE, "New councils by option", columns, rows, filters=True),
    )


_TABLE: Final = "New_boundaries"


def _label(one: Recount, body: NewBody) -> str:
    """Return a new council with its option, total and reach, as the chart has it beside its bar."""
    reach = f", {short_pounds(body.least_pence)} to {short_pounds(body.most_pence)}"
    return (
        f"{brief(one.set.title, 24)}: {brief(body.name, 20)}  {short_pounds(body.total_pence)}"
        f"{reach if body.least_pence != body.most_pence else ''}"
    )


def chart_new_boundaries(frame: Frame, found: Sequence[Recount]) -> Sheet | None:
    """Return one bar for each new council of each option, or None where none can be drawn."""
    bodies = [(one, body) for one in found for body in one.new]
    if not bodies or any(min(body.direct_pence, body.split_pence) < 0 for _, body in bodies):
        return None
    told = "; ".join(
        f"{_label(one, body)}, {percent(body.share_split, 0)} shared by a driver" for one, body in bodies
    )  # fmt: skip
    finding = headings.new_councils(frame, found).removesuffix(f": {frame.where}")
    chart = Chart(
        finding, f"{finding}. One bar for each new council, {frame.where}: {told}.",
        _TABLE, "label", "total", len(bodies), stacks=(("direct", "total"), ("split", "fall")), reach=("less", "more"),
    )  # fmt: skip
    return Sheet(
        "chart_new_boundaries", "Chart new boundaries", headings.new_councils(frame, found),
        "What does each option look like beside the others?",
        (NOT_WORDS, "Solid is its own, hatched is shared by a driver, and the line at the end of a bar reaches from "
         "the least to the most by other drivers. The figures are in the table New boundaries.",
         *dict.fromkeys(one.basis.sentence() for one in found)),
        chart=chart,
    )  # fmt: skip


def driver_moves(frame: Frame, found: Sequence[Recount]) -> Sheet | None:
    """Return what each plausible other driver moves, or None where there is none."""
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            said(one.set.title), said(move.service), said(move.driver), said(move.other), move.pence, said(name), pence,
        )
        for one in found for move in one.moves for name, pence in move.moved.items()
    )  # fmt: skip
    if not rows:
        return None
    columns = (
        Column("option", "Option", ColumnKind.TEXT, 24),
        Column("service", "Service", ColumnKind.TEXT, 24),
        Column("driver", "Shared by", ColumnKind.TEXT, 30),
        Column("other", "Were it shared by", ColumnKind.TEXT, 30),
        Column("pence", "Amount shared", frame.money),
        Column("new", "New council", ColumnKind.TEXT, 20),
        Column("moved", "More, or less", frame.money),
    )
    return Sheet(
        "driver_moves",
        "What drivers move",
        headings.where_words(
            frame,
            record_headings.most_moved((move.service, move.other, move.moved) for one in found for move in one.moves),
        ),
        "By how much would each new council differ if the driver were argued the other way?",
        ("Each row moves one kind of service to one other driver, all else as it is: what moves adds up to zero.",),
        Table("Driver_moves", "What each other driver moves", columns, rows, filters=True),
    )


def _known(number: float | None) -> Value:
    return NOT_AVAILABLE if number is None else number
