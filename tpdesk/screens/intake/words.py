"""The mapping room's texts: how much of the money is mapped, and what is known of one label.

The transfers room in words: its two tables, and what is said of the payment under the cursor.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from tpdesk.models.lines.totals import flows_words, titled
from tpdesk.screens.display import cell, content, joined
from tpdesk.screens.flex_table import Col, Row
from tpdesk.screens.spend.line_table_layout import column, indented
from tpdesk.text import counted
from tpdesk.units import percent, pounds, ratio, short_pounds, whole_pounds, year_text

if TYPE_CHECKING:
    from tpdesk.domain.facts import Category
    from tpdesk.domain.results.count import Proposal, TransferRow
    from tpdesk.models.lines.totals import LabelLine
    from tpdesk.models.mapping import LabelMoney, MapInForce
    from tpdesk.services.mapping import Workspace
    from tpdesk.services.suggesting import Move, Suggestion, TransfersRead

MAPS: dict[str, str] = {"user": "yours", "seed": "shared"}
"""Origin of a map -> whose it is, in words."""


def progress(workspace: Workspace, year: int | None, width: int) -> Content:
    """Return the bar of money mapped, over all years, and below it what the count of the year shows."""
    state = workspace.state
    share = ratio(abs(state.mapped_pence), abs(state.mapped_pence) + abs(state.unmapped_pence))
    room = max(8, min(50, width - 59))
    full = min(room, int((share or 0) * room))
    bar = joined([content("█" * full, "$primary"), content("░" * (room - full), "$track")], "")
    said = f"{percent(share)} mapped," if share is not None else "no money yet"
    left = (
        f"{counted(len(state.unmapped), 'label')} open, {short_pounds(state.unmapped_pence)}"
        if state.unmapped
        else "nothing is left open"
    )
    lines = [
        joined(
            [
                content("All years:", "$quiet"),
                bar,
                content(said, "bold"),
                content(left, "$warning" if state.unmapped else "$success"),
            ]
        )
    ]
    if workspace.counted_pence is not None and workspace.uncategorised_pence is not None and year is not None:
        part = percent(ratio(workspace.uncategorised_pence, workspace.counted_pence))
        lines.append(
            content(f"The count of {year_text(year)}: {short_pounds(workspace.uncategorised_pence)} of "
                    f"{short_pounds(workspace.counted_pence)} has no category ({part}).", "$quiet")
        )  # fmt: skip
    if workspace.steps:
        offered = [item.label for step in workspace.steps for item in step.items]
        lines.append(
            content(f"A maps up to {counted(len(offered), 'label')} with {money_of(offered)} in one step, after a "
                    "preview.", "$accent")
        )  # fmt: skip
    return joined(lines, "\n")


def money_of(items: Iterable[LabelMoney | MapInForce | Move]) -> str:
    """Return what labels come to, expenditure and income apart, in short."""
    found = list(items)
    return flows_words(sum(one.pence for one in found), sum(one.income_pence for one in found), short_pounds)


def category_name(code: str, titles: Mapping[str, Category]) -> str:
    """Return `05.1 Waste management`; the code alone where the desk does not know it."""
    return titled(code, titles[code].title) if code in titles else code


def division_of(code: str, titles: Mapping[str, Category]) -> str:
    """Return the title of the division that a category belongs to; empty for a division itself."""
    category = titles.get(code)
    if category is None or category.parent is None:
        return ""
    while category.parent in titles:
        category = titles[category.parent]
    return category.title


def open_label(item: LabelMoney, offer: Suggestion | None, lines: Sequence[LabelLine], width: int) -> Content:
    """Return what is known of an open label."""
    said = (
        joined(
            [
                content(f"Suggested: {titled(offer.category, offer.title)}", "bold $success"),
                content(f"({offer.confidence}): it {offer.reason}; a accepts it", "$quiet"),
            ]
        )
        if offer is not None
        else content("No suggestion: Enter asks for the category.", "$quiet")
    )
    return _label(
        item.text, item.agency_name, flows_words(item.pence, item.income_pence, pounds), item.lines, said, lines, width
    )


def mapped_label(item: MapInForce, titles: Mapping[str, Category], lines: Sequence[LabelLine], width: int) -> Content:
    """Return what is known of a mapped label."""
    parts = ", ".join(
        f"{category_name(code, titles)}{'' if share == 1 else f' {percent(share)}'}" for code, share in item.categories
    )
    said = joined(
        [
            content(f"Stands for {parts}", "bold"),
            content(f"by {'your map' if item.origin == 'user' else 'a shared map'}: {item.source}", "$quiet"),
        ]
    )
    return _label(
        item.text, item.agency_name, flows_words(item.pence, item.income_pence, pounds), item.lines, said, lines, width
    )


def _label(
    text: str, body: str, money: str, number: int, said: Content, lines: Sequence[LabelLine], width: int
) -> Content:
    head = joined(
        [
            content(text or "(no label)", "bold $accent"),
            content(f"{body}, {counted(number, 'line')}, {money}", "$quiet"),
        ]
    )
    rest = max(20, width - 16 - 26)
    largest = [
        joined(
            [
                column(pounds(line.pence), 14, right=True),
                column(line.supplier or "no supplier", 26),
                column(line.description, rest, "$quiet"),
            ]
        )
        for line in lines
    ]
    return joined([head, said, *(largest or [indented("...", "$quiet")])], "\n")


WIDE = 100
"""Columns from which there is room for what a narrow table leaves to the words below it."""

ROOMY = 90
"""Columns from which the names of payer, receiver and supplier can be told apart beside each other."""


def key_of(item: Proposal) -> str:
    """Return by what a proposal is known again after the desk was read anew."""
    return f"{item.payer} {item.supplier}"


def proposed(items: Collection[Proposal], chosen: Collection[str], width: int) -> tuple[list[Col], list[Row]]:
    """Return the proposals; a disc stands before those that are chosen."""
    wide, roomy = width >= WIDE, width >= ROOMY
    body = max(10, (width - 40) // 4) if roomy else max(10, (width - 30) // 2)
    # Where there is little room the names of both are worth more than the receiver's once more.
    names = (
        [Col("From", body), Col("To", body), Col("Supplier as written", 0)]
        if roomy
        else [Col("From", 0), Col("To", body)]
    )
    cols = [Col("", 1), *names, Col("Amount", 11, right=True)]
    cols += [Col("Lines", 7, right=True), Col("Receiver", 11)] if wide else []
    cols += [Col("Doubt", 5)]
    rows = []
    for item in items:
        cells = [
            cell("●" if key_of(item) in chosen else ""),
            cell(item.payer_name),
            cell(item.receiver_name),
            *([cell(item.supplier)] if roomy else []),
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
        content(f"{item.payer_name} pays {item.receiver_name}: {pounds(item.pence)} in {counted(item.lines, 'line')}.",
            "bold"),
        content(f"Doubtful: {item.doubt}. Look at its lines first." if item.doubt else "", "$warning"),
        content(
            f"A contribution to '{item.matched}', which {item.receiver_name} hosts."
            if item.streams
            else f"Written as '{item.supplier}', like {likeness}."
        ),
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
