"""`python -m bench.fuzz [--minutes N] [--seed N] [--only I] [--files FOLDER]`: spoiled files
through the readers and verbs.

Whatever a file holds, it is read (and every row accounted for) or refused in words. Anything else is a finding: it is
kept with the number of its input, and `--seed N --only I` makes the same bytes again. The files that are spoiled are
the seeds of the checkout, workbooks made here, and, where given, the real files of a folder.
"""

from __future__ import annotations

import argparse
import io
import random
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bench.mutate import CELLS, OF_TEXT, OF_ZIP, by_bytes, by_cells
from tests.cli.verbs import run
from tpdesk.errors import DeskError
from tpdesk.models.intake.layout import Overrides
from tpdesk.models.intake.lines import Line, Settings, Tally
from tpdesk.models.intake.recognise import recognise
from tpdesk.models.intake.rows import parse_rows
from tpdesk.models.intake.source import open_source
from tpdesk.text import clean

ROOT: Final = Path(__file__).resolve().parents[1]
"""The checkout."""

WORKBOOKS: Final = 0.12
"""The share of inputs that are workbooks: each takes a process of its own."""

VERBS: Final = 0.02
"""The share of inputs that go through a verb, from the command line to the desk file."""

SECONDS: Final = 30.0
"""How long a workbook may take before it is given up with words."""

LARGEST: Final = 400_000
"""Bytes of the largest real workbook that is taken: beyond it, reading outweighs spoiling."""

PIECE: Final = 8_000
"""Bytes of a real CSV file that are taken."""


@dataclass(slots=True)
class Corpus:
    """What is spoiled."""

    texts: list[bytes]
    """CSV files, or their beginnings."""

    zips: list[bytes]
    """Workbooks that are zips: xlsx and ods."""

    ole: list[bytes]
    """Workbooks of the old format."""


@dataclass(slots=True)
class Findings:
    """What a run came to."""

    kinds: Counter[str] = field(default_factory=Counter)
    """Kind of input to how many there were."""

    ends: Counter[str] = field(default_factory=Counter)
    """How they ended: read, refused or failed."""

    failed: list[tuple[int, str]] = field(default_factory=list)
    """Number of each input that failed, with its traceback."""

    slowest: float = 0.0
    """Seconds that the slowest took."""


def corpus(folders: Iterable[Path] = ()) -> Corpus:
    """Return what is spoiled: the checkout's seeds, workbooks made here, and the real files under `folders`."""
    found = Corpus([path.read_bytes()[:PIECE] for path in sorted((ROOT / "seed").rglob("*.csv"))], _made(), [_old()])
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix.lower() == ".csv":
                found.texts.append(path.read_bytes()[:PIECE])
            elif path.suffix.lower() in (".xlsx", ".ods") and path.stat().st_size <= LARGEST:
                found.zips.append(path.read_bytes())
    return found


def _rows() -> list[list[object]]:
    head: list[object] = ["Service Area", "Payment Date", "Supplier Name", "Net Amount", "Capital or Revenue"]
    return [
        head,
        *([f"Service {n % 5}", f"{n % 27 + 1:02}/04/2024", f"Firm {n}", n * 12.5 - 40, "Revenue"] for n in range(30)),
    ]


def _made() -> list[bytes]:
    import openpyxl
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    book = openpyxl.Workbook()
    for name in ("Apr 24", "Total"):
        sheet = book.create_sheet(name)
        for row in _rows():
            sheet.append(row)
    excel = io.BytesIO()
    book.save(excel)
    document = OpenDocumentSpreadsheet()
    table = Table(name="Spend")
    for row in _rows():
        line = TableRow()
        for value in row:
            number = isinstance(value, float)
            cell = TableCell(valuetype="float", value=str(value)) if number else TableCell(valuetype="string")
            cell.addElement(P(text=str(value)))
            line.addElement(cell)
        table.addElement(line)
    document.spreadsheet.addElement(table)
    office = io.BytesIO()
    document.save(office)
    return [excel.getvalue(), office.getvalue()]


def _old() -> bytes:
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("Spend")
    for at, row in enumerate(_rows()):
        for column, value in enumerate(row):
            sheet.write(at, column, value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def spoiled(seed: int, number: int, sources: Corpus) -> tuple[str, bytes, random.Random]:
    """Return the kind and the bytes of input `number` of a run, and the chance that goes on
    to decide how it is read."""
    chance = random.Random(f"{seed}:{number}")
    share = chance.random()
    if share < WORKBOOKS * 0.15:
        return "old workbook by bytes", by_bytes(chance.choice(sources.ole), chance), chance
    if share < WORKBOOKS:
        kind = chance.choice(list(OF_ZIP))
        return kind, OF_ZIP[kind](chance.choice(sources.zips), chance), chance
    data = chance.choice(sources.texts)
    if share < WORKBOOKS + VERBS:
        kind = chance.choice(["import", "categorise", "rejects"])
        return f"verb {kind}", by_cells(data, chance) if chance.random() < 0.8 else by_bytes(data, chance), chance
    kind = chance.choice(list(OF_TEXT))
    return kind, OF_TEXT[kind](data, chance), chance


def read_whole(path: Path, chance: random.Random) -> int:
    """Read every sheet of the file as an import would; return how many held data. Raises DeskError;
    AssertionError where the account is off."""
    read = 0
    header = chance.choice([None, None, None, 1, 2, 30])
    with open_source(path, seconds=SECONDS) as source:
        for sheet in source.sheets:
            layout = recognise(source, sheet, overrides=Overrides(header_row=header))
            if layout.refusal or not layout.is_data:
                continue
            tally, total = Tally(), 0
            for item in parse_rows(source, layout, Settings(year=chance.choice([None, 2024])), tally):
                if isinstance(item, Line):
                    total += item.amount_pence
                    for text in (item.label, item.supplier, item.description, item.agency, item.area):
                        assert text is None or clean(text) == text != "", repr(text)
            assert tally.rows_read == tally.rows_blank + tally.rows_imported + tally.rows_rejected
            assert tally.sum_pence == total
            read += 1
    return read


def through_a_verb(path: Path, kind: str, desk: Path, chance: random.Random) -> int:
    """Take the file in by a verb; return how many rows came in. Raises DeskError where it was refused."""
    if kind == "verb categorise":
        told = run("--desk", desk, "categorise", "--place", "Fuzzshire", "--map", path, "--json")
    else:
        words: list[object] = ["--agency", "Body", "--place", "Fuzzshire", "--dry-run", "--json"]
        words += ["--year", "2024-25"] if chance.random() < 0.7 else []
        words += [
            "--map",
            f"{chance.choice(['amount', 'label', 'area'])}={chance.choice(['#1', '#2', '#99', *CELLS[:3]])}",
        ]
        words += ["--rejects", path.with_name("rejects.csv")] if kind == "verb rejects" else []
        told = run("--desk", desk, "import", path, *words)
    assert told.exit_code in (0, 1, 2), f"exit {told.exit_code}: {told.err}"
    answer = told.json
    if "error" in answer:
        raise DeskError(answer["error"]["message"])
    return 1


def fuzz(folder: Path, seed: int, numbers: Iterable[int], sources: Corpus, until: float) -> Findings:
    """Put the inputs through the readers until `until` (of time.monotonic); what fails is kept in `folder`."""
    desk, found = folder / "fuzz.tpdesk", Findings()
    run("--desk", desk, "place", "add", "Fuzzshire")
    run("--desk", desk, "agency", "add", "Body", "--place", "Fuzzshire")
    path = folder / "input.csv"
    for number in numbers:
        start = time.monotonic()
        if start > until:
            break
        kind, data, chance = spoiled(seed, number, sources)
        path.write_bytes(data)
        found.kinds[kind] += 1
        try:
            done = through_a_verb(path, kind, desk, chance) if kind.startswith("verb") else read_whole(path, chance)
            found.ends["read" if done else "no spending"] += 1
        except DeskError as error:
            found.ends["refused"] += 1
            if len(str(error)) < 20:
                found.failed.append((number, f"refused without words: {error!r}"))
        except Exception:
            found.ends["failed"] += 1
            found.failed.append((number, traceback.format_exc(limit=-6)))
            (folder / f"failed-{seed}-{number}.bin").write_bytes(data)
        found.slowest = max(found.slowest, time.monotonic() - start)
    return found


def main() -> None:
    """Run from the command line; exits 1 where something was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="the one input with this number, from 0")
    parser.add_argument("--files", type=Path, action="append", default=[], help="a folder of real files")
    parser.add_argument("--keep", type=Path, help="where inputs that fail are kept; default: a temporary folder")
    asked = parser.parse_args()
    folder = asked.keep or Path(tempfile.mkdtemp(prefix="fuzz-"))
    folder.mkdir(parents=True, exist_ok=True)
    numbers = range(10**9) if asked.only is None else [asked.only]
    start = time.monotonic()
    found = fuzz(folder, asked.seed, numbers, corpus(asked.files), start + asked.minutes * 60)
    for number, words in found.failed:
        print(f"input {number}:\n{words}")
    print(
        f"seed {asked.seed}: {found.kinds.total():,} inputs in {(time.monotonic() - start) / 60:.1f} minutes, "
        f"slowest {found.slowest:.1f} s"
    )
    for title, counts in (("by kind", found.kinds), ("by end", found.ends)):
        print(f"{title}: " + ", ".join(f"{name} {count:,}" for name, count in sorted(counts.items())))
    raise SystemExit(1 if found.failed else 0)


if __name__ == "__main__":
    main()
