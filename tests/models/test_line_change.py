"""Edits by worked examples: what is previewed is what is done, what came in is remembered, and what
cannot be is refused in words."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.models.lines import seen, stocked_lines
from tpdesk.errors import UsageProblem
from tpdesk.models.batch import remove_batch
from tpdesk.models.desk import Desk
from tpdesk.models.keeping.check import check_desk
from tpdesk.models.label_map import set_map
from tpdesk.models.lines.origin import origin_of
from tpdesk.models.lines.typed import parse_filter
from tpdesk.services.history import undo
from tpdesk.services.lines import LinePart, add_line, delete_lines, edit_lines, preview_edit, split_lines


def sound(desk: Desk) -> bool:
    return not any(item.problems for item in check_desk(desk.connection))


def test_a_bulk_edit_says_what_it_will_do_and_does_that(desk: Desk) -> None:
    stocked_lines(desk, *({"amount_pence": 300_000_00} for _ in range(4)), {"category": "09.5"}, {"agency": 2})
    where = parse_filter(desk.connection, 'agency="Body 1"')
    preview = preview_edit(desk, where, {"category": "9.5"})
    assert preview.words == "4 lines, £1.2m, category from Unmapped to 09.5 Education not definable by level"
    assert (preview.chosen, preview.lines) == (5, 4)
    assert seen(desk.connection, "edited=yes") == []
    assert edit_lines(desk, where, {"category": "9.5"}, expected=5) == preview
    assert [row.own_category for row in seen(desk.connection)] == ["09.5"] * 5 + [""]
    assert len(seen(desk.connection, "edited=yes")) == 4
    assert undo(desk).title == "Edit 4 lines: category from Unmapped to 09.5 Education not definable by level"
    assert sound(desk)


def test_expenditure_and_income_are_told_apart(desk: Desk) -> None:
    stocked_lines(desk, {"amount_pence": 500_00}, {"amount_pence": 200_00, "flow": 2})
    assert (
        preview_edit(desk, [1, 2], {"grade": "2"}).words
        == "2 lines, £500 expenditure, £200 income, grade from (none) to 2"
    )


def test_money_that_a_label_or_a_body_would_take_from_its_category_is_told(desk: Desk) -> None:
    stocked_lines(
        desk, {"label": 1, "amount_pence": 500_00}, {"label": 1, "amount_pence": 7_00, "flow": 2}, {"label": 2}
    )
    known = [row.label for row in seen(desk.connection)]
    with desk.writing() as connection:
        set_map(connection, known[0], {"05.1.0": Fraction(1)}, place=None, agency=1)
        set_map(connection, "Books", {"08.2": Fraction(1, 2), "09.5": Fraction(1, 2)}, place=None, agency=None)
    lost = (
        "£500 expenditure, £7 income becomes unmapped, that counted under 05.1.0 Waste management: map it, or "
        "the count shows it without a category."
    )
    for changes in ({"label": "No such word"}, {"label": ""}, {"agency": "Body 2"}):
        assert preview_edit(desk, [1, 2, 3], changes).warnings[0] == lost
    assert preview_edit(desk, [1], {"label": "BOOKS"}).warnings == (
        (
            "£500.00 counts under another category: 08.2 Cultural services (50.0%) and 09.5 Education not "
            "definable by level (50.0%), not 05.1.0 Waste management."
        ),
    )
    assert preview_edit(desk, [1], {"label": known[0].upper()}).warnings == ()
    assert preview_edit(desk, [3], {"label": "No such word"}).warnings == (), "it had none to lose"
    edit_lines(desk, [1], {"category": "08.2"})
    assert preview_edit(desk, [1], {"label": "No such word"}).warnings == (), "its own category holds"
    assert (
        preview_edit(desk, [1], {"category": ""})
        .warnings[0]
        .startswith("£500.00 counts under another category: 05.1.0")
    )


def test_an_edit_of_other_lines_than_were_agreed_to_is_refused(desk: Desk) -> None:
    stocked_lines(desk, {}, {})
    with pytest.raises(UsageProblem, match="2 lines now and not 3"):
        edit_lines(desk, parse_filter(desk.connection, "amount=100"), {"grade": "1"}, expected=3)
    with pytest.raises(UsageProblem, match="There is no line 9"):
        edit_lines(desk, [1, 9], {"grade": "1"})
    assert seen(desk.connection, "edited=yes") == []


def test_the_first_edit_remembers_what_came(desk: Desk) -> None:
    stocked_lines(desk, {"amount_pence": 500})
    edit_lines(desk, [1], {"amount": "7.00"})
    edit_lines(desk, [1], {"amount": "9"})
    (row,) = seen(desk.connection)
    assert (row.amount_pence, row.came_pence, row.edited) == (900, 500, True)
    assert [act.words for act in origin_of(desk.connection, 1).acts][:2] == [
        "Edit line 1: amount from £7.00 to £9.00", "Edit line 1: amount from £5.00 to £7.00",
    ]  # fmt: skip
    assert [(one.field, one.before, one.after) for one in origin_of(desk.connection, 1).acts[0].changes] == [
        ("amount", "£7.00", "£9.00")
    ]
    assert sound(desk)


def test_an_edit_to_what_stands_already_is_none(desk: Desk) -> None:
    stocked_lines(desk, {})
    assert edit_lines(desk, [1], {"label": "Waste", "amount": "100"}).lines == 0
    assert seen(desk.connection, "edited=yes") == []


def test_deleted_lines_are_remembered_by_their_batch(desk: Desk) -> None:
    stocked_lines(desk, {"amount_pence": 500}, {"amount_pence": -70}, {"amount_pence": 3})
    edit_lines(desk, [1], {"amount": "1"})
    assert delete_lines(desk, parse_filter(desk.connection, "line=1|2")) == (2, 30)
    assert desk.connection.execute("SELECT removed_lines, removed_pence FROM batch").fetchone() == (2, 430)
    assert sound(desk)


def test_a_split_gives_every_penny_and_survives_its_batch(desk: Desk) -> None:
    stocked_lines(desk, {"amount_pence": 100}, {"amount_pence": -100})
    thirds = [
        LinePart(Fraction(1, 3)),
        LinePart(Fraction(1, 3), {"category": "05.1"}),
        LinePart(Fraction(1, 3), {"agency": "Body 2", "label": ""}),
    ]
    assert split_lines(desk, [1, 2], thirds) == [3, 4, 5, 6]
    rows = seen(desk.connection)
    assert [(row.id, row.amount_pence, row.came_pence, row.part_of) for row in rows] == [
        (1, 34, 100, None), (2, -34, -100, None), (3, 33, 0, 1), (4, -33, 0, 2), (5, 33, 0, 1), (6, -33, 0, 2),
    ]  # fmt: skip
    assert [(row.agency, row.label, row.own_category, row.batch) for row in rows[2:5:2]] == [
        ("Body 1", "Waste", "05.1", 1),
        ("Body 2", "", "", 1),
    ]
    assert origin_of(desk.connection, 1).parts == (3, 5)
    assert origin_of(desk.connection, 3).words.endswith("; split from line 1")
    assert sound(desk)
    with desk.writing() as connection:
        assert remove_batch(connection, 1).kept == 6
    assert sound(desk)


@pytest.mark.parametrize("shares", [["1"], ["1/2", "1/3"], ["1/2", "1/2", "0"], ["2", "-1"]])
def test_shares_that_do_not_make_a_whole_are_refused(desk: Desk, shares: list[str]) -> None:
    stocked_lines(desk, {})
    with pytest.raises(UsageProblem, match="add up to exactly 1"):
        split_lines(desk, [1], [LinePart(Fraction(share)) for share in shares])
    with pytest.raises(UsageProblem, match="leave amount out"):
        split_lines(desk, [1], [LinePart(Fraction(1, 2)), LinePart(Fraction(1, 2), {"amount": "3"})])


def test_the_year_follows_a_corrected_date(desk: Desk) -> None:
    stocked_lines(desk, {}, {"year": 2020})
    preview = preview_edit(desk, [1, 2], {"date": "31/03/2024"})
    assert preview.warnings == ("The financial year follows the date in 1 line.",)
    edit_lines(desk, [1, 2], {"date": "31/03/2024"})
    assert [(row.date, row.year) for row in seen(desk.connection)] == [("2024-03-31", 2023), ("2024-03-31", 2020)]
    assert preview_edit(desk, [1], {"year": "2022-23"}).warnings == ("1 line is dated outside that year.",)


def test_a_payment_that_becomes_income_comes_from_the_body_it_went_to(desk: Desk) -> None:
    stocked_lines(desk, {"transfer_to": 3}, {})
    edit_lines(desk, [2], {"transfer_to": "A charity"})
    edit_lines(desk, [1, 2], {"flow": "income"})
    assert [(row.transfer_to, row.transfer_from, row.unknown_body) for row in seen(desk.connection)] == [
        ("", "Body 3", False),
        ("", "A charity", True),
    ]
    with pytest.raises(UsageProblem, match="2 lines of these are income, which cannot have transfer_to"):
        preview_edit(desk, [1, 2], {"transfer_to": "Body 2"})
    edit_lines(desk, [1, 2], {"transfer_from": ""})
    assert [(row.transfer_from, row.unknown_body) for row in seen(desk.connection)] == [("", False)] * 2
    assert sound(desk)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"agency": "Bod 1"}, "There is no organisation called 'Bod 1' on this desk. Did you mean 'Body 1'?"),
        ({"category": "educaton"}, "Did you mean 09, Education?"),
        ({"amount": "lots"}, "'lots' is no amount of money"),
        ({"amount": ""}, "Amount cannot be blank."),
        ({"date": "someday"}, "'someday' is no date; write it as 2024-06-17"),
        ({"year": "24"}, "is not a financial year"),
        ({"flow": "out"}, "'out' is neither expenditure nor income."),
        ({"grade": "7"}, "a number from 1 to 6"),
        ({"internal": "maybe"}, "'maybe' is neither yes nor no."),
        ({"batch": "1"}, "Batch is not for editing. What can be edited: agency, label,"),
        ({"colour": "red"}, "'colour' is no field of a line."),
        ({"category": "05", "own_category": "05.1"}, "is given twice"),
        ({"transfer_to": "Body 2", "transfer_from": "Body 3"}, "not both"),
        ({"label": "x" * 4_001}, "4,000 characters at most"),
        ({}, "Nothing is to be changed"),
    ],
)
def test_what_cannot_be_is_refused_in_words(desk: Desk, changes: dict[str, str], message: str) -> None:
    stocked_lines(desk, {})
    for act in (preview_edit, edit_lines):
        with pytest.raises(UsageProblem) as told:
            act(desk, [1], changes)
        assert message in str(told.value)
    assert seen(desk.connection, "edited=yes") == []


def test_what_is_new_to_the_desk_is_said_before(desk: Desk) -> None:
    stocked_lines(desk, {})
    warnings = preview_edit(
        desk, [1], {"client_group": "Night workers", "transfer_to": "Bod 2", "area": "Nowhere"}
    ).warnings
    assert [text.partition(":")[0] for text in warnings] == ["Client group", "Transfer to", "Area"]
    assert "Did you mean 'Body 2'?" in warnings[1]
    assert desk.connection.execute("SELECT count(*) FROM client_group WHERE name = 'Night workers'").fetchone() == (0,)


def test_a_line_is_written_by_hand(desk: Desk) -> None:
    stocked_lines(desk)
    line = add_line(
        desk, {"agency": "body 2", "amount": "£12.50", "date": "1/4/2025", "label": "Parks", "supplier": ""}
    )
    (row,) = seen(desk.connection)
    assert (row.id, row.agency, row.amount_pence, row.year, row.label, row.batch, row.came_pence) == (
        line,
        "Body 2",
        1_250,
        2025,
        "Parks",
        None,
        None,
    )
    assert origin_of(desk.connection, line).words == "entered by hand"
    assert sound(desk)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"amount": "1", "year": "2024-25"}, "the organisation that spends"),
        ({"agency": "Body 1", "year": "2024-25"}, "an amount"),
        ({"agency": "Body 1", "amount": "1"}, "a date or a financial year"),
        (
            {"agency": "Body 1", "amount": "1", "year": "2024-25", "transfer_from": "Body 2"},
            "Expenditure cannot have transfer_from",
        ),
    ],
)
def test_a_line_needs_body_amount_and_year(desk: Desk, changes: dict[str, str], message: str) -> None:
    stocked_lines(desk)
    with pytest.raises(UsageProblem, match=message):
        add_line(desk, changes)
    assert seen(desk.connection) == []
