"""The count: headline figures, who spends, what on, categories, agency by division, control and cost type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tpdesk import units
from tpdesk.calc.packs import headings
from tpdesk.calc.packs.frame import (
    AGENCY,
    AMOUNT,
    APPORTIONED,
    CATEGORY,
    GROSS,
    INCOME,
    RECHARGES,
    TRANSFERS,
    Frame,
    applicable,
    nothing,
    per_head_pounds,
    plain,
)
from tpdesk.calc.wider import body_words, short_words
from tpdesk.calc.workbook.describe import Column, ColumnKind, Sheet, SheetCell, Table, Value, said
from tpdesk.domain.results.count import CountResult, TransfersResult
from tpdesk.text import and_words, counted

_THREE_MEASURES: Final = (
    "Gross, after transfers and net of outside income are three different measures: the column Base says which a row "
    "is. Sheets of spend after transfers rest on the row Counted in this pack; those of gross expenditure say so."
)
_UNSAID: Final = "Not stated"
_LOOKED_UP: Final = f"=SUMIFS({APPORTIONED},{AGENCY},{{number}})"


@dataclass(frozen=True, slots=True)
class _Figure:
    """One step from gross to net."""

    name: str
    pence: int
    formula: str
    base: str


def headline(frame: Frame, count: CountResult, transfers: TransfersResult) -> Sheet:
    """Return the bridge from gross to net, each figure with base, year and population beside it."""
    basis = frame.basis
    per_household = "=ROUND({amount}/Households,2)" if basis.households else ""
    columns = (
        Column("measure", "Measure", ColumnKind.TEXT),
        Column("amount", "Amount", frame.money),
        Column("head", "Per head", ColumnKind.PENCE, 14, formula=frame.per_head("{amount}"), note="per-head"),
        Column("household", "Per household", ColumnKind.PENCE, 14, formula=per_household, note="per-head"),
        Column("base", "Base", ColumnKind.TEXT, 32),
        Column("year", "Financial year", ColumnKind.TEXT, 12),
        Column("people", "People", ColumnKind.COUNT, 12),
        Column("households", "Households", ColumnKind.COUNT, 14),
    )
    statuses = ", ".join(basis.statuses) or "no money"
    rows = tuple(
        (
            figure.name,
            SheetCell(figure.pence, figure.formula),
            per_head_pounds(figure.pence, basis.people),
            per_head_pounds(figure.pence, basis.households),
            f"{figure.base}, {statuses}",
            basis.year,
            basis.people or "[x]",
            basis.households or "[x]",
        )
        for figure in _bridge(frame, count, transfers)
    )
    missing = f" Missing: {missing_names(count)}." if count.missing_returns else " No return is missing."
    return Sheet(
        "headline",
        "Headline figures",
        headings.spent(frame, count),
        "How much public money is there, before and after transfers, per head and per household?",
        (
            _THREE_MEASURES,
            frame.base(),
            *_uncounted(count),
            f"{count.bodies_counted} of {count.bodies_expected} expected organisations are counted.{missing}",
        ),
        Table("Headline_figures", "Headline figures and how they follow from each other", columns, rows),
    )


def _bridge(frame: Frame, count: CountResult, transfers: TransfersResult) -> tuple[_Figure, ...]:
    """Return the figures from gross to what the pack counts. Formulas elsewhere name rows by their place here."""
    none = "" if transfers.rows else " (no payment is marked, so none is taken out)"
    of_pack = said(frame.short_base().split(",")[0])
    unmapped = f"=SUMIFS({AMOUNT},{CATEGORY},{frame.numbers.categories.get(None, 0)})"
    after = "={amount:1}-{amount:2}-{amount:3}"
    return (
        _Figure("Gross expenditure, before transfers", count.gross_pence, f"=SUM({GROSS})", "Before transfers"),
        _Figure(
            f"Less transfers between counted organisations{none}",
            count.transfers_removed_pence,
            f"=SUM({TRANSFERS})",
            "Transfers",
        ),
        _Figure("Less internal recharges", count.recharges_removed_pence, f"=SUM({RECHARGES})", "Internal recharges"),
        _Figure(f"Expenditure {count.after_words}", count.after_transfers_pence, after, count.after_words.capitalize()),
        _Figure("Less income from outside", count.outside_income_pence, f"=SUM({INCOME})", "Income"),
        _Figure(
            "Expenditure net of outside income", count.net_of_income_pence, "={amount:4}-{amount:5}", "Net of income"
        ),
        _Figure("Counted in this pack", count.rows_total_pence, f"=SUM({AMOUNT})", of_pack),
        _Figure("Of which without a category (unmapped)", count.unmapped_pence, unmapped, of_pack),
        *_methods(count, of_pack),
    )


def _methods(count: CountResult, of_pack: str) -> tuple[_Figure, ...]:
    """Return what of the money is direct and what apportioned, where any is."""
    basis = count.basis
    if not basis.apportioned_pence or basis.direct_pence is None:
        return ()
    return (
        _Figure(
            "Direct (own returns and published figures)",
            basis.direct_pence,
            f"=SUM({AMOUNT})-SUM({APPORTIONED})",
            of_pack,
        ),
        _Figure("Apportioned from wider spend", basis.apportioned_pence, f"=SUM({APPORTIONED})", of_pack),
    )


def _uncounted(count: CountResult) -> tuple[str, ...]:
    """Return how gross follows from the lines, where of some body not all counts."""
    if count.held_gross_pence is None:
        return ()
    rest = count.held_gross_pence - count.gross_pence
    return (
        (
            f"All lines add up to {units.pounds(count.held_gross_pence)} gross; {units.pounds(rest)} of it, of "
            "organisations that cover more than the place, does not count here."
        ),
    )


def missing_names(count: CountResult) -> str:
    """Return the bodies that are not counted by name, with how far each return is and last year's figure, marked."""
    return "; ".join(
        f"{said(row.agency)} ({said(row.state)}"
        + (
            f"; {row.last_year}: {units.short_pounds(row.last_pence)}, not added"
            if row.last_year and row.last_pence is not None
            else ""
        )
        + ")"
        for row in count.missing_returns
    )


def who_spends(frame: Frame, count: CountResult) -> Sheet:
    """Return spend by agency, with what counts of each where some cover more than the place."""
    treated = {body.agency: short_words(body) for body in count.wider}
    shared = bool(count.basis.apportioned_pence)
    columns = (
        Column("agency", "Organisation", ColumnKind.TEXT),
        spend_column(frame, AGENCY),
        share_column(frame),
        Column("people", "People of its own areas", ColumnKind.COUNT, 14, "own-people"),
        Column("head", "Per head of its own areas", ColumnKind.PENCE, 14, "own-people", "=ROUND({amount}/{people},2)"),
        Column("lines", "Spend lines", ColumnKind.COUNT, 14),
        *((Column("counted", "What counts of it", ColumnKind.TEXT, 30),) if treated else ()),
        *((Column("apportioned", "Apportioned", frame.money, formula=_LOOKED_UP),) if shared else ()),
        Column("number", "Organisation number", ColumnKind.KEY, working=True),
    )
    rows: list[tuple[Value, ...]] = [
        (
            said(row.agency),
            row.amount_pence,
            applicable(row.share),
            row.people or "[x]",
            plain("[x]") if not row.people else per_head_pounds(row.amount_pence, row.people),
            row.lines,
            *((treated.get(row.agency or "", "whole"),) if treated else ()),
            *((row.apportioned_pence,) if shared else ()),
            frame.numbers.agencies[row.agency or ""],
        )
        for row in count.rows
    ]
    rows = rows or [nothing(columns)]
    amount, share, head, lines = totals(frame, count)
    place = (frame.basis.people or "[x]", head if frame.basis.people else plain("[x]"))
    extra: tuple[Value, ...] = (
        *(["[z]"] if treated else []),
        *([SheetCell(count.basis.apportioned_pence or 0, "=SUM({apportioned:body})")] if shared else []),
    )
    rows.append(("All organisations", amount, share, *place, lines, *extra, "[z]"))
    return Sheet(
        "who_spends",
        "Who spends",
        headings.largest(frame, count, "spends"),
        "Which organisations spend the money, and how much of it each?",
        (
            (
                "Spend of "
                f"{counted(count.bodies_counted, 'organisation', 'organisations')}{_and_others(count)}, "
                "largest first."
            ),
            frame.base(),
            *(said(body_words(body, frame.place)) for body in count.wider),
        ),
        Table("Who_spends", "Spend by organisation", columns, tuple(rows), total=True, filters=True),
    )


def _and_others(count: CountResult) -> str:
    """Return the lines that stand for several bodies, where there are any."""
    return f" and of {said(and_words(count.not_itemised))}" if count.not_itemised else ""


def control(frame: Frame, count: CountResult) -> Sheet | None:
    """Return spend by who decides on it, or None where no line says anything of it."""
    return _keyed(frame, count, "control", "Control", "Who decides on the money: people here, or not?")


def cost_type(frame: Frame, count: CountResult) -> Sheet | None:
    """Return spend by cost type, or None where no line says anything of it."""
    return _keyed(frame, count, "cost_type", "Cost type", "What is revenue, and what capital?")


def says_something(count: CountResult) -> bool:
    """Whether some money has a key, so that a sheet by it says anything."""
    return any(row.key is not None and row.amount_pence for row in count.rows)


def _keyed(frame: Frame, count: CountResult, key: str, name: str, question: str) -> Sheet | None:
    if not says_something(count):
        return None
    columns = (
        Column("title", name, ColumnKind.TEXT),
        spend_column(frame),
        share_column(frame),
        Column("agencies", "Organisations", ColumnKind.COUNT),
    )
    rows: list[tuple[Value, ...]] = [
        (said(row.title if row.key else _UNSAID).capitalize(), row.amount_pence, applicable(row.share), row.agencies)
        for row in count.rows
    ]
    rows.append(
        (
            "All spend",
            SheetCell(count.rows_total_pence, "=SUM({amount:body})"),
            1 if count.rows_total_pence else "[z]",
            count.bodies_counted,
        )
    )
    table = Table(f"Spend_by_{key}", f"Spend by {name.lower()}", columns, tuple(rows), total=True)
    return Sheet(
        key,
        name,
        headings.largest(frame, count, "takes"),
        question,
        (f'Spending whose lines do not say it is shown as "{_UNSAID.lower()}".', frame.base(count.basis)),
        table,
    )


def totals(frame: Frame, count: CountResult) -> tuple[Value, Value, Value, Value]:
    """Return amount, share, per head and lines of all rows."""
    total = count.rows_total_pence
    lines = SheetCell(sum(row.lines for row in count.rows), "=SUM({lines:body})")
    head = per_head_pounds(total, frame.basis.people)
    return SheetCell(total, "=SUM({amount:body})"), 1 if total else "[z]", head, lines


def spend_column(frame: Frame, field: str = "") -> Column:
    """Return the column of spend after transfers, looked up by the row's number in a `field` of the
    data where there is one."""
    formula = f"=SUMIFS({AMOUNT},{field},{{number}})" if field else ""
    return Column("amount", frame.spend_head, frame.money, 16, "after-transfers", formula)


def share_column(frame: Frame) -> Column:
    """Return the column of a row's share of the last, which is all spend."""
    formula = frame.share("{amount}", "{amount:last}")
    return Column("share", "Share of all spend", ColumnKind.SHARE, 14, formula=formula, bar=True)
