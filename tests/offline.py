"""A day's work with every way to a network shut, and every engine that only programmes need: run as a process of its
own, since what shuts them cannot be taken off again."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any, Final

CLOSED: Final = (
    "socket.connect",
    "socket.bind",
    "socket.sendto",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "socket.gethostbyaddr",
    "urllib.Request",
)
"""What Python says before anything goes out, or is opened to come in."""

PROGRAMS: Final = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.startfile", "webbrowser.open")
"""What Python says before another program is started, which might go out in our place."""

EXTRAS: Final = frozenset({"duckdb", "pyspark", "py4j"})
"""Packages of the engines (extras `scale` and `spark`), and what Spark brings."""

NAMES_OF_EXTRAS: Final = ("duckdb", "spark", "tpdesk[")
"""What a verb would name an extra by."""

tried: list[str] = []
"""What was tried, in order; it must stay empty."""


def shut(event: str, told: tuple[Any, ...]) -> None:
    """Refuse what leads to a network, every other program and every engine. An audit hook."""
    if (
        (event in CLOSED and not _own_pair(event, told))
        or (event in PROGRAMS and not _is_known(told))
        or (event == "import" and str(told[0]).partition(".")[0] in EXTRAS)
    ):
        tried.append(f"{event} {told[:2]}")
        raise PermissionError(tried[-1])


def _is_known(told: tuple[Any, ...]) -> bool:
    """Say whether it is the parser of workbooks, or what lists the disks on macOS."""
    words = [told[0], *told[1]] if len(told) > 1 and isinstance(told[1], list | tuple) else [told[0]]
    return any(str(word).endswith("workbook_child.py") for word in words) or str(words[0]) == "/sbin/mount"


def _own_pair(event: str, told: tuple[Any, ...]) -> bool:
    """Say whether it is the pair of sockets by which Python's event loop wakes itself on Windows, where it takes
    this computer's own address."""
    own = event in ("socket.bind", "socket.connect") and isinstance(told[-1], tuple)
    return sys.platform == "win32" and own and told[-1][0] in ("127.0.0.1", "::1")


def work(folder: Path) -> None:
    """Go through the verbs and the window."""
    from tests.cli.verbs import run

    desk, other = folder / "sample.tpdesk", folder / "other.tpdesk"
    payments = folder / "january.csv"
    payments.write_text(
        "Service,Supplier,Date,Amount\nParks,Mowers Ltd,15/01/2025,1200.50\nBins,,16/01/2025,\n", encoding="utf-8"
    )

    def good(*arguments: object, code: int = 0) -> None:
        done = run(*arguments)
        assert done.exit_code == code, (arguments, done)
        assert not [name for name in NAMES_OF_EXTRAS if name in f"{done.out} {done.err}".lower()], (arguments, done)
        print("done", *(str(part) for part in arguments))

    good("--desk", desk, "demo", "--no-open")
    good("--desk", other, "place", "add", "Testshire", "--code", "E10000017")
    good("place", "population", "Testshire", "2024-25", "--from-seed")
    good("agency", "add", "Test County Council", "--kind", "county", "--place", "Testshire", "--area", "E10000017")
    good("import", payments, "--agency", "Test County Council", "--rejects", folder / "rejects.csv", code=1)
    good("spend", "edit", "supplier~mowers", "--set", "category=08.1.0")
    good("spend", "list")
    good("categorise")
    good("transfers", "--propose")
    for verb in ("count", "overlap", "pairs", "explain"):
        good(
            "--desk",
            desk,
            verb,
            *(["gross"] if verb == "explain" else []),
            "--place",
            "Lancashire",
            "--year",
            "2024-25",
        )
    book = folder / "board.xlsx"
    good("--desk", desk, "pack", "board", "--place", "Lancashire", "--year", "2024-25", "--out", book)
    good("pack", "check", book)
    # A workbook is read by a child process; our own pack is known there, and refused as spending.
    good(
        "--desk",
        other,
        "import",
        book,
        "--agency",
        "Test County Council",
        "--sheet",
        "Data",
        "--year",
        "2024-25",
        "--dry-run",
        code=1,
    )
    for verb in ("check", "history", "backup", "undo", "redo"):
        good("--desk", other, verb)
    good("--desk", other, "copy", folder / "copy.tpdesk")
    good("--desk", other, "merge", desk)
    good("--desk", other, "restore", 1)
    good("--desk", other, "purge", "agency", "Test County Council", "--yes")
    asyncio.run(_window(desk))


async def _window(desk: Path) -> None:
    from tests.screens.looking import open_window
    from tpdesk.screens.commands import GO

    async with open_window(desk) as window:
        for command in GO:
            await window.press(command.keys)
            print("done", "window", command.title)
        await window.press("f1", "escape", "question_mark", "escape")


if __name__ == "__main__":
    sys.addaudithook(shut)
    work(Path(sys.argv[1]))
    assert not tried, tried
    print("nothing was tried")
