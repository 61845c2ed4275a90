"""What was typed into a form and not saved yet, kept outside the desk until it is saved or thrown away:
a crash loses none of it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tpdesk.models.own.remembered import read_kept, write_kept

_NAME: Final = "drafts.json"
_ONE_AT_A_TIME: Final = threading.Lock()
"""All drafts are one file: two threads must not read it both before either has written."""

_CHANGED: Final = threading.Condition()
_WAITING: Final[dict[tuple[Path, str], tuple[Mapping[str, str] | None, Mapping[str, str] | None]]] = {}
"""(desk, form) -> the latest draft that is not written yet."""
_WRITERS: Final[list[threading.Thread]] = []
"""The thread that writes them, while there is anything to write."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a form keeps between two openings."""

    typed: Mapping[str, str]
    """Field -> text, of the fields that the user changed."""

    based_on: Mapping[str, str] | None
    """Field -> what the desk said when the user began; None for a new record, and for drafts of tpdesk before 0.2."""


def draft(desk: Path, form: str) -> dict[str, str]:
    """Return field -> text of the form's draft for that desk;
    empty where there is none, or where the file of drafts cannot be read."""
    kept = read_draft(desk, form)
    return dict(kept.typed) if kept is not None else {}


def read_draft(desk: Path, form: str) -> Draft | None:
    """Return the form's draft for that desk with what it was based on;
    None where there is none, or where the file of drafts cannot be read."""
    settle_drafts()
    return _drafts().get(str(desk.resolve()), {}).get(form)


def keep_draft(
    desk: Path, form: str, values: Mapping[str, str] | None, based_on: Mapping[str, str] | None = None
) -> None:
    """Keep the draft, or throw it away (None). One that cannot be written is no reason to stop:
    the form still holds it."""
    settle_drafts()
    _put(desk, form, values, based_on)


def keep_draft_soon(
    desk: Path, form: str, values: Mapping[str, str] | None, based_on: Mapping[str, str] | None = None
) -> None:
    """Keep a draft that changes with every key, or throw it away (None): a thread writes this state or a later one, so
    that typing never waits for the disk.

    The thread ends when nothing is left to write, and a program waits for it at its end.
    """
    with _CHANGED:
        _WAITING[desk, form] = (values, based_on)
        if not _WRITERS:
            _WRITERS.append(threading.Thread(target=_write_waiting, name="drafts"))
            _WRITERS[0].start()


def settle_drafts() -> None:
    """Wait until all that was kept is written."""
    with _CHANGED:
        _CHANGED.wait_for(lambda: not _WRITERS)


def _write_waiting() -> None:
    while True:
        with _CHANGED:
            if not _WAITING:
                _WRITERS.clear()
                _CHANGED.notify_all()
                return
            (desk, form), kept = _WAITING.popitem()
        try:
            _put(desk, form, *kept)
        except BaseException:
            # Nobody waits for ever for a writer that is no more; the next key starts another.
            with _CHANGED:
                _WRITERS.clear()
                _CHANGED.notify_all()
            raise


def _put(desk: Path, form: str, values: Mapping[str, str] | None, based_on: Mapping[str, str] | None) -> None:
    with _ONE_AT_A_TIME:
        drafts = _drafts()
        forms = drafts.setdefault(str(desk.resolve()), {})
        if values is None:
            if forms.pop(form, None) is None:
                return
        else:
            forms[form] = Draft(dict(values), None if based_on is None else dict(based_on))
        _write(drafts)


def forget_drafts(desk: Path) -> int:
    """Throw away every draft for that desk; return how many there were."""
    settle_drafts()
    with _ONE_AT_A_TIME:
        drafts = _drafts()
        forgotten = len(drafts.pop(str(desk.resolve()), {}))
        if forgotten:
            _write(drafts)
    return forgotten


def _write(drafts: dict[str, dict[str, Draft]]) -> None:
    write_kept(
        _NAME,
        {path: {name: _written(kept) for name, kept in by_form.items()} for path, by_form in drafts.items() if by_form},
    )


def _written(kept: Draft) -> dict[str, object]:
    return {"typed": dict(kept.typed), "based_on": None if kept.based_on is None else dict(kept.based_on)}


def _drafts() -> dict[str, dict[str, Draft]]:
    found: dict[str, dict[str, Draft]] = {}
    for path, forms in _items(read_kept(_NAME)):
        for form, values in _items(forms):
            parts = dict(_items(values))
            if isinstance(parts.get("typed"), dict):
                based_on = _texts(parts["based_on"]) if isinstance(parts.get("based_on"), dict) else None
                found.setdefault(path, {})[form] = Draft(_texts(parts["typed"]), based_on)
            else:
                # Drafts of earlier versions: the typed fields alone.
                found.setdefault(path, {})[form] = Draft(_texts(values), None)
    return found


def _texts(values: object) -> dict[str, str]:
    return {name: text for name, text in _items(values) if isinstance(text, str)}


def _items(held: object) -> list[tuple[str, object]]:
    return list(held.items()) if isinstance(held, dict) else []
