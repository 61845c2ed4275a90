"""What is in the way, and what could be done: barriers, local and central, and opportunities by horizon."""

from __future__ import annotations

from typing import Final

from tpdesk.calc.dive_book import DiveBook
from tpdesk.calc.packs.cells import category_code, number, yes
from tpdesk.calc.packs.frame import Frame
from tpdesk.calc.packs.sheets.dives import ILLUSTRATIVE, made_up
from tpdesk.calc.workbook.describe import NOT_AVAILABLE, Column, ColumnKind, Sheet, Table, Value, said
from tpdesk.domain.kinds import BARRIER_STATES, HORIZONS, Record
from tpdesk.text import counted

_LOCAL: Final = "that the place can remove by itself"
_CENTRAL: Final = "that only central government can remove"


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
        Column("code", "Category", ColumnKind.CODE),
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
        f"Barriers {_CENTRAL if central else _LOCAL}: {frame.where}",
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
    """Return the opportunities by horizon with what they cost and save where it is known, or None where there are none."""
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
        f"What could be done: {frame.where}",
        "What could be done, by whom and how soon, and what would it cost and save?",
        (
            f"{counted(len(found), 'opportunity', 'opportunities')} by horizon; the saving of {unknown} is not known. Savings are as stated for each opportunity. They are not added up, because they may be of the same money.",
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
