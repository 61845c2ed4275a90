"""Random edits, splits, doublings and deletions against a plain model of the lines:
the desk says the same, and its sums agree, after every one."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.models.lines import seen, stocked_lines
from tpdesk.domain.line import LineRow
from tpdesk.errors import UsageProblem
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.keeping.check import check_desk
from tpdesk.services.history import undo
from tpdesk.services.lines import LinePart, add_line, delete_lines, duplicate_lines, edit_lines, split_lines
from tpdesk.units import largest_remainder

Model = dict[int, dict[str, Any]]

VALUES: dict[str, tuple[str, ...]] = {
    "agency": ("Body 1", "body 2", "Body 3"),
    "amount": ("0", "12.34", "(5)", "-0.01", "£1,000"),
    "category": ("", "05.1", "09", "9.1"),
    "label": ("", "Waste", "Something new"),
    "grade": ("", "1", "6"),
    "client_group": ("", "Older people", "older PEOPLE", "Children"),
    "area": ("", "E07000120"),
    "transfer_to": ("", "Body 3", "A charity"),
    "flow": ("income", "expenditure"),
    "date": ("", "2025-03-31", "1/4/2025"),
    "internal": ("yes", "no"),
}

changes = st.lists(st.sampled_from(sorted(VALUES)), min_size=1, max_size=3, unique=True).flatmap(
    lambda names: st.fixed_dictionaries({name: st.sampled_from(VALUES[name]) for name in names})
)
some = st.lists(st.integers(0, 40), min_size=1, max_size=4)
shares = st.lists(st.integers(1, 7), min_size=2, max_size=4)
acts = st.lists(
    st.one_of(
        st.tuples(st.just("edit"), some, changes),
        st.tuples(st.just("split"), some, shares, changes),
        st.tuples(st.just("delete"), some),
        st.tuples(st.just("duplicate"), some),
        st.tuples(st.just("add"), changes),
    ),
    min_size=1,
    max_size=6,
)


def as_model(rows: list[LineRow]) -> Model:
    return {
        row.id: {
            "agency": row.agency, "amount": row.amount_pence, "category": row.own_category, "label": row.label,
            "grade": row.grade, "client_group": row.client_group,
            "area": row.area, "transfer_to": row.transfer_to, "transfer_from": row.transfer_from, "flow": row.flow,
            "date": row.date, "year": row.year,
            "internal": row.internal, "came": row.came_pence, "part_of": row.part_of, "imported": row.batch is not None,
        }
        for row in rows
    }  # fmt: skip


READ: dict[str, dict[str, Any]] = {
    "agency": {"body 2": "Body 2"},
    "amount": {"0": 0, "1": 100, "12.34": 1234, "(5)": -500, "-0.01": -1, "£1,000": 100_000},
    "category": {"9.1": "09.1"},
    "grade": {"": None, "1": 1, "6": 6},
    "date": {"1/4/2025": "2025-04-01"},
    "internal": {"yes": True, "no": False},
}


def changed(line: dict[str, Any], typed: dict[str, str], groups: dict[str, str]) -> dict[str, Any]:
    """Return a line of the model as an edit leaves it; a client group keeps the spelling it was first written in."""
    now = {**line, **{name: READ.get(name, {}).get(text, text) for name, text in typed.items()}}
    if now["client_group"]:
        now["client_group"] = groups.setdefault(now["client_group"].casefold(), now["client_group"])
    if "flow" in typed and "transfer_to" not in typed:
        other = now["transfer_to"] or now["transfer_from"]
        now["transfer_to"], now["transfer_from"] = (other, "") if now["flow"] == "expenditure" else ("", other)
    elif "flow" in typed:
        now["transfer_from"] = ""
    if typed.get("date") and line["date"]:
        year, month = int(line["date"][:4]), int(line["date"][5:7])
        if line["year"] == year - (month < 4):
            now["year"] = int(now["date"][:4]) - (int(now["date"][5:7]) < 4)
    if now != line and line["imported"] and line["came"] is None:
        now["came"] = line["amount"]
    return now


def possible(lines: list[dict[str, Any]], typed: dict[str, str]) -> bool:
    """Say whether no line would be income that is paid on."""
    return not typed.get("transfer_to") or all(typed.get("flow", line["flow"]) == "expenditure" for line in lines)


def step(desk: Desk, model: Model, act: tuple[Any, ...], groups: dict[str, str]) -> bool:
    """Do one act on the desk and on the model; return whether the desk has changed."""
    kind = act[0]
    chosen = sorted({sorted(model)[n % len(model)] for n in act[1]}) if model and kind != "add" else []
    if kind == "add":
        typed = {
            "agency": "Body 1",
            "amount": "1",
            "date": "2024-04-01",
            **{name: text for name, text in act[1].items() if text},
        }
        if not possible([{"flow": "expenditure"}], typed):
            with pytest.raises(UsageProblem):
                add_line(desk, typed)
            return False
        blank = {
            "agency": "", "amount": 0, "category": "", "label": "", "grade": None, "client_group": "", "area": "",
            "transfer_to": "", "transfer_from": "",
            "flow": "expenditure", "date": "2024-04-01", "year": 2024, "internal": False, "came": None, "part_of": None,
            "imported": False,
        }  # fmt: skip
        model[add_line(desk, typed)] = changed(blank, typed, groups)
        return True
    if not chosen:
        with pytest.raises(UsageProblem, match="No line is meant"):
            delete_lines(desk, [])
        return False
    if kind == "edit":
        differing = [model[line] for line in chosen if changed(model[line], act[2], dict(groups)) != model[line]]
        if not possible(differing, act[2]):
            with pytest.raises(UsageProblem, match="cannot have transfer_to"):
                edit_lines(desk, chosen, act[2])
            return False
        done = edit_lines(desk, chosen, act[2])
        assert done.lines == len(differing)
        assert done.expenditure_pence + done.income_pence == sum(line["amount"] for line in differing)
        model |= {line: changed(model[line], act[2], groups) for line in chosen}
        return bool(differing)
    if kind == "split":
        return split(desk, model, chosen, act[2], act[3], groups)
    if kind == "duplicate":
        copies = duplicate_lines(desk, chosen)
        model |= {
            copy: {**model[line], "came": None, "part_of": None, "imported": False}
            for copy, line in zip(copies, chosen, strict=True)
        }
        return True
    assert delete_lines(desk, chosen, expected=len(chosen)) == (
        len(chosen),
        sum(model.pop(line)["amount"] for line in chosen),
    )
    return True


def split(
    desk: Desk, model: Model, chosen: list[int], weights: list[int], typed: dict[str, str], groups: dict[str, str]
) -> bool:
    parts = [LinePart(Fraction(weight, sum(weights))) for weight in weights]
    parts[-1] = LinePart(parts[-1].share, typed)
    if "amount" in typed or not possible([model[line] for line in chosen], typed):
        # A part that says so already could pass, and then nothing is wrong with it: such draws are left out.
        return False
    numbers = iter(split_lines(desk, chosen, parts))
    amounts = {line: largest_remainder(model[line]["amount"], weights) for line in chosen}
    for n in range(1, len(parts)):
        for line in chosen:
            part = {
                **model[line],
                "amount": amounts[line][n],
                "came": 0 if model[line]["imported"] else None,
                "part_of": line,
            }
            model[next(numbers)] = changed(part, typed, groups) if n == len(parts) - 1 else part
    for line in chosen:
        came = model[line]["amount"] if model[line]["imported"] and model[line]["came"] is None else model[line]["came"]
        model[line] = {**model[line], "amount": amounts[line][0], "came": came}
    return True


@pytest.mark.deep
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(script=acts)
def test_the_desk_says_what_a_plain_model_says(
    tmp_path_factory: pytest.TempPathFactory, script: list[tuple[Any, ...]]
) -> None:
    path: Path = tmp_path_factory.mktemp("lines") / "a.tpdesk"
    with open_desk(path, make=True) as desk:
        stocked_lines(
            desk,
            {},
            {"amount_pence": -1, "agency": 2},
            {"flow": 2, "category": "05.1"},
            {"transfer_to": 3, "label": None},
            {"date": None},
        )
        model = as_model(seen(desk.connection))
        before = dict(model)
        groups: dict[str, str] = dict(desk.connection.execute("SELECT folded, name FROM client_group"))
        steps = 0
        for act in script:
            steps += step(desk, model, act, groups)
            assert as_model(seen(desk.connection)) == model
            assert [(item.name, item.problems) for item in check_desk(desk.connection) if item.problems] == []
        for _ in range(steps):
            undo(desk)
        assert as_model(seen(desk.connection)) == before
