"""The act of taking a colleague's desk file in, and the file in which its conflicts are decided."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from contextlib import closing
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, cast

from tpdesk.domain.advice import DECISION_HEADINGS
from tpdesk.errors import InputProblem, UsageProblem
from tpdesk.models import guard
from tpdesk.models.apportionment import numbers_of
from tpdesk.models.connection import connect, savepoint, spoken
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.exported.made_of import must_hold_lines
from tpdesk.models.file_writing import write_csv
from tpdesk.models.log.history import note_act
from tpdesk.models.merge import desks
from tpdesk.models.merge.plan import Choice, Choices, Difference, Merged, MergePlan
from tpdesk.models.merge.source import beside
from tpdesk.services.files import result_file
from tpdesk.text import clean, counted, csv_safe, folded, without_guard

if TYPE_CHECKING:
    import sqlite3

_COLUMNS: Final = DECISION_HEADINGS
_CHOICES: Final = ("mine", "theirs")
_UNDECIDED: Final[Choices] = MappingProxyType({})


def plan(desk: Desk, file: Path, *, with_private: bool = False) -> MergePlan:
    """Return what taking the desk `file` in would do, with its private notes or without; neither desk is changed.
    Raises DeskFileProblem, Locked, UsageProblem."""
    _must_be_another(desk, file)
    # A connection of its own: that of a reader may hold no temporary tables.
    _must_hold_lines(desk, file)
    with (
        closing(connect(desk.path)) as connection,
        beside(connection, file),
        spoken(desk.path),
        savepoint(connection, keep=False),
    ):
        return desks.look(connection, file.name, with_private=with_private).plan


def compare(mine: Path, other: Path, *, with_private: bool = False) -> MergePlan:
    """Return what merging the desk file `other` into the desk file `mine` would do; neither is changed.
    Raises as `plan`."""
    with open_desk(mine, read_only=True) as desk:
        return plan(desk, other, with_private=with_private)


def apply(desk: Desk, file: Path, looked_at: MergePlan, choices: Choices = _UNDECIDED) -> Merged:
    """Take the desk `file` in, as one act, after a backup; a difference that is not decided gets its usual choice.

    Raises UsageProblem where either desk says something else than when `looked_at` was made, DeskFileProblem, Locked.
    """
    _must_be_another(desk, file)
    if looked_at.brings_nothing(choices):
        return Merged(looked_at, looked_at.words(choices), False, ())
    desk.keep("merge")
    with beside(desk.connection, file), desk.writing() as connection:
        looked = desks.look(connection, file.name, with_private=looked_at.with_private)
        if looked.plan != looked_at:
            raise UsageProblem(
                "One of the two desks has changed since they were compared. Nothing was changed: look at "
                f"{file.name} again."
            )
        made = desks.write(connection, looked, choices)
        _remake_lines(connection)
        words = looked.plan.words(choices)
        note_act(connection, "merge", clean(file.name), words)
        for batch, (there, here) in zip(looked.plan.batches, made, strict=True):
            note_act(
                connection, "take over", f"batch {here}",
                f"{batch.file}, {counted(batch.lines, 'line')}, batch {there} of {clean(file.name)}, taken in there "
                f"by {batch.who} at {batch.made_at}",
            )  # fmt: skip
        desks.tidy(connection)
    return Merged(looked.plan, words, True, made)


def _remake_lines(connection: sqlite3.Connection) -> None:
    """Make the lines of apportioned spend that came, or that the other desk's word changed."""
    if numbers_of(connection):
        from tpdesk.services.apportioning import remake_all

        remake_all(connection)


def _must_hold_lines(desk: Desk, file: Path) -> None:
    """Raise DeskFileProblem where either desk holds sums in the place of lines."""
    must_hold_lines(desk.connection, desk.path.name, "merge")
    if guard.is_ordinary_file(file):
        with open_desk(file, read_only=True) as other:
            must_hold_lines(other.connection, file.name, "merge")


def _must_be_another(desk: Desk, file: Path) -> None:
    if file.exists() and desk.path.exists() and guard.is_same_file(file, desk.path):
        raise UsageProblem(f"{file} is this desk itself. Name the other one.")


def all_conflicts(looked_at: MergePlan, choice: Choice) -> dict[Difference, Choice]:
    """Return one choice for every conflict."""
    return dict.fromkeys(looked_at.conflicts, choice)


def write_differences(looked_at: MergePlan, choices: Choices, target: Path, *, replace: bool = False) -> None:
    """Write every difference to a CSV file with what was chosen, to be decided there. Raises Locked, UsageProblem."""
    rows = ([*(csv_safe(text) for text in _key(one)), choices.get(one, one.usual)] for one in looked_at.differences)
    with result_file(target, replace=replace):
        write_csv(target, chain([_COLUMNS], rows))


def read_decisions(looked_at: MergePlan, file: Path) -> dict[Difference, Choice]:
    """Return what a file of `write_differences` decides; an empty choice decides nothing. Raises InputProblem."""
    try:
        if not guard.is_ordinary_file(file):
            raise InputProblem(f"{file} is not an ordinary file. Name a file of decisions, written with --conflicts.")
        with file.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            missing = [name for name in _COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                raise InputProblem(
                    f"{file.name} has no column '{missing[0]}'. Write one with --conflicts, and decide in it."
                )
            return _decided(looked_at, list(reader), file.name)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputProblem(f"{file} cannot be read ({error}). Save it as CSV (UTF-8).") from error


def _decided(looked_at: MergePlan, rows: Iterable[Mapping[str, str | None]], name: str) -> dict[Difference, Choice]:
    known = {_key(one): one for one in looked_at.differences}
    decided: dict[Difference, Choice] = {}
    for number, row in enumerate(rows, 2):
        choice = folded(row["choice"] or "")
        if not choice:
            continue
        if choice not in _CHOICES:
            raise InputProblem(
                f"{name}, row {number}: the choice is '{clean(row['choice'] or '')}'. Write mine or theirs, or "
                "leave it empty."
            )
        one = known.get(tuple(without_guard(row[column] or "") for column in _COLUMNS[:-1]))
        if one is None:
            raise InputProblem(
                f"{name}, row {number}: the two desks do not differ in that ({clean(row['record'] or '')} "
                f"{clean(row['name'] or '')}, {clean(row['field'] or '')}). Write the conflicts anew with "
                "--conflicts."
            )
        decided[one] = cast("Choice", choice)
    return decided


def _key(one: Difference) -> tuple[str, ...]:
    return one.record, one.name, one.field, one.mine, one.theirs
