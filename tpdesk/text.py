"""Text on its way in and out: clean() at every entry into the store, shown() before a screen or terminal,
safe for CSV and file names."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

# C0 and C1 controls (tab and line breaks are handled apart), and the invisible characters that
# reorder, hide or smuggle text.
_HARMFUL = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e0fff"
)
_CONTROLS = re.compile(f"[{_HARMFUL}]")
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_ODD_SPACES = r"\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000"
_SPACES = re.compile(rf"[ \t{_ODD_SPACES}]+")
_ESCAPES = re.compile("\x1b\\[[0-9;?]*[ -/]*[@-~]|\x1b\\][^\x07\x1b]*(?:\x07|\x1b\\\\)|\x1b[@-Z\\\\-_]")
_FORMULA_STARTS = (*"=+-@\t\r\n\x0b\x0c\x00\x85＝＋－＠﹢﹣﹦﹫",)
_BEFORE_A_FORMULA = (
    " \"'`\x1c\x1d\x1e\x1f\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u2018"
    "\u2019\u201c\u201d\u2028\u2029\u202f\u205f\u3000\ufeff"
)
"""What some program takes off, or what we put there ourselves, before it looks whether a cell is a formula."""
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9][0-9,]*(\.[0-9]+)?\Z")
_NAME_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED_NAMES = frozenset(
    [
        "con",
        "prn",
        "aux",
        "nul",
        "clock$",
        "conin$",
        "conout$",
        *(f"com{n}" for n in range(10)),
        *(f"lpt{n}" for n in range(10)),
    ]
)
_DIRTY = re.compile(f"[{_HARMFUL}\t\n\r\x0b\x0c\x85\u2028\u2029{_ODD_SPACES}\ud800-\udfff]|  |^ | $")


def clean(text: str, *, multiline: bool = False) -> str:
    """Return `text` fit to store: no escape sequences, control, bidirectional or zero-width
    characters, white space folded.

    Line breaks become spaces unless `multiline`. Everything else, markup brackets and formulas too, is kept as it is.
    """
    if not multiline and not _DIRTY.search(text):
        return text
    text = _ESCAPES.sub("", text)
    text = _BREAKS.sub("\n", text)
    if not multiline:
        text = text.replace("\n", " ")
    text = _CONTROLS.sub("", text)
    # A lone surrogate cannot be written to SQLite or a file.
    text = text.encode("utf-8", "replace").decode("utf-8")
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(lines).strip()


def shown(text: str) -> str:
    """Return `text` fit for a terminal: what clean() leaves, should anything unclean ever reach a screen."""
    return clean(text)


def printable(line: str) -> str:
    """Return a laid-out line of output without anything that a terminal would act on; its spaces stay as they are."""
    line = _BREAKS.sub(" ", _ESCAPES.sub("", line)).replace("\n", " ").replace("\t", " ")
    # A lone surrogate cannot be written to a terminal.
    return _CONTROLS.sub("", line).encode("utf-8", "replace").decode("utf-8")


def nearest(text: str, names: Iterable[str]) -> str | None:
    """Return the one of `names` that `text` was probably meant to be: one that holds it, else the one whose words are
    spelt most alike; None where none is.

    Every word of `text` of three letters or more must be spelt like one of the name's: 'Foo Borough Council' is no
    slip for another council.
    """
    keys = {folded(name): name for name in names}
    wanted = folded(text)
    holding = [key for key in keys if len(wanted) >= _TELLING and wanted in key]
    if holding:
        return keys[min(holding, key=len)]
    alike = {key: likeness for key in keys if (likeness := _likeness(wanted, key))}

    def first(key: str) -> tuple[float, float]:
        return alike[key], difflib.SequenceMatcher(None, wanted, key).ratio()

    return keys[max(alike, key=first)] if alike else None


_TELLING: Final = 3
"""Letters of a word that says something."""

_ALIKE: Final = 0.74
"""Likeness from which two words may be one of them misspelt."""


def _likeness(text: str, name: str) -> float:
    """Return how like the least like word of a text is to one of a name's, from 0 to 1; 0 where that is not alike.
    Both are folded."""
    if _spelt(text.replace(" ", ""), name.replace(" ", "")) >= 0.9:
        return 1.0
    words = [word for word in re.findall(r"\w+", text) if len(word) >= _TELLING]
    others = re.findall(r"\w+", name)
    return min((max((_spelt(word, other) for other in others), default=0.0) for word in words), default=0.0)


def _spelt(one: str, other: str) -> float:
    """Return how alike two words are spelt; 0 below _ALIKE."""
    if 2 * min(len(one), len(other)) < _ALIKE * (len(one) + len(other)):
        return 0.0
    likeness = difflib.SequenceMatcher(None, one, other).ratio()
    return likeness if likeness >= _ALIKE else 0.0


def is_slip(text: str, word: str) -> bool:
    """Say whether `text` was probably meant to be `word`, of four letters or more:
    one letter is missing, too many, wrong, or in its neighbour's place."""
    if len(word) < 4 or abs(len(text) - len(word)) > 1 or text == word:
        return False
    same = 0
    while same < min(len(text), len(word)) and text[same] == word[same]:
        same += 1
    left, right = text[same:], word[same:]
    swapped = left[:2] == right[1::-1] and left[2:] == right[2:]
    return swapped or left[1:] == right[1:] or left[1:] == right or left == right[1:]


def folded(text: str) -> str:
    """Return the form in which names and labels are compared: case folded, accents composed, white space folded."""
    return clean(unicodedata.normalize("NFKC", text)).casefold()


def csv_safe(text: str) -> str:
    """Return `text` so that a spreadsheet reads it as text, never as a formula; plain numbers stay numbers.

    What stands behind quotes and spaces counts too: some programs take them off. without_guard() gives
    back exactly what was given.
    """
    bare = text.lstrip(_BEFORE_A_FORMULA)
    if bare.startswith(_FORMULA_STARTS) and not _PLAIN_NUMBER.match(bare):
        return "'" + text
    return text


def without_guard(text: str) -> str:
    """Return what csv_safe() was given: the text without the quote that it put before what looks like a formula."""
    return text[1:] if text.startswith("'") and csv_safe(text[1:]) == text else text


def is_device(name: str) -> bool:
    """Return whether Windows takes a file name for a device of its own: "con.xlsx", and "con .txt" and "COM¹" too."""
    return unicodedata.normalize("NFKC", name.split(".")[0]).strip().lower() in _RESERVED_NAMES


def file_name(text: str, *, suffix: str = "") -> str:
    """Return a file name made from `text` that Windows, macOS and Linux all accept, at most 120 bytes with `suffix`."""
    name = _NAME_UNSAFE.sub("-", clean(text)).strip(" .")
    name = re.sub(r"-{2,}", "-", name).strip(" .-") or "untitled"
    if is_device(name):
        name = f"_{name}"
    room = 120 - len(suffix.encode("utf-8"))
    while len(name.encode("utf-8")) > room:
        name = name[:-1]
    return name.rstrip(" .") + suffix


def and_words(parts: Sequence[str]) -> str:
    """Return parts as people list them: `a, b and c`."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


_WORD: Final = re.compile(r"[^\W_]+")


def words_of(text: str) -> list[str]:
    """Return the words of a text, in small letters without accents."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(one))
    return _WORD.findall(plain)


def holds_words(text: str, wanted: str) -> bool:
    """Say whether each word of `wanted` begins some word of a text; nothing holds none."""
    held, asked = words_of(text), words_of(wanted)
    return bool(asked) and all(any(word.startswith(one) for word in held) for one in asked)


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """Return "1 line", "412 lines": a number with its noun."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


_ONES: Final = (
    "No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve", "Thirteen",
    "Fourteen", "Fifteen", "Sixteen",
    "Seventeen", "Eighteen", "Nineteen",
)  # fmt: skip
_TENS: Final = ("", "", "Twenty", "Thirty", "Forty", "Fifty", "Sixty", "Seventy", "Eighty", "Ninety")


def opening(number: int, noun: str, plural: str | None = None) -> str:
    """Return "One line", "Forty-one lines", "In all 412 lines":
    a number with its noun as a sentence begins, which is never with a digit."""
    if not 0 <= number < 100:
        return f"In all {counted(number, noun, plural)}"
    tens, ones = divmod(number, 10)
    words = _ONES[number] if number < 20 else _TENS[tens] + (f"-{_ONES[ones].lower()}" if ones else "")
    return f"{words} {noun if number == 1 else plural or noun + 's'}"
