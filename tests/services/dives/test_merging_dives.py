"""Deep dives of two desks made one: the same title is the same record, nothing comes twice,
and tags find their lines."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.desk_state import state
from tests.models.merge_content import content
from tests.services.dives.test_records import FULL, fill
from tests.services.dives.test_tagging_ruling import put
from tpdesk.domain.kinds.dives import DIVES
from tpdesk.errors import UsageProblem
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.keeping.check import check_desk
from tpdesk.models.keeping.copying import share_copy
from tpdesk.models.merge.plan import Merged
from tpdesk.services import history, lines, merging, places
from tpdesk.services.dives.boards import list_tags, tag_spend
from tpdesk.services.overlap import overrule
from tpdesk.services.records import add_record, change_record, find_record, list_records


@pytest.fixture
def pair(desk: Desk, tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    """Yield two desks of one start, on which a file was taken in."""
    put(desk, "1.00", "1.00", "2.00")
    desk.close()
    with ExitStack() as stack:
        files = [Path(shutil.copyfile(desk.path, tmp_path / f"{name}.tpdesk")) for name in ("mine", "theirs")]
        mine, theirs = (stack.enter_context(open_desk(file, make=True)) for file in files)
        yield mine, theirs


def take(mine: Desk, theirs: Desk) -> Merged:
    done = merging.apply(mine, theirs.path, merging.plan(mine, theirs.path), {})
    assert not [problem for item in check_desk(mine.connection) for problem in item.problems]
    return done


@pytest.mark.deep
def test_everything_comes_once_in_one_step_whatever_its_numbers(pair: tuple[Desk, Desk]) -> None:
    mine, theirs = pair
    add_record(mine, "dive", {"title": "Mine alone", "place": "Testshire"})
    add_record(mine, "delivery", {"dive": "Mine alone", "agency": "Third Body"})
    add_record(mine, "workshop", {"title": "Zeroth", "place": "Testshire"})
    add_record(mine, "note", {"workshop": "Zeroth", "kind": "i", "text": "x"})
    before = state(mine)
    fill(theirs)
    add_record(theirs, "dive", {"title": "Whole", "place": "Testshire"})
    change_record(theirs, "dive", 1, {"parent": "Whole"})
    add_record(theirs, "delivery", FULL["delivery"])
    overrule(theirs, None, "2024-25", "10.4", "single", "why")
    tag_spend(theirs, "Young offenders", agency="SB", category="10.4", share="1/3")
    put(theirs, "5.00")
    line = lines.add_line(theirs, {"agency": "Body", "amount": "7.77", "year": "2024-25"}, place="Testshire")
    for number in (1, 3, 4, line):
        tag_spend(theirs, "Under fives", line=number, share="50%")
    take(mine, theirs)
    assert find_record(mine, "dive", "Under fives").values["parent"] == "Whole"
    assert len(list_records(mine, "delivery", {"dive": "Under fives"})) == 2, "two that say the same are two"
    assert find_record(mine, "opportunity", "One assessment").values["deliveries"] == ("2",)
    assert find_record(mine, "opportunity", "One assessment").values["notes"] == ("2",)
    tags = mine.connection.execute(
        "SELECT amount_pence, row FROM spend_tag JOIN spend ON spend.id = line ORDER BY spend_tag.id"
    ).fetchall()
    assert tags == [(100, 2), (200, 4), (500, 2), (777, None)]
    assert [(tag.words, str(tag.share)) for tag in list_tags(mine, "Young offenders")] == [
        ("Second Body, category 10.4", "1/3")
    ]
    after = state(mine)
    assert not take(mine, theirs).changed
    assert state(mine) == after
    take(theirs, mine)
    assert content(mine.connection) == content(theirs.connection)
    history.undo(mine)
    assert state(mine) == before


def test_what_both_say_differently_is_decided_and_blanks_are_filled(pair: tuple[Desk, Desk]) -> None:
    mine, theirs = pair
    for desk in pair:
        fill(desk)
        tag_spend(desk, "Under fives", category="10.4", share="50%" if desk is mine else "25%")
    change_record(mine, "delivery", 1, {"cost": "", "passed_on": "", "commissioned_by": ""})
    change_record(theirs, "barrier", 1, {"state": "raised", "owner": "TB"})
    plan = merging.plan(mine, theirs.path)
    told = {(one.record, one.field, one.mine, one.theirs, one.usual) for one in plan.differences}
    assert told == {
        ("delivery", "cost", "", "£1,200.50", "theirs"), ("delivery", "passed on", "", "£200.00", "theirs"),
        ("delivery", "commissioned by", "", "Body", "theirs"),
        ("barrier", "state", "open", "raised", "mine"), ("barrier", "owner", "Body", "Third Body", "mine"),
    }  # fmt: skip
    assert "Of Under fives, 10.4, 25.00% is tagged there and 50.00% here: it stays as it is here." in plan.notes
    merging.apply(mine, theirs.path, plan, merging.all_conflicts(plan, "theirs"))
    assert find_record(mine, "delivery", "1").values["commissioned_by"] == "Body"
    assert find_record(mine, "barrier", "1").values["owner"] == "Third Body"
    assert find_record(mine, "barrier", "1").values["state"] == "raised"
    assert len(list_records(mine, "delivery")) == 1


def test_two_desks_that_do_not_fit_are_not_merged(pair: tuple[Desk, Desk]) -> None:
    mine, theirs = pair
    for desk, child, parent in ((mine, "Under fives", "Other"), (theirs, "Other", "Under fives")):
        add_record(desk, "dive", {"title": "Other", "place": "Testshire"})
        change_record(desk, "dive", find_record(desk, "dive", child).id, {"parent": parent})
    before = state(mine)
    with pytest.raises(UsageProblem, match=r"do not fit\. The deep dive '.*' would be a part of itself"):
        take(mine, theirs)
    assert state(mine) == before


@pytest.mark.deep
def test_a_copy_without_notes_holds_nothing_private_and_doubles_nothing(
    pair: tuple[Desk, Desk], tmp_path: Path
) -> None:
    mine, _ = pair
    for kind, typed in FULL.items():
        add_record(mine, kind, {**typed, **({"note": "CANARY-NOTE"} if "note" in typed else {})})
    for text, private in (("CANARY-TEXT", "yes"), ("open words", "no")):
        add_record(mine, "note", {"workshop": "First", "kind": "q", "text": text, "private": private})
    change_record(mine, "barrier", 1, {"notes": "2;3"})
    copy = share_copy(mine, tmp_path / "copy.tpdesk", without_notes=True).file
    data = copy.read_bytes()
    assert b"CANARY" not in data
    assert b"open words" in data
    with open_desk(copy, make=True) as shared:
        assert not [problem for item in check_desk(shared.connection) for problem in item.problems]
        assert find_record(shared, "barrier", "1").values["notes"] == ("3",)
        assert not take(mine, shared).changed
        merging.apply(shared, mine.path, merging.plan(shared, mine.path, with_private=True), {})
        assert content(shared.connection) == content(mine.connection)


def test_texts_of_the_other_desk_are_cleaned_and_keep_their_lines(pair: tuple[Desk, Desk]) -> None:
    mine, theirs = pair
    places.add_agency(theirs, "Fourth")
    with theirs.writing() as connection:
        connection.execute("INSERT INTO workshop (id, place, title, folded) VALUES (9, 1, 'A \x1b[31mroom', 'x')")
        connection.execute(
            "INSERT INTO note (workshop, kind, text, at) VALUES (9, 'idea', 'one\ntwo\x1b]52;c;eA==\x07', 'now')"
        )
    take(mine, theirs)
    assert find_record(mine, "workshop", "a room").title == "A room"
    assert find_record(mine, "note", "1").values["text"] == "one\ntwo"
    assert [len(list_records(mine, kind.name)) for kind in DIVES] == [1, 0, 0, 0, 1, 1, 0, 0]
