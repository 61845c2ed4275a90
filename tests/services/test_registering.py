"""Places and organisations are imported and exported as records are, by the rules that hold for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.verbs import Verb
from tests.desk_state import state
from tests.screens.looking import open_window
from tests.screens.typing import dialog, write
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.keeping.check import check_desk
from tpdesk.services import history
from tpdesk.services.record_files import import_records
from tpdesk.services.records import find_record, list_records

PLACES = "Name,Status,Areas,Note\nTestshire,pilot,E07000120; Burnley,a note\ntestshire,,,\nOther,,E0700012,\n"
BODIES = (
    "Name,Kind,Other names,Areas,Places\nOne Council,county,OC; First,Burnley,Testshire\nTwo,police,,,Nowhere\n"
    "First,police,,,\nThree,fire,,E07000120,\n"
)


def put(desk: Desk, folder: Path) -> None:
    """Import both files."""
    for kind, text in (("place", PLACES), ("agency", BODIES)):
        file = folder / f"{kind}.csv"
        file.write_text(text, encoding="utf-8")
        found = import_records(desk, kind, file, places="Testshire" if kind == "agency" else None)
        assert found.rows_read == found.added + len(found.rejected)


def test_rows_come_by_the_rules_of_the_register_and_go_in_one_step(tmp_path: Path) -> None:
    with open_desk(tmp_path / "a.tpdesk", make=True) as desk:
        start = state(desk)
        put(desk, tmp_path)
        (place,) = list_records(desk, "place")
        assert (place.title, place.values["status"], place.values["areas"], place.values["note"]) == (
            "Testshire", "pilot", ("E07000117", "E07000120"), "a note",
        )  # fmt: skip
        assert [(one.title, one.values["kind"], one.values["places"]) for one in list_records(desk, "agency")] == [
            ("One Council", "county", ("Testshire",)), ("Three", "fire", ("Testshire",)),
        ]  # fmt: skip
        assert find_record(desk, "agency", "one council").values["aliases"] == ("First", "OC")
        assert [one.title for one in list_records(desk, "agency", {"places": "testshire", "kind": "fire"})] == ["Three"]
        assert not [problem for item in check_desk(desk.connection) for problem in item.problems]
        history.undo(desk)
        history.undo(desk)
        assert state(desk) == start


def test_verbs_say_which_rows_were_rejected_and_write_over_nothing(verb: Verb, tmp_path: Path) -> None:
    for kind, text in (("place", PLACES), ("agency", BODIES)):
        (tmp_path / f"{kind}.csv").write_text(text, encoding="utf-8")
    told = verb("place", "import", tmp_path / "place.csv")
    assert (told.exit_code, told.json["rows_imported"], [one["row"] for one in told.json["rejects"]]) == (1, 1, [3, 4])
    assert verb("agency", "import", tmp_path / "agency.csv", "--dry-run").json["rows_imported"] == 2
    assert verb.good("agency", "list")["agencies"] == []
    assert verb("agency", "import", tmp_path / "agency.csv", "--place", "Testshire").json["rows_rejected"] == 2
    assert verb.good("agency", "export", tmp_path / "b.csv", "--place", "Testshire")["rows"] == 2
    assert verb("place", "export", tmp_path / "agency.csv").exit_code == 2


@pytest.mark.deep
async def test_keys_import_and_export_what_is_on_show(verb: Verb, tmp_path: Path) -> None:
    (tmp_path / "agency.csv").write_text(BODIES, encoding="utf-8")
    verb.good("place", "add", "Testshire")
    async with open_window(verb.desk) as window:
        await window.press("3", "I")
        await write(window, str(tmp_path / "agency.csv"))
        await window.press("enter")
        assert "4 rows: 2 organisations to import, 2 rejected, 0 blank." in dialog(window)
        await window.press("enter")
        assert "Three" in window.text
        await window.press("E")
        await write(window, str(tmp_path / "bodies.csv"))
        await window.press("enter")
        assert "2 organisations exported." in window.text
        await window.press("2", "E")
        await write(window, str(tmp_path / "places.csv"))
        await window.press("enter")
    assert "One Council,county," in (tmp_path / "bodies.csv").read_text(encoding="utf-8-sig")
    assert "Testshire" in (tmp_path / "places.csv").read_text(encoding="utf-8-sig")
