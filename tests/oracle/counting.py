"""The count by rules 3 and 4 of docs/method.md: transfers, recharges, income, and the rows of every cut."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tests.oracle.lines import Money, code_key, split

Maps = Mapping[tuple[str, str], Mapping[str, Fraction]]
"""(organisation, label) to shares by category code."""

Row = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Removal:
    """What was taken out between one payer and one receiver."""

    amount: int
    """All that is marked as paid, in pence."""

    removed: Fraction
    """What of it was taken out, in pence."""

    counted: bool
    """Whether the receiver has lines of its own here."""


@dataclass(frozen=True, slots=True)
class Oracle:
    """The exact count of one place and year."""

    lines: tuple[Money, ...]
    """Every line of the place and year."""

    left: tuple[Fraction, ...]
    """What of each line stays after transfers and recharges, in pence;
    exact, so with fractions where a cap is spread."""

    capped: frozenset[tuple[str, str]]
    """Receiver and status of the groups that a cap cut."""

    @classmethod
    def of(cls, lines: Sequence[Money]) -> Oracle:
        """Find what transfers take out: before any filter, by receiver and status, at most the receiver's own
        gross spend, recharges apart."""
        own: dict[tuple[str, str], int] = defaultdict(int)
        paid: dict[tuple[str, str], int] = defaultdict(int)
        counted = {(line.agency, line.status) for line in lines}
        for line in lines:
            if line.flow == "expenditure" and not line.internal:
                own[line.agency, line.status] += line.pence
            if is_transfer(line) and (line.transfer_to, line.status) in counted:
                paid[line.transfer_to, line.status] += line.pence
        capped = frozenset(key for key, total in paid.items() if total > max(own[key], 0))
        left = []
        for line in lines:
            key = (line.transfer_to, line.status)
            removed = Fraction(0)
            if line.internal:
                removed = Fraction(line.pence)
            elif is_transfer(line) and key in counted:
                removed = line.pence * Fraction(max(own[key], 0), paid[key]) if key in capped else Fraction(line.pence)
            left.append(line.pence - removed)
        return cls(tuple(lines), tuple(left), capped)

    def kept(self, cost: str = "all", statuses: Sequence[str] = ()) -> list[tuple[Money, Fraction]]:
        """Lines with what is left of them, of one cost type and of some statuses."""
        return [
            (line, left)
            for line, left in zip(self.lines, self.left, strict=True)
            if (cost == "all" or line.cost == cost) and (not statuses or line.status in statuses)
        ]

    def totals(self, cost: str = "all", statuses: Sequence[str] = ()) -> dict[str, Fraction]:
        """The headline figures, in pence."""
        kept = self.kept(cost, statuses)
        spent = [(line, left) for line, left in kept if line.flow == "expenditure"]
        gross = Fraction(sum(line.pence for line, _ in spent))
        recharges = Fraction(sum(line.pence for line, _ in spent if line.internal))
        after = sum((left for _, left in spent), Fraction(0))
        outside = Fraction(sum(line.pence for line, _ in kept if self.is_outside_income(line)))
        return {
            "gross_pence": gross,
            "income_pence": Fraction(sum(line.pence for line, _ in kept if line.flow == "income")),
            "transfers_removed_pence": gross - recharges - after,
            "recharges_removed_pence": recharges,
            "after_transfers_pence": after,
            "net_of_income_pence": after - outside,
        }

    def is_outside_income(self, line: Money) -> bool:
        """Income that does not come from another counted agency (that would take a transfer off
        twice), and is no recharge."""
        counted = {other.agency for other in self.lines}
        inside = line.transfer_from in counted and line.transfer_from != line.agency
        return line.flow == "income" and not inside and not line.internal

    def amounts(self, flow: str, cost: str = "all", statuses: Sequence[str] = ()) -> list[tuple[Money, Fraction]]:
        """Lines with the amount that a row of the flow holds of them: after transfers and recharges."""
        found = []
        for line, left in self.kept(cost, statuses):
            if line.flow == "expenditure" and flow in ("expenditure", "net"):
                found.append((line, left))
            elif flow != "expenditure" and self.is_outside_income(line):
                found.append((line, Fraction(line.pence if flow == "income" else -line.pence)))
        return found

    def transfers(self) -> dict[tuple[str, str], Removal]:
        """What each payer paid each receiver."""
        counted = {line.agency for line in self.lines}
        found: dict[tuple[str, str], Removal] = {}
        for line, left in zip(self.lines, self.left, strict=True):
            if is_transfer(line):
                key = (line.agency, line.transfer_to)
                so_far = found.get(key, Removal(0, Fraction(0), line.transfer_to in counted))
                found[key] = Removal(so_far.amount + line.pence, so_far.removed + line.pence - left, so_far.counted)
        return found


def is_transfer(line: Money) -> bool:
    """A line of spending that is paid to another organisation."""
    return (
        line.flow == "expenditure" and bool(line.transfer_to) and line.transfer_to != line.agency and not line.internal
    )


def rows(amounts: Iterable[tuple[Money, Fraction]], key: Callable[[Money], Row]) -> dict[Row, Fraction]:
    """Sums by key, without the rows of nought."""
    sums: dict[Row, Fraction] = defaultdict(Fraction)
    for line, amount in amounts:
        sums[key(line)] += amount
    return {name: amount for name, amount in sums.items() if amount}


def category_rows(
    amounts: Iterable[tuple[Money, Fraction]], maps: Maps, level: int, *, by_agency: bool = False
) -> dict[Row, Fraction]:
    """Sums by category at a level (with the agency before it): each cell of like lines is split by its
    label's shares, to the penny.

    A cell whose amount is no whole penny (a cap was spread over it) is split exactly instead.
    """
    cells: dict[tuple[object, ...], Fraction] = defaultdict(Fraction)
    for line, amount in amounts:
        cell = (
            line.agency,
            line.label,
            line.category,
            line.flow,
            line.cost,
            line.status,
            line.control,
            line.transfer_to,
            line.transfer_from,
            line.internal,
        )
        cells[cell] += amount
    sums: dict[Row, Fraction] = defaultdict(Fraction)
    for (agency, label, category, *_), amount in cells.items():
        for code, part in parts(
            amount, str(agency), str(label), category if isinstance(category, str) else None, maps
        ).items():
            code_at = None if code is None else at_level(code, level)
            sums[(str(agency), code_at) if by_agency else (code_at,)] += part
    return {name: amount for name, amount in sums.items() if amount}


def parts(amount: Fraction, agency: str, label: str, category: str | None, maps: Maps) -> dict[str | None, Fraction]:
    """A cell's amount by category code; None holds what has no map."""
    if category is not None:
        return {category: amount}
    shares = maps.get((agency, label)) or maps.get(("", label))
    if not shares:
        return {None: amount}
    if amount.denominator == 1:
        return {code: Fraction(part) for code, part in split(int(amount), shares).items()}
    return {code: amount * share for code, share in shares.items()}


def level_of(code: str) -> int:
    """1 division, 2 group, 3 class, 4 service line."""
    return 4 if "/" in code else code.count(".") + 1


def at_level(code: str, level: int) -> str:
    """The code itself, or what it rolls up to at the level; coarser money keeps its own code."""
    if level_of(code) <= level:
        return code
    return ".".join(code.split("/")[0].split(".")[:level])


def in_order(codes: Iterable[str]) -> list[str]:
    """Codes in the order of their parts."""
    return sorted(codes, key=code_key)
