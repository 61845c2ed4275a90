"""A desk with a few payments of two bodies, for the table of lines."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

from textual.events import Paste
from textual.widgets import Static

from tests.cli.verbs import Verb
from tests.screens.looking import Window, open_window
from tpdesk.domain.line import LineRow
from tpdesk.models.desk import open_desk
from tpdesk.models.lines.query import open_view
from tpdesk.models.lines.typed import parse_filter
from tpdesk.screens.spend.mode import SpendScreen

HEADER = "Date,Body,Service,Supplier,Description,Amount"
PAYMENTS = (
    "17/06/2024,County Council,Bins,Biffa,Refuse collection,1000.00",
    "18/06/2024,County Council,Bins,Veolia,Refuse [closed] depot,2000.50",
    "19/07/2024,County Council,Books,Askews,Library books,300.00",
    "20/07/2024,County Council,Books,Askews,More library books,-40.25",
    "21/08/2024,Borough Council,Bins,Biffa,Street bins,500.00",
    "22/08/2024,Borough Council,Parks,Glendale,Mowing,750.00",
    "01/05/2023,Borough Council,Parks,Glendale,Mowing last year,700.00",
)


def ledger(folder: Path) -> Path:
    """Make Testshire: six payments in 2024-25 and one in 2023-24; Bins are mapped, the rest is not."""
    verb = Verb(folder / "ledger.tpdesk")
    verb.good("place", "add", "Testshire")
    file = folder / "payments.csv"
    file.write_text("\n".join([HEADER, *PAYMENTS, ""]), encoding="utf-8", newline="")
    verb.good(
        "import", file, "--place", "Testshire", "--agency-column", "Body", "--add-agencies", "--map", "label=Service"
    )
    maps = folder / "maps.csv"
    maps.write_text("label,category,share\nBins,05.1.0,1\n", encoding="utf-8", newline="")
    verb.good("categorise", "--place", "Testshire", "--map", maps)
    return verb.desk


def copied(original: Path, folder: Path) -> Path:
    """Return a copy of a desk for one test."""
    return Path(shutil.copyfile(original, folder / original.name))


@contextlib.asynccontextmanager
async def spend_window(desk: Path, size: tuple[int, int] = (120, 36)) -> AsyncIterator[Window]:
    """Yield the window in the Spend mode."""
    async with open_window(desk, size) as window:
        await window.press("4")
        assert isinstance(window.app.screen, SpendScreen)
        yield window


def shown(window: Window) -> list[str]:
    """Return the lines of the table as they are painted, without the headings; each names a council."""
    region = window.app.screen.query_one("#spend-lines").region
    return [line.rstrip(" ▁▂▃▄▅▆▇█") for line in window.lines[region.y + 1 : region.bottom] if "Council" in line]


def said(window: Window) -> str:
    """Return the remark below the line that is typed in."""
    return str(window.app.screen.query_one("#entry-note", Static).render())


def suppliers(window: Window) -> list[str]:
    """Return the suppliers in the order in which they are shown."""
    names = ("Biffa", "Veolia", "Askews", "Glendale")
    return [next((name for name in names if name in line), "") for line in shown(window)]


async def keys(window: Window, *pressed: str) -> None:
    """Press keys one right after the other, as somebody does who does not look in between."""
    await window.pilot.press(*pressed)
    await window.settle()


async def type_in(window: Window, text: str) -> None:
    """Put a text into the line that is typed in, all but its last character in one go."""
    await paste(window, text[:-1])
    await window.press(text[-1])


async def paste(window: Window, text: str) -> None:
    """Paste as a terminal does."""
    window.app.post_message(Paste(text))
    await window.settle()


def lines_of(desk: Path, typed: str = "") -> list[LineRow]:
    """Return the lines that a filter keeps, from the file itself."""
    with open_desk(desk, read_only=True) as opened:
        view = open_view(opened.connection, parse_filter(opened.connection, typed))
        rows = view.page(opened.connection, 0, view.total).rows
        view.close()
    return [row for row in rows if row is not None]
