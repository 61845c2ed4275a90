"""Golden files written and compared: `DESK/VERB.json` holds command lines of the verb and the JSON that they print."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from tests.cli.verbs import Verb

FOLDER: Final = Path(__file__).resolve().parent

NOW: Final = "2025-07-02T09:30:00Z"
"""What stands in for the clock while the messy desk is made and a verb is run."""

LEFT_OUT: Final = frozenset({"at", "desk", "made_at", "origin", "taken_in", "version", "who"})
"""Fields that depend on the time, the user, the folder or the version of tpdesk:
wherever they stand, they are neither stored nor compared."""


def stable(value: Any) -> Any:
    """Return the JSON without the fields that are left out."""
    if isinstance(value, dict):
        return {name: stable(inner) for name, inner in value.items() if name not in LEFT_OUT}
    return [stable(inner) for inner in value] if isinstance(value, list) else value


def differences(golden: Any, now: Any, where: str = "") -> Iterator[str]:
    """Yield what of the golden JSON is no longer there, or has another value; fields that came anew are none."""
    if isinstance(golden, dict) and isinstance(now, dict):
        for name, inner in golden.items():
            if name in now:
                yield from differences(inner, now[name], f"{where}.{name}")
            else:
                yield f"{where}.{name} is gone"
    elif isinstance(golden, list) and isinstance(now, list):
        if len(golden) != len(now):
            yield f"{where} has {len(now)} entries, not {len(golden)}"
        for number, (inner, other) in enumerate(zip(golden, now, strict=False)):
            yield from differences(inner, other, f"{where}[{number}]")
    elif type(golden) is not type(now) or golden != now:
        yield f"{where} is {now!r}, not {golden!r}"


def verb_of(words: tuple[str, ...], verbs: frozenset[str]) -> str:
    """Return the verb of a command line: its longest beginning that is one."""
    for count in (3, 2, 1):
        if (name := " ".join(words[:count])) in verbs:
            return name
    raise ValueError(f"no verb: {words}")


def answers(verb: Verb, command_lines: Iterator[tuple[str, ...]], verbs: frozenset[str]) -> dict[str, dict[str, Any]]:
    """Return verb -> command line -> its JSON, of every command line."""
    found: dict[str, dict[str, Any]] = {}
    for words in command_lines:
        told = verb(*words)
        found.setdefault(verb_of(words, verbs), {})[shlex.join(words)] = stable(
            {"exit": told.exit_code, "json": told.json}
        )
    return found


def tables(verb: Verb, command_lines: Iterator[tuple[str, ...]], folder: Path) -> dict[str, str]:
    """Return verb -> the CSV that it writes, of every command line; the files are written into `folder`."""
    found = {}
    for words in command_lines:
        path = folder / f"{words[0]}.csv"
        verb.good(*words, "--csv", path)
        found[path.name] = path.read_bytes().decode("utf-8")
    return found


def write_tables(desk: str, found: Mapping[str, str]) -> None:
    """Write the golden CSV files of a desk."""
    for name, text in found.items():
        (FOLDER / desk / name).write_bytes(text.encode("utf-8"))


def read_tables(desk: str) -> dict[str, str]:
    """Return file name -> text of the golden CSV files of a desk."""
    return {file.name: file.read_bytes().decode("utf-8") for file in (FOLDER / desk).glob("*.csv")}


def write(desk: str, found: Mapping[str, Mapping[str, Any]]) -> None:
    """Write the golden files of a desk in place of those that are there."""
    folder = FOLDER / desk
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.json"):
        old.unlink()
    for verb, lines in found.items():
        text = "{\n" + ",\n".join(f"{json.dumps(line)}: {_laid_out(told)}" for line, told in lines.items()) + "\n}\n"
        (folder / f"{verb.replace(' ', '-')}.json").write_text(text, encoding="utf-8", newline="\n")


def read(desk: str) -> dict[str, dict[str, Any]]:
    """Return verb -> command line -> JSON, as the golden files of a desk hold them."""
    return {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in sorted((FOLDER / desk).glob("*.json"))}


def _laid_out(told: Any) -> str:
    """Return the JSON with a line for each field and each entry of a list, so that a
    difference is read in few lines."""
    if not isinstance(told, dict):
        return json.dumps(told, ensure_ascii=False)
    fields = []
    for name, value in told.items():
        if name == "json" and isinstance(value, dict):
            text = _laid_out(value)
        elif isinstance(value, list) and value:
            text = "[\n" + ",\n".join("   " + json.dumps(entry, ensure_ascii=False) for entry in value) + "\n  ]"
        else:
            text = json.dumps(value, ensure_ascii=False)
        fields.append(f" {json.dumps(name)}: {text}")
    return "{\n" + ",\n".join(fields) + "\n}"
