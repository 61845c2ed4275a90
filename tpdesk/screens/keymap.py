"""The keys of the user's own file, held against the commands that there are. No widget here:
the command line tells of them too."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from tpdesk.screens.commands import CHAPTERS, COMMANDS, GO
from tpdesk.screens.commands.declare import Command, keys_text
from tpdesk.text import nearest

_NAMES: Final = frozenset(
    [
        "enter",
        "escape",
        "tab",
        "space",
        "up",
        "down",
        "left",
        "right",
        "home",
        "end",
        "pageup",
        "pagedown",
        "insert",
        "delete",
        "backspace",
    ]
) | {f"f{n}" for n in range(1, 25)}
_HELD: Final = re.compile(r"(?:(?:ctrl|shift|alt)\+)*")


def is_key(key: str) -> bool:
    """Say whether `key` is one that can be pressed: a character, a key's name, with ctrl+, shift+
    or alt+ before it or not."""
    bare = _HELD.sub("", key, count=1)
    return (len(bare) == 1 and bare.isprintable() and not bare.isspace()) or bare in _NAMES


def checked(wanted: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Return (command's id -> keys) as far as it can be had, and what was left out, a sentence each.

    Left out are unknown commands, keys that are none, and keys that another command of the same screen has.
    """
    known = {command.id: command for command in COMMANDS if command.keys}
    problems: list[str] = []
    keymap: dict[str, str] = {}
    for asked, keys in wanted.items():
        name = _now_called(asked, known)
        if name not in known:
            near = nearest(name, known)
            problems.append(f'There is no command "{name}".{f" Did you mean {near}?" if near else ""}')
            continue
        strange = [key.strip() for key in keys.split(",") if not is_key(key.strip())]
        if strange:
            problems.append(f'"{strange[0]}" for {name} is no key: write a character, or a name such as f4 or ctrl+n.')
            continue
        keymap[name] = ",".join(key.strip() for key in keys.split(","))
    while clash := _clash(known, keymap):
        ours, other, key = clash
        problems.append(f"{keys_text(key)} for {ours} is taken by {other}: it was left as it was.")
        del keymap[ours]
    return keymap, problems


def _now_called(name: str, known: Mapping[str, Command]) -> str:
    """Return what a command of the places or the organisations is called since all registers have one set of them."""
    mode, _, act = name.partition(".")
    shared = f"register.{act}"
    return shared if name not in known and mode in ("places", "agencies") and shared in known else name


def _clash(known: Mapping[str, Command], keymap: Mapping[str, str]) -> tuple[str, str, str] | None:
    where = {command.id: chapter.where for chapter in CHAPTERS for command in chapter.commands} | {
        command.id: "desk" for command in GO
    }
    shares = {chapter.where: chapter.shares for chapter in CHAPTERS}
    # A welcome has keys that screens have too: the two are never on show together.
    shared = {"desk.sample", "desk.new-place"}
    for ours in keymap:
        for other in where:
            here, there = where.get(ours, ""), where[other]
            together = here == there or ("dialog" not in (here, there) and "desk" in (here, there))
            together = together or there in shares.get(here, ()) or here in shares.get(there, ())
            if other == ours or not together or {ours, other} & shared:
                continue
            both = set(keymap[ours].split(",")) & set(
                keymap.get(other, known[other].keys if other in known else "").split(",")
            )
            if both - {""}:
                return ours, other, min(both)
    return None
