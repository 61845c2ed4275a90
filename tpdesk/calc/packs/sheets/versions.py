"""What changed since the last frozen count, and since the year before: as a waterfall and as tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tpdesk import units
from tpdesk.calc.packs import headings
from tpdesk.calc.packs.frame import Frame, applicable
from tpdesk.calc.real_terms import RealTerms, real_lines
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
)
from tpdesk.domain.results.bridge import ABOUT, REMAPPED, STEPS, Bridge

PAST: Final = "No past pack changes: this explains why its figures differ from those of this one."
_TABLE: Final = "What_changed"


def what_changed(frame: Frame, found: Bridge | None) -> Sheet | None:
    """Return the steps from one count to the other as a table, which the waterfall draws; None where there is no
    earlier count."""
    if found is None:
        return None
    columns = (
        Column("step", "Step", ColumnKind.TEXT, 34),
        Column("amount", "Amount", ColumnKind.PENCE, 24),
        Column("about", "What it means", ColumnKind.TEXT, 60),
        *(Column(key, heading, ColumnKind.PENCE, 24) for key, heading, _ in _BARS),
        Column("label", "Name in the chart", ColumnKind.TEXT, 44),
    )
    rows = tuple((*row, _label(str(row[0]), int(str(row[1])))) for row in _step_rows(found))
    return Sheet(
        "what_changed", "What changed", headings.largest_step(frame, found),
        "What leads from the last frozen count to this one?",
        (
            f"From {_called(found, 0)} to {_called(found, 1)}, after transfers and internal recharges. Every step adds "
            "up to the penny.",
            PAST, "The last five columns are what the chart draws.", frame.base(),
        ),
        Table(_TABLE, "Steps from one count to the other", columns, rows),
    )  # fmt: skip


def _called(found: Bridge, which: int) -> str:
    version = (found.first, found.second)[which]
    if version.is_now:
        return "the desk as it is"
    return f"{brief(version.name)} (frozen {version.frozen_at[:10]}, hash {version.hash[:16]})"


_BARS: Final = (
    ("base", "Bar begins at", ""), ("total", "Total", "total"), ("rise", "Rise", "rise"), ("fall", "Fall", "fall"),
)  # fmt: skip
"""Key, heading and look of each column that the waterfall stacks."""


def _step_rows(found: Bridge) -> Iterator[tuple[Value, ...]]:
    none = NOT_APPLICABLE
    yield said(found.first.name), found.start_pence, "The earlier count.", none, found.start_pence, none, none
    level = found.start_pence
    for step, pence in _steps(found):
        base = min(level, level + pence)
        rise, fall = (pence, none) if pence > 0 else (none, -pence)
        yield STEPS[step], pence, ABOUT[step], base, none, rise, fall
        level += pence
    last = "The desk as it is" if found.second.is_now else said(found.second.name)
    yield last, found.end_pence, "The later count.", none, found.end_pence, none, none


def _label(name: str, pence: int) -> str:
    """Return a step's name with its amount, as the chart has it beside its bar."""
    sign = "+" if pence > 0 and name in STEPS.values() else ""
    return f"{brief(name, 34)}  {sign}{units.short_pounds(pence)}"


def _steps(found: Bridge) -> list[tuple[str, int]]:
    return [(step, pence) for step, pence in found.steps.items() if pence]


def chart_what_changed(frame: Frame, found: Bridge | None) -> Sheet | None:
    """Return the steps as a waterfall; None where nothing changed, or a bar would begin below nil."""
    if found is None or not _steps(found):
        return None
    level, levels = found.start_pence, [found.start_pence]
    for _, pence in _steps(found):
        level += pence
        levels.append(level)
    if min(levels) < 0:
        return None
    told = "; ".join(f"{STEPS[step]} {units.short_pounds(pence)}" for step, pence in _steps(found))
    alt = (
        f"Waterfall from {brief(found.first.name)}, {units.short_pounds(found.start_pence)}, to "
        f"{units.short_pounds(found.end_pence)}, {frame.where}: {told}."
    )
    chart = Chart(
        headings.largest_step(frame, found).removesuffix(f": {frame.where}"), alt, _TABLE, "label", "amount",
        len(levels) + 1, stacks=tuple((key, look) for key, _, look in _BARS),
    )  # fmt: skip
    return Sheet(
        "chart_what_changed", "Chart what changed", headings.largest_step(frame, found),
        "What does the way from the last frozen count to this one look like?",
        ("Totals are solid, rises are dotted, falls are hatched. The figures are in the table What changed.",
         frame.base()),
        chart=chart,
    )  # fmt: skip


def why(frame: Frame, found: Bridge | None) -> Sheet | None:
    """Return what changed and why: each step's organisations, with the file and who; None where nothing did."""
    if found is None or found.is_empty:
        return None
    people = any(row.who for row in found.rows)
    columns = (
        Column("step", "What changed", ColumnKind.TEXT, 34),
        Column("agency", "Organisation or category", ColumnKind.TEXT, 40),
        Column("amount", "Amount", ColumnKind.PENCE, 24),
        Column("file", "File", ColumnKind.TEXT, 34),
        *((Column("who", "Who", ColumnKind.TEXT, 20), Column("when", "When", ColumnKind.TEXT, 14)) if people else ()),
    )
    rows: list[tuple[Value, ...]] = []
    for row in found.rows:
        file = row.batch.file if row.batch is not None else ""
        instead = f", in place of {row.replaced.file}" if row.replaced is not None and row.replaced.file else ""
        who = (said(row.who, otherwise=NOT_AVAILABLE), said(row.when[:10], otherwise=NOT_AVAILABLE)) if people else ()
        rows.append((STEPS[row.step], said(row.agency), row.pence, said(f"{file}{instead}"), *who))
    for code, pence in found.by_category.get(REMAPPED, {}).items():
        if pence:
            name = said(f"{code} {found.titles.get(code, 'Unmapped')}")
            rows.append((STEPS[REMAPPED], name, pence, NOT_APPLICABLE, *((NOT_APPLICABLE,) * 2 if people else ())))
    return Sheet(
        "why_changed", "What changed and why", headings.largest_reason(frame, found),
        "Which organisations, files and people are behind each step?",
        (
            f"From {_called(found, 0)} to {_called(found, 1)}. {PAST}",
            "Money that stands under another category moves, and adds up to zero.",
            *(issue.text for issue in found.issues),
        ),
        Table("What_changed_and_why", "Steps by organisation", columns, tuple(rows), filters=True),
    )  # fmt: skip


def real_terms(frame: Frame, real: RealTerms | None) -> Sheet | None:
    """Return the change since the year before, in cash and in real terms; None where no earlier year is held."""
    if real is None:
        return None
    columns = (
        Column("part", "Part of the change", ColumnKind.TEXT, 44),
        Column("amount", "Amount", ColumnKind.PENCE, 24),
    )
    parts = (
        (f"Spend in {real.before_year}, organisations in both years", real.before_pence),
        ("Prices", real.prices_pence), ("People", real.people_pence), ("Real spend a head", real.per_head_pence),
        (f"Spend in {real.after_year}, organisations in both years", real.after_pence),
        ("Organisations in one of the years only", real.scope_pence), ("Change in cash, all", real.cash_change_pence),
        (f"Real change, in prices of {real.prices_of}", real.real_change_pence),
        (f"{real.before_year} per head, in prices of {real.prices_of}", real.real_per_head_before_pence),
        (f"{real.after_year} per head, in prices of {real.prices_of}", real.real_per_head_after_pence),
    )  # fmt: skip
    return Sheet(
        "real_terms", "Real terms", headings.real_change(frame, real),
        "How much of the change since the year before is prices, people and real spend a head?",
        (
            *real_lines(real), *(issue.text for issue in real.issues),
            f"Prices: HM Treasury, GDP deflators at market prices by financial year, {real.edition} edition (Open "
            "Government Licence v3.0).",
        ),
        Table("Real_terms", "The change and its parts", columns, tuple((name, applicable(p)) for name, p in parts)),
    )  # fmt: skip
