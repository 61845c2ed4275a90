"""A kind of pack: what it is called, and how its sheets are bound into a workbook with a cover, contents and notes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tpdesk.calc.packs.frame import Frame
from tpdesk.calc.packs.sheets.cover import contents, cover
from tpdesk.calc.packs.sheets.method import notes, used_notes
from tpdesk.calc.workbook.describe import Sheet, Workbook, brief
from tpdesk.domain.results.count import CountResult


@dataclass(frozen=True, slots=True)
class PackKind:
    """What one kind of pack says of itself."""

    key: str
    """How the verb and the history name it."""

    name: str
    """Its name on screen and in the document's title."""

    title: str
    """The cover's title; place and year follow it."""

    about: str
    """The cover's sentence on what it is."""


def bind(
    kind: PackKind,
    frame: Frame,
    count: CountResult,
    *,
    opening: Iterable[Sheet],
    body: Iterable[Sheet | None],
    closing: Iterable[Sheet],
) -> Workbook:
    """Return the workbook: cover, contents, what opens it, its body, the notes that the body points to, and what closes it.

    Sheets of the body that are None hold nothing and are left out. The cover tells whom the `count` holds.
    """
    held = tuple(sheet for sheet in body if sheet is not None)
    used = used_notes(held)
    listed = (*opening, *held, notes(frame, used, held), *closing)
    sheets = (cover(frame, count, kind.title, kind.about), contents(frame, listed), *listed)
    return Workbook(
        title=f"{kind.name}: {brief(frame.place)}, {frame.year}",
        subject=f"Public spending in {brief(frame.place)}, {frame.year}, {frame.status}",
        author=brief(frame.made_by),
        made_at=frame.made_at,
        sheets=sheets,
        notes=used,
        names=_names(frame, sheets),
        contents="contents",
    )


def _names(frame: Frame, sheets: Iterable[Sheet]) -> dict[str, tuple[str, str, int]]:
    """Return the names that formulas per head and per household use: cells of the headline figures."""
    if not any(sheet.key == "headline" for sheet in sheets):
        return {}
    held = (("People", "people", frame.basis.people), ("Households", "households", frame.basis.households))
    return {name: ("Headline_figures", column, 1) for name, column, number in held if number}
