"""Prevention against reaction: deliveries by their stage, by known cost and by number. docs/method.md, Deep dives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tpdesk.domain.dive_facts import DeliveryFact
from tpdesk.domain.kinds import STAGES
from tpdesk.text import counted
from tpdesk.units import percent, ratio, short_pounds

STEPS: Final[Mapping[str, str]] = {
    "prevent": "primary",
    "early help": "secondary",
    "recover": "tertiary",
    "respond": "acute",
}
"""Stage -> the step of prevention that it is, from the earliest; `administer` is none and is shown apart. Where prevention ends is the reader's cut."""

CUTS: Final = tuple(STEPS.values())[:-1]
"""The steps after which prevention can be said to end."""

USUAL_CUT: Final = "secondary"
"""After which step prevention ends unless the user sets another: before the need is acute."""


@dataclass(frozen=True, slots=True)
class StagePart:
    """Deliveries of one stage."""

    stage: str
    """One of the stages; empty where nobody said."""

    deliveries: int
    cost_pence: int | None
    """The sum of the known costs, net of what is passed on; None where none is known."""

    unknown: int
    """Deliveries whose cost is not known: they are in no sum."""

    share: float | None
    """Of the known cost of all; None where none is known."""

    share_of_number: float | None
    """Of the number of deliveries."""

    @property
    def step(self) -> str:
        """`primary`, `secondary`, `tertiary`, `acute`; empty for administration and where nobody said."""
        return STEPS.get(self.stage, "")

    cut: str = USUAL_CUT
    """The step after which prevention ends on this desk."""

    @property
    def prevention(self) -> bool:
        """Whether it counts as prevention, by the desk's cut."""
        return self.step in CUTS[: CUTS.index(self.cut) + 1]


def by_stage(deliveries: Sequence[DeliveryFact], cut: str = USUAL_CUT) -> tuple[StagePart, ...]:
    """Return the deliveries by step of prevention, then administration and what nobody said; stages without any left out. Costs net of what is passed on, pence."""
    total = sum(item.net_pence or 0 for item in deliveries)
    rows = []
    for stage in (*STEPS, *(stage for stage in STAGES if stage not in STEPS), ""):
        found = [item for item in deliveries if item.stage == stage]
        if found:
            unknown = sum(item.net_pence is None for item in found)
            cost = sum(item.net_pence or 0 for item in found) if unknown < len(found) else None
            share = None if cost is None else ratio(cost, total)
            rows.append(StagePart(stage, len(found), cost, unknown, share, ratio(len(found), len(deliveries)), cut))
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class Cut:
    """How much is prevention if it ends after a step."""

    last: str
    """The last step that counts as prevention."""

    deliveries: int
    share: float | None
    """Of the known cost of the four steps, administration apart; None where none is known."""


def cuts(parts: Sequence[StagePart]) -> tuple[Cut, ...]:
    """Return how much is prevention by each place at which it can be said to end: after primary, secondary or tertiary."""
    stepped = [part for part in parts if part.step]
    if not stepped:
        return ()
    total = sum(part.cost_pence or 0 for part in stepped)
    steps = list(STEPS.values())
    found = []
    for n, last in enumerate(steps[:-1], 1):
        inside = [part for part in stepped if part.step in steps[:n]]
        cost = sum(part.cost_pence or 0 for part in inside)
        found.append(Cut(last, sum(part.deliveries for part in inside), ratio(cost, total)))
    return tuple(found)


def cut_words(parts: Sequence[StagePart]) -> str:
    """Return how much is prevention by the desk's cut, and by every other, in two sentences; empty where no stage is known."""
    found = cuts(parts)
    if not found:
        return ""
    chosen = next(item for item in found if item.last == parts[0].cut)
    number = sum(part.deliveries for part in parts if part.step)
    amount = "no cost is known" if chosen.share is None else f"{percent(chosen.share)} of the known cost"
    text = f"Prevention, counted up to {chosen.last}: {chosen.deliveries} of {counted(number, 'delivery', 'deliveries')}, {amount}."
    if chosen.share is None:
        shares = ", ".join(f"{cut.deliveries} up to {cut.last}" for cut in found)
        return f"{text} Where prevention ends decides how much there is: {shares}."
    shares = ", ".join(f"{percent(cut.share)} up to {cut.last}" for cut in found)
    apart = next((part for part in parts if part.stage == "administer"), None)
    beside = (
        f" Administration stands apart: {short_pounds(apart.cost_pence)} in {counted(apart.deliveries, 'delivery', 'deliveries')}."
        if apart is not None and apart.cost_pence is not None
        else ""
    )
    return f"{text} Where prevention ends decides how much there is: {shares}.{beside}"
