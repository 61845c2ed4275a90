"""What was typed into a form and not saved yet, kept outside the desk until it is saved or thrown away: a crash loses none of it."""

from __future__ import annotations

import json
import os
from pathlib import Path

from tpdesk.models import guard


def draft(desk: Path, form: str) -> dict[str, str]:
    """Return field -> text of the form's draft for that desk; empty where there is none, or where the file of drafts cannot be read."""
    found = _drafts().get(str(desk.resolve()), {}).get(form, {})
    return {name: text for name, text in found.items() if isinstance(text, str)}


def keep_draft(desk: Path, form: str, values: dict[str, str] | None) -> None:
    """Keep the draft, or throw it away (None). One that cannot be written is no reason to stop: the form still holds it."""
    drafts = _drafts()
    forms = drafts.setdefault(str(desk.resolve()), {})
    if values is None:
        if forms.pop(form, None) is None:
            return
    else:
        forms[form] = dict(values)
    _write({path: held for path, held in drafts.items() if held})


def _file() -> Path:
    return guard.state_folder() / "drafts.json"


def _drafts() -> dict[str, dict[str, dict[str, object]]]:
    try:
        found = json.loads(_file().read_text(encoding="utf-8"))
        return {
            path: {form: values for form, values in forms.items() if isinstance(values, dict)}
            for path, forms in found.items()
            if isinstance(forms, dict)
        }
    except (OSError, ValueError, AttributeError):
        return {}


def _write(drafts: dict[str, dict[str, dict[str, object]]]) -> None:
    try:
        guard.private_folder(_file().parent)
        # Whole or not at all: another tpdesk may be reading it.
        fresh = _file().with_name(f"drafts-{os.getpid()}.json")
        guard.make_private_file(fresh)
        fresh.write_text(json.dumps(drafts), encoding="utf-8", newline="")
        fresh.replace(_file())
    except OSError:
        return
