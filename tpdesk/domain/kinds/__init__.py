"""Every kind of record, declared once: the store, the verbs, the forms, the lists and the files to
import are made from these."""

from __future__ import annotations

from typing import Final

from tpdesk.domain.kinds.assets import ASSETS
from tpdesk.domain.kinds.boundaries import REDRAWN
from tpdesk.domain.kinds.cases import CASES
from tpdesk.domain.kinds.dives import BARRIER_KINDS as BARRIER_KINDS
from tpdesk.domain.kinds.dives import BARRIER_LEVELS as BARRIER_LEVELS
from tpdesk.domain.kinds.dives import BARRIER_STATES as BARRIER_STATES
from tpdesk.domain.kinds.dives import DIVES
from tpdesk.domain.kinds.dives import HORIZONS as HORIZONS
from tpdesk.domain.kinds.dives import NOTE_KINDS as NOTE_KINDS
from tpdesk.domain.kinds.dives import NOTE_LETTERS as NOTE_LETTERS
from tpdesk.domain.kinds.dives import OPPORTUNITY_STATES as OPPORTUNITY_STATES
from tpdesk.domain.kinds.dives import OVERCOME as OVERCOME
from tpdesk.domain.kinds.dives import STAGES as STAGES
from tpdesk.domain.kinds.national import NATIONAL
from tpdesk.domain.kinds.outcomes import OUTCOMES
from tpdesk.domain.kinds.partnership import PARTNERSHIP
from tpdesk.domain.kinds.places import AGENCY_KIND as AGENCY_KIND
from tpdesk.domain.kinds.places import OF_PLACES
from tpdesk.domain.kinds.places import PLACE_FACTS as PLACE_FACTS
from tpdesk.domain.kinds.places import PLACE_KIND as PLACE_KIND
from tpdesk.domain.kinds.places import POPULATION as POPULATION
from tpdesk.domain.kinds.places import RETURN as RETURN
from tpdesk.domain.kinds.practice import PRACTICE
from tpdesk.domain.kinds.streams import STREAMS
from tpdesk.domain.record_kind import Field as Field
from tpdesk.domain.record_kind import Kind as Kind
from tpdesk.domain.record_kind import ListColumn as ListColumn
from tpdesk.domain.record_kind import Listing as Listing
from tpdesk.domain.record_kind import Record as Record
from tpdesk.domain.record_kind import Value as Value

KINDS: Final[dict[str, Kind]] = {
    kind.name: kind
    for kind in (
        PLACE_KIND,
        AGENCY_KIND,
        *OF_PLACES,
        *DIVES,
        *NATIONAL,
        *REDRAWN,
        *CASES,
        *PARTNERSHIP,
        *PRACTICE,
        *STREAMS,
        *OUTCOMES,
        *ASSETS,
    )
}
"""Name -> kind, the one registry; what a record hangs on stands before it."""


def dependent_kinds() -> tuple[Kind, ...]:
    """Return the kinds of what hangs on places and organisations: all but those two."""
    return tuple(kind for kind in KINDS.values() if not kind.has_lines)
