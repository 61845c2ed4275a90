"""The cube equals the lines after any acts, label maps find their scope, and transfers are marked on the lines."""

from __future__ import annotations

import sqlite3
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tpdesk.domain.kinds import AGENCY_KIND, PLACE_KIND
from tpdesk.errors import UsageProblem
from tpdesk.models import cube
from tpdesk.models.batch import remove_batch
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.keeping.check import check_desk
from tpdesk.models.label_map import maps_in_force, parse_share, set_map
from tpdesk.models.records import store
from tpdesk.models.transfer import apply_proposals, name_key, proposals, unmark

lines = st.fixed_dictionaries(
    {
        "agency": st.integers(1, 3),
        "year": st.sampled_from([2023, 2024]),
        "label": st.sampled_from([None, 1, 2]),
        "category": st.sampled_from([None, "05.1"]),
        "amount_pence": st.integers(-1_000, 1_000),
        "flow": st.sampled_from([1, 2]),
        "cost_type": st.integers(0, 2),
        "status": st.integers(1, 4),
        "control": st.integers(0, 3),
        "internal": st.integers(0, 1),
        "area": st.sampled_from([None, "E07000120"]),
        "grade": st.sampled_from([None, 1, 6]),
        "supplier": st.sampled_from([None, 1]),
    }
)


PLANNED = ("INSERT INTO cube", "DELETE FROM cube")


def test_an_edit_looks_through_no_sums_but_its_own(stocked: Desk) -> None:
    asked: list[str] = []
    with stocked.writing() as connection:
        connection.execute(
            "INSERT INTO spend (place, agency, year, amount_pence, flow, cost_type, status, control, internal) "
            "VALUES (1, 1, 2024, 100, 1, 0, 1, 1, 0)"
        )
        cube.add_lines(connection, "id = 1")
        connection.set_trace_callback(asked.append)
        cube.take_lines(connection, "id = ?", (1,))
        connection.set_trace_callback(None)
        plans = [
            (sql, detail)
            for sql in asked
            if sql.startswith(PLANNED)
            for *_, detail in connection.execute(f"EXPLAIN QUERY PLAN {sql}")
        ]
        assert connection.execute("SELECT count(*) FROM cube").fetchone() == (0,)
    assert plans
    assert [plan for plan in plans if "SCAN cube" in plan[1]] == []


@pytest.fixture
def stocked(desk: Desk) -> Desk:
    """A desk with a place, three agencies and two labels."""
    stock(desk.connection)
    return desk


def stock(connection: sqlite3.Connection) -> None:
    store.add(connection, PLACE_KIND, {"title": "Testshire"})
    for number in (1, 2, 3):
        store.add(connection, AGENCY_KIND, {"title": f"Body {number}", "places": "Testshire"})
    connection.execute("INSERT INTO label VALUES (1, 'Waste', 'waste'), (2, 'Roads', 'roads')")
    connection.execute("INSERT INTO supplier VALUES (1, 'BODY 2 (200398)')")


def put(connection: sqlite3.Connection, rows: list[dict[str, object]]) -> int:
    """Write a batch of lines by hand and add it to the cube."""
    total = sum(int(str(row["amount_pence"])) for row in rows)
    batch = connection.execute(
        "INSERT INTO batch (place, file, sha256, size, kind, rows_read, rows_blank, rows_imported, rows_rejected, "
        "sum_pence, who, made_at) VALUES (1, 'x', 'x', 0, 'csv', ?1, 0, ?1, 0, ?2, 'x', 'x')",
        (len(rows), total),
    ).lastrowid
    sheet = connection.execute(
        "INSERT INTO batch_sheet (batch, layout, coercions, warnings, rows_read, rows_blank, rows_imported, "
        "rows_rejected, sum_pence) VALUES (?1, '{}', '{}', '[]', ?2, 0, ?2, 0, ?3)",
        (batch, len(rows), total),
    ).lastrowid
    for row in rows:
        names = [*row, "place", "batch_sheet"]
        connection.execute(
            f"INSERT INTO spend ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})", [*row.values(), 1, sheet]
        )
    cube.add_lines(connection, "batch_sheet = ?", (sheet,))
    return int(batch or 0)


@pytest.mark.deep
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(st.lists(lines, max_size=12), min_size=1, max_size=4), data=st.data())
def test_after_any_acts_the_cube_equals_the_lines(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[dict[str, object]]], data: st.DataObject
) -> None:
    path: Path = tmp_path_factory.mktemp("cube") / "a.tpdesk"
    with open_desk(path, make=True) as desk:
        with desk.writing() as connection:
            stock(connection)
            numbers = [put(connection, rows) for rows in batches]
            assert cube.differences(connection) == []
            apply_proposals(connection, 1, 2024, proposals(connection, 1, 2024))
            assert cube.differences(connection) == []
            unmark(connection, 1, 2024, 1, 2)
            remove_batch(connection, data.draw(st.sampled_from(numbers)))
            assert cube.differences(connection) == []
        assert not [item for item in check_desk(desk.connection) if item.problems]


def test_removing_the_only_batch_leaves_the_tables_as_they_were(stocked: Desk) -> None:
    connection = stocked.connection

    def tables() -> dict[str, list[tuple[object, ...]]]:
        return {
            name: connection.execute(f"SELECT * FROM {name}").fetchall()
            for name in ("spend", "cube", "cube_batch", "cube_side", "batch", "batch_sheet", "reject")
        }

    before = tables()
    with stocked.writing():
        batch = put(
            connection,
            [plain_line()],
        )
        assert tables() != before
        remove_batch(connection, batch)
    assert tables() == before


def test_check_finds_a_cube_that_differs(stocked: Desk) -> None:
    with stocked.writing() as connection:
        put(
            connection,
            [plain_line()],
        )
        connection.execute("UPDATE cube SET pence = 6")
    problems = [problem for item in check_desk(stocked.connection) for problem in item.problems]
    assert len(problems) == 2
    assert all("cube" in problem for problem in problems)


def test_check_finds_lines_that_were_tampered_with(stocked: Desk) -> None:
    with stocked.writing() as connection:
        put(
            connection,
            [plain_line()],
        )
        connection.execute("DELETE FROM spend")
    assert any("Batch 1" in problem for item in check_desk(stocked.connection) for problem in item.problems)


def test_the_map_of_the_narrowest_scope_wins(stocked: Desk) -> None:
    half = {"05.1": Fraction(1, 2), "09.5": Fraction(1, 2)}
    with stocked.writing() as connection:
        store.add(connection, PLACE_KIND, {"title": "Other"})
        for code, place, agency in (("01", None, None), ("02", 1, None), ("03", None, 1), ("04", 1, 1)):
            set_map(connection, "WASTE", {code: Fraction(1)}, place=place, agency=agency)
        set_map(connection, "roads", half, place=None, agency=None)

        def found(place: int, agency: int) -> str:
            return maps_in_force(connection, place, {(agency, 1)}, {1: "Waste"})[agency, 1][0][0]

        assert [found(1, 1), found(2, 1), found(1, 2), found(2, 2)] == ["04", "03", "02", "01"]
        assert maps_in_force(connection, 1, {(1, 2)}, {2: "Roads"})[1, 2] == (
            ("05.1", Fraction(1, 2)),
            ("09.5", Fraction(1, 2)),
        )


def test_the_users_map_wins_over_the_seeds_and_can_be_taken_off(stocked: Desk) -> None:
    with stocked.writing() as connection:
        labels = {9: "Waste collection"}
        assert maps_in_force(connection, 1, {(1, 9)}, labels)[1, 9][0][0] == "05.1.0/waste-collection"
        set_map(connection, "Waste Collection", {"05.1": Fraction(1)}, place=None, agency=None)
        assert maps_in_force(connection, 1, {(1, 9)}, labels)[1, 9][0][0] == "05.1"
        set_map(connection, "Waste Collection", {}, place=None, agency=None)
        assert maps_in_force(connection, 1, {(1, 9)}, labels)[1, 9][0][0] == "05.1.0/waste-collection"


def test_shares_must_add_up_to_one(stocked: Desk) -> None:
    assert [parse_share(text) for text in ("0.6", "60%", "1/3", "", " 33.3 % ")] == [
        Fraction(3, 5),
        Fraction(3, 5),
        Fraction(1, 3),
        1,
        Fraction(333, 1000),
    ]
    for text in ("half", "1/0", "%"):
        with pytest.raises(UsageProblem, match="no share"):
            parse_share(text)
    with pytest.raises(UsageProblem, match=r"add up to 0\.9"):
        set_map(stocked.connection, "x", {"05.1": Fraction(9, 10)}, place=None, agency=None)


@pytest.mark.parametrize(
    ("supplier", "agency"),
    [
        ("LANCASHIRE COUNTY COUNCIL (200398)", "Lancashire County Council"),
        ("The Police & Crime Commissioner [17340]", "Police and Crime Commissioner"),
        ("St. Helen's Council", "St Helens Council"),
    ],
)
def test_suppliers_that_bear_an_agencys_name(supplier: str, agency: str) -> None:
    assert name_key(supplier) == name_key(agency)


@pytest.mark.parametrize(
    "supplier",
    [
        "Lancashire Police Federation",
        "Lancaster City Council (Non Domestic Rates Only)",
        "Burnley Council for Voluntary Service",
        "Lancashire",
    ],
)
def test_suppliers_that_only_hold_an_agencys_name(supplier: str) -> None:
    assert name_key(supplier) not in {
        name_key(name)
        for name in ("Lancashire Police", "Lancaster City Council", "Burnley Council", "Lancashire County Council")
    }


def test_check_tells_of_damage_and_goes_on(stocked: Desk) -> None:
    connection = stocked.connection
    with stocked.writing():
        put(connection, [{**plain_line(), "agency": 1 + n % 3, "amount_pence": n} for n in range(400)])
    root, size = (
        connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'spend_where'").fetchone()[0],
        8_192,
    )
    stocked.close()
    raw = bytearray(stocked.path.read_bytes())
    raw[(root - 1) * size + 8 : (root - 1) * size + 60] = b"\xff" * 52
    stocked.path.write_bytes(raw)
    with open_desk(stocked.path, read_only=True) as opened:
        items = check_desk(opened.connection)
    assert items[0].problems
    assert len(items) >= 5


def plain_line() -> dict[str, object]:
    """Return a line of £0.05 of body 1."""
    return {
        "agency": 1,
        "year": 2024,
        "amount_pence": 5,
        "flow": 1,
        "cost_type": 1,
        "status": 1,
        "control": 0,
        "internal": 0,
    }
