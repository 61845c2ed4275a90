"""Which spend the tags of a deep dive reach, and how much of it: no penny ever counts for more than itself.
docs/method.md, Deep dives.

Prevention against reaction: deliveries by their stage, by known cost and by number. docs/method.md, Deep dives.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from tpdesk.calc.basis import parts_of
from tpdesk.calc.transfers import removals
from tpdesk.domain.dive_facts import DeliveryFact, TagFact, TaggedLine
from tpdesk.domain.facts import Cell, YearFacts
from tpdesk.domain.kinds import STAGES
from tpdesk.text import counted, folded
from tpdesk.units import nearest_whole, percent, ratio, short_pounds


@dataclass(slots=True)
class Tagged:
    """What tags reach of the expenditure of a place and year, after transfers and internal recharges."""

    parts: dict[tuple[int, str], Fraction] = field(default_factory=dict)
    """(agency, category's code as mapped, empty without one) -> pence, exactly."""

    cells: list[Cell] = field(default_factory=list)
    """The cells of the money reached."""

    tags: int = 0
    """Rules, and lines of the year that are tagged by hand."""

    idle: tuple[int, ...] = ()
    """Numbers of the rules that reach nothing in the year."""

    capped_pence: int = 0
    """Money that tags reach for more than the whole of it, without its sign."""


def tagged_spend(facts: YearFacts, dives: Collection[int]) -> Tagged:
    """Return what the tags of the deep dives reach, taken together. Pure; pence, exact.

    A line counts by the sum of the shares of its tags, by rule and by hand, at most 1. A rule reaches what is of its
    agency, in its category or one under it by the label's map, and under its label: all that it names. What is left of
    a cell after transfers is a line's by its amount.
    """
    rules = [tag for tag in facts.deep.tags if tag.dive in dives]
    by_hand: dict[tuple[object, ...], dict[int, list[TaggedLine]]] = {}
    for item in facts.deep.tagged_lines:
        if item.dive in dives:
            by_hand.setdefault(item.cell, {}).setdefault(item.line, []).append(item)
    found = Tagged(
        tags=len(rules) + len({tag.tag for lines in by_hand.values() for tags in lines.values() for tag in tags})
    )
    reached: set[int] = set()
    if not found.tags:
        return found
    above = Above(facts)
    whole = {_key(cell): cell.pence for cell in facts.held_cells}
    for cell, out in zip(facts.cells, removals(facts.cells).per_cell, strict=True):
        if cell.flow != "expenditure" or cell.internal:
            continue
        lines = by_hand.get(_key(cell), {})
        fitting = [tag for tag in rules if _names(tag, cell, facts)]
        if not lines and not fitting:
            continue
        for code, pence in parts_of(facts, cell, cell.pence - out):
            ruled = Fraction(0)
            for tag in fitting:
                if not tag.category or tag.category in above(code):
                    ruled += tag.share
                    reached.add(tag.number)
            if lines or ruled:
                _add(facts, found, (cell, whole[_key(cell)]), code, pence, ruled, lines)
    found.idle = tuple(tag.number for tag in rules if tag.number not in reached)
    return found


def _add(
    facts: YearFacts,
    found: Tagged,
    of: tuple[Cell, int],
    code: str,
    pence: int,
    ruled: Fraction,
    lines: dict[int, list[TaggedLine]],
) -> None:
    """Add what is reached of one category's part of a cell:
    of the lines tagged by hand each by its own share, of the rest by the rules'."""
    cell, whole = of
    total = Fraction(0)
    rest = Fraction(pence)
    for tags in lines.values():
        its = _part_of_line(facts, cell, code, Fraction(pence * tags[0].pence, whole) if whole else None, tags[0].pence)
        rest -= its
        total += its * _once(found, ruled + sum((tag.share for tag in tags), Fraction(0)), its)
    if ruled:
        total += rest * _once(found, ruled, rest)
    key = cell.agency, code
    found.parts[key] = found.parts.get(key, Fraction(0)) + total
    found.cells.append(cell)


def _part_of_line(facts: YearFacts, cell: Cell, code: str, in_proportion: Fraction | None, line: int) -> Fraction:
    """Return what one line has of a category's part of its cell:
    what is taken off a cell is off its lines in proportion to their amounts."""
    if in_proportion is not None:
        return in_proportion
    # Lines that cancel out leave nothing to be in proportion to, and nothing that anything was taken off.
    wider = facts.ground.wider.get(cell.agency)
    taken = wider.taken if wider is not None else Fraction(1)
    return Fraction(dict(parts_of(facts, cell, line)).get(code, 0)) * taken


def _once(found: Tagged, share: Fraction, pence: Fraction) -> Fraction:
    if share > 1:
        found.capped_pence += nearest_whole(abs(pence))
    return min(share, Fraction(1))


def _key(cell: Cell) -> tuple[object, ...]:
    return (
        cell.agency,
        cell.label,
        cell.category,
        cell.flow,
        cell.cost_type,
        cell.status,
        cell.control,
        cell.counterparty,
        cell.internal,
    )


def _names(tag: TagFact, cell: Cell, facts: YearFacts) -> bool:
    """Say whether what a rule names besides a category holds for the cell's lines."""
    label = facts.labels.get(cell.label, "")
    return tag.agency in (0, cell.agency) and (not tag.label or folded(tag.label) == folded(label))


class Above:
    """Each category with all that it is under."""

    def __init__(self, facts: YearFacts) -> None:
        self._categories = facts.categories
        self._memo: dict[str, frozenset[str]] = {}

    def __call__(self, code: str) -> frozenset[str]:
        found = self._memo.get(code)
        if found is None:
            category = self._categories.get(code)
            over = self(category.parent) if category is not None and category.parent else frozenset()
            found = self._memo[code] = over | {code}
        return found


STEPS: Final[Mapping[str, str]] = {
    "prevent": "primary",
    "early help": "secondary",
    "recover": "tertiary",
    "respond": "acute",
}
"""Stage -> the step of prevention that it is, from the earliest; `administer` is none and is shown apart.
Where prevention ends is the reader's cut."""

CUTS: Final = tuple(STEPS.values())[:-1]
"""The steps after which prevention can be said to end."""

USUAL_CUT: Final = "secondary"
"""After which step prevention ends unless the user sets another: before the need is acute."""


@dataclass(frozen=True, slots=True)
class StagePart:
    """Deliveries of one stage."""

    stage: str
    """One of the stages; empty where nobody said."""

    deliveries: int
    cost_pence: int | None
    """The sum of the known costs, net of what is passed on; None where none is known."""

    unknown: int
    """Deliveries whose cost is not known: they are in no sum."""

    share: float | None
    """Of the known cost of all; None where none is known."""

    share_of_number: float | None
    """Of the number of deliveries."""

    @property
    def step(self) -> str:
        """`primary`, `secondary`, `tertiary`, `acute`; empty for administration and where nobody said."""
        return STEPS.get(self.stage, "")

    cut: str = USUAL_CUT
    """The step after which prevention ends on this desk."""

    @property
    def prevention(self) -> bool:
        """Whether it counts as prevention, by the desk's cut."""
        return self.step in CUTS[: CUTS.index(self.cut) + 1]


def by_stage(deliveries: Sequence[DeliveryFact], cut: str = USUAL_CUT) -> tuple[StagePart, ...]:
    """Return the deliveries by step of prevention, all four where one is said of any, then administration and what
    nobody said, where there are any. Costs net of what is passed on, pence; None where no delivery is recorded."""
    stepped = any(item.stage in STEPS for item in deliveries)
    total = sum(item.net_pence or 0 for item in deliveries)
    rows = []
    for stage in (*STEPS, *(stage for stage in STAGES if stage not in STEPS), ""):
        found = [item for item in deliveries if item.stage == stage]
        if found or (stepped and stage in STEPS):
            unknown = sum(item.net_pence is None for item in found)
            cost = sum(item.net_pence or 0 for item in found) if unknown < len(found) else None
            share = None if cost is None else ratio(cost, total)
            rows.append(StagePart(stage, len(found), cost, unknown, share, ratio(len(found), len(deliveries)), cut))
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class Cut:
    """How much is prevention if it ends after a step."""

    last: str
    """The last step that counts as prevention."""

    deliveries: int
    share: float | None
    """Of the known cost of the four steps, administration apart; None where none is known."""


def cuts(parts: Sequence[StagePart]) -> tuple[Cut, ...]:
    """Return how much is prevention by each place at which it can be said to end:
    after primary, secondary or tertiary."""
    stepped = [part for part in parts if part.step]
    if not stepped:
        return ()
    total = sum(part.cost_pence or 0 for part in stepped)
    steps = list(STEPS.values())
    found = []
    for n, last in enumerate(steps[:-1], 1):
        inside = [part for part in stepped if part.step in steps[:n]]
        cost = sum(part.cost_pence or 0 for part in inside)
        found.append(Cut(last, sum(part.deliveries for part in inside), ratio(cost, total)))
    return tuple(found)


def cut_words(parts: Sequence[StagePart]) -> str:
    """Return how much is prevention by the desk's cut, and by every other, in two sentences;
    empty where no stage is known."""
    found = cuts(parts)
    if not found:
        return ""
    chosen = next(item for item in found if item.last == parts[0].cut)
    number = sum(part.deliveries for part in parts if part.step)
    amount = "no cost is known" if chosen.share is None else f"{percent(chosen.share)} of the known cost"
    text = (
        f"Prevention, counted up to {chosen.last}: {chosen.deliveries} of "
        f"{counted(number, 'delivery', 'deliveries')}, {amount}."
    )
    beside = _apart_words(parts)
    if chosen.share is None:
        shares = ", ".join(f"{cut.deliveries} up to {cut.last}" for cut in found)
    else:
        shares = ", ".join(f"{percent(cut.share)} up to {cut.last}" for cut in found)
    return f"{text} Where prevention ends decides how much there is: {shares}.{beside}"


def _apart_words(parts: Sequence[StagePart]) -> str:
    """Return what administration comes to, which is no step of prevention; empty where nobody says so of any."""
    apart = next((part for part in parts if part.stage == "administer"), None)
    if apart is None:
        return ""
    cost = "no known cost" if apart.cost_pence is None else short_pounds(apart.cost_pence)
    return f" Administration stands apart: {cost} in {counted(apart.deliveries, 'delivery', 'deliveries')}."
