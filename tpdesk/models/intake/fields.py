"""The fields a line can take from a file: one list, in the order of a Line, that recognising, mapping and reading share."""

from __future__ import annotations

from typing import Final

from tpdesk.domain.dates import Cell as Cell

FIELDS: Final = (
    "amount",
    "label",
    "date",
    "supplier",
    "description",
    "agency",
    "category",
    "cost_type",
    "flow",
    "status",
    "control",
    "client_group",
    "activity",
    "area",
    "transfer_to",
    "transfer_from",
    "funding_stream",
    "grade",
    "year",
    "internal",
)
"""What a column can be mapped to, as `--map FIELD=COLUMN` names it."""

FLOWS: Final = ("expenditure", "income")
"""Which way a line's money goes."""

STATUSES: Final = ("actual", "budget", "estimate", "apportioned")
"""How firm a line's amount is."""

COST_TYPES: Final = ("revenue", "capital", "unknown")
"""What kind of money a line is; unknown is said, never guessed."""

CONTROLS: Final = ("local", "influenced", "national")
"""Who decides on a line's money."""

DATE_ORDERS: Final = ("dmy", "mdy", "ymd")
"""The orders of day, month and year that a written date can have."""

BY_ROW: Final = "by-row"
"""What the user says in place of an order, to have those dates turned round whose day and month were the wrong way round."""
