"""Drafts that change with every key: written by a thread, the latest of each form, in order, and
there for whoever reads."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tpdesk.models.own import drafts
from tpdesk.models.own.drafts import draft, forget_drafts, keep_draft, keep_draft_soon, settle_drafts
from tpdesk.models.own.remembered import write_kept

DESK = Path("/desks/one.tpdesk")


class Disk:
    """A disk that writes when it is let."""

    def __init__(self, write: Any) -> None:
        self.write = write
        self.lets, self.begun = threading.Event(), threading.Event()
        self.lets.set()
        self.threads: list[threading.Thread] = []

    def __call__(self, name: str, data: object) -> None:
        self.threads.append(threading.current_thread())
        self.begun.set()
        assert self.lets.wait(30)
        self.write(name, data)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    made = Disk(write_kept)
    monkeypatch.setattr(drafts, "write_kept", made)
    yield made
    made.lets.set()
    settle_drafts()


def test_nobody_waits_for_the_disk_and_the_latest_of_each_form_is_there(disk: Disk) -> None:
    disk.lets.clear()
    keep_draft_soon(DESK, "a", {"text": "t"})
    assert disk.begun.wait(30)
    for typed in ("te", "tex", "text"):
        keep_draft_soon(DESK, "a", {"text": typed})
        keep_draft_soon(DESK, "b", {"text": typed.upper()})
    disk.lets.set()
    assert draft(DESK, "a") == {"text": "text"}
    assert draft(DESK, "b") == {"text": "TEXT"}
    assert threading.main_thread() not in disk.threads
    # The first, and what each of the two said last: not every key.
    assert len(disk.threads) == 3


@pytest.mark.usefixtures("disk")
def test_what_comes_later_stands_whoever_wrote_it() -> None:
    for _ in range(20):
        keep_draft_soon(DESK, "a", {"text": "typed"})
        keep_draft(DESK, "a", None)
        assert draft(DESK, "a") == {}
        keep_draft(DESK, "a", {"text": "again"})
        keep_draft_soon(DESK, "a", None)
        assert draft(DESK, "a") == {}
        keep_draft_soon(DESK, "a", {"text": "a canary"})
        assert forget_drafts(DESK) == 1
        settle_drafts()
        assert draft(DESK, "a") == {}


def test_a_writer_that_fails_holds_nobody_up(monkeypatch: pytest.MonkeyPatch, disk: Disk) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda _: None)

    def fails(*_: object) -> None:
        raise RuntimeError

    write, disk.write = disk.write, fails
    keep_draft_soon(DESK, "a", {"text": "lost"})
    settle_drafts()
    disk.write = write
    keep_draft_soon(DESK, "a", {"text": "kept"})
    assert draft(DESK, "a") == {"text": "kept"}


def test_a_program_that_ends_has_written_it() -> None:
    code = (
        "from pathlib import Path; from tpdesk.models.own.drafts import keep_draft_soon as keep; "
        "keep(Path('/d/x'), 'f', {'text': 'typed'})"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert draft(Path("/d/x"), "f") == {"text": "typed"}
