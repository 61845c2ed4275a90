"""Everything that a board pack prints, all from one reading of the cube and on one base.

A place's facts without what is made up to show the tool: no publication, and no message to a board, may rest on it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from tpdesk.calc.cookbook import Cookbook
from tpdesk.calc.dive import NO_DIVES, DiveBook
from tpdesk.calc.missing import MissingMonths
from tpdesk.calc.outcomes.beside import BesideResult
from tpdesk.calc.real_terms import RealTerms
from tpdesk.domain.apportionment import ApportionedSpend
from tpdesk.domain.citations import Citation
from tpdesk.domain.facts import YearFacts
from tpdesk.domain.figure import Explanation
from tpdesk.domain.kinds import Kind, Record
from tpdesk.domain.results.alignment import Alignment
from tpdesk.domain.results.basis import ChangeRow, ConfidenceRow, ReconciliationRow, ReturnRow
from tpdesk.domain.results.bridge import Bridge
from tpdesk.domain.results.burden import BurdenResult
from tpdesk.domain.results.case import ReportedCase
from tpdesk.domain.results.colocation import Colocation
from tpdesk.domain.results.count import AmountParts, CountResult, TransfersResult
from tpdesk.domain.results.culture import PlaceCulture
from tpdesk.domain.results.milestones import MilestoneProgress
from tpdesk.domain.results.outcomes import OutcomesResult
from tpdesk.domain.results.overlap import OverlapResult, PairsResult
from tpdesk.domain.results.publication import NOTHING_SET, Publication
from tpdesk.domain.results.recount import Recount
from tpdesk.domain.results.volumes import UnitCostsResult


@dataclass(frozen=True, slots=True)
class CheckTotal:
    """One total reached two ways."""

    title: str
    first_pence: int
    first_way: str
    second_pence: int
    second_way: str
    key: str = ""
    """What it checks, for a pack that reaches it by formulas:
    `gross`, `gross-wider`, `after`, `category`, `matrix`, `area`, `control`, `cost_type` or `overlap`."""

    @property
    def agrees(self) -> bool:
        """Whether the two ways give the same penny."""
        return self.first_pence == self.second_pence


@dataclass(frozen=True, slots=True)
class BoardReport:
    """Everything a board pack prints, all from one reading of the cube and on one base."""

    place: str
    year: str
    status: str
    """draft or final."""

    made_by: str
    """A person's role or a body, as the cover prints it."""

    made_at: str
    """When the desk was last changed, ISO 8601 UTC: not the clock, so that the same desk gives the same bytes."""

    desk_name: str
    """The desk file's name, without its folder."""

    software: str
    """`tpdesk 0.1.0`."""

    by_agency: CountResult
    by_category: CountResult
    """At `overlap`'s level."""

    by_division: CountResult
    """At level 1."""

    matrix: CountResult
    """Agency by division (level 1)."""

    by_control: CountResult
    by_cost_type: CountResult
    overlap: OverlapResult
    """At level 4 where service lines hold money, else at level 2."""

    pairs: PairsResult
    transfers: TransfersResult
    returns: tuple[ReturnRow, ...]
    reconciliation: tuple[ReconciliationRow, ...]
    confidence: tuple[ConfidenceRow, ...]
    checks: tuple[CheckTotal, ...]
    assumptions: tuple[str, ...]
    """Method notes and judgements that apply to this desk:
    label maps by judgement, statuses mixed, implied populations ..."""

    gross_to_net: tuple[AmountParts, ...] = ()
    """From gross to net at `overlap`'s level: what the sheet Data adds to each amount."""

    missing_months: tuple[MissingMonths, ...] = ()
    """Bodies whose payments leave out months of the year."""

    changes: tuple[ChangeRow, ...] = ()
    """What was changed on the desk lately, the latest first; none in a copy to publish."""

    changes_left_out: int = 0
    """Earlier changes that are not among them."""

    trail: tuple[Explanation, ...] = ()
    """The headline figures walked back to their parts and lines."""

    apportioned: tuple[ApportionedSpend, ...] = ()
    """What of wider spend is apportioned to the place in the year, and the figures published for it."""

    redrawn: tuple[Recount, ...] = ()
    """The place on new boundaries, of each set that is held and can be recounted."""

    not_redrawn: tuple[str, ...] = ()
    """Sets that cannot be recounted, with why, a sentence each."""

    dives: DiveBook = NO_DIVES
    """The deep dives, and the shortlist that follows from them."""

    registers: tuple[tuple[Kind, tuple[Record, ...]], ...] = ()
    """The records of the place, a kind at a time, that are printed as plain sheets."""

    cases: tuple[ReportedCase, ...] = ()
    """The business cases of the place."""

    outcomes: OutcomesResult | None = None
    """The progress of the place's indicators; None where none has figures."""

    beside: BesideResult | None = None
    """Those that are linked to spend, beside its real change a head."""

    unit_costs: UnitCostsResult | None = None
    """The volumes of the year, and what a unit costs; None where none are recorded."""
    cookbook: Cookbook | None = None
    """The recipes of the place and of the whole programme."""

    progress: MilestoneProgress | None = None
    """How its milestones come along on the day on which the desk was last changed."""
    alignment: Alignment | None = None
    """Which funding stream serves which priority; None in a pack from a frozen count."""

    colocation: Colocation | None = None
    """What its assets could share."""

    burden: BurdenResult | None = None
    """What inspection and partnership cost its organisations in the year."""

    culture: PlaceCulture | None = None
    """The latest culture round, and what changed since the one before; None where there is none."""

    version: str = "Not frozen"
    """Which frozen count it was written from, in words."""

    not_in_it: str = ""
    """What a pack from a frozen count has not, in words; empty for the desk as it is."""

    bridge: Bridge | None = None
    """What leads from the frozen count before to this one; None where there is none."""

    real: RealTerms | None = None
    """The change since the year before; None where the desk holds no earlier year of the place."""

    overlap_for_messages: OverlapResult | None = None
    """`overlap` without what is made up to show the tool, where that differs: what key messages are built from."""

    dives_for_messages: DiveBook | None = None
    """`dives` without what is made up to show the tool, where that differs."""

    citations: tuple[Citation, ...] = ()
    """The publications that are known, for those that its figures name."""

    publication: Publication = NOTHING_SET
    """Whom to ask about the pack, when it is issued, and when the next comes."""

    illustrative: bool = False
    """Whether key messages may rest on what is made up to show the tool."""

    @property
    def message_cases(self) -> tuple[ReportedCase, ...]:
        """The business cases that key messages may rest on."""
        return tuple(case for case in self.cases if self.illustrative or not case.illustrative)

    @property
    def message_overlap(self) -> OverlapResult:
        """The overlap that key messages may rest on."""
        return self.overlap_for_messages or self.overlap

    @property
    def message_dives(self) -> DiveBook:
        """The deep dives that key messages may rest on."""
        return self.dives_for_messages or self.dives


def without_made_up(facts: YearFacts) -> YearFacts:
    """Return the facts without the deep dives that are made up, their sub-themes, and all that hangs on either.
    The same object where there are none."""
    made_up = facts.deep.made_up
    if not made_up:
        return facts
    deep = facts.deep
    return replace(
        facts,
        deep=replace(
            deep,
            deliveries=tuple(item for item in deep.deliveries if item.dive not in made_up),
            notes=tuple(item for item in deep.notes if item.dive not in made_up),
            barriers=tuple(item for item in deep.barriers if item.dive not in made_up),
            dives=tuple(item for item in deep.dives if item.number not in made_up),
            tags=tuple(item for item in deep.tags if item.dive not in made_up),
            tagged_lines=tuple(item for item in deep.tagged_lines if item.dive not in made_up),
        ),
    )
