"""Assets: what the sites of a place could share, and postcodes placed from a file of points."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Final

from tpdesk.calc.colocation.checking import Box, look_at_sites, read_lease
from tpdesk.calc.colocation.total import colocate
from tpdesk.domain.asset import (
    COST_PARTS,
    GIVE_UP,
    IN_USE,
    POSTCODE_M,
    Point,
    SharingRules,
    Site,
    parse_together,
    plain_postcode,
)
from tpdesk.domain.kinds import KINDS
from tpdesk.domain.record_kind import Record
from tpdesk.domain.results.basis import Issue
from tpdesk.domain.results.colocation import Colocation
from tpdesk.errors import InputProblem, UsageProblem
from tpdesk.models.apportionment import read_middles
from tpdesk.models.connection import savepoint
from tpdesk.models.desk import Desk
from tpdesk.models.log.history import note_act
from tpdesk.models.place import Place, list_places
from tpdesk.models.records import store
from tpdesk.models.records.rows import iter_rows
from tpdesk.services.boundaries import districts_of
from tpdesk.services.returns import today
from tpdesk.text import and_words, counted, folded
from tpdesk.units import pounds, year_text

_ASSET, _OCCUPIER, _COST, _RULES = (KINDS[name] for name in ("asset", "asset-occupier", "asset-cost", "asset-rules"))

_AROUND_M: Final = 40_000
"""How far a site may lie from the middle of a place's districts and still be in the place: no district is wider."""

GONE: Final = "gone"


# -- what is asked


def read_colocation(desk: Desk, place: Place, *, within: int | None = None, space: int | None = None) -> Colocation:
    """Return what the sites of a place could share, by its rules or by what is said here."""
    rules = read_rules(desk, place.id)
    if within is not None:
        rules = replace(rules, within_m=within)
    if space is not None:
        rules = replace(rules, space_m2=space)
    sites, issues = read_sites(desk, place.id, today())
    return colocate(place.name, sites, rules, box=_box(desk, place), issues=issues)


def reported_colocation(desk: Desk, place: Place, at: str, *, made_up: bool) -> Colocation | None:
    """Return what a pack prints of the assets of a place, as of a moment, ISO 8601 UTC; those made up as examples only
    where they are asked for. None where there is none."""
    sites, issues = read_sites(desk, place.id, dt.date.fromisoformat(at[:10]) if at else today())
    kept = tuple(site for site in sites if made_up or not site.is_made_up)
    if not kept:
        return None
    told = issues if len(kept) == len(sites) else ()
    return colocate(place.name, kept, read_rules(desk, place.id), box=_box(desk, place), issues=told)


def asset_issues(desk: Desk) -> Iterator[str]:
    """Yield what to look at in the assets of every place, a sentence each."""
    for place in list_places(desk.connection):
        sites, issues = read_sites(desk, place.id, today())
        if sites:
            looked = look_at_sites(sites, read_rules(desk, place.id), _box(desk, place))
            yield from (f"{place.name}: {issue.text}" for issue in (*issues, *looked))


def read_rules(desk: Desk, place: int) -> SharingRules:
    """Return the sharing rules of the place with that id; where it has none, those that come with tpdesk."""
    found, rules = store.list_of_place(desk.connection, _RULES, place), SharingRules()
    for record in found:
        within, space = _whole(record, "within"), _whole(record, "space")
        pairs = parse_together(str(record.values["together"]))
        rules = SharingRules(
            rules.within_m if within is None else within, space or rules.space_m2, pairs or rules.together
        )
    return rules


def read_sites(desk: Desk, place: int, on: dt.date) -> tuple[tuple[Site, ...], tuple[Issue, ...]]:
    """Return (the sites of the place with that id but for those that are gone, with what their leases allow on a day;
    what to look at in their costs)."""
    costs = _latest(store.list_of_place(desk.connection, _COST, place))
    occupiers: dict[str, int] = {}
    for record in store.list_of_place(desk.connection, _OCCUPIER, place):
        name = str(record.values["asset"])
        occupiers[name] = occupiers.get(name, 0) + (_whole(record, "people") or 0)
    records = store.list_of_place(desk.connection, _ASSET, place)
    sites = tuple(
        _site(record, costs.get(record.title), occupiers.get(record.title, 0), on)
        for record in records
        if record.values["status"] != GONE
    )
    return sites, tuple(_of_costs(costs.values()))


def _latest(records: Iterable[Record]) -> dict[str, Record]:
    found: dict[str, Record] = {}
    for record in sorted(records, key=lambda one: _whole(one, "year") or 0):
        found[str(record.values["asset"])] = record
    return found


def _site(record: Record, cost: Record | None, occupier_people: int, on: dt.date) -> Site:
    values = record.values

    def text(name: str) -> str:
        return str(values[name] or "")

    lease = read_lease(text("tenure"), text("lease_end"), text("next_break"), _whole(record, "notice"), on)
    return Site(
        record.title, text("agency"), text("use"), _point(record), _whole(record, "precision") or 0,
        _whole(record, "people"), _whole(record, "capacity"), _whole(record, "nia_m2"),
        running_pence(cost) if cost is not None else None, _whole(cost, "year") if cost is not None else None,
        _whole(record, "share_cost"), text("keep"),
        (text("status") or IN_USE) != IN_USE or text("plan") == GIVE_UP,
        lease.free_from, lease.is_unknown, lease.until, lease.ended, occupier_people, text("plan"),
        text("source").casefold().startswith("illustrative"),
    )  # fmt: skip


def _point(record: Record) -> Point | None:
    east, north = _whole(record, "easting"), _whole(record, "northing")
    if east is not None and north is not None:
        return Point(east, north)
    try:
        latitude, longitude = (Fraction(str(record.values[name])) for name in ("latitude", "longitude"))
    except ValueError:
        # Blank, or a desk of somebody else's with words where degrees belong.
        return None
    return Point(latitude=latitude, longitude=longitude)


def running_pence(cost: Record) -> int:
    """Return what a year's running costs come to less the income: the parts where there are any, else the total."""
    parts = [part for name in COST_PARTS if (part := _whole(cost, name)) is not None]
    return (sum(parts) if parts else _whole(cost, "total") or 0) - (_whole(cost, "income") or 0)


def _of_costs(costs: Iterable[Record]) -> Iterator[Issue]:
    for cost in costs:
        parts = [part for name in COST_PARTS if (part := _whole(cost, name)) is not None]
        total = _whole(cost, "total")
        if parts and total is not None and sum(parts) != total:
            yield Issue(
                "cost-parts",
                f"The running costs of {cost.values['asset']} in {year_text(_whole(cost, 'year') or 0)} come to "
                f"{pounds(sum(parts))} by their parts, and the total says {pounds(total)}. The parts are counted.",
                total - sum(parts),
            )


def _whole(record: Record, name: str) -> int | None:
    value = record.values[name]
    return value if isinstance(value, int) else None


def _box(desk: Desk, place: Place) -> Box | None:
    """Return where a place lies, with room around it; None where its districts have no position."""
    middles = read_middles()
    points = [middles[area.code] for area in districts_of(desk, place) if area.code in middles]
    if not points:
        return None
    easts, norths = [east for east, _ in points], [north for _, north in points]
    return Box(min(easts) - _AROUND_M, min(norths) - _AROUND_M, max(easts) + _AROUND_M, max(norths) + _AROUND_M)


# -- points from a file


@dataclass(frozen=True, slots=True)
class PlacedAsset:
    """An asset that was given a point."""

    title: str
    postcode: str
    point: Mapping[str, str]
    """Field -> what is written in it."""


@dataclass(frozen=True, slots=True)
class PointsPlaced:
    """What became of files of points."""

    placed: tuple[PlacedAsset, ...]
    not_placed: tuple[tuple[str, str, str], ...]
    """(asset, postcode, why) of those still without a point."""


def place_points(desk: Desk, files: Sequence[Path], place: Place | None, *, dry_run: bool = False) -> PointsPlaced:
    """Give assets that have a postcode and no point the point of their postcode, in one step of undo; those that have
    a point keep it. Raises InputProblem where a file is no file of points, UsageProblem, Locked."""
    held = desk.connection
    records = store.list_of_place(held, _ASSET, place.id) if place is not None else store.list_all(held, _ASSET)
    without = [record for record in records if _point(record) is None]
    wanted = {plain_postcode(str(record.values["postcode"])) for record in without} - {""}
    points = dict[str, Mapping[str, str]]()
    for file in files:
        points |= _read_points(file, wanted)
    placed, left = list[PlacedAsset](), list[tuple[str, str, str]]()
    with desk.writing() as connection:
        with savepoint(connection, keep=not dry_run):
            for record in without:
                postcode = str(record.values["postcode"])
                point = points.get(plain_postcode(postcode))
                if point is None:
                    left.append((record.title, postcode, _why_not_placed(postcode)))
                    continue
                store.change(connection, _ASSET, record.id, {**point, "precision": str(POSTCODE_M)})
                placed.append(PlacedAsset(record.title, postcode, point))
        if placed and not dry_run:
            names = and_words(tuple(file.name for file in files))
            note_act(connection, "place assets", names, counted(len(placed), "asset"))
    return PointsPlaced(tuple(placed), tuple(left))


def _why_not_placed(postcode: str) -> str:
    return "the files have no point for its postcode" if postcode else "it has no postcode"


_HEADINGS: Final = {
    "postcode": ("postcode", "post code", "pcd", "pcd7", "pcd8", "pcds", "pc"),
    "easting": ("eastings", "easting", "oseast1m", "east1m", "east", "x"),
    "northing": ("northings", "northing", "osnrth1m", "north1m", "north", "y"),
    "latitude": ("latitude", "lat"),
    "longitude": ("longitude", "long", "lng", "lon"),
}


def _read_points(file: Path, wanted: set[str]) -> dict[str, Mapping[str, str]]:
    """Return postcode -> the point of those wanted. Raises InputProblem."""
    found, columns = dict[str, Mapping[str, str]](), None
    for number, cells in iter_rows(file):
        if columns is None:
            columns = _columns(file, number, cells)
            if not _is_postcode(cells, columns):
                continue
        postcode = plain_postcode(_cell(cells, columns["postcode"]))
        if postcode in wanted:
            point = _point_of(cells, columns)
            if point:
                found[postcode] = point
    if columns is None:
        raise InputProblem(f"{file.name} is empty: a file of points has a postcode, an easting and a northing a row.")
    return found


def _columns(file: Path, number: int, cells: Sequence[str]) -> dict[str, int]:
    """Return which column is which: by headings, else as in CodePoint Open. Raises InputProblem."""
    if cells and plain_postcode(cells[0]):
        # CodePoint Open has no headings: postcode, quality, easting, northing.
        first = 2 if len(cells) > 3 and len(cells[1]) <= 2 else 1
        return {"postcode": 0, "easting": first, "northing": first + 1}
    words = [folded(cell).replace("_", " ") for cell in cells]
    at = {name: words.index(word) for name, known in _HEADINGS.items() for word in reversed(known) if word in words}
    if "postcode" in at and ({"easting", "northing"} <= at.keys() or {"latitude", "longitude"} <= at.keys()):
        return at
    raise InputProblem(
        f"{file.name}, row {number}: no columns for a postcode and its point. Name them postcode, easting, northing, "
        "or use a file of CodePoint Open as it is."
    )


def _is_postcode(cells: Sequence[str], columns: Mapping[str, int]) -> bool:
    return bool(plain_postcode(_cell(cells, columns["postcode"])))


def _cell(cells: Sequence[str], at: int) -> str:
    return cells[at] if at < len(cells) else ""


def _point_of(cells: Sequence[str], columns: Mapping[str, int]) -> dict[str, str]:
    """Return the fields of a row's point; empty where it has none: CodePoint Open writes zeros."""
    for names in (("easting", "northing"), ("latitude", "longitude")):
        if all(name in columns for name in names):
            typed = {name: _cell(cells, columns[name]) for name in names}
            if all(_stands(name, text) for name, text in typed.items()):
                return typed
    return {}


def _stands(name: str, text: str) -> bool:
    field = _ASSET.field_named(name)
    try:
        return field.parse(text) not in (None, "", 0)
    except UsageProblem:
        return False
