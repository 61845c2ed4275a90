"""What a journey comes to: organisations met, handovers, days waited, what is known of its cost, where it breaks.
docs/method.md, Deep dives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tpdesk.domain.kinds import Record
from tpdesk.text import and_words, counted
from tpdesk.units import pounds


@dataclass(frozen=True, slots=True)
class Break:
    """A step at which a journey breaks."""

    step: int
    """Its number in the journey, from 1."""

    agency: str
    """The organisation met there; empty where nobody is named."""

    what: str


@dataclass(frozen=True, slots=True)
class JourneyTotal:
    """A journey in figures. Waits and costs that are not known are in no sum."""

    steps: int
    organisations: tuple[str, ...]
    """In the order in which they are met first."""

    handovers: int
    """How often it goes from one organisation to another; a step that names none is passed over."""

    days_waited: int
    waits_unknown: int
    """Of the steps after the first, which waits for nothing unless somebody says so."""

    cost_pence: int | None
    """None where no step's cost is known."""

    costs_unknown: int
    breaks: tuple[Break, ...]


def journey_total(steps: Sequence[Record]) -> JourneyTotal:
    """Return what the steps of a journey, in their order, come to. Pure; pence."""
    bodies = [_text(step, "agency") for step in steps]
    waits = [_number(step, "days_waited") for step in steps]
    costs = [_number(step, "cost") for step in steps]
    known = [cost for cost in costs if cost is not None]
    return JourneyTotal(
        steps=len(steps),
        organisations=tuple(dict.fromkeys(filter(None, bodies))),
        handovers=sum(one != other for one, other in pairwise(filter(None, bodies))),
        days_waited=sum(wait or 0 for wait in waits),
        waits_unknown=sum(wait is None for wait in waits[1:]),
        cost_pence=sum(known) if known else None,
        costs_unknown=len(costs) - len(known),
        breaks=tuple(
            Break(number, _text(step, "agency"), _text(step, "what"))
            for number, step in enumerate(steps, 1)
            if step.values.get("breaks")
        ),
    )


def journey_words(total: JourneyTotal) -> str:
    """Return a journey in a sentence: `6 steps, 4 organisations, handed over 4 times, 56 days waited, £2,110 (4 steps
    of unknown cost), breaks 2 times: at steps 2 and 5.`"""
    if not total.steps:
        return "No step yet."
    waited = f"{counted(total.days_waited, 'day')} waited"
    if total.waits_unknown:
        waited = f"at least {waited} ({counted(total.waits_unknown, 'wait')} not known)"
    unknown = f" ({counted(total.costs_unknown, 'step')} of unknown cost)" if total.costs_unknown else ""
    money = "cost not known" if total.cost_pence is None else f"{pounds(total.cost_pence).removesuffix('.00')}{unknown}"
    parts = [
        counted(total.steps, "step"), counted(len(total.organisations), "organisation"),
        f"handed over {counted(total.handovers, 'time')}", waited, money, _breaks(total),
    ]  # fmt: skip
    return f"{', '.join(parts)}."


def _breaks(total: JourneyTotal) -> str:
    if not total.breaks:
        return "breaks nowhere"
    at = [str(one.step) for one in total.breaks]
    return f"breaks {counted(len(at), 'time')}: at step{'s' if len(at) > 1 else ''} {and_words(at)}"


def break_words(one: Break) -> str:
    """Return where a journey breaks: `step 2, Pendle Borough Council: Council closed`."""
    return f"step {one.step}{f', {one.agency}' if one.agency else ''}: {one.what}"


def _text(record: Record, name: str) -> str:
    return str(record.values.get(name) or "")


def _number(record: Record, name: str) -> int | None:
    value = record.values.get(name)
    return value if isinstance(value, int) else None
