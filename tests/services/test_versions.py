"""Frozen counts: kept for ever as they were, undone and removed whole, told in the history, and compared to the
penny."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import version_desks
from tests.desk_state import state
from tests.version_desks import FINAL, INTERIM
from tpdesk.calc.count import count
from tpdesk.errors import InputProblem, UsageProblem
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.keeping.check import check_desk
from tpdesk.models.keeping.copying import share_copy
from tpdesk.models.keeping.salvage import salvage
from tpdesk.models.log.history import list_acts
from tpdesk.models.schema.frozen import FROZEN
from tpdesk.services import history, lines, merging, places, purging, versions
from tpdesk.services.figures import year_facts


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a desk with two frozen counts, made once."""
    return version_desks.final(tmp_path_factory.mktemp("versions") / "made.tpdesk")


@pytest.fixture
def desk(made: Path, tmp_path: Path) -> Iterator[Desk]:
    """Yield that desk, open for writing."""
    copy = Path(shutil.copyfile(made, tmp_path / "mine.tpdesk"))
    with open_desk(copy, make=True) as opened:
        yield opened


def problems(desk: Desk) -> list[str]:
    return [problem for item in check_desk(desk.connection) for problem in item.problems]


def frozen_rows(desk: Desk) -> list[list[tuple[object, ...]]]:
    return [desk.connection.execute(f"SELECT * FROM {table}").fetchall() for table in ("count_version", *FROZEN)]


def test_interim_to_final_is_twelve_steps_to_the_penny(desk: Desk) -> None:
    found = versions.compare(desk, INTERIM.upper(), FINAL)
    assert (found.start_pence, found.end_pence) == (152_900_000_000, 243_000_000_000)
    assert list(found.steps.values()) == [
        90_000_000_000, -300_000_000, 900_000_000, 0, 0, 150_000_000, 0, 50_000_000, 0, -500_000_000, -200_000_000, 0,
    ]  # fmt: skip
    assert found.receiver_came_in_pence == -600_000_000
    assert found.by_category["remapped"] == {
        "": -600_000_000, "01.3": 0, "04.5": 0, "05.1": 600_000_000, "10.1": 22_500_000_000, "10.2": -22_500_000_000,
    }  # fmt: skip
    told = {(row.step, row.agency): (row.batch.file if row.batch else "", row.who != "") for row in found.rows}
    assert told["resubmitted returns", "NHS"] == ("nhs-2.csv", True)
    assert told["bodies no longer in it", "Quango"] == ("q-1.csv", True)
    assert told["lines typed", "County"] == ("", True)
    assert told["corrections", "County"] == ("county-1.csv", True)


def test_the_examples_own_figures(desk: Desk, shared: Path) -> None:
    text = (shared / "capabilities/examples/bridge_examples.json").read_text(encoding="utf-8")
    expected = json.loads(text)["output"]
    found = versions.compare(desk, INTERIM, FINAL)
    assert found.start_pence == expected["start"]
    assert dict(found.steps) == expected["steps"]
    assert found.end_pence == expected["end"]
    assert {step: dict(parts) for step, parts in found.by_category.items()} == expected["by_category"]
    for side, totals in ((expected["before"], found.before), (expected["after"], found.after)):
        assert side["by_category"] == totals.by_category
        assert (side["gross"], side["transfers"], side["recharges"], side["after"]) == (
            totals.gross_pence, totals.transfers_pence, totals.recharges_pence, totals.after_pence,
        )  # fmt: skip
        assert sorted(side["agencies"]) == sorted(totals.agencies)


def test_a_frozen_count_is_the_count_that_was_printed_whatever_comes_later(tmp_path: Path) -> None:
    with open_desk(version_desks.interim(tmp_path / "a.tpdesk"), make=True) as desk:
        printed = count(year_facts(desk, None, None), by="category", level=4)
        for by in ("agency", "category", "matrix", "control", "cost_type", "area"):
            assert (
                count(versions.read_frozen(desk, INTERIM).facts, by=by).rows
                == count(year_facts(desk, None, None), by=by).rows
            )
        assert versions.compare(desk, INTERIM).is_empty
        lines.delete_lines(desk, [1, 2])
        places.change_agency(desk, "NHS", new_name="Integrated Care Board")
        version_desks.map_labels(desk, tmp_path, version_desks.SECOND_MAP)
        again = versions.read_frozen(desk, INTERIM)
        assert count(again.facts, by="category", level=4).rows == printed.rows
        assert again.version.after_transfers_pence == printed.after_transfers_pence
        assert versions.compare(desk, INTERIM).steps["lines deleted"] == -62_000_000_000
        assert problems(desk) == []


def test_nothing_changes_a_frozen_count(desk: Desk) -> None:
    connection = desk.connection
    for statement in (
        "UPDATE count_version SET name = 'x'",
        *(f"DELETE FROM {table}" for table in FROZEN),
        *(f"UPDATE {table} SET version = version" for table in FROZEN),
        "INSERT INTO version_facts VALUES (1, '')",
        "INSERT INTO version_map VALUES (1, 99, 99, '01', 1, 1)",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="never changed"):
            connection.execute(statement)


def test_freezing_and_removing_are_undone_and_leave_their_trace(desk: Desk) -> None:
    before, rows = state(desk), frozen_rows(desk)
    gone = versions.remove(desk, INTERIM)
    assert [one.name for one in versions.list_versions(desk)] == [FINAL]
    tombstone = next(act for act in list_acts(desk.connection) if act.act == "remove version")
    assert (tombstone.subject, gone.hash[:16] in tombstone.detail) == (INTERIM, True)
    assert "£1,529,000,000.00 after transfers" in tombstone.detail
    history.undo(desk)
    assert (state(desk), frozen_rows(desk)) == (before, rows)
    assert versions.compare(desk, INTERIM, FINAL).end_pence == 243_000_000_000
    made = versions.freeze(desk, "Third")
    history.undo(desk)
    assert [one.name for one in versions.list_versions(desk)] == [FINAL, INTERIM]
    history.redo(desk)
    assert versions.read_frozen(desk, "third").version.hash == made.hash
    assert problems(desk) == []
    history.undo(desk)
    for name in ("Fourth", "Fifth"):
        versions.freeze(desk, name)
    held = {number for (number,) in desk.connection.execute("SELECT version FROM version_facts")}
    assert held == {one.id for one in versions.list_versions(desk)}


def test_names_that_cannot_be_are_refused_and_a_slip_is_told(desk: Desk) -> None:
    for name, words in (("", "needs a name"), ("x" * 201, "at most 200"), ("Now", "stands for the desk as it is"),
                        ("interim, 30 SEPTEMBER", "was frozen on")):  # fmt: skip
        with pytest.raises(UsageProblem, match=words):
            versions.freeze(desk, name)
    with pytest.raises(UsageProblem, match="Did you mean 'Final, 19 February'"):
        versions.compare(desk, "Final 19 Februari")
    with pytest.raises(UsageProblem, match="no spend lines in 2019-20"):
        versions.freeze(desk, "Empty", year="2019-20")
    with pytest.raises(UsageProblem, match="and not of Testshire, 2023-24"):
        versions.compare(desk, INTERIM, year="2023-24")
    with pytest.raises(UsageProblem, match="is none"):
        versions.freeze(desk, "Odd", kind="half")
    with pytest.raises(UsageProblem, match="lines in"):
        places.remove(desk, "Testshire")


def test_a_merge_keeps_both_desks_versions(made: Path, desk: Desk, tmp_path: Path) -> None:
    other = Path(shutil.copyfile(made, tmp_path / "theirs.tpdesk"))
    with open_desk(other, make=True) as theirs:
        lines.add_line(theirs, {"agency": "County", "label": "Roads", "amount": "7", "year": "2024-25"})
        versions.freeze(theirs, "Audited", kind="published")
        versions.freeze(theirs, "Reworked")
    versions.freeze(desk, "Audited")
    plan = merging.compare(desk.path, other)
    assert "2 frozen counts" in plan.words({})
    merging.apply(desk, other, plan)
    names = {one.name: one for one in versions.list_versions(desk)}
    assert set(names) == {INTERIM, FINAL, "Audited", "Audited (theirs)", "Reworked"}
    assert names["Reworked"].origin == "theirs.tpdesk"
    found = versions.compare(desk, "Audited", "Audited (theirs)")
    assert {step: pence for step, pence in found.steps.items() if pence} == {"lines typed": 700}
    assert versions.compare(desk, "Reworked").is_empty
    assert problems(desk) == []
    assert merging.compare(desk.path, other).brings_nothing({})


def test_a_purged_organisation_takes_the_counts_that_hold_it(desk: Desk) -> None:
    versions.remove(desk, FINAL)
    told = purging.plan(desk, "agency", "Quango")
    assert told.versions == (INTERIM,)
    assert any(f"which would go whole: {INTERIM}" in words for words in told.words("would go"))
    purging.carry_out(desk, "agency", "Quango")
    assert versions.list_versions(desk) == ()
    assert all(not rows for rows in frozen_rows(desk))
    assert b"Quango" not in desk.path.read_bytes()
    assert problems(desk) == []


def test_copies_and_salvage_know_them(desk: Desk, tmp_path: Path) -> None:
    share_copy(desk, tmp_path / "copy.tpdesk", without_notes=True, without_history=True)
    with open_desk(tmp_path / "copy.tpdesk") as copy:
        first = versions.list_versions(copy)[-1]
        assert (first.name, first.note, first.who) == (INTERIM, "", "")
        assert versions.compare(copy, INTERIM, FINAL).end_pence == 243_000_000_000
        assert problems(copy) == []
    rows = frozen_rows(desk)
    desk.close()
    salvage(desk.path, tmp_path / "out.tpdesk")
    with open_desk(tmp_path / "out.tpdesk", make=True) as out:
        assert frozen_rows(out) == rows
        assert problems(out) == []
        with pytest.raises(sqlite3.IntegrityError, match="never changed"):
            out.connection.execute("DELETE FROM version_cell")


def test_an_older_form_is_read_and_a_damaged_or_later_one_is_told(desk: Desk) -> None:
    connection = desk.connection
    connection.execute("DROP TRIGGER version_facts_no_update")
    facts = json.loads(connection.execute("SELECT facts FROM version_facts WHERE version = 1").fetchone()[0])
    for change, words in (({"edition": 99}, "edition 99"), ({"edition": "x"}, "damaged")):
        connection.execute("UPDATE version_facts SET facts = ? WHERE version = 1", (json.dumps({**facts, **change}),))
        with pytest.raises(InputProblem, match=words):
            versions.compare(desk, INTERIM, FINAL)
        assert any("frozen count" in item.name and item.problems for item in check_desk(connection))
    for name in ("area_near", "area_kinds", "ground"):
        del facts["facts"][name]
    connection.execute("UPDATE version_facts SET facts = ? WHERE version = 1", (json.dumps({**facts, "edition": 0}),))
    found = versions.compare(desk, INTERIM, FINAL)
    assert found.end_pence == 243_000_000_000
    assert [issue.code for issue in found.issues] == ["older-form"]
