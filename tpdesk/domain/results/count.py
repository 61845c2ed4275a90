"""Results of the count: totals and rows of a place and year, the bodies that are missing or wider, and what
agencies pay each other.

Proposed transfers: suppliers that have the name of another agency of the place.
"""

from __future__ import annotations

from dataclasses import dataclass

from tpdesk.domain.results.basis import Basis, Issue, SourceFile


@dataclass(frozen=True, slots=True)
class CountRow:
    """One row of a count. Which of the keys are set depends on what it is counted by."""

    agency: str | None
    """The agency, in counts by agency and matrix."""

    key: str | None
    """Category code, area code, control or cost type; None for unmapped, not said or no area."""

    title: str | None
    """The key in words: a category's title, an area's name, `Unmapped`."""

    amount_pence: int
    """Pence on the result's basis."""

    share: float | None
    """Of the sum of the rows; None where that is zero."""

    lines: int
    """Lines behind the row."""

    agencies: int
    """Number of agencies with money behind the row: how many of us are in it."""

    coarser: bool = False
    """A category above the level asked: its money is mapped no finer."""

    weak: bool = False
    """A weak class (n.e.c., not definable by level) or a balancing line."""

    kind: str = ""
    """In counts by area: its kind, `other` for one that is not known, empty for money without an area."""

    apportioned_pence: int = 0
    """What of the amount is a share of wider spend, by a driver or by people."""

    people: int | None = None
    """In counts by agency: residents of the area whose money this is, its own areas; None where they are not known."""


@dataclass(frozen=True, slots=True)
class MissingReturn:
    """A body that is expected in the count and is not in it."""

    agency: str
    """Its name."""

    state: str
    """How far its return is: expected, requested, received, queried."""

    last_year: str | None
    """The latest earlier year with lines of it here, if any."""

    last_pence: int | None
    """Its gross expenditure in that year: shown marked, never added."""


@dataclass(frozen=True, slots=True)
class WiderBody:
    """A body that covers more than the place, or of which not all counts, and what of it does."""

    agency: str
    counted: str
    """`whole`, `by people` (its share of them), `left out`, or `place only`:
    whole, since its lines are of the place alone."""

    areas_outside: tuple[str, ...]
    """Names of its areas outside the place; empty where its areas are not known."""

    share_inside: float | None
    """Of its people, those who live inside the place; None where that is not known."""

    people_inside: int | None
    people: int | None
    """Of all its areas."""

    people_year: int | None
    """The calendar year of both: the nearest for which all its areas have a figure."""

    people_source: str
    held_pence: int
    """Gross expenditure of all its lines."""

    counted_pence: int
    """What of it is in gross here."""


@dataclass(frozen=True, slots=True)
class CountResult:
    """The count of one place and year. Amounts in pence."""

    basis: Basis
    """Which money this is."""

    by: str
    """agency, category, matrix, area, control or cost_type."""

    gross_pence: int
    """Expenditure before transfers and internal recharges are taken off."""

    income_pence: int
    """All income lines, internal recharges included, as gross holds them."""

    transfers_removed_pence: int
    """Payments to agencies that are counted themselves, at most up to each receiver's own gross spend."""

    recharges_removed_pence: int
    """Internal recharges taken off gross."""

    after_transfers_pence: int
    """gross - transfers removed - recharges removed."""

    outside_income_pence: int
    """Income not from counted agencies and not internal."""

    net_of_income_pence: int
    """after transfers - outside income."""

    rows_total_pence: int
    """The sum of the rows: what shares, per head and per household are of."""

    unmapped_pence: int
    """Money in the rows' basis without a category."""

    unmapped_lines: int
    """Lines behind it."""

    bodies_counted: int
    """Agencies with lines in this place and year."""

    bodies_expected: int
    """Agencies of the place, counted ones included."""

    pence_per_head: int | None
    """rows_total / people; None where the population or the money is missing."""

    pence_per_household: int | None
    """rows_total / households; None where missing."""

    rows: tuple[CountRow, ...]
    """Largest first; unmapped, not said and no area last."""

    missing_returns: tuple[MissingReturn, ...]
    """Expected bodies that are not counted."""

    issues: tuple[Issue, ...]
    """What a reader must know."""

    sources: tuple[SourceFile, ...]
    """The files behind it."""

    wider: tuple[WiderBody, ...] = ()
    """Bodies that cover more than the place, most money first."""

    held_gross_pence: int | None = None
    """Expenditure of all lines, where of some body not all counts here; None where that is `gross_pence`."""

    transfers_marked: bool = True
    """Whether any line is marked as a payment to another agency:
    where none is, no transfer can be taken out, which is not the same as there being none."""

    not_itemised: tuple[str, ...] = ()
    """Agencies with money that stand for several bodies: in totals, and in no number of bodies."""

    held: bool = True
    """Whether any line is of the kind asked: where none is, nothing is known of such money and no
    figure per head is given."""

    @property
    def after_words(self) -> str:
        """What the expenditure is called that is left once transfers and recharges are taken out: where no transfer is
        marked, nothing is after transfers."""
        return "after transfers" if self.transfers_marked else "after recharges"


@dataclass(frozen=True, slots=True)
class AmountParts:
    """One organisation's money in one category, from gross to net. Amounts in pence."""

    agency: str
    category: str | None
    """Code at the level asked, or None for unmapped money."""

    title: str
    gross_pence: int
    """Expenditure before anything is taken off."""

    transfers_pence: int
    recharges_pence: int
    income_pence: int
    """Income from outside the count."""

    apportioned_pence: int
    """What of the amount after transfers is a share of wider spend, by a driver or by people."""

    kind: str = ""
    """The organisation's kind; empty where it is not said."""


@dataclass(frozen=True, slots=True)
class TransferRow:
    """Money one agency of the place paid to another in the year."""

    payer: str
    """Who paid."""

    receiver: str
    """Who got it."""

    amount_pence: int
    """What was paid."""

    removed_pence: int
    """What of it is taken out of the total."""

    receiver_counted: bool
    """Whether the receiver has lines of its own here."""


@dataclass(frozen=True, slots=True)
class TransfersResult:
    """The transfer matrix of one place and year."""

    basis: Basis
    rows: tuple[TransferRow, ...]
    """By payer and receiver, largest first."""

    removed_pence: int
    """The sum of what is taken out."""

    issues: tuple[Issue, ...]
    """Circles, receivers not or only partly counted, unknown names."""

    sources: tuple[SourceFile, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A supplier of one agency that bears the name of another agency of the place, or lines that name a pool."""

    payer: int
    payer_name: str
    receiver: int
    receiver_name: str
    supplier: str
    matched: str
    """The agency's name or alias that it is like."""

    pence: int
    lines: int
    receiver_counted: bool
    doubt: str
    """Why it may be no payment for a service: words in brackets beside the name, a precept or a tax perhaps;
    empty where it is plain."""

    by_status: tuple[tuple[str, int], ...]
    """Status -> pence: a transfer is held against its receiver's money of a like status."""

    streams: tuple[str, ...] = ()
    """Where it is a contribution to a pool that the receiver hosts: the funding streams that its lines name. Then
    `matched` is the pool."""
