"""Every kind of record, declared once: the store, the verbs, the forms, the lists and the files to
import are made from these."""

from __future__ import annotations

from typing import Final

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
from tpdesk.domain.kinds.places import BY_HAND, OF_PLACES
from tpdesk.domain.kinds.places import PLACE_FACTS as PLACE_FACTS
from tpdesk.domain.record_kind import Field as Field
from tpdesk.domain.record_kind import Kind as Kind
from tpdesk.domain.record_kind import ListColumn as ListColumn
from tpdesk.domain.record_kind import Listing as Listing
from tpdesk.domain.record_kind import Record as Record
from tpdesk.domain.record_kind import Value as Value

KINDS: Final[dict[str, Kind]] = {kind.name: kind for kind in (*OF_PLACES, *DIVES, *NATIONAL, *REDRAWN, *CASES)}
"""Name -> kind, the one registry; what a record hangs on stands before it."""

DECLARED: Final[dict[str, Kind]] = {kind.name: kind for kind in BY_HAND}
"""Name -> kind of places and agencies: read, listed, imported and exported by their declarations, written by rules of
their own."""
