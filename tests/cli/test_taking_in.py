"""What happens to files between the folder and the count:
rejects and their way back, files twice, control totals, dry runs, batches out again."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_contract import spending
from tests.cli.verbs import Verb, run, with_desk

HEADER = "Body,Service,Amount,Paid to\n"
ROWS = (
    "Shire CC,Roads,100.00,\nShire CC,Bins,#REF!,\nShrie CC,Bins,30.00,\nNorthbury BC,Parks,7.50,\n,,,\nShire "
    "CC,Roads,,Tarmac\nNorthbury BC,Parks,twelve,\n"
)
BY_BODY = ("--place", "Shire", "--agency-column", "Body", "--year", "2024-25", "--map", "transfer_to=Paid to")


@pytest.fixture
def shire(verb: Verb) -> Verb:
    """A desk with one place and two organisations."""
    return with_desk(verb, founded)


def founded(verb: Verb) -> None:
    verb.good("place", "add", "Shire")
    for name in ("Shire CC", "Northbury BC"):
        verb.good("agency", "add", name, "--place", "Shire")


def entry(told: dict[str, Any]) -> dict[str, Any]:
    """The one file of an import's answer."""
    [found] = told["files"]
    assert isinstance(found, dict)
    return found


def read(path: Path) -> list[list[str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def write(path: Path, rows: list[list[str]]) -> Path:
    """Rows into a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def corrected(path: Path, cells: dict[int, tuple[int, str]]) -> Path:
    """The rejects' file with a cell mended in each row: row index (from 0, below the header) to (column, text)."""
    rows = read(path)
    for row, (column, text) in cells.items():
        rows[1 + row][column] = text
    return write(path.with_name("corrected.csv"), rows)


def test_rejects_go_out_come_back_corrected_and_are_counted_once(shire: Verb, tmp_path: Path) -> None:
    out = tmp_path / "rejects.csv"
    told = shire("import", spending(tmp_path, HEADER + ROWS), *BY_BODY, "--rejects", out)
    assert told.exit_code == 1
    first = entry(told.json)
    assert (first["rows_read"], first["rows_blank"], first["rows_imported"], first["rows_rejected"]) == (7, 1, 2, 4)
    assert [(item["row"], item["column"]) for item in first["rejects"]] == [
        (3, "Amount"),
        (4, "Body"),
        (7, "Amount"),
        (8, "Amount"),
    ]
    assert "Shire CC" in first["rejects"][1]["message"], "the nearest agency is suggested"
    rows = read(out)
    assert rows[0][:4] == ["Body", "Service", "Amount", "Paid to"]
    assert [row[:4] for row in rows[1:]] == [
        ["Shire CC", "Bins", "#REF!", ""], ["Shrie CC", "Bins", "30.00", ""], ["Shire CC", "Roads", "", "Tarmac"],
        ["Northbury BC", "Parks", "twelve", ""],
    ]  # fmt: skip
    again = corrected(out, {0: (2, "12.34"), 1: (0, "Shire CC"), 2: (2, "(5.00)"), 3: (2, "12")})
    second = entry(shire.good("import", again, *BY_BODY))
    assert (second["rows_read"], second["rows_imported"], second["rows_rejected"], second["sum_pence"]) == (
        4,
        4,
        0,
        1234 + 3000 - 500 + 1200,
    )
    count = shire.good("count")
    assert count["gross_pence"] == 10_000 + 750 + 1234 + 3000 - 500 + 1200
    assert {row["agency"]: row["amount_pence"] for row in count["rows"]} == {"Shire CC": 13_734, "Northbury BC": 1_950}
    batches = shire.good("batch", "list")["batches"]
    assert [batch["rejects_open"] for batch in batches] == [0, 0]
    assert shire.good("check")["ok"] is True


def test_a_half_corrected_file_leaves_the_rest_open(shire: Verb, tmp_path: Path) -> None:
    out = tmp_path / "rejects.csv"
    first = entry(shire("import", spending(tmp_path, HEADER + ROWS), *BY_BODY, "--rejects", out).json)
    told = shire(
        "import", corrected(out, {0: (2, "12.34")}), "--place", "Shire", "--agency-column", "Body", "--year", "2024-25"
    )
    assert told.exit_code == 1
    second = entry(told.json)
    assert (second["rows_imported"], second["rows_rejected"]) == (1, 3)
    open_rows = {batch["id"]: batch["rejects_open"] for batch in shire.good("batch", "list")["batches"]}
    assert sum(open_rows.values()) == 3, "no row is open twice, none is lost"
    assert set(open_rows) == {first["batch"], second["batch"]}


def test_a_row_corrected_once_is_not_counted_again_when_the_same_file_is_corrected_further(
    shire: Verb, tmp_path: Path
) -> None:
    out = tmp_path / "rejects.csv"
    shire("import", spending(tmp_path, HEADER + ROWS), *BY_BODY, "--rejects", out)
    shire("import", corrected(out, {0: (2, "12.34")}), *BY_BODY)
    assert shire.good("count")["gross_pence"] == 10_750 + 1234
    told = shire("import", corrected(out, {0: (2, "12.34"), 1: (0, "Shire CC"), 2: (2, "5"), 3: (2, "12")}), *BY_BODY)
    gross = shire.good("count")["gross_pence"]
    warned = any("before" in text or "already" in text for text in entry(told.json)["warnings"])
    assert gross == 10_750 + 1234 + 3000 + 500 + 1200 or warned, "its first row is in twice and nothing says so"


def test_what_was_said_at_the_first_import_is_known_at_the_correction(shire: Verb, tmp_path: Path) -> None:
    out = tmp_path / "rejects.csv"
    text = "Odd,Other,Sum\nRoads,x,1.5\nBins,x,nil!\nBins,x,2\n"
    shire(
        "import", spending(tmp_path, text), "--place", "Shire", "--agency", "Shire CC", "--year", "2024-25", "--unit",
        "thousands", "--flow", "income",
        "--status", "budget", "--map", "label=Odd", "--map", "amount=Sum", "--rejects", out,
    )  # fmt: skip
    told = shire(
        "import", corrected(out, {0: (2, "4")}), "--place", "Shire", "--agency", "Shire CC", "--year", "2024-25"
    )
    assert (told.exit_code, entry(told.json)["sum_pence"]) == (0, 400_000)
    count = shire.good("count")
    assert (count["gross_pence"], count["income_pence"]) == (0, 750_000), "income stays income"
    assert count["basis"]["statuses"] == ["budget"]


def test_the_rejects_of_several_files_keep_their_own_columns(shire: Verb, tmp_path: Path) -> None:
    one = spending(tmp_path, "Service,Amount,VAT\nRoads,1,0\nRoads,1,0\nBins,x,0\n", "one.csv")
    two = spending(
        tmp_path, "VAT amount,Net amount,Supplier,Service\n9,20,A,Parks\n9,20,A,Parks\n9,y,B,Parks\n", "two.csv"
    )
    out = tmp_path / "rejects.csv"
    told = shire("import", one, two, "--place", "Shire", "--agency", "Shire CC", "--year", "2024-25", "--rejects", out)
    assert [file["rows_rejected"] for file in told.json["files"]] == [1, 1]
    rows = read(out)
    for row in rows:
        row[:] = [{"x": "3", "y": "40"}.get(cell, cell) for cell in row]
    shire(
        "import", write(tmp_path / "mended.csv", rows), "--place", "Shire", "--agency", "Shire CC", "--year", "2024-25"
    )
    by = {row["title"]: row["amount_pence"] for row in shire.good("count", "--by", "category")["rows"]}
    assert sum(by.values()) == 200 + 4000 + 300 + 4000, "each mended row by its own file's columns"


def test_batch_rejects_shows_and_writes_what_is_open(shire: Verb, tmp_path: Path) -> None:
    first = entry(shire("import", spending(tmp_path, HEADER + ROWS), *BY_BODY).json)
    out = tmp_path / "later.csv"
    told = shire.good("batch", "rejects", first["batch"], "--out", out)
    assert [item["row"] for item in told["rejects"]] == [3, 4, 7, 8]
    assert len(read(out)) == 5


def test_a_file_is_taken_in_once_unless_asked_again(shire: Verb, tmp_path: Path) -> None:
    file = spending(tmp_path, HEADER + "Shire CC,Roads,100,\nShire CC,Roads,100,\n")
    shire.good("import", file, *BY_BODY)
    renamed = spending(tmp_path, HEADER + "Shire CC,Roads,100,\nShire CC,Roads,100,\n", "renamed.csv")
    told = shire("import", renamed, *BY_BODY)
    assert told.exit_code == 1
    assert "taken in before" in told.json["files"][0]["error"]["message"]
    assert shire.good("count")["gross_pence"] == 20_000, "exact duplicate rows are kept, the file twice is not"
    shire.good("import", renamed, *BY_BODY, "--again")
    assert shire.good("count")["gross_pence"] == 40_000


def test_the_same_file_twice_in_one_command_is_refused_the_second_time(shire: Verb, tmp_path: Path) -> None:
    file = spending(tmp_path, HEADER + "Shire CC,Roads,100,\nShire CC,Roads,50,\n")
    told = shire("import", file, file, *BY_BODY)
    assert told.exit_code == 1
    assert [found.get("error") is None for found in told.json["files"]] == [True, False]


def test_a_removed_batch_can_come_again(shire: Verb, tmp_path: Path) -> None:
    kept = spending(tmp_path, HEADER + "Shire CC,Roads,5,\nNorthbury BC,Bins,6,Shire CC\n", "kept.csv")
    shire.good("import", kept, *BY_BODY)
    before = {
        by: shire.good("count", "--by", by) for by in ("agency", "category", "matrix", "area", "control", "cost_type")
    }
    other = spending(tmp_path, HEADER + ROWS, "other.csv")
    number = entry(shire("import", other, *BY_BODY).json)["batch"]
    assert shire.good("count") != before["agency"]
    shire.good("batch", "remove", number)
    for by, told in before.items():
        assert shire.good("count", "--by", by) == told
    assert [batch["file"] for batch in shire.good("batch", "list")["batches"]] == ["kept.csv"]
    assert shire.good("check")["ok"] is True
    assert shire("batch", "remove", number).exit_code == 2
    assert entry(shire("import", other, *BY_BODY).json)["rows_imported"] == 2


def test_what_no_column_holds_is_said(shire: Verb, tmp_path: Path) -> None:
    path = spending(tmp_path, "Service,Amount\n" + "Roads,10\n" * 9, "spend 2024-25.csv")
    common = ("--place", "Shire", "--agency", "Shire CC")
    told = entry(shire.good("import", path, "--dry-run", *common))["warnings"]
    assert [
        field for field in ("date", "label", "supplier") if any(f"--map {field}=COLUMN" in text for text in told)
    ] == ["date", "supplier"]
    assert entry(shire.good("import", path, *common))["warnings"] == told
    assert "look: no column of suppliers was found" in shire.words("import", path, "--again", *common).out


def test_an_overlapping_period_of_the_same_body_is_warned_of(shire: Verb, tmp_path: Path) -> None:
    dated = "Date,Service,Supplier,Amount\n{0}/04/2024,Roads,Tarmac,10\n{1}/05/2024,Roads,Tarmac,20\n"
    one = spending(tmp_path, dated.format("13", "14"), "one.csv")
    two = spending(tmp_path, dated.format("20", "21"), "two.csv")
    apart = spending(tmp_path, dated.format("13", "14").replace("/04/", "/08/").replace("/05/", "/09/"), "apart.csv")
    common = ("--place", "Shire", "--agency", "Shire CC")
    assert entry(shire.good("import", one, *common))["warnings"] == []
    assert any("one.csv" in warning for warning in entry(shire.good("import", two, *common))["warnings"])
    assert not any("one.csv" in warning for warning in entry(shire.good("import", apart, *common))["warnings"])
    other = spending(tmp_path, dated.format("15", "16"), "other.csv")
    assert not any(
        "one.csv" in warning
        for warning in entry(shire.good("import", other, "--place", "Shire", "--agency", "Northbury BC"))["warnings"]
    )


def turned_round(folder: Path) -> Path:
    """A file of April 2024 in which a spreadsheet has turned the early days round, and a row that cannot be read."""
    days = ["02", "03", "05", "09", "10", "12", "15", "16", "17", "18", "19", "22"]
    rows = "".join(
        f"04/{day}/2024,Roads,Tarmac,{day}.00\n" if day < "13" else f"{day}/04/2024,Roads,Tarmac,{day}.00\n"
        for day in days
    )
    return spending(folder, f"Date,Service,Supplier,Amount\n{rows}04/08/2024,Roads,Tarmac,eight\n", "april.csv")


def test_dates_turned_round_are_said_and_turned_back_only_when_asked(shire: Verb, tmp_path: Path) -> None:
    path = turned_round(tmp_path)
    common = ("--place", "Shire", "--agency", "Shire CC")
    plain = shire("import", path, "--dry-run", *common)
    [words] = [text for text in entry(plain.json)["warnings"] if "wrong way round" in text]
    assert words.startswith("6 lines (£41.00) ")
    assert "; £5.00 would move to another financial year" in words
    out = tmp_path / "rejects.csv"
    asked = shire("import", path, "--date-order", "by-row", "--rejects", out, *common)
    told = entry(asked.json)
    assert (told["date_order"], told["first_date"], told["last_date"]) == ("dmy", "2024-04-02", "2024-04-22")
    assert told["coercions"] == {"day and month turned round, as asked": 6}
    assert told["warnings"] == []
    assert told["sum_pence"] == entry(plain.json)["sum_pence"] == 14800
    assert entry(shire("import", corrected(out, {0: (3, "8.00")}), *common).json)["last_date"] == "2024-04-08", (
        "as the others"
    )


def test_dates_give_the_year_and_outside_ones_warn(shire: Verb, tmp_path: Path) -> None:
    text = "Date,Service,Amount\n31/03/2024,Roads,1\n01/04/2024,Roads,2\n31/03/2025,Roads,4\n01/04/2025,Roads,8\n"
    shire.good("import", spending(tmp_path, text), "--place", "Shire", "--agency", "Shire CC")
    sums = {year: shire.good("count", "--year", year)["gross_pence"] for year in ("2023-24", "2024-25", "2025-26")}
    assert sums == {"2023-24": 100, "2024-25": 600, "2025-26": 800}
    told = shire.good(
        "import",
        spending(tmp_path, text, "again.csv"),
        "--again",
        "--place",
        "Shire",
        "--agency",
        "Northbury BC",
        "--year",
        "2024-25",
    )
    assert any("outside" in warning for warning in entry(told)["warnings"])
    assert shire.good("count", "--year", "2024-25")["gross_pence"] == 600 + 1500


@pytest.mark.parametrize(
    ("control", "off"), [("137.50", 0), ("137.49", 1), ("£137.51", -1), ("1,137.50", -100_000), ("-137.50", 27_500)]
)
def test_a_control_total_is_held_to_the_penny(shire: Verb, tmp_path: Path, control: str, off: int) -> None:
    file = spending(tmp_path, HEADER + "Shire CC,Roads,100.00,\nShire CC,Bins,30.00,\nNorthbury BC,Parks,7.50,\n")
    told = shire("import", file, *BY_BODY, "--control-total", control)
    found = entry(told.json)
    assert (told.exit_code, found["sum_pence"], found["difference_pence"]) == (1 if off else 0, 13_750, off)
    assert found["control_total_pence"] == 13_750 - off
    issues = shire.good("count")["issues"]
    assert any("differ" in issue for issue in issues) is bool(off)


def test_a_control_total_that_is_no_amount_changes_nothing(shire: Verb, tmp_path: Path) -> None:
    file = spending(tmp_path, HEADER + "Shire CC,Roads,100.00,\nShire CC,Roads,1,\n")
    assert shire("import", file, *BY_BODY, "--control-total", "much").exit_code == 2
    assert shire.good("batch", "list")["batches"] == []


@pytest.mark.parametrize(
    "words", [(), ("--control-total", "1"), ("--save-profile", "Ledger"), ("--add-agencies",)], ids=" ".join
)
def test_a_dry_run_leaves_the_desk_byte_for_byte(shire: Verb, tmp_path: Path, words: tuple[str, ...]) -> None:
    before = shire.desk.read_bytes()
    told = shire("import", spending(tmp_path, HEADER + ROWS), *BY_BODY, "--dry-run", *words)
    found = entry(told.json)
    added = "--add-agencies" in words
    assert (told.exit_code, found["batch"], found["rows_imported"], found["rows_rejected"]) == (
        1,
        None,
        3 if added else 2,
        3 if added else 4,
    )
    assert shire.desk.read_bytes() == before
    assert [path.name for path in shire.desk.parent.glob("test.tpdesk*")] == ["test.tpdesk"]


def test_a_dry_run_says_what_the_import_then_does(shire: Verb, tmp_path: Path) -> None:
    file = spending(tmp_path, HEADER + ROWS)
    said = entry(shire("import", file, *BY_BODY, "--dry-run").json)
    done = entry(shire("import", file, *BY_BODY).json)
    assert {**said, "batch": None} == {**done, "batch": None}


def test_unknown_bodies_are_made_when_asked(shire: Verb, tmp_path: Path) -> None:
    told = shire.good(
        "import",
        spending(tmp_path, HEADER + "Shire CC,Roads,1,\nNew Trust,Roads,2,\nnew trust,Roads,4,\n"),
        *BY_BODY,
        "--add-agencies",
    )
    assert entry(told)["rows_imported"] == 3
    assert {row["agency"]: row["amount_pence"] for row in shire.good("count")["rows"]} == {
        "Shire CC": 100,
        "New Trust": 600,
    }


def test_a_total_row_is_rejected_and_a_service_named_total_with_a_body_is_not(shire: Verb, tmp_path: Path) -> None:
    text = HEADER + "Shire CC,Roads,10,\nShire CC,Total,5,\n,TOTAL,15,\n,Total ,15,\n"
    found = entry(shire("import", spending(tmp_path, text), *BY_BODY).json)
    assert (found["rows_imported"], found["sum_pence"]) == (2, 1500)
    assert [(item["row"], item["rule"]) for item in found["rejects"]] == [(4, "total row"), (5, "total row")]


def test_nil_is_nought_and_counted_and_a_blank_amount_is_not(shire: Verb, tmp_path: Path) -> None:
    text = HEADER + "Shire CC,Roads,-,\nShire CC,Roads,0,\nShire CC,Roads,,\nShire CC,Roads,0.00,\n"
    found = entry(shire("import", spending(tmp_path, text), *BY_BODY).json)
    assert (found["rows_imported"], found["rows_rejected"], found["sum_pence"]) == (3, 1, 0)
    assert sum(found["coercions"].values()) == 1
    assert found["rejects"][0]["row"] == 4


def test_extra_cells_are_a_counted_warning(shire: Verb, tmp_path: Path) -> None:
    text = HEADER + "Shire CC,Roads,1,,and,more\nShire CC,Roads,2,,,,,\nShire CC,Roads,3\n"
    found = entry(shire.good("import", spending(tmp_path, text), *BY_BODY))
    assert (found["rows_imported"], found["sum_pence"]) == (3, 600)
    assert found["coercions"].get("extra cells") == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [("empty.csv", b""), ("blank.csv", b"\r\n\r\n,,\r\n"), ("binary.csv", bytes(range(256)) * 40),
        ("image.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(900)),
     ("letter.csv", b"Dear all,\nplease find the figures attached.\nKind regards\n")],
)  # fmt: skip
def test_what_is_no_table_of_spending_is_refused_with_words(
    shire: Verb, tmp_path: Path, name: str, content: bytes
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    told = shire("import", file, "--place", "Shire", "--agency", "Shire CC", "--year", "2024-25")
    assert told.exit_code == 1
    assert told.json["files"][0]["error"]["message"]
    assert shire.good("batch", "list")["batches"] == []


def test_a_file_that_is_not_there_is_refused_with_words(shire: Verb, tmp_path: Path) -> None:
    told = shire("import", tmp_path / "nowhere.csv", "--place", "Shire", "--agency", "Shire CC", "--year", "2024-25")
    assert told.exit_code in (1, 2)
    assert "nowhere.csv" in told.out + told.err


def test_a_register_of_contracts_is_no_spending(shire: Verb, tmp_path: Path) -> None:
    text = (
        "Contract Reference,Contract Title,Start Date,End Date,Annual Value,Supplier\nC1,Road "
        'salt,01/04/2024,31/03/2027,"£12,000",Salt Ltd\n'
    )
    told = shire(
        "import", spending(tmp_path, text + text.split("\n")[1] + "\n"), "--place", "Shire", "--agency", "Shire CC"
    )
    assert told.exit_code == 1
    assert "contract" in told.json["files"][0]["error"]["message"].casefold()


def test_the_files_own_totals_are_told_in_words_and_in_json(shire: Verb, tmp_path: Path) -> None:
    rows = "".join(f"Roads,{n}.00\n" for n in range(1, 11))
    file = spending(tmp_path, f"Service,Amount\n{rows}Grand Total,95.00\nSum:,55.00\n")
    asked = ("import", file, "--place", "Shire", "--agency", "Shire CC", "--year", "2024-25", "--dry-run")
    first = entry(shire(*asked).json)
    assert first["own_totals"] == [
        {"row": 12, "words": "Grand Total", "total_pence": 9500, "lines_pence": 5500, "difference_pence": -4000,
            "agrees": False},
        {"row": 13, "words": "Sum:", "total_pence": 5500, "lines_pence": 5500, "difference_pence": 0, "agrees": True},
    ]  # fmt: skip
    words = run("--desk", shire.desk, *asked).out
    assert "the total in row 12 ('Grand Total') is £95.00, but the lines come to £55.00: £40.00 less" in words
    assert "The total in row 13, £55.00, agrees to the penny." in words


def test_corrected_rows_are_not_held_against_the_total_of_the_whole_file(shire: Verb, tmp_path: Path) -> None:
    rows = "".join(f"Roads,{n}.00\n" for n in range(1, 11))
    file = spending(tmp_path, f"Service,Amount\n{rows}Bins,nought\nGrand Total,75.00\n")
    out = tmp_path / "rejects.csv"
    asked = ("--place", "Shire", "--agency", "Shire CC", "--year", "2024-25")
    assert any("£75.00" in text for text in entry(shire("import", file, *asked, "--rejects", out).json)["warnings"])
    again = entry(shire("import", corrected(out, {0: (1, "20.00")}), *asked).json)
    assert (again["rows_imported"], again["rows_rejected"], again["own_totals"]) == (1, 1, [])
    assert not any("£75.00" in text for text in again["warnings"])
