"""The overlap's figures in words: verdicts, the headline, the evidence of a category, what a
cell of a heat map says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tpdesk.domain.codes import LEVEL
from tpdesk.screens.overlap.heat import NOTHING, HeatCell
from tpdesk.text import and_words, counted
from tpdesk.units import per_unit, percent, pounds, ratio, short_pounds

if TYPE_CHECKING:
    from tpdesk.domain.results.overlap import OverlapResult, OverlapRow, PairRow
    from tpdesk.services.overlap import OverlapRead

NO_SAVING: Final = "an upper bound for discussion, never a saving"

SIGNS: Final[Mapping[str, str]] = {
    "duplication evidenced": "■", "overlap evidenced": "◪", "fragmented": "●", "separate areas": "○", "single": "·",
}  # fmt: skip
"""A sign beside each verdict's words; what proves the most first."""

MADE_UP: Final = "†"
"""Behind a verdict that rests on nothing but what is made up to show the tool."""

ABOVE: Final = "↑"
"""Behind the verdict of a category that holds no evidence itself, of which a coarser one above it has some."""

_SHORT: Final = {
    "duplication evidenced": "duplication",
    "overlap evidenced": "overlap",
    "separate areas": "separate",
    None: "no verdict",
}


def _proven(row: OverlapRow) -> int:
    return next((n for n, verdict in enumerate(SIGNS) if verdict == row.verdict), len(SIGNS))


def can_coincide(row: OverlapRow) -> bool:
    """Say whether spend of several bodies in the category can coincide, because areas meet."""
    return row.outside_lead_meeting_pence > 0 and row.verdict not in ("single", "separate areas")


@dataclass(frozen=True, slots=True)
class RankingOrder:
    """An order of the ranking."""

    name: str
    words: str
    """After 'by'."""

    key: Callable[[OverlapRow], tuple[float, ...]]


ORDERS: Final = (
    RankingOrder("meeting", "what can coincide", lambda row: (-row.outside_lead_meeting_pence, -row.outside_lead_pence,
            -row.total_pence)),
    RankingOrder("evidence", "how much is proven", lambda row: (_proven(row), -row.outside_lead_meeting_pence,
            -row.total_pence)),
    RankingOrder("outside", "spend outside the lead", lambda row: (-row.outside_lead_pence, -row.total_pence)),
    RankingOrder("total", "total spend", lambda row: (-row.total_pence,)),
    RankingOrder("bodies", "number of organisations", lambda row: (-row.agencies, -row.total_pence)),
    RankingOrder("lead", "smallest lead", lambda row: (row.lead_share if row.lead_share is not None else 2.0,
            -row.total_pence)),
    RankingOrder("code", "category code", lambda _row: ()),
)  # fmt: skip
"""What the ranking can be sorted by; the first is the house's."""

FILTERS: Final = ("all", *SIGNS, "below the ranking")
"""What the ranking can be narrowed to."""


def kept(row: OverlapRow, only: str) -> bool:
    """Say whether a filter keeps a row."""
    if only == "all":
        return True
    if only == "below the ranking":
        return not row.ranked
    return row.verdict == only and (row.ranked or row.judgement.outranks_spend)


def verdict(row: OverlapRow) -> str:
    """Return a row's verdict with its sign, in fifteen signs, `*` where it was decided by hand, `†` where it is
    illustrative; what stands below the ranking says why."""
    if row.judgement.outranks_spend or row.at_own_level:
        return _signed(row)
    if row.coarser:
        return "  no finer"
    if not row.ranked:
        return "  support" if row.support else "  says little"
    return _signed(row)


def _signed(row: OverlapRow) -> str:
    hand = "*" if row.judgement.by_hand else MADE_UP if row.judgement.illustrative else ""
    return f"{signed(row.verdict)}{'?' if row.judgement.unproven else ''}{hand}{ABOVE if row.gathered_above else ''}"


def signed(verdict: str | None) -> str:
    """Return a verdict with its sign, in twelve signs."""
    return f"{SIGNS.get(verdict or '', ' ')} {_SHORT.get(verdict, verdict)}"


def verdict_words(row: OverlapRow) -> str:
    """Return a row's verdict with its sign, in full."""
    hand = ", decided by hand" if row.judgement.by_hand else ""
    return (
        f"{SIGNS.get(row.verdict or '', '')} "
        f"{row.judgement.words}{', unproven' if row.judgement.unproven else ''}{hand}"
    ).strip()


def code_of(row: OverlapRow) -> str:
    """Return a category's code as a table shows it; of a service line none, since its title says it."""
    return "" if "/" in row.category else row.category


def named(row: OverlapRow) -> str:
    """Return a category as people read it."""
    level = f" ({LEVEL[row.level]})" if row.at_own_level else ""
    return f"{code_of(row)} {row.title}{level}".strip()


def headline(read: OverlapRead, levels: Mapping[int, str], *, short: bool) -> str:
    """Return what spend and areas prove here, in a sentence or two."""
    result = read.overlap
    ranked = [row for row in result.rows if row.ranked]
    if not ranked and not any(result.with_verdict(verdict) for verdict in SIGNS):
        return "No money has a category yet, so there is nothing to compare."
    level = result.basis.level or 2
    numbers = {verdict: len(result.with_verdict(verdict)) for verdict in SIGNS}
    coinciding = [row for row in ranked if can_coincide(row)]
    meeting = sum(row.outside_lead_meeting_pence for row in coinciding)
    doubtful = sum(row.outside_lead_meeting_pence for row in coinciding if row.judgement.unproven)
    doubt = f" ({short_pounds(doubtful)} of it unproven)" if doubtful else ""
    if short:
        told = {
            "duplication evidenced": "with duplication",
            "overlap evidenced": "overlapping",
            "separate areas": "separate",
        }
        parts = [
            f"{number} {told.get(verdict, verdict)}{_illustrative(result, verdict)}"
            for verdict, number in numbers.items()
            if number or not verdict.endswith("evidenced")
        ]
        return f"{', '.join(parts)}. At most {short_pounds(meeting)} can coincide{doubt}, which is no saving."
    told = {"fragmented": "fragmented", "separate areas": "in separate areas", "single": "of a single organisation"}
    proven = [
        f"{verdict.removesuffix(' evidenced')} evidenced in {number}{_illustrative(result, verdict)}"
        for verdict, number in numbers.items()
        if number and verdict.endswith("evidenced")
    ]
    parts = [*proven, *(f"{numbers[verdict]} {words}" for verdict, words in told.items())]
    below = sum(not row.ranked for verdict in SIGNS for row in result.with_verdict(verdict))
    apart = f", {below} below the ranking" if below else ""
    text = f"{len(ranked)} {levels[level]} ranked{apart}: {', '.join(parts)}."
    if coinciding:
        text += f" Where areas meet, at most {short_pounds(meeting)} can coincide{doubt}: {NO_SAVING}."
    return text


def known_by(read: OverlapRead) -> str:
    """Return which money is compared, and what is not in it."""
    basis = read.overlap.basis
    parts = [f"{' and '.join(basis.statuses) or 'no money'}, {basis.taken_out}", *basis.wider_parts]
    if read.overlap.deminimis_pence:
        parts.append(f"organisations from {pounds(read.overlap.deminimis_pence).removesuffix('.00')} in a category")
    if read.overlap.unmapped_pence:
        parts.append(f"{short_pounds(read.overlap.unmapped_pence)} without a category is in no row")
    if read.unknown:
        marked = ": marked ?" if any(row.judgement.unproven for row in read.overlap.rows) else ""
        names = sorted(read.unknown)
        listed = and_words([*names[:2], f"{len(names) - 2} more"] if len(names) > 3 else names)
        parts.append(f"not known which areas {listed} {'covers' if len(names) == 1 else 'cover'}{marked}")
    return " · ".join(parts)


def made_up_words(read: OverlapRead) -> str:
    """Return that some verdicts rest on what is made up, with how many; empty where none does."""
    number = sum(1 for row in read.overlap.rows if row.judgement.illustrative)
    return f"{MADE_UP} {counted(number, 'verdict')} illustrative: from invented examples" if number else ""


def above_words(read: OverlapRead) -> str:
    """Return what the mark of evidence above means; empty where no row has it."""
    found = any(row.gathered_above for row in read.overlap.rows)
    return f"{ABOVE} evidence gathered at a coarser level: see there" if found else ""


def _illustrative(result: OverlapResult, verdict: str) -> str:
    """Return, in brackets, how many of the categories with a verdict have it by what is made up alone;
    empty where none has."""
    rows = result.with_verdict(verdict)
    number = sum(row.judgement.illustrative for row in rows)
    return "" if not number else " (illustrative)" if number == len(rows) else f" ({number} illustrative)"


def dots(row: OverlapRow, most: int = 20) -> str:
    """Return the effective number of bodies out of all as dots:
    `●●●○○○○○○`, one for several bodies where there are many."""
    each = max(1, -(-row.agencies // most))
    full = min(row.agencies, round(row.effective_agencies or 0))
    return "●" * max(1, round(full / each)) + "○" * (-(-row.agencies // each) - max(1, round(full / each)))


HHI_SCALE: Final = "HHI: 1 where one spends all, near 0 where many spend alike."
"""What the column HHI means, for the line below it."""


def concentration(row: OverlapRow) -> str:
    """Return how the spend is spread, in a sentence."""
    if row.hhi is None or row.effective_agencies is None:
        return "No organisation spends more than zero, so there are no shares."
    if row.agencies == 1:
        return f"One organisation alone spends on it: concentration (HHI) 1.00. {HHI_SCALE}"
    said = (
        f"As if {row.effective_agencies:.1f} organisations of equal size shared it, of {row.agencies} in it: "
        f"concentration (HHI) {row.hhi:.2f}."
    )
    return f"{said} {_spread(row)} {HHI_SCALE}"


def _spread(row: OverlapRow) -> str:
    if (row.effective_agencies or 0) / row.agencies > 0.75:
        return "Spread almost evenly."
    return "The lead carries most of it." if (row.lead_share or 0) >= 0.6 else "A few carry most of it."


def warnings(read: OverlapRead, most: int) -> list[str]:
    """Return what must be known of the ranking, the first `most` of it, and how much more there is."""
    own = ("unmapped", "missing-returns", "area-unknown")
    issues = sorted(
        (issue for issue in read.overlap.issues if issue.code not in own), key=lambda issue: issue.code != "finer-held"
    )
    told = [f"{issue.text} Press l." if issue.code == "finer-held" else issue.text for issue in issues[:most]]
    if len(issues) > most:
        told[-1] += f" ({len(issues) - most} more: F5 tells them.)"
    return told


def per_head(read: OverlapRead, row: OverlapRow) -> str:
    """Return a category's spend per head, a dash where no people are held."""
    each = per_unit(row.total_pence, read.overlap.basis.people)
    return "-" if each is None else pounds(each)


def areas_of(read: OverlapRead, row: OverlapRow, agency: str) -> str:
    """Return in few words whose areas a body's meets, among those that spend on the category."""
    if agency in read.unknown:
        return "area unknown"
    met = [share.agency for share in row.shares if share.agency in read.meets.get(agency, ())]
    if not met:
        return "area of its own"
    return f"meets {met[0]}" if len(met) == 1 else f"meets {len(met)} of them"


def unproven(read: OverlapRead, row: OverlapRow) -> str:
    """Return why a row is unproven, in a sentence; empty where it is not."""
    if not row.judgement.unproven:
        return ""
    names = [share.agency for share in row.shares if share.agency in read.unknown]
    return (
        f"Unproven: the area of {', '.join(names)} is not known, and counts as the whole place. Add it in "
        "Organisations."
    )


def share_cell(pence: int | None, whole: int) -> HeatCell:
    """Return the cell of a body's share of a category."""
    if pence is None or pence == 0:
        return NOTHING
    if pence < 0:
        return HeatCell("−", 0)
    return percent_cell(ratio(pence, whole) or 0.0)


def percent_cell(value: float) -> HeatCell:
    """Return the cell of a share from 0 to 1: its whole per cent on its shade."""
    per_cent = round(value * 100)
    return HeatCell(str(per_cent) if per_cent else "<1", value)


def cell_words(row: OverlapRow, agency: str, pence: int | None) -> str:
    """Return what a cell of bodies by categories says."""
    if not pence:
        return f"{agency} spends nothing on {named(row)}."
    if pence < 0:
        return f"{agency} has {pounds(pence)} on {named(row)}: net negative, so it is left out of the shares."
    out = next((item for item in row.left_out if item.agency == agency), None)
    if out is not None:
        return f"{agency} spends {pounds(pence)} on {named(row)}: {out.reason}, so it is left out of the shares."
    share = percent(ratio(pence, row.total_pence))
    return (
        f"{agency} spends {short_pounds(pence)} of {short_pounds(row.total_pence)} ({share}) on {named(row)}; "
        f"{counted(row.agencies, 'organisation', 'organisations')} in it, {row.verdict or 'no verdict'}."
    )


def pair_cell(pair: PairRow | None) -> HeatCell:
    """Return the cell of a pair: with a ~ and lighter where their areas do not meet."""
    if pair is None or not pair.similarity:
        return NOTHING
    found = percent_cell(pair.similarity)
    return found if pair.areas_meet else HeatCell(f"~{found.text}", min(found.value / 2, 0.39))


def pair_words(pair: PairRow | None, one: str, other: str) -> str:
    """Return what a cell of the pairs says."""
    if one == other:
        return f"{one} beside itself."
    if pair is None:
        return f"{one} and {other} spend on nothing in common."
    spend = f"{one} and {other} spend {short_pounds(pair.shared_pence)} on the same ({percent(pair.similarity)} alike)."
    if pair.unproven:
        return f"{spend} The area of one is unknown, taken as meeting: unproven."
    return (
        f"{spend} Their areas meet."
        if pair.areas_meet
        else f"{spend} Their areas do not meet: nothing is done twice, one might serve both."
    )
