"""What calc gives back: plain records in pence, shares and words, the same for screens, packs and the command line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tpdesk.calc.evidence import DUPLICATION, OVERLAP, Evidence
from tpdesk.domain.facts import APPORTIONED_GRADE
from tpdesk.text import and_words

NO_EVIDENCE: Final = Evidence()
"""Of a category of which no delivery and no note says anything."""


IMPLIED: Final = "implied, not an estimate"
"""Said of people and households that follow from other figures and that nobody estimated."""


def _some(names: tuple[str, ...]) -> str:
    """Return two names at most, and how many more there are."""
    return and_words(names) if len(names) <= 2 else f"{names[0]} and {len(names) - 1} others"


@dataclass(frozen=True, slots=True)
class Issue:
    """Something a reader must know beside a figure. An issue never changes a figure."""

    code: str
    """What kind it is, for sorting and tests: `unmapped`, `missing-population`, `receiver-not-counted` ..."""

    text: str
    """One sentence in plain words, with its figures."""

    pence: int | None = None
    """The money concerned, where there is a figure."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file whose lines are in a figure."""

    batch: int
    """The batch's number on the desk."""

    file: str
    """The file's name, without its folder."""

    sha256: str
    """The file's SHA-256 in hex."""

    agencies: tuple[str, ...]
    """The agencies whose lines it brought."""

    made_at: str
    """When it was taken in, ISO 8601 UTC."""

    lines: int
    """Lines of this place and year that it brought."""

    sum_pence: int
    """Their signed sum, both flows, as printed in the file."""

    bodies: int = 0
    """How many of `agencies` are one body each, and no line that stands for several."""


@dataclass(frozen=True, slots=True)
class Basis:
    """Which money a result holds: printed beside every headline."""

    place: str
    """The place's name."""

    year: str
    """The financial year, `2024-25`."""

    flow: str
    """`expenditure`, `income` or `net` (after transfers, less outside income)."""

    cost: str
    """`revenue`, `capital` or `all`."""

    statuses: tuple[str, ...]
    """The statuses present in the money counted: actual, budget, estimate, apportioned."""

    level: int | None
    """Category level 1 to 4 where categories are shown, else None."""

    people: int | None
    """People of the place: the mid-year estimate of the calendar year in which the financial year starts."""

    people_year: int | None
    """The calendar year of `people`."""

    people_source: str
    """Where `people` comes from, or empty."""

    households: int | None
    """Households of the place."""

    households_year: int | None
    """The year of the household figure, which has its own."""

    households_source: str
    """Where `households` comes from, or empty."""

    transfers: str
    """`after transfers and internal recharges`, or `before`: how the amounts stand."""

    costs: tuple[str, ...] = ()
    """The cost types present in the money counted: revenue, capital, unknown."""

    counted_whole: tuple[str, ...] = ()
    """Bodies that cover more than the place and are counted whole."""

    counted_by_people: tuple[str, ...] = ()
    """Bodies of which the share of their people who live in the place is counted."""

    left_out: tuple[str, ...] = ()
    """Bodies that cover more than the place and are left out of its count."""

    def sentence(self) -> str:
        """Return the basis as one sentence for a caption."""
        money = {"expenditure": "Gross expenditure", "income": "Income", "net": "Expenditure net of outside income"}[
            self.flow
        ]
        level = f", categories at level {self.level}" if self.level else ""
        return f"{money} of {self.place}, {self.year}, {self.transfers}; {self.money_held}{level}{self._wider()}."

    def _wider(self) -> str:
        """Return which bodies that cover more than the place are in it, and how."""
        parts = (
            (self.counted_whole, "with the whole of {}, which {} more than the place"),
            (self.counted_by_people, f"with a share by people of {{}}, apportioned (grade {APPORTIONED_GRADE})"),
            (self.left_out, "without {}"),
        )
        return "".join(
            f"; {words.format(_some(names), 'covers' if len(names) == 1 else 'cover')}"
            for names, words in parts
            if names
        )

    @property
    def wider_parts(self) -> tuple[str, ...]:
        """Return what of bodies that cover more than the place is in it, in a few words each, to stand beside a figure."""
        parts = (
            ("whole of wider bodies", self.counted_whole),
            (f"share of wider bodies by people, grade {APPORTIONED_GRADE}", self.counted_by_people),
            ("without those left out", self.left_out),
        )
        return tuple(words for words, names in parts if names)

    @property
    def people_when(self) -> str:
        """Return of when the people are: `mid-2024`, or that they are implied by other figures, which is no estimate."""
        return IMPLIED if "implied" in self.people_source.casefold() else f"mid-{self.people_year}"

    @property
    def households_when(self) -> str:
        """Return of when the households are: `2021`, or that they are implied by other figures."""
        return IMPLIED if "implied" in self.households_source.casefold() else str(self.households_year)

    @property
    def cost_words(self) -> str:
        """Return the cost types that are held in words, and never one that is not; empty where no money is held."""
        if self.cost != "all":
            return f"{self.cost} only"
        if not self.costs:
            return ""
        known = " and ".join(cost for cost in self.costs if cost != "unknown")
        if "unknown" not in self.costs:
            return known
        return f"{known} and money not stated to be either" if known else "not stated whether revenue or capital"

    @property
    def money_held(self) -> str:
        """Return cost types and statuses of the money counted in words, or that there is none."""
        held = (self.cost_words, " and ".join(self.statuses) if self.costs else "no money")
        return "; ".join(part for part in held if part)


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
    """`whole`, `by people` (its share of them), `left out`, or `place only`: whole, since its lines are of the place alone."""

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

    sources: tuple[Source, ...]
    """The files behind it."""

    wider: tuple[WiderBody, ...] = ()
    """Bodies that cover more than the place, most money first."""

    held_gross_pence: int | None = None
    """Expenditure of all lines, where of some body not all counts here; None where that is `gross_pence`."""

    transfers_marked: bool = True
    """Whether any line is marked as a payment to another agency: where none is, no transfer can be taken out, which is not the same as there being none."""

    not_itemised: tuple[str, ...] = ()
    """Agencies with money that stand for several bodies: in totals, and in no number of bodies."""

    held: bool = True
    """Whether any line is of the kind asked: where none is, nothing is known of such money and no figure per head is given."""


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

    sources: tuple[Source, ...]


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

    unproven: bool
    """An agency's area is unknown, so R_m rests on the assumption that it covers the whole place."""

    verdict: str | None
    """One of `VERDICTS`: by hand where the user decided it, else by deliveries where they prove something, else by spend; None where coarser."""

    evidence: tuple[str, ...]
    """What raised the verdict, in sentences: what was decided by hand, what deliveries prove, what spend proves."""

    shares: tuple[AgencyShare, ...]
    """Largest first."""

    left_out: tuple[LeftOut, ...]
    ranked: bool
    """Whether it stands in the ranking (not weak, not balancing, not support, not coarser)."""

    found_verdict: str | None = None
    """What the records prove, whatever was decided by hand."""

    spend_verdict: str | None = None
    """What spend and areas prove alone."""

    spend_evidence: tuple[str, ...] = ()
    """What spend and areas say alone, in sentences."""

    level: int = 0
    """The category's own level, 1 to 4: another than the level asked where its evidence or its money is held there."""

    finer: bool = False
    """Finer than the level asked: what was recorded there is told by no row of the level."""

    ruling_reason: str = ""
    """Why the user decided otherwise; empty where nobody did."""

    proof: Evidence = NO_EVIDENCE
    """What deliveries and notes say of it, as records."""

    @property
    def evidenced(self) -> bool:
        """Whether its verdict is that bodies overlap, or that work is done twice."""
        return self.verdict in (OVERLAP, DUPLICATION)

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
        """Whether it is judged at another level than the one asked, and no money stands in it: other rows may hold its money."""
        return self.at_own_level and self.moneyless

    @property
    def verdict_words(self) -> str:
        """The verdict as people read it: what rests on nothing but made-up deliveries says so."""
        if self.verdict is None:
            return "no verdict"
        return f"{self.verdict} (illustrative)" if self.illustrative else self.verdict

    @property
    def illustrative(self) -> bool:
        """Whether the verdict rests on nothing but what is made up to show the tool."""
        return self.proof.illustrative and self.verdict == self.proof.verdict and not self.ruling_reason


@dataclass(frozen=True, slots=True)
class OwnVerdict:
    """What deliveries prove of a category at the level at which they were recorded, or what was decided of it by hand."""

    category: str
    title: str
    level: int
    """The category's own level."""

    verdict: str
    by_hand: bool
    """Whether it was decided by hand."""

    deliveries: tuple[int, ...]
    """The numbers of the deliveries behind what was found."""


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
    sources: tuple[Source, ...]

    own_level: tuple[OwnVerdict, ...] = ()
    """What is evidenced or decided of each category at its own level, by code: the same whatever level is asked."""

    too_coarse: tuple[TooCoarse, ...] = ()
    """What was recorded coarser than the level asked."""

    def with_verdict(self, verdict: str) -> tuple[OverlapRow, ...]:
        """Return the rows that a count of verdicts holds: those ranked, and below the ranking those proven by deliveries or decided by hand."""
        return tuple(
            row
            for row in self.rows
            if row.verdict == verdict and (row.ranked or row.ruling_reason or row.proof.verdict is not None)
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
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class ReconciliationRow:
    """An agency's total against what it says of itself."""

    agency: str
    counted_pence: int
    """Our gross expenditure of it."""

    control_pence: int | None
    """The control totals typed in at import, summed; None where any batch of it has none."""

    published_pence: int | None
    """A published total (accounts, revenue outturn), where entered."""

    published_source: str
    difference_pence: int | None
    """counted - published; where nothing is published, the files' lines (all years, both flows) - control; None where there is neither."""

    explanation: str

    is_one_body: bool = True
    """Whether it is one body, and no line that stands for several."""


@dataclass(frozen=True, slots=True)
class ConfidenceRow:
    """Money of one confidence grade and its linear error band."""

    grade: int | None
    """1 (agency's own system) to 6 (uncorroborated judgement); None for ungraded money, which has no band."""

    amount_pence: int
    band: float | None
    """The grade's band, 0.02 for plus or minus 2%."""

    band_pence: int | None
    """sum of |x| x band over the cells, rounded half up."""
