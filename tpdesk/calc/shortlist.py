"""What to look at next: categories, and activities with deliveries, ranked by weights that the reader sees and changes.
docs/method.md, Shortlist.

What the shortlist knows of activities: how many bodies do the same, at what cost, and what deliveries prove of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from tpdesk.calc.basis import Roller, rolled_up
from tpdesk.calc.count import spend_by_category
from tpdesk.calc.evidence import stake
from tpdesk.calc.overlap import overlap
from tpdesk.calc.own_level import all_pairs
from tpdesk.calc.transfers import removals
from tpdesk.domain.dive_facts import DeliveryFact
from tpdesk.domain.evidence import DUPLICATION, OVERLAP, SINGLE
from tpdesk.domain.facts import YearFacts
from tpdesk.domain.kinds import OVERCOME
from tpdesk.domain.results.basis import Basis, Issue, SourceFile
from tpdesk.domain.results.overlap import OverlapRow
from tpdesk.domain.verdicts import VERDICTS

Measured = tuple[str, int | None, float | None, int | None, Fraction | None, str | None, int, bool]
"""Activity, known cost, effective number of bodies, spend at stake, control (never known), verdict, barriers on its
categories, illustrative."""


def activity_measures(facts: YearFacts, level: int, barriers: Mapping[str, int]) -> Iterator[Measured]:
    """Yield what is known of each activity that is delivered in the year, in order of its name. Pence;
    None where it is not known.

    The effective number is 1 / sum of squared shares of known cost; where a body's cost is not known, it is not known.
    """
    found: dict[str, list[DeliveryFact]] = {}
    for item in facts.deliveries:
        if item.activity and item.activity_alone:
            found.setdefault(item.activity, []).append(item)
    proven: dict[str, bool] = {}
    real: set[tuple[str, bool]] = set()
    for pair in all_pairs(facts, level):
        if pair.activity:
            proven[pair.activity] = proven.get(pair.activity, False) or pair.duplicates
            if not pair.illustrative:
                real.add((pair.activity, pair.duplicates))
    where: dict[str, set[str]] = {}
    for item in facts.deliveries:
        where.setdefault(item.activity, set()).add(rolled_up(item.category, level, facts.categories))
    for activity in sorted(found, key=str.casefold):
        items = found[activity]
        bound = stake(facts, items, activity)
        costs: dict[int, int | None] = {}
        for item in items:
            so_far, cost = costs.get(item.agency, 0), item.net_pence
            costs[item.agency] = None if so_far is None or cost is None else so_far + cost
        verdict = _verdict(len(costs), proven.get(activity))
        noted = sum(barriers.get(code, 0) for code in where.get(activity, ()))
        known = any(item.net_pence is not None for item in items)
        yield (
            activity,
            bound.known_pence if known else None,
            _effective(list(costs.values())),
            bound.bound_pence,
            None,
            verdict,
            noted,
            (activity, proven[activity]) not in real
            if activity in proven
            else all(item.dive in facts.deep.made_up for item in items),
        )


def _verdict(bodies: int, duplicates: bool | None) -> str | None:
    """Return what deliveries prove of an activity; None where several bodies do it and nothing is proven."""
    if duplicates is not None:
        return DUPLICATION if duplicates else OVERLAP
    return SINGLE if bodies <= 1 else None


def _effective(costs: list[int | None]) -> float | None:
    known = [cost for cost in costs if cost is not None]
    total = sum(known)
    if len(known) < len(costs) or not total:
        return None
    return total * total / sum(cost * cost for cost in known)


WEIGHTS: Final[Mapping[str, int]] = {
    "size": 20, "bodies": 15, "outside_lead": 25, "control": 10, "verdict": 20, "barriers": 10,
}  # fmt: skip
"""Part -> its weight unless the user set another: our judgement. Only their proportions matter."""

TELLS: Final[Mapping[str, str]] = {
    "size": "The spend in it, against the largest.",
    "bodies": "The effective number of organisations in it, less one, against the most.",
    "outside_lead": "Spend outside the lead where areas meet, against the most.",
    "control": "How much of its spend is decided here: local counts whole, influenced half, of what says who decides.",
    "verdict": "From zero (single) by quarters to one (duplication evidenced).",
    "barriers": (
        "The number of barriers noted on it that stand in the way still, against the most; those overcome "
        "count nothing."
    ),
}
"""Part -> what it is, 0 to 1."""

TOP: Final = 5
MOVED: Final = Fraction(1, 4)
"""By how much each weight is moved to see whether the top holds."""


@dataclass(frozen=True, slots=True)
class ShortlistRow:
    """One thing that could be looked at next."""

    rank: int
    """1 for what comes first; equal scores follow in order of spend, then name."""

    category: str
    """The category's code; empty for an activity."""

    title: str
    """The category's title, or the activity."""

    score: float
    """The weighted mean of the parts that are known, 0 to 1."""

    parts: Mapping[str, float | None]
    """Part -> 0 to 1; None where it is not known, which is left out of the score."""

    amount_pence: int | None
    """Its spend; of an activity the known cost of its deliveries; None if none is known."""

    outside_lead_pence: int | None
    """R_m; of an activity the spend at stake; None if not known."""

    verdict: str | None
    barriers: int
    """Those noted on it that are not overcome."""

    illustrative: bool = False
    """Whether the verdict rests on nothing but what is made up to show the tool."""

    @property
    def verdict_words(self) -> str:
        """The verdict as people read it; empty without one."""
        return f"{self.verdict} (illustrative)" if self.verdict and self.illustrative else self.verdict or ""


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What happens to the top when one weight is moved by a quarter."""

    part: str
    weight: float
    """What the weight is moved to."""

    holds: bool
    """Whether the same stay in the top, in whatever order."""

    leaves: tuple[str, ...]
    """Titles that drop out of the top."""

    enters: tuple[str, ...]
    """Titles that come into it."""


@dataclass(frozen=True, slots=True)
class WithoutOne:
    """What happens to the others of the top when one of them is left out, so that all parts are scaled anew."""

    title: str
    """The one that is left out."""

    keeps_order: bool
    """Whether the others stand in the same order as before, with nothing between them."""

    order: tuple[str, ...]
    """Titles of the first that stand then, as many as were left."""


@dataclass(frozen=True, slots=True)
class Shortlist:
    """Categories by score, and activities apart: parts are scaled against their like."""

    basis: Basis
    weights: Mapping[str, int]
    rows: tuple[ShortlistRow, ...]
    """Categories of the ranking with a verdict."""

    activities: tuple[ShortlistRow, ...]
    sensitivity: tuple[Sensitivity, ...]
    """Each weight a quarter down, then up."""

    without: tuple[WithoutOne, ...]
    """Each of the top left out in turn."""

    issues: tuple[Issue, ...]
    sources: tuple[SourceFile, ...]

    @property
    def holds(self) -> bool:
        """Whether the top stays the same whichever weight is moved by a quarter."""
        return all(item.holds for item in self.sensitivity)


@dataclass(frozen=True, slots=True)
class Measures:
    """What the parts are made of, before they are scaled; None where it is not known."""

    category: str
    title: str
    amount_pence: int | None
    bodies: float | None
    outside_lead_pence: int | None
    control: Fraction | None
    verdict: str | None
    barriers: int
    illustrative: bool


def shortlist(facts: YearFacts, weights: Mapping[str, int] | None = None, *, level: int = 2) -> Shortlist:
    """Return the shortlist of a place and year at a level. Pure; amounts in pence, scores 0 to 1.

    score = sum of weight x part / sum of weight over the parts that are known. Raises ValueError for weights that are
    not those of WEIGHTS, below nought, or all nought.
    """
    used = dict(WEIGHTS) | dict(weights or {})
    if set(used) != set(WEIGHTS) or min(used.values()) < 0 or not any(used.values()):
        raise ValueError(f"weights {weights}")
    result = overlap(facts, level=level)
    controls = _controls(facts, level)
    noted = _barriers(facts, level)
    ranked = [row for row in result.rows if row.ranked and row.verdict is not None]
    measured = [_measures(row, controls.get(row.category), noted.get(row.category, 0)) for row in ranked]
    activities = [Measures("", *found) for found in activity_measures(facts, level, noted)]
    rows = _ranked(measured, used)
    return Shortlist(
        result.basis, used, rows, _ranked(activities, used), _sensitivity(measured, rows, used),
        _without(measured, rows, used), result.issues, result.sources,
    )  # fmt: skip


def _measures(row: OverlapRow, control: Fraction | None, barriers: int) -> Measures:
    return Measures(
        row.category, row.title, row.total_pence, row.effective_agencies, row.outside_lead_meeting_pence, control,
        row.verdict, barriers,
        row.judgement.illustrative,
    )  # fmt: skip


def _controls(facts: YearFacts, level: int) -> dict[str, Fraction]:
    """Return category -> how much of its spend is decided here, of what says who decides; absent where nothing does."""
    roller = Roller(facts, level)
    decided: dict[str, Fraction] = {}
    said: dict[str, int] = {}
    for cell, code, pence in spend_by_category(facts, removals(facts.cells)):
        weight = {"local": Fraction(1), "influenced": Fraction(1, 2), "national": Fraction(0)}.get(cell.control)
        if weight is not None and pence > 0:
            rolled = roller(code)
            decided[rolled] = decided.get(rolled, Fraction(0)) + weight * pence
            said[rolled] = said.get(rolled, 0) + pence
    return {code: decided[code] / said[code] for code in said}


def _barriers(facts: YearFacts, level: int) -> dict[str, int]:
    """Return category at the level -> barriers noted on it or on what is under it that have not been overcome."""
    roller = Roller(facts, level)
    found: dict[str, int] = {}
    for barrier in facts.barriers:
        if barrier.category and barrier.state not in OVERCOME:
            code = roller(barrier.category)
            found[code] = found.get(code, 0) + 1
    return found


def _ranked(measured: Sequence[Measures], weights: Mapping[str, int]) -> tuple[ShortlistRow, ...]:
    scored = [(_score(parts, weights), parts, item) for parts, item in zip(_parts(measured), measured, strict=True)]
    scored.sort(
        key=lambda found: (-found[0], -(found[2].amount_pence or 0), found[2].category, found[2].title.casefold())
    )
    return tuple(
        ShortlistRow(
            rank,
            item.category,
            item.title,
            float(score),
            {name: None if part is None else float(part) for name, part in parts.items()},
            item.amount_pence,
            item.outside_lead_pence,
            item.verdict,
            item.barriers,
            item.illustrative,
        )
        for rank, (score, parts, item) in enumerate(scored, 1)
    )


def _parts(measured: Sequence[Measures]) -> list[dict[str, Fraction | None]]:
    sizes = _scaled([item.amount_pence for item in measured])
    bodies = _scaled(
        [None if item.bodies is None else max(Fraction(0), Fraction(item.bodies) - 1) for item in measured]
    )
    outside = _scaled([item.outside_lead_pence for item in measured])
    barriers = _scaled([item.barriers for item in measured])
    steps = len(VERDICTS) - 1
    return [
        {
            "size": sizes[n], "bodies": bodies[n], "outside_lead": outside[n], "control": item.control,
            "verdict": Fraction(VERDICTS.index(item.verdict), steps) if item.verdict in VERDICTS else None,
            "barriers": barriers[n],
        }
        for n, item in enumerate(measured)
    ]  # fmt: skip


def _scaled(found: Sequence[int | Fraction | None]) -> list[Fraction | None]:
    most = max((value for value in found if value is not None), default=0)
    return [None if value is None else Fraction(value) / Fraction(most) if most else Fraction(0) for value in found]


def _score(parts: Mapping[str, Fraction | None], weights: Mapping[str, int | Fraction]) -> Fraction:
    known = [(Fraction(weights[name]), part) for name, part in parts.items() if part is not None]
    whole = sum((weight for weight, _ in known), Fraction(0))
    return sum((weight * part for weight, part in known), Fraction(0)) / whole if whole else Fraction(0)


def _without(
    measured: Sequence[Measures], rows: Sequence[ShortlistRow], weights: Mapping[str, int]
) -> tuple[WithoutOne, ...]:
    top = [row.category for row in rows[:TOP]]
    found = []
    for row in rows[:TOP]:
        others = [code for code in top if code != row.category]
        after = _ranked([item for item in measured if item.category != row.category], weights)[: len(others)]
        found.append(
            WithoutOne(row.title, [one.category for one in after] == others, tuple(one.title for one in after))
        )
    return tuple(found)


def _sensitivity(
    measured: Sequence[Measures], rows: Sequence[ShortlistRow], weights: Mapping[str, int]
) -> tuple[Sensitivity, ...]:
    parts = _parts(measured)
    before = {row.category for row in rows[:TOP]}
    titles = {row.category: row.title for row in rows}
    found = []
    for name, weight in weights.items():
        for factor in (1 - MOVED, 1 + MOVED):
            moved: dict[str, int | Fraction] = {**weights, name: weight * factor}
            order = sorted(
                range(len(measured)),
                key=lambda n: (-_score(parts[n], moved), -(measured[n].amount_pence or 0), measured[n].category),
            )
            after = {measured[n].category for n in order[:TOP]}
            found.append(
                Sensitivity(
                    name,
                    float(weight * factor),
                    after == before,
                    tuple(sorted(titles[code] for code in before - after)),
                    tuple(sorted(titles[code] for code in after - before)),
                )
            )
    return tuple(found)
