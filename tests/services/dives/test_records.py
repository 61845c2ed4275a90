"""Records of deep dives: every kind is written, changed, listed, found and taken off by the same acts, and
each is one step of undo."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.desk_state import state
from tpdesk.domain.kinds import KINDS
from tpdesk.domain.kinds.dives import DIVES
from tpdesk.errors import UsageProblem
from tpdesk.models.desk import Desk
from tpdesk.models.log.history import list_acts
from tpdesk.services import history, places
from tpdesk.services.agency_editing import merge_agencies
from tpdesk.services.dives.boards import list_tags, tag_spend
from tpdesk.services.records import (
    add_record,
    change_record,
    find_record,
    list_records,
    merge_notes,
    remove_record,
)

FULL: Mapping[str, Mapping[str, str]] = {
    "dive": {
        "title": "Young offenders", "place": "testshire", "parent": "under fives",
        "question": "Who does what?\nAnd why?", "sponsor": "Director of finance",
        "client_group": "young people", "category": "10.4", "cohort": "1,200", "starts_on": "31/01/2026",
        "ends_on": "2026-04-30", "working_days": "12", "illustrative": "yes", "no_indicator": "from 2027",
        "note": "ask again", "source": "a meeting",
    },
    "delivery": {
        "dive": "UNDER FIVES", "agency": "sb", "activity": "Assess", "client_group": "young people", "category": "10.4",
        "areas": "Hyndburn; E07000121",
        "year": "2024/25", "cost": "£1,200.50", "passed_on": "200", "grade": "2", "stage": "early-help",
        "commissioned_by": "the body council",
        "evidence": "a return", "note": "n", "at": "",
    },
    "journey": {"title": "Friday", "dive": "1", "client_group": "young people", "composite": "no", "note": "n",
        "source": "s"},
    "step": {"journey": "friday", "position": "", "agency": "TB", "what": "waits", "days_waited": "3", "cost": "0",
        "breaks": "y", "pain": "long"},
    "workshop": {
        "title": "First", "place": "Testshire", "dive": "under fives", "held_on": "2026-02-14", "sponsor": "s",
        "theme": "t", "agencies": "Body; SB; body", "deliveries": "1", "note": "n",
    },
    "note": {
        "workshop": "first", "kind": "o", "text": "both assess", "at": "", "agencies": "Body;TB", "activity": "assess",
        "client_group": "young people", "category": "10.4.0",
        "dots": "", "parked": "", "private": "no", "owner": "Body", "due_on": "1 March 2026",
    },
    "barrier": {
        "title": "No sharing; at all", "place": "Testshire", "dive": "Under fives", "level": "c",
        "kind": "data-sharing", "ask": "change the law", "owner": "Body",
        "state": "", "category": "10.4", "evidence": "said", "notes": "1", "note": "n",
    },
    "opportunity": {
        "title": "One assessment", "place": "Testshire", "dive": "Under fives", "horizon": "quick", "who_acts": "both",
        "agencies": "Body; TB", "state": "agreed",
        "cost": "10", "saving": "-5", "grade": "6", "barriers": "No sharing; at all", "deliveries": "1",
        "categories": "10.4; 09", "notes": "note 1", "note": "n",
    },
}  # fmt: skip
"""Kind -> a record with every field filled, as people type."""

READ: Mapping[str, Mapping[str, object]] = {
    "dive": {"place": "Testshire", "parent": "Under fives", "cohort": 1200, "starts_on": "2026-01-31",
        "illustrative": 1, "question": "Who does what?\nAnd why?"},
    "delivery": {
        "dive": "Under fives", "agency": "Second Body", "activity": "assess", "category": "10.4",
        "areas": ("E07000120", "E07000121"), "year": 2024,
        "cost": 120050, "passed_on": 20000, "grade": 2, "stage": "early help", "commissioned_by": "Body",
    },
    "journey": {"dive": "Under fives", "composite": 0},
    "step": {"journey": "Friday", "position": 1, "cost": 0, "breaks": 1, "days_waited": 3},
    "workshop": {"agencies": ("Body", "Second Body"), "held_on": "2026-02-14"},
    "note": {"kind": "overlap seen", "agencies": ("Body", "Third Body"), "activity": "assess", "dots": 0, "private": 0,
        "due_on": "2026-03-01"},
    "barrier": {"level": "central", "kind": "data sharing", "state": "open", "notes": ("1",)},
    "opportunity": {
        "saving": -500, "cost": 1000, "agencies": ("Body", "Third Body"), "barriers": ("No sharing; at all",),
        "deliveries": ("1",), "categories": ("09", "10.4"),
        "notes": ("1",), "state": "agreed",
    },
}  # fmt: skip


def fill(desk: Desk) -> None:
    for kind, typed in FULL.items():
        add_record(desk, kind, typed)


@pytest.mark.deep
def test_every_kind_keeps_every_field_as_it_is_read_and_undo_walks_all_the_way_back(desk: Desk) -> None:
    states = [state(desk)]
    for kind, typed in FULL.items():
        assert set(typed) == {field.name for field in KINDS[kind].fields}
        saved = add_record(desk, kind, typed)
        found = find_record(desk, kind, str(saved.record.id))
        assert found == saved.record
        assert {name: found.values[name] for name in READ[kind]} == READ[kind]
        empty = [field.name for field in KINDS[kind].fields if found.values[field.name] in ("", None, ())]
        assert empty == [], kind
        states.append(state(desk))
    for kind in (one.name for one in DIVES):
        number = list_records(desk, kind)[-1].id
        emptied = {field.name: "" for field in KINDS[kind].fields if not field.needed}
        record = change_record(desk, kind, number, emptied).record
        assert [
            field.name
            for field in KINDS[kind].fields
            if not (field.needed or field.filled) and record.values[field.name] not in ("", None, (), 0)
        ] in (
            [],
            ["at"],
            ["position"],
        )
        states.append(state(desk))
    for before in reversed(states[:-1]):
        history.undo(desk)
        assert state(desk) == before
    for after in states[1:]:
        history.redo(desk)
        assert state(desk) == after


def test_new_activities_and_groups_are_told_and_known_ones_are_found_without_case(desk: Desk) -> None:
    first = add_record(
        desk, "delivery", {"dive": "Under fives", "agency": "Body", "activity": "Home visits", "client_group": "Babies"}
    )
    assert first.notices == (
        "'Home visits' is a new activity on this desk.",
        "'Babies' is a new client group on this desk.",
    )
    again = add_record(
        desk, "delivery", {"dive": "Under fives", "agency": "Body", "activity": "home VISITS", "client_group": "babies"}
    )
    assert (again.notices, again.record.values["activity"]) == ((), "Home visits")
    near = add_record(desk, "delivery", {"dive": "Under fives", "agency": "Body", "activity": "Home visit"})
    assert near.notices == ("'Home visit' is a new activity on this desk. Did you mean 'Home visits'?",)


@pytest.mark.parametrize(
    ("kind", "typed", "words"),
    [
        ("dive", {"place": "Testshire"}, "Title is needed in a deep dive"),
        ("dive", {"title": "UNDER  FIVES", "place": "Testshire"}, "There is a deep dive called 'UNDER FIVES' already"),
        ("dive", {"title": "x" * 201, "place": "Testshire"}, "200 characters at most"),
        (
            "dive",
            {"title": "x", "place": "Testshir"},
            "Place: There is no place called 'Testshir' on this desk. Did you mean 'Testshire'",
        ),
        ("dive", {"title": "x", "place": "Testshire", "starts_on": "2026-03"}, "From: '2026-03' is not a valid date"),
        (
            "dive",
            {"title": "x", "place": "Testshire", "starts_on": "2026-03-02", "ends_on": "2026-03-01"},
            "ends before it begins",
        ),
        ("dive", {"title": "x", "place": "Testshire", "cohort": "-3"}, "People in it: '-3' is not a whole number"),
        ("dive", {"title": "x", "plac": "Testshire"}, "no field 'plac'. Did you mean 'place'"),
        (
            "delivery",
            {"dive": "Under five", "agency": "Body"},
            "no deep dive called 'Under five' on this desk. Did you mean 'Under fives'",
        ),
        (
            "delivery",
            {"dive": "Under fives", "agency": "Bodi"},
            "Organisation: There is no organisation called 'Bodi' on this desk. Did you mean 'Body'",
        ),
        (
            "delivery",
            {"dive": "Under fives", "agency": "Body", "category": "Family"},
            "Did you mean 10.4.0, Family and children",
        ),
        ("delivery", {"dive": "Under fives", "agency": "Body", "cost": "-1"}, "Cost a year: '-1' is below zero"),
        (
            "delivery",
            {"dive": "Under fives", "agency": "Body", "cost": "some"},
            "Cost a year: 'some' is not an amount of money",
        ),
        (
            "delivery",
            {"dive": "Under fives", "agency": "Body", "cost": "1", "passed_on": "2"},
            "passes on more than it costs",
        ),
        (
            "delivery",
            {"dive": "Under fives", "agency": "Body", "commissioned_by": "Body"},
            "commissioned by the organisation that does it",
        ),
        ("delivery", {"dive": "Under fives", "agency": "Body", "grade": "7"}, "is not a grade"),
        ("delivery", {"dive": "Under fives", "agency": "Body", "year": "2024"}, "is not a financial year"),
        (
            "delivery",
            {"dive": "Under fives", "agency": "Body", "stage": "re"},
            "none of prevent, early help, respond, recover, administer",
        ),
        (
            "delivery",
            {"dive": "Under fives", "agency": "Body", "areas": "Nowhere"},
            "Areas: There is no area called 'Nowhere'",
        ),
        (
            "barrier",
            {"title": "x", "place": "Testshire", "level": "local", "kind": "law", "notes": "9"},
            "There is no note '9'",
        ),
        (
            "note",
            {"workshop": "None", "kind": "idea", "text": "x"},
            "There is no workshop called 'None' on this desk. This desk has none yet.",
        ),
    ],
)
def test_what_cannot_be_understood_is_refused_in_words_and_changes_nothing(
    desk: Desk, kind: str, typed: Mapping[str, str], words: str
) -> None:
    before = state(desk)
    with pytest.raises(UsageProblem, match=words.replace("(", r"\(")):
        add_record(desk, kind, typed)
    assert state(desk) == before


def test_a_title_that_a_group_and_its_only_class_bear_is_the_finer_code(desk: Desk) -> None:
    made = add_record(desk, "delivery", {"dive": "Under fives", "agency": "Body", "category": "family and CHILDREN"})
    assert made.record.values["category"] == "10.4.0"


def test_a_note_is_of_its_letters_kind_and_looks_for_people(desk: Desk) -> None:
    add_record(desk, "workshop", {"title": "First", "place": "Testshire"})
    kinds = [
        str(add_record(desk, "note", {"workshop": "First", "kind": letter, "text": "x"}).record.values["kind"])
        for letter in "obiaqf?"
    ]
    assert kinds == ["overlap seen", "barrier", "idea", "action", "quote", "fact", "question"]
    told = add_record(desk, "note", {"workshop": "First", "kind": "i", "text": "ring 01254 380 293"})
    assert [words[:47] for words in told.warnings] == ["The text holds what looks like a phone number ("]


def test_records_are_listed_by_what_they_say_and_by_what_they_hang_on(desk: Desk) -> None:
    fill(desk)
    places.add(desk, "Otherland")
    add_record(desk, "dive", {"title": "Elsewhere", "place": "Otherland"})
    add_record(desk, "delivery", {"dive": "Elsewhere", "agency": "Body"})

    def numbers(of: str, **where: str) -> list[int]:
        return [record.id for record in list_records(desk, of, where)]

    assert numbers("delivery", place="testshire") == [1]
    assert numbers("delivery", place="Otherland") == [2]
    assert numbers("delivery", dive="elsewhere", agency="the body council") == [2]
    assert numbers("delivery", stage="") == [2]
    assert numbers("delivery", year="2024-25", areas="Hyndburn") == [1]
    assert numbers("delivery", areas="") == [2]
    assert numbers("step", place="Testshire") == numbers("step", dive="Under fives") == [1]
    assert numbers("note", place="Testshire", kind="overlap", agencies="Body") == [1]
    assert numbers("note", place="Otherland") == []
    assert numbers("barrier", title="NO SHARING; at all", state="open") == [1]
    with pytest.raises(UsageProblem, match="'plac' is no field"):
        list_records(desk, "note", {"plac": "Testshire"})
    with pytest.raises(UsageProblem, match="no activity called 'asess'"):
        list_records(desk, "note", {"activity": "asess"})
    assert find_record(desk, "barrier", "no sharing; AT ALL").id == 1
    assert find_record(desk, "delivery", "delivery 1").id == 1


def test_a_deep_dive_goes_with_its_deliveries_and_leaves_its_workshops(desk: Desk) -> None:
    fill(desk)
    tag_spend(desk, "Under fives", category="10.4")
    before = state(desk)
    remove_record(desk, "dive", 1)
    assert [len(list_records(desk, kind.name)) for kind in DIVES] == [1, 0, 0, 0, 1, 1, 1, 1]
    assert list_records(desk, "opportunity")[0].values["deliveries"] == ()
    assert list_records(desk, "workshop")[0].values["dive"] == ""
    told = list_acts(desk.connection, limit=1)[0]
    assert told.words == (
        "Remove deep dive Under fives: with it 1 delivery, 1 journey, 1 tag of spend; what stays without "
        "it: 1 deep dive, 1 workshop, 1 barrier, 1 opportunity"
    )
    history.undo(desk)
    assert state(desk) == before
    assert len(list_tags(desk, "Under fives")) == 1


def test_a_deep_dive_is_no_part_of_itself_nor_of_one_of_another_place(desk: Desk) -> None:
    fill(desk)
    with pytest.raises(UsageProblem, match="'Under fives' would be a part of itself, by way of 'Young offenders'"):
        change_record(desk, "dive", 1, {"parent": "Young offenders"})
    with pytest.raises(UsageProblem, match="'Under fives' would be a part of itself"):
        change_record(desk, "dive", 1, {"parent": "Under fives"})
    places.add(desk, "Otherland")
    for kind, typed in (
        ("dive", {"title": "x", "parent": "Under fives"}),
        ("workshop", {"title": "x", "dive": "Under fives"}),
    ):
        with pytest.raises(UsageProblem, match="is of another place than"):
            add_record(desk, kind, {**typed, "place": "Otherland"})
    add_record(desk, "barrier", {"title": "x", "place": "Otherland", "level": "local", "kind": "law"})
    for name, wanted in (("barriers", "x"), ("deliveries", "1")):
        with pytest.raises(UsageProblem, match="is of another place than"):
            add_record(
                desk,
                "opportunity",
                {
                    "title": "y",
                    "place": "Otherland" if name == "deliveries" else "Testshire",
                    "horizon": "quick",
                    name: wanted,
                },
            )


def test_steps_are_numbered_from_one_wherever_they_are_put(desk: Desk) -> None:
    add_record(desk, "journey", {"title": "Friday", "dive": "Under fives"})
    for what in "abc":
        add_record(desk, "step", {"journey": "Friday", "what": what})

    def order() -> str:
        return "".join(str(record.values["what"]) for record in list_records(desk, "step", {"journey": "Friday"}))

    add_record(desk, "step", {"journey": "Friday", "what": "d", "position": "1"})
    assert order() == "dabc"
    change_record(desk, "step", 2, {"position": "2"})
    assert order() == "dbac"
    change_record(desk, "step", 1, {"position": "99"})
    assert order() == "dbca"
    change_record(desk, "step", 3, {"what": "e"})
    remove_record(desk, "step", 4)
    assert order() == "bea"
    assert [record.values["position"] for record in list_records(desk, "step")] == [1, 2, 3]


def test_notes_made_one_lose_nothing_that_was_said(desk: Desk) -> None:
    fill(desk)
    for text, more in (
        ("Both assess", {"agencies": "SB", "dots": "3", "private": "yes"}),
        ("and twice", {"agencies": "Body", "dots": "1"}),
    ):
        add_record(desk, "note", {"workshop": "First", "kind": "i", "text": text, **more})
    change_record(desk, "barrier", 1, {"notes": "3"})
    change_record(desk, "opportunity", 1, {"notes": "2;3"})
    before = state(desk)
    kept = merge_notes(desk, 1, [2, 3, 1]).record
    assert kept.values["text"] == "both assess\nand twice"
    assert (kept.values["dots"], kept.values["private"], kept.values["agencies"]) == (
        4,
        1,
        ("Body", "Second Body", "Third Body"),
    )
    assert [record.id for record in list_records(desk, "note")] == [1]
    assert (
        find_record(desk, "barrier", "1").values["notes"]
        == find_record(desk, "opportunity", "1").values["notes"]
        == ("1",)
    )
    history.undo(desk)
    assert state(desk) == before
    add_record(desk, "workshop", {"title": "Second", "place": "Testshire"})
    add_record(desk, "note", {"workshop": "Second", "kind": "i", "text": "x"})
    with pytest.raises(UsageProblem, match="Note 4 is of another workshop"):
        merge_notes(desk, 1, [4])
    with pytest.raises(UsageProblem, match="Name two notes or more"):
        merge_notes(desk, 1, [1])


def test_a_body_that_something_names_stays_and_two_that_are_one_become_one(desk: Desk) -> None:
    fill(desk)
    tag_spend(desk, "Under fives", agency="Second Body", share="50%")
    tag_spend(desk, "Under fives", agency="Third Body", share="25%")
    with pytest.raises(UsageProblem, match="since it has 1 delivery and 1 workshop and 1 tag of spend"):
        places.remove_agency(desk, "Second Body")
    with pytest.raises(
        UsageProblem,
        match="'Testshire' has 2 deep dives and 1 workshop and 1 barrier and 1 opportunity: take them out first",
    ):
        places.remove(desk, "Testshire")
    before = state(desk)
    merge_agencies(desk, "Second Body", "Third Body")
    assert find_record(desk, "delivery", "1").values["agency"] == "Third Body"
    assert find_record(desk, "workshop", "1").values["agencies"] == ("Body", "Third Body")
    assert [(tag.agency, str(tag.share)) for tag in list_tags(desk, "Under fives")] == [("Third Body", "1/4")]
    merge_agencies(desk, "Third Body", "Body")
    assert find_record(desk, "delivery", "1").values["commissioned_by"] == ""
    assert find_record(desk, "note", "1").values["agencies"] == ("Body",)
    history.undo(desk)
    history.undo(desk)
    assert state(desk) == before


def test_the_history_says_names_and_not_numbers(desk: Desk) -> None:
    fill(desk)
    change_record(desk, "delivery", 1, {"agency": "Body", "year": "2023-24", "commissioned_by": "TB"})
    change_record(desk, "note", 1, {"private": "yes", "agencies": "TB"})
    acts = list_acts(desk.connection, limit=2)
    assert [act.words for act in acts] == [
        "Change note 1: organisations, private",
        "Change delivery 1: organisation, year, commissioned by",
    ]
    assert {(change.what, change.before, change.after) for change in acts[1].changes} == {
        ("delivery 1, agency", "Second Body", "Body"), ("delivery 1, year", "2024-25", "2023-24"),
        ("delivery 1, commissioned by", "Body", "Third Body"),
    }  # fmt: skip
    assert ("note 1, private", "no", "yes") in {
        (change.what, change.before, change.after) for change in acts[0].changes
    }
    assert ("note agency note 1, Body", "note note 1; agency Body", "") in {
        (change.what, change.before, change.after) for change in acts[0].changes
    }
