"""What a folder of exported lines holds: one manifest a desk, written last, which names all that belongs to it.

    desks/KEY.json                              the manifest
    desks/KEY-STAMP.tpdesk                      the registers: that desk without its lines
    lines/place=PLACE/year=YEAR/KEY-STAMP-N.parquet

Names are small letters, digits and hyphens, short, and none that Windows keeps for a device.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from tpdesk.errors import InputProblem
from tpdesk.models import guard
from tpdesk.text import clean, shown, words_of
from tpdesk.units import MAX_TOTAL_PENCE

FORMAT: Final = 1
"""The form of manifests and Parquet files; a later one is refused."""

DESKS, LINES = "desks", "lines"

_PART: Final = re.compile(r"lines/place=[a-z0-9-]{1,60}/year=[0-9]{4}/[a-z0-9-]{1,80}\.parquet")
_REGISTERS: Final = re.compile(r"desks/[a-z0-9-]{1,80}\.tpdesk")
_MOST_BYTES: Final = 20_000_000


@dataclass(frozen=True, slots=True)
class LinesFile:
    """One Parquet file: lines of one place and year."""

    file: str
    """Its path inside the folder, with `/`."""

    place: int
    """The place's number on its desk."""

    year: int
    """The start year."""

    lines: int
    bytes: int


@dataclass(frozen=True, slots=True)
class ExportedYear:
    """What was exported of one place and year, as its desk's own sums say."""

    place: int
    name: str
    year: int
    lines: int
    expenditure_pence: int
    income_pence: int


@dataclass(frozen=True, slots=True)
class DeskExport:
    """All that one desk exported at one moment."""

    key: str
    """What stands for the desk in names of files."""

    desk: str
    """The desk file's name, without its folder."""

    made_at: str
    """ISO 8601 UTC."""

    registers: str
    """Path inside the folder of the desk without its lines."""

    parts: tuple[LinesFile, ...]
    totals: tuple[ExportedYear, ...]

    @property
    def lines(self) -> int:
        """Return how many lines were exported."""
        return sum(total.lines for total in self.totals)


def slug(text: str, most: int = 30) -> str:
    """Return a text as part of a file's name, and a mark that tells texts apart that come to the same letters."""
    plain = re.sub(r"[^a-z0-9]+", "-", "-".join(words_of(text)).encode("ascii", "ignore").decode())[:most].strip("-")
    return f"{plain or 'x'}-{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def manifest_text(manifest: DeskExport, program: str) -> str:
    """Return a manifest as it is written; `program` is the version of tpdesk."""
    return json.dumps({"format": FORMAT, "program": program, **asdict(manifest)}, indent=1)


def read_manifests(folder: Path) -> tuple[DeskExport, ...]:
    """Return what a folder holds, in order of key. Raises InputProblem for a folder without exported lines, and for
    anything in it that is not as it was written."""
    try:
        found = sorted((folder / DESKS).glob("*.json")) if (folder / DESKS).is_dir() else []
    except OSError as error:
        raise InputProblem(f"{folder} cannot be read: {error.strerror or error}.") from error
    if not found:
        raise InputProblem(
            f"{folder} holds no exported lines. Export them from each desk first: tpdesk lines export {folder}.",
            title="No exported lines there",
        )
    return tuple(_read(folder, file) for file in found)


def earlier_manifest(folder: Path, key: str) -> DeskExport | None:
    """Return what the desk of this key exported there before; None where that is nothing, or cannot be read."""
    file = folder / DESKS / f"{key}.json"
    try:
        return _read(folder, file) if file.exists() else None
    except InputProblem:
        return None


def must_be_whole(folder: Path, manifest: DeskExport) -> None:
    """Raise InputProblem where a file that the manifest names is missing, or is not as long as it was."""
    for name, size in [(manifest.registers, None), *((part.file, part.bytes) for part in manifest.parts)]:
        file = folder / name
        if not guard.is_ordinary_file(file):
            raise InputProblem(
                f"{file} is missing: it holds part of what {manifest.desk} exported. Nothing was built. Copy the whole "
                "folder again, or export again from that desk.",
                title="Exported lines are missing",
            )
        if size is not None and file.stat().st_size != size:
            raise InputProblem(
                f"{file} has {file.stat().st_size:,} bytes and was written with {size:,}: it was damaged or changed on "
                f"the way. Nothing was built. Copy the folder again, or export again from {manifest.desk}.",
                title="Exported lines are damaged",
            )


def _read(folder: Path, file: Path) -> DeskExport:
    try:
        if not guard.is_ordinary_file(file) or file.stat().st_size > _MOST_BYTES:
            raise InputProblem(f"{file} is not a manifest of exported lines.")
        data = json.loads(file.read_text(encoding="utf-8"))
        if not isinstance(data, dict):
            raise ValueError("it holds no object")
        if data["format"] != FORMAT:
            raise InputProblem(
                f"{file} was written in form {shown(str(data['format']))}, and this tpdesk reads form {FORMAT}. Update "
                "tpdesk here, or export again with this version.",
                title="Exported by another version of tpdesk",
            )
        return _manifest(file.stem, data)
    except OSError as error:
        raise InputProblem(f"{file} cannot be read: {error.strerror or error}.") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputProblem(
            f"{file} is damaged ({shown(str(error))[:100]}). Nothing was built. Copy the folder {folder} again, or "
            "export again.",
            title="Exported lines are damaged",
        ) from error


def _manifest(key: str, data: Mapping[str, Any]) -> DeskExport:
    """Return a manifest from its fields. Raises KeyError, TypeError, ValueError."""
    parts = tuple(LinesFile(**part) for part in data["parts"])
    totals = tuple(ExportedYear(**total) for total in data["totals"])
    numbers = [n for part in parts for n in (part.place, part.year, part.lines, part.bytes)]
    numbers += [n for one in totals for n in (one.place, one.year, one.lines, one.expenditure_pence, one.income_pence)]
    if not all(isinstance(number, int) and abs(number) <= 2 * MAX_TOTAL_PENCE for number in numbers):
        raise ValueError("a number in it is none")
    # Nothing outside the folder is ever read.
    if not (_REGISTERS.fullmatch(data["registers"]) and all(_PART.fullmatch(part.file) for part in parts)):
        raise ValueError("it names a file that does not belong there")
    return DeskExport(
        key, clean(str(data["desk"])), clean(str(data["made_at"])), data["registers"], parts,
        tuple(replace(one, name=clean(one.name)) for one in totals),
    )  # fmt: skip
