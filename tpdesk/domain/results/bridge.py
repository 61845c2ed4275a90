"""What leads from one count to another: steps that add up to the penny, by organisation and by category, and who made
them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tpdesk.domain.frozen import FrozenBatch, Version
from tpdesk.domain.results.basis import Issue

LATE, GONE, RESUBMITTED = "late returns", "bodies no longer in it", "resubmitted returns"
NEW_FILES, FILES_OFF, TYPED, DELETED = "new files", "files taken off", "lines typed", "lines deleted"
CORRECTIONS, MOVED = "corrections", "moved to another body"
TRANSFERS, RECHARGES, REMAPPED = "transfers between bodies", "internal recharges", "remapped"

STEPS: Final[Mapping[str, str]] = {
    LATE: "Late returns",
    GONE: "Organisations no longer in it",
    RESUBMITTED: "Resubmitted returns",
    NEW_FILES: "New files",
    FILES_OFF: "Files removed",
    TYPED: "Lines typed",
    DELETED: "Lines deleted",
    CORRECTIONS: "Corrections",
    MOVED: "Moved to another organisation",
    TRANSFERS: "Transfers between organisations",
    RECHARGES: "Internal recharges",
    REMAPPED: "Remapped",
}
"""Each step's name in JSON -> as people read it, in order."""

OF_FILES: Final = frozenset({LATE, RESUBMITTED, NEW_FILES})
"""Steps that are a file's coming: who took it in made them."""

ABOUT: Final[Mapping[str, str]] = {
    LATE: "Organisations with spending in the second count and none in the first.",
    GONE: "Organisations with spending in the first count and none in the second.",
    RESUBMITTED: "A file was removed and another of the same organisation imported in its place.",
    NEW_FILES: "Further files of organisations that were in the first count already.",
    FILES_OFF: "Files that were removed and not replaced.",
    TYPED: "Lines entered by hand or brought back.",
    DELETED: "Lines deleted; lines of a file at the amount with which they came.",
    CORRECTIONS: "Amounts edited, and what else changed in lines that both counts hold.",
    MOVED: "Lines given to another organisation.",
    TRANSFERS: "Change in payments between counted organisations, which are taken off so that money is counted once.",
    RECHARGES: "Change in internal recharges, which are taken off.",
    REMAPPED: "Money that stands under another category: it moves, and adds up to zero.",
}
"""Each step's name -> what it means, in a sentence."""


@dataclass(frozen=True, slots=True)
class CountedTotals:
    """The totals of one of the two counts. Pence."""

    gross_pence: int
    transfers_pence: int
    recharges_pence: int
    after_pence: int
    by_category: Mapping[str, int]
    """Category's code as mapped, empty for money without one -> spend after transfers and recharges."""

    agencies: tuple[str, ...]
    """Names of the organisations with lines, in order."""


@dataclass(frozen=True, slots=True)
class BridgeRow:
    """One reason for a difference: a step of one organisation, and the file behind it."""

    step: str
    agency: str
    pence: int
    batch: FrozenBatch | None = None
    """The file that came, went or was edited; None for lines that came with no file, and for steps of no one file."""

    replaced: FrozenBatch | None = None
    """The file in whose place it came."""

    who: str = ""
    """Who made the change; several are joined by commas."""

    when: str = ""
    """When, ISO 8601 UTC; of several the last."""


@dataclass(frozen=True, slots=True)
class Bridge:
    """How one count became another. Every step in pence; the start and all steps add up to the end."""

    first: Version
    second: Version
    start_pence: int
    """The first count after transfers and recharges."""

    end_pence: int
    steps: Mapping[str, int]
    """All names of `STEPS`, in order."""

    by_category: Mapping[str, Mapping[str, int]]
    """Step -> category's code -> pence; they add up to the step."""

    by_agency: Mapping[str, Mapping[str, int]]
    """Step -> organisation -> pence; they add up to the step, save that remapped money stays with its organisation."""

    receiver_came_in_pence: int
    """What of the step of transfers comes from receivers that are in one of the counts only."""

    before: CountedTotals
    after: CountedTotals
    titles: Mapping[str, str]
    """Code -> title of every category in either count."""

    rows: tuple[BridgeRow, ...]
    """What changed and why: each step's organisations, the largest amount first."""

    issues: tuple[Issue, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the two counts are the same to the penny, in every category."""
        return not any(self.steps.values()) and not any(
            pence for parts in self.by_category.values() for pence in parts.values()
        )
