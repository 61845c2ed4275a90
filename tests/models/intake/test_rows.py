"""Rows into lines and rejects: what is taken, what is kept aside and why, and what is counted."""

from __future__ import annotations

import datetime as dt
import tracemalloc
from pathlib import Path

import pytest

from tests.models.intake.reading import read, written
from tpdesk.models.intake.layout import Overrides
from tpdesk.models.intake.recognise import recognise
from tpdesk.models.intake.rows import Settings, Tally, parse_rows
from tpdesk.models.intake.source import open_source

HEAD = "Service Area,Supplier Name,Description,Payment Date,Amount\n"
GOOD = "Parks,A Ltd,Grass,17/04/2024,100.00\nRoads,B Ltd,Tar,18/04/2024,200.00\n"


@pytest.mark.parametrize(
    "row",
    ["TOTAL,,,,300.00", ",,,,300.00", "Grand Total,,,,999.00", "Sub-total Parks,,,,100", ",Total,,,300.00",
        ",,,Total:,300.00", "Parks Total,,,,100.00", '"TOTAL",,,," 300.00 "'],
)  # fmt: skip
def test_a_total_row_is_not_spending(tmp_path: Path, row: str) -> None:
    found = read(written(tmp_path, HEAD + GOOD + row + "\n"))
    assert found.rules == [(4, "total row")]
    assert found.tally.sum_pence == 30000


@pytest.mark.parametrize(
    "row",
    [
        "Parks,Total Energies Ltd,Gas,19/04/2024,300.00",
        ",TOTAL GAS & POWER,,,300.00",
        "Total Place,C Ltd,Workshop,19/04/2024,300.00",
        "Parks,,,,300.00",
    ],
)
def test_a_name_with_total_in_it_is_spending(tmp_path: Path, row: str) -> None:
    found = read(written(tmp_path, HEAD + GOOD + row + "\n", "spend 2024-25.csv"))
    assert found.pence == [10000, 20000, 30000]


def test_blank_rows_rows_of_spaces_and_trailing_commas_are_blank(tmp_path: Path) -> None:
    found = read(written(tmp_path, HEAD + "\n,,,,\n" + GOOD + " , ,\u00a0,,\n" + "," * 70 + "\n\x1a\n"))
    assert (found.tally.rows_read, found.tally.rows_blank, found.tally.rows_imported) == (7, 5, 2)


def test_each_bad_row_is_kept_whole_with_its_reason(tmp_path: Path) -> None:
    body = (
        HEAD
        + GOOD
        + (
            "Parks,C Ltd,,19/04/2024,\nParks,D Ltd,,19/04/2024,#REF!\nParks,E Ltd,,,5.00\nService "
            "Area,Supplier Name,Description,Payment Date,Amount\n"
        )
    )
    body += "Parks,F Ltd,,19/04/2024,999999999999999999\nNotes: see the web site,,,,\n"
    found = read(written(tmp_path, body))
    assert found.rules == [
        (4, "blank amount"), (5, "unreadable amount"), (6, "no year"), (7, "repeated header"),
        (8, "amount out of range"), (9, "blank amount"),
    ]  # fmt: skip
    reject = found.rejects[1]
    assert (reject.column, reject.value, reject.raw) == (
        "Amount",
        "#REF!",
        ("Parks", "D Ltd", "", "19/04/2024", "#REF!"),
    )
    assert "error" in reject.message
    assert found.tally.rejections["blank amount"] == 2


def test_a_written_zero_and_a_dash_are_taken_and_a_blank_is_not_zero(tmp_path: Path) -> None:
    found = read(written(tmp_path, HEAD + "Parks,A,,17/04/2024,0\nParks,B,,17/04/2024,-\nParks,C,,17/04/2024,\n"))
    assert found.pence == [0, 0]
    assert found.tally.coercions["dash for nil"] == 1
    assert found.rules == [(4, "blank amount")]


def test_credit_notes_stay_negative_expenditure(tmp_path: Path) -> None:
    found = read(written(tmp_path, HEAD + 'Parks,A,,17/04/2024,"161,413.00-"\nParks,B,,17/04/2024,(5.00)\n'))
    assert [(line.amount_pence, line.flow) for line in found.lines] == [
        (-16141300, "expenditure"),
        (-500, "expenditure"),
    ]


def test_exact_duplicates_are_all_kept(tmp_path: Path) -> None:
    assert read(written(tmp_path, HEAD + "Parks,A,,17/04/2024,5.00\n" * 9)).tally.sum_pence == 4500


def test_every_row_has_one_year_and_says_where_from(tmp_path: Path) -> None:
    body = (
        "Service,Date,Financial "
        "Year,Amount\nParks,31/03/2024,,1\nParks,01/04/2024,,2\nParks,,2022-23,3\nParks,######,2021/22,"
        "4\nParks,,,5\nParks,02/04/2024,2019-20,6\nParks,,someday,7\n"
    )
    found = read(written(tmp_path, body, "payments 2020-21.csv"))
    assert [line.year for line in found.lines] == [2023, 2024, 2022, 2021, 2020, 2024]
    assert found.rules == [(8, "unreadable year")]
    assert {rule: found.tally.coercions[rule] for rule in ("year from the file name", "date lost",
            "year column differs from the date")} == {
        "year from the file name": 1, "date lost": 1, "year column differs from the date": 1,
    }  # fmt: skip
    assert (found.tally.first_date, found.tally.last_date) == ("2024-03-31", "2024-04-02")


def test_a_year_that_is_given_is_every_lines_year_and_dates_outside_it_warn(tmp_path: Path) -> None:
    found = read(written(tmp_path, HEAD + GOOD + "Parks,C,,17/04/2025,5\nParks,D,,,6\n"), settings=Settings(year=2024))
    assert {line.year for line in found.lines} == {2024}
    assert any("1 line dated outside 2024-25" in warning for warning in found.tally.warnings)


def test_period_codes_need_no_date(tmp_path: Path) -> None:
    found = read(written(tmp_path, "Service,Period,Amount\n" + "Parks,201903,5\n" * 5))
    assert {(line.year, line.date) for line in found.lines} == {(2019, None)}
    assert any("month 3 of 2019-20" in warning for warning in found.tally.warnings)
    found = read(written(tmp_path, "Service,Period,Amount\n" + "Parks,P13,5\n" * 5, "outturn 2021-22.csv"))
    assert {line.year for line in found.lines} == {2021}
    assert found.tally.coercions["period without a year"] == 5


def test_short_lists_are_read_by_their_words(tmp_path: Path) -> None:
    heads = "Service,Amount,Year,Capital/Revenue,Flow,Status,Control,Grade,Internal,COFOG\n"
    rows = (
        "Parks,1,2024-25,R,income,outturn,National,3,yes,8.1\nParks,2,2024-25,Cap,expenditure,budget,local,"
        "grade 1,no,08.1.0 Recreation\nParks,3,2024-25,Capital,Exp,Estimate,influenced,6,,09.5\n"
    )
    found = read(written(tmp_path, heads + rows))
    assert [
        (line.cost_type, line.flow, line.status, line.control, line.grade, line.internal, line.category)
        for line in found.lines
    ] == [
        ("revenue", "income", "actual", "national", 3, True, "08.1"),
        ("capital", "expenditure", "budget", "local", 1, False, "08.1.0"),
        ("capital", "expenditure", "estimate", "influenced", 6, False, "09.5"),
    ]


def test_a_word_that_is_none_of_the_list_rejects_the_row(tmp_path: Path) -> None:
    body = (
        "Service,Amount,Year,Kind,F,S,C,G\nParks,1,2024-25,revenue,both,actual,local,2\nParks,2,2024-25,"
        "revenue,income,maybe,local,2\nParks,3,2024-25,revenue,income,actual,mine,2\nParks,4,2024-25,revenue,"
        "income,actual,local,9\nParks,5,2024-25,neither,income,actual,local,2\n"
    )
    found = read(
        written(tmp_path, body),
        overrides=Overrides(columns={"cost_type": "Kind", "flow": "F", "status": "S", "control": "C", "grade": "G"}),
    )
    assert found.rules == [
        (2, "unknown flow"),
        (3, "unknown status"),
        (4, "unknown control"),
        (5, "unreadable grade"),
        (6, "unknown cost type"),
    ]
    assert [reject.column for reject in found.rejects] == ["F", "S", "C", "G", "Kind"]


def test_a_cost_type_that_was_only_recognised_is_unknown_and_counted(tmp_path: Path) -> None:
    found = read(
        written(
            tmp_path,
            "Service,Date,Amount,Type\n"
            + "Parks,17/04/2024,1,Revenue\n" * 9
            + "Parks,17/04/2024,1,Odd\nParks,17/04/2024,1,\n",
        )
    )
    assert [line.cost_type for line in found.lines[-2:]] == ["unknown", "unknown"]
    assert found.tally.coercions["cost type not said"] == 2


def test_texts_are_cleaned_and_what_was_changed_is_counted(tmp_path: Path) -> None:
    found = read(written(tmp_path, HEAD + "Parks,O`Neill  &\x07 Sons [c],=1+1,17/04/2024,5\n"))
    assert (found.lines[0].supplier, found.lines[0].description) == ("O'Neill & Sons [c]", "=1+1")
    assert {rule: found.tally.coercions[rule] for rule in ("back-tick for apostrophe",
            "control characters removed")} == {
        "back-tick for apostrophe": 1, "control characters removed": 1,
    }  # fmt: skip


def test_a_shifted_row_whose_amount_is_a_transactions_number_is_rejected(tmp_path: Path) -> None:
    head = "Service,Supplier,Date,Trans No,Amount\n"
    found = read(
        written(
            tmp_path, head + "Parks,A Ltd,17/04/2024,46283317,100.00\nParks,Smith, Jones,17/04/2024,46283318,200.00\n"
        )
    )
    assert found.pence == [10000]
    assert found.rules == [(3, "transaction number in amount")]


def test_a_row_whose_date_shows_that_it_is_shifted_is_rejected(tmp_path: Path) -> None:
    head = "Supplier,Date,Gross,VAT,Net,Service\n"
    found = read(
        written(
            tmp_path,
            head + "A Ltd,17/04/2024,12.00,2.00,10.00,Parks\n" * 5 + "Smith, Jones,17/04/2024,12.00,2.00,10.00,Parks\n",
        )
    )
    assert found.pence == [1000] * 5
    assert found.rules == [(7, "shifted row")]


def test_future_dates_bare_amounts_redactions_and_lost_dates_are_warned_of(tmp_path: Path) -> None:
    body = HEAD + GOOD + "Parks,REDACTED PERSONAL DATA,,17/04/2030,5\nParks,C,,00:00:00,5\n,,,,7\n"
    found = read(written(tmp_path, body, "spend 2024-25.csv"), settings=Settings(today=dt.date(2024, 5, 1)))
    warned = "; ".join(found.tally.warnings)
    for words in (
        "1 line dated in the future",
        "1 line with a redacted supplier",
        "1 line whose date is lost",
        "1 line with an amount and nothing else",
    ):
        assert words in warned


def test_short_and_long_rows_are_taken_and_counted(tmp_path: Path) -> None:
    found = read(
        written(
            tmp_path,
            "Amount,Date,Service,Supplier\n5,17/04/2024,Parks\n6,17/04/2024,Parks,A "
            "Ltd,#N/A\n7,17/04/2024,Parks,B Ltd,,,\n",
        )
    )
    assert found.pence == [500, 600, 700]
    assert (found.tally.coercions["short row"], found.tally.coercions["extra cells"]) == (1, 1)


def test_below_a_second_header_with_other_columns_nothing_is_misread(tmp_path: Path) -> None:
    head = "Trans No,Date,Service,Supplier,Amount,Balance\n"
    body = (
        head
        + "1,17/04/2024,Parks,A,100.00,7.00\n" * 3
        + "Trans No,Date,Service,Amount,Supplier,Balance\n"
        + "2,18/04/2024,Parks,50.00,12,9.00\n"
    )
    found = read(written(tmp_path, body))
    assert found.tally.sum_pence == 30000
    assert found.rules == [(5, "repeated header"), (6, "columns moved")]
    assert any("--header-row 5" in warning for warning in found.tally.warnings)
    rest = read(written(tmp_path, body), overrides=Overrides(header_row=5))
    assert rest.pence == [5000]


def test_a_file_that_writes_spending_negative_is_turned_round(tmp_path: Path) -> None:
    assert read(written(tmp_path, HEAD + "Parks,A,,17/04/2024,-5.00\n"), settings=Settings(sign=-1)).pence == [500]


def test_thousands_are_scaled_to_the_penny(tmp_path: Path) -> None:
    found = read(written(tmp_path, "Service,Year,Amount (£000)\nParks,2024-25,348215.3\nRoads,2024-25,0.001\n"))
    assert found.pence == [34_821_530_000, 100]


def test_labels_that_begin_with_total_are_warned_of_where_they_cannot_be_told(tmp_path: Path) -> None:
    body = (
        "Authority,Service Line,Financial Year,Amount\n"
        + "Barset,Roads,2024-25,5\nBarset,TOTAL HIGHWAYS,2024-25,5\n" * 3
    )
    found = read(written(tmp_path, body))
    assert found.tally.rows_imported == 6
    assert any("3 lines with a label that begins with 'total'" in warning for warning in found.tally.warnings)


@pytest.mark.deep
def test_memory_does_not_grow_with_the_length_of_the_file(tmp_path: Path) -> None:
    peaks = []
    for rows in (8_000, 32_000):
        body = HEAD + "".join(
            f"Parks {n % 50},Firm {n % 500} Ltd,Item {n % 90},{n % 28 + 1:02d}/04/2024,{n}.{n % 100:02d}\n"
            for n in range(rows)
        )
        path = written(tmp_path, body, f"{rows}.csv")
        del body
        with open_source(path) as source:
            layout = recognise(source, None)
            tally = Tally()
            tracemalloc.start()
            for _ in parse_rows(source, layout, Settings(), tally):
                pass
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
        assert tally.rows_imported == rows
    assert peaks[1] < 1.2 * peaks[0]
