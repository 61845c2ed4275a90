"""Rejected rows that are rightly out, left out for good; and the totals of an import of several files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.verbs import Verb, ready_desk

ROWS = "Date,Service,Amount\n13/04/2024,Bins,10.00\n14/04/2024,Bins,n/k\n,Total,10.00\n"


def _shire(verb: Verb) -> None:
    """One batch with two rejected rows: an amount that is none in row 3, a row of totals in row 4."""
    verb.good("place", "add", "Shire")
    verb.good("agency", "add", "Shire CC", "--place", "Shire")
    april = verb.desk.parent / "april.csv"
    april.write_text(ROWS, encoding="utf-8", newline="")
    assert verb("import", april, "--agency", "Shire CC").exit_code == 1


shire = ready_desk(_shire)


def still(verb: Verb) -> list[int]:
    return [row["row"] for row in verb.good("batch", "rejects", 1)["rejects"]]


def test_a_row_of_totals_is_left_out_for_good_and_brought_back_by_undo(shire: Verb) -> None:
    assert still(shire) == [3, 4]
    assert shire.good("batch", "settle", 1, "--row", 4) == {"batch": 1, "rows": 1, "rejects_open": 1}
    assert still(shire) == [3]
    assert shire.good("history")["acts"][0]["subject"] == "1 rejected row of batch 1"
    assert shire.good("check")["ok"] is True
    shire.good("undo")
    assert still(shire) == [3, 4]


def test_all_rows_are_left_out_and_a_batch_that_goes_and_comes_back_keeps_that(shire: Verb) -> None:
    told = shire.words("batch", "settle", 1)
    assert told.out == "Batch 1: 2 rejected rows left out for good, 0 open.\n"
    shire.good("batch", "remove", 1)
    shire.good("undo")
    assert still(shire) == []
    assert shire.good("check")["ok"] is True


@pytest.mark.parametrize("wrong", [("--row", 2), ("--row", 4, "--row", 99)])
def test_a_row_that_is_not_open_changes_nothing(shire: Verb, wrong: tuple[object, ...]) -> None:
    told = shire("batch", "settle", 1, *wrong)
    assert told.exit_code == 2
    assert f"Row {wrong[-1]} of batch 1 is not open" in told.err
    assert still(shire) == [3, 4]


def test_a_batch_without_open_rows_says_so(shire: Verb) -> None:
    shire.good("batch", "settle", 1)
    told = shire("batch", "settle", 1)
    assert told.exit_code == 2
    assert "No row of batch 1 is open as rejected" in told.err


def test_an_import_of_several_files_ends_with_its_totals(shire: Verb, tmp_path: Path) -> None:
    for month in (5, 6):
        rows = f"Date,Service,Amount\n13/0{month}/2024,Bins,{month}.00\n14/0{month}/2024,Bins,n/k\n"
        (tmp_path / f"{month}.csv").write_text(rows, encoding="utf-8", newline="")
    files = (tmp_path / "5.csv", tmp_path / "6.csv", tmp_path / "april.csv")
    told = shire.words("import", *files, "--agency", "Shire CC", "--dry-run").out.splitlines()
    assert told[-1] == "in all: 3 files, 1 refused; 4 rows read: 2 taken in, 0 blank, 2 rejected; sum £11.00"
    assert sum("header in row 1" in line for line in told) == 1
    assert sum("laid out like the one before" in line for line in told) == 1
    assert shire("import", *files, "--agency", "Shire CC", "--dry-run").json["totals"] == {
        "files": 3, "files_refused": 1, "rows_read": 4, "rows_blank": 0, "rows_imported": 2, "rows_rejected": 2,
        "sum_pence": 1100,
    }  # fmt: skip
    assert "in all" not in shire.words("import", tmp_path / "5.csv", "--agency", "Shire CC", "--dry-run").out
