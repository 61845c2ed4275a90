"""Which figure and which lines stand under the cursor of the overlap's pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tpdesk.domain.codes import LEVEL
from tpdesk.screens.dialogs.choose import Choice
from tpdesk.screens.overlap.words import can_coincide
from tpdesk.units import percent, short_pounds

if TYPE_CHECKING:
    from tpdesk.domain.figure import Figure
    from tpdesk.domain.line_filter import LineFilter
    from tpdesk.domain.results.overlap import OverlapRow
    from tpdesk.services.overlap import OverlapRead


def figure_at(
    read: OverlapRead,
    view: str,
    *,
    row: OverlapRow | None = None,
    agency: str = "",
    pair: tuple[str, str] | None = None,
    key: str | None = None,
) -> Figure | None:
    """Return the figure that a picture shows under its cursor; None where there is none."""
    from tpdesk.domain.figure import Figure

    level = read.overlap.basis.level or 2
    if view == "beside":
        what = "per-head" if read.overlap.basis.people else "spend"
        return None if key is None else Figure(what, category=key, level=level)
    if pair is not None:
        return Figure("similarity", pair[0], pair[1], level=level) if pair[0] != pair[1] else None
    if row is None:
        return None
    if agency:
        return Figure("spend", agency, category=row.category, level=level)
    if view == "concentration":
        return Figure("effective", category=row.category, level=level, deminimis_pence=read.overlap.deminimis_pence)
    what = "outside-lead-meeting" if can_coincide(row) else "in-shares"
    return Figure(
        what,
        category=row.category,
        level=row.level if row.money_elsewhere else level,
        deminimis_pence=read.overlap.deminimis_pence,
    )


def figures_of(read: OverlapRead, row: OverlapRow) -> list[tuple[Choice, Figure]]:
    """Return what the ranking says of a category, figure by figure, as choices with what each explains: what it is ranked by first."""
    from tpdesk.domain.figure import KINDS, Figure

    level, least = read.overlap.basis.level or 2, read.overlap.deminimis_pence
    if row.money_elsewhere:
        kind = KINDS["in-shares"]
        choice = Choice("in-shares", kind.title, f"at the level of the {LEVEL[row.level]} · {kind.tells}")
        return [(choice, Figure("in-shares", category=row.category, level=row.level, deminimis_pence=least))]
    values = {
        "outside-lead-meeting": short_pounds(row.outside_lead_meeting_pence) if can_coincide(row) else "",
        "in-shares": short_pounds(row.total_pence),
        "lead-share": percent(row.lead_share) if row.lead_share is not None else "",
        "outside-lead": short_pounds(row.outside_lead_pence) if row.agencies else "",
        "hhi": f"{row.hhi:.4f}" if row.hhi is not None else "",
        "effective": f"{row.effective_agencies:.1f}" if row.effective_agencies is not None else "",
    }
    return [
        (
            Choice(what, KINDS[what].title, f"{value} · {KINDS[what].tells}"),
            Figure(what, category=row.category, level=level, deminimis_pence=least),
        )
        for what, value in values.items()
        if value
    ]


def lines_at(read: OverlapRead, figure: Figure) -> LineFilter:
    """Return the lines behind a figure of this place and year."""
    from tpdesk.calc.categorise import UNMAPPED
    from tpdesk.calc.explain_lines import NO_CATEGORY, in_category, lines_in

    found = lines_in(read.overlap.basis.place, read.year, [name for name in (figure.agency, figure.other) if name])
    if not figure.category:
        return found
    asked = figure.level == read.overlap.basis.level
    coarser = asked and any(row.coarser for row in read.overlap.rows if row.category == figure.category)
    return in_category(found, UNMAPPED if figure.category == NO_CATEGORY else figure.category, coarser=coarser)
