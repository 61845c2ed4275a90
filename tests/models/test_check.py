"""What `check` finds, each in a sentence that says where."""

from __future__ import annotations

import shutil
import sqlite3
from fractions import Fraction
from pathlib import Path

import pytest

from tests.cli.verbs import Verb
from tpdesk.models.desk import open_desk
from tpdesk.models.keeping.check import check_desk
from tpdesk.services.lines import LinePart, delete_lines, edit_lines, split_lines


@pytest.fixture
def desk(sample_original: Path, desk_file: Path) -> Path:
    """The sample desk with a rejected row."""
    shutil.copyfile(sample_original, desk_file)
    file = desk_file.with_name("hyndburn.csv")
    file.write_text("Label,Amount\nBins,1\nBooks,abc\nParks,20\n", encoding="utf-8", newline="")
    Verb(desk_file)("import", file, "--place", "Lancashire", "--agency", "Hyndburn", "--year", "2024-25")
    return desk_file


def problems(path: Path) -> list[str]:
    """Return everything that check says of the desk."""
    with open_desk(path, read_only=True) as opened:
        return [problem for item in check_desk(opened.connection) for problem in item.problems]


@pytest.mark.deep
def test_a_sound_desk_has_no_problem(desk: Path) -> None:
    assert problems(desk) == []


SPOILT = {
    "a lost record": ("DELETE FROM label WHERE id = 1", "of spend refers to a record of label that is not there"),
    "a batch's own sum": ("UPDATE batch SET sum_pence = sum_pence + 1 WHERE id = 28",
        "Batch 28 (hyndburn.csv) brought 2 lines, £21.01; 2, £21.00, stand."),
    "removed lines": (
        "UPDATE batch SET removed_lines = 1, removed_pence = 100 WHERE id = 28",
        "Batch 28 (hyndburn.csv) brought 2 lines, £21.00, of which 1, £1.00, were removed since; 2, £21.00, stand.",
    ),
    "a sheet's count": ("UPDATE batch_sheet SET rows_blank = 7, rows_read = rows_read + 7 WHERE batch = 28",
        "Batch 28 (hyndburn.csv) is not the sum of its sheets."),
    "a sheet": ("DELETE FROM batch_sheet WHERE id = 28", "Batch 28 (hyndburn.csv) is not the sum of its sheets."),
    "rejected rows": (("UPDATE reject SET row = 9; INSERT INTO reject SELECT 99, batch_sheet, 10, \"column\", rule, "
                       "value, message, raw, NULL FROM reject"), "rejected 1 row, and 2 of them are kept"),
    "how a file was read": ("UPDATE batch_sheet SET layout = '{' || layout WHERE id = 28",
        "The layout of 1 record of batch_sheet cannot be read"),
    "shares": ("UPDATE label_map SET share_parts = 1, share_whole = 3 WHERE id = 1", "add up to"),
    "the cube": ("UPDATE cube SET pence = pence + 1 WHERE pence = 2000", "The cube and the lines differ"),
    "a part of a later line": ("UPDATE spend SET part_of = 1503, came_pence = 0 WHERE id = 1", "split off line 1503"),
    "a part that counts twice": ("UPDATE spend SET part_of = 9999 WHERE id = 1504", "as if it had come with the file"),
    "a change without a step": ("INSERT INTO undo_change (step, record, kind, key) VALUES (999, 'place', 'row', '[1]')",
        "whose step is not there"),
    "a step of nonsense": (("INSERT INTO undo_change (step, record, kind, key, image) SELECT max(id), 'place', "
                            "'row', '[1]', '{' FROM undo_step"), "of place cannot be read any more"),
    "a step of a strange table": (("INSERT INTO undo_change (step, record, kind, key) SELECT max(id), "
                                   "'sqlite_master', 'row', '[1]' FROM undo_step"),
                               "a table that tpdesk does not know"),
    "an undone step in the midst": ("INSERT INTO undo_step (id, at, who, title, undone) VALUES (-1, '', '', '', 1)",
        "undone though a later one stands"),
    "lines that no step took": (
        "INSERT INTO spend_gone SELECT 999, spend.* FROM (SELECT id, place, agency, year, label, category, "
        "amount_pence, flow, cost_type, status, control, internal, transfer_to, transfer_from, outsider, "
        "client_group, activity, area, funding_stream, grade, date, supplier, description, batch_sheet, row, "
        "came_pence, part_of FROM spend LIMIT 1) AS spend",
        "1 line that a step took away belong to no step",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", SPOILT)
def test_what_is_spoilt_is_found(desk: Path, what: str) -> None:
    script, said = SPOILT[what]
    connection = sqlite3.connect(desk)
    connection.executescript(script)
    connection.close()
    found = problems(desk)
    assert any(said in problem for problem in found), found


def test_edited_split_and_deleted_lines_are_no_problem(desk: Path) -> None:
    with open_desk(desk) as opened:
        lines = tuple(
            line for (line,) in opened.connection.execute("SELECT id FROM spend WHERE batch_sheet = 28 ORDER BY id")
        )
        edit_lines(opened, lines[:1], {"amount": "5.00"})
        assert problems(desk) == []
        third, rest = LinePart(Fraction(1, 3), {}), LinePart(Fraction(2, 3), {})
        parts = split_lines(opened, lines[1:], (third, rest))
        assert problems(desk) == []
        split_lines(opened, tuple(parts), (third, rest))
        assert problems(desk) == []
        delete_lines(opened, lines)
    assert problems(desk) == []
    Verb(desk).good("undo")
    assert problems(desk) == []


def test_removing_a_batch_with_split_lines_is_no_problem(desk: Path) -> None:
    with open_desk(desk) as opened:
        lines = tuple(
            line for (line,) in opened.connection.execute("SELECT id FROM spend WHERE batch_sheet = 28 ORDER BY id")
        )
        split_lines(opened, lines[:1], (LinePart(Fraction(1, 2), {}), LinePart(Fraction(1, 2), {})))
    Verb(desk).good("batch", "remove", "28")
    assert problems(desk) == []


MISMADE = {
    "a share of another amount": ("UPDATE apportionment SET amount_pence = amount_pence * 2 WHERE id = 13",
        "Apportionment 13 (Department for Work and Pensions, State pension) gives Lancashire £6,766,553,034.04; its "
        "lines were made with £3,383,276,517.02."),
    "no driver": ("UPDATE apportionment SET driver = NULL WHERE id = 13", "has no driver"),
    "no lines": ("UPDATE batch SET apportionment = NULL WHERE apportionment = 24", "its lines were made with £0.00"),
    "a driver without an area": (
        "UPDATE driver SET figures = replace(figures, 'E07000117 39887' || char(10), '') WHERE id = "
        "(SELECT driver FROM apportionment WHERE id = 18)", "has no figure for Burnley"),
    "a driver of nonsense": ("UPDATE driver SET figures = 'E07000117 many'", "cannot be read"),
    "an area that ends before it begins": (
        "UPDATE area SET valid_from = '2024-04-01', valid_to = '2023-03-31' WHERE code = 'E07000117'",
        "The area Burnley (E07000117) ends before it begins."),
    "an area in itself": (
        "INSERT INTO area_nesting SELECT outer_area, inner_area, '', '', '' FROM area_nesting WHERE inner_area = "
        "'E07000117' LIMIT 1", "lies in itself, by way of others"),
}  # fmt: skip


@pytest.mark.parametrize("what", MISMADE)
def test_what_is_mismade_of_national_spend_is_found(desk: Path, what: str) -> None:
    script, said = MISMADE[what]
    assert Verb(desk).good("check")["ok"]
    connection = sqlite3.connect(desk)
    connection.executescript(script)
    connection.close()
    told = Verb(desk)("check")
    found = [problem for item in told.json["checks"] for problem in item["problems"]]
    assert (told.exit_code, any(said in problem for problem in found)) == (1, True), found


def test_money_that_may_stand_twice_and_a_driver_of_other_years_are_no_damage(desk: Path) -> None:
    verb = Verb(desk)
    assert not any("Apportionment" in text for text in verb.good("check")["look_at"])
    file = desk.with_name("dwp.csv")
    file.write_text("Label,Amount\nState pension,1\n", encoding="utf-8")
    verb.good("import", file, "--place", "Lancashire", "--year", "2024-25", "--agency",
        "Department for Work and Pensions")  # fmt: skip
    connection = sqlite3.connect(desk)
    connection.execute("UPDATE driver SET year = 2011 WHERE title = 'People 75 and over, mid-2024'")
    connection.commit()
    connection.close()
    told = verb.good("check")
    assert told["ok"]
    assert any("has 1 line of its own under 'State pension'" in text for text in told["look_at"])
    assert any("is of 2011, 13 years from the spend of 2024-25" in text for text in told["look_at"])
