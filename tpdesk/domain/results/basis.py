"""What stands beside every figure: which money it holds, what a reader must know, and the files behind it.

How far a figure can be trusted: the total of an agency against its own, and money by confidence grade.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tpdesk.domain.facts import APPORTIONED_GRADE
from tpdesk.text import and_words, counted
from tpdesk.units import short_pounds

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
class SourceFile:
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

    published_in: str = ""
    """Where the figure of an apportionment is published, and its driver; empty for a file."""


def by_publication(sources: Iterable[SourceFile]) -> dict[str, list[SourceFile]]:
    """Return the apportionments among the sources by what they are published in."""
    found: dict[str, list[SourceFile]] = {}
    for source in sources:
        if source.published_in:
            found.setdefault(source.published_in, []).append(source)
    return found


def agencies_of(sources: Iterable[SourceFile]) -> tuple[str, ...]:
    """Return the agencies whose money the sources hold, each once."""
    return tuple(dict.fromkeys(name for source in sources for name in source.agencies))


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

    direct_pence: int | None = None
    """What of the money counted is the organisations' own or published for the place; None where not told apart."""

    apportioned_pence: int | None = None
    """What of it is a share of wider spend, by a driver or by people: both add up to the money counted."""

    whose: str = ""
    """Whose money alone it is, where that is one kind of organisation: `local councils only`."""

    transfers_unmarked: bool = False
    """Whether no line is marked as a payment between organisations, so that none is taken out."""

    first_count: int = 0
    """How many bodies' money is published figures of the first count, and no return."""

    def sentence(self) -> str:
        """Return the basis as one sentence for a caption."""
        money = {"expenditure": "Gross expenditure", "income": "Income", "net": "Expenditure net of outside income"}[
            self.flow
        ]
        level = f", categories at level {self.level}" if self.level else ""
        return (
            f"{money} of {self.place}, {self.year}, {self.transfers}; {self.money_held}{self._parts()}{level}"
            f"{self.wider_words}{self._first_count()}."
        )

    @property
    def taken_out(self) -> str:
        """What was taken out of expenditure, in two or three words: nothing is called after transfers where no payment
        between organisations is marked."""
        return "no transfers marked" if self.transfers_unmarked else "after transfers"

    def _parts(self) -> str:
        """Return what of the money is direct and what apportioned, and whose money alone it is."""
        whose = f"; {self.whose}" if self.whose else ""
        return f" ({self.parts}){whose}" if self.parts else whose

    @property
    def parts(self) -> str:
        """Return what of the money is direct and what apportioned, in words; empty where none is apportioned."""
        if not self.apportioned_pence or self.direct_pence is None:
            return ""
        return f"{short_pounds(self.direct_pence)} direct, {short_pounds(self.apportioned_pence)} apportioned"

    def _first_count(self) -> str:
        """Return that published figures stand in for returns, where they do."""
        if not self.first_count:
            return ""
        return (
            f"; first count: published figures in place of {counted(self.first_count, 'return')}, councils, police and "
            "fire net of their income"
        )

    @property
    def wider_words(self) -> str:
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
        """Return what of bodies that cover more than the place is in it, in a few words
        each, to stand beside a figure."""
        parts = (
            ("whole of wider organisations", self.counted_whole),
            (f"share of wider organisations by people, grade {APPORTIONED_GRADE}", self.counted_by_people),
            ("without those left out", self.left_out),
        )
        first = ("first count from published figures",) if self.first_count else ()
        return (*(words for words, names in parts if names), *first)

    @property
    def people_when(self) -> str:
        """Return of when the people are: `mid-2024`, or that they are implied by other
        figures, which is no estimate."""
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
class StatedBasis:
    """What stands beside a figure that is not of the count."""

    place: str
    year: str
    words: str

    def sentence(self) -> str:
        """Return the basis as one sentence for a caption."""
        return self.words if self.words.endswith(".") else f"{self.words}."


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
    """counted - published; where nothing is published, the files' lines (all years, both flows) - control;
    None where there is neither."""

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


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """One file of one agency that the pack rests on, or a return that is missing."""

    agency: str
    state: str
    file: str | None
    made_at: str | None
    lines: int | None
    """Its lines of this place and year, as they stand now."""

    expenditure_pence: int | None
    income_pence: int | None
    """Beside the expenditure and never added to it."""

    changed: str
    """What became of the file's lines since they were imported; empty where they are as they came."""

    sha256: str | None
    version: int | None = None
    """The version of the return workbook that the file is; None where it is none."""


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One thing that was changed on the desk, for the pack's list of changes. Who did it is not told:
    a pack travels."""

    at: str
    """When: ISO 8601 UTC."""

    act: str
    """What was done, in words."""

    what: str
    """Which record and field; empty where the act tells it all."""

    before: str
    after: str
