"""Batches that tpdesk makes: each sheet with its method and source, whole in undo and in `check`."""

from __future__ import annotations

from pathlib import Path

from tests.desk_state import state
from tpdesk.models import made_batch
from tpdesk.models.desk import open_desk
from tpdesk.models.keeping.check import check_desk
from tpdesk.models.log.history import note_act
from tpdesk.models.made_batch import MadeLine, MadeSheet
from tpdesk.services import history, places


def test_made_lines_are_written_removed_and_undone(tmp_path: Path) -> None:
    with open_desk(tmp_path / "a.tpdesk", make=True) as desk:
        places.add(desk, "Testshire", codes=("E07000120",))
        places.add_agency(desk, "DWP", in_places=("Testshire",))
        before = state(desk)
        sheets = (
            MadeSheet("Benefits", "direct", "DWP by authority", (MadeLine(1, 2024, "Carers", 5_00, "actual", 2),)),
            MadeSheet(
                "Pensions", "driver", "CRA",
                (MadeLine(1, 2024, "Pensions", -7, "apportioned", 4, area="E07000120"),
                    MadeLine(1, 2023, "Pensions", 9, "apportioned", 4)),
            ),
        )  # fmt: skip
        with desk.writing() as connection:
            batch = made_batch.write_batch(connection, 1, "First count", sheets, kind="published")
            note_act(connection, "first count", "Testshire")
        made = state(desk)
        assert made["batch_sheet"][0][-2:] == ("direct", "DWP by authority")
        assert desk.connection.execute("SELECT sum(amount_pence) FROM spend").fetchone()[0] == 5_02
        assert [problem for item in check_desk(desk.connection) for problem in item.problems] == []
        with desk.writing() as connection:
            made_batch.remove_batch(connection, batch)
            note_act(connection, "remove", "First count")
        assert "spend" not in state(desk)
        history.undo(desk)
        assert state(desk) == made
        history.undo(desk)
        assert state(desk) == before
