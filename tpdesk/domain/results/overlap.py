"""Results of the overlap and of pairs: what spend, areas and deliveries prove of each category, and
which bodies spend alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tpdesk.domain.codes import LEVEL, LEVELS
from tpdesk.domain.evidence import DUPLICATION, OVERLAP, Evidence
from tpdesk.domain.results.basis import Basis, Issue, SourceFile
from tpdesk.text import and_words, counted

_NAMED: Final = 6
"""Finer categories that are named before the rest is counted."""

NO_EVIDENCE: Final = Evidence()
"""Of a category of which no delivery and no note says anything."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An agency left out of a category's shares, and why."""

    agency: str
    amount_pence: int
    reason: str
    """`net negative`, `nothing spent`, `below the de-minimis` or `stands for several bodies`."""


@dataclass(frozen=True, slots=True)
class AgencyShare:
    """One agency's spend in a category."""

    agency: str
    amount_pence: int
    share: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a category was judged to be: by spend and areas, over that by what deliveries prove, and over both
    by what the user decided."""

    by_spend: str | None
    """What spend and areas prove alone, one of `VERDICTS`;
    None where the category's money is mapped at another level than it is judged at."""

    spend_evidence: tuple[str, ...]
    """What spend and areas say alone, in sentences."""

    unproven: bool
    """An agency's area is unknown, so what rests on it assumes that the agency covers the whole place."""

    evidence: tuple[str, ...]
    """What raised the verdict, in sentences: what was decided by hand, what deliveries prove, what spend proves."""

    proof: Evidence = NO_EVIDENCE
    """What deliveries and notes say of the category, as records."""

    by_hand: str = ""
    """What the user decided, one of `VERDICTS`; empty where nobody did."""

    reason: str = ""
    """Why the user decided so; empty where nobody did."""

    @property
    def found(self) -> str | None:
        """What the records prove, whatever was decided by hand."""
        return self.proof.verdict or self.by_spend

    @property
    def verdict(self) -> str | None:
        """The one verdict: by hand where the user decided it, else by deliveries where they prove
        something, else by spend."""
        return self.by_hand or self.found

    @property
    def outranks_spend(self) -> bool:
        """Whether deliveries prove it or the user decided it, so that it stands whatever spend says."""
        return bool(self.by_hand) or self.proof.verdict is not None

    @property
    def evidenced(self) -> bool:
        """Whether the verdict is that bodies overlap, or that work is done twice."""
        return self.verdict in (OVERLAP, DUPLICATION)

    @property
    def illustrative(self) -> bool:
        """Whether the verdict rests on nothing but what is made up to show the tool."""
        return self.proof.illustrative and self.verdict == self.proof.verdict and not self.by_hand

    @property
    def words(self) -> str:
        """The verdict as people read it: what rests on nothing but made-up deliveries says so."""
        if self.verdict is None:
            return "no verdict"
        return f"{self.verdict} (illustrative)" if self.illustrative else self.verdict


def numbers(noun: str, plural: str, found: Sequence[int]) -> str:
    """Return records by their numbers: `deliveries 1, 2`."""
    return f"{noun if len(found) == 1 else plural} {', '.join(map(str, found))}"


@dataclass(frozen=True, slots=True)
class OwnVerdict:
    """What deliveries prove of a category at the level at which they were recorded, or what
    was decided of it by hand."""

    category: str
    title: str
    level: int
    """The category's own level."""

    verdict: str
    by_hand: bool
    """Whether it was decided by hand."""

    deliveries: tuple[int, ...]
    """The numbers of the deliveries behind what was found."""

    illustrative: bool = False
    """Whether it rests on nothing but what is made up to show the tool."""


@dataclass(frozen=True, slots=True)
class TooCoarse:
    """What was recorded on a category coarser than the level asked, which the level cannot judge."""

    category: str
    title: str
    level: int
    """The category's own level: there it is judged."""

    deliveries: tuple[int, ...]
    """The numbers of the deliveries."""

    notes: tuple[int, ...]
    """The numbers of the notes of an overlap seen."""

    ruled: bool
    """Whether its verdict was decided by hand."""

    illustrative: bool = False
    """Whether all of it is made up to show the tool."""

    @property
    def gathered(self) -> bool:
        """Whether deliveries or notes were gathered on it, and not only a verdict decided."""
        return bool(self.deliveries or self.notes)

    @property
    def where(self) -> str:
        """The category by its level and code: `group 05.1`."""
        return f"{LEVEL[self.level]} {self.category}{' (illustrative)' if self.illustrative else ''}"

    @property
    def words(self) -> str:
        """What was recorded on it: `deliveries 1, 2, note 3`."""
        parts = (
            numbers("delivery", "deliveries", self.deliveries) if self.deliveries else "",
            numbers("note", "notes", self.notes) if self.notes else "",
            "decided by hand" if self.ruled else "",
        )
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class OverlapRow:
    """What spend and areas prove of one category. Formulas: docs/method.md, Overlap (after GAO-15-49SP)."""

    category: str
    title: str
    weak: bool
    """A weak class or a balancing line: listed below the ranking."""

    support: bool
    """A support service: listed below the ranking."""

    coarser: bool
    """Mapped coarser than the level asked: in totals, no verdict."""

    agencies: int
    """n: agencies with spend above zero and at or above the de-minimis."""

    total_pence: int
    """S: the sum of their spend."""

    count_pence: int
    """The count's own total of the category: S plus what was left out."""

    hhi: float | None
    """Sum of squared shares; None for an all-zero category."""

    effective_agencies: float | None
    """1 / HHI."""

    fragmentation: float | None
    """1 - HHI."""

    lead_agency: str | None
    lead_share: float | None
    outside_lead_pence: int
    """R = S - max S_a: an upper bound for discussion, never a saving."""

    outside_lead_meeting_pence: int
    """R_m: the same where areas meet."""

    judgement: Judgement
    """What the category was judged to be, and on what that rests."""

    shares: tuple[AgencyShare, ...]
    """Largest first."""

    left_out: tuple[LeftOut, ...]
    ranked: bool
    """Whether it stands in the ranking (not weak, not balancing, not support, not coarser)."""

    level: int = 0
    """The category's own level, 1 to 4: another than the level asked where its evidence or its money is held there."""

    finer: bool = False
    """Finer than the level asked: what was recorded there is told by no row of the level."""

    gathered_above: tuple[TooCoarse, ...] = ()
    """What was recorded on coarser categories that hold this one: judged there, and no evidence on this one."""

    gathered_below: tuple[OwnVerdict, ...] = ()
    """The finer categories under it of which deliveries prove something, each judged at its own level."""

    @property
    def verdict(self) -> str | None:
        """The verdict of its judgement."""
        return self.judgement.verdict

    @property
    def elsewhere(self) -> str:
        """Where else evidence near it was gathered, in a few words; empty where none was."""
        gathered = [item.where for item in self.gathered_above if item.gathered]
        decided = [item.where for item in self.gathered_above if not item.gathered]
        made_up = " (illustrative)" if all(item.illustrative for item in self.gathered_below) else ""
        parts = [
            *([f"gathered at {and_words(gathered)}: see there"] if gathered else []),
            *([f"decided by hand at {and_words(decided)}: see there"] if decided else []),
            *([f"{self._below(len(self.gathered_below))} evidence{made_up}"] if self.gathered_below else []),
        ]
        return "; ".join(parts)

    @property
    def elsewhere_words(self) -> tuple[str, ...]:
        """The same in sentences: what was gathered there, and that it says nothing of this category."""
        above = (
            f"{'Gathered' if item.gathered else 'Decided by hand'} at {LEVEL[item.level]} {item.category} {item.title} "
            f"({item.words}){', illustrative' if item.illustrative else ''}: see there. It is no evidence on "
            f"{'this ' + LEVEL[self.level] if self.level else 'this category'} by itself."
            for item in self.gathered_above
        )
        if not self.gathered_below:
            return tuple(above)
        named = [
            f"{item.title} ({LEVEL[item.level]}, {item.verdict}{', illustrative' if item.illustrative else ''})"
            for item in self.gathered_below[:_NAMED]
        ]
        rest = len(self.gathered_below) - len(named)
        listed = "; ".join([*named, *([f"{rest} more"] if rest else [])])
        below = self._below(len(self.gathered_below))
        return (*above, f"Of the categories under it, {below} evidence, judged there: {listed}.")

    def _below(self, number: int) -> str:
        levels = {item.level for item in self.gathered_below}
        noun, plural = (
            (LEVEL[min(levels)], LEVELS[min(levels)]) if len(levels) == 1 else ("finer category", "finer categories")
        )
        return f"{counted(number, noun, plural)} {'has' if number == 1 else 'have'}"

    @property
    def moneyless(self) -> bool:
        """Whether no money of the count is in the row."""
        return not (self.agencies or self.count_pence or self.left_out)

    @property
    def at_own_level(self) -> bool:
        """Whether it is judged at its own level, which is another than the one asked."""
        return (self.coarser or self.finer) and self.verdict is not None

    @property
    def money_elsewhere(self) -> bool:
        """Whether it is judged at another level than the one asked, and no money stands in it:
        other rows may hold its money."""
        return self.at_own_level and self.moneyless


@dataclass(frozen=True, slots=True)
class OverlapResult:
    """Fragmentation of one place and year at one level. Spend and areas alone never prove overlap or duplication."""

    basis: Basis
    deminimis_pence: int
    rows: tuple[OverlapRow, ...]
    """Ranked rows by R_m, then R, then total; then those below the ranking."""

    unmapped_pence: int
    """Money that no category holds and that is therefore in no row."""

    issues: tuple[Issue, ...]
    sources: tuple[SourceFile, ...]

    own_level: tuple[OwnVerdict, ...] = ()
    """What is evidenced or decided of each category at its own level, by code: the same whatever level is asked."""

    too_coarse: tuple[TooCoarse, ...] = ()
    """What was recorded coarser than the level asked."""

    deliveries: int = 0
    """How many deliveries of the year there are: with none, nobody looked for overlap or duplication."""

    without_category: tuple[int, ...] = ()
    """The numbers of the deliveries without a category: they are in no row and prove nothing."""

    notes_without_category: tuple[int, ...] = ()
    """The numbers of the notes of an overlap seen that name no category and belong to no row."""

    def with_verdict(self, verdict: str) -> tuple[OverlapRow, ...]:
        """Return the rows that a count of verdicts holds: those ranked, and below the ranking those proven by
        deliveries or decided by hand."""
        return tuple(
            row for row in self.rows if row.verdict == verdict and (row.ranked or row.judgement.outranks_spend)
        )

    @property
    def shared_service_candidates(self) -> tuple[OverlapRow, ...]:
        """Categories that several bodies run side by side, each in its own area: by number of bodies, then total."""
        rows = [row for row in self.rows if row.verdict == "separate areas" and not row.weak and not row.coarser]
        return tuple(sorted(rows, key=lambda row: (-row.agencies, -row.total_pence, row.category)))


@dataclass(frozen=True, slots=True)
class PairRow:
    """Two agencies that spend on the same categories."""

    agency_a: str
    agency_b: str
    areas_meet: bool
    unproven: bool
    """The area of one of them is unknown."""

    shared_pence: int
    """sum over categories of min(S_ac, S_bc)."""

    similarity: float | None
    """Ruzicka: sum of min / sum of max."""


@dataclass(frozen=True, slots=True)
class PairsResult:
    """Pair overlap at one level; pairs whose areas meet first, similar spend in separate areas apart."""

    basis: Basis
    rows: tuple[PairRow, ...]
    issues: tuple[Issue, ...]
    sources: tuple[SourceFile, ...]
