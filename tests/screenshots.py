"""The pictures of the documentation: `python -m tests.screenshots` paints screens of the sample desk into
docs/img, always the same way."""

from __future__ import annotations

import asyncio
import html
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PICTURES: Final = Path(__file__).resolve().parent.parent / "docs" / "img"

NOW: Final = "2026-01-15T10:30:00Z"
"""The time on every picture."""

WHEN: Final = 1_768_473_000
"""The same, as the system keeps the time of a file."""

SIZE: Final = (120, 36)
"""Columns and lines of every picture."""

FOLDER: Final = Path(tempfile.gettempdir()) / "tpdesk-pictures"
"""Where the sample lies meanwhile: the same each time, since screens show paths."""

MONTH: Final = """Service Cost Centre,Description,Name,Payment date,Net Amount(£)
REFUSE COLLECTION,BIN LORRY HIRE,Example Vehicles Ltd,14/01/2025,"£12,400.00"
PARKS,GRASS CUTTING,Example Mowers Ltd,15/01/2025,"3,200.50"
ECONOMIC DEVELOPMENT,BUSINESS GRANTS,Example Growth Ltd,20/01/2025,"5,000.00"
TOWN CENTRE REGENERATION,PAVING,Example Stone Ltd,21/01/2025,"18,250.00"
HIGHWAYS AGENCY WORK,CONTRIBUTION,Lancashire County Council,22/01/2025,"8,000.00"
PARKS,PLAYGROUND,Example Swings Ltd,28/01/2025,
TOTAL,,,,"46,850.50"
"""
"""A made-up month of a council's payments."""


CHECKED: Final = ("i", "slash", *str(FOLDER / "burnley-2025-01.csv"), "enter", "f2")
"""Keys to the look at that month before it is taken in."""

TAKEN: Final = (*CHECKED, "f2", "escape")
"""Keys to take it in."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of one screen."""

    name: str
    """Its file, without the ending."""

    keys: tuple[str, ...]
    """What is pressed to come there, from the overview."""


PICTURE_LIST: Final = (
    Picture("overview", ()),
    Picture("places", ("2",)),
    Picture("agencies", ("3",)),
    Picture("spend", ("4",)),
    Picture("overlap", ("5", "l", "l")),
    Picture("overlap-bodies", ("5", "l", "l", "v")),
    Picture("explain", ("5", "l", "l", "f5")),
    Picture("shortlist", ("5", "l", "l", "V")),
    Picture("dives", ("6", "down")),
    Picture("activity-map", ("6", "v")),
    Picture("journeys", ("6", "v", "v", "v")),
    Picture("room", ("f11", "enter", *"o two of us ask @bur")),
    Picture("packs", ("7",)),
    Picture("mapping", (*TAKEN, "m")),
    Picture("transfers", (*TAKEN, "T")),
    Picture("batches", (*TAKEN, "b", "down")),
    Picture("history", (*TAKEN, "h")),
    Picture("backups", (*TAKEN, "B")),
    Picture("desk-file", ("f4",)),
    Picture("import", CHECKED),
    Picture("help", ("f1",)),
)
"""Every picture, in the order of the modes."""


def keys_of(picture: Picture) -> Iterator[str]:
    """Yield its keys as Textual names them."""
    names = {
        "/": "slash",
        "-": "minus",
        ".": "full_stop",
        "_": "underscore",
        " ": "space",
        "\\": "backslash",
        "@": "at",
        ":": "colon",
    }
    for key in picture.keys:
        yield names.get(key, key)


async def paint(picture: Picture, made: Path, desk: Path) -> str:
    """Return the picture as SVG, of a copy of the desk as it was made."""
    from tests.screens.looking import open_window

    # What one picture left behind is no part of the next.
    for folder in ("state", "data"):
        shutil.rmtree(FOLDER / folder, ignore_errors=True)
    shutil.copyfile(made, desk)
    os.utime(desk, (WHEN, WHEN))
    async with open_window(desk, SIZE) as window:
        await window.press(*keys_of(picture))
        window.app.clear_notifications()
        await window.settle()
        svg = window.app.export_screenshot(title=f"tpdesk: {picture.name.replace('-', ', ')}")
    # Letters come from the reader's computer: nothing is fetched for a picture.
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = svg.replace("Fira Code", "DejaVu Sans Mono, Menlo, Consolas")
    svg = re.sub(
        r'x="([\d.]+)" y="([\d.]+)" textLength="([\d.]+)"([^>]*)>((?:&#160;)*)([^<]*?)(?:&#160;)*<', _without_edges, svg
    )
    return re.sub(r"terminal-\d+", f"terminal-{picture.name}", svg)


def _without_edges(found: re.Match[str]) -> str:
    """Return a text that begins at its first letter: some programs leave the spaces before it out."""
    lead, letters = len(found[5]) // len("&#160;"), len(html.unescape(found[6]))
    width = float(found[3]) / max(len(html.unescape(found[0].partition(">")[2].rstrip("<"))), 1)
    x, length = float(found[1]) + lead * width, letters * width
    return f'x="{x:.1f}" y="{found[2]}" textLength="{length:.1f}"{found[4]}>{found[6]}<'


def main(names: list[str]) -> None:
    """Paint the pictures of these names, or all."""
    for name, value in (
        ("TPDESK_NOW", NOW),
        ("TZ", "UTC"),
        ("HOME", str(FOLDER)),
        ("LOGNAME", "officer"),
        ("USER", "officer"),
        ("XDG_DATA_HOME", str(FOLDER / "data")),
        ("XDG_STATE_HOME", str(FOLDER / "state")),
        ("XDG_CONFIG_HOME", str(FOLDER / "config")),
    ):
        os.environ[name] = value
    from tests.cli.verbs import run

    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    PICTURES.mkdir(exist_ok=True)
    try:
        desk = FOLDER / "sample.tpdesk"
        made = run("--desk", desk, "demo", "--no-open")
        assert made.exit_code == 0, made.err
        (FOLDER / "burnley-2025-01.csv").write_text(MONTH, encoding="utf-8", newline="")
        copy = FOLDER / "made"
        shutil.move(desk, copy)
        for file in FOLDER.iterdir():
            os.utime(file, (WHEN, WHEN))
        for picture in PICTURE_LIST:
            if not names or picture.name in names:
                svg = asyncio.run(paint(picture, copy, desk))
                (PICTURES / f"{picture.name}.svg").write_text(svg, encoding="utf-8", newline="")
                print(f"docs/img/{picture.name}.svg")
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1:])
