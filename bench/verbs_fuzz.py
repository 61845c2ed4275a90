"""`python -m bench.verbs_fuzz [--minutes N] [--seed N] [--only I]`: every verb with valid and invalid arguments,
one desk after the other.

A verb ends with an exit code of the contract and, with --json, prints one JSON object; nothing escapes as a traceback;
after every few dozen verbs `check` finds the desk whole and every sum in it right. Anything else is a finding, kept
with the number of its run: `--seed N --only I` makes the same desk and the same verbs again.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import random
import shutil
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import click

from tests.cli.verbs import run
from tests.hostile.payloads import ACTS, HIDDEN, MARKUP
from tpdesk.cli.verbs import tpdesk

CODES: Final = frozenset({0, 1, 2, 3, 4, 130})
"""Exit codes of the contract."""

VERBS: Final = 40
"""Verbs on one desk before it is checked and thrown away."""

LEFT_OUT: Final = frozenset({"config", "completion"})
"""Verbs of the user's own folder, which is not the desk's."""

GOOD: Final = (
    "Shire", "Borchester", "Shire Council", "Shire Police", "NHS Shire", "2024-25", "2023-24", "2024/25", "county",
    "police", "E07000117", "E10000017", "05.1", "09.5", "10.4",
    "05.1.0/waste-collection", "Bins", "Roads", "Under fives", "First workshop", "1", "2", "3", "4", "12", "100",
    "250000", "£1,234.50", "50%", "1/3", "expenditure", "income", "net",
    "actual", "budget", "estimate", "revenue", "capital", "all", "agency", "category", "matrix", "local", "central",
    "quick", "idea", "assess", "older people", "2026-02-14",
    "31 March 2026", "agency=shire flow=expenditure", "amount>100", "year=2024-25", "status=budget", "last", "none",
    "yes", "no", "final", "draft", "gross",
)  # fmt: skip
BAD: Final = (
    "", " ", "-", "--", "-1", "0", "99999999999999999999999", "1e309", "nan", "∞", "1.2.3", "£", "%", "200%", "0/0",
    "2024", "1066-67", "9999-00", "31/02/2024", "E99999999", "99.9.9",
    "../../x", "/dev/null", "/dev/full", "/proc/self/mem", "NUL", "con.txt", "a" * 300, "'; DROP TABLE spend; --",
    "\u0000", "\ud800", "=1+1", "@", "#", "[b]", "{}", "\n", "é" * 90,
    *ACTS[:6], *HIDDEN[:5], *MARKUP[:4],
)  # fmt: skip


LIKELY: Final = {
    "place": ("Shire",), "agency": ("Shire Council", "Borchester", "Shire Police"), "year": ("2024-25", "2023-24"),
    "category": ("05.1", "04.5", "10.4"), "dive": ("Under fives",),
    "workshop": ("First workshop",), "name": ("Shire", "Shire Council", "Borchester"), "code": ("05.1", "04.5"),
    "number": ("1", "2"), "share": ("50%", "1"), "into": ("Shire Council",),
    "title": ("Under fives", "First workshop", "A new one"), "on": ("2026-02-14",), "activity": ("assess",),
    "group": ("older people",), "level": ("2", "central", "local"),
}  # fmt: skip
"""A part of a parameter's name -> values that fit it on the desk that is made."""


@dataclass(slots=True)
class Findings:
    """What came of the runs."""

    verbs: Counter[str] = field(default_factory=Counter)
    ends: Counter[int] = field(default_factory=Counter)
    desks: int = 0
    failed: list[tuple[int, str]] = field(default_factory=list)


def commands(group: click.Group, before: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield the words of every verb, with its command."""
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from commands(command, (*before, name))
        elif (before or (name,))[0] not in LEFT_OUT:
            yield (*before, name), command


def value(rng: random.Random, parameter: click.Parameter, folder: Path) -> str:
    """Return a value for a parameter: mostly one that could be meant, else anything."""
    if rng.random() < 0.1:
        return rng.choice(BAD).replace("\0", "\\0")
    if isinstance(parameter.type, click.Choice):
        return str(rng.choice(list(parameter.type.choices)))
    if isinstance(parameter.type, click.types.IntParamType):
        return str(rng.choice([0, 1, 2, 3, 4, 7, 40, -1]))
    if isinstance(parameter.type, click.Path):
        names = [
            *(path.name for path in folder.iterdir()),
            "new.csv",
            "new.xlsx",
            "new.tpdesk",
            "new.docx",
            "nofolder/x.csv",
        ]
        return str(folder / rng.choice(sorted(names)))
    fitting = [found for part, found in LIKELY.items() if part in (parameter.name or "")]
    return rng.choice(rng.choice(fitting) if fitting and rng.random() < 0.9 else GOOD)


def arguments(rng: random.Random, command: click.Command, folder: Path) -> list[str]:
    """Return arguments for a verb."""
    found: list[str] = []
    for parameter in command.params:
        if isinstance(parameter, click.Argument):
            number = rng.choice([1, 1, 1, 2]) if parameter.nargs == -1 else 1
            found += [value(rng, parameter, folder) for _ in range(number if rng.random() < 0.95 else 0)]
        elif isinstance(parameter, click.Option) and parameter.name not in (
            "json",
            "as_json",
            "help",
            "desk",
            "desk_file",
        ):
            likely = 0.8 if parameter.required or parameter.name in ("place", "year", "agency", "out") else 0.15
            if rng.random() < likely:
                found.append(parameter.opts[0])
                found += [] if parameter.is_flag else [value(rng, parameter, folder)]
    return found


def start(folder: Path) -> Path:
    """Return a desk with a place, three bodies, lines in two years, a deep dive and a workshop;
    files to name lie beside it."""
    desk = folder / "shire.tpdesk"
    file = folder / "council.csv"
    file.write_text(
        "Date,Service,Supplier,Amount\n"
        + "".join(
            (
                f"{n % 27 + 1:02d}/0{n % 8 + 1}/2024,{('Bins', 'Roads', 'Parks')[n % 3]},Firm "
                f"{n % 5},{n * 7 - 30}.5{n % 10}\n"
            )
            for n in range(60)
        ),
        encoding="utf-8",
    )
    (folder / "map.csv").write_text("label,category,share\nBins,05.1,1\nRoads,04.5,1\n", encoding="utf-8")
    (folder / "binary.bin").write_bytes(bytes(range(256)) * 20)
    (folder / "empty.csv").write_text("", encoding="utf-8")
    for words in (
        ("place", "add", "Shire", "--code", "E10000017"),
        ("place", "population", "Shire", "2024-25", "--people", 1000, ("--households"), 400),
        ("agency", "add", "Shire Council", "--place", "Shire", "--kind", "county", "--area", "E10000017"),
        ("agency", "add", "Borchester", "--place", "Shire", "--kind", "district", "--area", "E07000117"),
        ("agency", "add", "Shire Police", "--place", "Shire", "--kind", "police"),
        ("import", file, "--place", "Shire", "--agency", "Shire Council"),
        ("categorise", "--place", "Shire", "--map", folder / "map.csv"),
        ("dive", "add", "Under fives", "--place", "Shire"),
        ("workshop", "add", "First workshop", "--dive", ("Under fives")),
        (
            "delivery",
            "add",
            "--dive",
            "Under fives",
            "--agency",
            "Borchester",
            "--activity",
            "assess",
            "--category",
            "10.4",
        ),
    ):
        run("--desk", desk, *words, "--json")
    return desk


def one_desk(
    number: int, seed: int, findings: Findings, made: Path, known: list[tuple[tuple[str, ...], click.Command]]
) -> None:
    """Run verbs on a fresh copy of the desk, then check it."""
    rng = random.Random(f"{seed}.{number}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(shutil.copytree(made, Path(name) / "work"))
        desk = folder / "shire.tpdesk"
        done: list[str] = []
        for _ in range(VERBS):
            words, command = rng.choice(known)
            typed = [*words, *arguments(rng, command, folder)]
            as_json = rng.random() < 0.7
            done.append(" ".join(map(repr, typed)))
            findings.verbs[" ".join(words)] += 1
            try:
                with contextlib.chdir(folder):
                    told = run("--desk", desk, *(["--json"] if as_json else []), *typed)
            except Exception:
                findings.failed.append((number, f"{done[-1]}\n{traceback.format_exc()}"))
                break
            findings.ends[told.exit_code] += 1
            if told.exit_code not in CODES:
                findings.failed.append((number, f"{done[-1]}\nexit {told.exit_code}: {told.err[-400:]}"))
            elif as_json and told.out.strip():
                try:
                    assert isinstance(json.loads(told.out), dict)
                except (ValueError, AssertionError):
                    findings.failed.append((number, f"{done[-1]}\nnot one JSON object: {told.out[:400]!r}"))
            elif as_json and "--help" not in typed:
                findings.failed.append((number, f"{done[-1]}\nno JSON, exit {told.exit_code}: {told.err[-300:]}"))
        checked = run("--desk", desk, "check", "--json")
        findings.desks += 1
        if checked.exit_code and not (checked.exit_code == 4 and not desk.exists()):
            findings.failed.append((number, f"check exits {checked.exit_code}: {checked.out[:600]}\nafter {done}"))


def main() -> None:
    """Run for so many minutes, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int)
    asked = parser.parse_args()
    findings = Findings()
    known = list(commands(tpdesk))
    with tempfile.TemporaryDirectory() as name, contextlib.redirect_stderr(io.StringIO()):
        for variable in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
            os.environ[variable] = str(Path(name) / variable)
        made = Path(name) / "made"
        made.mkdir()
        start(made)
        end = time.monotonic() + asked.minutes * 60
        number = asked.only or 0
        while time.monotonic() < end:
            one_desk(number, asked.seed, findings, made, known)
            number += 1
            if asked.only is not None:
                break
    print(
        f"{sum(findings.verbs.values()):,} verbs of {len(findings.verbs)} kinds on {findings.desks} desks; exits "
        f"{dict(sorted(findings.ends.items()))}"
    )
    for found, text in findings.failed[:40]:
        print(f"--- desk {found}\n{text}")
    print(f"{len(findings.failed)} findings")
    raise SystemExit(bool(findings.failed))


if __name__ == "__main__":
    main()
