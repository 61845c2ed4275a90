"""What a board pack holds: every figure is the calculation's, on a stated base, and hostile text is only text."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.calc.packs import places
from tests.deep import first_of
from tpdesk.calc.packs.board import describe_board
from tpdesk.calc.report import BoardReport, CheckTotal
from tpdesk.calc.workbook.check import check_workbook
from tpdesk.calc.workbook.describe import SheetCell, Workbook
from tpdesk.domain.results.basis import ConfidenceRow
from tpdesk.services.packs import write_workbook

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")

PLACES: dict[str, Callable[[], BoardReport]] = {
    "small": places.small,
    "hostile": places.hostile,
    "empty": places.empty,
    "single": places.single,
    "large": places.large,
}


def table(book: Any, sheet: str) -> list[dict[str, Any]]:
    """Return the rows of the one table on a sheet, by heading."""
    (ref,) = [one.ref for one in book[sheet].tables.values()]
    head, *rows = [[cell.value for cell in row] for row in book[sheet][ref]]
    return [dict(zip(head, row, strict=True)) for row in rows]


def column(book: Any, sheet: str, start: str) -> list[Any]:
    """Return the values of the column whose heading starts with `start`."""
    return [next(value for key, value in row.items() if key.startswith(start)) for row in table(book, sheet)]


def written(report: BoardReport, folder: Path, *, publish: bool = False) -> Any:
    """Return the pack of a report as openpyxl reads it back, with cached values."""
    done = write_workbook(describe_board(report), folder / "pack.xlsx", publish=publish)
    return openpyxl.load_workbook(done.file, data_only=True)


def words(pack: Workbook) -> str:
    """Return all text of a pack."""
    texts = [text for sheet in pack.sheets for text in (sheet.title, *sheet.holds)]
    for sheet in pack.sheets:
        if sheet.table:
            cells = [cell.value if isinstance(cell, SheetCell) else cell for row in sheet.table.rows for cell in row]
            texts += [cell for cell in cells if isinstance(cell, str)]
    return "\n".join(texts)


@pytest.mark.parametrize("publish", [False, True], ids=["working", "published"])
@pytest.mark.parametrize("name", first_of(PLACES))
def test_every_place_gives_a_pack_that_meets_the_rules(name: str, publish: bool, tmp_path: Path) -> None:
    done = write_workbook(describe_board(PLACES[name]()), tmp_path / "pack.xlsx", publish=publish)
    results = check_workbook(done.file)
    missed = [result for result in results if result.level == "E" and not result.passed]
    # A name that is an address is its owner's.
    assert {result.id for result in missed} <= ({"F2"} if name == "hostile" else set()), missed
    unmet = {result.id for result in results if not result.passed}
    # A working pack has live formulas (F11); the hostile place has names that are `*` (F5) and
    # addresses (F2).
    assert unmet == (set() if publish else {"F11"}) | ({"F2", "F5"} if name == "hostile" else set())


def test_agencies_and_categories_are_the_counts(tmp_path: Path) -> None:
    report = places.small()
    book = written(report, tmp_path)
    assert column(book, "Who spends", "Organisation") == [
        "County Council",
        "North District",
        "South District",
        "All organisations",
    ]
    assert column(book, "Who spends", "Spend after") == [
        *(row.amount_pence / 100 for row in report.by_agency.rows), report.by_agency.rows_total_pence / 100,
    ]  # fmt: skip
    assert column(book, "Categories", "Spend after")[:-1] == [row.amount_pence / 100 for row in report.by_category.rows]
    assert column(book, "Categories", "Code")[:-1] == ["05.1", "04.7", "09.9", "10.9", "[z]"]
    assert column(book, "Categories", "Category")[-2:] == ["Unmapped", "All categories"]


def test_matrix_holds_each_cell_and_its_totals(tmp_path: Path) -> None:
    book = written(places.small(), tmp_path)
    county = table(book, "Organisation by division")[0]
    assert county["05 Division 05 (£ million)"] == 47_831_000.01
    assert county["10 Division 10 (£ million)"] == 0
    total = table(book, "Organisation by division")[-1]
    assert total["05 Division 05 (£ million)"] == 65_831_000.33
    assert (
        round(sum(total[key] for key in total if "Division 0" in key or "Division 10" in key or "Unmapped" in key), 2)
        == total[next(key for key in total if key.startswith("All divisions"))]
    )


def test_overlap_shows_both_amounts_outside_the_lead_and_calls_them_no_saving(tmp_path: Path) -> None:
    book = written(places.small(), tmp_path)
    rows = table(book, "Overlap")
    assert rows[0]["Category"] == "Category 04.7 of services"
    assert rows[0]["Verdict [note 5]"] == "fragmented"
    assert column(book, "Overlap", "Outside the lead where")[0] == 13_802_000
    assert column(book, "Overlap", "Outside the lead anywhere")[1] == 18_000_000.32
    assert column(book, "Overlap", "Areas") == ["known", "known", "unproven: area unknown"]
    assert "an upper bound for discussion, not a saving" in " ".join(
        str(cell.value) for cell in book["Overlap"]["A"][:5]
    )


def test_separate_areas_and_what_is_below_the_ranking_have_sheets_of_their_own(tmp_path: Path) -> None:
    book = written(places.small(), tmp_path)
    assert column(book, "Shared-service candidates", "Category") == ["Category 05.1 of services"]
    assert column(book, "Below the ranking", "Why") == ["says little, or a balancing line"]
    assert column(book, "Left out of shares", "Amount") == [-1000.55]


def test_key_messages_name_missing_returns_unmapped_money_and_their_base(tmp_path: Path) -> None:
    book = written(places.small(), tmp_path)
    messages = column(book, "Key messages", "Message")
    assert any("Health Board (requested; 2023-24: £326.0m, not added)" in message for message in messages)
    assert any("£1.2m (1.2%) in 1 line has no category yet" in message for message in messages)
    assert any("upper bound for discussion, not a saving" in message for message in messages)
    bases = dict(zip(messages, column(book, "Key messages", "Rests on"), strict=True))
    assert "501,094 people" in next(base for message, base in bases.items() if "per head" in message)
    assert "before transfers" in next(
        base for message, base in bases.items() if "published or control total" in message
    )
    assert all("people" not in base for message, base in bases.items() if "per head" not in message)
    links = [cell.hyperlink for cell in book["Key messages"]["C"] if cell.value and cell.value != "See"]
    assert len(links) == len(messages)
    assert all(links)


def test_an_empty_place_says_so_and_still_shows_unmapped() -> None:
    text = words(describe_board(places.empty()))
    assert "No spend of Exampleshire [test] is recorded for 2024-25." in text
    assert "£0 is unmapped" not in text
    assert "not held for this year, so nothing is shown per head" in text


def test_a_figure_missing_for_want_of_people_is_marked_not_nil(tmp_path: Path) -> None:
    book = written(places.empty(), tmp_path)
    said = " ".join(str(cell.value) for cell in book["Headline figures"]["A"][:8])
    assert "Per head: not available; Per household: not available" in said


def test_money_smaller_than_the_unit_shows_low_and_keeps_its_value(tmp_path: Path) -> None:
    book = written(places.small(), tmp_path)
    cell = next(cell for cell in book["What on"]["C"] if cell.value == 18_999.55)
    assert cell.number_format == '"[low]";"[low]"'
    assert any("[low] = not zero, but rounds to zero" in str(cell.value) for cell in book["What on"]["A"])


def test_hostile_text_is_shown_as_text_and_never_runs(tmp_path: Path) -> None:
    done = write_workbook(describe_board(places.hostile()), tmp_path / "pack.xlsx", publish=True)
    book = openpyxl.load_workbook(done.file)
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert not [cell.coordinate for cell in cells if isinstance(cell.value, str) and "\x1b" in cell.value]
    agencies = column(book, "Who spends", "Organisation")
    for name in (
        "[closed]",
        "Health [/b]",
        "=1+1",
        ">5",
        "*",
        "@SUM(A1)",
        "Red Council",
        places.LONG,
        "https://example.org/",
    ):
        assert name in agencies
    links = [cell.hyperlink.target for cell in cells if cell.hyperlink]
    assert [target for target in links if target] == []


def test_names_that_look_like_notes_or_shorthand_are_not_taken_for_them(tmp_path: Path) -> None:
    agencies = column(written(places.hostile(), tmp_path), "Who spends", "Organisation")
    assert "(note 9) Trust" in agencies
    assert "(c)" in agencies


def test_a_total_that_differs_is_said_in_words_on_the_sheet_and_in_the_messages(tmp_path: Path) -> None:
    report = places.report(
        {("A Council", "01.1"): 100}, extra_checks=(CheckTotal("Cube and lines", 100, "cube", 99, "lines"),)
    )
    book = written(report, tmp_path)
    assert (
        dict(zip(column(book, "Check totals", "Check"), column(book, "Check totals", "Verdict"), strict=True))[
            "Cube and lines"
        ]
        == "DIFFERS"
    )
    assert any(
        "One check total DIFFERS: Cube and lines." in message for message in column(book, "Key messages", "Message")
    )


def test_alt_texts_are_made_from_the_data() -> None:
    charts = {sheet.key: sheet.chart for sheet in describe_board(places.small()).sheets if sheet.chart}
    assert set(charts) == {
        "cover",
        "chart_who_spends",
        "chart_heat_map",
        "chart_gross_to_net",
        "chart_what_on",
        "chart_categories",
        "chart_overlap",
    }
    overlap = charts["chart_overlap"]
    assert overlap is not None
    assert "Category 04.7 of services £13.8m" in overlap.alt
    assert "not a saving" in overlap.alt


def test_a_chart_of_many_draws_the_largest_and_says_of_how_many() -> None:
    charts = [sheet.chart for sheet in describe_board(places.large()).sheets if sheet.key == "chart_who_spends"]
    assert charts[0] is not None
    assert charts[0].bars == 15
    assert "A bar for each of 15 rows of 60 organisations." in charts[0].alt
    assert "46 other organisations £4,514.3m" in charts[0].alt


def test_a_cut_list_of_pairs_says_how_many_there_are() -> None:
    (pairs,) = [sheet for sheet in describe_board(places.large()).sheets if sheet.key == "pairs"]
    assert pairs.table is not None
    assert len(pairs.table.rows) == 100
    assert "The first 100 of 1,770 pairs." in pairs.holds[0]


def test_the_publication_copy_has_the_same_sheets_and_figures_without_formulas(tmp_path: Path) -> None:
    pack = describe_board(places.small())
    working = write_workbook(pack, tmp_path / "working.xlsx", publish=False)
    published = write_workbook(pack, tmp_path / "published.xlsx", publish=True)
    assert working.sheets == published.sheets
    copy, cached = openpyxl.load_workbook(published.file), openpyxl.load_workbook(working.file, data_only=True)
    for sheet in ("Who spends", "Categories", "Overlap", "Check totals", "Data"):
        for ours, theirs in zip(table(copy, sheet), table(cached, sheet), strict=True):
            assert {key: theirs[key] for key in ours} == pytest.approx(ours, rel=1e-14)


@pytest.mark.parametrize("name", PLACES)
def test_every_row_fills_every_column_and_every_link_leads_somewhere(name: str) -> None:
    pack = describe_board(PLACES[name]())
    keys = {sheet.key for sheet in pack.sheets}
    for sheet in pack.sheets:
        for row in sheet.table.rows if sheet.table else ():
            assert sheet.table is not None
            assert len(row) == len(sheet.table.columns)
            values = [cell.value if isinstance(cell, SheetCell) else cell for cell in row]
            assert "" not in values
            assert {cell.link for cell in row if isinstance(cell, SheetCell) and cell.link} <= keys


def test_ungraded_money_has_no_band_and_graded_money_says_what_it_is_part_of(tmp_path: Path) -> None:
    graded = places.report({("A Council", "01.1"): 100_000_00})
    assert column(written(graded, tmp_path), "Confidence", "Band in money") == [2_000, 2_000]
    ungraded = dataclasses.replace(graded, confidence=(ConfidenceRow(None, 100_000_00, None, None),))
    book = written(ungraded, tmp_path)
    assert column(book, "Confidence", "Band in money") == ["[z]", "[z]"]
    assert "The amounts add up to £100k, gross expenditure before transfers." in " ".join(
        str(cell.value) for cell in book["Confidence"]["A"][:5]
    )
