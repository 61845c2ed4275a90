"""What must never be lost or counted twice: desks and sources under outputs, one file in two processes, a sample
cut off, a profile's flow."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.generate import write
from tpdesk.calc.count import count
from tpdesk.calc.overlap import overlap
from tpdesk.calc.trust import reconcile
from tpdesk.errors import UsageProblem
from tpdesk.models.connection import set_setting
from tpdesk.models.desk import Desk, open_desk
from tpdesk.services import places, suggesting
from tpdesk.services.board import board_report
from tpdesk.services.demo import make_demo
from tpdesk.services.figures import place_for, year_facts
from tpdesk.services.imports import import_files
from tpdesk.services.packs import write_board, write_table
from tpdesk.services.sheets import ImportRequest

PAYMENTS = (
    "Date,Service,Supplier Name,Amount\n01/04/2024,Roads,OTHER (200398),100.00\n02/04/2024,Roads,Other (Direct "
    "Debit),900.00\n"
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Yield a desk with a place and two organisations."""
    with open_desk(tmp_path / "a.tpdesk", make=True) as opened:
        places.add(opened, "Testshire")
        for name in ("Body", "Other"):
            places.add_agency(opened, name, in_places=("Testshire",))
        yield opened


def put(path: Path, text: str = PAYMENTS) -> Path:
    path.write_text(text, encoding="utf-8", newline="")
    return path


def test_no_result_is_written_over_a_desk_or_a_source(desk: Desk, tmp_path: Path) -> None:
    source = put(tmp_path / "m.csv", PAYMENTS + "03/04/2024,Roads,X,n/k\n")
    for target in (source, desk.path):
        before = target.read_bytes()
        with pytest.raises(UsageProblem, match="written over"):
            import_files(desk, [source], ImportRequest(agency="Body", rejects=target))
        assert target.read_bytes() == before
    import_files(desk, [source], ImportRequest(agency="Body"))
    other = open_desk(tmp_path / "renamed.xlsx", make=True)
    other.close()
    result = count(year_facts(desk, None, "2024-25"))
    for target in (desk.path, tmp_path / "new.tpdesk", other.path):
        with pytest.raises(UsageProblem, match="never written over"):
            write_table(result, target)
        with pytest.raises(UsageProblem, match="never written over"):
            write_board(board_report(desk, None, "2024-25"), target, publish=False)


def test_an_import_without_rejects_leaves_an_earlier_file_of_them_alone(desk: Desk, tmp_path: Path) -> None:
    kept = put(tmp_path / "rejects.csv", "corrected by hand")
    import_files(desk, [put(tmp_path / "m.csv")], ImportRequest(agency="Body", rejects=kept, force=True))
    assert kept.read_text(encoding="utf-8") == "corrected by hand"


@pytest.mark.deep
def test_one_file_in_two_processes_comes_in_once(desk: Desk, tmp_path: Path) -> None:
    write(tmp_path / "b.csv", 8_000)
    arguments = [
        sys.executable,
        "-m",
        "tpdesk",
        "--desk",
        str(desk.path),
        "import",
        str(tmp_path / "b.csv"),
        "--agency",
        "Body",
    ]
    desk.close()
    both = [
        subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(os.environ))
        for _ in range(2)
    ]
    for process in both:
        process.communicate()
    assert sorted(process.returncode for process in both) == [0, 1]
    with open_desk(desk.path, read_only=True) as left:
        assert left.connection.execute("SELECT count(*) FROM spend").fetchone()[0] == 8_000


@pytest.mark.deep
def test_a_sample_cut_off_in_the_making_is_made_again(tmp_path: Path) -> None:
    path = tmp_path / "s.tpdesk"
    with open_desk(path, make=True) as half:
        places.add(half, "Half a register")
        with half.writing() as connection:
            set_setting(connection, "sample", "making")
    made = make_demo(path)
    assert (made.lines, make_demo(path)) == (1_502, made)


def test_a_profile_found_by_its_headers_gives_flow_and_status_too(desk: Desk, tmp_path: Path) -> None:
    request = ImportRequest(agency="Body", flow="income", status="budget", unit="thousands", save_profile="Income")
    import_files(desk, [put(tmp_path / "m.csv")], request)
    outcome = import_files(
        desk, [put(tmp_path / "n.csv", PAYMENTS.replace("100.00", "200.00"))], ImportRequest(agency="Body")
    )[0]
    assert any("income, budget, thousands" in warning for warning in outcome.warnings)
    result = count(year_facts(desk, None, "2024-25"))
    assert (result.gross_pence, result.income_pence, result.basis.statuses) == (0, 210_000_000, ("budget",))


def test_a_supplier_that_says_more_than_the_name_is_doubtful(desk: Desk, tmp_path: Path) -> None:
    import_files(desk, [put(tmp_path / "m.csv")], ImportRequest(agency="Body"))
    import_files(
        desk,
        [put(tmp_path / "o.csv", "Date,Service,Amount\n01/04/2024,Roads,5000.00\n")],
        ImportRequest(agency="Other"),
    )
    place = place_for(desk, None)
    found = suggesting.proposed(desk, place, 2024)
    assert [(item.supplier, item.pence, bool(item.doubt)) for item in found] == [
        ("Other (Direct Debit)", 90_000, True),
        ("OTHER (200398)", 10_000, False),
    ]
    assert suggesting.apply(desk, place, 2024, [item for item in found if not item.doubt]) == 1
    assert count(year_facts(desk, None, "2024-25")).transfers_removed_pence == 10_000
    assert suggesting.take_off(desk, place, 2024, "Body", "Other") == 1
    assert count(year_facts(desk, None, "2024-25")).transfers_removed_pence == 0


def test_payments_beside_outturn_are_said_to_be_unlike(desk: Desk, tmp_path: Path) -> None:
    import_files(desk, [put(tmp_path / "m.csv")], ImportRequest(agency="Body"))
    assert "payments-only" in {issue.code for issue in count(year_facts(desk, None, "2024-25")).issues}
    import_files(
        desk,
        [put(tmp_path / "o.csv", "Service,Amount (£000)\nRoads,5\nParks,6\n")],
        ImportRequest(agency="Other", year=2024),
    )
    issues = {issue.code: issue.text for issue in count(year_facts(desk, None, "2024-25")).issues}
    assert "£1,000.00 comes from lists of payments" in issues["payments-with-outturn"]
    assert "£11,000.00 from outturn" in issues["payments-with-outturn"]


def test_a_control_total_is_of_the_whole_file(desk: Desk, tmp_path: Path) -> None:
    text = "Date,Service,Amount\n31/03/2024,Roads,200.00\n01/04/2024,Roads,100.00\n"
    import_files(desk, [put(tmp_path / "m.csv", text)], ImportRequest(agency="Body", control_total="300"))
    row = next(row for row in reconcile(year_facts(desk, None, "2024-25")) if row.agency == "Body")
    assert (row.counted_pence, row.control_pence, row.difference_pence) == (10_000, 30_000, 0)


def test_a_code_that_nobody_knows_proves_nothing(desk: Desk, tmp_path: Path) -> None:
    for name, area in (("Body", "E10000017"), ("Other", "E07999999")):
        places.change_agency(desk, name, areas=(area,))
        text = put(
            tmp_path / f"{name}.csv", f"Service,Amount\nEconomic development,{len(name)}.00\nWaste collection,1.00\n"
        )
        import_files(desk, [text], ImportRequest(agency=name, year=2024))
    result = overlap(year_facts(desk, None, "2024-25"), level=4)
    assert all(row.judgement.unproven for row in result.rows)
    assert "E07999999" in next(issue.text for issue in result.issues if issue.code == "area-doubtful")


@pytest.mark.deep
def test_what_is_not_parted_by_age_is_said_where_it_shows(tmp_path: Path) -> None:
    make_demo(tmp_path / "s.tpdesk")
    with open_desk(tmp_path / "s.tpdesk", read_only=True) as sample:
        facts = year_facts(sample, "Lancashire", "2024-25")
    codes = {level: {issue.code for issue in overlap(facts, level=level).issues} for level in (2, 4)}
    assert {"category-note", "finer-held"} <= codes[2]
    assert {"category-note", "finer-held"}.isdisjoint(codes[4])
