"""Pasted rows as the window looks at them: each time something is said of them or put right in them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tpdesk.errors import DeskError, InputProblem
from tpdesk.models import guard
from tpdesk.models.batch import same_file
from tpdesk.models.desk import open_desk
from tpdesk.models.intake.layout import Layout
from tpdesk.models.intake.pasted import LARGEST, PastedSource
from tpdesk.models.keeping.lock import WINDOW
from tpdesk.services.paste import Pasted, PastePreview, PasteRequest, preview_paste, read_pasted
from tpdesk.services.sheets import NoBody


@dataclass(frozen=True, slots=True)
class Looked:
    """Pasted rows, and what would become of them."""

    pasted: Pasted
    preview: PastePreview | None
    """None where they cannot be taken in as they are."""

    refusal: str
    """Why not, in words; else empty."""

    before: int | None
    """The batch as which these very rows were taken in before."""

    layout: Layout | None
    """Which column is which; None where that cannot be told."""

    lacks_body: bool = False
    """Whether nothing says whose spending they are."""


def look_at(path: Path, rows: str | Pasted, request: PasteRequest) -> Looked:
    """Return what would become of pasted rows, or of pasted text; nothing is written. Raises InputProblem where the text holds no rows."""
    pasted = read_pasted(rows) if isinstance(rows, str) else rows
    with open_desk(path, program=WINDOW) as desk:
        known = same_file(desk.connection, PastedSource(pasted).sha256)
        before = known.id if known is not None else None
        try:
            preview = preview_paste(desk, pasted, request)
        except NoBody as problem:
            return Looked(pasted, None, problem.message, before, problem.layout, lacks_body=True)
        except DeskError as problem:
            return Looked(pasted, None, problem.message, before, None)
        return Looked(pasted, preview, "", before, preview.layout)


_ENCODINGS: Final = ("utf-8-sig", "cp1252")


def text_of(file: Path) -> str:
    """Return the text of a small file of rows, as if it had been pasted. Raises InputProblem."""
    try:
        if not guard.is_ordinary_file(file):
            raise InputProblem(f"{file} is not an ordinary file. Check its name.")
        if file.stat().st_size > LARGEST:
            raise InputProblem(f"{file.name} is too large to paste: take it in as a file (i).")
        content = file.read_bytes()
    except OSError as error:
        raise InputProblem(f"{file} cannot be read: {error.strerror or error}. Check its name.") from error
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputProblem(f"{file.name} is no text: take it in as a file (i).")
