"""The totals that a file gives of itself: rejected as rows, and held against the lines above them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.models.intake.reading import Reading, read, written
from tpdesk.models.intake.lines import Settings

HEAD = "Service,Supplier Name,Payment Date,Net Amount\n"


def payments(*pounds: str, service: str = "Roads") -> str:
    """Return rows of payments."""
    return "".join(f'{service},A Ltd,17/04/2024,"{amount}"\n' for amount in pounds)


def totals(found: Reading) -> list[tuple[int, int, bool]]:
    """Return the row, the difference and whether it agrees, of each total of the sheet."""
    return [(total.row, total.difference_pence, total.agrees) for total in found.tally.own_totals]


def said(found: Reading) -> list[str]:
    """Return what is said of totals that differ."""
    return [warning for warning in found.tally.warnings if "total" in warning]


@pytest.mark.parametrize("word", ["Grand Total", "Total", "TOTAL:", "Sum:", "sum", "Report total"])
def test_a_total_that_differs_is_said_with_both_sums_and_the_difference(tmp_path: Path, word: str) -> None:
    body = payments("100.00", "50.00", "20.00")
    found = read(written(tmp_path, f'{HEAD}{body}{word},,,"31,600,170.00"\n'))
    assert found.rules == [(5, "total row")]
    assert totals(found) == [(5, -3_160_000_000, False)]
    [warning] = said(found)
    assert warning.startswith(
        f"the total in row 5 ('{word}') is £31,600,170.00, but the lines come to £170.00: £31,600,000.00 less"
    )


def test_a_total_that_agrees_is_kept_and_not_warned_of(tmp_path: Path) -> None:
    found = read(written(tmp_path, f"{HEAD}{payments('100.00', '50.00')}Total,,,150.00\n"))
    assert (totals(found), said(found)) == ([(4, 0, True)], [])


def test_subtotals_of_every_level_are_each_held_against_their_own_lines(tmp_path: Path) -> None:
    roads, parks = payments("100.00", "50.00"), payments("7.00", service="Parks")
    good = f"{roads}Roads Total,,,150.00\n{parks}Parks Total,,,7.00\nPlace Total,,,157.00\n"
    libraries = payments("1.00", "2.00", service="Libraries")
    found = read(written(tmp_path, f"{HEAD}{good}{libraries}Libraries Total,,,4.00\nGrand Total,,,160.00\n"))
    assert totals(found) == [(4, 0, True), (6, 0, True), (7, 0, True), (10, -100, False), (11, 0, True)]
    assert said(found) == [
        (
            "the total in row 10 ('Libraries Total') is £4.00, but the lines in rows 8 to 9 come to £3.00: "
            "£1.00 less. Check whether rows are missing or doubled"
        )
    ]


def test_a_total_above_its_lines_is_held_against_all_of_them(tmp_path: Path) -> None:
    found = read(written(tmp_path, f"{HEAD}Total,,,151.00\n{payments('100.00', '50.00')}"))
    assert totals(found) == [(2, -100, False)]
    assert len(said(found)) == 1


def test_a_total_holds_the_rows_that_were_rejected_too(tmp_path: Path) -> None:
    body = f"{payments('100.00', '50.00')}Roads,A Ltd,someday,25.00\nTotal,,,175.00\n"
    found = read(written(tmp_path, HEAD + body))
    assert found.rules == [(4, "no year"), (5, "total row")]
    assert (totals(found), said(found)) == ([(5, -2500, True)], [])


def test_a_total_of_something_else_says_nothing(tmp_path: Path) -> None:
    body = f"{payments('100.00', '50.00')}Total VAT,,,30.00\nTotal number of payments,,,2\nTotal,,,150.00\n"
    found = read(written(tmp_path, HEAD + body))
    assert (totals(found), said(found)) == ([(6, 0, True)], [])


def test_rounded_figures_need_not_come_to_the_total_to_the_penny(tmp_path: Path) -> None:
    heading = HEAD.replace("Net Amount", "Amount (£000)")
    thousands = payments("1", "2", "3", "4")
    found = read(written(tmp_path, f"{heading}{thousands}Total,,,11\n"))
    assert totals(found) == [(6, -100_000, True)]
    found = read(written(tmp_path, f"{heading}{thousands}Total,,,20\n"))
    assert totals(found) == [(6, -1_000_000, False)]
    found = read(written(tmp_path, f"{HEAD}{payments('1.40', '2.20')}Total,,,4\n"))
    assert totals(found) == [(4, -40, True)]


def test_a_sum_inside_a_text_is_no_total(tmp_path: Path) -> None:
    body = "Lump sum,,,5.00\nConsumables,,,6.00\nSummer schools,,,7.00\n"
    found = read(written(tmp_path, HEAD + payments("1.00") + body), settings=Settings(year=2024))
    assert (found.rules, found.tally.sum_pence) == ([], 1900)


def test_many_differing_totals_are_said_in_a_few_words(tmp_path: Path) -> None:
    body = "".join(f"{payments('1.00', service=f'S{n}')}S{n} Total,,,1.50\n" for n in range(40))
    found = read(written(tmp_path, HEAD + body))
    assert [total.row for total in found.tally.own_totals][:3] == [3, 5, 7]
    assert len(said(found)) == 4
    assert said(found)[-1] == "37 further total rows of the file not agreeing with its lines"
