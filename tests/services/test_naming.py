"""What the name of an organisation says of it when it is made on the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.verbs import Verb
from tpdesk.models.area import list_areas
from tpdesk.models.desk import open_desk
from tpdesk.services.naming import add_as_named, likely_of

NAMES = (
    ("Burnley Borough Council", "district", "Burnley"),
    ("Blackburn with Darwen Borough Council", "unitary", "Blackburn with Darwen"),
    ("Lancashire County Council", "county", "Lancashire"),
    ("Durham County Council", "unitary", "County Durham"),
    ("Manchester City Council", "metropolitan", "Manchester"),
    ("London Borough of Camden", "london-borough", "Camden"),
    ("Camden London Borough Council", "london-borough", "Camden"),
    ("City of York Council", "unitary", "York"),
    ("Lancashire Police", "police", ""),
    ("Lancashire Police and Crime Commissioner", "police", ""),
    ("Lancashire Fire and Rescue", "fire", ""),
    (
        "NHS Lancashire and South Cumbria ICB",
        "nhs-commissioner",
        "NHS Lancashire and South Cumbria Integrated Care Board",
    ),
    ("East Lancashire Hospitals NHS Trust", "nhs-provider", ""),
    ("Testbury Town Council", "", ""),
    ("Acme", "", ""),
)  # fmt: skip


@pytest.mark.parametrize(("name", "kind", "area"), NAMES)
def test_kind_and_area_by_name(sample_original: Path, name: str, kind: str, area: str) -> None:
    with open_desk(sample_original, read_only=True) as desk:
        found = likely_of(name, list_areas(desk.connection))
    assert (found.kind if found is not None else "") == kind
    assert (found.area.name if found is not None and found.area is not None else "") == area


def test_it_is_made_as_one_step_and_said(tmp_path: Path) -> None:
    verb = Verb(tmp_path / "x.tpdesk")
    verb.good("place", "add", "Pennine")
    with open_desk(verb.desk) as desk:
        name, words = add_as_named(desk, "Burnley Borough Council", "Pennine")
        assert words == "Burnley Borough Council is on the desk as District council, covering Burnley. Press u to undo."
        assert add_as_named(desk, "Lancashire Police", "Pennine")[1] == (
            "Lancashire Police is on the desk as Police. Its areas are not known yet: a in Organisations (3). "
            "Press u to undo."
        )
    [made] = [one for one in verb.good("agency", "list")["agencies"] if one["name"] == name]
    assert made["kind"] == "district"
    verb.good("undo")
    verb.good("undo")
    assert verb.good("agency", "list")["agencies"] == []
