"""What was typed into a form and not saved yet, kept outside the desk until it is saved or thrown away: a crash loses none of it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from tpdesk.models.own.kept_json import read_kept, write_kept
from tpdesk.text import folded

_NAME: Final = "drafts.json"


def draft(desk: Path, form: str) -> dict[str, str]:
    """Return field -> text of the form's draft for that desk; empty where there is none, or where the file of drafts cannot be read."""
    return _drafts().get(str(desk.resolve()), {}).get(form, {})


def keep_draft(desk: Path, form: str, values: dict[str, str] | None) -> None:
    """Keep the draft, or throw it away (None). One that cannot be written is no reason to stop: the form still holds it."""
    drafts = _drafts()
    forms = drafts.setdefault(str(desk.resolve()), {})
    if values is None:
        if forms.pop(form, None) is None:
            return
    else:
        forms[form] = dict(values)
    write_kept(_NAME, {path: held for path, held in drafts.items() if held})


def forget_drafts_with(desk: Path, texts: Iterable[str]) -> None:
    """Throw away the drafts for that desk in which one of the texts stands, compared as names are."""
    keys = [folded(text) for text in texts]
    for form, values in _drafts().get(str(desk.resolve()), {}).items():
        held = folded(" ".join((form, *values, *values.values())))
        if any(key in held for key in keys):
            keep_draft(desk, form, None)


def _drafts() -> dict[str, dict[str, dict[str, str]]]:
    found: dict[str, dict[str, dict[str, str]]] = {}
    for path, forms in _items(read_kept(_NAME)):
        for form, values in _items(forms):
            texts = {name: text for name, text in _items(values) if isinstance(text, str)}
            found.setdefault(path, {})[form] = texts
    return found


def _items(held: object) -> list[tuple[str, object]]:
    return list(held.items()) if isinstance(held, dict) else []
