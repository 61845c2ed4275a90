"""The burden of inspection, the score of a culture round's statement and the slip of a milestone, walked back to what
was entered. docs/method.md, Burden, Culture rounds, and Milestones."""

from __future__ import annotations

from collections.abc import Iterator

from tpdesk.calc import method
from tpdesk.calc.burden import entry_words, share_words
from tpdesk.calc.milestones import days_words
from tpdesk.domain.figure import Explanation, Figure, FigurePart
from tpdesk.domain.results.basis import Issue, StatedBasis
from tpdesk.domain.results.burden import BurdenResult
from tpdesk.domain.results.culture import HIDDEN, RoundScores, StatementScore
from tpdesk.domain.results.milestones import Milestone, MilestoneProgress
from tpdesk.errors import UsageProblem
from tpdesk.text import counted, folded, nearest
from tpdesk.units import percent, pounds

_NOT_AVAILABLE = "not available"


def explain_burden(found: BurdenResult, figure: Figure) -> Explanation:
    """Return the burden of a place and year, or of one organisation, walked back to its entries. Raises UsageProblem
    where there is none."""
    entries = [one for one in found.entries if not figure.agency or folded(one.name) == folded(figure.agency)]
    if not entries:
        whose = f" of {figure.agency}" if figure.agency else ""
        raise UsageProblem(f"{found.basis.place} has no burden recorded{whose} in {found.basis.year}.")
    costed = [one for one in entries if one.cost_pence is not None]
    total = sum(one.cost_pence or 0 for one in costed)
    whose = f"{entries[0].name}, " if figure.agency else ""
    return Explanation(
        figure=figure, title=f"Burden: {whose}{found.basis.place}, {found.basis.year}",
        value=pounds(total) if costed else _NOT_AVAILABLE, number=total if costed else None, unit="pence",
        rules=(method.BURDEN,), basis=found.basis,
        formula=(*map(entry_words, entries), *(() if figure.agency else share_words(found))),
        parts_are="The cost, by entry",
        parts=tuple(
            FigurePart(f"entry {one.number}: {one.name}, {one.kind}", one.cost_pence or 0, one.regime) for one in costed
        ),
        apart=(), steps=(), lines=None, line_count=0, sources=(), issues=found.issues,
    )  # fmt: skip


def explain_culture(found: RoundScores, figure: Figure) -> Explanation:
    """Return the score of a statement in a round, of all or of one organisation, as far as it may be printed. Raises
    UsageProblem for a statement or organisation without answers."""
    row = _statement(found, figure.statement)
    body = _body(found, row, figure.agency) if figure.agency else ""
    score = row.by_body[body] if body else row.all
    return Explanation(
        figure=figure, title=f"{row.statement}: {body or 'all organisations'}, {found.title}",
        value=HIDDEN if score is None else f"{float(score):.2f} of 5", number=None if score is None else float(score),
        unit="score", rules=(method.CULTURE,),
        basis=StatedBasis(
            found.place, found.title, f"Answers to {found.title}; fewer than {found.threshold} are not shown"
        ),
        formula=tuple(_score_formula(row)), parts_are="", parts=(), apart=(), steps=(), lines=None, line_count=0,
        sources=(), issues=tuple(Issue("culture", text) for text in found.issues),
    )  # fmt: skip


def _statement(found: RoundScores, wanted: str) -> StatementScore:
    row = next((one for one in found.statements if folded(one.statement) == folded(wanted)), None)
    if row is None:
        near = nearest(wanted, [one.statement for one in found.statements])
        raise UsageProblem(
            f"'{wanted}' was not answered in '{found.title}'." + (f" Did you mean '{near}'?" if near else "")
        )
    return row


def _body(found: RoundScores, row: StatementScore, wanted: str) -> str:
    body = next((one for one in row.by_body if folded(one) == folded(wanted)), None)
    if body is None:
        raise UsageProblem(f"{wanted} did not answer '{row.statement}' in '{found.title}'.")
    return body


def _score_formula(row: StatementScore) -> Iterator[str]:
    turned = "6 less the mean of the answers, since agreeing names an obstacle"
    yield f"Score: {'the mean of the answers, 1 to 5' if row.polarity == 'helps' else turned}"
    for body, score in row.by_body.items():
        n = row.n[body]
        told = HIDDEN if score is None or n is None else f"{float(score):.2f} from {counted(n, 'answer')}"
        yield f"{body}: {told}"
    if row.all is not None:
        yield f"All answers together: {float(row.all):.2f}"
    if row.bodies_equal is not None:
        yield f"Each organisation counted once: {float(row.bodies_equal):.2f}"
    if row.agree is not None:
        yield f"Answers of 4 or 5: {percent(float(row.agree))}"
    if row.spread is not None:
        yield f"Highest less lowest organisation: {float(row.spread):.2f}"


def explain_milestone(found: MilestoneProgress, figure: Figure) -> Explanation:
    """Return the slip of a milestone, walked back to its days. Raises UsageProblem for one that is not known."""
    one = next((one for one in found.milestones if folded(one.title) == folded(figure.milestone)), None)
    if one is None:
        near = nearest(figure.milestone, [each.title for each in found.milestones])
        hint = f" Did you mean '{near}'?" if near else ""
        raise UsageProblem(f"There is no milestone '{figure.milestone}'.{hint}")
    slip, day = one.slip_days, found.on.isoformat()
    return Explanation(
        figure=figure, title=f"Slip: {one.title}", value=_NOT_AVAILABLE if slip is None else days_words(slip),
        number=slip, unit="days", rules=(method.MILESTONES,),
        basis=StatedBasis(one.place or "whole programme", day, f"{one.title}, on {day}"),
        formula=tuple(_slip_formula(one)), parts_are="", parts=(), apart=(), steps=(), lines=None, line_count=0,
        sources=(), issues=found.issues,
    )  # fmt: skip


def _slip_formula(one: Milestone) -> Iterator[str]:
    days = (("baseline", one.baseline), ("due", one.due), ("forecast", one.forecast), ("done", one.done))
    for name, day in days:
        yield f"{name}: {day.isoformat() if day else 'not said'}"
    ends = one.ends
    if one.slip_days is not None and ends is not None and one.baseline is not None:
        yield f"{ends.isoformat()} less {one.baseline.isoformat()} = {days_words(one.slip_days)}"
    elif one.state == "dropped":
        yield "It was dropped: it has no slip."
    else:
        yield "Slip needs a baseline, and the day done or a forecast."
