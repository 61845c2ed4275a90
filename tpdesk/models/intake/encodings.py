"""Which encoding a text file is in: by its marks, else by what its bytes would say, with the
pound sign as chief witness.

Which character parts the cells of a text file: the one that gives the most cells, row after row the same number.
"""

from __future__ import annotations

import codecs
import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Final

from tpdesk.domain.advice import Advice, message
from tpdesk.errors import InputProblem, UsageProblem
from tpdesk.models.intake.words import heading_scores
from tpdesk.text import clean

CANDIDATES: Final = ("cp1252", "cp850", "mac-roman")
"""The one-byte encodings that British bodies' files are found in; the first wins a tie."""

MIXED: Final = "tpdesk.mixed"
"""The error handler that reads a stray byte in a UTF-8 file as cp1252."""

_HIGH = re.compile(rb"[\x00-\x7f]?[\x80-\xff]+[\x00-\x7f]?")
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_PUNCTUATION: Final = frozenset("‘’“”–—…•")
_SIGNS: Final = frozenset("½¼¾°€²³®™©·§´¬«»")
_RARE: Final = frozenset("ÐÕõÒòÌìÝÞþðÿŸƒÆ")
"""Letters that the names of British suppliers hardly ever hold."""


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(MIXED, _as_cp1252)


def known(name: str) -> str:
    """Return the usual name of the encoding that the user asked for.
    Raises UsageProblem for one that does not exist or does not read text."""
    plain = name.strip().lower().replace("_", "-")
    alias = {"mac": "mac-roman", "macroman": "mac-roman", "ansi": "cp1252", "latin-1": "cp1252", "dos": "cp850"}
    plain = alias.get(plain, plain)
    try:
        found = codecs.lookup(plain)
    except (LookupError, ValueError) as error:
        raise UsageProblem(f"There is no encoding '{clean(name)[:40]}'. {_USUAL}") from error
    if not _reads_text(found):
        raise UsageProblem(f"'{clean(name)[:40]}' is not an encoding of text files. {_USUAL}")
    return found.name


_USUAL: Final = "The usual ones are utf-8, utf-16, cp1252 (Windows), cp850 (DOS) and mac-roman."
_NOT_OF_FILES: Final = frozenset({"idna", "punycode", "undefined", "raw-unicode-escape", "unicode-escape"})
"""Codecs that Python has for text but no program saves a file in:
of web addresses, of source code, and one that always fails."""

_A_ROW: Final = "A Ltd,1234.50\r\n"


def _reads_text(codec: codecs.CodecInfo) -> bool:
    if not getattr(codec, "_is_text_encoding", True) or codec.name in _NOT_OF_FILES or codec.incrementaldecoder is None:
        return False
    try:
        return codec.incrementaldecoder("replace").decode(codec.encode(_A_ROW)[0], True) == _A_ROW
    except (UnicodeError, TypeError):
        return False


_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks; that of UTF-32 begins with that of UTF-16, so it is asked for first."""

_ZEROS: Final = {"utf-32-le": "c000", "utf-32-be": "000c", "utf-16-le": "c0c0", "utf-16-be": "0c0c"}
"""Which bytes of each four are zero where the text is mostly Latin letters and digits."""


def by_mark(head: bytes) -> str | None:
    """Return the encoding that a byte order mark, or the zeros of plain UTF-16 and UTF-32, give away;
    None where there is none."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    half = min(len(head), 2000) // 4
    if half < 4:
        return None
    zeros = [head[n : 4 * half : 4].count(0) / half for n in range(4)]
    for name, shape in _ZEROS.items():
        if all(share > 0.7 if byte == "0" else share < 0.1 for share, byte in zip(zeros, shape, strict=True)):
            return name
    return None


def is_wide(name: str) -> bool:
    """Say whether each character takes two or four bytes."""
    return name.startswith(("utf-16", "utf-32"))


def agreed(asked: str, head: bytes, file: str) -> tuple[str, str]:
    """Return the encoding to read a file by whose user asked for `asked`, and a warning where its own mark
    says otherwise (else empty).

    A mark of UTF-16 or UTF-32 is never there by chance. Raises InputProblem where a file that is said
    to be one of them is not.
    """
    marked = by_mark(head)
    if marked is not None and (is_wide(marked) or (is_wide(asked) and marked == "utf-8-sig")):
        same = asked[:6] == marked[:6]
        return marked, "" if same else f"the file is {marked.removesuffix('-sig')} and was read as that, not as {asked}"
    if asked == "utf-8" and marked == "utf-8-sig":
        return marked, ""
    if not is_wide(asked):
        return asked, ""
    # Without a mark, and not of Latin letters: the order of the bytes that gives line ends and digits is the right one.
    orders = [asked] if asked.endswith(("-le", "-be")) else [f"{asked}-le", f"{asked}-be"]
    worths = {name: sum(map(head.decode(name, "replace").count, "\n0123456789")) for name in orders}
    best = max(orders, key=lambda name: worths[name])
    if not worths[best]:
        raise InputProblem(
            message(
                f"{file} is not {asked}: read as that it holds no line and no number. ", Advice("recognise-encoding")
            )
        )
    return best, ""


def unreadable(name: str, chunks: Iterable[bytes]) -> tuple[int, int]:
    """Return how many characters of a file do not make sense in an encoding, and how many it has."""
    decoder = codecs.getincrementaldecoder(name)("replace")
    odd = size = 0
    for chunk in chunks:
        text = decoder.decode(chunk)
        odd += text.count("\ufffd")
        size += len(text)
    return odd + decoder.decode(b"", final=True).count("\ufffd"), size


def mostly_utf8(chunks: Iterable[bytes]) -> tuple[bool, int]:
    """Say whether a file that is no clean UTF-8 is UTF-8 all the same, with a few stray bytes; and how many."""
    whole = stray = 0
    for chunk in chunks:
        found = _UTF8_SEQUENCE.findall(chunk)
        whole += len(found)
        stray += sum(1 for byte in _UTF8_SEQUENCE.sub(b"", chunk) if byte >= 0x80)
    return whole > 3 * stray, stray


def by_bytes(chunks: Iterable[bytes]) -> str:
    """Return the one-byte encoding under which the bytes above 127 say the most sensible things.

    UTF-8 among them (cells that were encoded twice) says nothing of the encoding of the others.
    """
    runs: Counter[bytes] = Counter()
    for chunk in chunks:
        runs.update(_HIGH.findall(_UTF8_SEQUENCE.sub(b" ", chunk)))
        if len(runs) > 20_000:
            break
    scores = {
        name: sum(_worth(run.decode(name, "replace")) * min(n, 20) for run, n in runs.items()) for name in CANDIDATES
    }
    return max(CANDIDATES, key=lambda name: scores[name])


def _worth(text: str) -> int:
    """Return how sensible a run of characters above 127 is, with the plain ones beside it."""
    score = 0
    for n, char in enumerate(text):
        if char < "\x80":
            continue
        before = text[n - 1] if n else " "
        after = text[n + 1] if n + 1 < len(text) else " "
        if char == "£":
            score += 6 if after.isdigit() or after in ") -,.(" or before in "( ," else 2
        elif char in _PUNCTUATION:
            joins = before.isalpha() or (char != "…" and (after.isalpha() or before == " "))
            score += 3 if joins else 2
        elif char == "\ufffd" or unicodedata.category(char) == "Cc":
            score -= 20
        elif char.isalpha() and ord(char) < 0x180:
            score += _worth_of_letter(char, before, after)
        elif char == "\xa0" or char in _SIGNS:
            # Worth as much as a letter: a name may end in a no-break space or a trade mark, and no
            # letter may win by that.
            score += 2
        else:
            score -= 5
    return score


def _worth_of_letter(char: str, before: str, after: str) -> int:
    """Return how sensible a letter with an accent is between these characters."""
    if after.isdigit() or not (before.isalpha() or after.isalpha()):
        return -3
    if char.islower() or not char.isupper():
        return 1 if char in _RARE else 2
    if before.islower() or (before.isupper() and after.islower()):
        return -3
    if char in _RARE:
        return 1
    # Names in capitals: CAFÉ, ESPAÑOL. As good as a quotation mark or an ellipsis of another encoding.
    return 3 if before.isupper() else 2


DELIMITERS: Final = (",", ";", "\t", "|")
"""What is looked for; the first wins a tie."""

SEP_LINE: Final = re.compile(r"\ufeff?sep=(.)\s*\Z", re.IGNORECASE)
"""Excel's own first line that names the delimiter; a spreadsheet never shows it as a row."""

_HEADED: Final = 25
"""Rows in which a header may stand."""

_SPACED_QUOTE = re.compile(r"[,;|\t] +\"[^\"\r\n]*\" *(?=[,;|\t\r\n]|\Z)")


def spaced_quotes(sample: str) -> bool:
    """Say whether the file writes a space before the quotes of a cell, which has to be
    passed over for them to count."""
    return bool(_SPACED_QUOTE.search(sample))


def _headings(record: list[str]) -> int:
    """Return how many cells of a record are headings that are known as they are spelt."""
    if sum(1 for cell in record if any(char.isdigit() for char in cell)) * 2 > len(record):
        return 0
    return sum(
        1
        for cell in record
        if 1 < len(cell) < 60 and any(score >= 50 for score in heading_scores(cell, fuzzy=False).values())
    )


def delimiter_of(lines: list[str]) -> tuple[str, int]:
    """Return the delimiter of these lines and the usual number of cells of a row."""
    best: tuple[float, int, str] = (0.0, 1, ",")
    for delimiter in DELIMITERS:
        widths: Counter[int] = Counter()
        rows = 0
        named = 0
        try:
            for record in csv.reader(lines, delimiter=delimiter):
                if any(cell.strip() for cell in record):
                    rows += 1
                    widths[len(record)] += 1
                    if len(record) > 1 and rows <= _HEADED:
                        named = max(named, _headings(record))
        except csv.Error:
            continue
        if not rows:
            continue
        # Rows of one cell (titles, notes) neither speak for a delimiter nor against it.
        split = rows - widths.pop(1, 0)
        if not split:
            continue
        width, n = widths.most_common(1)[0]
        # Width counts with its logarithm's slope: a decimal comma splits every row in two as steadily as the true
        # semicolon splits it in six. Headings speak too: dates written "Friday, April 29, 2022" split every row in
        # three, but not the header.
        score = (n / split) * (split / rows) * (1 - 1 / width) * (1 + min(named, 4) / 4)
        if score > best[0] * 1.0001:
            best = (score, width, delimiter)
    return best[2], best[1]
