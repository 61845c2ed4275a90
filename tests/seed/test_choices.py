"""Activities and client groups come with every desk: a new one, and one of before there were deep dives."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tests.seed.reading import one_key, read, repeated
from tpdesk.models import schema
from tpdesk.models.desk import open_desk

ACTIVITIES = "SELECT name, grouping, alone, source FROM activity ORDER BY folded"
GROUPS = "SELECT name, alone, source FROM client_group ORDER BY folded"


def test_the_lists_hold_what_the_verdicts_and_the_shared_services_need() -> None:
    activities, groups = read("activities"), read("client_groups")
    for rows in (activities, groups):
        assert repeated(one_key(row["name"]) for row in rows) == []
        assert {row["alone"] for row in rows} == {"0", "1"}
    assert {row["name"] for row in (*activities, *groups) if row["alone"] == "0"} == {
        "administer", "commission", "all residents",
    }  # fmt: skip
    support = {row["name"] for row in activities if row["grouping"] == "support service"}
    assert {"performance", "equalities", "communications", "consultation", "research", "data"} <= support
    assert {row["grouping"] for row in activities} == {
        "front line", "support service", "commissioning and administration",
    }  # fmt: skip


def test_a_new_desk_has_them(tmp_path: Path) -> None:
    with open_desk(tmp_path / "new.tpdesk", make=True) as desk:
        activities, groups = desk.connection.execute(ACTIVITIES).fetchall(), desk.connection.execute(GROUPS).fetchall()
    assert sorted(activities) == sorted(
        (row["name"], row["grouping"], int(row["alone"]), row["source"]) for row in read("activities")
    )
    assert sorted(groups) == sorted((row["name"], int(row["alone"]), row["source"]) for row in read("client_groups"))


def test_a_desk_of_before_gets_them_and_keeps_what_people_made(tmp_path: Path) -> None:
    path = tmp_path / "old.tpdesk"
    old = sqlite3.connect(path)
    for script in schema.SCRIPTS[: schema.DEEP_DIVES - 1]:
        for statement in schema.statements(script):
            old.execute(statement)
    old.execute("INSERT INTO activity (id, name, folded) VALUES (7, 'Commission', 'commission'), (8, 'Sing', 'sing')")
    old.execute("INSERT INTO client_group (id, name, folded) VALUES (3, 'All Residents', 'all residents')")
    old.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    old.execute(f"PRAGMA user_version = {schema.DEEP_DIVES - 1}")
    old.commit()
    old.close()
    with open_desk(path, make=True) as desk:
        held = {row[0]: row[1:] for row in desk.connection.execute("SELECT id, name, alone, grouping FROM activity")}
        [group] = desk.connection.execute("SELECT name, alone FROM client_group WHERE id = 3")
    assert (held[7], held[8]) == (("Commission", 0, "commissioning and administration"), ("Sing", 1, ""))
    assert group == ("All Residents", 0)
    assert len(held) == len(read("activities")) + 1
