"""A random desk with new boundaries for its place: its drivers, how they part it, who is shared by what, who ends."""

from __future__ import annotations

from pathlib import Path
from random import Random

from tests.random_desks import AREAS, LABELS, NAMES, WARDS, make_desk, random_lines
from tpdesk.domain.kinds import KINDS
from tpdesk.domain.kinds.boundaries import DIRECT, ENDS, SPLIT, WHOLE
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.records import store
from tpdesk.services.boundaries import SetDraft, write_set

PARTINGS = (
    {"North": [AREAS[1]], "East": [AREAS[0]]}, {"North": [AREAS[1], WARDS[0]], "East": [WARDS[1]]},
    {"A": [WARDS[0]], "B": [WARDS[1]], "C": [AREAS[1]]},
)  # fmt: skip
STARTS = ("Waste", "Roads", LABELS[2], "05", "09.5")


def make_redrawn_desk(path: Path, seed: int, place: str = "Testshire") -> str:
    """Make a desk of random lines whose place has a boundary set; return the set's title. The names of organisations,
    drivers and the set are the place's own, so that several desks can become one."""
    dice = Random(seed)
    names = [f"{name} of {place}" for name in NAMES]
    make_desk(path, random_lines(dice, areas=(*AREAS, *WARDS)), place, names=names, wards=True)
    with open_desk(path) as desk:
        drivers = _put_drivers(desk, dice, place)
        starts = [*dice.sample(STARTS, dice.randint(0, 3)), ""]
        title, parting = f"{place} redrawn", dice.choice(PARTINGS)
        rules = [(start, dice.choice(drivers), dice.sample(drivers, dice.randint(0, 2))) for start in starts]
        write_set(desk, SetDraft(title, place, parting, {}, rules))
        _put_successor(desk, dice, title, dice.choice(names), dice.choice(drivers))
    return title


def _put_drivers(desk: Desk, dice: Random, place: str) -> list[str]:
    names = [f"{what} of {place}" for what in ("Lorries", "Beds", "Pupils")]
    with desk.writing() as connection:
        for name in names:
            figures = "\n".join(f"{area} {dice.randint(1, 99_999)}" for area in (*AREAS[:2], *WARDS))
            store.add(connection, KINDS["driver"], {"title": name, "place": place, "unit": "each", "figures": figures})
    return names


def _put_successor(desk: Desk, dice: Random, title: str, agency: str, driver: str) -> None:
    """Say who takes over from an organisation."""
    how = dice.choice((DIRECT, DIRECT, DIRECT, SPLIT, WHOLE, ENDS))
    with desk.writing() as connection:
        new = dice.choice(store.list_all(connection, KINDS["boundary-area"])).id
        said = {DIRECT: {}, SPLIT: {"driver": driver}, WHOLE: {"new": str(new)}, ENDS: {}}[how]
        typed = {"boundaries": title, "agency": agency, "how": how, "category": dice.choice(("", "05.1")), **said}
        store.add(connection, KINDS["successor"], typed)
