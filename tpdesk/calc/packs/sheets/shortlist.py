"""What to look at next: spend at stake, the shortlist, and whether its head holds when a weight is moved."""

from __future__ import annotations

from tpdesk.calc.dive_book import DiveBook
from tpdesk.calc.packs.cells import applicable, category_code, known, yes
from tpdesk.calc.packs.frame import Frame
from tpdesk.calc.packs.sheets.dives import ILLUSTRATIVE, made_up
from tpdesk.calc.packs.sheets.overlap import BOUND
from tpdesk.calc.shortlist import TELLS, TOP, Shortlist
from tpdesk.calc.workbook.describe import NOT_APPLICABLE, Column, ColumnKind, Sheet, Table, Value, said
from tpdesk.domain.results.overlap import OverlapResult
from tpdesk.text import counted


def stakes(frame: Frame, overlap: OverlapResult, book: DiveBook) -> Sheet | None:
    """Return the spend at stake of each category where deliveries overlap, or None where none do."""
    columns = (
        Column("title", "Category", ColumnKind.TEXT),
        Column("verdict", "Verdict", ColumnKind.TEXT, 20, "verdict"),
        Column("shared", "What is done by several", ColumnKind.TEXT, 32),
        Column("agencies", "Organisations", ColumnKind.TEXT, 36),
        Column("bound", "Spend at stake, at most", ColumnKind.POUNDS, 16, "stake"),
        Column("low", "Low", ColumnKind.POUNDS, 14, "stake"),
        Column("high", "High", ColumnKind.POUNDS, 14, "stake"),
        Column("known", "Known cost of all", ColumnKind.POUNDS, 15),
        Column("grade", "Worst grade", ColumnKind.KEY, 0, "band", unit="1 to 6"),
        Column("unknown", "Cost not known of", ColumnKind.TEXT, 24),
        Column("areas", "Areas", ColumnKind.TEXT, 17, "unproven"),
        ILLUSTRATIVE,
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            said(row.title),
            row.judgement.words,
            said(stake.shared),
            "; ".join(said(name) for name in stake.agencies),
            known(stake.bound_pence),
            applicable(stake.low_pence),
            applicable(stake.high_pence),
            known(stake.known_pence if len(stake.unknown) < len(stake.agencies) else None),
            known(stake.grade),
            "; ".join(said(name) for name in stake.unknown) or "none",
            "unproven: area unknown" if stake.unproven else "known",
            yes(stake.illustrative),
        )
        for row in overlap.rows
        for stake in row.judgement.proof.stakes
    )
    if not rows:
        return None
    return Sheet(
        "stakes",
        "Spend at stake",
        f"How much could coincide, at most: {frame.where}",
        "Where organisations do the same or serve the same people, how much money could that be at most?",
        (
            f"From the costs of deliveries, not from the count: {BOUND}. One row for what several organisations share in a category; rows share deliveries and are not added up.",
            *made_up(book, *(total.title for total in book.totals)),
        ),
        Table("Spend_at_stake", "Spend at stake by category and what is shared", columns, rows),
    )


def shortlist(frame: Frame, found: Shortlist | None, overlap: OverlapResult) -> Sheet | None:
    """Return categories by what speaks for looking at them next, or None where no deep dive asks."""
    if found is None or not found.rows:
        return None
    # A part that is known of no category says nothing.
    weights = {
        part: weight for part, weight in found.weights.items() if any(row.parts[part] is not None for row in found.rows)
    }
    verdicts = {row.category: row.judgement.words for row in overlap.rows}
    columns = (
        Column("title", "Category", ColumnKind.TEXT),
        Column("rank", "Rank", ColumnKind.KEY, unit="number"),
        Column("code", "Code", ColumnKind.CODE),
        Column("score", "Score", ColumnKind.RATIO, 11, "shortlist", bar=True),
        *(
            Column(part, f"{part.replace('_', ' ').capitalize()}, weight {weight}", ColumnKind.RATIO, 13, "shortlist")
            for part, weight in weights.items()
        ),
        Column("amount", "Spend", frame.money, 14),
        Column("outside", "Outside the lead where areas meet", frame.money, 18, "meeting"),
        Column("verdict", "Verdict", ColumnKind.TEXT, 24, "verdict"),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            said(row.title),
            row.rank,
            category_code(row.category),
            row.score,
            *(known(row.parts[part]) for part in weights),
            known(row.amount_pence),
            known(row.outside_lead_pence),
            said(verdicts[row.category]),
        )
        for row in found.rows
    )
    tells = " ".join(
        f"{part.replace('_', ' ').capitalize()}: {text}" for part, text in TELLS.items() if part in weights
    )
    return Sheet(
        "shortlist",
        "Shortlist",
        f"What to look at next: {frame.where}",
        "What should be looked at next, and why?",
        (
            f"{_sensitive(found)} The score is the weighted mean of the parts that are known, each from 0 to 1. {tells}",
            "The score says where to look, not what will be found there.",
            frame.base(found.basis),
        ),
        Table("Shortlist", "Categories by score", columns, rows),
    )


def sensitivity(frame: Frame, found: Shortlist | None) -> Sheet | None:
    """Return what happens to the head of the shortlist when one weight is moved by a quarter, or None without a shortlist."""
    if found is None or not found.rows:
        return None
    columns = (
        Column("part", "Weight that is moved", ColumnKind.TEXT, 24),
        Column("weight", "Moved to", ColumnKind.RATIO, 13, unit="weight"),
        Column("holds", f"First {TOP} stay, or the others keep their order", ColumnKind.TEXT, 20),
        Column("leaves", "Drops out, or is left out", ColumnKind.TEXT, 46),
        Column("enters", "Comes in, or the order then", ColumnKind.TEXT, 54),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            item.part.replace("_", " "),
            item.weight,
            yes(item.holds),
            "; ".join(said(title) for title in item.leaves) or "none",
            "; ".join(said(title) for title in item.enters) or "none",
        )
        for item in found.sensitivity
    )
    rows += tuple(
        (
            f"none; {said(one.title)} left out",
            NOT_APPLICABLE,
            yes(one.keeps_order),
            said(one.title),
            "; ".join(map(said, one.order)),
        )
        for one in found.without
    )
    return Sheet(
        "sensitivity",
        "Shortlist sensitivity",
        f"Whether the top of the shortlist holds: {frame.where}",
        f"How sensitive is the top {TOP} to the weights?",
        (
            "Each weight is lowered and raised by a quarter while the others stay as they are. Then each of the top categories is left out in turn, and all parts are scaled again.",
        ),
        Table("Shortlist_sensitivity", "The top of the shortlist with each weight moved", columns, rows),
    )


def _sensitive(found: Shortlist) -> str:
    moved = [item for item in found.sensitivity if not item.holds]
    if not moved:
        return f"The first {TOP} stay the same whichever weight is moved by a quarter."
    return f"The first {TOP} change in {counted(len(moved), 'case')} of {len(found.sensitivity)} when a weight is moved by a quarter."
