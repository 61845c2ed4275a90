"""Text files as they come: encodings, line ends, delimiters, quotes, marks."""

from __future__ import annotations

import codecs
import hashlib
from pathlib import Path

import pytest

from tests.models.intake.reading import read, written
from tpdesk.errors import InputProblem, UsageProblem
from tpdesk.models.intake.fields import Cell
from tpdesk.models.intake.source import open_source

HEAD = "Service,Supplier Name,Payment Date,Net Amount (£)\n"
PLAIN = "Service,Supplier Name,Payment Date,Net Amount\n"


def rows_of(path: Path, **asked: str) -> list[tuple[int, list[Cell]]]:
    with open_source(path, **asked) as source:  # type: ignore[arg-type]
        return list(source.rows())


@pytest.mark.parametrize(
    ("codec", "said"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"), ("cp1252", "cp1252"),
     ("cp850", "cp850")],
)  # fmt: skip
def test_the_pound_sign_gives_the_encoding_away(tmp_path: Path, codec: str, said: str) -> None:
    body = HEAD + "".join(f"Parks,Café Nº {n},17/04/2024,£{n}.50\n" for n in range(1, 9))
    if codec == "cp850":
        body = body.replace("º", ".")
    found = read(written(tmp_path, body, encoding=codec))
    assert found.encoding == said
    assert found.tally.sum_pence == sum(n * 100 + 50 for n in range(1, 9))
    assert found.layout.headers[-1] == "Net Amount (£)"
    assert found.lines[0].supplier is not None
    assert found.lines[0].supplier.startswith("Café")


def test_macroman_is_told_by_its_letters_and_quotes(tmp_path: Path) -> None:
    body = HEAD + "Parks,Café René’s – “Bühne”,17/04/2024,£1.50\nParks,Piñata’s,18/04/2024,£2.00\n"
    found = read(written(tmp_path, body, encoding="mac-roman"))
    assert found.encoding == "mac-roman"
    assert [line.supplier for line in found.lines] == ["Café René’s – “Bühne”", "Piñata’s"]


def test_windows_quotes_are_not_taken_for_dos_or_mac(tmp_path: Path) -> None:
    body = HEAD + "Parks,The Crown’s “Café” – bar,17/04/2024,1.50\n"
    found = read(written(tmp_path, body, encoding="cp1252"))
    assert (found.encoding, found.lines[0].supplier) == ("cp1252", "The Crown’s “Café” – bar")


@pytest.mark.parametrize(
    "supplier",
    ["Penna Plc\xa0", "\xa0\xa0Penna Plc", "Mühlbauer ID\xa0Services", "LEGO® Education", "Lego™", "CAFÉ ROUGE",
        "ESPAÑOL HOUSE", "LÓPEZ & SONS",
     "ÉCOLE", "Brontë’s", "Müller…", "GÖTEBORG – MALMÖ", "50° North", "Über", "Dún Laoghaire\xa0", "ÑANDÚ"],
)  # fmt: skip
def test_windows_text_is_not_taken_for_dos_or_mac(tmp_path: Path, supplier: str) -> None:
    found = read(written(tmp_path, f"{PLAIN}Parks,{supplier},17/04/2024,1.50\n", encoding="cp1252"))
    assert (found.encoding, found.lines[0].supplier) == ("cp1252", supplier.strip("\xa0 ").replace("\xa0", " "))


def test_text_encoded_twice_does_not_cost_the_rest_its_encoding(tmp_path: Path) -> None:
    twice = "".join(f"Parks,Kiosk Â£{n},17/04/2024,1.50\n" for n in range(9))
    body = f"{PLAIN}Parks,Mühlbauer,17/04/2024,2.00\nParks,Fürst,17/04/2024,2.00\nParks,José,17/04/2024,2.00\n{twice}"
    found = read(written(tmp_path, body, encoding="cp1252"))
    assert found.encoding == "cp1252"
    assert [line.supplier for line in found.lines[:3]] == ["Mühlbauer", "Fürst", "José"]


@pytest.mark.parametrize(
    ("codec", "supplier"),
    [("mac-roman", "O’BRIEN"), ("mac-roman", "“THE HUT”"), ("mac-roman", "Café"), ("mac-roman", "Müller"),
        ("cp850", "Café"), ("cp850", "Müller")],
)  # fmt: skip
def test_dos_and_mac_are_still_told_by_one_name(tmp_path: Path, codec: str, supplier: str) -> None:
    found = read(written(tmp_path, f"{PLAIN}Parks,{supplier},17/04/2024,1.50\n", encoding=codec))
    assert (found.encoding, found.lines[0].supplier) == (codec, supplier)


def test_one_stray_byte_does_not_spoil_a_file_of_utf8(tmp_path: Path) -> None:
    body = (
        HEAD + "".join(f"Parks,Café {n},17/04/2024,£1.00\n" for n in range(20))
    ).encode() + b"Parks,Caf\xe9,17/04/2024,2.00\n"
    found = read(written(tmp_path, body))
    assert found.encoding == "utf-8"
    assert {line.supplier for line in found.lines[-2:]} == {"Café 19", "Café"}
    assert any("no UTF-8" in warning for warning in found.layout.warnings)


def test_a_mark_saved_twice_is_taken_off_the_first_heading(tmp_path: Path) -> None:
    plain = HEAD + "Parks,A Ltd,17/04/2024,1.00\n"
    for start in (codecs.BOM_UTF8 * 2, "ï»¿".encode(), codecs.BOM_UTF8 + "ï»¿".encode()):
        found = read(written(tmp_path, start + plain.encode()))
        assert found.layout.headers[0] == "Service"
        assert found.lines[0].label == "Parks"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n"])
def test_line_ends_of_every_kind_part_the_rows(tmp_path: Path, end: str) -> None:
    body = (HEAD + "Parks,A Ltd,17/04/2024,1.00\nRoads,B Ltd,18/04/2024,2.00\n").replace("\n", end)
    found = read(written(tmp_path, body))
    assert found.pence == [100, 200]
    if end != "\r\r\n":
        assert [line.row for line in found.lines] == [2, 3]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_line_break_inside_quotes_belongs_to_the_cell(tmp_path: Path, end: str) -> None:
    body = HEAD + f'Parks,"A{end}Ltd",17/04/2024,1.00\nRoads,B Ltd,18/04/2024,2.00\n'
    found = read(written(tmp_path, body))
    assert [(line.row, line.supplier, line.amount_pence) for line in found.lines] == [
        (2, "A Ltd", 100),
        (3, "B Ltd", 200),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("amount", ["1234.50", '"1,234.50"'])
def test_the_delimiter_is_found_whatever_commas_the_amounts_hold(tmp_path: Path, delimiter: str, amount: str) -> None:
    rows = [["Service", "Supplier Name", "Payment Date", "Amount"]] + [
        ["Parks", "A Ltd", f"{day}/04/2024", amount] for day in range(10, 20)
    ]
    found = read(written(tmp_path, "\n".join(delimiter.join(row) for row in rows)))
    assert (found.delimiter, found.tally.sum_pence) == (delimiter, 10 * 123450)


def test_unquoted_decimal_and_thousands_commas_beside_semicolons(tmp_path: Path) -> None:
    body = "Service;Supplier;Date;Amount\n" + "".join(
        f"Parks, green;A Ltd;{day}/04/2024;1.234,50\n" for day in range(10, 20)
    )
    found = read(written(tmp_path, body))
    assert (found.delimiter, found.tally.sum_pence) == (";", 10 * 123450)
    body = "Service;Supplier;Date;Amount\n" + "".join(f"Parks;A Ltd;{day}/04/2024;1,234.50\n" for day in range(10, 20))
    found = read(written(tmp_path, body))
    assert (found.delimiter, found.tally.sum_pence) == (";", 10 * 123450)


def test_excels_own_line_names_the_delimiter_and_is_no_row(tmp_path: Path) -> None:
    found = read(written(tmp_path, "sep=;\nService;Supplier;Date;Amount\nParks;A Ltd;17/04/2024;1,50\n"))
    assert (found.delimiter, found.layout.header_row, found.lines[0].row, found.pence) == (";", 1, 2, [150])


def test_a_delimiter_and_an_encoding_can_be_forced(tmp_path: Path) -> None:
    path = written(tmp_path, "a|b;c\n", encoding="cp1252")
    assert rows_of(path, delimiter="|") == [(1, ["a", "b;c"])]
    assert rows_of(path, delimiter="tab") == [(1, ["a|b;c"])]
    assert rows_of(written(tmp_path, b"\x9c5,x\n"), encoding="dos") == [(1, ["£5", "x"])]
    with pytest.raises(UsageProblem):
        open_source(path, encoding="utf-99")
    with pytest.raises(UsageProblem):
        open_source(path, delimiter=";;")


def test_rows_are_numbered_as_a_spreadsheet_shows_them_blank_ones_too(tmp_path: Path) -> None:
    assert rows_of(written(tmp_path, 'a,b\n\n"x\ny",2\n,\nlast,3')) == [
        (1, ["a", "b"]),
        (2, []),
        (3, ["x\ny", "2"]),
        (4, ["", ""]),
        (5, ["last", "3"]),
    ]


def test_a_file_can_be_read_again_and_its_hash_is_the_bytes(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + "Parks,A Ltd,17/04/2024,1.00\n")
    with open_source(path) as source:
        assert list(source.rows()) == list(source.rows())
        assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        assert source.progress == (path.stat().st_size, path.stat().st_size)


def test_an_unclosed_quote_swallows_no_rows(tmp_path: Path) -> None:
    rows = [f"Parks,Firm {n} Ltd,17/04/2024,{n}.00" for n in range(1, 3001)]
    rows[9] = 'Parks,"Firm 10 Ltd,17/04/2024,10.00'
    found = read(written(tmp_path, HEAD + "\n".join(rows) + "\n"))
    assert found.tally.rows_read == 3000
    assert found.tally.sum_pence == sum(range(1, 3001)) * 100
    assert found.tally.coercions["unclosed quote"] == 1
    assert found.lines[9].supplier == "Firm 10 Ltd"


def test_an_unclosed_quote_up_to_the_next_quote_swallows_no_rows_either(tmp_path: Path) -> None:
    rows = [f"Parks,Firm {n} Ltd,17/04/2024,{n}.00" for n in range(1, 41)]
    rows[9] = 'Parks,"Firm 10 Ltd,17/04/2024,10.00'
    rows[29] = 'Parks,"Firm 30, Ltd",17/04/2024,30.00'
    found = read(written(tmp_path, HEAD + "\n".join(rows)))
    assert found.tally.sum_pence == sum(range(1, 41)) * 100
    assert found.lines[29].supplier == "Firm 30, Ltd"


def test_an_unclosed_quote_in_the_last_row_loses_nothing(tmp_path: Path) -> None:
    found = read(written(tmp_path, HEAD + 'Parks,A Ltd,17/04/2024,1.00\nParks,"B Ltd,18/04/2024,2.00'))
    assert found.pence == [100, 200]


def test_a_row_that_an_unclosed_quote_tears_is_rejected_not_guessed_at(tmp_path: Path) -> None:
    body = (
        HEAD
        + "".join(f"Parks,Firm {n},17/04/2024,1.00\n" for n in range(9))
        + 'Parks,"A, B and C,17/04/2024,2.00\nParks,D,18/04/2024,3.00\n'
    )
    found = read(written(tmp_path, body))
    assert found.rules == [(11, "torn row")]
    assert found.tally.sum_pence == 900 + 300


def test_inches_and_quotes_inside_a_cell_are_only_text(tmp_path: Path) -> None:
    body = HEAD + (
        'Parks,6" pipe,17/04/2024,1.00\nParks,"The ""Crown"", Ltd",18/04/2024,2.00\nParks,9" '
        "pipe,19/04/2024,3.00,extra\n"
    )
    found = read(written(tmp_path, body))
    assert [line.supplier for line in found.lines] == ['6" pipe', 'The "Crown", Ltd', '9" pipe']
    assert found.tally.coercions["extra cells"] == 1


def test_a_space_before_the_quotes_is_passed_over(tmp_path: Path) -> None:
    body = "Service, Supplier, Date, Amount\n" + 'Parks, "A, B Ltd", 17/04/2024, "1,234.00"\n' * 3
    found = read(written(tmp_path, body))
    assert found.pence == [123400] * 3
    assert found.lines[0].supplier == "A, B Ltd"


def test_nul_bytes_are_cleaned_away_and_counted(tmp_path: Path) -> None:
    found = read(written(tmp_path, (HEAD + "Parks,A\x00 Ltd,17/04/2024,1.00\n" * 30).encode()))
    assert {line.supplier for line in found.lines} == {"A Ltd"}
    assert found.tally.coercions["control characters removed"] == 30


def test_a_text_file_has_no_sheets(tmp_path: Path) -> None:
    with open_source(written(tmp_path, HEAD)) as source, pytest.raises(InputProblem):
        next(source.rows("Sheet1"))
