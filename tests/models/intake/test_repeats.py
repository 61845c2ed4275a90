"""Rows that repeat others of their file: warned of where they are many, and always kept."""

from __future__ import annotations

from array import array
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.verbs import Verb
from tests.models.intake.reading import SHARED
from tpdesk.models.intake import repeats

HEAD = "Date,Service,Supplier,Amount\n"


@pytest.fixture
def verb(tmp_path: Path) -> Verb:
    """A desk with one organisation."""
    found = Verb(tmp_path / "x.tpdesk")
    found.good("place", "add", "Shire")
    found.good("agency", "add", "Shire Council", "--kind", "county", "--place", "Shire")
    return found


def brought(verb: Verb, folder: Path, rows: list[str], *options: str) -> tuple[int, list[str]]:
    """Import the rows; return how many lines came, and what is said of rows that are equal."""
    file = folder / "council.csv"
    file.write_text(HEAD + "".join(f"{row}\n" for row in rows), encoding="utf-8", newline="")
    [sheet] = verb.good("import", file, "--place", "Shire", "--agency", "Shire Council", *options)["files"]
    return sheet["rows_imported"], [text for text in sheet["warnings"] if text.startswith("equal rows")]


def payments(number: int) -> list[str]:
    """Return rows that all differ."""
    return [f"{n % 28 + 1:02d}/04/2024,Bins,Firm {n},{1000 + n}.50" for n in range(number)]


@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_a_part_that_a_file_holds_twice_is_told_and_kept(verb: Verb, tmp_path: Path, options: tuple[str, ...]) -> None:
    rows = payments(20)
    lines, [said] = brought(verb, tmp_path, [*rows, *rows[:10]], *options)
    assert lines == 30
    assert said.startswith(
        "equal rows: 10 of 30 lines, £10,050.00, repeat an earlier line with the same date, supplier, label and "
        "amount; the first is row 22, which repeats row 2. All are kept"
    )


def test_little_money_in_few_lines_is_normal(verb: Verb, tmp_path: Path) -> None:
    rows = payments(40)
    assert brought(verb, tmp_path, [*rows, *["01/04/2024,Bins,Firm,10.00"] * 7])[1] == []


def test_many_lines_of_little_money_are_told(verb: Verb, tmp_path: Path) -> None:
    [said] = brought(verb, tmp_path, [*payments(10), *["01/04/2024,Bins,Firm,1.00"] * 7])[1]
    assert "6 of 17 lines, £6.00, repeat" in said


def test_few_repeats_and_lines_that_differ_in_anything_are_not(verb: Verb, tmp_path: Path) -> None:
    assert brought(verb, tmp_path, ["01/04/2024,Bins,Firm,10.00"] * 5)[1] == []
    same_payee = [f"01/04/2024,Service {n},Firm,10.00" for n in range(30)]
    assert brought(verb, tmp_path, same_payee)[1] == []


def test_long_files_are_compared_by_sorting(verb: Verb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeats, "_MANY", 7)
    rows = payments(20)
    [said] = brought(verb, tmp_path, [*rows, *rows[:10]])[1]
    assert "10 of 30 lines, £10,050.00, repeat" in said
    assert "row 22, which repeats row 2" in said


@pytest.mark.deep
@pytest.mark.skipif(not SHARED.exists(), reason="real files are not here")
def test_a_real_workbook_whose_april_holds_payments_twice(verb: Verb) -> None:
    file = next(SHARED.rglob("pcc-2024-25.xlsx"))
    sheets = verb("import", file, "--place", "Shire", "--agency", "Shire Council", "--dry-run").json["files"]
    told = {sheet["sheet"]: [text for text in sheet["warnings"] if text.startswith("equal rows")] for sheet in sheets}
    assert "479 of 1,307 lines, £27,590,079.67, repeat" in told["APR 24"][0]
    assert not told["AUG 24"]


@given(st.lists(st.integers(-(1 << 63), (1 << 63) - 1) | st.integers(0, 5)))
def test_the_repeated_among_many_are_those_among_few(numbers: list[int]) -> None:
    many = [number for number, times in Counter(numbers).items() if times > 1]
    assert repeats.repeated_hashes(array("q", numbers)) == set(many)
    if numbers:
        assert repeats._repeated_of_many(array("q", numbers)) == set(many)
