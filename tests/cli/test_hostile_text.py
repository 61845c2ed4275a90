"""Text that would act on a terminal, a markup reader or a spreadsheet goes through every verb as text."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.verbs import Verb

TEXTS = (
    "Health [closed]", "[/b]", "[red]x[/red]", "[link=x]y", "\\[b]", "\x1b[2JWiped", "\x1b]52;c;cm0gLXJm\x07Clip",
    "\x1b]0;title\x1b\\Titled", "a\x07bell",
    "=1+1", "=cmd|' /C calc'!A0", "+44 1254 000000", "-PEACHES CREAM", "@RETAIL", "＝SUM(1)", "\ttabbed", "null\x00byte",  # noqa: E501
    "right\u202eleft", "zero\u200bwidth",
    "'; DROP TABLE spend; --", "%s %d {0}", "Ünïcode £ “quoted”", "two\nlines", "🏛 hall", "x" * 3000,
)  # fmt: skip
FIELDS = (
    "label",
    "supplier",
    "description",
    "transfer_to",
    "transfer_from",
    "client_group",
    "activity",
    "area",
    "funding_stream",
    "category",
)
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202e]")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝")


def safe(value: Any) -> None:
    """No text in an answer would act on a terminal."""
    if isinstance(value, str):
        assert not UNSAFE.search(value), repr(value)
    elif isinstance(value, dict):
        for key, item in value.items():
            safe(key)
            safe(item)
    elif isinstance(value, list):
        for item in value:
            safe(item)


def harmless(path: Path) -> None:
    """No cell of a CSV file is read as a formula, and none acts on a terminal."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.reader(file):
            for cell in row:
                assert not UNSAFE.search(cell), repr(cell)
                assert not cell.startswith(FORMULA) or re.fullmatch(r"[+-]?[\d,]*\.?\d+", cell), repr(cell)


@pytest.fixture
def hostile(verb: Verb, tmp_path: Path) -> Verb:
    """A desk whose place, bodies and lines bear every such text."""
    for number, text in enumerate(TEXTS):
        if "\x00" not in text and len(text) < 200:
            verb("agency", "add", f"{text} {number}", "--alias", f"alias {number} {text}")
    verb.good("place", "add", "[b]Shire[/b] =1+1")
    verb.good("agency", "add", "[/b]Body", "--place", "[b]Shire[/b] =1+1")
    file = tmp_path / "hostile[b].csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["Sum", *FIELDS])
        writer.writerow(["10", *["plain"] * (len(FIELDS) - 1), "05.1"])
        for text in TEXTS:
            for column in range(len(FIELDS)):
                writer.writerow(["1.00", *[text if at == column else "" for at in range(len(FIELDS))]])
            writer.writerow([text, "bad amount", *[""] * (len(FIELDS) - 1)])
    columns = [word for name in FIELDS for word in ("--map", f"{name}={name}")]
    told = verb(
        "import",
        file,
        "--agency",
        "[/b]Body",
        "--year",
        "2024-25",
        "--header-row",
        "1",
        "--map",
        "amount=Sum",
        *columns,
        "--rejects",
        tmp_path / "rejects.csv",
    )
    assert told.exit_code == 1, told.err
    [entry] = told.json["files"]
    assert not UNSAFE.search(told.out.rstrip("\n")), "JSON escapes what a terminal would act on"
    assert entry["rows_read"] == entry["rows_blank"] + entry["rows_imported"] + entry["rows_rejected"]
    assert entry["rows_imported"] >= 1 + len(TEXTS) * (len(FIELDS) - 2)
    return verb


@pytest.mark.deep
def test_every_answer_is_only_text(hostile: Verb) -> None:
    for words in (
        ["place", "list"],
        ["place", "show", "[b]Shire[/b] =1+1"],
        ["agency", "list"],
        ["count"],
        ["count", "--by", ("category")],
        ["count", "--by", "area"],
        ["count", "--by", "matrix", "--level", "4"],
        ["overlap"],
        ["pairs"],
        ["transfers"],
        ["transfers", "--propose"],
        [("categorise")],
        ["batch", "list"],
        ["batch", "rejects", "1"],
        ["check"],
        ["spend", "frequency", "supplier"],
        ["spend", "pivot", "supplier", "label"],
        ["spend", "pivot", "area", "transfer_to"],
    ):
        answer = hostile(*words)
        assert answer.exit_code == 0, words
        if "rejects" not in words:
            # A rejected cell is kept as it was; JSON escapes it.
            safe(answer.json)
        assert not UNSAFE.search(answer.out.rstrip("\n")), words
        told = hostile.words(*words)
        assert told.exit_code == 0
        assert not UNSAFE.search(told.out.replace("\n", "")), words
    assert "[b]Shire[/b] =1+1" in hostile.words("place", "list").out, "brackets are kept"


@pytest.mark.deep
def test_what_is_written_for_a_spreadsheet_is_no_formula(hostile: Verb, tmp_path: Path) -> None:
    hostile.good("count", "--csv", tmp_path / "agency.csv")
    hostile.good("count", "--by", "category", "--level", "4", "--csv", tmp_path / "category.csv")
    hostile.good("count", "--by", "area", "--csv", tmp_path / "area.csv")
    hostile.good("overlap", "--csv", tmp_path / "overlap.csv")
    hostile.good("pairs", "--csv", tmp_path / "pairs.csv")
    hostile.good("spend", "pivot", "supplier", "label", "--out", tmp_path / "pivot.csv")
    files = sorted(path for path in tmp_path.glob("*.csv") if "hostile" not in path.name)
    assert [path.name for path in files] == [
        "agency.csv",
        "area.csv",
        "category.csv",
        "overlap.csv",
        "pairs.csv",
        "pivot.csv",
        "rejects.csv",
    ]
    for path in files:
        harmless(path)


@pytest.mark.deep
@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
def test_a_workbook_of_hostile_text_has_no_formula(hostile: Verb, tmp_path: Path) -> None:
    hostile.good("spend", "pivot", "supplier", "label", "--out", tmp_path / "pivot.xlsx")
    [sheet] = openpyxl.load_workbook(tmp_path / "pivot.xlsx").worksheets
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert any(cell.value == "=1+1" for cell in cells)
    assert not [cell for cell in cells if cell.data_type == "f"]


@pytest.mark.deep
def test_the_csv_says_what_the_json_says(hostile: Verb, tmp_path: Path) -> None:
    told = hostile.good("count", "--by", "category", "--level", "2", "--csv", tmp_path / "rows.csv")
    with (tmp_path / "rows.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["amount_pence"]) for row in rows] == [row["amount_pence"] for row in told["rows"]]


def test_a_label_that_looks_like_a_formula_survives_the_way_of_a_reject(verb: Verb, tmp_path: Path) -> None:
    verb.good("place", "add", "Shire")
    verb.good("agency", "add", "Body")
    file, out = tmp_path / "file.csv", tmp_path / "rejects.csv"
    file.write_text("Service,Amount\n=Bins,1\n=Bins,2\n=Bins,x\n-Roads,y\n", encoding="utf-8", newline="")
    assert verb("import", file, "--agency", "Body", "--year", "2024-25", "--rejects", out).exit_code == 1
    text = out.read_text(encoding="utf-8-sig").replace(",x,", ",3,").replace(",y,", ",4,")
    (tmp_path / "mended.csv").write_text(text, encoding="utf-8", newline="")
    verb.good("import", tmp_path / "mended.csv", "--agency", "Body", "--year", "2024-25")
    unmapped = {item["label"]: item["pence"] for item in verb.good("categorise")["unmapped"]}
    assert unmapped == {"=Bins": 600, "-Roads": 400}


@pytest.mark.deep
def test_a_pack_of_such_a_place_holds_no_formula(hostile: Verb, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    out = tmp_path / "pack.xlsx"
    hostile.good("pack", "board", "--out", out, "--publish")
    book = load_workbook(out)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert cells
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert all(not UNSAFE.search(cell.value) for cell in cells if isinstance(cell.value, str))


@pytest.mark.parametrize("name", ["\x1b[2J", "\u200b", " \t ", "\x00"])
def test_a_name_of_nothing_visible_is_no_name(verb: Verb, name: str) -> None:
    assert verb("place", "add", name).exit_code == 2
    assert verb("agency", "add", name).exit_code == 2
