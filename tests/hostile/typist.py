"""A facilitator at a real terminal: types a script into the room of a workshop, whatever
happens to the window meanwhile."""

from __future__ import annotations

import itertools
import json
import os
import select
import time
from collections.abc import Iterator
from pathlib import Path

from tests.cli.verbs import Verb
from tests.hostile.recorded import Recorded
from tpdesk.models.desk import open_desk
from tpdesk.models.own.drafts import draft
from tpdesk.services.records import add_record, list_records

F11 = b"\x1b[23~"
BODIES = ("County Council", "Health Board", "Police", "Borough Council")
ENDS = (
    "twice over",
    "by post",
    "on the same day",
    "at the door",
    "after six weeks",
    "for each child",
    "too late",
    "without a list",
)
FORM = "room.1"
"""The draft of the first workshop on a desk."""


class Typist(Recorded):
    """A window with the room of its only workshop open: F11 asks for none."""

    def __init__(self, desk: Path, columns: int = 120, lines: int = 36) -> None:
        super().__init__(desk, columns, lines)
        self.read(lambda found: b"Testshire" in found)
        self.press(F11)
        self.read(lambda found: "›".encode() in found)

    def type(self, text: str, per_second: float = 0) -> None:
        """Type at so many characters a second, or as fast as the terminal takes them, and let
        the window paint meanwhile."""
        begun = time.monotonic()
        for number, letter in enumerate(text, 1):
            os.write(self._terminal, letter.encode())
            self._take(begun + number / per_second if per_second else 0)

    def _take(self, until: float) -> None:
        while not self.ended:
            ready, _, _ = select.select([self._terminal], [], [], max(until - time.monotonic(), 0))
            if not ready:
                return
            self.bytes = bytearray(os.read(self._terminal, 65_536))

    def kill(self) -> None:
        """End the window as a power cut ends it for the program: at once, without a word."""
        os.kill(self._child, 9)
        os.close(self._terminal)
        os.waitpid(self._child, 0)


def make_desk(path: Path) -> Path:
    """Make a desk with a place, its bodies, a deep dive and a workshop."""
    desk = Verb(path)
    desk.good("place", "add", "Testshire", "--code", "E07000120")
    for body in BODIES:
        desk.good("agency", "add", body, "--place", "Testshire", "--area", "E07000120")
    with open_desk(path) as opened:
        add_record(opened, "dive", {"title": "Homes", "place": "Testshire"})
        add_record(
            opened,
            "workshop",
            {"title": "First morning", "place": "Testshire", "dive": "Homes", "agencies": list(BODIES)},
        )
    return path


def script(notes: int, deliveries: int, barriers: int, opportunities: int) -> list[str]:
    """Return so many lines of each kind, mixed; notes are those beside which nothing is written."""
    ends = itertools.cycle(ENDS)
    letters = itertools.cycle("obiaqf?")
    parts: list[Iterator[str]] = [
        iter([f"{next(letters)} bring {n} @{BODIES[n % 4].lower()} {next(ends)}" for n in range(notes)]),
        iter([f"d @{BODIES[n % 4][:3]} #assess £{n + 1}k visit {n}" for n in range(deliveries)]),
        iter([f"bb law the rule {n} stands in the way" for n in range(barriers)]),
        iter([f"ii medium one front door {n}" for n in range(opportunities)]),
    ]
    whole = max(notes, deliveries, barriers, opportunities, 1)
    mixed: list[str] = []
    for n in range(whole):
        for part, many in zip(parts, (notes, deliveries, barriers, opportunities), strict=True):
            if many and n * many // whole != (n + 1) * many // whole:
                mixed.append(next(part))
    return mixed


def wanted(lines: list[str]) -> dict[str, list[str]]:
    """Return kind -> what the desk must hold of a script, in order."""
    known = {body.lower(): body for body in BODIES}
    found: dict[str, list[str]] = {"note": [], "delivery": [], "barrier": [], "opportunity": []}
    for line in lines:
        letter, _, text = line.partition(" ")
        if letter == "d":
            found["delivery"].append(text[text.index("visit") :])
            continue
        if letter in ("bb", "ii"):
            text = text.partition(" ")[2]
            found["barrier" if letter == "bb" else "opportunity"].append(text)
        for low, name in known.items():
            text = text.replace(f"@{low}", name)
        found["note"].append(text)
    return found


def held(desk: Path) -> dict[str, list[str]]:
    """Return kind -> what the desk holds, in the order in which it was written."""
    fields = {"note": "text", "delivery": "evidence", "barrier": "title", "opportunity": "title"}
    with open_desk(desk, read_only=True) as opened:
        return {kind: [str(one.values[field]) for one in list_records(opened, kind)] for kind, field in fields.items()}


def on_its_way(desk: Path) -> tuple[str, list[str]]:
    """Return (what stands in the line, lines that were entered and not seen saved), as they outlive the window."""
    kept = draft(desk, FORM)
    return kept.get("line", ""), [text for text, *_ in json.loads(kept.get("waiting", "[]"))]


def taken(desk: Path, typed: str) -> int:
    """Return how many characters of what was typed the window had when it was lost:
    all that were entered, and what stood in the line."""
    line, waiting = on_its_way(desk)
    now, lines = held(desk), typed.split("\r")
    for done in range(len(lines), -1, -1):
        # A line that was saved may still stand among those that were not seen saved.
        on_desk = wanted([one for one in lines[:done] if one not in waiting])
        if all(set(on_desk[kind]) <= set(now[kind]) for kind in now) and all(one in lines[:done] for one in waiting):
            begun = sum(len(one) + 1 for one in lines[:done])
            if typed[begun : begun + len(line)] == line and begun <= len(typed):
                return begun + len(line)
    raise AssertionError((line, waiting, now))
