"""Prevention against reaction: deliveries by their stage, by known cost and by number. docs/method.md, Deep dives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tpdesk.models.dives.facts import DeliveryFact
from tpdesk.models.dives.kinds import STAGES
from tpdesk.units import ratio

PREVENTION = ("prevent", "early help")
"""The stages that come before the need is acute; respond and recover are reaction, administer is neither."""


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
    def prevention(self) -> bool:
        """Whether it comes before the need is acute."""
        return self.stage in PREVENTION


def by_stage(deliveries: Sequence[DeliveryFact]) -> tuple[StagePart, ...]:
    """Return the deliveries by stage, prevention first, stages without any left out. Costs net of what is passed on, pence."""
    total = sum(item.net_pence or 0 for item in deliveries)
    rows = []
    for stage in (*STAGES, ""):
        found = [item for item in deliveries if item.stage == stage]
        if found:
            unknown = sum(item.net_pence is None for item in found)
            cost = sum(item.net_pence or 0 for item in found) if unknown < len(found) else None
            share = None if cost is None else ratio(cost, total)
            rows.append(StagePart(stage, len(found), cost, unknown, share, ratio(len(found), len(deliveries))))
    return tuple(rows)
