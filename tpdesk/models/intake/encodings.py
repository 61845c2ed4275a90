"""Which encoding a text file is in: by its marks, else by what its bytes would say, with the pound sign as chief witness."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Final

from tpdesk.errors import UsageProblem

CANDIDATES: Final = ("cp1252", "cp850", "mac-roman")
"""The one-byte encodings that British bodies' files are found in; the first wins a tie."""

MIXED: Final = "tpdesk.mixed"
"""The error handler that reads a stray byte in a UTF-8 file as cp1252."""

_HIGH = re.compile(rb"[\x00-\x7f]?[\x80-\xff]+[\x00-\x7f]?")
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_PUNCTUATION: Final = frozenset("‘’“”–—…•")
_SIGNS: Final = frozenset("½¼¾°€²³®™©·§´¬«»")


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(MIXED, _as_cp1252)


def known(name: str) -> str:
    """Return the usual name of the encoding that the user asked for. Raises UsageProblem."""
    plain = name.strip().lower().replace("_", "-")
    alias = {"mac": "mac-roman", "macroman": "mac-roman", "ansi": "cp1252", "latin-1": "cp1252", "dos": "cp850"}
    plain = alias.get(plain, plain)
    try:
        found = codecs.lookup(plain)
    except LookupError as error:
        raise UsageProblem(
            f"There is no encoding '{name}'. Usual ones: utf-8, utf-16, cp1252 (Windows), cp850 (DOS), mac-roman."
        ) from error
    if not getattr(found, "_is_text_encoding", True):
        raise UsageProblem(f"'{name}' is no encoding of text. Usual ones: utf-8, cp1252, cp850, mac-roman.")
    return {"mac-roman": "mac-roman", "utf-8-sig": "utf-8-sig"}.get(found.name, found.name)


def by_mark(head: bytes) -> str | None:
    """Return the encoding that a byte order mark, or the zeros of plain UTF-16, give away; None where there is none."""
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)) and len(head) % 2 == 0:
        return "utf-32"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = head[0:2000:2].count(0), head[1:2000:2].count(0)
    half = min(len(head), 2000) // 2
    if half >= 8:
        if odd > 0.7 * half and even < 0.1 * half:
            return "utf-16-le"
        if even > 0.7 * half and odd < 0.1 * half:
            return "utf-16-be"
    return None


def mostly_utf8(chunks: Iterable[bytes]) -> tuple[bool, int]:
    """Say whether a file that is no clean UTF-8 is UTF-8 all the same, with a few stray bytes; and how many."""
    whole = stray = 0
    for chunk in chunks:
        found = _UTF8_SEQUENCE.findall(chunk)
        whole += len(found)
        stray += sum(1 for byte in _UTF8_SEQUENCE.sub(b"", chunk) if byte >= 0x80)
    return whole > 3 * stray, stray


def by_bytes(chunks: Iterable[bytes]) -> str:
    """Return the one-byte encoding under which the bytes above 127 say the most sensible things."""
    runs: Counter[bytes] = Counter()
    for chunk in chunks:
        runs.update(_HIGH.findall(chunk))
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
            score += 3 if before.isalpha() or after.isalpha() or before == " " else 2
        elif char == "\xa0":
            score += 1
        elif char == "\ufffd" or unicodedata.category(char) == "Cc":
            score -= 20
        elif char.isalpha() and ord(char) < 0x180:
            sensible = (before.isalpha() or after.isalpha()) and not after.isdigit()
            odd_case = char.isupper() and before.islower()
            score += -3 if odd_case or not sensible else 2
        elif char in _SIGNS:
            score += 1
        else:
            score -= 5
    return score
