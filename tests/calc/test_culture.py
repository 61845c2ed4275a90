"""Scores of culture rounds: the worked figures, what is hidden, and that nothing hidden can be worked out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from math import comb
from pathlib import Path
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.culture_factories import ROUND_1, ROUND_2, Counts, asked
from tpdesk.calc.culture import compare_rounds, hidden_bodies, lowest, mean, score_round, score_statement, widest
from tpdesk.cli.culture import change_data, scores_data
from tpdesk.domain.results.culture import Asked

FIRST = score_round("Round 1", "Shire", asked(ROUND_1))
SECOND = score_round("Round 2", "Shire", asked(ROUND_2))
KEYS = ("by_body", "n", "all", "bodies_equal", "agree", "spread")


def printed(round_: Any) -> dict[str, dict[str, Any]]:
    return {name: {key: said[key] for key in KEYS} for name, said in scores_data(round_)["statements"].items()}


def test_the_worked_scores() -> None:
    assert printed(FIRST)["trust"] == {
        "by_body": {"Council": "3.35", "Fire": "[c]", "NHS": "2.57", "Police": "[c]"},
        "n": {"Council": 20, "Fire": "[c]", "NHS": 14, "Police": "[c]"},
        "all": "3.15", "bodies_equal": None, "agree": "0.426", "spread": "0.78",
    }  # fmt: skip
    assert printed(FIRST)["silos"]["by_body"] == {"Council": "2.15", "Fire": "[c]", "NHS": "1.93", "Police": "[c]"}
    assert printed(SECOND)["trust"] == {
        "by_body": {"Council": "3.76", "NHS": "3.07", "Police": "3.91"}, "n": {"Council": 21, "NHS": 14, "Police": 11},
        "all": "3.59", "bodies_equal": "3.58", "agree": "0.587", "spread": "0.84",
    }  # fmt: skip


def test_the_worked_change() -> None:
    found = change_data(compare_rounds(FIRST, SECOND))
    changes = {name: said["change"] for name, said in found["statements"].items()}
    assert changes == {
        "trust": {"Council": "0.41", "NHS": "0.50"},
        "silos": {"Council": "0.56", "NHS": "0.50"},
    }
    assert (found["only_in_first"], found["only_in_second"]) == ([], ["data"])
    assert {(one["statement"], one["body"], one["why"]) for one in found["not_comparable"]} == {
        (name, body, why)
        for name in ("trust", "silos")
        for body, why in (("Fire", "not printed in Round 1"), ("Police", "not printed in Round 1"))
    }


def test_the_published_examples(shared: Path) -> None:
    example = json.loads((shared / "capabilities/examples/registers_examples.json").read_text())["culture"]
    assert printed(FIRST) == example["scores_1"]
    assert printed(SECOND) == example["scores_2"]
    found, output = change_data(compare_rounds(FIRST, SECOND)), example["change"]
    statements = {name: {key: said[key] for key in ("bodies", "change")} for name, said in found["statements"].items()}
    assert statements == output["statements"]
    assert (found["only_in_first"], found["only_in_second"]) == (output["only_in_first"], output["only_in_second"])


def test_what_a_board_looks_at() -> None:
    assert [one.statement for one in lowest(SECOND)] == ["silos", "data", "trust"]
    wide = widest(SECOND)
    assert wide is not None
    assert wide.statement == "trust"
    assert lowest(score_round("Empty", "Shire", ())) == ()
    assert widest(score_round("Empty", "Shire", ())) is None


def test_one_organisation_alone_with_few_answers_prints_nothing() -> None:
    found = score_statement(Asked("trust", "", "helps", {"Fire": (0, 0, 1, 2, 0)}))
    assert (found.by_body, found.all, found.agree) == ({"Fire": None}, None, None)
    enough = score_statement(Asked("trust", "", "helps", {"Fire": (0, 0, 1, 2, 2)}))
    assert (enough.by_body, enough.all) == ({"Fire": Fraction(21, 5)}, Fraction(21, 5))
    nobody = score_statement(Asked("trust", "", "helps", {"Fire": (0, 0, 0, 0, 0)}))
    assert nobody.hidden == ("Fire",)


def test_a_unanimous_group_is_hidden_with_another_or_not_told_at_all() -> None:
    same = {"Fire": (0, 0, 0, 0, 3), "Police": (0, 0, 0, 0, 6), "Council": (2, 2, 2, 2, 2)}
    assert hidden_bodies(same, 5) == (frozenset(same), True)
    agreed = {"Fire": (0, 0, 0, 0, 3), "Police": (0, 0, 0, 0, 6)}
    assert hidden_bodies(agreed, 5) == (frozenset(agreed), False)


def test_few_answers_of_several_are_not_told_by_what_all_say() -> None:
    two = {"Fire": (1, 0, 0, 1, 0), "Police": (0, 1, 0, 0, 0), "NHS": (3, 2, 2, 1, 1), "Council": (4, 4, 4, 4, 4)}
    hidden, prints_all = hidden_bodies(two, 5)
    assert hidden == {"Fire", "Police", "NHS"}
    assert prints_all


def test_a_higher_threshold_hides_no_less() -> None:
    for name, counts in ROUND_1.items():
        hides = [hidden_bodies(counts, threshold)[0] for threshold in (5, 11, 15, 21)]
        assert hides == sorted(hides, key=len), name


# -- an attack on everything that is printed: every world of hidden answers that prints the same is tried


def _splits(total: Counts, parts: int) -> Iterator[list[Counts]]:
    """Yield each way in which these answers may come from so many organisations."""
    each = [[one for one in product(range(many + 1), repeat=parts - 1) if sum(one) <= many] for many in total]
    for chosen in product(*each):
        rows = [tuple(chosen[score][part] for score in range(5)) for part in range(parts - 1)]
        yield [*rows, tuple(total[score] - sum(chosen[score]) for score in range(5))]


def _tables(rounds: Sequence[tuple[Asked, ...]], threshold: int) -> dict[str, Any]:
    """Return every printed table of two rounds, and of what changed between them."""
    scores = [score_round(f"Round {number}", "Shire", one, threshold) for number, one in enumerate(rounds)]
    changed = change_data(compare_rounds(*scores))
    return {"first": scores_data(scores[0]), "second": scores_data(scores[1]), "change": changed}


def _worked_out(rounds: Sequence[tuple[Asked, ...]], threshold: int) -> list[str]:
    """Return the small organisations of the first round of whose figures one is worked out by somebody who knows all
    printed tables, the rules, and even the sum of what is hidden."""
    tables = _tables(rounds, threshold)
    told = []
    for at, one in enumerate(rounds[0]):
        said = tables["first"]["statements"][one.statement]
        hidden = [body for body, score in said["by_body"].items() if score == "[c]"]
        if not hidden or said["all"] == "[c]":
            continue
        total = tuple(sum(one.counts[body][score] for body in hidden) for score in range(5))
        assume(_ways(total, len(hidden)) < 1_500)
        seen: dict[str, tuple[set[int], set[Fraction | None]]] = {body: (set(), set()) for body in hidden}
        for rows in _splits(total, len(hidden)):
            world = Asked(one.statement, "", one.polarity, {**one.counts, **dict(zip(hidden, rows, strict=True))})
            changed = (*rounds[0][:at], world, *rounds[0][at + 1 :])
            if _tables((changed, rounds[1]), threshold) == tables:
                for body, counts in zip(hidden, rows, strict=True):
                    seen[body][0].add(sum(counts))
                    seen[body][1].add(mean(counts))
        told += [
            f"{one.statement}: {body}"
            for body, (numbers, scores) in seen.items()
            if sum(one.counts[body]) < threshold and min(len(numbers), len(scores)) < 2
        ]
    return told


def _ways(total: Counts, parts: int) -> int:
    found = 1
    for many in total:
        found *= comb(many + parts - 1, parts - 1)
    return found


counts_ = st.lists(st.integers(1, 5), max_size=7).map(
    lambda given: tuple(given.count(score) for score in range(1, 6))
)  # fmt: skip
bodies_ = st.dictionaries(st.sampled_from("ABCD"), counts_, min_size=1)
rounds_ = st.tuples(bodies_, st.sampled_from(("helps", "hinders")))


@settings(max_examples=40, deadline=None)
@given(rounds_, bodies_, st.sampled_from((5, 6)))
def test_no_hidden_figure_is_worked_out_from_all_printed_tables(
    first: tuple[dict[str, Counts], str], second: dict[str, Counts], threshold: int
) -> None:
    counts, polarity = first
    rounds = (Asked("trust", "", polarity, counts),), (Asked("trust", "", polarity, second),)
    assert _worked_out(rounds, threshold) == []


def test_the_worked_rounds_stand_the_attack_both_ways() -> None:
    assert _worked_out((asked(ROUND_1), asked(ROUND_2)), 5) == []
    assert _worked_out((asked(ROUND_2), asked(ROUND_1)), 11) == []


def test_the_attack_finds_what_is_told() -> None:
    """Hiding one cell alone would tell it: the attack is able to see so."""
    counts = {"Fire": (0, 0, 1, 2, 0), "Council": (1, 3, 6, 8, 2)}
    worlds = {
        rows[0]
        for rows in _splits(counts["Fire"], 1)
        if mean([a + b for a, b in zip(rows[0], counts["Council"], strict=True)]) == Fraction(78, 23)
    }
    assert worlds == {counts["Fire"]}


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from(("trust", "silos", "data")), bodies_), st.integers(5, 8))
def test_what_is_printed_is_what_was_answered(answers: dict[str, dict[str, Counts]], threshold: int) -> None:
    for one, found in zip(asked(answers), score_round("R", "S", asked(answers), threshold).statements, strict=True):
        small = {body for body, counts in one.counts.items() if sum(counts) < threshold}
        assert small <= set(found.hidden)
        assert not small or len(found.hidden) >= min(2, len(one.counts))
        for body, score in found.by_body.items():
            if score is not None:
                plain = mean(one.counts[body]) or Fraction(0)
                assert score == (6 - plain if one.polarity == "hinders" else plain)
                assert found.n[body] == sum(one.counts[body])
        if found.all is not None:
            assert 1 <= found.all <= 5
        if found.bodies_equal is not None:
            assert not found.hidden


@settings(max_examples=100, deadline=None)
@given(bodies_, bodies_)
def test_a_change_back_is_the_change_turned(first: dict[str, Counts], second: dict[str, Counts]) -> None:
    one, other = (score_round(name, "S", asked({"trust": said})) for name, said in (("A", first), ("B", second)))
    there, back = compare_rounds(one, other), compare_rounds(other, one)
    assert {(row.statement, body, -by) for row in there.statements for body, by in row.change.items()} == {
        (row.statement, body, by) for row in back.statements for body, by in row.change.items()
    }
    compared = {body for row in there.statements for body in row.before}
    rest = {left.body for left in there.not_comparable}
    assert compared | rest == set(first) | set(second)
    assert not compared & rest
