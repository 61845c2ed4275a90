"""Spend tagged to a deep dive comes back with its line and never sticks to another;
verdicts are overruled with a reason."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.desk_state import state
from tpdesk.errors import UsageProblem
from tpdesk.models.desk import Desk
from tpdesk.models.keeping.check import check_desk
from tpdesk.models.log.history import list_acts
from tpdesk.services import batches, history, lines, places
from tpdesk.services.dives.boards import list_tags, tag_spend, untag
from tpdesk.services.imports import import_files
from tpdesk.services.overlap import list_rulings, overrule, withdraw_ruling
from tpdesk.services.records import add_record, remove_record
from tpdesk.services.sheets import ImportRequest


def put(desk: Desk, *amounts: str) -> int:
    """Take a file of these amounts in, and return its batch."""
    file = desk.path.with_name("may.csv")
    file.write_text(
        "Service,Amount\n" + "".join(f"Roads,{amount}\n" for amount in amounts), encoding="utf-8", newline=""
    )
    batch = import_files(desk, [file], ImportRequest(agency="Body", place="Testshire", year=2024, again=True))[0].batch
    assert batch is not None
    return batch


def tagged(desk: Desk) -> list[tuple[str, Fraction]]:
    return [(tag.words, tag.share) for tag in list_tags(desk, "under fives")]


def test_a_rule_is_of_all_that_it_names_and_is_said_again_with_another_share(desk: Desk) -> None:
    put(desk, "1.00")
    tag_spend(desk, "Under fives", category="10.4", agency="The Body Council", label="roads", share="25%")
    tag_spend(desk, "under fives", category="10.4", share="1/3")
    tag_spend(desk, "UNDER FIVES", category="10.4", agency="Body", label="ROADS", share="0.5")
    assert tagged(desk) == [("Body, category 10.4, label Roads", Fraction(1, 2)), ("category 10.4", Fraction(1, 3))]
    assert (
        list_acts(desk.connection, limit=1)[0].words
        == "Tag spend to deep dive Under fives: Body, category 10.4, label Roads, 50% of it"
    )
    history.undo(desk)
    assert tagged(desk)[0][1] == Fraction(1, 4)
    assert untag(desk, 1).words == "Body, category 10.4, label Roads"
    assert tagged(desk) == [("category 10.4", Fraction(1, 3))]


@pytest.mark.parametrize(
    ("named", "words"),
    [
        ({}, "Name a line, or a rule"),
        ({"line": 1, "category": "10.4"}, "Name a line, or a rule"),
        ({"line": 9}, "There is no line 9"),
        ({"line": 2}, "Line 2 is of another place"),
        ({"label": "Rods"}, "has the label 'Rods'. Did you mean 'Roads'"),
        ({"agency": "Bodi"}, "Did you mean 'Body'"),
        ({"category": "99"}, "'99' is no category"),
        ({"category": "10.4", "share": "0"}, "'0' is no share of it"),
        ({"category": "10.4", "share": "101%"}, "'101%' is no share of it"),
        ({"category": "10.4", "share": "half"}, "'half' is no share"),
    ],
)
def test_what_is_no_tag_is_refused(desk: Desk, named: dict[str, object], words: str) -> None:
    put(desk, "1.00")
    places.add(desk, "Otherland")
    lines.add_line(desk, {"agency": "Body", "amount": "1", "year": "2024-25"}, place="Otherland")
    before = state(desk)
    with pytest.raises(UsageProblem, match=words):
        tag_spend(desk, "Under fives", **named)  # type: ignore[arg-type]
    assert state(desk) == before


def test_a_tag_by_hand_goes_with_its_batch_and_comes_back_with_it_and_never_sticks_to_another_line(desk: Desk) -> None:
    put(desk, "1.00", "2.00")
    for line in (1, 2):
        tag_spend(desk, "Under fives", line=line, share="50%")
    lines.edit_lines(desk, (2,), {"amount": "3.00"})
    before = state(desk)
    batches.remove(desk, 1)
    assert tagged(desk) == [("line 2", Fraction(1, 2))], "the edited line stays, and so does its tag"
    put(desk, "5.00", "6.00", "7.00")
    assert tagged(desk) == [("line 2", Fraction(1, 2))]
    for _ in range(2):
        history.undo(desk)
    assert state(desk) == before
    assert len(tagged(desk)) == 2
    for _ in range(4):
        history.undo(desk)
    assert desk.connection.execute("SELECT count(*) FROM spend, spend_tag").fetchone()[0] == 0
    put(desk, "8.00")
    assert tagged(desk) == []


def test_undo_of_an_import_and_redo_bring_the_tag_back_to_its_line(desk: Desk) -> None:
    put(desk, "1.00", "2.00")
    tag_spend(desk, "Under fives", line=2)
    before = state(desk)
    for _ in range(2):
        history.undo(desk)
    for _ in range(2):
        history.redo(desk)
    assert state(desk) == before
    lines.delete_lines(desk, (2,))
    assert tagged(desk) == []
    history.undo(desk)
    assert state(desk) == before
    assert not [problem for item in check_desk(desk.connection) for problem in item.problems]


def test_the_parts_of_a_tagged_line_are_tagged_alike(desk: Desk) -> None:
    put(desk, "10.00", "20.00")
    tag_spend(desk, "Under fives", line=2, share="1/2")
    lines.split_lines(desk, (1, 2), (lines.LinePart(Fraction(1, 4), {}), lines.LinePart(Fraction(3, 4), {})))
    found = desk.connection.execute(
        "SELECT sum(amount_pence * share_parts / share_whole) FROM spend_tag JOIN spend ON spend.id = line"
    ).fetchone()
    assert found[0] == 1_000


def test_a_verdict_is_overruled_with_a_reason_and_that_is_withdrawn(desk: Desk) -> None:
    made = overrule(desk, None, "2024-25", "10.4", "Separate-areas", "Split by an agreement;\nask 01254 380 293")
    assert (made.ruling.verdict, made.ruling.reason) == ("separate areas", "Split by an agreement;\nask 01254 380 293")
    assert len(made.warnings) == 1
    overrule(desk, "testshire", "2024-25", "10.4", "fragmented", "No more")
    assert [(one.category, one.verdict, one.reason) for one in list_rulings(desk, None, "2024-25")] == [
        ("10.4", "fragmented", "No more")
    ]
    assert list_rulings(desk, None, "2023-24") == ()
    history.undo(desk)
    assert list_rulings(desk, None, "2024-25")[0].verdict == "separate areas"
    withdraw_ruling(desk, None, "2024-25", "10.4")
    assert list_rulings(desk, None, "2024-25") == ()
    for verdict, reason, words in (
        ("wrong", "x", "is no verdict"),
        ("fragment", "x", "Did you mean 'fragmented'"),
        ("single", " ", "with a reason"),
    ):
        with pytest.raises(UsageProblem, match=words):
            overrule(desk, None, "2024-25", "10.4", verdict, reason)
    with pytest.raises(UsageProblem, match="was not overruled"):
        withdraw_ruling(desk, None, "2024-25", "10.4")


def test_a_desk_that_does_not_hang_together_is_told(desk: Desk) -> None:
    def problems() -> list[str]:
        return [problem for item in check_desk(desk.connection) for problem in item.problems]

    put(desk, "1.00")
    tag_spend(desk, "Under fives", line=1)
    add_record(desk, "dive", {"title": "Part", "place": "Testshire", "parent": "Under fives"})
    places.add(desk, "Otherland")
    assert problems() == []
    with desk.writing() as connection:
        connection.execute("UPDATE deep_dive SET parent = 2, place = 2 WHERE id = 1")
    assert problems() == [
        "The deep dive 'Under fives' would be a part of itself, by way of 'Part'.",
        "The deep dive 'Part' would be a part of itself, by way of 'Under fives'.",
        "The deep dive 'Under fives' is of another place than 'Part', which it is a part of.",
        "The deep dive 'Part' is of another place than 'Under fives', which it is a part of.",
        "Line 1 is tagged to a deep dive of another place.",
    ]
    history.undo(desk)
    remove_record(desk, "dive", 1)
    assert problems() == []
