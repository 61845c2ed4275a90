"""Overlap: the ranking, its measures, what stands below it, the evidence, shared-service candidates,
what is left out, pairs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tpdesk import units
from tpdesk.calc.packs import headings
from tpdesk.calc.packs.frame import AMOUNT, CATEGORY, COUNTED, Frame, applicable, areas_known, category_code, filled
from tpdesk.calc.workbook.describe import NOT_APPLICABLE, Column, ColumnKind, Sheet, Table, Value, said
from tpdesk.domain.codes import LEVEL, LEVELS
from tpdesk.domain.results.overlap import OverlapResult, OverlapRow
from tpdesk.text import counted, opening

BOUND: Final = "an upper bound for discussion, not a saving"
"""How every amount outside the lead is named. Source: docs/method.md, Overlap."""

CODE_WIDTH: Final = 22
"""Width of a column of category codes: that of a service line is long, and breaks at its hyphens."""

CATEGORY_COLUMNS: Final = (
    Column("title", "Category", ColumnKind.TEXT),
    Column("code", "Code", ColumnKind.CODE, CODE_WIDTH),
)

_PROVES: Final = (
    "Spend and areas alone can show fragmentation: more than one organisation in the same area of need. They never "
    "prove overlap or duplication, which need evidence of what is done for whom."
)


_LEAD_ROW: Final = f"MATCH({{number}},{CATEGORY},0)"
"""The first row of a category in the data is its lead agency's: the data is sorted so."""

_LEAD: Final = f'=IF({{agencies}}=0,"[z]",INDEX(Spend_data[Organisation],{_LEAD_ROW}))'
_LEAD_AMOUNT: Final = f"IF({{agencies}}=0,0,INDEX({AMOUNT},{_LEAD_ROW}))"
_TOTAL: Final = f'=SUMIFS({AMOUNT},{CATEGORY},{{number}},{COUNTED},"yes")'
_AGENCIES: Final = f'=COUNTIFS({CATEGORY},{{number}},{COUNTED},"yes")'
"""Sum and number over the category's agencies that are in its shares."""

_SQUARES: Final = f'SUMPRODUCT(({CATEGORY}={{number}})*({COUNTED}="yes")*{AMOUNT}^2)'
_HERFINDAHL: Final = f'=IF({{total}}=0,"[z]",{_SQUARES}/{{total}}^2)'


def overlap(frame: Frame, result: OverlapResult) -> Sheet:
    """Return the ranking: verdict in words, spend outside the lead where areas meet, and the same
    whether or not they meet."""
    ranked = [row for row in result.rows if row.ranked]
    columns = (
        *CATEGORY_COLUMNS,
        Column("verdict", "Verdict", ColumnKind.TEXT, 18, "verdict"),
        Column("meeting", "Outside the lead where areas meet", frame.money, 18, "meeting", bar=True),
        Column("outside", "Outside the lead anywhere", frame.money, 16, "outside", f"={{total}}-{_LEAD_AMOUNT}"),
        Column("total", "Total spend", frame.money, 14, "in-shares", _TOTAL),
        Column("agencies", "Organisations", ColumnKind.COUNT, formula=_AGENCIES),
        Column("lead", "Lead organisation", ColumnKind.TEXT, 26, formula=_LEAD),
        Column(
            "lead_share", "Lead share", ColumnKind.SHARE, formula=f'=IF({{total}}=0,"[z]",{_LEAD_AMOUNT}/{{total}})'
        ),
        Column("areas", "Areas", ColumnKind.TEXT, 17, "unproven"),
        *_elsewhere_column(ranked),
        Column("number", "Category number", ColumnKind.KEY, working=True),
    )
    rows: list[tuple[Value, ...]] = [
        (
            *category_cells(row),
            row.judgement.words,
            row.outside_lead_meeting_pence,
            row.outside_lead_pence,
            row.total_pence,
            row.agencies,
            said(row.lead_agency),
            applicable(row.lead_share),
            areas_known(row),
            *_elsewhere(row, ranked),
            frame.numbers.categories[row.category],
        )
        for row in ranked
    ]
    holds = (
        (
            f"Categories at level {result.basis.level}, ranked by the spend outside the lead organisation "
            f"where areas meet: {BOUND}."
        ),
        _PROVES,
        *_judged_apart(result),
        _outside_rows(result),
        frame.base(result.basis),
    )
    table = Table(
        "Overlap_ranking",
        "Ranking by spend outside the lead where areas meet",
        columns,
        filled(rows, columns),
        filters=True,
    )
    return Sheet(
        "overlap",
        "Overlap",
        headings.outside_lead(frame, result),
        "On which services do several organisations spend in the same areas?",
        holds,
        table,
    )


def measures(frame: Frame, result: OverlapResult) -> Sheet:
    """Return the indices of every category and the bridge from the shares' total to the count's own."""
    columns = (
        *CATEGORY_COLUMNS,
        Column("agencies", "Organisations", ColumnKind.COUNT, formula=_AGENCIES),
        Column(
            "effective",
            "Effective number of organisations",
            ColumnKind.RATIO,
            16,
            "hhi",
            '=IF({total}=0,"[z]",1/{hhi})',
        ),
        Column("hhi", "Herfindahl index", ColumnKind.RATIO, 14, "hhi", _HERFINDAHL),
        Column("fragmentation", "Fragmentation", ColumnKind.RATIO, 16, "hhi", '=IF({total}=0,"[z]",1-{hhi})'),
        Column("total", "Total spend", frame.money, 14, "in-shares", _TOTAL),
        Column("left", "Left out of shares", frame.money, 14, formula="={count}-{total}"),
        Column("count", "Count's own total", frame.money, 14, formula=f"=SUMIFS({AMOUNT},{CATEGORY},{{number}})"),
        Column("number", "Category number", ColumnKind.KEY, working=True),
    )
    rows: list[tuple[Value, ...]] = [
        (
            *category_cells(row),
            row.agencies,
            applicable(row.effective_agencies),
            applicable(row.hhi),
            applicable(row.fragmentation),
            row.total_pence,
            row.count_pence - row.total_pence,
            row.count_pence,
            frame.numbers.categories[row.category],
        )
        for row in result.rows
        if not row.money_elsewhere
    ]
    return Sheet(
        "measures",
        "Overlap measures",
        headings.most_spread(frame, result),
        "How concentrated is each category, and how does its total follow from the count?",
        (
            (
                "All categories, ranked or not. Total spend and what is left out of shares add up to the "
                "count's own total."
            ),
            frame.base(result.basis),
        ),
        Table(
            "Overlap_measures",
            "Concentration and bridge to the count, by category",
            columns,
            filled(rows, columns),
            filters=True,
        ),
    )


def below(frame: Frame, result: OverlapResult) -> Sheet | None:
    """Return the categories that are not ranked and why, or None where all are."""
    shown = [row for row in result.rows if not row.ranked]
    columns = (
        *CATEGORY_COLUMNS,
        Column("why", "Why it is not ranked", ColumnKind.TEXT, 36, "weak"),
        Column("verdict", "Verdict", ColumnKind.TEXT, 18, "verdict"),
        Column("meeting", "Outside the lead where areas meet", frame.money, 18, "meeting"),
        Column("outside", "Outside the lead anywhere", frame.money, 16, "outside"),
        Column("total", "Total spend", frame.money, 14, "in-shares"),
        Column("agencies", "Organisations", ColumnKind.COUNT),
        Column("areas", "Areas", ColumnKind.TEXT, 17, "unproven"),
        *_elsewhere_column(shown),
    )
    rows: list[tuple[Value, ...]] = [
        (
            *category_cells(row), _why_below(row), row.judgement.words, *_figures(row), areas_known(row),
            *_elsewhere(row, shown),
        )
        for row in shown
    ]  # fmt: skip
    if not rows:
        return None
    return Sheet(
        "below",
        "Below the ranking",
        f"{opening(len(rows), 'category is', 'categories are')} not ranked: {frame.where}",
        "Which categories are left out of the ranking, and why?",
        (
            (
                "Classes that say little, balancing lines, support services and money mapped no finer are in "
                "all totals, but would mislead in a ranking."
            ),
            *_judged_apart(result),
            frame.base(result.basis),
        ),
        Table("Below_the_ranking", "Categories below the ranking", columns, tuple(rows)),
    )


def evidence(frame: Frame, result: OverlapResult) -> Sheet | None:
    """Return what raised each verdict, a sentence a row, or None where nothing did."""
    columns = (
        *CATEGORY_COLUMNS,
        Column("level", "Level", ColumnKind.TEXT, 13),
        Column("verdict", "Verdict", ColumnKind.TEXT, 20, "verdict"),
        Column("evidence", "Evidence", ColumnKind.TEXT, 80),
    )
    rows: list[tuple[Value, ...]] = [
        (*category_cells(row), LEVEL[row.level or 2], row.judgement.words, said(sentence))
        for row in result.rows
        for sentence in row.judgement.evidence
    ]
    if not rows:
        return None
    return Sheet(
        "evidence",
        "Overlap evidence",
        headings.evidenced(frame, result),
        "What does each verdict rest on?",
        (_PROVES, frame.base(result.basis)),
        Table("Overlap_evidence", "Evidence by category", columns, tuple(rows)),
    )


def category_cells(row: OverlapRow) -> tuple[Value, ...]:
    """Return what stands in `CATEGORY_COLUMNS`."""
    return said(row.title), category_code(row.category)


def _figures(row: OverlapRow) -> tuple[Value, ...]:
    """Return what can coincide, what is outside the lead, the total and the agencies;
    none where the money stands in rows of another level."""
    if row.money_elsewhere:
        return (NOT_APPLICABLE,) * 4
    return row.outside_lead_meeting_pence, row.outside_lead_pence, row.total_pence, row.agencies


def _elsewhere_column(rows: Sequence[OverlapRow]) -> tuple[Column, ...]:
    """Return the column of where else evidence near a category was gathered; none where none was."""
    found = any(row.elsewhere for row in rows)
    return (Column("elsewhere", "Evidence elsewhere", ColumnKind.TEXT, 26),) if found else ()


def _elsewhere(row: OverlapRow, rows: Sequence[OverlapRow]) -> tuple[Value, ...]:
    """Return what stands in that column."""
    if not any(other.elsewhere for other in rows):
        return ()
    return (said(row.elsewhere[:1].upper() + row.elsewhere[1:], otherwise="none"),)


def _outside_rows(result: OverlapResult) -> str:
    """Return the money that stands in no row, and below what an agency's is left out of shares."""
    text = f"Spending without a category is in no row: {units.pounds(result.unmapped_pence)}."
    if not result.deminimis_pence:
        return text
    return f"{text} Organisations below {units.pounds(result.deminimis_pence)} are left out of shares."


def _judged_apart(result: OverlapResult) -> tuple[str, ...]:
    """Return how many categories are judged at another level than the ranking's, in a sentence; none where none is."""
    number = sum(row.at_own_level for row in result.rows)
    if not number:
        return ()
    level = LEVELS[result.basis.level or 2]
    verb = "is" if number == 1 else "are"
    return (
        (
            f"{counted(number, 'category', 'categories')} with evidence or a decision by hand {verb} judged at "
            f"another level than the ranking's {level}: the sheet Below the ranking has them."
        ),
    )


def _why_below(row: OverlapRow) -> str:
    """Return why a category is not ranked, in words."""
    reasons = (
        (row.at_own_level, f"judged at its own level: {LEVEL[row.level or 2]}"),
        (row.coarser and not row.at_own_level, "held coarser than this level"),
        (row.support, "support service"),
        (row.weak, "says little, or a balancing line"),
    )
    return ", ".join(words for holds, words in reasons if holds) or "no spend in shares"
