"""Hand a file over to the system: opened by its program, or shown in its folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tpdesk.errors import UsageProblem
from tpdesk.models import guard


def open_file(path: Path) -> None:
    """Open a file with the program that the system has for it. Raises UsageProblem."""
    _hand_over(path, guard.open_with_program, "opened")


def show_folder(path: Path) -> None:
    """Show a file in its folder. Raises UsageProblem."""
    _hand_over(path, guard.show_in_folder, "shown in its folder")


def _hand_over(path: Path, how: Callable[[Path], None], words: str) -> None:
    if not path.exists():
        raise UsageProblem(f"{path} is not there any more. Write it again.", title="The file has gone")
    try:
        how(path)
    except OSError as error:
        raise UsageProblem(
            f"{path} cannot be {words} from here: {error.strerror or error}. Press c to copy its path.",
            title="No program for it",
        ) from error
