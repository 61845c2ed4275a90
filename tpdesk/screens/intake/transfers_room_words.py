"""The transfers room in words: its two tables, and what is said of the payment under the cursor."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from textual.content import Content

from tpdesk.screens.display import cell, content, joined
from tpdesk.screens.flex_table import Col, Row
from tpdesk.text import counted
from tpdesk.units import pounds, whole_pounds

if TYPE_CHECKING:
    from tpdesk.domain.results.count import TransferRow
    from tpdesk.domain.transfer import Proposal
    from tpdesk.services.transferring import TransfersRead

WIDE = 100
"""Columns from which there is room for what a narrow table leaves to the words below it."""


def key_of(item: Proposal) -> str:
    """Return by what a proposal is known again after the desk was read anew."""
    return f"{item.payer} {item.supplier}"


def proposed(items: Collection[Proposal], chosen: Collection[str], width: int) -> tuple[list[Col], list[Row]]:
    """Return the proposals; a disc stands before those that are chosen."""
    body = max(10, (width - 40) // 4)
    wide = width >= WIDE
    supplier = "Supplier as written" if wide else "Supplier"
    cols = [
        Col("", 1),
        Col("From", body),
        Col("To", body),
        Col(supplier, 0),
        Col("Amount", 11, right=True),
    ]
    cols += [Col("Lines", 7, right=True), Col("Receiver", 11)] if wide else []
    cols += [Col("Doubt", 5)]
    rows = []
    for item in items:
        cells = [
            cell("●" if key_of(item) in chosen else ""),
            cell(item.payer_name),
            cell(item.receiver_name),
            cell(item.supplier),
            cell(whole_pounds(item.pence)),
        ]
        cells += [cell(f"{item.lines:,}"), cell(_counted(item.receiver_counted))] if wide else []
        cells += [cell("look" if item.doubt else "")]
        rows.append(Row(key_of(item), tuple(cells)))
    return cols, rows


def in_force(rows: Collection[TransferRow], width: int) -> tuple[list[Col], list[Row]]:
    """Return the transfers that are marked, with what each takes out of the count."""
    body = max(12, (width - 40) // 3)
    cols = [Col("From", body), Col("To", 0), Col("Paid", 11, right=True), Col("Removed", 11, right=True)]
    cols += [Col("Receiver", 11)] if width >= WIDE else []
    found = []
    for number, row in enumerate(rows):
        cells = [
            cell(row.payer),
            cell(row.receiver),
            cell(whole_pounds(row.amount_pence)),
            cell(whole_pounds(row.removed_pence)),
        ]
        cells += [cell(_counted(row.receiver_counted))] if width >= WIDE else []
        found.append(Row(str(number), tuple(cells)))
    return cols, found


def _counted(receiver_counted: bool) -> str:
    return "counted" if receiver_counted else "not counted"


def effect(read: TransfersRead, chosen: Collection[Proposal]) -> Content:
    """Return what the count is now, and what it will be with those chosen."""
    now = content(f"Spend after transfers: {pounds(read.after_pence)}", "bold")
    if not chosen:
        return now
    then = read.after_with(chosen)
    marked = f"{counted(len(chosen), 'payment')} selected, {pounds(sum(item.pence for item in chosen))}"
    change = "unchanged" if then == read.after_pence else f"{pounds(then)} ({pounds(then - read.after_pence)})"
    return joined([now, content(f"with {marked}: {change}", "bold $accent")], " · ")


def about_proposal(item: Proposal) -> Content:
    """Return a proposal whole: who, under which name, how much, what it does to the total, and what is doubtful."""
    likeness = "its name" if item.matched == item.receiver_name else f"its alias '{item.matched}'"
    told = [
        content(f"{item.payer_name} pays {item.receiver_name}: {pounds(item.pence)} in {counted(item.lines, 'line')}.", "bold"),
        content(f"Doubtful: {item.doubt}. Look at its lines first." if item.doubt else "", "$warning"),
        content(f"Written as '{item.supplier}', like {likeness}."),
        content(_does(item.receiver_name, receiver_counted=item.receiver_counted)),
    ]  # fmt: skip
    return joined(told, "\n")


def about_in_force(row: TransferRow) -> Content:
    """Return a transfer in force whole, with what stays in the total of it."""
    stays = row.amount_pence - row.removed_pence
    why = (
        "is above the receiver's own spend of the same status"
        if row.receiver_counted
        else "has a receiver that sent nothing"
    )
    told = [
        content(f"{row.payer} paid {row.receiver}: {pounds(row.amount_pence)}.", "bold"),
        content(f"Removed from the total: {pounds(row.removed_pence)}."),
        content(f"{pounds(stays)} stays in it: that {why} here." if stays else "", "$warning"),
    ]
    return joined(told, "\n")


def _does(receiver: str, *, receiver_counted: bool) -> str:
    if receiver_counted:
        return f"{receiver} has money of its own here: marked, this comes out of the total, at most up to that."
    return f"{receiver} has no money of its own here yet: marked, this stays in the total until it has."
