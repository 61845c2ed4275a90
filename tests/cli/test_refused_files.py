"""Why a file is not taken in: the same reason in JSON, in words, and for each of several files."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.cli.verbs import Verb, run

ASKED = ("--agency", "Shire CC", "--year", "2024-25")
NOTES = "About this data\nPayments are listed as they were made\nAsk the finance team\n"
FILES = {
    "nil.csv": ("Nil return", "Payments over £500 in May 2020\nNil return\n", "a nil return: row 2 says 'Nil return'"),
    "notes.csv": ("No spending in this file", NOTES,
        "the sheet holds notes or text, and no table of amounts (row 1: 'About this data')"),
    "pivot.csv": ("No spending in this file", "Row Labels,Sum of Amount\nParks,5.00\nRoads,6.00\n",
        "the sheet is a pivot table"),
    "empty rows.csv": ("No spending in this file", "Date,Supplier,Service,Amount\n",
        "a nil return, or a file that was cut off"),
}  # fmt: skip


@pytest.fixture
def shire(verb: Verb) -> Verb:
    """A desk with one place and one organisation."""
    verb.good("place", "add", "Shire")
    verb.good("agency", "add", "Shire CC", "--place", "Shire")
    return verb


@pytest.mark.parametrize("name", FILES)
def test_the_reason_of_a_refusal_is_in_json_and_in_words(shire: Verb, tmp_path: Path, name: str) -> None:
    title, text, reason = FILES[name]
    file = tmp_path / name
    file.write_text(text, encoding="utf-8", newline="")
    told = shire("import", file, *ASKED)
    error = told.json["files"][0]["error"]
    assert (told.exit_code, error["title"]) == (1, title)
    assert reason in error["message"]
    words = run("--desk", shire.desk, "import", file, *ASKED)
    assert (words.exit_code, f"{name}: REFUSED. {title}." in words.out) == (1, True)
    assert reason in words.out


def test_each_file_of_several_has_its_reason_and_the_good_one_comes_in(shire: Verb, tmp_path: Path) -> None:
    for name, (_, text, _) in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8", newline="")
    good = tmp_path / "good.csv"
    good.write_text("Date,Supplier,Service,Amount\n17/04/2024,A Ltd,Roads,5.00\n", encoding="utf-8", newline="")
    told = shire("import", *(tmp_path / name for name in FILES), good, *ASKED)
    assert told.exit_code == 1
    messages = {entry["file"]: entry.get("error", {}).get("message", "") for entry in told.json["files"]}
    for name, (_, _, reason) in FILES.items():
        assert reason in messages[name]
    assert messages["good.csv"] == ""


def test_a_workbook_says_it_of_each_sheet_tables_first(shire: Verb, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "Notes"
    for row in NOTES.splitlines():
        book.active.append([row])
    contracts = book.create_sheet("Contracts")
    contracts.append(["Contract Reference", "Contract Title", "Start Date", "End Date", "Annual Value"])
    contracts.append(["C1", "Road salt", "01/04/2024", "31/03/2027", 12_000])
    file = tmp_path / "book.xlsx"
    book.save(file)
    message = shire("import", file, *ASKED).json["files"][0]["error"]["message"]
    assert message == (
        "book.xlsx: none of its 2 sheets holds spending that can be taken in. 'Contracts': this is a register of "
        "contracts, not spending: it says what was agreed, not what was paid; 'Notes': the sheet holds notes or "
        "text, and no table of amounts (row 1: 'About this data')."
    )


def test_a_row_pushed_one_cell_on_is_rejected_and_its_reason_told(shire: Verb, tmp_path: Path) -> None:
    good = "".join(f"Parks,Firm {n} Ltd,{n:02d}/04/2024,{n}12.50,\n" for n in range(1, 25))
    file = tmp_path / "spend.csv"
    file.write_text(
        f"Service,Supplier,Date,Amount,Notes\n{good}Roads,Tarmac Ltd,05/04/2024,51234567,250.40\n",
        encoding="utf-8",
        newline="",
    )
    told = shire("import", file, "--agency", "Shire CC")
    assert (told.exit_code, told.json["files"][0]["rows_imported"]) == (1, 24)
    rejects = shire.good("batch", "rejects", 1)
    assert "shifted one cell to the right" in str(rejects)
