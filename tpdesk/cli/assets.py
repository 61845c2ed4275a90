"""Verbs for assets: postcodes placed from a file of points, and what the sites of a place could share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tpdesk.cli.base import Verb, ask_call, table
from tpdesk.cli.records.verbs import verbs_of
from tpdesk.domain.kinds import KINDS
from tpdesk.text import counted
from tpdesk.units import pounds

if TYPE_CHECKING:
    from tpdesk.domain.results.colocation import Colocation, MoveCandidate, WhyNot
    from tpdesk.services.assets import PointsPlaced

asset_verbs = verbs_of(KINDS["asset"])


@click.command("place", cls=Verb)
@click.option("--points", "files", required=True, multiple=True, type=click.Path(path_type=Path),
    help="A CSV of postcodes with easting and northing, such as CodePoint Open; several may be given.")  # fmt: skip
@click.option("--place", metavar="P", help="Only assets of this place. Default: all.")
@click.option("--dry-run", is_flag=True, help="Say what would be placed; change nothing.")
def place_(files: tuple[Path, ...], place: str | None, dry_run: bool) -> None:
    """Give assets that have a postcode and no point the point of their postcode."""
    from tpdesk.services.assets import place_points
    from tpdesk.services.figures import place_for

    call = ask_call()
    # A dry run makes no desk.
    with call.open(make=not dry_run or call.path().exists()) as desk:
        found = place_points(desk, files, place_for(desk, place) if place else None, dry_run=dry_run)
    answer = {
        "files": [str(file) for file in files], "dry_run": dry_run,
        "placed": [{"asset": one.title, "postcode": one.postcode, **one.point} for one in found.placed],
        "not_placed": [{"asset": title, "postcode": code or None, "why": why} for title, code, why in found.not_placed],
    }  # fmt: skip
    call.answer(answer, lambda: _placed_words(found, dry_run))


def _placed_words(found: PointsPlaced, dry_run: bool) -> Iterator[str]:
    yield f"{counted(len(found.placed), 'asset')} {'would be ' if dry_run else ''}placed, to the nearest 100 m."
    if found.not_placed:
        yield f"{counted(len(found.not_placed), 'asset')} not placed:"
        yield from (f"  {title}: {why}" for title, _, why in found.not_placed)


@click.command("candidates", cls=Verb)
@click.option("--place", metavar="P", help="The place. Default: the desk's only one.")
@click.option("--within", type=click.IntRange(0, 1_000_000), metavar="METRES",
    help="How far apart two sites may lie. Default: as the place's rules say, else 1,500.")  # fmt: skip
@click.option("--space", type=click.IntRange(1, 1_000), metavar="M2",
    help="Square metres a person needs, where no capacity is recorded. Default: by the rules, else 10.")  # fmt: skip
def candidates(place: str | None, within: int | None, space: int | None) -> None:
    """Show which sites could move into which others, why not the rest, and the moves that save most together."""
    from tpdesk.services.assets import read_colocation
    from tpdesk.services.figures import place_for

    call = ask_call()
    with call.open() as desk:
        found = read_colocation(desk, place_for(desk, place), within=within, space=space)
    call.answer(colocation_data(found), lambda: _words(found))


for _verb in (place_, candidates):
    asset_verbs.add_command(_verb)

COMMANDS = (asset_verbs,)


# -- JSON


def colocation_data(found: Colocation) -> dict[str, Any]:
    """Return what the sites of a place could share as JSON fields."""
    return {
        "place": found.place, "within_m": found.rules.within_m, "space_m2": found.rules.space_m2,
        "candidates": [_candidate(one) for one in found.candidates],
        "best_set": {"saving_pence": found.best.saving_pence, "moves": [list(one.names) for one in found.best.moves]},
        "best_set_is_proved": found.best.is_proved, "best_set_at_most_pence": found.best.bound_pence,
        "left_out": [{"leaves": one.leaves, "host": one.host, "why": one.why} for one in found.left_out],
        "plan": [
            {"year": row.year, "year_known": not row.is_year_unknown, "moves": [list(one.names) for one in row.moves],
                "saving_pence": row.saving_pence, "so_far_pence": row.so_far_pence} for row in found.plan
        ],
        "why_not": [{"site": one.leaves, "host": one.host or None, "why": one.why} for one in found.why_not],
        "not_placed": list(found.not_placed),
        "space": [
            {"agency": row.agency, "sites": row.sites, "nia_m2": row.nia_m2, "people": row.people,
                "m2_per_person": row.m2_per_person, "running_pence": row.running_pence,
                "running_pence_per_person": row.running_pence_per_person, "sites_not_known": row.unknown}
            for row in found.space
        ],
        "issues": [{"code": one.code, "text": one.text} for one in found.issues],
    }  # fmt: skip


def _candidate(one: MoveCandidate) -> dict[str, Any]:
    return {
        "leaves": one.leaves.name, "leaves_agency": one.leaves.agency, "host": one.host.name,
        "host_agency": one.host.agency, "distance_m": one.distance_m, "close": one.close, "people": one.leaves.people,
        "room": one.room, "fits": one.fits, "saving_pence": one.saving_pence, "from_year": one.leaves.free_from,
        "host_until": one.host.until,
    }  # fmt: skip


# -- words


def _words(found: Colocation) -> Iterator[str]:
    from tpdesk.calc.colocation import sentences

    yield sentences.basis_words(found)
    yield ""
    if not found.candidates:
        yield "No candidates."
    else:
        body = [["Leaves", "Into", "Apart", "People", "Room", "A year, at most", "From"]]
        for one in found.candidates:
            people, room = sentences.known(one.leaves.people), sentences.known(one.room)
            at_most, start = sentences.saving_words(one.saving_pence), sentences.from_words(one.leaves)
            body.append([*one.names, sentences.apart_words(one), people, room, at_most, start])
        yield from table(body, (2, 3, 4, 5))
    yield ""
    yield from sentences.best_words(found)
    yield from sentences.plan_words(found)
    yield from _why_words("MoveCandidate", "Why not in the best set", found.left_out)
    yield from _why_words("No candidate", "Why not", found.why_not)
    yield from _space_words(found)
    yield ""
    yield from (f"look: {one.text}" for one in found.issues)


def _why_words(title: str, why: str, reasons: Sequence[WhyNot]) -> Iterator[str]:
    if reasons:
        yield ""
        yield from table([[title, "Into", why], *([one.leaves, one.host, one.why] for one in reasons)], ())


def _space_words(found: Colocation) -> Iterator[str]:
    from tpdesk.calc.colocation.sentences import known

    if found.space:
        yield ""
        body = [["Organisation", "Sites", "Area a person", "Running cost a person", "Sites not known"]]
        for row in found.space:
            area, cost = row.m2_per_person, row.running_pence_per_person
            body.append([
                row.agency, f"{row.sites:,}", "not known" if area is None else f"{area:.1f} m2",
                known(cost, pounds), f"{row.unknown:,}",
            ])  # fmt: skip
        yield from table(body, (1, 2, 3, 4))
