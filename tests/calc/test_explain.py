"""Explain this number: the parts of every figure add up to it, and its lines lead to it, on the sample
desk and on made-up facts."""

from __future__ import annotations

import re
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pytest

from tests.deep import first_of
from tpdesk.calc import method
from tpdesk.calc.count import count
from tpdesk.calc.explain import explain, headline_figures
from tpdesk.calc.overlap import overlap
from tpdesk.calc.pairs import pairs
from tpdesk.calc.transfers import transfers
from tpdesk.domain.facts import YearFacts
from tpdesk.domain.figure import KINDS, Explanation, Figure, MethodRule
from tpdesk.errors import UsageProblem
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.lines.totals import totals
from tpdesk.services.figures import year_facts


@pytest.fixture(scope="module")
def desk(sample_original: Path) -> Desk:
    return open_desk(sample_original, read_only=True)


@pytest.fixture(scope="module")
def facts(desk: Desk) -> YearFacts:
    return year_facts(desk, "Lancashire", "2024-25")


def holds(found: Explanation) -> None:
    """Check what holds of every explanation."""
    if found.unit == "pence" and not found.figure.what.startswith("per-"):
        assert found.parts_pence == found.number
    if found.steps:
        assert sum(step.pence for step in found.steps) == found.parts_pence
    assert found.rules
    assert found.formula
    assert (
        found.value in found.formula[0]
        or found.unit in ("bodies", "index", "share")
        or found.figure.what == "similarity"
    )


def test_headlines_are_the_counts(facts: YearFacts) -> None:
    result = count(facts)
    said = {figure.what: explain(facts, figure) for figure in headline_figures(facts)}
    assert said["gross"].number == result.gross_pence
    assert said["transfers"].number == result.transfers_removed_pence
    assert said["recharges"].number == result.recharges_removed_pence
    assert said["spend"].number == result.after_transfers_pence
    assert said["outside-income"].number == result.outside_income_pence
    assert said["net"].number == result.net_of_income_pence
    assert said["unmapped"].number == result.unmapped_pence
    assert said["per-head"].number == result.pence_per_head
    assert said["per-household"].number == result.pence_per_household
    for found in said.values():
        holds(found)


@pytest.mark.deep
@pytest.mark.parametrize("every", first_of([3, 1], 1, 0))
def test_every_row_of_the_counts_is_explained_to_the_penny(facts: YearFacts, every: int) -> None:
    """Each row by organisation, and one of `every` cells of the matrix."""
    for row in count(facts, by="agency").rows:
        found = explain(facts, Figure("spend", agency=row.agency or ""))
        assert found.number == row.amount_pence
        holds(found)
    for level in (2, 4):
        for row in count(facts, by="matrix", level=level).rows[::every]:
            found = explain(facts, Figure("spend", row.agency or "", category=row.key or "unmapped", level=level))
            assert found.number == row.amount_pence
            holds(found)


@pytest.mark.deep
@pytest.mark.parametrize(("level", "figures"), [(1, 8), (4, 2), pytest.param(4, 8, marks=pytest.mark.long)])
def test_every_row_of_the_overlap_is_explained(facts: YearFacts, level: int, figures: int) -> None:
    """So many of the eight figures of each row; where not all, they go round from row to row."""
    for n, row in enumerate(overlap(facts, level=level, deminimis_pence=100_000_00).rows):
        expected = {
            "in-shares": row.total_pence, "lead-share": row.lead_share, "hhi": row.hhi,
            "effective": row.effective_agencies,
            "fragmentation": row.fragmentation, "outside-lead": row.outside_lead_pence,
            "outside-lead-meeting": row.outside_lead_meeting_pence,
            "bodies": row.agencies,
        }  # fmt: skip
        asked = islice(cycle(expected.items()), n * figures % 8, n * figures % 8 + figures)
        for what, number in asked:
            found = explain(facts, Figure(what, category=row.category, level=level, deminimis_pence=100_000_00))
            assert found.number == number, (row.category, what)
            holds(found)


def test_pairs_are_explained(facts: YearFacts) -> None:
    for row in pairs(facts, level=2).rows[:12]:
        found = explain(facts, Figure("shared", row.agency_a, row.agency_b))
        assert found.number == row.shared_pence
        holds(found)
        assert explain(facts, Figure("similarity", row.agency_a, row.agency_b)).number == pytest.approx(row.similarity)


@pytest.mark.deep
def test_the_lines_named_add_up_to_the_first_step(desk: Desk, facts: YearFacts) -> None:
    figures = [
        *headline_figures(facts),
        Figure("gross", "Hyndburn Borough Council"),
        Figure("recharges", "Lancashire County Council"),
    ]
    figures += [
        Figure("spend", category=row.category, level=level)
        for level in (2, 4)
        for row in overlap(facts, level=level).rows
    ]
    figures += [Figure("spend", row.agency or "") for row in count(facts).rows]
    for figure in figures:
        found = explain(facts, figure)
        if found.lines is None or not found.steps:
            continue
        summed = totals(desk.connection, found.lines)
        assert (summed.lines, summed.expenditure_pence + summed.income_pence) == (
            found.line_count,
            found.steps[0].pence,
        ), figure


@pytest.mark.deep
def test_every_part_leads_on(desk: Desk, facts: YearFacts) -> None:
    for name in ("gross", "recharges", "spend", "outside-income", "net"):
        for part in explain(facts, Figure(name)).parts:
            assert part.figure is not None
            inner = explain(facts, part.figure)
            assert abs(inner.parts_pence) == abs(part.pence)
            for leaf in inner.parts[:5]:
                if leaf.figure is None:
                    assert leaf.lines is not None
                    assert totals(desk.connection, leaf.lines).lines > 0


def test_the_rules_are_those_of_the_method() -> None:
    text = (Path(__file__).parents[2] / "docs" / "method.md").read_text(encoding="utf-8")
    # A later section may number its own steps: a rule's number is the first of its kind.
    numbered = dict(reversed(re.findall(r"^(\d+)\. ((?:.+\n(?:   .+\n)*))", text, re.MULTILINE)))
    sections = dict(re.findall(r"^## (.+)\n((?:(?!## ).*\n)*)", text, re.MULTILINE))
    for rule in (value for value in vars(method).values() if isinstance(value, MethodRule)):
        there = " ".join((numbered.get(rule.number) or sections[rule.number]).replace("*", "").split()).casefold()
        words = re.findall(r"[a-z]{5,}", rule.words.casefold())
        known = sum(word in there for word in words)
        assert known / len(words) > 0.6, rule


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        (Figure("grosse"), "Did you mean 'gross'"),
        (Figure("hhi"), "name it with --category"),
        (Figure("net", agency="Hyndburn Borough Council"), "leave out --agency"),
        (Figure("spend", agency="Hyndburn Boro"), "Did you mean 'Hyndburn Borough Council'"),
        (Figure("spend", category="05.1.0", level=2), "at that level"),
        (Figure("spend", category="99"), "no category '99'"),
        (Figure("shared", "Hyndburn Borough Council", "Hyndburn Borough Council"), "two organisations"),
        (Figure("hhi", category="unmapped"), "not compared"),
        (Figure("dive"), "name it with --dive"),
        (Figure("dive", dive="Illustrative: Alcohol"), "no deep dive 'Illustrative: Alcohol'. Did you mean"),
    ],
)
def test_what_cannot_be_explained_says_why(facts: YearFacts, figure: Figure, said: str) -> None:
    with pytest.raises(UsageProblem, match=re.escape(said)):
        explain(facts, figure)


def test_every_kind_is_explained(facts: YearFacts) -> None:
    agency, other = (row.agency or "" for row in count(facts).rows[:2])
    given: dict[str, Any] = {"agency": agency, "other": other, "category": "05.1", "dive": facts.deep.dives[0].title}
    for kind in KINDS.values():
        if kind.name in ("sharing", "alignment", "burden") or not set(kind.needs) <= set(given):
            # Of assets, and not of the year's facts: test_colocation.py.
            # Of a case: test_case_explain.py; of outcomes: test_explain_outcomes.py.
            # The others: tests/cli/test_explain.py, test_recount.py and test_streams.py.
            # test_burden.py, test_culture.py and test_practice.py.
            others = ("sharing", "alignment", "stream", "burden", "culture", "milestone")
            assert kind.name in ("redrawn", "step", "area", "case", "indicator", "unit-cost", *others)
            continue
        found = explain(facts, Figure(kind.name, **{name: given[name] for name in kind.needs}))
        assert found.figure.what in (kind.name, "spend")
        holds(found)


def test_transfers_are_those_of_the_matrix() -> None:
    # Made-up: A pays B more than B spends, and C which is not counted.
    facts = paying()
    result = transfers(facts)
    found = explain(facts, Figure("transfers"))
    holds(found)
    assert found.number == result.removed_pence == 300_00
    assert [(part.name, part.pence) for part in found.parts] == [("Ayton to Beeford", 300_00)]
    assert [(part.name, part.pence, part.note) for part in found.apart] == [
        ("Ayton to Beeford", 200_00, "stays: above the receiver's own gross spend here"),
        ("Ayton to Ceeby", 50_00, "stays: the receiver has no lines of its own here"),
    ]
    assert explain(facts, Figure("spend")).number == count(facts).after_transfers_pence


def test_a_figure_names_the_payments_taken_out_of_it() -> None:
    facts = paying()
    for figure in (Figure("spend"), Figure("spend", agency="Ayton")):
        found = explain(facts, figure)
        assert [(part.name, part.pence) for part in found.apart] == [("Ayton to Beeford", 300_00)]
        assert sum(part.pence for part in found.apart) == -next(
            step.pence for step in found.steps if "transfers" in step.name
        )
        assert found.apart[0].lines is not None
        assert "transfer_to=Beeford" in found.apart[0].lines.typed
    assert explain(facts, Figure("spend", agency="Beeford")).apart == ()


def paying() -> YearFacts:
    """Return facts of three bodies that pay each other."""
    from tpdesk.domain.facts import Agency, Cell, Population

    def cell(agency: int, pence: int, to: int = 0) -> Cell:
        return Cell(agency, 0, "", "expenditure", "revenue", "actual", "not stated", to, False, pence, 1)

    names = ("Ayton", "Beeford", "Ceeby")
    return YearFacts(
        place="Testshire", year=2024, cells=(cell(1, 1_000_00), cell(1, 500_00, 2), cell(1, 50_00, 3), cell(2, 300_00)),
        areas=(), grades=(),
        agencies={n: Agency(n, name, None, (), frozenset(), True) for n, name in enumerate(names, 1)}, labels={},
        categories={}, maps={},
        population=Population(None, None, None, None, ""), returns=(), earlier={}, batches=(), area_names={}, bands={},
        outsiders=(),
    )  # fmt: skip
