"""A place's money on new boundaries: what each new area would have spent, and what of it rests on a choice of driver.

Money of an organisation that lies in one new area is its own (direct), as is a line that names an area in it. Any other
is shared by the first choice of driver that fits, by largest remainder, ties by name. Nothing is made or lost: new
areas, what falls outside the place and what ends add up to the whole to the penny (docs/method.md, New boundaries).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import lcm

from tpdesk.calc.basis import COUNCIL_KINDS, Roller, make_basis, sources
from tpdesk.calc.count import spend_by_category
from tpdesk.calc.meeting import CommonGround, Covers, heaviest_apart
from tpdesk.calc.new_areas import Partition, Units
from tpdesk.calc.transfers import removals
from tpdesk.domain.boundary_set import BoundaryProblem, BoundarySet, DriverRule, NewGround, Succession
from tpdesk.domain.facts import PLACE_ONLY, Cell, YearFacts
from tpdesk.domain.kinds.boundaries import COUNCILS, ENDS, SPLIT
from tpdesk.domain.kinds.boundaries import WHOLE as MOVES_WHOLE
from tpdesk.domain.results.recount import DriverMove, Meeting, NewBody, Piece, Recount, RecountRow
from tpdesk.text import and_words, folded
from tpdesk.units import largest_remainder, year_text


def recount(facts: YearFacts, redrawn: BoundarySet, ground: NewGround) -> Recount:
    """Return the count's spend after transfers and recharges on new boundaries. Pure; pence.

    Raises BoundaryProblem where the areas do not part the place or no choice of driver fits, DriverProblem where a
    driver has no figure for an area that needs one.
    """
    partition = Partition(redrawn, ground, facts.year)
    work = _Sharing(facts, redrawn, ground, partition)
    pieces = tuple(work.pieces())
    moves = tuple(sorted(work.moves(), key=lambda move: (-move.most_pence, move.service, move.other)))
    new = tuple(_body(n, partition, ground, redrawn, pieces, moves) for n in range(len(partition.new)))
    return Recount(
        make_basis(facts, [cell for cell in facts.cells if work.takes(cell.agency)]), redrawn,
        sum(piece.pence for piece in pieces), new, sum(piece.parts[-2] for piece in pieces),
        sum(piece.parts[-1] for piece in pieces), moves, _meeting(facts, pieces, partition), pieces,
        tuple(_issues(facts, work, partition, new)), sources(facts),
    )  # fmt: skip


# -- where each piece of money goes


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a piece of money is spent."""

    units: Units
    outside: frozenset[str] = frozenset()


class _Sharing:
    """Shares the pieces of a place's money over its new areas."""

    def __init__(self, facts: YearFacts, redrawn: BoundarySet, ground: NewGround, partition: Partition) -> None:
        self._facts, self._set, self._ground, self._partition = facts, redrawn, ground, partition
        self._slots = len(partition.new) + 2
        self.unplaced: set[int] = set()
        """Agencies whose areas are not known, or lie outside: their money is shared over the whole place."""

        self._shares: list[tuple[Piece, _Spot]] = []
        self._grounds: dict[int, _Spot] = {}
        self._rules: dict[tuple[int, str], int] = {}
        self.weigh = lru_cache(maxsize=None)(self._weigh)

    def takes(self, agency: int) -> bool:
        """Say whether the money of an organisation goes to the new areas."""
        return self._set.whose != COUNCILS or self._facts.agencies[agency].kind in COUNCIL_KINDS

    def pieces(self) -> Iterator[Piece]:
        """Yield all money, by organisation, label, category and area."""
        sums: dict[tuple[int, int, str, str], int] = defaultdict(int)
        for cell, code, pence in spend_by_category(self._facts, removals(self._facts.cells)):
            if self.takes(cell.agency):
                for area, part in self._by_area(cell, pence):
                    sums[cell.agency, cell.label, code, area] += part
        for (agency, label, code, area), pence in sums.items():
            yield self._piece(agency, label, code, area, pence)

    def _by_area(self, cell: Cell, pence: int) -> Iterator[tuple[str, int]]:
        """Yield (area that lines name, or nothing; pence) of what counts of a cell."""
        named = self._ground.placed.get(cell[:-2])
        if not named:
            yield "", pence
            return
        whole = sum(named.values())
        if whole == pence:
            yield from named.items()
        elif whole:
            # Part of the cell was taken out as a transfer, or goes to other categories.
            yield from zip(named, largest_remainder(pence, [*named.values()]), strict=True)
        else:
            yield "", pence

    def _piece(self, agency: int, label: int, code: str, area: str, pence: int) -> Piece:
        succession = self._succession(agency, code)
        if succession is not None and succession.how == ENDS:
            return self._whole(agency, label, code, pence, self._slots - 1)
        if succession is not None and succession.how == MOVES_WHOLE:
            return self._whole(agency, label, code, pence, self._new_number(succession))
        ground = self._ground_of(agency, area)
        home = self._partition.home_of(ground.units) if not ground.outside else None
        if home is not None:
            return self._whole(agency, label, code, pence, home)
        if succession is not None and succession.how == SPLIT:
            return self._shared(agency, label, code, pence, succession.driver, -1, ground)
        rule = self._rule(agency, label, code)
        return self._shared(agency, label, code, pence, self._set.rules[rule].driver, rule, ground)

    def _whole(self, agency: int, label: int, code: str, pence: int, slot: int) -> Piece:
        parts = tuple(pence if n == slot else 0 for n in range(self._slots))
        return Piece(agency, label, code, pence, "", -1, parts, ())

    def _shared(self, agency: int, label: int, code: str, pence: int, driver: str, rule: int, ground: _Spot) -> Piece:
        weights = self.weigh(driver, ground)
        piece = Piece(agency, label, code, pence, driver, rule, (*largest_remainder(pence, weights), 0), weights)
        self._shares.append((piece, ground))
        return piece

    def _weigh(self, title: str, ground: _Spot) -> tuple[int, ...]:
        """Return what a driver says of each new area's part of a ground and of what is outside, as whole numbers."""
        driver = self._ground.drivers.get(title)
        if driver is None:
            raise BoundaryProblem(f"'{self._set.title}' shares money by '{title or 'no driver'}', which is not known.")
        exact = self._partition.weights(driver, ground.units, ground.outside)
        if not sum(exact):
            raise BoundaryProblem(f"The driver '{title}' comes to nothing over these areas: nothing is shared by it.")
        scale = lcm(*(Fraction(weight).denominator for weight in exact))
        return tuple(int(weight * scale) for weight in exact)

    # -- what decides it

    def _succession(self, agency: int, code: str) -> Succession | None:
        """Return who takes over money of an organisation: of its own category before all of it."""
        found = [one for one in self._set.successions if one.agency == agency and _within(code, one.category)]
        return max(found, key=lambda one: len(one.category), default=None)

    def _new_number(self, succession: Succession) -> int:
        for n, area in enumerate(self._partition.new):
            if area.name == succession.new:
                return n
        name = self._facts.agencies[succession.agency].name
        raise BoundaryProblem(f"All money of {name} moves to one new area, and nothing says which: name it.")

    def _ground_of(self, agency: int, area: str) -> _Spot:
        if area:
            units = self._partition.units_of_area(area)
            if units:
                return _Spot(units)
        if agency not in self._grounds:
            self._grounds[agency] = self._ground_of_agency(agency)
        return self._grounds[agency]

    def _ground_of_agency(self, agency: int) -> _Spot:
        units, outside = self._partition.units_of(self._facts.agencies[agency].base_areas)
        wider = self._facts.ground.wider.get(agency)
        # Lines of the place alone, or its share of them by people, hold nothing of other places.
        if wider is not None and (wider.counted == PLACE_ONLY or wider.taken != 1):
            outside = frozenset()
        if not units:
            self.unplaced.add(agency)
            return _Spot(self._partition.whole)
        return _Spot(units, outside)

    def _rule(self, agency: int, label: int, code: str) -> int:
        key = label, code
        if key not in self._rules:
            words = (self._facts.labels.get(label, ""), code, _title(self._facts, code))
            self._rules[key] = next((n for n, rule in enumerate(self._set.rules) if fits(rule, words)), -1)
        if self._rules[key] < 0:
            what = self._facts.labels.get(label) or _title(self._facts, code) or "money without a label"
            raise BoundaryProblem(
                f"Nothing says by which driver '{what}' of {self._facts.agencies[agency].name} is shared. Add a choice "
                "of driver for it, or one for everything else."
            )
        return self._rules[key]

    # -- what another choice would move

    def moves(self) -> Iterator[DriverMove]:
        """Yield what each plausible other driver of each kind of service moves, once the pieces are shared."""
        for n, rule in enumerate(self._set.rules):
            mine = [share for share in self._shares if share[0].rule == n]
            for other in rule.others if mine else ():
                yield self._move(rule, other, mine)

    def _move(self, rule: DriverRule, other: str, mine: Sequence[tuple[Piece, _Spot]]) -> DriverMove:
        moved = [0] * len(self._partition.new)
        for piece, ground in mine:
            parts = largest_remainder(piece.pence, self.weigh(other, ground))
            for n in range(len(moved)):
                moved[n] += parts[n] - piece.parts[n]
        names = (area.name for area in self._partition.new)
        pence = sum(piece.pence for piece, _ in mine)
        return DriverMove(rule.name, rule.driver, other, pence, dict(zip(names, moved, strict=True)))


def fits(rule: DriverRule, words: Sequence[str]) -> bool:
    """Say whether a choice of driver is for money under a label, a category's code or its title."""
    start = folded(rule.starts)
    return any(folded(word).startswith(start) for word in words)


def _title(facts: YearFacts, code: str) -> str:
    return facts.categories[code].title if code in facts.categories else ""


def _within(code: str, above: str) -> bool:
    """Say whether a category is another or lies under it; all lie under no category."""
    return not above or code == above or code.startswith((f"{above}.", f"{above}/"))


# -- what comes of it


def _body(
    n: int,
    partition: Partition,
    ground: NewGround,
    redrawn: BoundarySet,
    pieces: Sequence[Piece],
    moves: Sequence[DriverMove],
) -> NewBody:
    area = partition.new[n]
    people, year = partition.people_of(area)
    split: dict[str, int] = defaultdict(int)
    for piece in pieces:
        if piece.driver:
            split[piece.driver] += piece.parts[n]
    direct = sum(piece.parts[n] for piece in pieces if not piece.driver)
    swing = {
        rule.name: _ends(move.moved[area.name] for move in moves if move.service == rule.name) for rule in redrawn.rules
    }
    names = tuple(sorted(map(ground.boundaries.name, area.areas)))
    return NewBody(area.name, area.code, names, people, year, direct, dict(sorted(split.items())), swing)


def _ends(amounts: Iterator[int]) -> tuple[int, int]:
    """Return the least and the most of some amounts and of none."""
    held = (0, *amounts)
    return min(held), max(held)


def rows_by_body(facts: YearFacts, found: Recount) -> tuple[RecountRow, ...]:
    """Return each organisation's money over the new areas, the most first."""
    return _rows(found, lambda piece: facts.agencies[piece.agency].name, lambda _: None)


def rows_by_category(facts: YearFacts, found: Recount, level: int) -> tuple[RecountRow, ...]:
    """Return each category's money over the new areas, the most first; money without a category stands last."""
    roller = Roller(facts, level)
    rows = _rows(
        found, lambda piece: _title(facts, roller(piece.category)) or "Unmapped",
        lambda piece: roller(piece.category) or None,
    )  # fmt: skip
    return tuple(sorted(rows, key=lambda row: row.key is None))


def _rows(found: Recount, title: Callable[[Piece], str], key: Callable[[Piece], str | None]) -> tuple[RecountRow, ...]:
    names = [body.name for body in found.new]
    sums: dict[tuple[str | None, str], list[dict[str, int]]] = {}
    away: dict[tuple[str | None, str], int] = defaultdict(int)
    for piece in found.pieces:
        at = key(piece), title(piece)
        direct, split = sums.setdefault(at, [dict.fromkeys(names, 0), dict.fromkeys(names, 0)])
        side = split if piece.driver else direct
        for name, pence in zip(names, piece.parts, strict=False):
            side[name] += pence
        away[at] += sum(piece.parts[-2:])
    rows = (RecountRow(code, name, direct, split, away[code, name]) for (code, name), (direct, split) in sums.items())
    return tuple(sorted(rows, key=lambda row: (-row.total_pence, row.title.casefold())))


def _meeting(facts: YearFacts, pieces: Sequence[Piece], partition: Partition) -> Meeting:
    """Return what of the councils' spend can coincide at most, by service line, before and after."""
    roller = Roller(facts, 4)
    before: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    after: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for piece in pieces:
        if piece.category and facts.agencies[piece.agency].kind in (None, *COUNCIL_KINDS):
            code = roller(piece.category)
            before[code][piece.agency] += piece.pence
            for n in range(len(partition.new)):
                after[code][n] += piece.parts[n]
    new = {n: CommonGround(ground) for n, ground in enumerate(partition.grounds)}
    today = {code: _meets(facts, code, spend, facts.agencies) for code, spend in before.items()}
    return Meeting(
        sum(today.values()), sum(_meets(facts, code, spend, new) for code, spend in after.items()), len(today),
        sum(1 for pence in today.values() if pence),
    )  # fmt: skip


def _meets(facts: YearFacts, code: str, spend: Mapping[int, int], grounds: Mapping[int, Covers]) -> int:
    if facts.categories[code].separate_law:
        return 0
    held = {number: pence for number, pence in spend.items() if pence > 0}
    return sum(held.values()) - heaviest_apart(held, grounds)


def _issues(facts: YearFacts, work: _Sharing, partition: Partition, new: Collection[NewBody]) -> Iterator[str]:
    yield from partition.recoded
    if work.unplaced:
        names = sorted(facts.agencies[number].name for number in work.unplaced)
        yield (
            f"The areas of {and_words(names)} are not known or lie outside {facts.place}: the money is shared over all "
            "new areas."
        )
    unknown = [body.name for body in new if body.people is None]
    if unknown:
        yield f"People are not known of {and_words(unknown)}: no figure per head."
    years = sorted({body.people_year for body in new if body.people_year not in (None, facts.year)})
    if years:
        yield f"People are of {and_words(list(map(str, years)))}, spend of {year_text(facts.year)}: the nearest held."
