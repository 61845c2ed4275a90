"""Records taken in from a file: a row a record, what cannot be taken is told row by row, the
rest is one step of undo."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desk_state import state
from tpdesk.errors import InputProblem, UsageProblem
from tpdesk.models.desk import Desk
from tpdesk.models.log.history import list_acts
from tpdesk.services import history
from tpdesk.services.record_files import RecordsImported, RowProblem, import_records
from tpdesk.services.records import add_record, list_records

DELIVERIES = (
    "Body,activity,Client group,Category,areas,Cost a year,Remark\n"
    "Body,assess,Babies,10.4,Hyndburn; E07000121,\"£1,200\",x\n"
    ",,,,,,\n"
    "Bodi,assess,Babies,10.4,,1,\n"
    "sb,assess,Babies,10.4,,many,\n"
    "TB,'=weigh,,,,,\n"
)  # fmt: skip


def file_of(tmp_path: Path, text: str, name: str = "d.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8-sig", newline="")
    return path


def test_rows_are_taken_refused_or_blank_and_it_is_one_step(desk: Desk, tmp_path: Path) -> None:
    before = state(desk)
    file = file_of(tmp_path, DELIVERIES)
    looked = import_records(desk, "delivery", file, dive="Under fives", dry_run=True)
    assert state(desk) == before
    told = import_records(desk, "delivery", file, dive="Under fives")
    assert told == looked
    assert told == RecordsImported(
        5, 1, 2,
        (
            RowProblem(4, "Body", "Bodi",
                "Organisation: There is no organisation called 'Bodi' on this desk. Did you mean 'Body'?"),
            RowProblem(5, "Cost a year", "many",
                "Cost a year: 'many' is not an amount of money. Type pounds and pence, for example 1234.50, 250k or "
                "1.2m."),
        ),
        (
            "'Babies' is a new client group on this desk.", "'=weigh' is a new activity on this desk.",
            "Left out, since no field is called so: Remark.",
        ), (),
    )  # fmt: skip
    assert [(record.values["agency"], record.values["cost"], record.values["areas"]) for record in list_records(desk,
            "delivery")] == [
        ("Body", 120_000, ("E07000120", "E07000121")), ("Third Body", None, ()),
    ]  # fmt: skip
    assert list_acts(desk.connection, limit=1)[0].words == "Take in deliveries d.csv: 2 deliveries"
    history.undo(desk)
    assert state(desk) == before


def test_a_file_taken_in_twice_is_told_and_titles_are_never_doubled(desk: Desk, tmp_path: Path) -> None:
    file = file_of(tmp_path, DELIVERIES)
    import_records(desk, "delivery", file, dive="Under fives")
    again = import_records(desk, "delivery", file, dive="Under fives")
    assert "2 rows say exactly what is on the desk already, and came in as well. Undo takes them back." in again.notices
    barriers = file_of(tmp_path, "title,level,kind\nNo sharing,central,law\nno SHARING,local,law\n")
    told = import_records(desk, "barrier", barriers, place="Testshire")
    assert (told.added, [(problem.row, problem.column) for problem in told.rejected]) == (1, [(3, "")])


def test_notes_come_with_their_moment_and_their_people_are_warned_of(desk: Desk, tmp_path: Path) -> None:
    add_record(desk, "workshop", {"title": "First", "place": "Testshire"})
    file = file_of(
        tmp_path, 'kind,text,at,private\n?,ask someone@example.org,2026-02-14T10:30:00Z,yes\nq,"two\nlines",,\n'
    )
    told = import_records(desk, "note", file, workshop="first")
    assert [words[:53] for words in told.warnings] == ["Row 2: The text holds what looks like an e-mail addre"]
    first, second = list_records(desk, "note")
    assert (first.values["at"], first.values["private"], second.values["text"]) == (
        "2026-02-14T10:30:00Z",
        1,
        "two\nlines",
    )


def test_a_workbook_is_read_as_it_is_shown(desk: Desk, tmp_path: Path) -> None:
    import datetime as dt

    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Title", "People in it", "From", "Illustrative"])
    sheet.append(["Older people", 1200.0, dt.datetime(2026, 1, 31), True])
    book.save(tmp_path / "dives.xlsx")
    assert import_records(desk, "dive", tmp_path / "dives.xlsx", place="Testshire").added == 1
    made = list_records(desk, "dive")[-1].values
    assert (made["cohort"], made["starts_on"], made["illustrative"]) == (1200, "2026-01-31", 1)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("\n", "is empty"),
        ("one,two\n1,2\n", "no column is a field of a delivery. Its fields: dive, agency"),
        ("activity\nassess\n", r"there is no column for Organisation \(agency\), needed in a delivery"),
        ("agency,Organisation\nBody,Organisation\n", "two columns are called for Organisation"),
    ],
)
def test_a_file_that_is_none_of_ours_is_refused_whole(desk: Desk, tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(InputProblem, match=words):
        import_records(desk, "delivery", file_of(tmp_path, text), dive="Under fives")


def test_what_a_kind_does_not_hang_on_is_refused(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="A delivery hangs on a deep dive, not on a workshop"):
        import_records(desk, "delivery", file_of(tmp_path, DELIVERIES), workshop="First")
