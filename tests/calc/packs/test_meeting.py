"""Papers for a meeting: at most eight pages, each filled, in type that is read across a table, nothing cut off."""

from __future__ import annotations

import dataclasses
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests.calc.packs import places
from tests.calc.packs.printed import pages_of
from tests.calc.packs.test_board import PLACES
from tests.calc.packs.test_page_one import reported
from tests.cli.verbs import Verb
from tests.deep import first_of
from tpdesk.calc.packs.asks import MOST_ASKS
from tpdesk.calc.packs.board import BOARD, describe_board, frame_of
from tpdesk.calc.packs.meeting import BOARD_PAGES, FINAL_PAGES, INTERIM_PAGES, MOST_PAGES, board_papers
from tpdesk.calc.packs.meeting_page import PageRule, PaperPage, as_sentences, height_of, table_page
from tpdesk.calc.packs.reports import FINAL, INTERIM, describe_report
from tpdesk.calc.report import BoardReport
from tpdesk.calc.workbook import layout, measure, paper
from tpdesk.calc.workbook.describe import Column, ColumnKind, Sheet, Table, Value, Workbook, sheet_names
from tpdesk.models.desk import open_desk
from tpdesk.models.desktop import office_program
from tpdesk.services.packs import write_workbook
from tpdesk.services.reports import place_report

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")

needs_office = pytest.mark.skipif(office_program() is None, reason="LibreOffice is not installed")


def long_names() -> BoardReport:
    """Return a place whose organisations and categories have names of 300 letters, with and without spaces."""
    names = [f"{n} {'The Joint Committee of All the Councils of the ' * 6}" for n in range(12)]
    names += [f"{n}{'Verwaltungsgemeinschaft' * 13}" for n in range(12)]
    titles = {f"{n:02}.1": f"{n} {'Services that are run side by side for people who ' * 6}" for n in range(1, 9)}
    money: places.Money = {
        (name, code): 1_000_000_00 * (n + 1) + m
        for n, name in enumerate(names)
        for m, code in enumerate(titles)
        if (n + m) % 3
    }
    met = dict.fromkeys(titles, 3_000_000_00)
    return places.report(money, titles=titles, meeting=met, missing=places.small().by_agency.missing_returns)


MADE: dict[str, Callable[[], BoardReport]] = {**PLACES, "long names": long_names}


def placed(papers: Workbook) -> dict[str, layout.Placed]:
    return layout.place(papers, sheet_names(tuple(sheet.name for sheet in papers.sheets)), publish=True)


@pytest.mark.parametrize("name", MADE)
def test_the_papers_of_any_place_are_few_filled_pages(name: str) -> None:
    papers = board_papers(MADE[name]())
    assert 1 <= len(papers.sheets) <= MOST_PAGES
    assert papers.sheets[0].key == "cover"
    for sheet in papers.sheets:
        assert paper.LEAST_FILLED <= height_of(sheet) <= paper.HIGH, sheet.name
        assert sheet.for_meeting
        assert sheet.on_paper


@pytest.mark.parametrize("name", MADE)
def test_nothing_on_a_page_is_cut_off(name: str) -> None:
    papers = board_papers(MADE[name]())
    for one in placed(papers).values():
        table = one.sheet.table
        if table is None:
            continue
        assert sum(one.widths) <= paper.WIDTH
        assert one.across == len(one.columns)
        assert one.printed == one.last == one.header + len(table.rows)
        shown = [at for at, column in enumerate(table.columns) if column in one.columns]
        for row, high in zip(table.rows, one.heights[1:], strict=True):
            for at, wide in zip(shown, one.widths, strict=True):
                text = row[at] if isinstance(row[at], str) else ""
                assert measure.height(measure.lines(str(text), wide)) <= high


def test_its_cells_are_eleven_point_where_a_program_sets_columns_wider_than_asked() -> None:
    across = (595.3 - 72 * (paper.MARGINS["left"] + paper.MARGINS["right"])) / (
        paper.WIDTH * measure.DIGIT_PIXELS * 0.75
    )
    down = (841.9 - 72 * (paper.MARGINS["top"] + paper.MARGINS["bottom"])) / paper.HIGH
    # LibreOffice's columns are up to 4% wider, and it prints at a whole per cent.
    assert 12 * (int(100 * min(across / 1.04, down, 1)) / 100) >= paper.LEAST_TYPE


def test_papers_have_no_formulas_links_or_filters_and_their_letters_are_of_no_theme(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    write_workbook(board_papers(places.small()), file, publish=True)
    book = openpyxl.load_workbook(file)
    for sheet in book.worksheets:
        assert sheet.page_setup.orientation == "portrait"
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight or 1) == (1, 1)
        assert not sheet.auto_filter.ref
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert cell.hyperlink is None
    for name, made in (("a.xlsx", None), ("pack.xlsx", describe_board(places.small()))):
        if made is not None:
            write_workbook(made, tmp_path / name, publish=False)
        styles = zipfile.ZipFile(tmp_path / name).read("xl/styles.xml").decode()
        assert "<scheme" not in styles
        assert styles.count("<font>") == styles.count('<name val="Arial"/>') > 3


def sheet_of(rows: int, columns: int = 3, *, total: bool = True) -> Sheet:
    heads = tuple(Column(f"c{n}", f"Column {n}", ColumnKind.COUNT if n else ColumnKind.TEXT) for n in range(columns))
    body: list[tuple[Value, ...]] = [(f"Row {n}", *(n + at for at in range(1, columns))) for n in range(rows)]
    last: list[tuple[Value, ...]] = [("All", *(sum(n + at for n in range(rows)) for at in range(1, columns)))]
    table = Table("T", "A table", heads, tuple(body + last if total else body), total=total)
    return Sheet("t", "The table", "A finding: Exampleshire [test], 2024-25", "?", ("What it is.",), table)


def page_of(sheet: Sheet, rule: PageRule) -> Sheet:
    page = table_page(rule, sheet, BOARD.name.lower(), frame_of(places.small(), []))
    assert page is not None
    return page.sheet


def test_rows_that_do_not_fit_are_added_up_in_one_and_the_total_stays() -> None:
    rule = PageRule("t", ("c0", "c1", "c2"), 1, "Other rows", ("c1",))
    page = page_of(sheet_of(200), rule)
    assert page.table is not None
    *shown, rest, total = page.table.rows
    assert rest[0] == f"Other rows ({200 - len(shown)})"
    assert rest[1] == sum(n + 1 for n in range(len(shown), 200))
    assert rest[2] == "[z]"
    assert sum(int(str(row[1])) for row in (*shown, rest)) == total[1]
    assert page.holds[-1] == f"Shown: the first {len(shown)} of 200. In full: the sheet The table of the board pack."
    assert page.title == "A finding"
    assert page.holds[0] == "Exampleshire [test], 2024-25, draft. What it is."


def test_a_table_that_fits_has_no_row_for_the_rest() -> None:
    page = page_of(sheet_of(5), PageRule("t", ("c0", "c1"), 1, "Other rows", ("c1",)))
    assert page.table is not None
    assert len(page.table.rows) == 6
    assert page.holds[-1] == "In full: the sheet The table of the board pack."


def test_air_between_rows_takes_no_row_its_place() -> None:
    for rows in range(20, 32):
        page = page_of(sheet_of(rows), PageRule("t", ("c0", "c1"), 1, "Other rows", ("c1",)))
        assert page.table is not None
        assert len(page.table.rows) == rows + 1


def test_no_column_is_narrower_than_the_words_of_its_heading() -> None:
    heads = (("Indicator", 60), ("Baseline", 5), ("Target", 3), ("Actual", 5), ("Change", 15))
    columns = tuple(Column(f"c{n}", head, ColumnKind.TEXT) for n, (head, _) in enumerate(heads))
    rows = tuple(tuple("a word " * (long // 7) or "b" * long for _, long in heads) for _ in range(4))
    table = Table("T", "A table", columns, rows)
    page = page_of(
        Sheet("t", "The table", "A finding", "?", ("What.",), table), PageRule("t", ("c0", "c1", "c2", "c3", "c4"), 1)
    )
    widths = paper.column_widths(table, columns, [head for head, _ in heads])
    assert sum(widths) == paper.WIDTH
    assert all(measure.lines(head, wide, bold=True) == 1 for (head, _), wide in zip(heads, widths, strict=True))
    assert page.table is not None
    assert len(page.table.columns) == len(heads)


def test_columns_that_have_no_room_go_the_last_first() -> None:
    keys = tuple(f"c{n}" for n in range(30))
    page = page_of(sheet_of(5, 30), PageRule("t", keys, 1))
    assert page.table is not None
    shown = [column.key for column in page.table.columns]
    assert shown == list(keys[: len(shown)])
    assert 2 <= len(shown) < 30


def test_a_place_with_a_name_alone_has_one_page() -> None:
    assert [sheet.key for sheet in board_papers(places.empty()).sheets] == ["cover"]


def test_what_is_asked_beyond_page_one_stands_on_the_last_page() -> None:
    cases = tuple(reported(f"Case {n}", "final") for n in range(MOST_ASKS + 90))
    papers = board_papers(dataclasses.replace(places.small(), cases=cases))
    first, last = papers.sheets[0], papers.sheets[-1]
    assert any(line.text == "and 90 further points: see the last page." for line in first.front)
    asked = [line.text for line in last.front if line.lead]
    assert any("Case 3" in text for text in asked)
    assert any(line.text.startswith("and ") and "further points" in line.text for line in last.front)


def test_the_chart_of_page_one_is_drawn_from_a_page_of_the_papers() -> None:
    for make in MADE.values():
        papers = board_papers(make())
        chart = papers.sheets[0].chart
        if chart is not None:
            table = next(one.table for one in papers.sheets if one.table and one.table.name == chart.table)
            assert chart.bars <= len(table.rows) - table.total
            assert {chart.labels, chart.values} <= {column.key for column in table.columns}


def test_a_row_without_a_name_is_told_by_its_other_cells() -> None:
    columns = tuple(Column(key, key.capitalize(), ColumnKind.TEXT) for key in ("here", "elsewhere"))
    sheet = Sheet("t", "T", "Two things", "?", ("It.",), Table("T", "T", columns, (("A", "[z]"), ("[z]", "B"))))
    lines = as_sentences(PaperPage(page_of(sheet, PageRule("t", ("here", "elsewhere"), 1)), 1.0))
    assert [(line.lead, line.text) for line in lines] == [
        ("", "Two things"), ("A:", "nothing else is recorded"), ("", "elsewhere: B"),
    ]  # fmt: skip


@pytest.mark.deep
def test_every_rule_names_a_sheet_and_columns_of_its_pack(sample: Verb) -> None:
    with open_desk(sample.desk, read_only=True) as desk:
        report = place_report(desk, "Lancashire", "2024-25", illustrative=True)
    packs = {
        "board": (describe_board(report.board), BOARD_PAGES),
        "interim": (describe_report(INTERIM, report), INTERIM_PAGES),
        "final": (describe_report(FINAL, report), FINAL_PAGES),
    }
    for pack, rules in packs.values():
        sheets = {sheet.key: sheet.table for sheet in pack.sheets}
        for rule in rules:
            # The sample has no organisation that counts in part.
            table = sheets.get(rule.key)
            assert table is not None, rule.key
            columns = {column.key for column in table.columns} | {"counted", "illustrative"}
            assert set(rule.columns) | set(rule.adds) <= columns, rule.key


@needs_office
@pytest.mark.deep
@pytest.mark.parametrize("name", first_of(MADE, 0, 3))
def test_odd_places_print_page_by_page(name: str, tmp_path: Path) -> None:
    papers = board_papers(MADE[name]())
    write_workbook(papers, tmp_path / "papers.xlsx", publish=True)
    printed_well(tmp_path / "papers.xlsx", len(papers.sheets))


@needs_office
@pytest.mark.deep
@pytest.mark.parametrize("kind", ["board", "interim"])
def test_the_samples_papers_print_in_eight_pages_of_eleven_point(sample: Verb, tmp_path: Path, kind: str) -> None:
    here = ("--place", "Lancashire", "--year", "2024-25")
    told = sample.good("pack", kind, *here, "--out", tmp_path / "pack.xlsx", "--print")
    pages = told["papers"]["pages"]
    assert 6 <= len(pages) <= MOST_PAGES
    printed_well(Path(told["papers"]["file"]), len(pages))


def printed_well(workbook: Path, sheets: int) -> None:
    """Assert that a workbook prints one page a sheet, no row parted, in 11 point, each page a third full at least."""
    printed = pages_of(workbook)
    assert len(printed) == sheets
    for page in printed:
        assert page.smallest >= paper.LEAST_TYPE
        assert page.filled >= 1 / 3
        assert page.high > 800


def test_the_figures_of_a_charts_bars_are_never_broken_into_lines(tmp_path: Path) -> None:
    made = write_workbook(board_papers(PLACES["large"]()), tmp_path / "a.xlsx", publish=True)
    chart = zipfile.ZipFile(made.file).read("xl/charts/chart1.xml").decode()
    labels = chart.partition("<c:dLbls>")[2].partition("</c:dLbls>")[0]
    assert '<a:bodyPr wrap="none"/>' in labels
    assert "<a:bodyPr/>" not in labels
