"""Text on its way in and out: clean() at every entry into the store, shown() before a screen or terminal, safe for CSV and file names."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable

# C0 and C1 controls (tab and line feed are handled apart), and the invisible characters that reorder or hide text.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
_SPACES = re.compile(r"[ \t\u00a0]+")
_ESCAPES = re.compile("\x1b\\[[0-9;?]*[ -/]*[@-~]|\x1b\\][^\x07\x1b]*(?:\x07|\x1b\\\\)|\x1b[@-Z\\\\-_]")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\x00", "＝", "＋", "－", "＠")
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9][0-9,]*(\.[0-9]+)?\Z")
_NAME_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED_NAMES = frozenset(
    ["con", "prn", "aux", "nul", "conin$", "conout$", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))]
)
_DIRTY = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00a0\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufff9-\ufffb]|  |^ | $"
)


def clean(text: str, *, multiline: bool = False) -> str:
    """Return `text` fit to store: no escape sequences, control, bidirectional or zero-width characters, white space folded.

    Line breaks become spaces unless `multiline`. Everything else, markup brackets and formulas too, is kept as it is.
    """
    if not multiline and not _DIRTY.search(text):
        return text
    text = _ESCAPES.sub("", text)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
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
    return _CONTROLS.sub("", _ESCAPES.sub("", line.replace("\n", " ").replace("\t", " ")))


def nearest(text: str, names: Iterable[str]) -> str | None:
    """Return the one of `names` that `text` was probably meant to be: one that holds it, else the most alike; None where none is."""
    keys = {folded(name): name for name in names}
    wanted = folded(text)
    holding = [key for key in keys if wanted and wanted in key]
    if holding:
        return keys[min(holding, key=len)]
    close = difflib.get_close_matches(wanted, list(keys), 1, 0.6)
    return keys[close[0]] if close else None


def folded(text: str) -> str:
    """Return the form in which names and labels are compared: case folded, accents composed, white space folded."""
    return clean(unicodedata.normalize("NFKC", text)).casefold()


def csv_safe(text: str) -> str:
    """Return `text` so that a spreadsheet reads it as text, never as a formula; plain numbers stay numbers."""
    if text.startswith(_FORMULA_STARTS) and not _PLAIN_NUMBER.match(text):
        return "'" + text
    return text


def without_guard(text: str) -> str:
    """Return what csv_safe() was given: the text without the quote that it put before what looks like a formula."""
    return text[1:] if text.startswith("'") and csv_safe(text[1:]) == text else text


def file_name(text: str, *, suffix: str = "") -> str:
    """Return a file name made from `text` that Windows, macOS and Linux all accept, at most 120 bytes with `suffix`."""
    name = _NAME_UNSAFE.sub("-", clean(text)).strip(" .")
    name = re.sub(r"-{2,}", "-", name).strip("-") or "untitled"
    if name.split(".")[0].lower() in _RESERVED_NAMES:
        name = f"_{name}"
    room = 120 - len(suffix.encode("utf-8"))
    while len(name.encode("utf-8")) > room:
        name = name[:-1]
    return name.rstrip(" .") + suffix


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """Return "1 line", "412 lines": a number with its noun."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
