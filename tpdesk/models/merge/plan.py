"""What a merge would bring, as plain data to look at:
what is new, what the two desks say differently, what is to be known."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from tpdesk.text import counted

Choice: TypeAlias = Literal["mine", "theirs"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the two desks say differently."""

    record: str
    """The kind of record: agency, place, population, line ..."""

    name: str
    """Which one, in words; for lines the batch, sheet and rows."""

    field: str
    """Which field; of lines all that differ."""

    mine: str
    """What this desk says; empty where it says nothing."""

    theirs: str
    """What the other desk says."""

    usual: Choice
    """What is kept unless somebody decides: `theirs` only where this desk says nothing, or has the
    line as its file brought it."""

    lines: int = 0
    """How many spend lines it is about; 0 for other records."""

    private: tuple[str, str] | None = dataclasses.field(default=None, repr=False)
    """What the two say in full where `mine` and `theirs` only say how long it is:
    to be shown where somebody asks for it, and written nowhere."""

    @property
    def is_conflict(self) -> bool:
        """Whether both desks say something, so that somebody should decide."""
        return self.usual == "mine"


Choices: TypeAlias = Mapping[Difference, Choice]
"""What was decided; a difference that is not among them gets its `usual` choice."""


@dataclass(frozen=True, slots=True)
class NewRecords:
    """Records that only the other desk has."""

    record: str
    plural: str
    names: tuple[str, ...]

    @property
    def words(self) -> str:
        """Return how many: '3 agencies'."""
        return counted(len(self.names), self.record, self.plural)


@dataclass(frozen=True, slots=True)
class NewBatch:
    """A batch that only the other desk has."""

    number: int
    """Its number there."""

    file: str
    place: str
    lines: int
    """Lines that stand of it there."""

    sum_pence: int
    """What they add up to, signed."""

    who: str
    made_at: str


@dataclass(frozen=True, slots=True)
class MergePlan:
    """What taking the other desk in would do; nothing is done yet."""

    file: str
    """The other desk file's name, without its folder."""

    new: tuple[NewRecords, ...]
    batches: tuple[NewBatch, ...]
    hand_lines: int
    """Lines entered by hand there that this desk has not, or has fewer times."""

    hand_pence: int
    """What those add up to, signed."""

    settled_rejects: int
    """Rejected rows that are open here and that a file taken in there has put right."""

    differences: tuple[Difference, ...]
    notes: tuple[str, ...]
    """What somebody should look at, a sentence each."""

    private_notes: int = 0
    """Notes marked private that only the other desk has."""

    with_private: bool = False
    """Whether these come too; else they stay there, with all that the history quotes of them."""

    @property
    def conflicts(self) -> tuple[Difference, ...]:
        """Return the differences in which both desks say something."""
        return tuple(one for one in self.differences if one.is_conflict)

    @property
    def new_lines(self) -> int:
        """Return how many spend lines would come."""
        return sum(batch.lines for batch in self.batches) + self.hand_lines

    def taken(self, choices: Choices) -> tuple[Difference, ...]:
        """Return the differences in which the other desk's word is taken."""
        return tuple(one for one in self.differences if choices.get(one, one.usual) == "theirs")

    def brings_nothing(self, choices: Choices) -> bool:
        """Say whether the desk would stay as it is."""
        return not (self.new or self.batches or self.hand_lines or self.settled_rejects or self.taken(choices))

    @property
    def private_words(self) -> str:
        """Return what becomes of private notes; empty where only the other desk has none."""
        if not self.private_notes:
            return ""
        number = counted(self.private_notes, "private note")
        return (
            f"{number} "
            f"{'come' if self.with_private else 'stay'}{'s' if self.private_notes == 1 else ''}"
            f"{' too' if self.with_private else ' there'}."
        )

    def words(self, choices: Choices) -> str:
        """Return in one line what comes: '3 agencies, 412 lines, 2 conflicts kept mine'."""
        taken = self.taken(choices)
        kept = [one for one in self.conflicts if one not in set(taken)]
        told = [one.words for one in self.new]
        told += [counted(len(self.batches), "batch", "batches")] if self.batches else []
        told += [counted(self.new_lines, "line")] if self.new_lines else []
        edited = sum(one.lines for one in taken if not one.is_conflict)
        told += [f"{counted(edited, 'line')} as edited there"] if edited else []
        filled = sum(1 for one in taken if not one.is_conflict and not one.lines)
        won = sum(1 for one in taken if one.is_conflict)
        told += [counted(filled, "blank filled", "blanks filled")] if filled else []
        told += [f"{counted(won, 'conflict')} taken as theirs"] if won else []
        told += [f"{counted(len(kept), 'conflict')} kept mine"] if kept else []
        told += [f"{counted(self.settled_rejects, 'rejected row')} put right"] if self.settled_rejects else []
        return ", ".join(told) or "nothing that is not here"


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did."""

    plan: MergePlan
    """What was found, before anything was written."""

    words: str
    """What came, in one line."""

    changed: bool
    """Whether anything was written; where nothing was, there is no step to undo."""

    batches: tuple[tuple[int, int], ...]
    """(number there, number here) of each batch that came."""
