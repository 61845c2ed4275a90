"""What assets could share, on paper: candidates with why not, the plan by year, area and running cost a person by
organisation, and where the sites lie. A saving is always at most; none is called made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, groupby
from math import hypot
from typing import Final

from tpdesk.calc.colocation.distance import on_grid
from tpdesk.calc.colocation.sentences import apart_words, basis_words, from_words, year_words
from tpdesk.calc.packs import record_headings
from tpdesk.calc.packs.frame import Frame
from tpdesk.calc.workbook.describe import (
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    Chart,
    Column,
    ColumnKind,
    Sheet,
    Table,
    Value,
    brief,
    said,
)  # fmt: skip
from tpdesk.domain.asset import Site
from tpdesk.domain.results.colocation import Colocation
from tpdesk.text import counted, opening
from tpdesk.units import pounds

_AT_MOST: Final = "At most, and before what moving and building works cost: no saving was made by this list."
_SITES: Final = "Asset_sites"
_MOST_NAMED: Final = 30
"""Sites of a scatter that have their names beside them: with more they would hide each other."""

_MOST_COMPARED: Final = 300
"""Sites of which the nearest pair is looked for."""


def sheets(frame: Frame, found: Colocation | None) -> tuple[Sheet | None, ...]:
    """Return what the assets of a place could share; none where it has no asset."""
    if found is None or not found.sites:
        return ()
    return (
        _candidates(frame, found), _why_not(frame, found), _plan(frame, found), _space(frame, found),
        _where(frame, found), _scatter(frame, found),
    )  # fmt: skip


def _heading(found: Colocation) -> str:
    moves = len(found.best.moves)
    if not moves:
        return "No move with a known saving"
    return f"{opening(moves, 'move')}, at most {pounds(found.best.saving_pence)} a year"


def _holds(found: Colocation) -> Iterator[str]:
    yield basis_words(found)
    yield _AT_MOST
    if found.is_made_up:
        yield "Some of these assets are made up to show the tool: their source says Illustrative."
    if not found.best.is_proved:
        yield f"It may not be the best set of all: no set saves more than {pounds(found.best.bound_pence)} a year."
    if found.not_placed:
        yield f"Not placed, and so no candidate: {'; '.join(map(said, found.not_placed))}."
    yield from (said(issue.text) for issue in found.issues)


def _candidates(frame: Frame, found: Colocation) -> Sheet | None:
    if not found.candidates:
        return None
    why = {(one.leaves, one.host): one.why for one in found.left_out}
    columns = (
        Column("leaves", "Leaves", ColumnKind.TEXT, 28),
        Column("agency", "Of the one that leaves", ColumnKind.TEXT, 28),
        Column("host", "Into", ColumnKind.TEXT, 28),
        Column("host_agency", "Of the host", ColumnKind.TEXT, 28),
        Column("apart", "Apart", ColumnKind.TEXT, 18),
        Column("people", "People", ColumnKind.COUNT, 10),
        Column("room", "Room", ColumnKind.COUNT, 10),
        Column("saving", "A year, at most", ColumnKind.PENCE, 16),
        Column("from", "From", ColumnKind.TEXT, 16),
        Column("until", "Host's lease ends", ColumnKind.TEXT, 12),
        Column("why", "Why not in the best set", ColumnKind.TEXT, 44),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            said(one.leaves.name), said(one.leaves.agency), said(one.host.name), said(one.host.agency),
            apart_words(one), _known(one.leaves.people), _known(one.room), _known(one.saving_pence),
            from_words(one.leaves), NOT_APPLICABLE if one.host.until is None else f"in {one.host.until}",
            said(why.get(one.names), otherwise="in the best set"),
        )
        for one in found.candidates
    )  # fmt: skip
    return Sheet(
        "asset_candidates",
        "Assets that could share",
        f"{_heading(found)}: {brief(frame.place)}",
        "Which organisation could move in with which other one, and what would that save at most?",
        (*_holds(found),),
        Table("Asset_candidates", "Candidates, the largest known saving first", columns, rows, filters=True),
    )


def _why_not(frame: Frame, found: Colocation) -> Sheet | None:
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (said(one.leaves), said(one.host), said(one.why)) for one in found.why_not
    )
    if not rows:
        return None
    columns = (
        Column("site", "Site", ColumnKind.TEXT, 34),
        Column("host", "Into", ColumnKind.TEXT, 34),
        Column("why", "Why not", ColumnKind.TEXT, 80),
    )
    return Sheet(
        "asset_why_not", "Assets, why not",
        f"{opening(len(rows), 'site or pair is', 'sites and pairs are')} no candidates: {brief(frame.place)}",
        "Why is a building not on the list of those that could share?",
        ("Pairs are listed that lie near each other and belong to two organisations.",),
        Table("Asset_why_not", "No candidates, and why", columns, rows, filters=True),
    )  # fmt: skip


def _plan(frame: Frame, found: Colocation) -> Sheet | None:
    if not found.plan:
        return None
    columns = (
        Column("from", "From", ColumnKind.TEXT, 16),
        Column("moves", "Moves", ColumnKind.TEXT, 70),
        Column("saving", "A year, at most", ColumnKind.PENCE, 18),
        Column("so_far", "With those before it", ColumnKind.PENCE, 18),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            year_words(row), said("; ".join(f"{one.leaves.name} into {one.host.name}" for one in row.moves)),
            row.saving_pence, row.so_far_pence,
        )
        for row in found.plan
    )  # fmt: skip
    return Sheet(
        "asset_plan", "Assets, plan by year", f"{_heading(found)}, by the year it could begin: {brief(frame.place)}",
        "From which year does each lease let a building be left?",
        (_AT_MOST, "A lease lets a building be left at its next break for which notice can be given, else at its end."),
        Table("Asset_plan", "The best set by year", columns, rows),
    )  # fmt: skip


def _space(frame: Frame, found: Colocation) -> Sheet | None:
    columns = (
        Column("agency", "Organisation", ColumnKind.TEXT, 40),
        Column("sites", "Sites", ColumnKind.COUNT, 10),
        Column("area", "Square metres a person", ColumnKind.RATIO, 14, unit="m2"),
        Column("cost", "Running cost a person and year", ColumnKind.PENCE, 18),
        Column("unknown", "Sites not known", ColumnKind.COUNT, 12),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            said(row.agency), row.sites, _known(row.m2_per_person), _known(row.running_pence_per_person), row.unknown,
        )
        for row in found.space
    )  # fmt: skip
    return Sheet(
        "asset_space", "Assets, space and cost", _roomiest(frame, found),
        "Which organisation has how much space for each person, and at what cost?",
        ("Of sites where both figures are known; the last column counts the others. Compare like uses.",),
        Table("Asset_space", "By organisation", columns, rows),
    )  # fmt: skip


def _placed(found: Colocation) -> list[tuple[Site, float, float]]:
    """Return the sites with a point and how many kilometres east and north of the most south-westerly they lie, those
    of an organisation together."""
    points = [(site, on_grid(site.point)) for site in found.sites if site.point is not None]
    west = min((point.east or 0 for _, point in points), default=0)
    south = min((point.north or 0 for _, point in points), default=0)
    placed = [(site, ((point.east or 0) - west) / 1000, ((point.north or 0) - south) / 1000) for site, point in points]
    return sorted(placed, key=lambda one: (one[0].agency, one[0].name))


def _where(frame: Frame, found: Colocation) -> Sheet | None:
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            said(site.name), said(site.agency), said(site.use), east, north, _known(site.people),
            _known(site.capacity_at(found.rules.space_m2)), _known(site.running_pence), said(site.keep),
        )
        for site, east, north in _placed(found)
    )  # fmt: skip
    if not rows:
        return None
    columns = (
        Column("site", "Site", ColumnKind.TEXT, 30),
        Column("agency", "Organisation", ColumnKind.TEXT, 34),
        Column("use", "Use", ColumnKind.TEXT, 16),
        Column("east", "East", ColumnKind.RATIO, 10, unit="km"),
        Column("north", "North", ColumnKind.RATIO, 10, unit="km"),
        Column("people", "People", ColumnKind.COUNT, 10),
        Column("capacity", "Capacity", ColumnKind.COUNT, 10),
        Column("running", "Running cost a year", ColumnKind.PENCE, 18),
        Column("keep", "Must be kept", ColumnKind.TEXT, 24),
    )
    return Sheet(
        "asset_sites", "Assets, where", f"{opening(len(rows), 'site')} with a point, of "
        f"{counted(len({site.agency for site, *_ in _placed(found)}), 'organisation')}: {brief(frame.place)}",
        "Which buildings are held, of whom, and where?",
        ("Kilometres east and north of the most south-westerly site. Running cost is less income.",),
        Table(_SITES, "Assets with a point", columns, rows, filters=True),
    )  # fmt: skip


def _roomiest(frame: Frame, found: Colocation) -> str:
    """Return which organisation has the most space for each person, where that is known."""
    most = record_headings.most_of(found.space, lambda row: row.m2_per_person)
    if most is None:
        return f"Space a person is not known of {counted(len(found.space), 'organisation')}: {brief(frame.place)}"
    return f"{brief(most[0].agency, 44)} has the most space, {most[1]:.1f} m2 a person: {brief(frame.place)}"


def _nearest(placed: Sequence[tuple[Site, float, float]]) -> str:
    """Return which two sites of two organisations lie nearest to each other."""
    pairs = (
        (hypot(one[1] - other[1], one[2] - other[2]), one[0].name, other[0].name)
        for one, other in combinations(placed[:_MOST_COMPARED], 2)
        if one[0].agency != other[0].agency
    )
    found = min(pairs, default=None)
    if found is None:
        return f"{opening(len(placed), 'site')} of one organisation"
    return f"{brief(found[1], 28)} and {brief(found[2], 28)} lie nearest, {found[0]:.1f} km apart"


def _scatter(frame: Frame, found: Colocation) -> Sheet | None:
    placed = _placed(found)
    if len(placed) < 2:
        return None
    groups = tuple((agency, len(list(sites))) for agency, sites in groupby(placed, key=lambda one: one[0].agency))
    told = "; ".join(
        f"{brief(site.name)}, {east:.1f} km east, {north:.1f} km north" for site, east, north in placed[:8]
    )
    more = f" and {len(placed) - 8} more" if len(placed) > 8 else ""
    nearest = _nearest(placed)
    chart = Chart(
        nearest, f"{nearest}. A dot for each asset, a mark for each organisation: {told}{more}.", _SITES, "site",
        "north", len(placed), across="east", groups=groups, is_named=len(placed) <= _MOST_NAMED,
    )  # fmt: skip
    return Sheet(
        "chart_assets", "Chart assets", f"{nearest}: {brief(frame.place)}",
        "Which buildings lie near each other?",
        ("Kilometres east and north of the most south-westerly site; the figures are in the table Assets, where.",),
        chart=chart,
    )  # fmt: skip


def _known(number: float | None) -> Value:
    return NOT_AVAILABLE if number is None else number
