"""What an explanation is about and what it holds: a figure by its name, and the way from its lines to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tpdesk.domain.line_filter import LineFilter
from tpdesk.domain.results.basis import Basis, Issue, SourceFile, StatedBasis


@dataclass(frozen=True, slots=True)
class FigureKind:
    """A kind of figure that can be explained."""

    name: str
    """As it is typed: `outside-lead`."""

    title: str
    """As people read it."""

    tells: str
    """One sentence of what it says."""

    needs: tuple[str, ...] = ()
    """What must be named with it: agency, other, category, dive, boundaries, new."""

    takes: tuple[str, ...] = ()
    """What may be named with it, to narrow it."""


_KINDS: Final = (
    FigureKind("gross", "Gross", "All expenditure, before anything is taken off.", takes=("agency",)),
    FigureKind("transfers", "Transfers taken out", "Payments between counted organisations.", takes=("agency",)),
    FigureKind(
        "recharges", "Internal recharges", "What departments of one organisation charge each other.", takes=("agency",)
    ),
    FigureKind("spend", "Spend after transfers", "What every share and bar is of.", takes=("agency", "category")),
    FigureKind("unmapped", "Unmapped", "Spend after transfers whose labels have no category.", takes=("agency",)),
    FigureKind("income", "Income", "All income lines, internal recharges too.", takes=("agency",)),
    FigureKind("outside-income", "Outside income", "Income not from counted organisations.", takes=("agency",)),
    FigureKind("net", "Net of income", "After transfers, less outside income."),
    FigureKind("per-head", "Per head", "Spend after transfers over the people.", takes=("agency", "category")),
    FigureKind("per-household", "Per household", "Spend over the households.", takes=("agency", "category")),
    FigureKind(
        "share", "Share of all spend", "An organisation's or category's part of all.", takes=("agency", "category")
    ),
    FigureKind("bodies", "Organisations", "How many organisations have money in it.", takes=("category",)),
    FigureKind("in-shares", "Total in shares", "Spend of the organisations that the overlap compares.", ("category",)),
    FigureKind("lead-share", "Lead share", "The largest organisation's part of a category.", ("category",)),
    FigureKind("hhi", "Concentration (HHI)", "The sum of squared shares.", ("category",)),
    FigureKind(
        "effective", "Effective number of organisations", "How many of equal size would be as many.", ("category",)
    ),
    FigureKind("fragmentation", "Fragmentation", "1 less the sum of squared shares.", ("category",)),
    FigureKind("outside-lead", "Outside the lead", "What all but the largest organisation spend.", ("category",)),
    FigureKind(
        "outside-lead-meeting", "Outside the lead where areas meet", "How much can coincide at most.", ("category",)
    ),
    FigureKind(
        "shared", "Spend in common", "What two organisations spend on the same categories.", ("agency", "other")
    ),
    FigureKind("similarity", "Similarity", "How alike two organisations' spending is.", ("agency", "other")),
    FigureKind("dive", "Total of a deep dive", "Spend that its tags reach, every penny once.", ("dive",)),
    FigureKind(
        "redrawn",
        "On new boundaries",
        "What a new area would have spent.",
        ("boundaries", "new"),
        ("agency", "category"),
    ),
    FigureKind(
        "step",
        "Step between two versions",
        "What changed from one frozen count to another, or to now.",
        ("version", "step"),
        ("with", "agency"),
    ),
    FigureKind(
        "area", "Money of an area", "What is placed in it, and its share of the rest.", ("area",), ("kind", "spread")
    ),
    FigureKind(
        "case",
        "Figure of a business case",
        "Who pays and who gains, back to its lines, factors and corrections.",
        ("case",),
        ("measure", "agency", "line", "in-year"),
    ),
    FigureKind(
        "alignment",
        "Money of streams and priorities",
        "What of the funding streams serves a priority, and how.",
        takes=("stream", "priority", "measure"),
    ),
    FigureKind("stream", "Spent of a funding stream", "What lines that name it come to.", ("stream",)),
    FigureKind(
        "indicator",
        "Progress of an indicator",
        "From its baseline to its target, and how sure.",
        ("indicator",),
        ("area",),
    ),
    FigureKind("sharing", "What assets could save by sharing", "The best moves, a year at most.", takes=("asset",)),
    FigureKind(
        "burden", "Burden of inspection", "What it costs, entry by entry, and of what it is a share.", takes=("agency",)
    ),
    FigureKind(
        "culture",
        "Score of a statement",
        "How a culture round's statement was answered.",
        ("statement",),
        ("round", "agency"),
    ),
    FigureKind("milestone", "Slip of a milestone", "The days between baseline and forecast or done.", ("milestone",)),
    FigureKind(
        "unit-cost",
        "Cost of a unit",
        "Cost over number, and failure demand at most.",
        ("agency", "unit"),
        ("category", "in-year"),
    ),
)

KINDS: Final[Mapping[str, FigureKind]] = {kind.name: kind for kind in _KINDS}
"""Name -> kind of every figure that can be explained."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a place and year, by its name: the same for screens, packs and the command line."""

    what: str
    """A name of `KINDS`."""

    agency: str = ""
    """The body's name; empty for all of them."""

    other: str = ""
    """The other body of a pair."""

    category: str = ""
    """The category's code; empty for all of them."""

    level: int = 2
    """The level at which categories are told apart, 1 to 4."""

    deminimis_pence: int = 0
    """The least that a body must spend on a category to be compared there."""

    dive: str = ""
    """The deep dive's title."""

    boundaries: str = ""
    """The boundary set's title."""

    new: str = ""
    """The name of one of its new areas."""

    version: str = ""
    """The frozen count that a step leads from."""

    other_version: str = ""
    """The frozen count that it leads to; empty for the desk as it is."""

    step: str = ""
    """The step's name, as `late returns`."""

    area: str = ""
    """The area's code or name."""

    kind: str = ""
    """The kind of areas that it is counted with; empty for its own."""

    spread: str = ""
    """The driver that spreads what is placed no finer; empty where nothing is spread."""

    case: str = ""
    """The business case's title."""

    measure: str = ""
    """Which of its figures: `pays`, `gains`, `net` ...; empty for the net of an organisation or the value of all. Of
    streams: the mode."""

    line: str = ""
    """One of its costs, benefits or payments."""

    in_year: str = ""
    """One of its years."""

    indicator: str = ""
    """The indicator's title."""

    unit: str = ""
    """What is counted of a volume: `contact`."""

    asset: str = ""
    """The asset that could move into another."""
    stream: str = ""
    """The funding stream's title."""

    priority: str = ""
    """The priority's title, or `not mapped`."""

    statement: str = ""
    """The statement of a culture round."""

    round: str = ""
    """The culture round's title; empty for the latest with answers."""

    milestone: str = ""
    """The milestone's title."""

    @property
    def named(self) -> dict[str, str]:
        """Return what is named with it, by the options of the command line."""
        return {
            "agency": self.agency, "other": self.other, "category": self.category, "dive": self.dive,
            "version": self.version, "with": self.other_version, "step": self.step, "area": self.area,
            "kind": self.kind, "spread": self.spread, "boundaries": self.boundaries, "new": self.new,
            "case": self.case, "measure": self.measure, "line": self.line, "in-year": self.in_year,
            "indicator": self.indicator, "unit": self.unit,
            "asset": self.asset, "stream": self.stream, "priority": self.priority,
            "statement": self.statement, "round": self.round, "milestone": self.milestone,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class FigurePart:
    """A part of a figure, or what is left out of it."""

    name: str
    """Who or what, in the desk's words."""

    pence: int
    """What it adds, with its sign."""

    note: str = ""
    """What is to be said of it."""

    figure: Figure | None = None
    """The figure that explains this part in turn."""

    lines: LineFilter | None = None
    """The lines behind it, where they are known and no figure explains it."""

    batch: int | None = None
    """The batch of those lines, where it is one."""

    who: str = ""
    """Who made a change; several are joined by commas."""

    when: str = ""
    """When, ISO 8601 UTC; of several the last."""


@dataclass(frozen=True, slots=True)
class MethodRule:
    """A rule of docs/method.md that a figure follows."""

    number: str
    """Its number there, or its heading: `3`, `Overlap`."""

    words: str
    """The rule in a sentence or two."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """One figure walked back: what it is, by which rule, of which parts, from which lines and files."""

    figure: Figure
    title: str
    """What the figure is, with who, what and where."""

    value: str
    """The figure as printed; `not available` where it cannot be made."""

    number: int | float | None
    """The figure itself: pence, or a share, index or number of bodies; None where it cannot be made."""

    unit: str
    """`pence`, `share`, `index` or `bodies`."""

    rules: tuple[MethodRule, ...]
    basis: Basis | StatedBasis
    formula: tuple[str, ...]
    """The formula with the numbers in it, a line a step."""

    parts_are: str
    """What the parts are and what they add up to: `Spend by body`."""

    parts: tuple[FigurePart, ...]
    """The largest first. Of a figure in pence they add up to it exactly, else to `parts_pence`,
    which is in its formula."""

    apart: tuple[FigurePart, ...]
    """What is not in it, and why."""

    steps: tuple[FigurePart, ...]
    """From the sum of its lines to the figure: they add up to `parts_pence` exactly.
    Empty where it has no lines of its own."""

    lines: LineFilter | None
    """Its lines; None where it has none of its own."""

    line_count: int
    """How many they are."""

    sources: tuple[SourceFile, ...]
    """The files of the place and year that brought money of the bodies in it."""

    issues: tuple[Issue, ...]
    """What a reader must know beside it."""

    @property
    def parts_pence(self) -> int:
        """The sum of the parts."""
        return sum(part.pence for part in self.parts)
