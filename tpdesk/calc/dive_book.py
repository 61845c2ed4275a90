"""Everything of the deep dives that a pack prints, as plain results and records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from tpdesk.calc.cohorts import Cohort, hidden_cohorts
from tpdesk.calc.dive import DiveTotal
from tpdesk.calc.shortlist import Shortlist
from tpdesk.calc.suppress import SMALL
from tpdesk.domain.dive_facts import DeliveryFact
from tpdesk.domain.evidence import Evidence
from tpdesk.domain.kinds import Record


@dataclass(frozen=True, slots=True)
class DiveBook:
    """The deep dives of a place in one year. What is private in a record is still in it: sheets print no field that is."""

    totals: tuple[DiveTotal, ...] = ()
    """Each deep dive before its sub-themes."""

    records: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)
    """Kind's name -> its records in the place, in the order of the desk; steps in the order of their journeys."""

    deliveries: tuple[DeliveryFact, ...] = ()
    """Those of the year and of no year."""

    area_names: Mapping[str, str] = field(default_factory=dict)
    agency_names: Mapping[int, str] = field(default_factory=dict)
    category_titles: Mapping[str, str] = field(default_factory=dict)
    shortlist: Shortlist | None = None
    """None where nothing on the desk calls for one: no deep dive, delivery or barrier."""

    small: int = SMALL
    """Cohorts from 1 to one below this are not printed, nor what they could be worked out from."""

    def of(self, kind: str) -> tuple[Record, ...]:
        """Return the records of a kind."""
        return self.records.get(kind, ())

    @property
    def illustrative(self) -> frozenset[str]:
        """Titles of the deep dives whose figures are made up to show the tool, with all their sub-themes."""
        found = {total.title for total in self.totals if total.illustrative}
        while more := {total.title for total in self.totals if total.parent in found} - found:
            found |= more
        return frozenset(found)

    @property
    def hidden_cohorts(self) -> frozenset[str]:
        """Titles of the deep dives whose number of people is not printed."""
        cohorts = [Cohort(total.title, total.parent, total.cohort) for total in self.totals]
        return hidden_cohorts(cohorts, self.small)


NO_DIVES: Final = DiveBook()
"""Of a place without any."""


def marks_of(proofs: Iterable[Evidence]) -> dict[int, str]:
    """Return a delivery's number -> what it proves with others; absent where nothing."""
    found: dict[int, str] = {}
    for proof in proofs:
        for pair in proof.pairs:
            for number in pair.deliveries:
                if pair.duplicates:
                    found[number] = "the same for the same people"
                else:
                    found.setdefault(number, "overlap")
    return found
