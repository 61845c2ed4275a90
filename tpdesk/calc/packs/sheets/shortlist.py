"""What to look at next: spend at stake, the shortlist, and whether its head holds when a weight is moved.

What is in the way, and what could be done: barriers, local and central, and opportunities by horizon.
"""

from __future__ import annotations

from typing import Final

from tpdesk.calc.dive import DiveBook
from tpdesk.calc.packs import headings, record_headings
from tpdesk.calc.packs.frame import Frame, applicable, category_code, known, number, yes
from tpdesk.calc.packs.sheets.dives import ILLUSTRATIVE, made_up
from tpdesk.calc.packs.sheets.overlap import BOUND, CODE_WIDTH
from tpdesk.calc.shortlist import TELLS, TOP, Shortlist
from tpdesk.calc.workbook.describe import (
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    Column,
    ColumnKind,
    Sheet,
    Table,
    Value,
    brief,
    said,
)
from tpdesk.domain.kinds import BARRIER_STATES, HORIZONS, Record
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
        record_headings.at_stake(frame, overlap),
        "Where organisations do the same or serve the same people, how much money could that be at most?",
        (
            (
                f"From the costs of deliveries, not from the count: {BOUND}. One row for what several "
                "organisations share in a category; rows share deliveries and are not added up."
            ),
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
        Column("code", "Code", ColumnKind.CODE, CODE_WIDTH),
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
        f"{brief(found.rows[0].title)} is the first to look at: {frame.where}",
        "What should be looked at next, and why?",
        (
            (
                f"{_sensitive(found)} The score is the weighted mean of the parts that are known, each from 0 "
                f"to 1. {tells}"
            ),
            "The score says where to look, not what will be found there.",
            frame.base(found.basis),
        ),
        Table("Shortlist", "Categories by score", columns, rows),
    )


def sensitivity(frame: Frame, found: Shortlist | None) -> Sheet | None:
    """Return what happens to the head of the shortlist when one weight is moved by a quarter, or
    None without a shortlist."""
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
        headings.where_words(frame, _steady(found)),
        f"How sensitive is the top {TOP} to the weights?",
        (
            (
                "Each weight is lowered and raised by a quarter while the others stay as they are. Then each "
                "of the top categories is left out in turn, and all parts are scaled again."
            ),
        ),
        Table("Shortlist_sensitivity", "The top of the shortlist with each weight moved", columns, rows),
    )


def _steady(found: Shortlist) -> str:
    """Return in how many cases a weight that is moved changes the top, in a few words."""
    moved = sum(not item.holds for item in found.sensitivity)
    return f"The top {TOP} change in {moved} of {len(found.sensitivity)} cases of a weight moved"


def _sensitive(found: Shortlist) -> str:
    moved = [item for item in found.sensitivity if not item.holds]
    if not moved:
        return f"The first {TOP} stay the same whichever weight is moved by a quarter."
    return (
        f"The first {TOP} change in {counted(len(moved), 'case')} of {len(found.sensitivity)} when a weight is "
        "moved by a quarter."
    )


_SELF: Final = ("barrier the place can remove", "barriers the place can remove")
_ONLY: Final = ("barrier only government can remove", "barriers only government can remove")


def barriers(frame: Frame, book: DiveBook, level: str) -> Sheet | None:
    """Return the barriers of a level, local or central, open ones first, or None where there are none."""
    found = [record for record in book.of("barrier") if record.values["level"] == level]
    if not found:
        return None
    central = level == "central"
    columns = (
        Column("title", "Barrier", ColumnKind.TEXT),
        Column("kind", "Kind", ColumnKind.TEXT, 20),
        Column("state", "State", ColumnKind.TEXT, 24),
        *((Column("ask", "Ask of government", ColumnKind.TEXT, 44),) if central else ()),
        Column("owner", "Who takes it on", ColumnKind.TEXT, 28),
        Column("code", "Category", ColumnKind.CODE, CODE_WIDTH),
        Column("evidence", "Evidence", ColumnKind.TEXT, 36),
        ILLUSTRATIVE,
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            *(_text(record, name) for name in ("title", "kind", "state")),
            *((_text(record, "ask"),) if central else ()),
            _text(record, "owner"),
            category_code(str(record.values["category"])) if record.values["category"] else NOT_AVAILABLE,
            _text(record, "evidence"),
            yes(str(record.values["dive"]) in book.illustrative),
        )
        for record in sorted(found, key=lambda record: _order(BARRIER_STATES, record.values["state"]))
    )
    return Sheet(
        f"barriers_{level}",
        "Barriers for government" if central else "Local barriers",
        headings.by_state(frame, found, _ONLY if central else _SELF, "open"),
        "Which barriers can only central government remove, and what is it asked to do?"
        if central
        else "Which barriers can the place remove by itself?",
        (
            f"{counted(len(found), 'barrier')}, open ones first.",
            *made_up(book, *(str(record.values["dive"]) for record in found)),
        ),
        Table(f"Barriers_{level}", "Barriers by state", columns, rows),
    )


def opportunities(frame: Frame, book: DiveBook) -> Sheet | None:
    """Return the opportunities by horizon with what they cost and save where it is known, or
    None where there are none."""
    found = sorted(book.of("opportunity"), key=lambda record: _order(HORIZONS, record.values["horizon"]))
    if not found:
        return None
    columns = (
        Column("title", "Opportunity", ColumnKind.TEXT),
        Column("horizon", "Horizon", ColumnKind.TEXT, 12, "horizon"),
        Column("state", "State", ColumnKind.TEXT, 14),
        Column("who", "Who must act", ColumnKind.TEXT, 28),
        Column("agencies", "Organisations", ColumnKind.TEXT, 36),
        Column("cost", "Cost, once", ColumnKind.POUNDS, 14),
        Column("saving", "Saving a year", ColumnKind.POUNDS, 14, "saving"),
        Column("grade", "Grade", ColumnKind.KEY, 0, "band", unit="1 to 6"),
        Column("barriers", "Barriers in its way", ColumnKind.TEXT, 34),
        ILLUSTRATIVE,
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            *(_text(record, name) for name in ("title", "horizon", "state", "who_acts")),
            _listed(record, "agencies"),
            *(number(record, name) for name in ("cost", "saving", "grade")),
            _listed(record, "barriers", otherwise="none noted"),
            yes(str(record.values["dive"]) in book.illustrative),
        )
        for record in found
    )
    unknown = sum(record.values["saving"] is None for record in found)
    return Sheet(
        "opportunities",
        "Opportunities",
        headings.by_state(frame, found, ("opportunity", "opportunities"), "agreed"),
        "What could be done, by whom and how soon, and what would it cost and save?",
        (
            (
                f"{counted(len(found), 'opportunity', 'opportunities')} by horizon; the saving of {unknown} is "
                "not known. Savings are as stated for each opportunity. They are not added up, because they "
                "may be of the same money."
            ),
            *made_up(book, *(str(record.values["dive"]) for record in found)),
        ),
        Table("Opportunities", "Opportunities by horizon", columns, rows),
    )


def _order(choices: tuple[str, ...], value: object) -> int:
    """Return the place of a choice; what is none stands last."""
    return choices.index(str(value)) if value in choices else len(choices)


def _text(record: Record, name: str) -> str:
    return said(str(record.values[name] or ""), otherwise=NOT_AVAILABLE)


def _listed(record: Record, name: str, otherwise: str = NOT_AVAILABLE) -> str:
    value = record.values[name]
    return said("; ".join(value) if isinstance(value, tuple) else "", otherwise=otherwise)
