"""The burden of inspection and partnership of a place and year: by organisation, by tier and kind, entry by entry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from textual.content import Content

from tpdesk.calc.burden import entry_words, share_words
from tpdesk.domain.figure import Figure
from tpdesk.screens.display import content
from tpdesk.screens.flex_table import Col
from tpdesk.screens.registers.summaries import Summary, SummaryView
from tpdesk.screens.text_table import text_table
from tpdesk.units import pounds, year_text

if TYPE_CHECKING:
    from tpdesk.domain.results.burden import BurdenPart, BurdenResult
    from tpdesk.models.desk import Desk


def _read(desk: Desk, place: str, year: int | None) -> BurdenResult | None:
    from tpdesk.services.burden import read_burden

    return None if year is None else read_burden(desk, place, year_text(year))


def _none(found: BurdenResult | None) -> list[Content]:
    if found is None:
        return [content("No year is chosen: choose one in the window, then open this again.", "$quiet")]
    return [
        content(f"No burden recorded for {found.basis.place} in {found.basis.year}.", "$quiet"),
        content("n in the register adds an entry, for example the hours that an inspection took.", "$quiet"),
    ]


def _bodies(found: BurdenResult | None, width: int) -> Sequence[Content]:
    if found is None or not found.entries:
        return _none(found)
    rows = [[name, pounds(pence)] for name, pence in found.cost.items()]
    cols = [Col("Organisation", 0), Col("Cost", 18, right=True)]
    return [
        *map(content, share_words(found)),
        Content(""),
        *text_table(cols, [*rows, ["In all", pounds(found.total_pence)]], width, last="bold"),
        *_issues(found),
    ]


def _issues(found: BurdenResult) -> Iterator[Content]:
    if found.issues:
        yield Content("")
        yield content("To look at", "bold")
        yield from (content(f"• {issue.text}") for issue in found.issues)


def _parts(found: BurdenResult | None, width: int) -> Sequence[Content]:
    if found is None or not found.entries:
        return _none(found)
    return [*_table("Tier", found.by_tier, width), Content(""), *_table("Kind", found.by_kind, width)]


def _table(title: str, parts: Sequence[BurdenPart], width: int) -> list[Content]:
    cols = [Col(title, 0), Col("Cost", 16, right=True), Col("Org.", 5, right=True), Col("Each", 15, right=True),
        Col("A head", 11, right=True)]  # fmt: skip
    rows = [
        [part.name, pounds(part.cost_pence), str(part.bodies), *map(_known, (part.pence_per_body, part.pence_per_head))]
        for part in parts
    ]
    return text_table(cols, rows, width)


def _known(pence: int | None) -> str:
    return "not known" if pence is None else pounds(pence)


def _method(found: BurdenResult | None, _: int) -> Sequence[Content]:
    if found is None or not found.entries:
        return _none(found)
    return [
        content(
            "Cost: hours x rate an hour, to the penny, and other cost. Share: of the spending of those that made an"
        ),
        content("an entry and whose spending is held, after payments among themselves: nobody else changes it."),
        content(found.basis.sentence(), "$quiet"),
        Content(""),
        *(content(entry_words(one)) for one in found.entries),
    ]


def _figures(found: BurdenResult | None) -> Sequence[tuple[str, Figure]]:
    if found is None or not found.entries:
        return ()
    names = dict.fromkeys(one.name for one in found.entries)
    return [("All of it, and its share", Figure("burden")), *((name, Figure("burden", agency=name)) for name in names)]


SUMMARY: Final = Summary(
    "Burden",
    "What inspections, data requests, audits, partnership meetings and bids cost each organisation in the year, and "
    "what that is of their spending. The next views show it by tier and kind, and how each cost is made.",
    read=_read,
    views=(
        SummaryView("By organisation", _bodies),
        SummaryView("By tier and kind", _parts),
        SummaryView("How it is counted", _method),
    ),
    figures=_figures,
)
