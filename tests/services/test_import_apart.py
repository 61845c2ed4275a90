"""Files taken in by a process of its own: the same as in this one, with progress, errors and a stop; and where it is
killed, nothing of it stays and that is said."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.models.intake.test_workbook import xlsx
from tests.services.test_imports import MESSY, put, state
from tpdesk.errors import Cancelled, InputProblem, Locked
from tpdesk.models import beside
from tpdesk.models.batch import list_batches
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.keeping.lock import Holder, InUse, hold_for_parent
from tpdesk.services import history, import_apart, imports, places, preview
from tpdesk.services.import_apart import ImportEnded
from tpdesk.services.sheets import FileOutcome, ImportRequest

BODY = ImportRequest(agency="Body")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Yield a desk with a place and an organisation; however small a file is, it comes in apart."""
    monkeypatch.setattr(import_apart, "WORTH", 0)
    with open_desk(tmp_path / "a.tpdesk", make=True) as opened:
        places.add(opened, "Testshire")
        places.add_agency(opened, "Body", in_places=("Testshire",))
        yield opened


def to_nobody(*_: object) -> None:
    """Hear how far it is, and say nothing."""


def month(folder: Path, number: int) -> Path:
    """Write a small list of payments that no other number has."""
    return put(folder / f"month {number}.csv", MESSY.replace("100.00", f"{number}00.00"))


def told(outcome: FileOutcome) -> tuple[object, ...]:
    """Return what an outcome says, where errors say the same though they are two objects."""
    error = outcome.error
    return replace(outcome, error=None), type(error), str(error), error and error.title, getattr(error, "message", "")


def test_what_comes_of_it_is_the_same_and_how_far_it_is_is_told(desk: Desk, tmp_path: Path) -> None:
    book = xlsx(tmp_path / "b.xlsx", {"Payments": [["Date", "Service", "Amount"], ["01/04/2024", "Roads", 5.25]]})
    files = [month(tmp_path, 1), book, put(tmp_path / "words.csv", "Nothing, here\n"), month(tmp_path, 1)]
    heard: list[tuple[str, int, int, int]] = []
    found = import_apart.import_each(desk, [(path, BODY) for path in files], lambda *step: heard.append(step))
    after = state(desk)
    assert [outcome.batch for outcome in found] == [1, 2, None, None]
    assert [name for name, rows, *_ in heard if not rows] == [path.name for path in files]
    assert any(rows and done == whole for _, rows, done, whole in heard)

    with open_desk(tmp_path / "other.tpdesk", make=True) as other:
        places.add(other, "Testshire")
        places.add_agency(other, "Body", in_places=("Testshire",))
        here = imports.import_each(other, [(path, BODY) for path in files])
        # But for the times of the history.
        assert [row for row in state(other) if row[0] not in ("audit", "batch")] == [
            row for row in after if row[0] not in ("audit", "batch")
        ]
    assert [told(outcome)[1:] for outcome in found] == [told(outcome)[1:] for outcome in here]
    assert found[0] == here[0]
    history.undo(desk)
    assert [batch.id for batch in list_batches(desk.connection)] == [1]


def test_a_trial_is_the_same_and_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    before = state(desk)
    file = month(tmp_path, 1)
    found = import_apart.try_file(desk.path, file, BODY, to_nobody)
    assert found == preview.try_file(desk.path, file, BODY)
    assert state(desk) == before


@pytest.mark.parametrize("stop", ["cancelled", pytest.param("killed", marks=pytest.mark.deep)])
def test_what_is_stopped_in_the_second_file_leaves_nothing_of_the_first(desk: Desk, tmp_path: Path, stop: str) -> None:
    before = state(desk)

    def progress(name: str, *_: int) -> None:
        if name == "month 2.csv" and stop == "killed":
            [process] = beside.WORKING
            process.process.kill()
        elif name == "month 2.csv":
            raise Cancelled("stopped")

    wanted = [(month(tmp_path, 1), BODY), (month(tmp_path, 2), BODY), (month(tmp_path, 3), BODY)]
    with pytest.raises(Cancelled if stop == "cancelled" else ImportEnded, match=r"[Nn]othing of"):
        import_apart.import_each(desk, wanted, progress)
    assert {row for row in state(desk) if row[0] in ("spend", "batch", "cube", "reject")} == set()
    assert history.steps(desk)[0].undone
    assert len(before) < len(state(desk))
    assert not beside.WORKING


@pytest.mark.deep
def test_what_dies_before_it_says_that_it_is_done_leaves_nothing(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = import_apart._ImportProcess.heard

    def cut_off(process: import_apart._ImportProcess) -> tuple[str, object]:
        what, said = heard(process)
        if what == "done":
            raise process._ended()
        return what, said

    monkeypatch.setattr(import_apart._ImportProcess, "heard", cut_off)
    with pytest.raises(ImportEnded, match="Nothing of the import was kept"):
        import_apart.import_each(desk, [(month(tmp_path, 1), BODY)], to_nobody)
    assert list_batches(desk.connection) == []


def test_what_somebody_does_meanwhile_stays_where_an_import_is_stopped(desk: Desk, tmp_path: Path) -> None:
    def progress(name: str, *_: int) -> None:
        if name == "month 2.csv":
            with open_desk(desk.path) as window:
                places.add_agency(window, "Meanwhile")
            raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        imports.import_each(desk, [(month(tmp_path, 1), BODY), (month(tmp_path, 2), BODY)], progress)
    assert list_batches(desk.connection) == []
    assert desk.connection.execute("SELECT count(*) FROM spend").fetchone() == (0,)
    assert desk.connection.execute("SELECT count(*) FROM agency WHERE name = 'Meanwhile'").fetchone() == (1,)


@pytest.mark.deep
def test_a_fault_of_ours_comes_back_as_it_is(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(InputProblem, match=r"gone\.csv"):
        preview.preview_file(desk.path, tmp_path / "gone.csv", BODY)
    [outcome] = import_apart.import_each(desk, [(tmp_path / "gone.csv", BODY)], to_nobody)
    assert isinstance(outcome.error, InputProblem)
    with pytest.raises(TypeError):
        import_apart.import_each(desk, [(month(tmp_path, 1), replace(BODY, year="soon"))], to_nobody)  # type: ignore[arg-type]
    assert list_batches(desk.connection) == []


def test_only_a_desk_that_the_parent_holds_is_written(tmp_path: Path) -> None:
    with open_desk(tmp_path / "free.tpdesk", make=True):
        pass
    with pytest.raises(Locked, match="held by nobody"):
        hold_for_parent(tmp_path / "free.tpdesk")


def test_errors_go_between_processes_as_what_they_say(tmp_path: Path) -> None:
    error = InUse(tmp_path / "a.tpdesk", Holder("anna", "PC7", "", "a window"))
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is InUse
    assert (str(again), again.title, again.holder) == (str(error), error.title, error.holder)
