"""What inspection and partnership cost the organisations of a place, and how they say they work together."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from tpdesk.calc.burden import share_words
from tpdesk.calc.culture import left_words, reading_words, signed
from tpdesk.calc.packs.frame import Frame
from tpdesk.calc.workbook.describe import NOT_AVAILABLE, Chart, Column, ColumnKind, Sheet, Table, Value, brief, said
from tpdesk.domain.results.burden import BurdenResult
from tpdesk.domain.results.culture import HIDDEN, PlaceCulture, RoundChange, StatementScore
from tpdesk.text import counted
from tpdesk.units import decimal_text, pounds, short_pounds

_SCORE: Final = "1 to 5"
_CULTURE: Final = "Culture"


def burden(frame: Frame, found: BurdenResult | None) -> Sheet | None:
    """Return each entry with its cost, or None where nothing is recorded."""
    if found is None or not found.entries:
        return None
    columns = (
        Column("number", "No.", ColumnKind.KEY, 6),
        Column("body", "Organisation", ColumnKind.TEXT, 36),
        Column("tier", "Tier", ColumnKind.TEXT, 14),
        Column("kind", "Kind", ColumnKind.TEXT, 20),
        Column("regime", "Regime or partnership", ColumnKind.TEXT, 40),
        Column("hours", "Hours", ColumnKind.RATIO, 12, unit="number"),
        Column("rate", "Rate an hour", ColumnKind.PENCE, 12),
        Column("other", "Other cost", ColumnKind.PENCE, 14),
        Column("cost", "Cost", ColumnKind.PENCE, 16),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            one.number, said(one.name), said(one.tier or "not stated"), said(one.kind), said(one.regime),
            NOT_AVAILABLE if one.hours is None else float(one.hours), _known(one.rate_pence), _known(one.other_pence),
            _known(one.cost_pence),
        )
        for one in found.entries
    )  # fmt: skip
    tiers = "; ".join(
        f"{part.name} {pounds(part.cost_pence)}, {counted(part.bodies, 'organisation')}"
        + (f", {pounds(part.pence_per_head)} a head" if part.pence_per_head is not None else "")
        for part in found.by_tier
    )
    return Sheet(
        "burden", "Burden", f"Inspection and partnership cost {short_pounds(found.total_pence)}: {frame.where}",
        "What do inspections, data requests and partnership working cost?",
        (*share_words(found), f"By tier: {tiers}.", found.basis.sentence(), *(issue.text for issue in found.issues)),
        Table("Burden", "Entries, hours x rate and other cost", columns, rows, filters=True),
    )  # fmt: skip


def _known(number: int | None) -> Value:
    return NOT_AVAILABLE if number is None else number


def culture(frame: Frame, found: PlaceCulture | None) -> Sheet | None:
    """Return the scores of the latest round by statement and organisation, or None where there is none."""
    if found is None:
        return None
    bodies = found.scores.bodies
    columns = (
        Column("statement", "Statement", ColumnKind.TEXT, 48),
        Column("principle", "Principle", ColumnKind.TEXT, 20),
        Column("polarity", "Agreeing", ColumnKind.TEXT, 10),
        *(Column(f"body{n}", body, ColumnKind.TEXT, 16) for n, body in enumerate(bodies)),
        Column("all", "All answers", ColumnKind.TEXT, 12),
        Column("equal", "Organisations equal", ColumnKind.TEXT, 14),
        Column("agree", "Agree", ColumnKind.TEXT, 10),
        Column("label", "Name in the chart", ColumnKind.TEXT, 60),
        Column("least", "Lowest", ColumnKind.RATIO, 10, unit=_SCORE),
        Column("spread", "Highest less lowest", ColumnKind.RATIO, 12, unit=_SCORE),
    )
    return Sheet(
        "culture", "Culture", f"{_finding(found)}: {frame.where}", "How do organisations say they work together?",
        (f"{found.scores.title}. Counts of answers from 1 to 5, no persons.", *reading_words(found.scores),
            "The last three columns are what the chart draws.", *found.scores.issues),
        Table(_CULTURE, "Scores by statement and organisation", columns,
            tuple(_row(one, bodies) for one in found.scores.statements)),
    )  # fmt: skip


def _finding(found: PlaceCulture) -> str:
    known = [one for one in found.scores.statements if one.all is not None]
    if not known:
        return "Too few answers to print"
    low = min(known, key=lambda one: (one.all, one.statement))
    return f"Lowest: {brief(low.statement, 60)}, {_text(low.all)} of 5"


def _text(number: Fraction | None, otherwise: str = HIDDEN) -> str:
    return otherwise if number is None else decimal_text(number, 2)


def _row(one: StatementScore, bodies: tuple[str, ...]) -> tuple[Value, ...]:
    shown = [score for score in one.by_body.values() if score is not None]
    return (
        said(one.statement), said(one.principle or "not stated"), said(one.polarity),
        *(_text(one.by_body[body]) if body in one.by_body else "not asked" for body in bodies),
        _text(one.all), _text(one.bodies_equal, NOT_AVAILABLE), _text(one.agree),
        said(_label(one)), float(decimal_text(min(shown), 2)) if shown else NOT_AVAILABLE,
        NOT_AVAILABLE if one.spread is None else float(decimal_text(one.spread, 2)),
    )  # fmt: skip


def _label(one: StatementScore) -> str:
    """Return a statement with its lowest and highest organisation, as the chart has it beside its bar."""
    ends = sorted((score, body) for body, score in one.by_body.items() if score is not None)
    if len(ends) < 2:
        return brief(one.statement, 40)
    (low, last), (high, first) = ends[0], ends[-1]
    return f"{brief(one.statement, 40)}: {brief(last, 18)} {_text(low)}, {brief(first, 18)} {_text(high)}"


def chart_culture(frame: Frame, found: PlaceCulture | None) -> Sheet | None:
    """Return a bar from the lowest to the highest organisation for each statement, or None where none can be drawn."""
    if found is None or not any(one.spread is not None for one in found.scores.statements):
        return None
    told = "; ".join(_label(one) for one in found.scores.statements)
    apart = [(one.spread, one.statement) for one in found.scores.statements if one.spread is not None]
    widest = max(apart, key=lambda one: one[0])
    finding = f"Organisations differ most on: {brief(widest[1], 44)}, by {_text(widest[0])} of 5"
    chart = Chart(
        finding, f"{finding}. A bar for each statement, {frame.where}: {told}.",
        _CULTURE, "label", "spread", len(found.scores.statements), stacks=(("least", ""), ("spread", "total")),
    )  # fmt: skip
    return Sheet(
        "chart_culture", "Chart culture", f"{finding}: {frame.where}",
        "On which statements do organisations differ most?",
        ("Each bar reaches from the lowest to the highest printed score; the axis starts at zero, 5 is good. The "
            "figures are in the table Culture.",),
        chart=chart,
    )  # fmt: skip


def _most_changed(change: RoundChange) -> str:
    """Return which organisation's answers changed the most, and on what."""
    found = [(abs(by), by, body, one.statement) for one in change.statements for body, by in one.change.items()]
    if not found:
        return f"No answer can be compared with {brief(change.first.title, 30)}"
    _, by, body, statement = max(found)
    return f"{brief(body, 30)} changed the most, {signed(by)}, on {brief(statement, 30)}"


def culture_change(frame: Frame, found: PlaceCulture | None) -> Sheet | None:
    """Return what changed since the round before, like with like, or None where nothing can be compared."""
    change = None if found is None else found.change
    if change is None or not change.statements:
        return None
    columns = (
        Column("statement", "Statement", ColumnKind.TEXT, 48),
        Column("body", "Organisation", ColumnKind.TEXT, 36),
        Column("before", brief(change.first.title, 30), ColumnKind.TEXT, 14),
        Column("after", brief(change.second.title, 30), ColumnKind.TEXT, 14),
        Column("change", "Change", ColumnKind.TEXT, 10),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (said(one.statement), said(body), said(_text(one.before[body])), said(_text(one.after[body])), said(signed(by)))
        for one in change.statements
        for body, by in one.change.items()
    )
    return Sheet(
        "culture_change", "Culture change", f"{_most_changed(change)}: {frame.where}",
        "Do organisations work together better than before?",
        ("The same statements, organisations printed in both rounds; all else is not comparable.", *left_words(change)),
        Table("Culture_change", "Change by statement and organisation", columns, rows, filters=True),
    )  # fmt: skip
