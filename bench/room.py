"""`python -m bench.room [--rate N]`: a whole workshop typed through a real terminal at so many characters a second, the
window killed in the middle of it."""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path

from tests.hostile.typist import Typist, held, make_desk, on_its_way, script, taken, wanted

MANY = (200, 60, 20, 15)
"""Notes, deliveries, barriers, opportunities; beside each of the last two stands a note of its own."""


def behind(typist: Typist, desk: Path, line: str) -> float:
    """Return the seconds until the window has what stands in the line."""
    begun = time.monotonic()
    while on_its_way(desk)[0] != line and time.monotonic() - begun < 30:
        typist.read(quiet=0.005, most=0.01)
    return time.monotonic() - begun


def main() -> None:
    """Type it, and say what was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--rate", type=float, default=15.0, help="characters a second; 0: as fast as the terminal takes them"
    )
    parser.add_argument("--part", type=int, default=1, help="type one part in so many of the workshop")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for name in ("DATA", "STATE", "CONFIG"):
            os.environ[f"XDG_{name}_HOME"] = folder
        desk = make_desk(Path(folder) / "desk.tpdesk")
        lines = script(*(many // options.part for many in MANY))
        text = "".join(f"{line}\r" for line in lines)
        middle = len(text) // 2
        print(f"{len(lines)} lines, {len(text)} characters at {options.rate:g} a second")
        begun = time.monotonic()
        typist = Typist(desk)
        typist.type(text[:middle], options.rate)
        print(f"behind by {behind(typist, desk, text[:middle].rpartition(chr(13))[2]):.2f} s before the kill")
        typist.kill()
        at = taken(desk, text[:middle])
        print(f"killed after {middle} characters: {middle - at} of them lost")
        typist = Typist(desk, 80, 24)
        typist.type(text[at:], options.rate)
        typed = time.monotonic()
        while held(desk) != wanted(lines) and time.monotonic() - typed < 60:
            typist.read(quiet=0.05, most=0.1)
        print(f"all typed in {typed - begun:.0f} s; on the desk {time.monotonic() - typed:.2f} s after the last key")
        found, whole = held(desk), wanted(lines)
        for kind, said in whole.items():
            print(
                f"{kind}: {len(found[kind])} of {len(said)}, "
                f"{'the same, in the same order' if found[kind] == said else 'NOT THE SAME'}"
            )
        print(f"left in the line and on its way: {on_its_way(desk)}; closed with {typist.close()}")


if __name__ == "__main__":
    main()
