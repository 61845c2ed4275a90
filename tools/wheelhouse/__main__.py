"""`python -m tools.wheelhouse FOLDER [--system NAME ...] [--python VERSION ...]`: make a folder from which tpdesk
installs without a network.

It needs the checkout, pip and a network. The wheels are those of `requirements-run.txt`, the versions that the tests
run with, and tpdesk's own, built here. Everything is made beside FOLDER first and gets its name when it is whole.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from tools.wheelhouse.folder import Laid, finish, megabytes
from tools.wheelhouse.install import SUMS, sha256
from tools.wheelhouse.systems import PYTHONS, SYSTEMS, Target, targets

ROOT: Final = Path(__file__).resolve().parents[2]
PINS: Final = ROOT / "requirements-run.txt"
PIP: Final = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")


def pins() -> list[str]:
    """Return every wheel that tpdesk needs at run time, as `name==version`: the same on every system."""
    lines = PINS.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def download_command(target: Target, into: Path) -> list[str]:
    """Return pip's command that brings the wheels of a target into a folder."""
    return [*PIP, "download", *target.pip_options(), "--dest", str(into), "-r", str(PINS)]


def build_own_wheel(into: Path) -> Path:
    """Build tpdesk's own wheel and return it."""
    _pip([*PIP, "wheel", "--no-deps", "--wheel-dir", str(into), str(ROOT)], "tpdesk's own wheel")
    return next(into.glob("tpdesk-*.whl"))


def lay(target: Target, wheels: Path, own: Path) -> Laid:
    """Bring the wheels of a target into the folder of all wheels, where those that it shares may be already."""
    with tempfile.TemporaryDirectory(dir=wheels.parent) as work:
        _pip(download_command(target, Path(work)), target.title)
        names = sorted(path.name for path in Path(work).glob("*.whl"))
        for name in names:
            Path(work, name).replace(wheels / name)
    if len(names) != len(pins()):
        sys.exit(f"{target.title}: {len(names)} wheels came for {len(pins())} lines of {PINS.name}.")
    laid = (own, *(wheels / name for name in names))
    return Laid(target, laid, sum(wheel.stat().st_size for wheel in laid))


def make(folder: Path, chosen: list[Target]) -> None:
    """Make the folder, which is not there yet, and print a line for each target."""
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as work:
        made = Path(work, "made")
        wheels = made / "wheels"
        wheels.mkdir(parents=True)
        own = build_own_wheel(wheels)
        all_laid = []
        for target in chosen:
            laid = lay(target, wheels, own)
            print(laid.row(), flush=True)
            all_laid.append(laid)
        finish(made, all_laid)
        made.replace(folder)


def _pip(command: list[str], what: str) -> None:
    if subprocess.call(command):
        sys.exit(f"{what}: pip could not bring it (see above). Nothing was made.")


def main(arguments: list[str] | None = None) -> None:
    """Read the options, make the folder and print its size."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.wheelhouse", description="Make a folder from which tpdesk installs without a network."
    )
    parser.add_argument("folder", type=Path, help="the folder to make; it must not be there yet")
    parser.add_argument(
        "--system", action="append", default=[], choices=[system.name for system in SYSTEMS], help="one system only"
    )
    parser.add_argument("--python", action="append", default=[], choices=PYTHONS, help="one Python only")
    options = parser.parse_args(arguments)
    folder = options.folder.absolute()
    if folder.exists():
        parser.error(f"{folder} is there already: name a new folder.")
    if not folder.parent.is_dir():
        parser.error(f"the folder {folder.parent} is not there.")
    make(folder, targets(options.system, options.python))
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"\n{folder}: {megabytes(size)}. Its README.txt says how to install from it.")
    print(f"SHA-256 of {SUMS}, to give to whoever installs: {sha256(folder / SUMS)}")


if __name__ == "__main__":
    main()
