"""What an organisation's name says of it: its kind and, where only one area has that name, the area that it covers."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from tpdesk.models.agency import list_kinds
from tpdesk.models.area import AreaRecord, list_areas
from tpdesk.models.desk import Desk
from tpdesk.text import folded

_BY_WORDS: Final = (
    (r"\bcounty council\b", "county", ("county", "unitary")),
    (r"\bcombined( county)? authority\b", "combined-authority", ("combined-authority",)),
    (r"\b(police|constabulary|pcc)\b", "police", ()),
    (r"\bfire\b", "fire", ()),
    (r"\b(icb|integrated care board)\b", "nhs-commissioner", ("icb",)),
    (r"\b(nhs|foundation|hospitals?) trust\b", "nhs-provider", ()),
    (r"\b(council|london borough)\b", "", ("district", "unitary", "metropolitan", "london-borough")),
)
"""A part of a folded name -> the kind (empty: that of the area), and the kinds of area with the rest of the name."""

_COMMON: Final = re.compile(
    r"\b(london borough( council)?( of)?|royal borough( of)?|metropolitan|borough|county|city|district|council( of)?"
    r"|combined|authority|nhs|icb|integrated care board|of|the)\b"
)
"""What names of organisations have beside that of their area."""


class Likely(NamedTuple):
    """What a name says."""

    kind: str
    area: AreaRecord | None


def likely_of(name: str, areas: list[AreaRecord]) -> Likely | None:
    """Return what a name says of its organisation; None where it says nothing. A parish or town council, and a name
    that several areas have, are left to the user."""
    said = folded(name)
    for pattern, kind, area_kinds in _BY_WORDS:
        if not re.search(pattern, said):
            continue
        rest = _bare(said)
        found = [
            one for one in areas if not one.valid_to and one.kind in area_kinds and _bare(folded(one.name)) == rest
        ]
        area = found[0] if len(found) == 1 else None
        # Some county councils are unitary: their area says so.
        if area is not None and kind in ("", "county"):
            return Likely(area.kind, area)
        if kind:
            return Likely(kind, area)
    return None


def add_as_named(desk: Desk, name: str, place: str | None) -> tuple[str, str]:
    """Make an organisation with what its name says of it, as one step; return its name, and in words what was made.
    Raises UsageProblem where the name is taken."""
    from tpdesk.services.places import add_agency

    likely = likely_of(name, list_areas(desk.connection))
    area = likely.area if likely is not None else None
    made = add_agency(
        desk, name, kind=likely.kind if likely is not None else None, in_places=(place,) if place else (),
        areas=(area.code,) if area is not None else (),
    )  # fmt: skip
    kinds = {slug: title for slug, title, _ in list_kinds(desk.connection)}
    kind = f" as {kinds[likely.kind]}" if likely is not None else ""
    covers = f", covering {area.name}" if area is not None else ". Its areas are not known yet: a in Organisations (3)"
    return made.name, f"{made.name} is on the desk{kind}{covers}. Press u to undo."


def _bare(text: str) -> str:
    return " ".join(_COMMON.sub(" ", text).split())
