"""Views of lines: every filter keeps what a plain look at the lines keeps, every sorting sorts, and windows are the
same wherever one looks in."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.models.lines import seen, stocked_lines
from tpdesk.domain.line import LINE_FIELDS, LineRow, cell_text, counted_under, plain_text
from tpdesk.domain.line_filter import ALL_LINES, FILTER_FIELDS, Condition, LineFilter, operators_of
from tpdesk.errors import Cancelled, UsageProblem
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.label_map import set_map
from tpdesk.models.lines import origin
from tpdesk.models.lines.order import CHUNK, STRIDE, KeptOrder
from tpdesk.models.lines.query import Sort, find, open_view, value_of
from tpdesk.models.lines.totals import frequency, totals
from tpdesk.models.lines.typed import parse_filter

LINES: tuple[dict[str, Any], ...] = (
    {},
    {"agency": 2, "label": 2, "amount_pence": -1_234, "supplier": None, "date": None, "grade": 2},
    {"agency": 3, "label": None, "amount_pence": 10_000, "category": "05.1", "flow": 2, "cost_type": 0, "control": 3},
    {"year": 2023, "amount_pence": 0, "category": "05.1.0", "status": 2, "area": "E07000120", "date": 20230401},
    {"agency": 2, "transfer_to": 3, "internal": 1, "grade": 6, "cost_type": 2, "category": "05"},
    {"agency": 3, "label": 1, "amount_pence": 99, "came_pence": 100, "status": 3, "control": 1},
)


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A desk with six unlike lines; Waste is mapped by halves, Roads not at all, and one supplier has a
    letter that is not ASCII."""
    with open_desk(tmp_path_factory.mktemp("lines") / "a.tpdesk", make=True) as desk:
        stocked_lines(desk, *LINES)
        with desk.writing() as connection:
            connection.execute("UPDATE supplier SET text = 'CAFÉ 100% [Ltd]'")
            connection.execute(
                "INSERT OR IGNORE INTO area (code, name, kind) VALUES ('E07000120', 'Hyndburn', 'district')"
            )
            connection.execute("INSERT INTO client_group (name, folded) VALUES ('Night workers', 'night workers')")
            connection.execute("UPDATE spend SET client_group = (SELECT max(id) FROM client_group) WHERE id = 4")
            set_map(connection, "Waste", {"05.1": Fraction(1, 2), "06.2": Fraction(1, 2)}, place=1, agency=None)
        yield desk


VALUES: dict[str, tuple[Any, ...]] = {
    "place": ("Testshire",),
    "agency": ("Body 1", "Body 2", "Body 3"),
    "label": ("Waste", "roads", None),
    "category": ("05", "05.1", "05.1.0", "06.2", "09", None),
    "own_category": ("05", "05.1", None),
    "amount": (-1_234, 0, 99, 10_000, 20_000),
    "came": (100, None),
    "date": (20240617, 20230401, 20240101, None),
    "year": (2023, 2024),
    "supplier": ("café 100% [ltd]", "CAFÉ 100% [Ltd]", None),
    "description": ("x", None),
    "flow": ("expenditure", "income"),
    "cost_type": ("unknown", "revenue", "capital"),
    "status": ("actual", "budget", "estimate"),
    "control": ("not stated", "local", "national"),
    "internal": (0, 1),
    "edited": (0, 1),
    "transfer_to": ("Body 3", None),
    "transfer_from": ("Body 1", None),
    "client_group": ("Night workers", None),
    "activity": (None,),
    "funding_stream": (None,),
    "area": ("E07000120", "hyndburn", None),
    "grade": (1, 2, 6, None),
    "batch": (1, 2, None),
    "file": ("x", "y", None),
    "sheet": ("x", None),
    "row": (1, None),
    "line": (1, 3, 6),
    "part_of": (1, None),
}
TEXTS = ("body", "WASTE", "o", "é", "É 100%", "%", "_", "[", "hynd", "\\")


@st.composite
def conditions(draw: st.DrawFn) -> Condition:
    field = draw(st.sampled_from(sorted(FILTER_FIELDS)))
    operator = draw(st.sampled_from(operators_of(FILTER_FIELDS[field])))
    if operator in ("contains", "does not contain"):
        return Condition(field, operator, tuple(draw(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=2))))
    values = VALUES[field]
    if operator in ("is", "is not", "exactly"):
        if operator == "exactly":
            values = tuple(value for value in values if value is not None)
        return Condition(field, operator, tuple(draw(st.lists(st.sampled_from(values), min_size=1, max_size=3))))
    numbers = sorted(value for value in values if value is not None)
    if operator == "between":
        return Condition(
            field, operator, tuple(sorted(draw(st.tuples(st.sampled_from(numbers), st.sampled_from(numbers)))))
        )
    return Condition(field, operator, (draw(st.sampled_from(numbers)),))


def holds(condition: Condition, row: LineRow) -> bool:
    """Say whether a condition holds of a line, by the line as it is shown and by nothing of the query's."""
    if condition.operator.startswith(("is not", "does not")):
        plain = "is" if condition.operator == "is not" else "contains"
        return not holds(Condition(condition.field, plain, condition.values), row)
    codes = (
        [code for code, _ in row.shares]
        if condition.field == "category"
        else [row.own_category]
        if row.own_category
        else []
    )
    if condition.field in ("category", "own_category"):
        return any(_of_category(condition, codes, value) for value in condition.values)
    if condition.field == "any":
        return any(
            str(text).casefold() in " ".join((row.agency, row.label, row.supplier, row.description)).casefold()
            for text in condition.values
        )
    value = value_of(row, condition.field)
    shown = [str(value or "").casefold(), row.area_name.casefold() if condition.field == "area" else ""]
    match condition.operator:
        case "contains":
            return any(str(text).casefold() in one for text in condition.values for one in shown if one)
        case "is":
            return any(
                value == one if one is None or isinstance(one, int) else one.casefold() in shown
                for one in condition.values
            )
    if not isinstance(value, int):
        return False
    tests: dict[str, Callable[[int, int], bool]] = {
        "over": int.__gt__, "at least": int.__ge__, "under": int.__lt__, "at most": int.__le__,
    }  # fmt: skip
    first, last = condition.values[0], condition.values[-1]
    assert isinstance(first, int)
    assert isinstance(last, int)
    return first <= value <= last if condition.operator == "between" else tests[condition.operator](value, first)


def _of_category(condition: Condition, codes: list[str], value: Any) -> bool:
    if condition.operator == "contains":
        titles = {
            "05": "environmental protection",
            "05.1": "waste management",
            "05.1.0": "waste management",
            "06.2": "community development",
        }
        return any(str(value).casefold() in titles[code] or str(value).casefold() in code or _of_category(
            Condition("category", "is", ()), [code],
            "05.1" if str(value).casefold() in titles["05.1"] else "05" if str(value).casefold() in titles["05"] else
                "-"
        ) for code in codes)  # fmt: skip
    if value is None:
        return not codes
    return any(
        code == value or (condition.operator != "exactly" and code.startswith((f"{value}.", f"{value}/")))
        for code in codes
    )


@pytest.mark.deep
@example(several=[Condition("supplier", "is", ("café 100% [ltd]",))])
@example(several=[Condition("category", "contains", ("o", "o"))])
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(several=st.lists(conditions(), max_size=3))
def test_a_view_keeps_what_a_plain_look_keeps(stocked: Desk, several: list[Condition]) -> None:
    connection = stocked.connection
    where = LineFilter(tuple(several))
    expected = [row for row in seen(connection) if all(holds(condition, row) for condition in several)]
    assert seen(connection, where) == expected
    found = totals(connection, where)
    assert found.lines == len(expected)
    assert found.expenditure_pence == sum(row.amount_pence for row in expected if row.flow == "expenditure")
    assert found.income_pence == sum(row.amount_pence for row in expected if row.flow == "income")
    again = parse_filter(connection, where.typed)
    assert seen(connection, again) == expected
    assert parse_filter(connection, again.typed) == again


@pytest.mark.parametrize("field", sorted(LINE_FIELDS))
@pytest.mark.parametrize("where", ["", 'agency!="Body 2"', "amount>0"])
def test_the_values_of_a_column_add_up_and_narrow_to_their_lines(stocked: Desk, field: str, where: str) -> None:
    connection = stocked.connection
    kept = parse_filter(connection, where)
    rows = seen(connection, kept)
    found = frequency(connection, field, kept, most=2)
    assert found.values == len({value_of(row, field) for row in rows})
    assert sum(row.lines for row in found.rows) + found.rest_lines == len(rows)
    for flow in ("expenditure", "income"):
        whole = sum(row.amount_pence for row in rows if row.flow == flow)
        assert sum(row.pence(flow) for row in found.rows) + found.rest.of(flow) == whole
    assert found.income_lines == sum(row.flow == "income" for row in rows)
    sizes = [(abs(row.money.expenditure), abs(row.money.income)) for row in found.rows]
    assert sizes == sorted(sizes, reverse=True)
    for row in found.rows:
        its = [line for line in rows if value_of(line, field) == row.value]
        assert row.lines == len(its)
        for flow in ("expenditure", "income"):
            assert row.pence(flow) == sum(line.amount_pence for line in its if line.flow == flow)
        if field not in ("category", "agency", "amount"):
            assert seen(connection, kept.only(field, row.value)) == its


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("field", sorted(LINE_FIELDS))
def test_every_column_sorts_and_blanks_come_last(stocked: Desk, field: str, descending: bool) -> None:
    connection = stocked.connection

    def key(row: LineRow) -> Any:
        value = row.id if field == "line" else value_of(row, field)
        if field in ("flow", "cost_type", "status", "control"):
            order = {
                "expenditure": 1,
                "income": 2,
                "unknown": 0,
                "revenue": 1,
                "capital": 2,
                "actual": 1,
                "budget": 2,
                "estimate": 3,
                "not stated": 0,
                "local": 1,
                "national": 3,
            }
            return order[str(value)]
        return -int(value or 0) if field == "edited" else value.casefold() if isinstance(value, str) else value

    everything = seen(connection)
    with_value = sorted((row for row in everything if key(row) is not None), key=key, reverse=descending)
    # sorted() keeps the order of equals when it is reversed too.
    expected = [row.id for row in with_value] + [row.id for row in everything if key(row) is None]
    assert [row.id for row in seen(connection, ALL_LINES, Sort(field, descending))] == expected
    assert {row.id for row in seen(connection, "amount!=0", Sort(field, descending))} == {
        row.id for row in everything if row.amount_pence
    }


def test_a_line_says_what_it_holds_in_every_column(stocked: Desk) -> None:
    row = seen(stocked.connection)[4]
    told = {name: cell_text(row, name) for name in LINE_FIELDS if cell_text(row, name)}
    assert told == {
        "agency": "Body 2", "label": "Waste", "category": "05", "amount": "£100.00", "date": "2024-06-17",
        "supplier": "CAFÉ 100% [Ltd]", "year": "2024-25",
        "place": "Testshire", "own_category": "05", "flow": "expenditure", "cost_type": "capital", "status": "actual",
        "control": "not stated",
        "internal": "yes", "transfer_to": "Body 3", "grade": "6", "batch": "1", "file": "x", "line": "5",
    }  # fmt: skip
    assert counted_under(seen(stocked.connection)[0].shares) == "50% 05.1, 50% 06.2"
    assert plain_text(seen(stocked.connection)[1], "amount") == "-12.34"


def test_a_category_by_shares_is_told(stocked: Desk) -> None:
    found = totals(stocked.connection, parse_filter(stocked.connection, "category=06"))
    assert (found.lines, found.shared_lines, found.from_cube) == (2, 2, True)


@pytest.mark.deep
def test_windows_with_gaps_are_the_same_from_every_side(desk: Desk) -> None:
    size = STRIDE * 2 + 500
    stocked_lines(desk, *({"amount_pence": n} for n in range(size)))
    with desk.writing() as connection:
        gone = f"id % 7 = 3 OR id BETWEEN {STRIDE} AND {STRIDE + 60}"
        connection.execute(f"DELETE FROM spend WHERE {gone}")
        connection.execute("DELETE FROM cube")
        connection.execute("DELETE FROM cube_side")
        from tpdesk.models import cube

        cube.add_lines(connection, "1")
    ids = [line for (line,) in connection.execute("SELECT id FROM spend ORDER BY id")]
    for descending in (False, True):
        view = open_view(connection, ALL_LINES, [Sort("line", descending)])
        expected = ids[::-1] if descending else ids
        assert view.total == len(ids)
        for first in (len(ids) - 30, len(ids) // 2, 0, STRIDE - 3, STRIDE * 2 - 900, len(ids) - 5, len(ids), -4):
            assert view.ids(connection, first, 30) == expected[max(first, 0) : max(first, 0) + 30]
        assert [view.position_of(connection, expected[n]) for n in (0, 4_000, len(ids) - 1)] == [0, 4_000, len(ids) - 1]
        assert view.position_of(connection, 3) is None


def test_a_sorted_view_pages_from_any_connection(desk: Desk) -> None:
    stocked_lines(desk, *({"amount_pence": -n} for n in range(CHUNK + 50)))
    seen_first: list[int] = []
    view = open_view(desk.connection, ALL_LINES, [Sort("amount")], ready=lambda part: seen_first.append(part.total))
    assert seen_first == [CHUNK]
    assert view.complete
    with open_desk(desk.path, read_only=True) as other:
        last = view.page(other.connection, CHUNK + 40, 50)
        assert [row.amount_pence for row in last.rows if row] == list(range(-9, 1))
        assert view.position_of(other.connection, 1) == CHUNK + 49
    view.close()
    view.close()


def test_a_line_that_has_gone_leaves_its_place(desk: Desk) -> None:
    stocked_lines(desk, {}, {}, {})
    view = open_view(desk.connection, parse_filter(desk.connection, "amount=100 line>0"))
    with desk.writing() as connection:
        connection.execute("DELETE FROM spend WHERE id = 2")
    assert [row.id if row else None for row in view.page(desk.connection, 0, 9).rows] == [1, None, 3]


@pytest.mark.deep
def test_an_opening_view_can_be_cancelled(desk: Desk) -> None:
    stocked_lines(desk, *({"amount_pence": n} for n in range(CHUNK * 2)))
    calls: list[int] = []

    def stop_after_the_first_chunk() -> bool:
        return bool(calls)

    with pytest.raises(Cancelled):
        open_view(
            desk.connection,
            parse_filter(desk.connection, "amount>=0"),
            cancelled=stop_after_the_first_chunk,
            ready=lambda view: calls.append(view.total),
        )
    assert calls == [CHUNK]
    with pytest.raises(Cancelled):
        open_view(desk.connection, ALL_LINES, [Sort("supplier")], cancelled=lambda: True)
    assert desk.connection.execute("SELECT count(*) FROM spend").fetchone() == (CHUNK * 2,)


@pytest.mark.parametrize("limit", [1, 50_000])
def test_the_next_hit_and_the_one_before(desk: Desk, monkeypatch: pytest.MonkeyPatch, limit: int) -> None:
    monkeypatch.setattr("tpdesk.models.lines.query._FOUND_MOST", limit)
    monkeypatch.setattr("tpdesk.models.lines.query._SEARCHED", 3)
    stocked_lines(desk, *({"amount_pence": n, "label": 2 if n in (4, 11) else 1, "supplier": None} for n in range(20)))
    connection = desk.connection
    view = open_view(connection, ALL_LINES, [Sort("amount", True)])
    assert [find(connection, view, "roads", start) for start in (0, 8, 9, 15, 16)] == [8, 8, 15, 15, None]
    assert [find(connection, view, "ROADS", start, backwards=True) for start in (19, 15, 14, 8, 7)] == [
        15,
        15,
        8,
        8,
        None,
    ]
    assert find(connection, view, "0.07", 0) == 12
    assert find(connection, view, "nowhere", 0) is None


def test_a_filter_has_its_limits_in_words(stocked: Desk) -> None:
    with pytest.raises(UsageProblem, match="100 conditions at most; this one has 101"):
        open_view(stocked.connection, parse_filter(stocked.connection, "x " * 101))
    with pytest.raises(UsageProblem, match="100 values at most; this one has 101"):
        open_view(stocked.connection, parse_filter(stocked.connection, "|".join("x" * 101)))
    assert seen(stocked.connection, f"{'o ' * 99} any~{'|'.join('o' * 100)}") == seen(stocked.connection, "o")
    everything = tuple(range(-5_000, 5_000))
    assert len(seen(stocked.connection, LineFilter().plus("line", *everything))) == len(LINES)


def test_an_order_keeps_to_its_lines() -> None:
    order = KeptOrder()
    assert order.ids(None, 0, 10) == []  # type: ignore[arg-type]
    order.close()


@pytest.mark.parametrize("many", [0, 1_000])
@pytest.mark.parametrize("read_only", [False, True])
def test_the_sums_of_lines_are_the_same_by_a_pass_and_by_the_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: int, read_only: bool
) -> None:
    monkeypatch.setattr(origin, "_MANY", many)
    with open_desk(tmp_path / "a.tpdesk", make=True) as desk:
        stocked_lines(desk, *LINES, {"agency": 2, "amount_pence": 1})
        with desk.writing() as connection:
            connection.execute("UPDATE spend SET batch_sheet = NULL, row = NULL WHERE id = 7")
            batch = connection.execute("SELECT min(id) FROM batch").fetchone()[0]
    with open_desk(tmp_path / "a.tpdesk", read_only=read_only) as desk:
        assert origin.line_sums(desk.connection, "Testshire", 2024) == (
            (1, batch, 1, 10_000, 0, 0),
            (2, 0, 1, 1, 0, 0),
            (2, batch, 2, 8_766, 0, 0),
            (3, batch, 2, 99, 10_000, 1),
        )
        assert origin.line_sums(desk.connection, "Nowhere", 2024) == ()
        assert desk.connection.execute("PRAGMA query_only").fetchone() == (int(read_only),)
