"""Interim and final reports: the count, frozen where it is named, with what the desk records of the programme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from tpdesk.calc.packs.kind import PackKind, Ready
from tpdesk.calc.packs.reports import FINAL, PlaceReport, describe_report, missing_words, refusals
from tpdesk.calc.report import without_made_up
from tpdesk.calc.workbook.write import Step
from tpdesk.domain.kinds import KINDS
from tpdesk.domain.record_kind import Record
from tpdesk.errors import InputProblem, UsageProblem
from tpdesk.models.desk import Desk
from tpdesk.models.records import store
from tpdesk.services.board import board_report, with_records
from tpdesk.services.examples import is_made_up, made_up_dives
from tpdesk.services.figures import place_for, year_facts
from tpdesk.services.files import result_file
from tpdesk.services.outcomes import show_indicators
from tpdesk.services.packs import WrittenWorkbook, write_workbook
from tpdesk.text import clean, folded

_NOT_FROZEN: Final = (
    "new boundaries, what is apportioned and by which driver, and changes on the desk; deep dives, cases and registers "
    "are as the desk has them"
)
"""What a report from a frozen count has not, and what of it is not frozen."""


def place_report(
    desk: Desk,
    place: str | None,
    year: str | None,
    *,
    status: str = "draft",
    made_by: str = "",
    publish: bool = False,
    illustrative: bool = False,
    version: str = "",
    reasons: Mapping[str, str] | None = None,
) -> PlaceReport:
    """Return everything that an interim or final report prints.

    `reasons` says of a theme why it has no indicator, in this report alone: in place of what the theme itself says.
    Invented examples are left out of a copy to publish unless `illustrative` asks for them. Raises UsageProblem.
    """
    board = board_report(
        desk, place, year, status=status, made_by=made_by, publish=publish, illustrative=illustrative, version=version
    )
    where = place_for(desk, board.place)
    with_made_up = illustrative or not publish
    if version:
        everything = year_facts(desk, board.place, board.year)
        facts = everything if with_made_up else without_made_up(everything)
        board = replace(with_records(board, desk, where, facts, made_up=with_made_up), not_in_it=_NOT_FROZEN)

    made_up = made_up_dives(desk, where.id)

    def of(kind: str) -> tuple[Record, ...]:
        found = store.list_of_place(desk.connection, KINDS[kind], where.id)
        return tuple(one for one in found if with_made_up or not is_made_up(one, made_up))

    indicators = show_indicators(desk, where)
    titles = {one.title for one in of("indicator")}
    indicators = replace(indicators, rows=tuple(row for row in indicators.rows if row.indicator.title in titles))
    return PlaceReport(
        board, indicators, of("recipe"), of("commitment"), of("next-step"),
        of("contact"), themes_of={one.title: str(one.values["dive"] or "") for one in of("case")},
        codes=_codes(of("indicator")), reasons=_reasons(store.list_of_place(desk.connection, KINDS["dive"], where.id),
        reasons or {}),
        is_frozen=bool(version),
    )  # fmt: skip


def _reasons(themes: Sequence[Record], typed: Mapping[str, str]) -> Mapping[str, str]:
    """Return theme, folded -> why it has no indicator: as typed for this report, else as the theme says.
    Raises UsageProblem where something typed is of no theme of the place."""
    known = {folded(theme.title): str(theme.values["no_indicator"] or "") for theme in themes}
    for theme in typed:
        if folded(theme) not in known:
            names = ", ".join(one.title for one in themes) or "none"
            raise UsageProblem(f"'{clean(theme)}' is not a theme of the place. Its themes: {names}.")
    return {theme: why for theme, why in (known | {folded(one): why for one, why in typed.items()}).items() if why}


def _codes(indicators: Sequence[Record]) -> Mapping[str, str]:
    codes: dict[str, list[str]] = {}
    for one in indicators:
        named = one.values["dives"]
        for dive in named if isinstance(named, tuple) else ():
            if one.values["code"]:
                codes.setdefault(folded(str(dive)), []).append(str(one.values["code"]))
    return {theme: "; ".join(dict.fromkeys(found)) for theme, found in codes.items()}


def write_report(
    report: PlaceReport, kind: PackKind, target: Path, *, publish: bool, replace_it: bool = False,
    step: Step | None = None,
) -> WrittenWorkbook:  # fmt: skip
    """Write an interim or final report. Raises InputProblem that lists what a final report may not lack; Locked,
    UsageProblem."""
    with result_file(target, replace=replace_it):
        lacking = refusals(report) if kind is FINAL else ()
        if lacking:
            raise InputProblem(
                f"A final report may not be written yet: {' '.join(lacking)} Put these right, or write an interim "
                "report.",
                title="The final report lacks something",
            )
        return write_workbook(describe_report(kind, report), target, publish=publish, step=step)


def ready_report(report: PlaceReport, kind: PackKind) -> tuple[Ready, ...]:
    """Return what to look at before the report is written: what a final one lacks, and the sections without records."""
    found = [Ready("wrong", text) for text in (refusals(report) if kind is FINAL else ())]
    found += [Ready("look", text) for text in missing_words(kind, report)]
    return tuple(found)
