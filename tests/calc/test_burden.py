"""The burden of inspection and partnership working: costs, the share, what looks wrong."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories import agency, cell, facts
from tpdesk.calc.burden import entry_cost, share_at_most, total_burden
from tpdesk.domain.facts import BY_PEOPLE, Ground, Population, Wider
from tpdesk.domain.results.burden import BurdenEntry
from tpdesk.units import decimal_text

COUNCIL, POLICE, FIRE = 1, 2, 3
NAMES = {COUNCIL: "Council", POLICE: "Police", FIRE: "Fire", 4: "Safer Partnership"}


def entry(number: int, body: int, *, hours: str = "", rate: int | None = None, **fields: object) -> BurdenEntry:
    plain = BurdenEntry(
        number,
        body,
        NAMES.get(body, f"Body {body}"),
        "inspection",
        "",
        Fraction(hours) if hours else None,
        rate,
        None,
        "",
    )
    return replace(plain, **fields)  # type: ignore[arg-type]


WORKED = (
    entry(1, COUNCIL, hours="52000", rate=3_200, other_pence=25_000_000, tier="county"),
    entry(2, POLICE, hours="21000.5", rate=3_900, tier="police and fire"),
    entry(3, FIRE, other_pence=12_000_000, tier="police and fire"),
)
SPENT = (cell(COUNCIL, 319_500_000_000), cell(POLICE, 20_000_000_000))
BODIES = tuple(replace(agency(number), name=name) for number, name in NAMES.items())


def test_the_worked_figures() -> None:
    found = total_burden(facts(*SPENT, agencies=BODIES), WORKED)
    assert found.cost == {"Council": 191_400_000, "Police": 81_901_950, "Fire": 12_000_000}
    assert found.total_pence == 285_301_950
    assert found.over_bodies == ("Council", "Police")
    assert found.no_spend_held == ("Fire",)
    assert found.base_pence == 339_500_000_000
    assert found.share is not None
    assert decimal_text(found.share, 8) == "0.00080501"
    assert not found.issues


def test_the_published_example(shared: Path) -> None:
    example = json.loads((shared / "capabilities/examples/registers_examples.json").read_text())["burden"]
    found, output = total_burden(facts(*SPENT, agencies=BODIES), WORKED), example["output"]
    assert found.cost == output["cost"]
    assert (found.total_pence, found.base_pence) == (output["total"], output["base"])
    assert [list(found.over_bodies), list(found.no_spend_held)] == [output["over_bodies"], output["no_spend_held"]]
    assert decimal_text(found.share or Fraction(0), 8) == output["share"]
    seed = example["leicestershire_seed_001"]
    most = share_at_most(seed["cost"], seed["base_over"])
    assert decimal_text(most or Fraction(0), 6) == seed["share_at_most"]


def test_leicestershire_is_at_most_a_share_of_over_six_billion() -> None:
    assert share_at_most(370_000_000, 600_000_000_000) == Fraction(37, 60_000)
    assert share_at_most(1, 0) is None


def test_what_is_not_known_is_never_zero() -> None:
    assert entry_cost(None, None, None) is None
    assert entry_cost(Fraction(8), None, None) is None
    assert entry_cost(Fraction(0), 3_000, None) == 0
    found = total_burden(facts(*SPENT, agencies=BODIES), [entry(1, COUNCIL, hours="80"), entry(2, POLICE, rate=100)])
    assert found.cost == {}
    assert (found.base_pence, found.share) == (None, None)
    assert found.cost_not_known == ("Council", "Police")
    assert {issue.code for issue in found.issues} == {"cost-not-known"}
    part = total_burden(facts(*SPENT, agencies=BODIES), [entry(1, COUNCIL, hours="80", other_pence=5)])
    assert [issue.code for issue in part.issues] == ["cost-in-part"]
    assert part.total_pence == 5


def test_half_a_penny_of_an_entry_goes_away_from_zero() -> None:
    assert entry_cost(Fraction("0.5"), 3_333, None) == 1_667


def test_a_rate_of_a_day_is_asked_about() -> None:
    found = total_burden(facts(*SPENT, agencies=BODIES), [entry(7, COUNCIL, hours="10", rate=24_000)])
    assert [issue.code for issue in found.issues] == ["day-rate"]
    assert "£240.00 an hour" in found.issues[0].text
    assert "£32.43" in found.issues[0].text
    usual = total_burden(facts(*SPENT, agencies=BODIES), [entry(7, COUNCIL, hours="10", rate=12_000)])
    assert not usual.issues


def test_the_same_regime_of_an_organisation_and_its_partnership_is_asked_about() -> None:
    same = [
        entry(1, COUNCIL, hours="10", rate=100, regime="Youth inspection"),
        entry(2, 4, hours="30", rate=100, regime="youth Inspection"),
    ]
    found = total_burden(facts(*SPENT, agencies=BODIES), same)
    assert [(issue.code, issue.pence) for issue in found.issues] == [("counted-twice", 1_000)]
    named = [
        entry(1, COUNCIL, hours="10", rate=100, regime="Safer Partnership", kind="partnership meeting"),
        entry(2, 4, hours="30", rate=100, regime="", kind="bid writing"),
    ]
    assert [issue.code for issue in total_burden(facts(agencies=BODIES), named).issues] == ["counted-twice"]
    two_councils = [entry(1, COUNCIL, other_pence=1, regime="Ofsted"), entry(2, POLICE, other_pence=1, regime="Ofsted")]
    assert not total_burden(facts(agencies=BODIES), two_councils).issues


def test_tiers_a_head_and_an_organisation() -> None:
    areas = {1: "abcd", 2: "ab", 3: "c"}
    bodies = tuple(agency(number, letters) for number, letters in areas.items())
    ground = Ground(frozenset("abcd"), residents={1: 1_000, 2: 600, 3: 150})
    of = facts(agencies=bodies, ground=ground, population=Population(1_000, 2024, 400, 2021, "a test"))
    entries = [
        entry(1, 1, other_pence=200_000, tier="county"),
        entry(2, 2, other_pence=60_000, tier="district"),
        entry(3, 3, other_pence=30_000, tier="district"),
        entry(4, 3, other_pence=5),
    ]
    found = {part.name: part for part in total_burden(of, entries).by_tier}
    assert list(found) == ["county", "district", "not stated"]
    county, districts = found["county"], found["district"]
    assert (county.people, county.pence_per_head, county.pence_per_body) == (1_000, 200, 200_000)
    assert (districts.bodies, districts.people, districts.pence_per_head) == (2, 750, 120)
    assert districts.pence_per_body == 45_000
    unknown = total_burden(replace(of, ground=replace(ground, residents={2: 600})), entries)
    part = next(part for part in unknown.by_tier if part.name == "district")
    assert (part.people, part.pence_per_head) == (None, None)
    assert "tier-part-of-place" in {issue.code for issue in unknown.issues}


def test_payments_among_the_organisations_are_in_the_base_once() -> None:
    paid = cell(COUNCIL, 1_000, counterparty=POLICE)
    of = facts(cell(COUNCIL, 9_000), paid, cell(POLICE, 5_000), agencies=BODIES)
    both = total_burden(of, [entry(1, COUNCIL, other_pence=1), entry(2, POLICE, other_pence=1)])
    assert both.base_pence == 14_000
    assert total_burden(of, [entry(1, COUNCIL, other_pence=1)]).base_pence == 10_000


def test_a_burden_above_all_spending_is_asked_about() -> None:
    found = total_burden(facts(cell(COUNCIL, 99), agencies=BODIES), [entry(1, COUNCIL, other_pence=100)])
    assert [(issue.code, issue.pence) for issue in found.issues] == [("above-all-spending", 1)]
    assert not total_burden(facts(cell(COUNCIL, 100), agencies=BODIES), [entry(1, COUNCIL, other_pence=100)]).issues


def test_an_organisation_of_which_a_share_counts_is_named() -> None:
    wider = Wider(COUNCIL, ("z",), BY_PEOPLE, 100, 400, 2024)
    of = facts(*SPENT, agencies=BODIES, ground=Ground(frozenset("a"), {COUNCIL: wider}))
    assert [issue.code for issue in total_burden(of, [WORKED[0]]).issues] == ["share-of-body"]


amounts = st.integers(0, 10**9)
bodies = st.integers(1, 4)
entries = st.lists(
    st.tuples(bodies, st.integers(0, 10**5), amounts, amounts),
    min_size=1, max_size=6,
)  # fmt: skip
cells = st.lists(
    st.builds(lambda body, pence, to: cell(body, pence, counterparty=to), bodies, amounts, st.integers(0, 6)),
    max_size=8,
)


@settings(max_examples=60, deadline=None)
@given(entries, cells, amounts, st.integers(0, 4))
def test_an_organisation_without_entries_changes_no_share(
    said: list[tuple[int, int, int, int]], spent: list[object], more: int, payer: int
) -> None:
    made = [
        entry(n, body, hours=f"{hours}/3", rate=rate, other_pence=other)
        for n, (body, hours, rate, other) in enumerate(said)
    ]
    known = tuple(agency(number) for number in range(1, 7))
    before = total_burden(facts(*spent, agencies=known), made)  # type: ignore[arg-type]
    beside = (cell(5, more), cell(5, 7, counterparty=payer), cell(6, more, counterparty=5))
    after = total_burden(facts(*spent, *beside, agencies=known), made)  # type: ignore[arg-type]
    assert (after.share, after.base_pence, after.over_bodies) == (before.share, before.base_pence, before.over_bodies)
    assert after.cost == before.cost
    assert sum(before.cost.values()) == before.total_pence
    assert sum(part.cost_pence for part in before.by_tier) == before.total_pence
    assert sum(part.cost_pence for part in before.by_kind) == before.total_pence
