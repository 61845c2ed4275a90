"""The steps from one count to another add up exactly, and are those that the lines themselves tell."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.oracle.bridging import Line, frozen, gross_steps
from tpdesk.calc.bridge import bridge
from tpdesk.domain.facts import Shares
from tpdesk.domain.facts_json import EDITION
from tpdesk.domain.results.bridge import REMAPPED, STEPS, Bridge
from tpdesk.errors import UsageProblem

HALVES: Shares = (("01.3", Fraction(1, 3)), ("05.1", Fraction(2, 3)))
MAPS: list[dict[int, Shares]] = [
    {},
    {1: (("05.1", Fraction(1)),), 2: HALVES},
    {1: HALVES, 2: (("09.1", Fraction(1)),), 3: (("05", Fraction(1)),)},
]
AMOUNTS = st.integers(-1_000_000, 10_000_000)


@st.composite
def states(draw: st.DrawFn) -> tuple[list[Line], list[Line]]:
    """Return the lines of a desk at two moments: files come and go, lines are edited, moved, deleted and typed."""
    lines = []
    for number in range(1, draw(st.integers(1, 14)) + 1):
        body, batch = draw(st.integers(1, 4)), draw(st.integers(0, 4))
        other = draw(st.sampled_from([0, 0, 0, *({1, 2, 3, 4} - {body})]))
        came = draw(AMOUNTS)
        pence = draw(AMOUNTS) if batch and draw(st.booleans()) else came
        internal = not other and draw(st.booleans())
        lines.append(Line(number, body, draw(st.integers(1, 4)), batch, pence, came, internal, other))
    gone_files = draw(st.sets(st.integers(1, 4), max_size=2))
    after = []
    # Of a file either lines are deleted or moved: which of several lost lines went where is not known of both.
    moves = {batch: draw(st.booleans()) for batch in range(5)}
    for line in lines:
        what = draw(st.sampled_from(["stay", "stay", "amount", "label", "away", "internal"]))
        if line.batch in gone_files or (what == "away" and not moves[line.batch]):
            continue
        match what:
            case "amount":
                pence = draw(AMOUNTS)
                after.append(replace(line, pence=pence, came=line.came if line.batch else pence))
            case "label":
                after.append(replace(line, label=draw(st.integers(1, 4))))
            case "away":
                after.append(replace(line, agency=line.agency % 4 + 1, transfer_to=0))
            case "internal":
                after.append(replace(line, internal=not line.internal, transfer_to=0))
            case _:
                after.append(line)
    for number in range(100, 100 + draw(st.integers(0, 6))):
        amount = draw(AMOUNTS)
        batch = draw(st.sampled_from([0, 5, 6]))
        after.append(Line(number, draw(st.integers(1, 4)), draw(st.integers(1, 4)), batch, amount, amount))
    return lines, after


def must_add_up(found: Bridge) -> None:
    """Hold a comparison to its sums, by organisation and by category."""
    assert found.start_pence + sum(found.steps.values()) == found.end_pence
    assert list(found.steps) == list(STEPS)
    for step, pence in found.steps.items():
        assert sum(found.by_category.get(step, {}).values()) == pence
        assert sum(found.by_agency.get(step, {}).values()) == pence
        assert sum(row.pence for row in found.rows if row.step == step) == pence
    assert found.steps[REMAPPED] == 0
    codes = {*found.before.by_category, *found.after.by_category, *(c for p in found.by_category.values() for c in p)}
    for code in codes:
        steps = sum(parts.get(code, 0) for parts in found.by_category.values())
        assert found.before.by_category.get(code, 0) + steps == found.after.by_category.get(code, 0)


@pytest.mark.deep
@settings(max_examples=150, deadline=None)
@given(states(), st.sampled_from(MAPS), st.sampled_from(MAPS))
def test_steps_are_those_of_the_lines_and_add_up(
    both: tuple[list[Line], list[Line]], maps: dict[int, Shares], later: dict[int, Shares]
) -> None:
    lines, after = both
    found = bridge(frozen(lines, maps), frozen(after, later, "Two"))
    must_add_up(found)
    told = {
        (step, int(body.removeprefix("Body "))): pence
        for step, parts in found.by_agency.items()
        for body, pence in parts.items()
        if step not in ("transfers between bodies", "internal recharges")
    }
    assert told == gross_steps(lines, after)
    taken = found.steps["transfers between bodies"] + found.steps["internal recharges"]
    assert taken == sum(
        totals.after_pence * sign - totals.gross_pence * sign for totals, sign in ((found.after, 1), (found.before, -1))
    )


@settings(max_examples=60, deadline=None)
@given(states(), st.sampled_from(MAPS), st.sampled_from(MAPS))
def test_the_way_back_is_the_negative_and_a_count_is_no_change_from_itself(
    both: tuple[list[Line], list[Line]], maps: dict[int, Shares], later: dict[int, Shares]
) -> None:
    one, two = frozen(both[0], maps), frozen(both[1], later, "Two")
    there, back = bridge(one, two), bridge(two, one)
    opposite = {
        "late returns": "bodies no longer in it", "new files": "files taken off", "lines typed": "lines deleted",
    }  # fmt: skip
    opposite |= {name: step for step, name in opposite.items()}
    for step, pence in there.steps.items():
        assert back.steps[opposite.get(step, step)] == -pence
    assert back.receiver_came_in_pence == -there.receiver_came_in_pence
    assert bridge(one, one).is_empty
    must_add_up(back)


@settings(max_examples=40, deadline=None)
@given(states(), states(), st.sampled_from(MAPS))
def test_two_ways_in_a_row_are_one_in_total(
    first: tuple[list[Line], list[Line]], second: tuple[list[Line], list[Line]], maps: dict[int, Shares]
) -> None:
    a, b, c = (frozen(lines, maps) for lines in (first[0], first[1], second[1]))
    one, two, whole = bridge(a, b), bridge(b, c), bridge(a, c)
    assert sum(one.steps.values()) + sum(two.steps.values()) == sum(whole.steps.values())


def test_counts_of_two_places_years_or_bases_are_refused_by_name() -> None:
    count = frozen([Line(1, 1, 1, 1, 100, 100)], {}, "Interim")
    place = replace(count, version=replace(count.version, name="Other", place="Elsewhere"))
    with pytest.raises(UsageProblem, match=r"'Interim' is of Testshire, 2024-25, and 'Other' is of Elsewhere"):
        bridge(count, place)
    year = replace(count, version=replace(count.version, name="Other", year=2025))
    with pytest.raises(UsageProblem, match="of one year"):
        bridge(count, year)
    budget = replace(count.facts, cells=tuple(cell._replace(status="budget") for cell in count.facts.cells))
    basis = replace(count, facts=budget, version=replace(count.version, name="Plan"))
    with pytest.raises(UsageProblem, match="'Interim' holds actual money and 'Plan' budget: two bases"):
        bridge(count, basis)


def test_a_renamed_organisation_is_the_same_and_an_older_form_is_said() -> None:
    count = frozen([Line(1, 1, 1, 1, 100, 100)], {}, "Interim")
    renamed = {1: replace(count.facts.agencies[1], name="New name")}
    later = replace(count, facts=replace(count.facts, agencies=renamed))
    assert bridge(count, later).is_empty
    elsewhere = replace(later, version=replace(later.version, origin="other.tpdesk"))
    assert bridge(count, elsewhere).steps["late returns"] == 100
    old = replace(count, form=EDITION - 1)
    assert [issue.code for issue in bridge(old, count).issues] == ["older-form"]


def test_a_line_that_becomes_income_is_a_correction() -> None:
    count = frozen([Line(1, 1, 1, 1, 100, 100), Line(2, 1, 1, 1, 50, 50)], {}, "Interim")
    (cell,) = count.cells
    income = (
        cell._replace(pence=100, came_pence=100, lines=1),
        cell._replace(flow="income", pence=50, came_pence=50, lines=1),
    )
    core = tuple(
        one._replace(pence=cell.pence, flow=cell.flow, lines=1)
        for one, cell in zip(count.facts.cells * 2, income, strict=True)
    )
    later = replace(count, cells=income, facts=replace(count.facts, cells=core))
    assert {step: pence for step, pence in bridge(count, later).steps.items() if pence} == {"corrections": -50}


def test_what_one_file_brings_and_another_takes_off_is_no_change_of_the_organisation() -> None:
    one = [Line(1, 1, 1, 1, 500, 500)]
    two = [Line(2, 1, 1, 5, 300, 300), Line(3, 1, 1, 6, 200, 200)]
    found = bridge(frozen(one, {}), frozen(two, {}, "Two"))
    assert found.by_agency == {}
    assert [row.pence for row in found.rows] == [-500, 300, 200]
    must_add_up(found)
