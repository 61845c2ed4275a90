"""What the assets of a place could share: the best set and its plan, the candidates, why not the others, a map, and how
much space and money each organisation's sites take."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from textual.content import Content

from tpdesk import services
from tpdesk.calc.colocation.dot_map import SEVERAL, draw_sites
from tpdesk.calc.colocation.sentences import (
    apart_words,
    basis_words,
    best_words,
    from_words,
    known,
    saving_words,
    year_words,
)
from tpdesk.domain.figure import Figure
from tpdesk.screens.display import content, joined
from tpdesk.screens.flex_table import Col
from tpdesk.screens.registers.summaries import Summary, SummaryView
from tpdesk.screens.text_table import text_table
from tpdesk.units import pounds

if TYPE_CHECKING:
    from tpdesk.domain.results.colocation import Colocation
    from tpdesk.models.desk import Desk

_MAP_LINES, _FEW_LINES = 18, 10
"""Lines of the map: its legend stands below it in the same panel."""

_WIDE: Final = 96
"""Columns of the terminal from which on a candidate's distance, people and room stand beside it."""

NOT_MADE: Final = "At most, before what moving and building works cost. Nothing of it is a saving made."


def _read(desk: Desk, place: str, year: int | None) -> Colocation:  # noqa: ARG001 (costs are of each site's last year)
    return services.assets.read_colocation(desk, services.figures.place_for(desk, place))


def _best(found: Colocation, width: int) -> Iterator[Content]:
    yield content(basis_words(found), "$quiet")
    yield Content("")
    first, *more = best_words(found)
    yield content(first, "bold")
    yield from map(_indented, more)
    if found.plan:
        yield Content("")
        cols = (Col("Plan", 16), Col("Moves", 0), Col("A year", 14, right=True), Col("So far", 14, right=True))
        rows = [
            (
                year_words(row), "; ".join(one.leaves.name for one in row.moves), pounds(row.saving_pence),
                pounds(row.so_far_pence),
            )
            for row in found.plan
        ]  # fmt: skip
        yield from text_table(cols, rows, width)
        yield Content("")
        yield content(NOT_MADE, "$quiet")
    if found.not_placed:
        yield Content("")
        yield content(f"Not placed: {'; '.join(found.not_placed)}")
    for issue in found.issues:
        yield Content("")
        yield content(f"Look at this: {issue.text}", "$warning")


def _indented(text: str) -> Content:
    return Content("  ") + content(text.strip())


def _candidates(found: Colocation, width: int) -> Iterator[Content]:
    if not found.candidates:
        yield content("No candidates: no two sites of two organisations that are near, go together and have room.")
        return
    names, is_wide = max(18, (width - 56) // 2), width >= _WIDE
    cols = [Col("Leaves", 0), Col("Into", names), Col("A year, at most", 15, right=True), Col("From", 14)]
    more = [Col("Apart", 8, right=True), Col("People", 9, right=True), Col("Room", 9, right=True)]
    rows = []
    for one in found.candidates:
        figures = [apart_words(one), known(one.leaves.people), known(one.room)]
        row = [*one.names, saving_words(one.saving_pence), from_words(one.leaves)]
        rows.append([*row[:2], *figures, *row[2:]] if is_wide else row)
    yield from text_table([*cols[:2], *more, *cols[2:]] if is_wide else cols, rows, width)
    if found.left_out:
        yield Content("")
        yield content("Not in the best set, and why", "bold")
    for why in found.left_out:
        yield content(f"{why.leaves} into {why.host}: {why.why}")


def _why_not(found: Colocation, width: int) -> Iterator[Content]:  # noqa: ARG001 (its lines wrap)
    if not found.why_not:
        yield content("Every site is a candidate with every near one.")
    for one in found.why_not:
        named = f"{one.leaves} into {one.host}" if one.host else one.leaves
        yield joined([content(f"{named}:", "bold"), content(one.why)])


def _map(found: Colocation, width: int) -> Iterator[Content]:
    drawn = draw_sites(found, width, _MAP_LINES if width >= _WIDE else _FEW_LINES)
    if not drawn.lines:
        yield content("No map: no asset has a point yet.")
        return
    # Letters and dots of ours; what people typed goes through content(), which trims it.
    yield from (Content(line).stylize("$accent") for line in drawn.lines)
    yield Content("")
    yield content(f"{drawn.metres / 1000:.1f} km across. Dotted lines are the moves of the best set.", "$quiet")
    yield from (content(f"{letter}  {agency}") for letter, agency in drawn.legend)
    if any(SEVERAL in line for line in drawn.lines):
        yield content(f"{SEVERAL}  several organisations")
    if drawn.off:
        yield content(f"Too far off for the map: {'; '.join(drawn.off)}", "$warning")


def _space(found: Colocation, width: int) -> Iterator[Content]:
    cols = (
        Col("Organisation", 0), Col("Sites", 5, right=True), Col("m2 a person", 11, right=True),
        Col("Cost a person", 13, right=True), Col("Not known", 9, right=True),
    )  # fmt: skip
    rows = [
        (
            row.agency, f"{row.sites:,}", "not known" if row.m2_per_person is None else f"{row.m2_per_person:.1f}",
            known(row.running_pence_per_person, pounds), f"{row.unknown:,}",
        )
        for row in found.space
    ]  # fmt: skip
    yield from text_table(cols, rows, width)
    yield Content("")
    yield content("Area and running cost a year for each person based there, of sites where both are known.", "$quiet")


def _view(title: str, lines: Callable[[Colocation, int], Iterator[Content]]) -> SummaryView:
    return SummaryView(title, lambda found, width: tuple(lines(found, width)))


def _figures(found: Colocation) -> Iterator[tuple[str, Figure]]:
    if found.candidates:
        yield "The best set", Figure("sharing")
    for name in dict.fromkeys(one.leaves.name for one in found.candidates if one.saving_pence is not None):
        yield f"{name} into another site", Figure("sharing", asset=name)


SUMMARY: Final = Summary(
    title="What assets could share",
    tells="Sites of two organisations that lie near each other, whose uses go together and where one has room for "
    "the people of the other are candidates. The best set is the moves that save most together, at most and before the "
    "cost of moving. A site without a known cost, room or point is listed, never counted as zero.",
    read=_read,
    views=(
        _view("Best set and plan by year", _best), _view("Candidates", _candidates), _view("Why not", _why_not),
        _view("Map", _map), _view("Space and running cost", _space),
    ),
    figures=lambda found: tuple(_figures(found)),
)  # fmt: skip
