"""Amounts and sums that cannot be held: refused in words at every entry, and by every verb that meets them on a desk
that holds them already."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest

from tests.cli.verbs import Verb, run, with_desk
from tests.deep import first_of
from tests.models.test_migrations import make_old
from tpdesk.errors import InputProblem
from tpdesk.models.desk import open_desk
from tpdesk.models.intake.csvfile import read_pasted
from tpdesk.services.paste import PasteRequest, preview_paste, take_paste
from tpdesk.units import MAX_PENCE, MAX_TOTAL_PENCE, plain_pounds, pounds

PLACE = ("--place", "Shire")
YEAR = (*PLACE, "--year", "2024-25")
LARGEST = plain_pounds(MAX_PENCE)
FULL = MAX_TOTAL_PENCE // (MAX_PENCE + 1)
"""How many of the largest lines a desk holds."""

TOO_MUCH = "More money than a desk can hold"


@pytest.fixture
def shire(verb: Verb) -> Verb:
    """A desk with one place and two organisations."""
    return with_desk(verb, founded)


def founded(verb: Verb) -> Verb:
    verb.good("place", "add", "Shire", "--code", "E10000017")
    for name in ("A", "B"):
        verb.good("agency", "add", name, *PLACE, "--area", "E10000017")
    verb.good("place", "population", "Shire", "2024-25", "--people", "1000")
    return verb


def table(path: Path, lines: int, *, amount: str = LARGEST, body: str = "A", other: str = "") -> Path:
    """A file of so many equal lines; every second one has the `other` amount, where there is one."""
    rows = [f"{body},Roads,02/04/2024,Firm {n},{other if other and n % 2 else amount}\n" for n in range(lines)]
    path.write_text("Body,Service,Date,Supplier,Amount\n" + "".join(rows), encoding="utf-8")
    return path


def imported(verb: Verb, path: Path, *more: str) -> dict[str, object]:
    told = verb("import", path, *PLACE, "--agency-column", "Body", *more)
    [file] = told.json["files"]
    assert told.exit_code == (1 if file.get("error") or file["rows_rejected"] else 0)
    return dict(file)


def is_refused(told: dict[str, object]) -> bool:
    error = told.get("error")
    return isinstance(error, dict) and error["title"] == TOO_MUCH and error["exit_code"] == 1


def test_a_single_amount_beyond_the_most_is_rejected_in_a_file_and_refused_by_hand(shire: Verb, tmp_path: Path) -> None:
    beyond = plain_pounds(MAX_PENCE + 1)
    file = imported(shire, table(tmp_path / "a.csv", 10, amount="5.00", other=beyond))
    assert (file["rows_imported"], file["rejections"]) == (5, {"amount out of range": 5})
    for words in (
        ("add", "organisation=A", f"amount={beyond}", "year=2024-25"),
        ("edit", "line=1", "--set", f"amount={beyond}"),
    ):
        told = shire("spend", *words)
        assert (told.exit_code, told.json["error"]["exit_code"]) == (2, 2)
        assert "larger than any amount" in told.json["error"]["message"]
    told = shire("agency", "return", "A", *YEAR, "--published", "9" * 30)
    assert pounds(MAX_TOTAL_PENCE) in told.json["error"]["message"]
    told = shire("overlap", *YEAR, "--deminimis", beyond)
    assert pounds(MAX_PENCE) in told.json["error"]["message"]


def test_a_file_whose_sum_no_desk_can_hold_is_refused_whole(shire: Verb, tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", FULL + 1)
    before = shire.desk.read_bytes()
    assert is_refused(imported(shire, path, "--dry-run"))
    assert is_refused(imported(shire, path))
    assert shire.good("count", *YEAR)["gross_pence"] == 0
    assert shire.good("batch", "list")["batches"] == []
    assert len(before) == len(shire.desk.read_bytes())


def test_payments_and_credit_notes_that_cancel_out_are_not_held_either(shire: Verb, tmp_path: Path) -> None:
    assert is_refused(imported(shire, table(tmp_path / "a.csv", FULL + 1, other=f"-{LARGEST}")))
    assert not is_refused(imported(shire, table(tmp_path / "b.csv", FULL, other=f"-{LARGEST}")))
    assert shire.good("count", *YEAR)["gross_pence"] == 0


def test_a_workbook_is_refused_as_a_text_file_is(shire: Verb, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Body", "Service", "Date", "Supplier", "Amount"])
    for n in range(FULL + 1):
        book.active.append(["B", "Roads", "02/04/2024", f"Firm {n}", 999_999_999_999])
    book.save(tmp_path / "a.xlsx")
    assert is_refused(imported(shire, tmp_path / "a.xlsx"))


def test_bodies_that_fit_alone_and_not_together(shire: Verb, tmp_path: Path) -> None:
    half = FULL // 2 + 1
    first, second = table(tmp_path / "a.csv", half), table(tmp_path / "b.csv", half, body="B")
    assert not is_refused(imported(shire, first))
    assert is_refused(imported(shire, second, "--dry-run"))
    assert is_refused(imported(shire, second))
    assert shire.good("count", *YEAR)["gross_pence"] == half * MAX_PENCE
    # What is undone makes room, and comes back only where there still is some.
    shire.good("undo")
    assert not is_refused(imported(shire, second))
    assert shire.good("count", *YEAR)["gross_pence"] == half * MAX_PENCE
    for _ in range(3):
        shire.good("undo")
        shire.good("redo")
    shire.good("batch", "remove", "2")
    assert not is_refused(imported(shire, first))
    told = shire("undo", "--to", "0")
    assert told.exit_code == 0
    assert shire.good("check")["ok"]


def test_a_full_desk_takes_no_more_by_hand_and_no_copy(shire: Verb, tmp_path: Path) -> None:
    imported(shire, table(tmp_path / "a.csv", FULL, amount="1.00"))
    assert shire.good("check")["ok"]
    told = shire("spend", "edit", "--all", "--set", f"amount={LARGEST}", "--dry-run")
    assert told.exit_code == 0
    shire.good("spend", "edit", "--all", "--set", f"amount={LARGEST}")
    for words in (
        ("add", "organisation=A", f"amount={LARGEST}", "year=2024-25"),
        ("duplicate", "line=1"),
        ("duplicate", "--all"),
    ):
        told = shire("spend", *words)
        assert (told.exit_code, told.json["error"]["title"]) == (1, TOO_MUCH)
    assert shire.good("count", *YEAR)["gross_pence"] == FULL * MAX_PENCE
    assert shire.good("check")["ok"]


def test_a_bulk_edit_is_refused_before_and_while_it_is_done(shire: Verb, tmp_path: Path) -> None:
    imported(shire, table(tmp_path / "a.csv", FULL + 1, amount="1.00"))
    for words in (("--dry-run",), ()):
        told = shire("spend", "edit", "--all", "--set", f"amount={LARGEST}", *words)
        assert (told.exit_code, told.json["error"]["title"]) == (1, TOO_MUCH)
    assert shire.good("count", *YEAR)["gross_pence"] == (FULL + 1) * 100


def test_pasted_rows_are_refused_when_looked_at_and_when_taken(shire: Verb) -> None:
    text = "Date\tSupplier\tAmount\n" + f"02/04/2024\tFirm\t{LARGEST}\n" * (FULL + 1)
    pasted, request = read_pasted(text), PasteRequest(agency="A", place="Shire")
    with open_desk(shire.desk) as desk:
        for take in (preview_paste, take_paste):
            with pytest.raises(InputProblem) as caught:
                take(desk, pasted, request)
            assert caught.value.title == TOO_MUCH
    assert shire.good("count", *YEAR)["gross_pence"] == 0


@pytest.mark.deep
def test_a_desk_that_does_not_fit_beside_ours_is_not_merged(shire: Verb, tmp_path: Path) -> None:
    other = founded(Verb(tmp_path / "other.tpdesk"))
    imported(shire, table(tmp_path / "a.csv", FULL // 2 + 1))
    imported(other, table(tmp_path / "b.csv", FULL // 2 - 1, body="B"))
    other.good("spend", "add", "agency=B", f"amount={LARGEST}", "year=2024-25")
    for words in (("--dry-run",), ()):
        told = shire("merge", other.desk, *words)
        assert (told.exit_code, told.json["error"]["title"]) == (1, TOO_MUCH)
    assert shire.good("count", *YEAR)["gross_pence"] == (FULL // 2 + 1) * MAX_PENCE
    shire.good("undo")
    shire.good("merge", other.desk)
    assert shire.good("count", *YEAR)["gross_pence"] == FULL // 2 * MAX_PENCE


@pytest.mark.deep
def test_a_full_desk_adds_up_to_the_penny_on_every_road(shire: Verb, tmp_path: Path) -> None:
    imported(shire, table(tmp_path / "a.csv", FULL - 10), "--control-total", plain_pounds((FULL - 10) * MAX_PENCE))
    imported(shire, table(tmp_path / "b.csv", 10, body="B"))
    whole = FULL * MAX_PENCE
    count = shire.good("count", *YEAR)
    assert (count["gross_pence"], sum(row["amount_pence"] for row in count["rows"])) == (whole, whole)
    assert count["pence_per_head"] == (whole + 500) // 1000
    assert shire.good("spend", "totals")["expenditure_pence"] == whole
    assert shire.good("spend", "frequency", "label")["rows"][0]["amount_pence"] == whole
    assert shire.good("spend", "pivot", "label", "amount")["total_pence"] == whole
    assert shire.good("categorise", *PLACE)["unmapped_pence"] == whole
    for words in (
        ("overlap", *YEAR),
        ("pairs", *YEAR),
        ("shortlist", *YEAR),
        ("explain", "gross", *YEAR),
        ("transfers", *YEAR),
    ):
        assert shire(*words).exit_code == 0
    pack = shire.good("pack", "board", *YEAR, "--out", tmp_path / "p.xlsx", "--lines")
    assert all(check["agrees"] for check in pack["checks"])
    assert shire.good("check")["ok"]
    salvaged = shire.good("salvage", "--out", tmp_path / "s.tpdesk")
    assert not salvaged["problems"]
    assert Verb(tmp_path / "s.tpdesk").good("check")["ok"]


VERBS = [
    ("count", *YEAR), ("count", *YEAR, "--by", "matrix"), ("count", *YEAR, "--by", "area"),
    ("count", *YEAR, "--flow", "net"), ("overlap", *YEAR),
    ("pairs", *YEAR), ("transfers", *YEAR), ("transfers", *YEAR, "--apply"),
    ("compare", *YEAR, "--with-year", "2023-24"), ("explain", *YEAR),
    ("explain", "gross", *YEAR), ("shortlist", *YEAR), ("spend", "list"), ("spend", "list", "--sort=-amount"),
    ("spend", "totals"),
    ("spend", "frequency", "label"), ("spend", "frequency", "amount"), ("spend", "pivot", "label", "agency"),
    ("spend", "pivot", "agency", "amount", "--out", "{}.xlsx"), ("spend", "show", "41"), ("categorise", *PLACE),
    ("batch", "list"), ("place", "list"),
    ("agency", "list"), ("pack", "board", *YEAR, "--out", "{}.xlsx"),
    ("pack", "board", *YEAR, "--out", "{}.xlsx", "--lines", "--publish"), ("check",),
    ("backup",), ("history",), ("copy", "{}.tpdesk"), ("spend", "edit", "--all", "--set", "amount=1"),
    ("spend", "edit", "--all", "--set", "label=Bins"),
    ("spend", "split", "41", "--part", "50%", "--part", "50%"), ("spend", "duplicate", "--all"),
    ("agency", "merge", "A", "--into", "B", "--dry-run"),
    ("agency", "merge", "A", "--into", "B"), ("salvage", "--out", "{}.tpdesk"), ("purge", "agency", "A"),
    ("spend", "delete", "--all", "--dry-run"),
    ("spend", "delete", "--all"), ("undo",), ("batch", "remove", "1"), ("purge", "agency", "B", "--yes"),
    ("count", *YEAR),
]  # fmt: skip


@pytest.mark.deep
@pytest.mark.parametrize("many", first_of([(2, 2**61), (2, 2**62 + 2**61), (50_000, MAX_PENCE)], 2, 0))
def test_a_desk_that_holds_too_much_already_is_told_so_by_every_verb(
    shire: Verb, tmp_path: Path, many: tuple[int, int]
) -> None:
    """Each body's lines are below 2^63 pence, or above; together they are above:
    no desk of ours, but one that somebody made."""
    lines, pence = many
    for body in "AB":
        imported(shire, table(tmp_path / f"{body}.csv", 40, amount="1.50", body=body))
    with closing(sqlite3.connect(shire.desk)) as desk:
        desk.execute("PRAGMA ignore_check_constraints = ON")
        names = [name for _, name, *_ in desk.execute("PRAGMA table_info(spend)") if name not in ("id", "amount_pence")]
        for agency in (1, 2):
            desk.execute(
                f"INSERT INTO spend (amount_pence, {', '.join(names)}) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL "
                f"SELECT i + 1 FROM n WHERE i < ?) SELECT ?, {', '.join(names)} FROM spend, n WHERE id = (SELECT "
                "min(id) FROM spend WHERE agency = ?)",
                (lines, pence, agency),
            )
            desk.execute("UPDATE cube SET pence = ? WHERE agency = ?", (min(lines * pence, 2**63 - 1), agency))
        desk.commit()
    before = shire.desk.read_bytes()
    refused = 0
    for number, words in enumerate(VERBS):
        # An exception that is no exit is raised here as it is.
        told = shire(*(word.format(tmp_path / f"out{number}") for word in words))
        assert told.exit_code in (0, 1, 2, 4), (words, told.err)
        if "error" in told.json:
            refused += 1
            assert told.json["error"]["exit_code"] == told.exit_code
            assert told.json["error"]["message"].endswith(".")
        if told.exit_code:
            continue
        shire.desk.write_bytes(before)
    assert refused >= 8
    other = founded(Verb(tmp_path / "other.tpdesk"))
    for words in (("--dry-run",), ()):
        told = other("merge", shire.desk, *words)
        assert told.exit_code in (1, 4), told.out
        assert told.json["error"]["message"]


def test_a_desk_of_an_earlier_version_knows_what_it_holds(shire: Verb, tmp_path: Path) -> None:
    imported(shire, table(tmp_path / "a.csv", FULL - 1))
    earlier = Verb(tmp_path / "earlier.tpdesk")
    make_old(earlier.desk, shire.desk, 5)
    with closing(sqlite3.connect(earlier.desk)) as desk:
        desk.execute("DELETE FROM counter WHERE name = 'size_pence'")
        desk.commit()
    assert is_refused(imported(earlier, table(tmp_path / "b.csv", 2)))
    assert earlier.good("check")["ok"]


def test_a_name_of_very_many_digits_is_no_number_of_a_backup(shire: Verb) -> None:
    told = shire("restore", "9" * 5_000)
    assert (told.exit_code, told.json["error"]["title"]) == (3, "This place cannot be written to")


@pytest.mark.parametrize(
    "words",
    [
        ("dive", "tag", "Housing", "--line", "9" * 25), ("dive", "untag", "9" * 25), ("note", "merge", "9" * 25, "1"),
        ("note", "merge", "1", "9" * 25),
        ("history", "--limit", "9" * 25), ("history", "--line", "9" * 25), ("spend", "show", "9" * 25),
        ("spend", "list", "--from", "9" * 25),
        ("restore", "9" * 200), ("restore", "9" * 25), ("batch", "remove", "9" * 25), ("undo", "--to", "9" * 25),
        ("place", "population", "Shire", "2024-25", "--people", "9" * 25), ("spend", "list", f"line={'9' * 25}"),
        ("spend", "list", f"amount>{'9' * 25}"),
    ],
)  # fmt: skip
def test_numbers_of_records_that_cannot_be_are_refused(shire: Verb, words: tuple[str, ...]) -> None:
    told = shire(*words)
    assert told.exit_code == 2, told.out
    assert told.json["error"]["message"]


def test_what_is_typed_in_a_terminal_says_the_same_in_words(shire: Verb, tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", FULL + 1)
    told = run("--desk", shire.desk, "import", path, *PLACE, "--agency-column", "Body")
    assert told.exit_code == 1
    assert "£90,000,000,000,000" in " ".join(told.out.split())
    assert "check the column of amounts and its unit" in " ".join(told.out.split())
