"""A kind of pack: what it is called, and how its sheets are bound into a workbook with a cover, contents and notes.

What to look at before a pack is written: what is missing, what is unmapped, what does not agree.

A pivot as a workbook of one sheet.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from tpdesk.calc.packs.frame import Frame, applicable
from tpdesk.calc.packs.sheets.cover import about_pack, contents
from tpdesk.calc.packs.sheets.method import notes, used_notes
from tpdesk.calc.pivot import Pivot, PivotCell
from tpdesk.calc.report import BoardReport
from tpdesk.calc.workbook.describe import Column, ColumnKind, Sheet, Table, Value, Workbook, brief, said
from tpdesk.domain.advice import PIVOT_SHEET
from tpdesk.domain.line import LINE_FIELDS
from tpdesk.domain.results.count import CountResult
from tpdesk.text import and_words, counted
from tpdesk.units import percent, pounds, ratio, short_pounds


@dataclass(frozen=True, slots=True)
class PackKind:
    """What one kind of pack says of itself."""

    key: str
    """How the verb and the history name it."""

    name: str
    """Its name on screen and in the document's title."""

    title: str
    """The cover's title; place and year follow it."""

    about: str
    """The cover's sentence on what it is."""

    on_screen: frozenset[str] = frozenset()
    """Keys of the sheets that are read on a screen and do not print."""

    most_pages: int = 30
    """Most pages on paper; a longer pack has the last sheets before its proof on screen only."""


def bind(
    kind: PackKind,
    frame: Frame,
    count: CountResult,
    *,
    opening: Iterable[Sheet],
    body: Iterable[Sheet | None],
    closing: Iterable[Sheet],
    front: Sheet | None = None,
) -> Workbook:
    """Return the workbook: its front page where it has one, contents, what opens it, its body, the notes that the
    body points to, and what closes it.

    Sheets of the body that are None hold nothing and are left out. The cover tells whom the `count` holds.
    """
    found = [_for_screen(sheet, kind.on_screen) for sheet in body if sheet is not None]
    first = tuple(opening)
    # What is read on paper comes first, as it is printed.
    held = tuple(sorted(few_pages(found, kind.most_pages - len(first) - 2), key=lambda sheet: not sheet.on_paper))
    used = used_notes(held)
    about = about_pack(frame, count, kind.title, kind.about, first=front is None)
    last = (notes(frame, used, held), *([about] if front is not None else []), *closing)
    listed = (*first, *held, *(replace(sheet, on_paper=False) for sheet in last))
    linked = {sheet.key for sheet in listed} | {"contents"}
    sheets = (about if front is None else _with_links(front, linked), contents(frame.where, listed), *listed)
    return Workbook(
        title=f"{kind.name}: {brief(frame.place)}, {frame.year}",
        subject=f"Public spending in {brief(frame.place)}, {frame.year}, {frame.status}",
        author=brief(frame.made_by),
        made_at=frame.made_at,
        sheets=sheets,
        notes=used,
        names=_names(frame, sheets),
        contents="contents",
    )


_PROOF: Final = 2
"""Sheets at the end of a body that stay on paper whatever stands before them: reconciliation and method."""


def few_pages(sheets: Sequence[Sheet], most: int) -> list[Sheet]:
    """Return the sheets with no more than `most` on paper, the last before the proof on screen only."""
    paper = [number for number, sheet in enumerate(sheets) if sheet.on_paper]
    over = max(len(paper) - most, 0)
    taken = set(paper[-_PROOF - over : -_PROOF])
    return [replace(sheet, on_paper=False) if number in taken else sheet for number, sheet in enumerate(sheets)]


def _for_screen(sheet: Sheet, on_screen: Collection[str]) -> Sheet:
    return replace(sheet, on_paper=False) if sheet.key in on_screen else sheet


def _with_links(front: Sheet, linked: Collection[str]) -> Sheet:
    """Return a front page whose lines lead to sheets that the pack has, else to its contents."""
    lines = (line if not line.link or line.link in linked else replace(line, link="contents") for line in front.front)
    return replace(front, front=tuple(lines))


def _names(frame: Frame, sheets: Iterable[Sheet]) -> dict[str, int]:
    """Return the names that formulas per head and per household of these sheets use."""
    held = (("People", frame.basis.people), ("Households", frame.basis.households))
    formulas = [column.formula for sheet in sheets if sheet.table for column in sheet.table.columns]
    return {name: number for name, number in held if number and any(f"/{name}," in one for one in formulas)}


@dataclass(frozen=True, slots=True)
class Ready:
    """One thing that was looked at."""

    state: Literal["ok", "look", "wrong"]
    """`look`: a reader will ask about it; `wrong`: figures contradict each other."""

    text: str
    """What was found, in a sentence."""


_FIRST: Final = (
    "wider-whole",
    "wider-by-people",
    "wider-left-out",
    "wider-no-share",
    "wider-unknown",
    "place-areas-unknown",
)
"""Codes of the issues that say whose money is in the figures: told as they are, before anything else to look at."""

_TOLD: Final = ("missing-months", "weak-large", "not-itemised", "unknown-area")
"""Codes of other issues that are told as they are."""


def ready(report: BoardReport) -> tuple[Ready, ...]:
    """Return what was looked at, what is wrong first."""
    count = report.by_agency
    found = [Ready("look", issue.text) for issue in count.issues if issue.code in _FIRST]
    found += [_bodies(report), _unmapped(report), _checks(report), _reconciled(report), _areas(report)]
    if len(count.basis.statuses) > 1:
        parts = f" ({count.basis.parts})" if count.basis.parts else ""
        kinds = f"{' and '.join(count.basis.statuses)}{parts}"
        found.append(Ready("look", f"Different kinds of money are added together: {kinds}."))
    found += [Ready("look", issue.text) for issue in count.issues if issue.code in _TOLD]
    people = [
        word for word, number in (("people", count.basis.people), ("households", count.basis.households)) if not number
    ]
    if people:
        found.append(
            Ready(
                "look",
                f"No {' and no '.join(people)} held for {report.year}: so there are no figures per head or "
                "household for them.",
            )
        )
    if report.publication.not_set:
        text = f"Not set: {and_words(report.publication.not_set)}. The pack says so; set them for the place."
        found.append(Ready("look", text))
    if report.status == "final" and any(item.state != "ok" for item in found):
        found.append(Ready("look", "The pack is called final, but some points still need attention."))
    order = ("wrong", "look", "ok")
    return tuple(sorted(found, key=lambda item: order.index(item.state)))


def _bodies(report: BoardReport) -> Ready:
    count = report.by_agency
    if not count.bodies_counted:
        return Ready("look", "No organisation has money in this year: every figure will be zero.")
    told = (
        f"{count.bodies_counted} of "
        f"{counted(count.bodies_expected, 'expected organisation', 'expected organisations')} counted"
    )
    if not count.missing_returns:
        return Ready("ok", f"{told}: none is missing.")
    return Ready("look", f"{told}. Missing: {', '.join(item.agency for item in count.missing_returns)}.")


def _unmapped(report: BoardReport) -> Ready:
    count = report.by_category
    if not count.unmapped_lines:
        return Ready("ok", "All money has a category.")
    share = percent(ratio(count.unmapped_pence, count.rows_total_pence))
    return Ready(
        "look", f"{short_pounds(count.unmapped_pence)} ({share}) has no category yet; the pack shows it as Unmapped."
    )


def _checks(report: BoardReport) -> Ready:
    differ = [check for check in report.checks if not check.agrees]
    if not differ:
        return Ready("ok", f"{counted(len(report.checks), 'check total')} agree to the penny.")
    told = [f"{check.title} by {pounds(check.first_pence - check.second_pence)}" for check in differ]
    return Ready(
        "wrong",
        f"{counted(len(differ), 'check total')} of {len(report.checks)} differ: {', '.join(told)}. Check the "
        "desk before the pack goes out.",
    )


def _reconciled(report: BoardReport) -> Ready:
    rows = [row for row in report.reconciliation if row.is_one_body]
    differ = [row for row in rows if row.difference_pence]
    against = sum(1 for row in rows if row.difference_pence is not None)
    if not against:
        return Ready("look", "No organisation has a published or control total to compare with.")
    if not differ:
        return Ready(
            "ok", f"{counted(against, 'organisation', 'organisations')} agree with a published or control total."
        )
    names = ", ".join(f"{row.agency} by {pounds(row.difference_pence or 0)}" for row in differ[:4])
    who = f"{len(differ)} of {against} organisations differ from their own totals"
    if against == 1:
        who = "The one organisation with a total of its own differs from it"
    return Ready(
        "look",
        f"{who}: {names}{' ...' if len(differ) > 4 else ''}.",
    )


def _areas(report: BoardReport) -> Ready:
    unproven = sum(1 for row in report.overlap.rows if row.judgement.unproven and (row.ranked or row.at_own_level))
    unknown = [issue.text for issue in report.overlap.issues if issue.code == "area-unknown"]
    if not unproven and unknown:
        return Ready("look", unknown[0])
    if not unproven:
        return Ready("ok", "No verdict rests on an organisation whose area is not known.")
    rests = "category rests" if unproven == 1 else "categories rest"
    return Ready("look", f"Unproven: {unproven:,} {rests} on an organisation whose area is not known.")


def describe_pivot(made: Pivot, about: str, desk_name: str, made_at: str, software: str) -> Workbook:
    """Return the workbook; `about` says which lines it is of."""
    row_heading, column_heading = (LINE_FIELDS[name].heading for name in (made.row_field, made.column_field))
    columns = (
        Column("value", row_heading, ColumnKind.TEXT, 40),
        *(Column(f"c{n}", said(head.text), ColumnKind.PENCE, 18) for n, head in enumerate(made.columns)),
        Column("total", "All", ColumnKind.PENCE, 18),
        Column("lines", "Lines", ColumnKind.COUNT, 10),
    )
    rows: list[tuple[Value, ...]] = [
        (said(head.text), *map(_value, cells), _value(total), total.lines)
        for head, cells, total in zip(made.rows, made.cells, made.row_totals, strict=True)
    ]
    rows.append(("All", *map(_value, made.column_totals), _value(made.total), made.total.lines))
    title = f"{row_heading} by {column_heading}"
    sheet = Sheet(
        "pivot",
        PIVOT_SHEET,
        title,
        f"How much of each {row_heading} is of which {column_heading}?",
        (
            f"Lines: {said(about)}.",
            made.about,
            "[z] stands where there are no lines.",
            f"From {said(desk_name)}, by {software}.",
        ),
        Table("Pivot", title, columns, tuple(rows), total=True),
    )
    return Workbook(title, about, software, made_at, (sheet,))


def _value(cell: PivotCell) -> Value:
    return applicable(cell.pence)
