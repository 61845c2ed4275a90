"""The lines of a figure: which they are, what they add up to, and each step from there to the figure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tpdesk.calc.basis import UNMAPPED, Roller, parts_of, sources
from tpdesk.calc.transfers import Removal, removals
from tpdesk.domain.facts import Cell, YearFacts
from tpdesk.domain.figure import Figure, FigurePart
from tpdesk.domain.line_filter import LineFilter
from tpdesk.domain.results.basis import SourceFile
from tpdesk.errors import UsageProblem
from tpdesk.text import counted, folded, nearest

UNCOUNTED = "not counted here: what is not the place's of organisations that cover more than it"
"""The step from the lines of a wider body to what of them counts."""

NO_CATEGORY = "unmapped"
"""How a figure names money without a category."""


@dataclass(slots=True)
class Spend:
    """Expenditure after transfers and recharges of some cells, and how it comes from their lines. Pence."""

    lines: int = 0
    lines_pence: int = 0
    """What the lines add up to."""

    uncounted: int = 0
    """What of them does not count here, since their bodies cover more than the place."""

    removed: int = 0
    """What is taken out of them as transfers."""

    elsewhere: int = 0
    """What their labels' shares put under other categories."""

    transfers: dict[tuple[int, int], int] = field(default_factory=dict)
    """(payer, receiver) -> what of `removed` is theirs."""

    by: dict[str, int] = field(default_factory=dict)
    """What is left, by what the parts are asked by: agency, category or label."""

    notes: dict[str, str] = field(default_factory=dict)

    @property
    def pence(self) -> int:
        """What is left."""
        return self.lines_pence - self.uncounted - self.removed - self.elsewhere


class Known:
    """The facts of a place and year with what every explanation asks of them."""

    def __init__(self, facts: YearFacts) -> None:
        self.facts = facts
        self.removal: Removal = removals(facts.cells)
        self.cells: tuple[tuple[Cell, int, int], ...] = tuple(_with_lines(facts, self.removal))
        """(cell as its lines are, what of it counts here, what of that is taken out)."""
        self._by_name = {folded(agency.name): agency.id for agency in facts.agencies.values()}

    def agency(self, name: str) -> int:
        """Return a body's id by its name. Raises UsageProblem with the nearest."""
        found = self._by_name.get(folded(name))
        if found is None:
            near = nearest(name, [agency.name for agency in self.facts.agencies.values()])
            meant = f" Did you mean '{near}'?" if near else ""
            raise UsageProblem(f"{self.facts.place} has no organisation '{name}' in this year.{meant}")
        return found

    def name(self, agency: int) -> str:
        """Return a body's name."""
        return self.facts.agencies[agency].name

    def category(self, figure: Figure) -> str | None:
        """Return the figure's category: a code, UNMAPPED, or None for all.
        Raises UsageProblem for a code that is none or finer than the level."""
        if not figure.category:
            return None
        if figure.category.casefold() == NO_CATEGORY:
            return UNMAPPED
        found = self.facts.categories.get(figure.category)
        if found is None:
            raise UsageProblem(
                f"There is no category '{figure.category}'. The verb category list shows those that there are."
            )
        if found.level > figure.level:
            raise UsageProblem(
                f"{found.code} is a category of level {found.level}: ask for it at that level, not at {figure.level}."
            )
        return found.code

    def title(self, code: str | None) -> str:
        """Return a category as people read it: `05.1 Waste management`, a service line by its title alone."""
        if code is None:
            return "all categories"
        if code == UNMAPPED:
            return "Unmapped"
        found = self.facts.categories[code]
        return found.title if "/" in code else f"{code} {found.title}"

    def filter(self, *, agency: str = "", flow: str = "expenditure", internal: bool | None = False) -> LineFilter:
        """Return the filter of the place's and year's lines, of one body where it is named."""
        agencies = (self.name(self.agency(agency)),) if agency else ()
        return lines_in(self.facts.place, self.facts.year, agencies, flow=flow, internal=internal)

    def lines_of(self, figure: Figure) -> LineFilter:
        """Return the filter of the lines behind a figure's expenditure after recharges."""
        found, code = self.filter(agency=figure.agency), self.category(figure)
        if code is None:
            return found
        coarser = code != UNMAPPED and self.facts.categories[code].level < figure.level
        return in_category(found, code, coarser=coarser)

    def spend(self, figure: Figure, by: str) -> Spend:
        """Return the figure's expenditure after transfers and recharges, parted `by` agency, category or label."""
        agency = self.agency(figure.agency) if figure.agency else None
        wanted, roller, found = self.category(figure), Roller(self.facts, figure.level), Spend()
        for cell, here, out in self.cells:
            if cell.flow == "expenditure" and not cell.internal and agency in (None, cell.agency):
                self._add(found, (cell, here, out), wanted, roller, by)
        return found

    def _add(self, found: Spend, of: tuple[Cell, int, int], wanted: str | None, roller: Roller, by: str) -> None:
        cell, here, out = of
        parts = [(roller(code), pence) for code, pence in parts_of(self.facts, cell, here - out)]
        if wanted is not None and all(code != wanted for code, _ in parts):
            return
        found.lines += cell.lines
        found.lines_pence += cell.pence
        found.uncounted += cell.pence - here
        found.removed += out
        if out:
            pair = cell.agency, cell.counterparty
            found.transfers[pair] = found.transfers.get(pair, 0) + out
        for code, pence in parts:
            if wanted is not None and code != wanted:
                found.elsewhere += pence
                continue
            key = self._key(cell, code, by)
            found.by[key] = found.by.get(key, 0) + pence
            if by == "label":
                self._note(found, key, cell, code)

    def _key(self, cell: Cell, code: str, by: str) -> str:
        if by == "agency":
            return self.name(cell.agency)
        if by == "category":
            return code
        return self.facts.labels.get(cell.label, "") or "no label"

    def _note(self, found: Spend, key: str, cell: Cell, code: str) -> None:
        shares = self.facts.maps.get((cell.agency, cell.label), ())
        if cell.category:
            found.notes.setdefault(key, "the lines' own category")
        elif len(shares) > 1:
            share = sum(part for its, part in shares if self._within(its, code))
            found.notes.setdefault(key, f"{float(share) * 100:.4g}% of the label by its map")
        elif accepted := self.facts.accepted.get(f"{cell.agency}:{cell.label}"):
            found.notes.setdefault(key, f"mapped by an accepted {accepted}")

    def _within(self, code: str, above: str) -> bool:
        item = self.facts.categories.get(code)
        while item is not None and item.code != above:
            item = self.facts.categories.get(item.parent) if item.parent else None
        return item is not None

    def sources(self, agencies: Iterable[int] | None = None) -> tuple[SourceFile, ...]:
        """Return the files of the place and year, those of some bodies where they are given."""
        if agencies is None:
            return sources(self.facts)
        names = {self.name(agency) for agency in agencies}
        return tuple(source for source in sources(self.facts) if names & set(source.agencies))


def _with_lines(facts: YearFacts, removal: Removal) -> Iterator[tuple[Cell, int, int]]:
    counted_here = zip(facts.cells, removal.per_cell, strict=True)
    if facts.held is None:
        yield from ((cell, cell.pence, out) for cell, out in counted_here)
        return
    known = {cell[:-2]: (cell.pence, out) for cell, out in counted_here}
    for cell in facts.held:
        here, out = known.get(cell[:-2], (0, 0))
        yield cell, here, out


def lines_in(
    place: str, year: int, agencies: Sequence[str] = (), *, flow: str = "expenditure", internal: bool | None = False
) -> LineFilter:
    """Return the filter of a place's and year's lines; `internal` says whether recharges are among them, None
    that it is all the same."""
    found = LineFilter().plus("place", place).plus("year", year).plus("flow", flow)
    if agencies:
        found = found.plus("agency", *agencies)
    return found if internal is None else found.plus("internal", int(internal))


def in_category(where: LineFilter, code: str, *, coarser: bool) -> LineFilter:
    """Return the filter narrowed to a category, or to money without one.
    Money mapped no finer (`coarser`) keeps its own code: what is finer is another's."""
    if code == UNMAPPED:
        return where.plus("category", None)
    return where.plus("category", code, operator="exactly" if coarser else "is")


def steps_of(found: Spend) -> tuple[FigurePart, ...]:
    """Return the way from the lines to what is left of them: the parts add up to it."""
    steps = [FigurePart(f"{counted(found.lines, 'line')} of expenditure", found.lines_pence)]
    if found.uncounted:
        steps.append(FigurePart(UNCOUNTED, -found.uncounted))
    if found.removed:
        steps.append(FigurePart("taken out as transfers to counted organisations", -found.removed))
    if found.elsewhere:
        steps.append(FigurePart("under other categories by their labels' shares", -found.elsewhere))
    return tuple(steps)


def largest_first(amounts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return what is not nil, the largest first, ties by name."""
    return sorted(
        ((name, pence) for name, pence in amounts.items() if pence), key=lambda item: (-item[1], item[0].casefold())
    )
