"""Taking files in: cancelled, corrected, doubled, with a control total; and what stays of each."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bench.generate import write
from tpdesk.errors import Cancelled, InputProblem, UsageProblem
from tpdesk.models.batch import BatchRemoval, list_batches, rejects_of
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.log.undo_capture import NOT_CAUGHT
from tpdesk.services import places
from tpdesk.services.batches import export_rejects, remove
from tpdesk.services.imports import ImportRequest, import_files

MESSY = (
    "Date,Service,Supplier,Amount\n01/04/2024,Waste collection,A Ltd,100.00\n02/04/2024,Roads,B "
    "Ltd,n/k\n03/04/2024,Roads,C Ltd,-5.50\n"
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Yield a desk with a place and two organisations."""
    with open_desk(tmp_path / "a.tpdesk", make=True) as opened:
        places.add(opened, "Testshire")
        places.add_agency(opened, "Body", in_places=("Testshire",))
        places.add_agency(opened, "Other", in_places=("Testshire",))
        yield opened


def put(path: Path, text: str = MESSY) -> Path:
    path.write_text(text, encoding="utf-8", newline="")
    return path


def state(desk: Desk) -> list[tuple[object, ...]]:
    return [
        row
        for table in (
            "spend",
            "cube",
            "cube_batch",
            "cube_side",
            "batch",
            "batch_sheet",
            "batch_agency",
            "reject",
            "label",
            "supplier",
            "description",
            "audit",
        )
        for row in desk.connection.execute(f"SELECT '{table}', * FROM {table}")
    ]


def test_a_file_comes_in_with_its_rejects_kept_whole(desk: Desk, tmp_path: Path) -> None:
    outcome = import_files(desk, [put(tmp_path / "m.csv")], ImportRequest(agency="body"))[0]
    tally = outcome.sheets[0].tally
    assert (tally.rows_read, tally.rows_imported, tally.rows_rejected, tally.sum_pence) == (3, 2, 1, 9_450)
    assert outcome.batch == 1
    _, _, records = rejects_of(desk.connection, 1)[0]
    assert (records[0].row, records[0].raw) == (3, ("02/04/2024", "Roads", "B Ltd", "n/k"))


def test_corrected_rejects_come_in_and_are_settled(desk: Desk, tmp_path: Path) -> None:
    import_files(desk, [put(tmp_path / "m.csv")], ImportRequest(agency="Body"))
    out = tmp_path / "rejects.csv"
    assert export_rejects(desk, [1], out) == 1
    rows = list(csv.reader(out.open(encoding="utf-8-sig", newline="")))
    assert rows[0] == ["Date", "Service", "Supplier", "Amount", "tpdesk sheet", "tpdesk row", "tpdesk reason"]
    rows[1][3] = "7.25"
    with out.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    outcome = import_files(desk, [out], ImportRequest(agency="Body"))[0]
    assert outcome.sheets[0].tally.sum_pence == 725
    assert not any("same money" in warning for warning in outcome.warnings)
    assert [batch.rejects_open for batch in list_batches(desk.connection)] == [0, 0]
    assert rejects_of(desk.connection, 1) == []


def test_a_correction_that_is_still_wrong_stays_open(desk: Desk, tmp_path: Path) -> None:
    import_files(desk, [put(tmp_path / "m.csv")], ImportRequest(agency="Body"))
    export_rejects(desk, [1], tmp_path / "r.csv")
    outcome = import_files(desk, [tmp_path / "r.csv"], ImportRequest(agency="Body"))[0]
    assert outcome.sheets[0].tally.rows_rejected == 1
    assert sum(batch.rejects_open for batch in list_batches(desk.connection)) == 1


def test_the_same_file_is_refused_unless_told(desk: Desk, tmp_path: Path) -> None:
    file = put(tmp_path / "m.csv")
    import_files(desk, [file], ImportRequest(agency="Body"))
    before = state(desk)
    outcome = import_files(desk, [file.rename(tmp_path / "renamed.csv")], ImportRequest(agency="Body"))[0]
    assert isinstance(outcome.error, InputProblem)
    assert "batch 1" in str(outcome.error)
    assert state(desk) == before
    again = import_files(desk, [tmp_path / "renamed.csv"], ImportRequest(agency="Body", again=True))[0]
    assert again.error is None
    assert any("same money" in warning for warning in again.warnings)


def test_equal_rows_are_all_kept(desk: Desk, tmp_path: Path) -> None:
    text = "Date,Service,Amount\n" + "01/04/2024,Roads,5.00\n" * 4
    assert (
        import_files(desk, [put(tmp_path / "m.csv", text)], ImportRequest(agency="Body"))[0].sheets[0].tally.sum_pence
        == 2_000
    )
    assert desk.connection.execute("SELECT count(*) FROM spend").fetchone()[0] == 4


@pytest.mark.parametrize(("typed", "difference"), [("94.50", 0), ("£94.51", -1)])
def test_a_control_total_is_held_to_the_penny(desk: Desk, tmp_path: Path, typed: str, difference: int) -> None:
    outcome = import_files(desk, [put(tmp_path / "m.csv")], ImportRequest(agency="Body", control_total=typed))[0]
    assert outcome.difference_pence == difference


def test_a_dry_run_and_a_cancelled_import_leave_nothing(desk: Desk, tmp_path: Path) -> None:
    file = put(tmp_path / "m.csv", "Date,Service,Amount\n" + "01/04/2024,Roads,5.00\n" * 12_000)
    before = state(desk)
    assert (
        import_files(desk, [file], ImportRequest(agency="Body", dry_run=True))[0].sheets[0].tally.rows_imported
        == 12_000
    )
    assert state(desk) == before

    def stop(name: str, rows: int, done: int, total: int) -> None:
        assert (name, done <= total) == ("m.csv", True)
        if rows >= 10_000:
            raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        import_files(desk, [file], ImportRequest(agency="Body"), stop)
    assert state(desk) == before
    assert import_files(desk, [file], ImportRequest(agency="Body"))[0].error is None


def test_removing_a_batch_leaves_the_state_as_it_was(desk: Desk, tmp_path: Path) -> None:
    import_files(
        desk, [put(tmp_path / "first.csv", MESSY.replace("Waste collection", "Parks"))], ImportRequest(agency="Other")
    )

    def money() -> list[tuple[object, ...]]:
        return [row for row in state(desk) if row[0] not in NOT_CAUGHT]

    before = money()
    import_files(desk, [put(tmp_path / "m.csv")], ImportRequest(agency="Body"))
    assert remove(desk, 2) == BatchRemoval(2, 0)
    assert money() == before


def test_unknown_bodies_in_a_column_are_rejected_with_a_suggestion_or_made(desk: Desk, tmp_path: Path) -> None:
    text = (
        "Body Name,Service,Amount,Paid "
        "to\nBody,Roads,1.00,\nBodi,Roads,2.00,Body\nNewcomer,Parks,4.00,NEWCOMER\nBody,Parks,8.00,newcomer\n"
    )
    request = ImportRequest(agency_column="Body Name", year=2024, columns={"transfer_to": "Paid to"})
    outcome = import_files(desk, [put(tmp_path / "m.csv", text)], request)[0]
    assert [(item.row, item.rule, item.value) for item in outcome.sheets[0].rejects] == [
        (3, "unknown agency", "Bodi"),
        (4, "unknown agency", "Newcomer"),
    ]
    assert "Did you mean 'Body'" in outcome.sheets[0].rejects[0].message
    assert outcome.sheets[0].rejects[0].raw == ("Bodi", "Roads", "2.00", "Body")
    import_files(
        desk,
        [tmp_path / "m.csv"],
        ImportRequest(
            **{
                **{f: getattr(request, f) for f in ("agency_column", "year", "columns")},
                "add_agencies": True,
                "again": True,
            }
        ),
    )
    paid = desk.connection.execute(
        "SELECT payer.name, receiver.name FROM spend JOIN agency payer ON payer.id = spend.agency JOIN agency "
        "receiver ON receiver.id = transfer_to ORDER BY 1, 2"
    ).fetchall()
    assert ("Body", "Newcomer") in paid
    assert ("Bodi", "Body") in paid


def test_a_column_the_user_names_is_taken_and_a_wrong_one_named(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="Amont"):
        import_files(desk, [put(tmp_path / "m.csv")], ImportRequest(agency="Body", columns={"amount": "Amont"}))
    outcome = import_files(desk, [tmp_path / "m.csv"], ImportRequest(agency="Body", columns={"label": "Supplier"}))[0]
    assert outcome.sheets[0].layout.column_names()["label"] == "Supplier"


def test_a_saved_profile_is_used_for_the_next_file_of_the_same_layout(desk: Desk, tmp_path: Path) -> None:
    import_files(
        desk,
        [put(tmp_path / "m.csv")],
        ImportRequest(agency="Body", columns={"label": "Supplier"}, save_profile="Body's ledger"),
    )
    outcome = import_files(
        desk, [put(tmp_path / "n.csv", MESSY + "04/05/2024,Parks,D Ltd,1\n")], ImportRequest(agency="Body")
    )[0]
    assert outcome.sheets[0].layout.column_names()["label"] == "Supplier"
    other = import_files(
        desk, [put(tmp_path / "o.csv", MESSY + "05/05/2024,Parks,D Ltd,1\n")], ImportRequest(agency="Other")
    )[0]
    assert other.sheets[0].layout.column_names()["label"] == "Service"


def two_words(month: int, services: tuple[str, ...], units: tuple[str, ...] = ("North", "South")) -> str:
    """Return a month of payments with two columns that could be the label."""
    rows = "".join(
        f"{n % 28 + 1:02}/{month:02}/2024,{services[n % len(services)]},{units[n % len(units)]},Firm {n} Ltd,{n}.50\n"
        for n in range(1, 41)
    )
    return f"Date,Service,Division,Supplier,Amount\n{rows}"


def test_next_months_file_is_read_as_the_bodys_last_one_with_the_same_headings(desk: Desk, tmp_path: Path) -> None:
    april = put(tmp_path / "april.csv", two_words(4, ("Parks", "Roads")))
    [first] = import_files(desk, [april], ImportRequest(agency="Body", columns={"label": "Division"}))
    may = put(
        tmp_path / "may.csv", two_words(5, ("Parks", "Roads", "Bins")).replace("Service,Division", "SERVICE,Division ")
    )
    asked = ImportRequest(agency="Body", dry_run=True)
    [outcome] = import_files(desk, [may], asked)
    sheet = outcome.sheets[0]
    assert sheet.layout.column_names()["label"] == "Division"
    assert (
        f"the label is read from 'Division', as in batch {first.batch} (april.csv), not from 'SERVICE'"
        in sheet.warnings
    )
    [told] = import_files(desk, [may], replace(asked, columns={"label": "SERVICE"}))
    assert told.sheets[0].layout.column_names()["label"] == "SERVICE", "what the user says wins"
    [other] = import_files(desk, [may], replace(asked, agency="Other"))
    assert other.sheets[0].layout.column_names()["label"] == "SERVICE", "another body's files are its own"
    empty = put(tmp_path / "june.csv", two_words(6, ("Parks", "Roads"), ("",)))
    [outcome] = import_files(desk, [empty], asked)
    assert outcome.sheets[0].layout.column_names()["label"] == "Service", (
        "an empty column holds no label, whatever stood there before"
    )
    other_headings = put(tmp_path / "july.csv", two_words(7, ("Parks", "Roads")).replace("Supplier", "Payee"))
    [outcome] = import_files(desk, [other_headings], asked)
    assert outcome.sheets[0].layout.column_names()["label"] == "Service"
    assert not any("as in batch" in text for text in outcome.sheets[0].warnings)


def test_the_last_file_says_which_of_two_amounts_it_is_but_never_the_year(desk: Desk, tmp_path: Path) -> None:
    rows = "".join(f"{n:02}/04/2024,Parks,{n}.50,{n}.00\n" for n in range(1, 29))
    put(tmp_path / "a.csv", f"Date,Service,Amount,Amount\n{rows}")
    import_files(desk, [tmp_path / "a.csv"], ImportRequest(agency="Body", columns={"amount": "#4"}))
    put(tmp_path / "b.csv", f"Date,Service,Amount,Amount\n{rows.replace('/04/', '/05/')}")
    [outcome] = import_files(desk, [tmp_path / "b.csv"], ImportRequest(agency="Body"))
    assert outcome.sheets[0].tally.sum_pence == sum(range(1, 29)) * 100
    years = "".join(f"Service {n % 4},{n}.50,{n}.00\n" for n in range(1, 29))
    put(tmp_path / "c.csv", f"Service,2022-23,2023-24\n{years}")
    import_files(desk, [tmp_path / "c.csv"], ImportRequest(agency="Body", year=2022))
    put(tmp_path / "d.csv", f"Service,2022-23,2023-24\n{years}Service 9,1,1\n")
    [outcome] = import_files(desk, [tmp_path / "d.csv"], ImportRequest(agency="Body", year=2023))
    assert outcome.sheets[0].layout.column_names()["amount"] == "2023-24"


def test_a_batch_that_was_removed_says_nothing_of_the_next_file(desk: Desk, tmp_path: Path) -> None:
    april = put(tmp_path / "april.csv", two_words(4, ("Parks", "Roads")))
    [first] = import_files(desk, [april], ImportRequest(agency="Body", columns={"label": "Division"}))
    assert first.batch is not None
    remove(desk, first.batch)
    [outcome] = import_files(
        desk, [put(tmp_path / "may.csv", two_words(5, ("Parks", "Roads")))], ImportRequest(agency="Body")
    )
    assert outcome.sheets[0].layout.column_names()["label"] == "Service"


def test_a_file_of_several_bodies_is_read_as_the_last_of_its_kind(desk: Desk, tmp_path: Path) -> None:
    april = (
        two_words(4, ("Parks", "Roads"))
        .replace("Date,Service", "Date,Whose")
        .replace("Parks", "Body")
        .replace("Roads", "Other")
    )
    import_files(
        desk,
        [put(tmp_path / "a.csv", april)],
        ImportRequest(agency_column="Whose", columns={"label": "Supplier", "supplier": ""}),
    )
    [outcome] = import_files(desk, [put(tmp_path / "b.csv", april.replace("/04/", "/05/"))], ImportRequest())
    named = outcome.sheets[0].layout.column_names()
    assert (named["agency"], named["label"]) == ("Whose", "Supplier")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send to another process")
def test_ctrl_c_in_the_middle_leaves_the_desk_as_it_was(desk: Desk, tmp_path: Path) -> None:
    write(tmp_path / "big.csv", 60_000)
    before = state(desk)
    desk.close()
    arguments = [
        sys.executable,
        "-m",
        "tpdesk",
        "--desk",
        str(desk.path),
        "import",
        str(tmp_path / "big.csv"),
        "--agency",
        "Body",
    ]
    process = subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "XDG_STATE_HOME": str(tmp_path)}
    )
    journal = desk.path.with_name(desk.path.name + "-journal")
    for _ in range(3_000):
        # The journal shows that lines are moving in: the worst moment to be stopped.
        if journal.exists() or process.poll() is not None:
            break
        time.sleep(0.005)
    process.send_signal(signal.SIGINT)
    process.communicate()
    assert process.returncode in (0, 130)
    with open_desk(desk.path, read_only=True) as left:
        lines = left.connection.execute("SELECT count(*) FROM spend").fetchone()[0]
        assert lines == (60_000 if process.returncode == 0 else 0)
        if process.returncode:
            assert state(left) == before
    assert not journal.exists()
