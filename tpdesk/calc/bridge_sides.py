"""The two counts that a comparison of versions sets side by side: organisations, files and lines under keys that both
share, with what of their money counts and what is taken off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, TypeAlias

from tpdesk.calc.basis import STATUSES, UNMAPPED
from tpdesk.calc.transfers import Removal, removals
from tpdesk.domain.facts import YearFacts
from tpdesk.domain.frozen import FrozenBatch, FrozenCell, FrozenCount
from tpdesk.domain.results.bridge import RECHARGES, TRANSFERS
from tpdesk.text import and_words, folded
from tpdesk.units import whole_parts

Shares: TypeAlias = tuple[tuple[str, Fraction], ...]
BatchKey: TypeAlias = tuple[object, ...]
"""A file: its number on one desk, else its bytes; empty for lines that came with none."""

CellKey: TypeAlias = tuple[object, ...]

_WHOLE: Final = Fraction(1)


def status_words(facts: YearFacts) -> str:
    """Return the kinds of money that a count holds, as `actual and estimate`."""
    held = facts.statuses_of(cell for cell in facts.cells if cell.lines)
    return and_words([status for status in STATUSES if status in held]) or "no money"


def spread(frozen: FrozenCount, removal: Removal) -> list[tuple[int, int]]:
    """Return (what counts in the place, what transfers take out of that) of each frozen cell: those of several batches
    add up to their cell of the count."""
    counts: dict[tuple[object, ...], tuple[int, int]] = {
        cell[:9]: (cell.pence, out) for cell, out in zip(frozen.facts.cells, removal.per_cell, strict=True)
    }
    groups: dict[tuple[object, ...], list[int]] = {}
    for n, cell in enumerate(frozen.cells):
        groups.setdefault(cell[1:10], []).append(n)
    found = [(0, 0)] * len(frozen.cells)
    for key, members in groups.items():
        pence, out = counts.get(key, (0, 0))
        if len(members) == 1:
            found[members[0]] = pence, out
            continue
        parts = _in_proportion(pence, [frozen.cells[n].pence for n in members])
        outs = _in_proportion(out, parts)
        for n, part, of_it in zip(members, parts, outs, strict=True):
            found[n] = part, of_it
    return found


def _in_proportion(whole: int, parts: Sequence[int]) -> list[int]:
    total = sum(parts)
    if whole == total:
        return list(parts)
    if not total:
        return [whole, *[0] * (len(parts) - 1)]
    return whole_parts((Fraction(part * whole, total) for part in parts), whole)


@dataclass(slots=True)
class LineSum:
    """Expenditure of the lines that agree in all that analysis asks for, of one organisation and file."""

    pence: int = 0
    came: Fraction | int = 0
    """What its lines came with in their file, as much of it as counts in the place."""

    shares: Shares = ()
    """The map in force."""


@dataclass(slots=True)
class Group:
    """The lines of one organisation and one file."""

    lines: int = 0
    """Of both flows: a line that becomes income is corrected and not deleted."""

    came: Fraction | int = 0
    """What the lines of both flows came with."""

    cells: dict[CellKey, LineSum] = field(default_factory=dict)

    @property
    def pence(self) -> int:
        return sum(cell.pence for cell in self.cells.values())


@dataclass(slots=True)
class Side:
    """One of the two counts, under keys that both share."""

    frozen: FrozenCount
    removal: Removal
    bodies: Mapping[int, str]
    """Agency's number -> its key."""

    groups: dict[tuple[str, BatchKey], Group] = field(default_factory=dict)
    taken: dict[tuple[str, str], list[tuple[Shares, int]]] = field(default_factory=dict)
    """(step, agency) -> what is taken off gross, under its map."""

    lines: dict[BatchKey, tuple[str, LineSum]] = field(default_factory=dict)
    """The lines that came with no file, of organisations that count whole."""

    singly: set[str] = field(default_factory=set)
    """Keys of those organisations: what became of each such line of theirs is known."""

    files: Mapping[BatchKey, FrozenBatch] = field(default_factory=dict)

    @property
    def present(self) -> set[str]:
        """Keys of the organisations with lines."""
        return {agency for (agency, _), group in self.groups.items() if group.lines}

    def file(self, batch: BatchKey) -> FrozenBatch | None:
        """Return the file of a key; None for lines that came with none."""
        return self.files.get(batch)

    def batches(self) -> dict[BatchKey, set[str]]:
        """Return each file's key with the organisations of which it has lines."""
        found: dict[BatchKey, set[str]] = {}
        for agency, batch in self.groups:
            if batch:
                found.setdefault(batch, set()).add(agency)
        return found


def same_bodies(
    first: FrozenCount, second: FrozenCount
) -> tuple[tuple[dict[int, str], dict[int, str]], dict[str, str]]:
    """Return the key of each organisation of both counts, and the name of each key. One is the same by its name, or on
    one desk by its number where it was renamed."""
    then, now = first.facts.agencies, second.facts.agencies
    by_number = first.version.origin == second.version.origin
    in_first = {folded(agency.name) for agency in then.values()}
    in_second = {folded(agency.name) for agency in now.values()}
    keys_second = {number: folded(agency.name) for number, agency in now.items()}
    keys_first = {}
    for number, agency in then.items():
        key = folded(agency.name)
        renamed = by_number and key not in in_second and keys_second.get(number, key) not in in_first
        keys_first[number] = keys_second.get(number, key) if renamed else key
    names = {keys_first[number]: agency.name for number, agency in then.items()}
    names |= {keys_second[number]: agency.name for number, agency in now.items()}
    return (keys_first, keys_second), names


def _batch_keys(frozen: FrozenCount, *, by_number: bool) -> dict[int, BatchKey]:
    """Return the key of each file: its number on one desk, else its bytes."""
    seen: dict[str, int] = {}
    found: dict[int, BatchKey] = {0: ()}
    for batch in frozen.batches.values():
        seen[batch.sha256] = seen.get(batch.sha256, 0) + 1
        found[batch.id] = (batch.id,) if by_number else (batch.sha256, seen[batch.sha256])
    return found


def side_of(frozen: FrozenCount, bodies: Mapping[int, str], *, by_number: bool) -> Side:
    facts = frozen.facts
    batches = _batch_keys(frozen, by_number=by_number)
    side = Side(frozen, removals(facts.cells), bodies)
    side.files = {batches[batch.id]: batch for batch in frozen.batches.values()}
    shares = {number: wider.taken for number, wider in facts.ground.wider.items() if wider.taken != 1}
    for cell, (pence, out) in zip(frozen.cells, spread(frozen, side.removal), strict=True):
        agency = bodies[cell.agency]
        counts = shares.get(cell.agency, 1)
        # An organisation that is left out has no lines in the count.
        lines = cell.lines if counts else 0
        group = side.groups.setdefault((agency, batches[cell.batch]), Group())
        group.lines += lines
        group.came += cell.came_pence * counts
        if cell.flow != "expenditure" or not lines:
            continue
        shares_of = _shares(facts, cell)
        held = group.cells.setdefault(_cell_key(facts, bodies, cell), LineSum(shares=shares_of))
        held.pence += pence
        held.came += cell.came_pence * counts
        if cell.internal:
            side.taken.setdefault((RECHARGES, agency), []).append((shares_of, pence))
        if out:
            side.taken.setdefault((TRANSFERS, agency), []).append((shares_of, out))
    side.singly = {bodies[number] for number in facts.agencies if number not in shares}
    same: dict[CellKey, int] = {}
    for line in frozen.by_hand:
        if line.flow == "expenditure" and line.agency not in shares:
            of_line = FrozenCell(0, *line[1:], line.pence, 1)
            key = (*_cell_key(facts, bodies, of_line), bodies[line.agency], line.pence)
            same[key] = same.get(key, 0) + 1
            name = (line.line,) if by_number else (*key, same[key])
            side.lines[name] = bodies[line.agency], LineSum(line.pence, line.pence, _shares(facts, of_line))
    return side


def _cell_key(facts: YearFacts, bodies: Mapping[int, str], cell: FrozenCell) -> CellKey:
    return (
        facts.labels.get(cell.label, ""),
        cell.category,
        *cell[5:8],
        bodies.get(cell.counterparty, ""),
        cell.internal,
    )


def _shares(facts: YearFacts, cell: FrozenCell) -> Shares:
    if cell.category:
        return ((cell.category, _WHOLE),)
    return facts.maps.get((cell.agency, cell.label), ((UNMAPPED, _WHOLE),))
