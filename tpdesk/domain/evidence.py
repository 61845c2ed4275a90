"""What deliveries prove of a category, as records: pairs that overlap or duplicate, and how much spend is at stake.
docs/method.md, Evidence."""

from __future__ import annotations

from dataclasses import dataclass, field

from tpdesk.domain.verdicts import VERDICTS

SINGLE, SEPARATE, FRAGMENTED, OVERLAP, DUPLICATION = VERDICTS


@dataclass(frozen=True, slots=True)
class EvidencePair:
    """Two bodies' deliveries in one category that share activity, client group or both."""

    agency_a: str
    agency_b: str
    deliveries: tuple[int, ...]
    """The numbers of both bodies' deliveries that it rests on."""

    activity: str
    """What they share, or empty."""

    client_group: str
    """What they share, or empty."""

    areas: tuple[str, ...] = ()
    """Names of the base areas that they have in common; empty where an area is not known."""

    unproven: bool = False
    """It rests on an area that is not known."""

    illustrative: bool = False
    """One of the deliveries is of a deep dive that is made up to show the tool."""

    why: str = ""
    """Why it raises no verdict: one chain, or areas that do not meet. Empty where it raises one."""

    @property
    def duplicates(self) -> bool:
        """Whether they do the same for the same people, and not only something alike."""
        return bool(self.activity and self.client_group)

    @property
    def shared(self) -> str:
        """What they share, in words: `assess for children under five`."""
        if self.duplicates:
            return f"{self.activity} for {self.client_group}"
        return self.activity or self.client_group


@dataclass(frozen=True, slots=True)
class Stake:
    """Spend at stake: how much of several bodies' cost can coincide at most. An upper bound, never a saving."""

    activity: str
    """Empty for all activities."""

    client_group: str
    """Empty for all client groups."""

    agencies: tuple[str, ...]
    deliveries: tuple[int, ...]
    known_pence: int
    """The sum of the known costs, net of what is passed on."""

    bound_pence: int | None
    """R_m over the deliveries' areas; all the known cost where one body's cost is not known;
    None (not known) where two or more are not."""

    low_pence: int | None = None
    """The bound if every cost were at the low end of its grade's band;
    None where a cost has no grade, or the bound rests on a cost not known."""

    high_pence: int | None = None
    """The same at the high end."""

    grade: int | None = None
    """The worst grade of the costs that have one."""

    ungraded: int = 0
    """Deliveries with a cost and no grade."""

    unknown: tuple[str, ...] = ()
    """Bodies whose cost is not known."""

    unproven: bool = False
    """It rests on an area that is not known."""

    illustrative: bool = False
    """One of the deliveries is of a deep dive that is made up to show the tool."""

    @property
    def shared(self) -> str:
        """What it is of, in words."""
        if self.activity and self.client_group:
            return f"{self.activity} for {self.client_group}"
        return f"{self.activity}, all client groups" if self.activity else f"{self.client_group}, all activities"


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that deliveries, notes and rulings say of one category at one level."""

    verdict: str | None = None
    """`overlap evidenced` or `duplication evidenced`; None where deliveries prove neither."""

    pairs: tuple[EvidencePair, ...] = ()
    """What raised it: duplication first."""

    apart: tuple[EvidencePair, ...] = ()
    """Pairs that share something and raise nothing, each with why."""

    stakes: tuple[Stake, ...] = ()
    """For what the pairs share: the largest bound first, those not known last."""

    notes: tuple[int, ...] = ()
    """The numbers of workshop notes in which the overlap was seen."""

    words: tuple[str, ...] = field(default=())
    """All of it in sentences."""

    @property
    def unproven(self) -> bool:
        """Whether every pair that raised the verdict rests on an area that is not known."""
        return bool(self._raised) and all(pair.unproven for pair in self._raised)

    @property
    def illustrative(self) -> bool:
        """Whether the verdict rests on nothing but what is made up to show the tool."""
        return bool(self._raised) and all(pair.illustrative for pair in self._raised)

    @property
    def _raised(self) -> list[EvidencePair]:
        return [pair for pair in self.pairs if pair.duplicates or self.verdict != DUPLICATION]

    @property
    def deliveries(self) -> tuple[int, ...]:
        """The numbers of the deliveries behind the verdict."""
        return tuple(sorted({number for pair in self.pairs for number in pair.deliveries}))

    @property
    def areas(self) -> tuple[str, ...]:
        """Names of the areas in which they meet."""
        return tuple(sorted({area for pair in self.pairs for area in pair.areas}))
