"""What is private in a merge: it stays unless it is asked for, is shown nowhere, and leaves nothing in the history;
and what a workshop's room holds."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.cli.verbs import Verb
from tests.desk_state import state
from tests.services.dives.test_merging_dives import pair, take
from tpdesk.models.desk import Desk
from tpdesk.services import history, merging
from tpdesk.services.records import add_record, change_record, list_records, remove_record

__all__ = ["pair"]
CANARY = "Canary sings of Mrs X"
FORMER = "Canary before it was edited"
GONE = "Canary that flew away"
MINE, THEIRS = "Canary for myself", "Canary for herself, longer"


@pytest.fixture
def private(pair: tuple[Desk, Desk]) -> tuple[Desk, Desk]:
    """Both have a workshop, with another note for oneself;
    the other desk has private notes in it, one of them edited and one removed, and a public one."""
    for desk, own in zip(pair, (MINE, THEIRS), strict=True):
        add_record(desk, "workshop", {"title": "First", "place": "Testshire", "note": own})
    theirs = pair[1]
    note = {"workshop": "First", "kind": "idea"}
    edited = add_record(theirs, "note", {**note, "text": FORMER, "private": "yes", "agencies": "Second Body"}).record.id
    change_record(theirs, "note", edited, {"text": CANARY})
    gone = add_record(theirs, "note", {**note, "text": GONE, "private": "yes"}).record.id
    remove_record(theirs, "note", gone)
    add_record(theirs, "note", {**note, "text": "Said aloud"})
    add_record(
        theirs,
        "barrier",
        {"title": "A barrier", "place": "Testshire", "level": "local", "kind": "law", "notes": str(edited)},
    )
    return pair


def texts(desk: Desk) -> list[str]:
    return [str(one.values["text"]) for one in list_records(desk, "note")]


def everything(desk: Desk) -> str:
    """Return every text of every table."""
    tables = [name for (name,) in desk.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return "\n".join(str(row) for name in tables for row in desk.connection.execute(f'SELECT * FROM "{name}"'))


@pytest.mark.deep
def test_private_notes_stay_and_leave_no_word_behind(private: tuple[Desk, Desk]) -> None:
    mine, theirs = private
    plan = merging.plan(mine, theirs.path)
    assert (plan.private_notes, plan.with_private) == (1, False)
    assert plan.private_words == "1 private note stays there."
    take(mine, theirs)
    assert texts(mine) == ["Said aloud"]
    assert [one.values["notes"] for one in list_records(mine, "barrier")] == [()]
    held = everything(mine)
    assert "Said aloud" in held
    assert MINE in held
    assert not [word for word in (CANARY, FORMER, GONE) if word in held]
    # The other desk is as it was, and what was left there can be fetched later.
    assert CANARY in texts(theirs)
    assert not take(mine, theirs).changed


@pytest.mark.deep
def test_private_notes_come_when_they_are_asked_for_and_are_private_here(private: tuple[Desk, Desk]) -> None:
    mine, theirs = private
    before = state(mine)
    plan = merging.plan(mine, theirs.path, with_private=True)
    assert plan.private_words == "1 private note comes too."
    assert merging.apply(mine, theirs.path, plan).changed
    assert {str(one.values["text"]): bool(one.values["private"]) for one in list_records(mine, "note")} == {
        CANARY: True,
        "Said aloud": False,
    }
    assert len(list_records(mine, "barrier")[0].values["notes"]) == 1  # type: ignore[arg-type]
    assert merging.plan(mine, theirs.path, with_private=True).private_notes == 0
    history.undo(mine)
    assert state(mine) == before


@pytest.mark.deep
def test_a_note_that_is_here_already_comes_to_no_harm(private: tuple[Desk, Desk]) -> None:
    mine, theirs = private
    merging.apply(mine, theirs.path, merging.plan(mine, theirs.path, with_private=True))
    number = next(one.id for one in list_records(mine, "note") if one.values["text"] == CANARY)
    # Whichever of the two desks says that it is private: its words are not shown.
    for desk, flag in ((mine, ""), (mine, "yes"), (theirs, "")):
        there = next(one.id for one in list_records(desk, "note") if one.values["text"] == CANARY)
        change_record(desk, "note", there, {"private": flag, "dots": "3" if desk is mine else "5"})
        told = [one for one in merging.plan(mine, theirs.path).differences if one.record == "note"]
        assert {one.name for one in told} == {"private note 1, First"}
    assert number


@pytest.mark.deep
@pytest.mark.parametrize("flags", [(), ("--private-notes",)])
def test_no_private_word_is_printed_or_written(
    private: tuple[Desk, Desk], tmp_path: Path, flags: tuple[str, ...]
) -> None:
    mine, theirs = private
    for desk in private:
        desk.close()
    verb, out = Verb(mine.path), tmp_path / "conflicts.csv"
    printed = [
        str(verb.good("merge", theirs.path, "--dry-run", *flags)),
        verb.words("merge", theirs.path, "--dry-run", "--conflicts", out, *flags).out,
    ]
    with out.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    own = next(row for row in rows if row["field"] == "note")
    assert (own["mine"], own["theirs"]) == ("(private, 17 characters)", "(private, 26 characters)")
    told = verb.good("merge", theirs.path, "--decide", out, *flags)
    assert told["private_notes"] == 1
    assert told["private_notes_taken"] is bool(flags)
    printed += [str(told), out.read_text(encoding="utf-8-sig"), verb.words("merge", theirs.path, *flags).out]
    assert "Canary" not in "".join(printed)
    assert "1 private note" in printed[1]
    assert ("--private-notes brings private notes too" in printed[1]) is not bool(flags)


def test_notes_for_oneself_are_decided_unseen_and_taken_whole(private: tuple[Desk, Desk]) -> None:
    mine, theirs = private
    plan = merging.plan(mine, theirs.path)
    own = next(one for one in plan.differences if one.field == "note")
    assert own.private == (MINE, THEIRS)
    assert CANARY not in repr(plan)
    assert MINE not in repr(plan)
    merging.apply(mine, theirs.path, plan, {own: "theirs"})
    assert list_records(mine, "workshop")[0].values["note"] == THEIRS


def test_in_which_room_a_delivery_was_typed_comes_along(pair: tuple[Desk, Desk]) -> None:
    mine, theirs = pair
    both = {"dive": "Under fives", "agency": "Second Body", "activity": "assess"}
    add_record(mine, "delivery", both)
    add_record(mine, "workshop", {"title": "First", "place": "Testshire"})
    numbers = [str(add_record(theirs, "delivery", {**both, **more}).record.id) for more in ({}, {"activity": "refer"})]
    add_record(theirs, "workshop", {"title": "First", "place": "Testshire", "deliveries": "; ".join(numbers)})
    take(mine, theirs)
    deliveries = list_records(mine, "delivery")
    assert len(deliveries) == 2
    assert list_records(mine, "workshop")[0].values["deliveries"] == tuple(str(one.id) for one in deliveries)
