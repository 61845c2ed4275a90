"""Reminders of returns that have not come: to one organisation and to all that are overdue, and what the desk keeps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from tests.desk_state import state
from tpdesk.errors import UsageProblem
from tpdesk.models.agency import read_returns
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.log.history import note_act
from tpdesk.models.place_fact import write_return
from tpdesk.services import history, places
from tpdesk.services.records import add_record
from tpdesk.services.return_reminders import RemindRequest, remind_all, remind_one

COUNTY, DISTRICT, FIRE = "Test County Council", "Burnley Borough Council", "Fire Authority"
ROLE = "the finance officer"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Three organisations: one overdue since the 20th, one due in a month, one that was never asked."""
    monkeypatch.setenv("TPDESK_NOW", "2026-03-01T12:00:00Z")
    with open_desk(tmp_path / "a.tpdesk", make=True) as opened:
        places.add(opened, "Testshire", codes=("E10000017",))
        for name, kind in ((COUNTY, "county"), (DISTRICT, "district"), (FIRE, "fire")):
            places.add_agency(opened, name, kind=kind, in_places=("Testshire",))
        for name, due in ((COUNTY, "2026-02-20"), (DISTRICT, "2026-04-01")):
            set_return(opened, name, state="requested", requested_on="2026-01-20", due_on=due)
        yield opened


def request(**said: str) -> RemindRequest:
    return RemindRequest("2024-25", contact=ROLE, **said)  # type: ignore[arg-type]


def set_return(desk: Desk, agency: str, **said: str) -> None:
    with desk.writing() as connection:
        write_return(connection, "Testshire", agency, 2024, dict(said))
        note_act(connection, "change", agency, "its return")


def text_of(file: Path) -> str:
    return "\n".join(line.text for line in docx.Document(str(file)).paragraphs)


def test_the_overdue_are_reminded_and_chased_in_one_step_of_undo(desk: Desk, tmp_path: Path) -> None:
    before, folder = state(desk), tmp_path / "letters"
    folder.mkdir()
    done = remind_all(desk, folder, request())
    (one,) = done.sent
    assert (one.agency, one.days_late, one.reply_by, one.chased_on) == (COUNTY, 9, "2026-03-15", ("2026-03-01",))
    assert [file.name for file in folder.iterdir()] == ["Test County Council 2024-25 reminder.docx"]
    told = text_of(one.file)
    for words in ("it was due on 20 February 2026", "please reply by 15 March 2026",
                  "Our reference: Testshire 2024-25/1",
                  "for its return on 20 January 2026",
                  "please ask the finance officer"):  # fmt: skip
        assert words in told, words
    assert "We wrote about it before" not in told
    assert read_returns(desk.connection, 1, 2024)[1].chased_on == "2026-03-01"
    history.undo(desk)
    assert state(desk) == before


@pytest.mark.deep
def test_a_second_one_names_the_day_of_the_first(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    remind_one(desk, COUNTY, tmp_path / "1.docx", request(), tmp_path)
    monkeypatch.setenv("TPDESK_NOW", "2026-03-10T12:00:00Z")
    (one,) = remind_one(desk, COUNTY, tmp_path / "2.docx", request(reply_by="20 March 2026"), tmp_path).sent
    assert (one.days_late, one.reply_by, one.chased_on) == (18, "2026-03-20", ("2026-03-01", "2026-03-10"))
    assert "We wrote about it before, on 1 March 2026." in text_of(one.file)


def test_one_that_is_not_due_yet_is_asked_for_by_its_due_date(desk: Desk, tmp_path: Path) -> None:
    (one,) = remind_one(desk, DISTRICT, None, request(), tmp_path).sent
    assert (one.days_late, one.reply_by, one.file.name) == (
        0, "2026-04-01", "Burnley Borough Council 2024-25 reminder.docx",
    )  # fmt: skip
    assert "it is due on 1 April 2026" in text_of(one.file)


def test_it_goes_to_the_role_that_the_contacts_name_for_money(desk: Desk, tmp_path: Path) -> None:
    for role, about, how in (
        ("Head of Libraries", "recipes", ""), ("Chief Accountant", "the count", "accounts@county.example"),
    ):  # fmt: skip
        add_record(desk, "contact", {"agency": COUNTY, "role": role, "about": about, "how": how})
    (one,) = remind_one(desk, COUNTY, None, request(), tmp_path).sent
    assert text_of(one.file).startswith("Chief Accountant\nTest County Council\naccounts@county.example\n")


@pytest.mark.parametrize(
    ("agency", "state_of", "words"),
    [
        (FIRE, None, "has not been asked for yet"),
        (COUNTY, "received", "is received"),
        (COUNTY, "queried", "came, and has questions"),
        (COUNTY, "signed-off", "is signed-off"),
    ],
)
def test_what_is_not_waited_for_is_not_reminded_of(
    desk: Desk, tmp_path: Path, agency: str, state_of: str | None, words: str
) -> None:
    if state_of:
        set_return(desk, agency, state=state_of)
    before = state(desk)
    with pytest.raises(UsageProblem, match=words):
        remind_one(desk, agency, tmp_path / "r.docx", request(), tmp_path)
    assert not (tmp_path / "r.docx").exists()
    assert state(desk) == before


def test_where_nobody_is_overdue_nothing_is_written(desk: Desk, tmp_path: Path) -> None:
    remind = request(reply_by="31/02/2026")
    with pytest.raises(UsageProblem):
        remind_one(desk, COUNTY, None, remind, tmp_path)
    with pytest.raises(UsageProblem, match=r"must end in \.docx"):
        remind_one(desk, COUNTY, tmp_path / "r.pdf", request(), tmp_path)
    with pytest.raises(UsageProblem, match="no folder"):
        remind_all(desk, tmp_path / "none", request())
    set_return(desk, COUNTY, state="received")
    with pytest.raises(UsageProblem, match="is overdue: nobody is to be reminded"):
        remind_all(desk, tmp_path, request())
    assert [file.name for file in tmp_path.glob("*.docx")] == []
