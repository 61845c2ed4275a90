"""The short lists a spend line chooses from. Stored as small numbers, everywhere else as these words."""

from __future__ import annotations

from typing import Final

FLOWS: Final = {"expenditure": 1, "income": 2}
"""Which way the money goes. A credit note is a negative expenditure, not income."""

COST_TYPES: Final = {"unknown": 0, "revenue": 1, "capital": 2}
"""An unknown is shown as such (docs/method.md, rule 5)."""

STATUSES: Final = {"actual": 1, "budget": 2, "estimate": 3, "apportioned": 4}
"""Unlike statuses are not added up without saying so (docs/method.md, rule 10)."""

BATCH_KIND: Final = "first-count"
"""What a batch of published figures is called where another batch names the kind of its file."""

GRADES: Final = {"A": 1, "B": 2, "C": 3, "D": 4, "E": 6}
"""Grade of a first count -> the desk's confidence grade, whose band says how far off it may be."""

CONTROLS: Final = {"not stated": 0, "local": 1, "influenced": 2, "national": 3}
"""Who decides on the money."""

FLOW_WORDS: Final = {number: word for word, number in FLOWS.items()}
COST_TYPE_WORDS: Final = {number: word for word, number in COST_TYPES.items()}
STATUS_WORDS: Final = {number: word for word, number in STATUSES.items()}
CONTROL_WORDS: Final = {number: word for word, number in CONTROLS.items()}

LEVELS: Final = {1: "divisions", 2: "groups", 3: "classes", 4: "service lines"}
"""What the categories of each level are called."""

LEVEL: Final = {1: "division", 2: "group", 3: "class", 4: "service line"}
"""What one category of each level is called."""

RETURN_STATES: Final = ("expected", "requested", "received", "queried", "signed-off")
"""How far an agency's return is, in order."""

VERSION_KINDS: Final = ("interim", "final", "published", "other")
"""What a count was frozen as."""

PLACE_STATUSES: Final = ("pilot", "parallel", "precursor", "exploring", "no plans")
"""The programme's own words; a place's kind is free text, these are offered first."""

BENEFITS: Final = "benefits"
"""The kind of the batches that are made from DWP's table of benefits by local authority."""

UNKNOWN_AREA: Final = "is not an area that tpdesk knows"
"""What is said of what a line names as an area, where it is none."""
