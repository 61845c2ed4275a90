"""A text file of cells (CSV and its kin), streamed: encoding, delimiter, line ends and quotes as they come.

Rows pasted from a spreadsheet, read like a file: tabs or commas between cells, quoted cells that hold line breaks.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from tpdesk.domain.advice import Advice, message
from tpdesk.errors import InputProblem, UsageProblem
from tpdesk.models.intake import encodings
from tpdesk.models.intake.encodings import SEP_LINE, delimiter_of, spaced_quotes
from tpdesk.models.intake.fields import Cell
from tpdesk.models.intake.records import MOST, Block, RecordReader, evenly, grouped, text_rows
from tpdesk.text import counted

_CHUNK: Final = 1 << 20
_SAMPLE: Final = 1 << 17
_CONTROLS: Final = bytes(byte for byte in range(32) if byte not in b"\t\n\r\x0b\x0c\x1a\x1b\x00")
_NOTHING: Final = b" \t\r\n,;|\"'\x00\x1a\xa0\xef\xbb\xbf\xff\xfe"


class CsvSource:
    """A text file whose rows are records as a spreadsheet would show them. Rows are numbered from 1, blank ones too."""

    kind = "csv"
    sheets: tuple[str | None, ...] = (None,)
    hidden: frozenset[str] = frozenset()

    def __init__(self, path: Path, *, encoding: str | None = None, delimiter: str | None = None) -> None:
        """Look the whole file through once. Raises InputProblem (empty, binary, a line without
        end), UsageProblem, OSError."""
        self.path = path
        self.repairs: Counter[str] = Counter()
        self.torn: set[int] = set()
        self._warnings: list[str] = []
        self._raw: io.BufferedReader | None = None
        self._done = 0
        asked = encodings.known(encoding) if encoding else None
        self._survey(asked)
        sample = self._sample()
        lines = re.split(r"\r\n|\r|\n", sample)
        found = SEP_LINE.match(lines[0])
        self._sep_line = found is not None
        if self.size > _SAMPLE and len(lines) > 2:
            lines = lines[:-1]
        guessed, width = delimiter_of([f"{line}\n" for line in lines[1 if found else 0 : 400]])
        if delimiter is not None:
            delimiter = {"\\t": "\t", "tab": "\t"}.get(delimiter.lower(), delimiter)
            if len(delimiter) != 1 or delimiter in '"\r\n':
                raise UsageProblem("A delimiter is one character: a comma, a semicolon, a tab or a bar.")
        self.delimiter: str | None = delimiter or (found[1] if found else guessed)
        self._width = width if self.delimiter == guessed else 0
        self._spaced = spaced_quotes(sample)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What was odd about the file itself, in words."""
        return tuple(self._warnings)

    @property
    def progress(self) -> tuple[int, int]:
        """Bytes done, and bytes in all."""
        if self._raw is not None and not self._raw.closed:
            self._done = self._raw.tell()
        return self._done, self.size

    def rows(self, sheet: str | None = None) -> Iterator[tuple[int, list[Cell]]]:
        """Yield row number and cells (all text). Raises InputProblem: a text file has no sheet but None."""
        for block in self.blocks(sheet):
            yield from block.numbered()

    def blocks(self, sheet: str | None = None) -> Iterator[Block]:
        """Yield the rows in blocks, as rows() does one by one."""
        if sheet is not None:
            raise InputProblem(f"{self.path.name} is a text file: it has no sheet '{sheet}'.")
        assert self.delimiter is not None
        self.close()
        self.repairs.clear()
        self.torn.clear()
        self._raw = self.path.open("rb")
        text = io.TextIOWrapper(self._raw, encoding=self._codec, errors=self._errors, newline="")
        try:
            if self._sep_line:
                text.readline()
            yield from RecordReader(
                text, self.delimiter, width=self._width, spaced=self._spaced, repairs=self.repairs, torn=self.torn
            ).blocks()
            self._done = self.size
        except UnicodeError as error:
            raise InputProblem(
                message(f"{self.path.name} cannot be read as {self.encoding}: ", Advice("other-encoding"), ".")
            ) from error
        finally:
            text.close()

    def spread(self, sheet: str | None = None) -> Sequence[Sequence[Cell]]:  # noqa: ARG002 - as a Source takes it
        """Return some rows from all over the file, found by places in it."""
        assert self.delimiter is not None
        return text_rows(self.path, self.size, self._codec, self.delimiter, spaced=self._spaced)

    def close(self) -> None:
        """Close the file."""
        if self._raw is not None:
            self._raw.close()
            self._raw = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _survey(self, asked: str | None) -> None:
        """Hash the file and find its encoding in one pass (a second where it is no UTF-8)."""
        digest = hashlib.sha256()
        size = 0
        filled = False
        decoder = codecs.getincrementaldecoder("utf-8")("strict")
        is_utf8, is_ascii = True, True
        endless = False
        head = b""
        with self.path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                head = head or chunk[:_SAMPLE]
                digest.update(chunk)
                size += len(chunk)
                filled = filled or bool(chunk.strip(_NOTHING))
                endless = endless or (len(chunk) == _CHUNK and b"\n" not in chunk and b"\r" not in chunk)
                if is_utf8 and not (is_ascii and chunk.isascii()):
                    is_ascii = False
                    try:
                        decoder.decode(chunk)
                    except UnicodeDecodeError:
                        is_utf8 = False
            if is_utf8:
                try:
                    decoder.decode(b"", final=True)
                except UnicodeDecodeError:
                    is_utf8 = False
        self.sha256 = digest.hexdigest()
        self.size = size
        marked = encodings.by_mark(head)
        if marked is None or marked == "utf-8-sig":
            self._refuse_binary(head)
        if endless:
            raise InputProblem(
                f"{self.path.name} holds a line of more than 1,000,000 characters: it is no table of rows. "
                "Save it as CSV again from the program it came from."
            )
        if not filled:
            raise InputProblem(f"{self.path.name} is empty: it holds no cells at all. Ask for it again.")
        self._errors = "strict"
        if asked:
            name, odd = encodings.agreed(asked, head, self.path.name)
            self._warnings += [odd] if odd else []
            self._errors = "replace"
        elif marked:
            name = marked
            if marked == "utf-8-sig" and not is_utf8:
                self._errors = encodings.MIXED
        elif is_utf8:
            name = "utf-8"
        else:
            mixed, stray = encodings.mostly_utf8(self._chunks())
            if mixed:
                name = "utf-8"
                self._errors = encodings.MIXED
                self._warnings.append(
                    f"{counted(stray, 'byte')} of the file are no UTF-8 and were read as Windows text"
                )
            else:
                name = encodings.by_bytes(self._chunks())
                # Five bytes mean nothing in cp1252; a file may hold them all the same.
                self._errors = "replace"
        if encodings.is_wide(name):
            self._errors = "replace"
            self._count_unreadable(name)
        self.encoding: str | None = name
        self._codec = {"mac-roman": "mac_roman"}.get(name, name)

    def _count_unreadable(self, name: str) -> None:
        """Warn of characters that are none; refuse a file that is full of them."""
        odd, size = encodings.unreadable(name, self._chunks())
        if odd > 0.02 * size:
            raise InputProblem(
                f"{self.path.name} is not text in {name}, although it looks like it. Save it as CSV or as a workbook."
            )
        if odd:
            self._warnings.append(f"{counted(odd, 'character')} of the file cannot be read and are shown as \ufffd")

    def _refuse_binary(self, head: bytes) -> None:
        strange = len(head) - len(head.translate(None, _CONTROLS))
        if strange > 0.02 * len(head) or head.count(0) > 0.1 * len(head):
            raise InputProblem(
                f"{self.path.name} is binary, not text: it is no CSV, whatever its name says. Save it as CSV or "
                "as a workbook."
            )

    def _chunks(self) -> Iterator[bytes]:
        with self.path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk

    def _sample(self) -> str:
        with self.path.open("rb") as stream:
            raw = stream.read(_SAMPLE)
        return codecs.getincrementaldecoder(self._codec)("replace").decode(raw)


NAME: Final = "Pasted rows"
"""What stands where a file's name would."""

LARGEST: Final = 20_000_000
"""Characters that can be pasted at once; more are better taken in as a file."""


@dataclass(frozen=True, slots=True)
class Pasted:
    """What was pasted, as cells; a screen can let single cells be put right before they are taken in."""

    rows: tuple[tuple[str, ...], ...]
    """Row n of the paste is number n + 1."""

    warnings: tuple[str, ...] = ()
    """What was odd about it, in words."""

    def with_cell(self, row: int, column: int, text: str) -> Pasted:
        """Return the paste with another text in one cell; both count from 0."""
        cells = [*self.rows[row], *[""] * (column + 1 - len(self.rows[row]))]
        cells[column] = text
        return replace(self, rows=(*self.rows[:row], tuple(cells), *self.rows[row + 1 :]))

    def text(self) -> str:
        """Return it as text with tabs: the same whatever the clipboard's line ends were."""
        out = io.StringIO(newline="")
        csv.writer(out, delimiter="\t", lineterminator="\n").writerows(self.rows)
        return out.getvalue()


def read_pasted(text: str) -> Pasted:
    """Return pasted text as cells. Raises InputProblem where there is nothing in it, or too much."""
    text = text.removeprefix("\ufeff").replace("\x00", "")
    if not text.strip():
        raise InputProblem(
            "The clipboard holds no rows. Copy cells in the spreadsheet first.", title="Nothing to paste"
        )
    if len(text) > LARGEST:
        raise InputProblem(f"That is too much to paste ({len(text):,} characters). Save it as a file and take that in.")
    delimiter = "\t" if "\t" in text else delimiter_of(text.splitlines(keepends=True)[:400])[0]
    warnings: tuple[str, ...] = ()
    plain = text.count('"') % 2 == 1
    if plain:
        # A quote that is never closed would swallow every row below it.
        warnings = ("A quotation mark is never closed, so that quotation marks are read as plain text.",)
    try:
        lines = io.StringIO(text, newline="")
        reader = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE if plain else csv.QUOTE_MINIMAL)
        rows = tuple(tuple(row) for row in reader)
    except csv.Error as error:
        raise InputProblem(
            f"What was pasted cannot be read as rows ({error}). Save it as a file and take that in."
        ) from error
    return Pasted(rows, warnings)


class PastedSource:
    """A paste as a source of rows, as any file is one."""

    kind = "pasted"
    encoding: str | None = None
    delimiter: str | None = None
    sheets: tuple[str | None, ...] = (None,)
    hidden: frozenset[str] = frozenset()

    def __init__(self, pasted: Pasted) -> None:
        self._pasted = pasted
        self._done = 0
        self.path = Path(NAME)
        self.repairs: Counter[str] = Counter()
        self.torn: set[int] = set()
        content = pasted.text().encode("utf-8", "replace")
        self.size = len(content)
        self.sha256 = hashlib.sha256(content).hexdigest()

    @property
    def warnings(self) -> tuple[str, ...]:
        """What was odd about the paste, in words."""
        return self._pasted.warnings

    @property
    def progress(self) -> tuple[int, int]:
        """Rows done, and rows in all."""
        return self._done, len(self._pasted.rows)

    def rows(self, sheet: str | None = None) -> Iterator[tuple[int, list[Cell]]]:  # noqa: ARG002 - as a Source takes it
        """Yield row number (from 1) and cells."""
        for number, cells in enumerate(self._pasted.rows, 1):
            self._done = number
            yield number, list(cells)

    def blocks(self, sheet: str | None = None) -> Iterator[Block]:
        """Yield the same rows in blocks."""
        return grouped(self.rows(sheet))

    def spread(self, sheet: str | None = None) -> Sequence[Sequence[Cell]]:  # noqa: ARG002 - as a Source takes it
        """Return some rows from all over the paste."""
        return evenly(self._pasted.rows, MOST)

    def close(self) -> None:
        """Nothing to give back."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
