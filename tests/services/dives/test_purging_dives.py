"""A purge takes what was said in a workshop, and all that an organisation or a place has in deep dives:
nothing of it is left in any file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.verbs import Verb
from tests.services.dives.test_records import FULL, fill
from tests.services.test_purging import files_with
from tpdesk.domain.kinds.dives import DIVES
from tpdesk.errors import UsageProblem
from tpdesk.models.desk import Desk
from tpdesk.models.keeping.check import check_desk
from tpdesk.services import history, places, purging
from tpdesk.services.dives.boards import tag_spend
from tpdesk.services.overlap import overrule
from tpdesk.services.records import (
    add_record,
    change_record,
    find_record,
    list_records,
    merge_notes,
    remove_record,
)

CANARY = "KANARIENVOGEL"


def whole(desk: Desk) -> None:
    assert not [problem for item in check_desk(desk.connection) for problem in item.problems]


def test_a_workshop_goes_with_every_word_that_was_ever_said_in_it(desk: Desk, tmp_path: Path) -> None:
    fill(desk)
    add_record(desk, "workshop", {"title": "Old title", "place": "Testshire", "theme": f"{CANARY} theme"})
    change_record(desk, "workshop", 2, {"title": f"{CANARY} room", "note": f"{CANARY} note"})
    for text in ("said", "said again", "gone", "undone"):
        add_record(
            desk,
            "note",
            {
                "workshop": f"{CANARY} room",
                "kind": "q",
                "text": f"{CANARY} {text}",
                "activity": f"{CANARY} act",
                "agencies": "Body",
            },
        )
    history.undo(desk)
    change_record(desk, "note", 4, {"text": f"{CANARY} changed"})
    change_record(desk, "note", 4, {"text": f"{CANARY} and so on", "category": "10.4"})
    remove_record(desk, "note", 4)
    merge_notes(desk, 2, [3])
    change_record(desk, "workshop", 2, {"title": "New title", "theme": "", "note": ""})
    change_record(desk, "barrier", 1, {"notes": "1; 2"})
    desk.keep("restore")
    assert len(files_with(CANARY, tmp_path)) >= 2
    told = purging.plan(desk, "workshop", "new TITLE")
    assert told.words("would go")[0] == f"Workshop New title, {CANARY} room, Old title: 1 workshop, 1 note would go."
    assert ("workshop", "New title") in purging.known(desk)
    done = purging.carry_out(desk, "workshop", "New title")
    assert done.purge == told
    assert files_with(CANARY, tmp_path) == []
    assert [record.title for record in list_records(desk, "workshop")] == ["First"]
    assert find_record(desk, "barrier", "1").values["notes"] == ("1",)
    assert find_record(desk, "note", "1").values["text"] == FULL["note"]["text"]
    assert "assess" in {name for (name,) in desk.connection.execute("SELECT name FROM activity")}
    whole(desk)
    with pytest.raises(UsageProblem, match="There is no workshop 'New title' on this desk"):
        purging.plan(desk, "workshop", "New title")


def test_a_workshop_that_was_removed_is_purged_by_the_title_that_it_had(desk: Desk, tmp_path: Path) -> None:
    add_record(desk, "workshop", {"title": f"{CANARY} room", "place": "Testshire"})
    add_record(desk, "note", {"workshop": f"{CANARY} room", "kind": "q", "text": f"{CANARY} said"})
    change_record(desk, "note", 1, {"text": f"{CANARY} changed"})
    remove_record(desk, "workshop", 1)
    purging.carry_out(desk, "workshop", f"{CANARY} room")
    assert files_with(CANARY, tmp_path) == []


def test_a_body_goes_with_its_deliveries_and_out_of_every_text(desk: Desk, tmp_path: Path) -> None:
    places.add_agency(desk, f"{CANARY} Trust", in_places=("Testshire",))
    fill(desk)
    add_record(
        desk,
        "delivery",
        {"dive": "Under fives", "agency": f"{CANARY} Trust", "activity": f"{CANARY} act", "category": "10.4"},
    )
    change_record(desk, "delivery", 1, {"commissioned_by": f"{CANARY} Trust", "evidence": f"the {CANARY} TRUST said"})
    change_record(desk, "step", 1, {"agency": f"{CANARY} Trust"})
    change_record(
        desk,
        "note",
        1,
        {"agencies": f"Body; {CANARY} Trust", "owner": f"{CANARY} Trust", "text": f"{CANARY} Trust assesses"},
    )
    change_record(desk, "barrier", 1, {"owner": f"{CANARY} Trust", "title": f"{CANARY} Trust"})
    change_record(desk, "opportunity", 1, {"agencies": f"{CANARY} Trust"})
    tag_spend(desk, "Under fives", agency=f"{CANARY} Trust")
    overrule(desk, None, "2024-25", "10.4", "single", f"as {CANARY} Trust says")
    told = purging.carry_out(desk, "agency", f"{CANARY} Trust")
    assert told.purge.records == ("1 delivery",)
    assert files_with(CANARY, tmp_path) == []
    note = find_record(desk, "note", "1").values
    assert (note["text"], note["agencies"], note["owner"]) == ("(purged) assesses", ("Body",), "")
    assert find_record(desk, "barrier", "1").title == "(purged)"
    assert find_record(desk, "delivery", "1").values["evidence"] == "the (purged) said"
    assert [len(list_records(desk, kind.name)) for kind in DIVES] == [2, 1, 1, 1, 1, 1, 1, 1]
    whole(desk)


def test_a_place_goes_with_its_deep_dives(desk: Desk, tmp_path: Path) -> None:
    fill(desk)
    places.add(desk, "Otherham")
    for kind, typed in FULL.items():
        if "title" in typed:
            named = {name: text for name, text in typed.items() if name in ("level", "kind", "horizon")}
            named |= {"dive": f"{CANARY} dive"} if kind == "journey" else {"place": "Otherham"}
            add_record(desk, kind, {**named, "title": f"{CANARY} {kind}", "note": f"{CANARY} note"})
    add_record(
        desk,
        "delivery",
        {
            "dive": f"{CANARY} dive",
            "agency": "Body",
            "evidence": f"{CANARY} evidence",
            "client_group": f"{CANARY} people",
        },
    )
    add_record(desk, "step", {"journey": f"{CANARY} journey", "what": f"{CANARY} happens"})
    add_record(desk, "note", {"workshop": f"{CANARY} workshop", "kind": "q", "text": f"{CANARY} said"})
    remove_record(desk, "journey", 2)
    overrule(desk, "Otherham", "2024-25", "10.4", "single", f"{CANARY} reason")
    told = purging.carry_out(desk, "place", "Otherham")
    assert told.purge.records == ("1 deep dive", "1 delivery", "1 workshop", "1 note", "1 barrier", "1 opportunity")
    assert files_with(CANARY, tmp_path) == []
    assert [len(list_records(desk, kind.name)) for kind in DIVES] == [2, 1, 1, 1, 1, 1, 1, 1]
    whole(desk)


def test_the_verb_purges_a_workshop(desk: Desk) -> None:
    fill(desk)
    desk.close()
    verb = Verb(desk.path)
    told = verb.good("purge", "workshop", "first")
    assert (told["purged"], told["records"]) == (False, ["1 workshop", "1 note"])
    assert verb.good("purge", "workshop", "First", "--yes")["purged"] is True
    assert verb("purge", "workshop", "First").exit_code == 2
