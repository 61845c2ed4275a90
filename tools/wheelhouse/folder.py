"""What stands in the folder beside the wheels: requirements with hashes, the README, the list of sums."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tools.wheelhouse import install
from tools.wheelhouse.systems import Target
from tpdesk import __version__

CMD: Final = """@echo off
rem Installs tpdesk for the user who starts this: the same as "py install.py".
set PYTHON=py
where py >nul 2>nul || set PYTHON=python
%PYTHON% "%~dp0install.py" %*
pause
"""
"""What a double click on install.cmd does."""

COMMAND: Final = "python -m pip install --no-index --no-deps --find-links wheels --require-hashes -r requirements/"
"""The one command of pip, but for the name of the requirements file."""

README: Final = """tpdesk {version}, to install without a network
{line}

This folder holds tpdesk and everything that it needs. You need Python {pythons}
and no administrator rights. Nothing is downloaded.

INSTALL, in this folder:

  Windows         py install.py               (or double-click install.cmd)
  macOS, Linux    python3 install.py

It makes a virtual environment of your own and prints how to start tpdesk. It uses
  Windows         %LOCALAPPDATA%\\Programs\\tpdesk
  macOS, Linux    ~/.local/lib/tpdesk
or the folder that you name: install.py --into FOLDER

The same by hand, in an environment that you have made, as one command of pip:

  {command}
{which}
pip takes files from this folder alone, and refuses any whose SHA-256 differs from the
one in the requirements file.

CHECK the folder after you copied it:

  Windows         py install.py --check
  macOS, Linux    python3 install.py --check
  Linux           or: sha256sum -c {sums}

It compares every file with {sums}, and prints the SHA-256 of {sums} itself:
compare that with the one that the maker of the folder gave you by another way.

UPDATE: close tpdesk, then install from the newer folder in the same way. Desk files
and settings stay as they are; older desks are backed up and brought up to date when
they are first opened.

UNINSTALL: delete the folder of the environment. Desk files stay where you put them.
tpdesk keeps your backups, your settings and, if you never named a file, your desk in
  Windows         %LOCALAPPDATA%\\tpdesk
  macOS           ~/Library/Application Support/tpdesk
  Linux           ~/.local/share/tpdesk, ~/.local/state/tpdesk and ~/.config/tpdesk
Delete these too if nobody needs the desk and the backups any more.

WHAT IS HERE

{table}
"""


@dataclass(frozen=True, slots=True)
class Laid:
    """The wheels of one target, all of them in the folder."""

    target: Target
    wheels: tuple[Path, ...]
    size: int
    """The bytes of them all."""

    def row(self) -> str:
        """Return the line about it in the README and on the screen."""
        return (
            f"{self.target.requirements:28}{len(self.wheels):>3} wheels {megabytes(self.size):>9}   {self.target.title}"
        )


def megabytes(size: int) -> str:
    """Return a size as people read it: '41.3 MB'."""
    return f"{size / 1_000_000:.1f} MB"


def pin_of(wheel: str) -> str:
    """Return what a wheel's file name says it is: `click==8.5.1`."""
    name, version = wheel.split("-")[:2]
    return f"{name}=={version}"


def requirements_text(laid: Laid) -> str:
    """Return the requirements of a target, each with the SHA-256 of its only wheel."""
    lines = sorted(
        (f"{pin_of(wheel.name)} --hash=sha256:{install.sha256(wheel)}" for wheel in laid.wheels), key=str.casefold
    )
    return "\n".join([f"# tpdesk {__version__} and what it needs: {laid.target.title}", *lines, ""])


def readme_text(all_laid: list[Laid]) -> str:
    """Return the folder's README, with the lines of the systems that are in it."""
    title = README.partition("\n")[0].format(version=__version__)
    is_one = len(all_laid) == 1
    pythons = list(dict.fromkeys(laid.target.python for laid in all_laid))
    text = README.format(
        version=__version__,
        line="=" * len(title),
        pythons=", ".join(pythons[:-1]) + " or " * bool(pythons[1:]) + pythons[-1],
        command=f"{COMMAND}{all_laid[0].target.requirements if is_one else 'FILE'}",
        which="" if is_one else "\nFILE is the one of your system and Python, from the list at the end.\n",
        sums=install.SUMS,
        table="\n".join(laid.row() for laid in all_laid),
    )
    named = {laid.target.system.name.partition("-")[0].casefold() for laid in all_laid}
    return "".join(line for line in text.splitlines(keepends=True) if _is_for(line, named))


def _is_for(line: str, systems: set[str]) -> bool:
    """Return whether a line of the README stays: one that begins with names of systems speaks of them alone."""
    begins = re.match(r"  (Windows|macOS, Linux|macOS|Linux) {2,}", line)
    return begins is None or not systems.isdisjoint(begins[1].casefold().split(", "))


def sums_text(folder: Path) -> str:
    """Return the SHA-256 of every file of the folder, as `sha256sum -c` reads it."""
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return "".join(f"{install.sha256(folder / name)}  {name}\n" for name in files)


def finish(folder: Path, all_laid: list[Laid]) -> None:
    """Write everything but the wheels into the folder."""
    (folder / "requirements").mkdir()
    for laid in all_laid:
        _write(folder / "requirements" / laid.target.requirements, requirements_text(laid))
    _write(folder / "README.txt", readme_text(all_laid))
    shutil.copyfile(install.__file__, folder / "install.py")
    if any(laid.target.system.is_windows for laid in all_laid):
        _write(folder / "install.cmd", CMD.replace("\n", "\r\n"))
    _write(folder / install.SUMS, sums_text(folder))


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="")
