"""A copy of the desk to give to others: where to, and what is left out of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tpdesk.errors import UsageProblem
from tpdesk.models.connection import SUFFIX
from tpdesk.screens.desk.file import Told
from tpdesk.screens.dialogs.choose import Choice, Completing
from tpdesk.screens.dialogs.form import Form, FormField
from tpdesk.services.files import completions, start_folder, typed_path
from tpdesk.text import shown

if TYPE_CHECKING:
    from tpdesk.models.keeping.copying import Shared
    from tpdesk.screens.dialogs.base import Dialog
    from tpdesk.screens.window import Window

_NOTE = (
    "A compact copy of the whole desk file as it stands. What is left out leaves no trace in it. Your own desk "
    "is not changed."
)


def start(window: Window) -> None:
    """Ask where to."""

    def made(done: Shared | None) -> None:
        if done is not None:
            window.push_screen(Told("The copy is made", *told(done)))

    window.push_screen(_form(window.path), made)


def _form(desk: Path) -> Form[Shared]:
    """Return the form: where to, and what is left out. The desk is only read, so that a window that may only read can
    make a copy too."""
    start = str(desk.resolve().with_name(f"{desk.stem} copy{SUFFIX}"))
    fields = (
        FormField("file", "Write it to", start, "a path; Tab completes it", needed=True, follow=_complete),
        FormField("notes", "Without notes", hint="nor what quotes them", kind="flag"),
        FormField("history", "Without history", hint="nor undo, nor who did it", kind="flag"),
        FormField("over", "Write over", hint="if there is a file already", kind="flag"),
    )
    return Form(
        "Save a copy to share", fields, lambda opened, values: _write(opened.path, values), form="desk.share",
        doing="Writing the copy", note=_NOTE, work=lambda values: _write(desk, values),
    )  # fmt: skip


def _complete(form: Dialog[Any], line: Completing) -> None:
    """Offer what the folder that is being typed holds."""
    # Enter keeps a folder that is typed as it stands: the file that would complete it is another desk.
    line.folders, typed = True, line.value
    form.read(
        "share.complete",
        lambda: completions(typed, start_folder(), endings=frozenset([SUFFIX])),
        lambda found: line.offer_from([Choice(text, shown(text)) for text in found]),
    )


def told(done: Shared) -> tuple[str, ...]:
    """Return what the copy is, in words."""
    left = [word for word, out in (("the notes", done.without_notes), ("the history", done.without_history)) if out]
    holds = (
        f"It is without {' and '.join(left)}." if left else "It holds everything: notes, history and undo steps too."
    )
    return (
        str(done.file),
        f"{done.size / 1_000_000:,.1f} MB. {holds}",
        "Whoever gets it opens it with tpdesk, works in it and sends it back: merging it takes in what they did.",
    )


def _target(values: Mapping[str, str]) -> Path:
    target = typed_path(values["file"])
    return target if target.suffix else target.with_name(target.name + SUFFIX)


def _write(path: Path, values: Mapping[str, str]) -> Shared:
    from tpdesk.services.keeping import copy_to_share

    target = _target(values)
    if target.is_file() and not values["over"]:
        raise UsageProblem(
            f"{target} is a file already. Name another, or tick 'Write over'.", title="It is there already"
        )
    notes, history, over = (bool(values[name]) for name in ("notes", "history", "over"))
    return copy_to_share(path, target, without_notes=notes, without_history=history, force=over)
