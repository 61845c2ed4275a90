"""What was done on the desk, and back and forth along it: undo, redo, a walk to any act."""

from __future__ import annotations

from tpdesk.errors import UsageProblem
from tpdesk.models.desk import Desk
from tpdesk.models.log import history, undo_steps
from tpdesk.models.log.history import Act
from tpdesk.models.log.undo_steps import Step


def undo(desk: Desk) -> Step:
    """Take the latest act back and return it. Raises UsageProblem where there is none, Locked."""
    with desk.unlogged(foreign_keys=False) as connection:
        step = undo_steps.next_undo(connection)
        undo_steps.swap(connection, step)
    return step


def undo_import(desk: Desk, batch: int) -> bool:
    """Undo the import of a batch where that is the latest act, and return whether it is. Raises Locked."""
    with desk.unlogged(foreign_keys=False) as connection:
        step = undo_steps.next_undo_of(connection, batch)
        if step is not None:
            undo_steps.swap(connection, step)
    return step is not None


def redo(desk: Desk) -> Step:
    """Bring back the act that was undone last and return it. Raises UsageProblem where there is none, Locked."""
    with desk.unlogged(foreign_keys=False) as connection:
        step = undo_steps.next_redo(connection)
        undo_steps.swap(connection, step)
    return step


def steps(desk: Desk, limit: int = 200) -> list[Step]:
    """Return what can be undone or redone, the latest act first."""
    return undo_steps.steps(desk.connection, limit)


def walk_to(desk: Desk, step: int, *, seen: int | None = None) -> list[Step]:
    """Undo or redo until the step with that number is the latest that stands; 0 undoes all. Return the steps
    walked. Raises UsageProblem.

    `seen` is the latest step that stood when the user chose: where another stands by now, nothing is done.
    """
    if seen is not None and seen != _standing(desk):
        raise UsageProblem("More was done on the desk meanwhile. Look at the list again, then choose.")
    walked: list[Step] = []
    if step and step not in {one.id for one in steps(desk, -1)}:
        raise UsageProblem(f"There is no step {step} to go back to. See them all: tpdesk history --steps.")
    while True:
        standing = _standing(desk)
        if standing == step:
            return walked
        walked.append(undo(desk) if standing > step else redo(desk))


def _standing(desk: Desk) -> int:
    return max((one.id for one in steps(desk, -1) if not one.undone), default=0)


# -- what was done


def acts(
    desk: Desk, *, limit: int | None = None, record: str | None = None, name: str | None = None, line: int | None = None
) -> list[Act]:
    """Return the acts of the desk, the latest first; only those of a record by its kind and name, or of a
    spend line by its number."""
    if line is not None:
        return history.acts_of_line(desk.connection, line)[:limit]
    if name is not None:
        return history.acts_of(desk.connection, record or "agency", name, limit=limit)
    return history.list_acts(desk.connection, limit=limit)
