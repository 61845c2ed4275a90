"""The mapping room's texts: how much of the money is mapped, and what is known of one label."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from tpdesk.models.lines.words import flows_words, titled
from tpdesk.screens.display import content, joined
from tpdesk.screens.spend.columns import column, indented
from tpdesk.text import counted
from tpdesk.units import percent, pounds, ratio, short_pounds, year_text

if TYPE_CHECKING:
    from tpdesk.domain.facts import Category
    from tpdesk.models.lines.labels import LabelLine
    from tpdesk.models.mapping import LabelMoney, MapInForce
    from tpdesk.services.mapping import Workspace
    from tpdesk.services.suggesting import Suggestion

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
            content(f"The count of {year_text(year)}: {short_pounds(workspace.uncategorised_pence)} of {short_pounds(workspace.counted_pence)} has no category ({part}).", "$quiet")
        )  # fmt: skip
    return joined(lines, "\n")


def money_of(items: Iterable[LabelMoney | MapInForce]) -> str:
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
                content(f"Suggested: {offer.category} {offer.title}", "bold $success"),
                content(f"since it {offer.reason}; a accepts it", "$quiet"),
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
            content(f"by {'your map' if item.origin == 'user' else 'a shared map'}", "$quiet"),
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
