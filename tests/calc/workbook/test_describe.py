"""The small parts of a description: names, headings, text from the desk, places and formulas."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tpdesk.calc.workbook import measure
from tpdesk.calc.workbook.describe import (
    Column,
    ColumnKind,
    Note,
    Sheet,
    Table,
    Workbook,
    brief,
    headings,
    said,
    sheet_names,
)
from tpdesk.calc.workbook.layout import letters, place, resolve

TABLE = Table(
    "Figures",
    "Figures",
    (
        Column("name", "Name", ColumnKind.TEXT),
        Column("amount", "Amount", ColumnKind.PENCE),
        Column("key", "Key", ColumnKind.KEY, working=True),
    ),
    (("a", 100, 1), ("b", 200, 2), ("All", 300, "[z]")),
    total=True,
)
PACK = Workbook(
    "Title",
    "",
    "",
    "2025-01-01T00:00:00Z",
    (Sheet("figures", "Figures", "Figures of a place", "", ("About.",), TABLE),),
)


def test_tabs_are_unique_at_31_characters_and_free_of_what_excel_refuses() -> None:
    long = "The Combined Authority of the North "
    names = sheet_names((f"{long}Riding", f"{long}Bank", "a/b[c]:d", "'quoted'", "HISTORY", "", "A B C D"))
    assert names[0] == "The Combined Authority of the N"
    assert names[1] == "The Combined Authority of the 2"
    assert names[2:] == ("a b c d", "quoted", "HISTORY 2", "Sheet", "A B C D 2")


@given(st.lists(st.text(max_size=60), max_size=12))
def test_any_names_make_tabs(wanted: list[str]) -> None:
    names = sheet_names(tuple(wanted))
    assert len({name.casefold() for name in names}) == len(wanted)
    for name in names:
        assert 0 < len(name) <= 31
        assert not set(name) & set("[]:*?/\\")
        assert name.strip("'") == name


def test_headings_carry_unit_and_note_and_are_unique_without_case() -> None:
    columns = (
        Column("a", "Same", ColumnKind.MILLION, note="n"),
        Column("b", "same", ColumnKind.MILLION, note="n"),
        Column("c", "Key", ColumnKind.KEY),
    )
    pack = Workbook("", "", "", "", (), (Note("other", ""), Note("n", "")))
    assert headings(pack, columns) == ("Same (£ million) [note 2]", "same 2 (£ million) [note 2]", "Key")


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        (None, "[z]"),
        ("  ", "[z]"),
        ("[c]", "(c)"),
        ("[LOW]", "(LOW)"),
        ("[closed]", "[closed]"),
        ("see [note 3]", "see (note 3)"),
        ("\x1b[31mRed\x1b[0m", "Red"),
        ("_x0041_ Board", "_ x0041_ Board"),
        ("=1+1", "=1+1"),
    ],
)
def test_text_from_the_desk_is_never_taken_for_more_than_text(text: str | None, cell: str) -> None:
    assert said(text) == cell


def test_text_longer_than_a_cell_says_that_it_is_cut() -> None:
    assert said("x" * 40_000).endswith("... (cut: 40,000 characters)")
    assert len(said("x" * 40_000)) < 32_767


def test_a_brief_name_is_cut_at_a_word() -> None:
    assert brief("one two three four five", 15) == "one two..."
    assert len(brief("x" * 300)) == 60


def test_letters_are_excels() -> None:
    assert [letters(n) for n in (0, 25, 26, 701, 702, 16_383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]


def test_formulas_find_their_cells_in_this_row_in_the_body_and_on_other_sheets() -> None:
    placed = place(PACK, ("Figures",), publish=False)
    here = placed["figures"]
    assert (here.header, here.first, here.body, here.last) == (5, 6, 7, 8)
    assert resolve("={amount}/{amount:last}", here, 6, placed) == "=$B6/$B$8"
    assert resolve("=SUM({amount:body})", here, 8, placed) == "=SUM($B$6:$B$7)"
    assert resolve("={Figures!amount:2}", here, 6, placed) == "='Figures'!$B$7"


def test_a_publication_copy_leaves_out_the_columns_that_only_formulas_need() -> None:
    assert [column.key for column in place(PACK, ("Figures",), publish=True)["figures"].columns] == ["name", "amount"]


def test_text_takes_more_lines_in_a_narrower_column() -> None:
    text = "Money one public body pays another is counted where it is finally spent."
    assert measure.lines(text, 100) == 1
    assert measure.lines(text, 40) == 2
    assert measure.lines(text, 40, points=18, bold=True) == 3
    assert measure.lines("x" * 300, 30) > 8
    assert measure.lines("", 30) == 1
