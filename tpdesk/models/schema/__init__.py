"""The desk file's tables, as migrations that are only ever appended to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tpdesk.models.schema.assets import ASSETS
from tpdesk.models.schema.boundaries import BOUNDARY_SETS
from tpdesk.models.schema.cases import CASES, UNIT_COST_YEARS
from tpdesk.models.schema.dives import FOURTH
from tpdesk.models.schema.first import FIRST
from tpdesk.models.schema.frozen import FROZEN_COUNTS
from tpdesk.models.schema.later import EIGHTH, FIFTH, NINTH, NUMBERED, PARTS, SECOND, SEVENTH, SIXTH, THIRD
from tpdesk.models.schema.national import NATIONAL, OWN_AREAS
from tpdesk.models.schema.outcomes import INDICATORS, VOLUMES
from tpdesk.models.schema.packs import ISSUES
from tpdesk.models.schema.partnership import BURDEN, CULTURE
from tpdesk.models.schema.practice import PRACTICE
from tpdesk.models.schema.returns import RETURN_SHEETS
from tpdesk.models.schema.streams import FUNDING_STREAMS

if TYPE_CHECKING:
    import sqlite3

APPLICATION_ID: Final = 0x54504431
"""`TPD1` in the SQLite header: this is a desk file."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the schema. `user_version` counts the steps a file has taken."""

    title: str
    """What it brings, for the history."""

    apply: Callable[[sqlite3.Connection], None]
    """Makes the step inside the caller's transaction."""


def _run(script: str) -> Callable[[sqlite3.Connection], None]:
    def apply(connection: sqlite3.Connection) -> None:
        for statement in statements(script):
            connection.execute(statement)

    return apply


def statements(script: str) -> list[str]:
    """Split a script into its statements; executescript() would commit the caller's transaction.
    Triggers stay whole."""
    found, held = [], ""
    for line in script.splitlines():
        held += line + "\n"
        whole = held.strip()
        if whole.endswith(";") and (not whole.upper().startswith("CREATE TRIGGER") or whole.upper().endswith("END;")):
            found.append(whole.rstrip(";"))
            held = ""
    return found


SCRIPTS: Final = (
    FIRST, SECOND, THIRD, FOURTH, FIFTH, SIXTH, SEVENTH, EIGHTH, NINTH, NATIONAL, NUMBERED, OWN_AREAS, FROZEN_COUNTS,
    RETURN_SHEETS,
    BOUNDARY_SETS,
    CASES,
    BURDEN,
    PRACTICE,
    INDICATORS,
    FUNDING_STREAMS,
    VOLUMES,
    ASSETS,
    CULTURE,
    UNIT_COST_YEARS,
    ISSUES,
    PARTS,
)  # fmt: skip
"""The steps as SQL, one a version."""

MIGRATIONS: Final = (
    Migration("the first tables", _run(FIRST)),
    Migration("undo, the history of every record, and what became of a batch's lines", _run(SECOND)),
    Migration("dates and next action of returns, milestones of one place", _run(THIRD)),
    Migration("deep dives: deliveries, journeys, workshops, barriers, opportunities", _run(FOURTH)),
    Migration("the months of each body's dated lines", _run(FIFTH)),
    Migration("what the amounts come to without their signs", _run(SIXTH)),
    Migration("the category that a deep dive gives to its deliveries", _run(SEVENTH)),
    Migration("the deliveries that were typed in a workshop", _run(EIGHTH)),
    Migration("how much of a wider body counts in a place", _run(NINTH)),
    Migration("drivers, apportioned spend, and by which method a line is known", _run(NATIONAL)),
    Migration("a number for each population and return", _run(NUMBERED)),
    Migration("areas of the user's own", _run(OWN_AREAS)),
    Migration("sums by batch, and frozen counts", _run(FROZEN_COUNTS)),
    Migration("return workbooks, and the questions on what came back", _run(RETURN_SHEETS)),
    Migration("boundary sets: new areas, successors, choices of driver", _run(BOUNDARY_SETS)),
    Migration("business cases, and what they are counted with", _run(CASES)),
    Migration("what inspection and partnership working cost", _run(BURDEN)),
    Migration("recipes, commitments, next steps, contacts, and how milestones come along", _run(PRACTICE)),
    Migration("indicators of outcomes, and their values", _run(INDICATORS)),
    Migration("funding streams, priorities, and what of which serves which", _run(FUNDING_STREAMS)),
    Migration("volumes, and what they cost", _run(VOLUMES)),
    Migration("assets: occupiers, running costs, rules for sharing", _run(ASSETS)),
    Migration("culture rounds: statements and counts of answers", _run(CULTURE)),
    Migration("the prices of each value of a unit cost", _run(UNIT_COST_YEARS)),
    Migration("whom to ask of a pack, when it is issued and updated, and why a theme has no indicator", _run(ISSUES)),
    Migration("an index from each line to its parts", _run(PARTS)),
)
"""Appended to, never changed: a released file took them in this order."""

DIGESTS: Final = {26: "cee1bc06745dcd2c8880e41a59abaddbfb0160d7ba22d7f3851e8a96bae71ebb"}
"""Version -> digest of the tables, indexes and programs of such a file (`prepare.digest`): a desk of the latest one is
known by it, without making all the tables anew at every start."""

DEEP_DIVES: Final = 4
"""The version from which on a desk holds deep dives, and the activities and client groups that come with tpdesk."""


def expected_programs() -> dict[str, str]:
    """Return name -> SQL of every trigger and view that our migrations make: anything else in a file is not ours."""
    return {
        sql.split()[2]: sql for sql in _all_statements() if sql.upper().startswith(("CREATE TRIGGER", "CREATE VIEW"))
    }


def expected_tables() -> set[str]:
    """Return the names of the tables that our migrations make."""
    return {sql.split()[2] for sql in _all_statements() if sql.upper().startswith("CREATE TABLE")}


def _all_statements() -> list[str]:
    return [statement for script in SCRIPTS for statement in statements(script)]
