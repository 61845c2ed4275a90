"""What the room of pasted rows says for each piece of advice: its keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tpdesk.screens.intake.import_words import WINDOW_WORDS, with_advice

PASTE_WORDS: Final[Mapping[str, str]] = {
    **WINDOW_WORDS,
    "name-column": "put the cursor on it and press c to read it as the {value}",
    "choose-amounts": "put the cursor on it and press c to read it as the amount",
    "name-amounts": "put the cursor on it and press c to read it as the amount",
    "columns-by-number": "press c on each column and say what it holds",
    "year-or-amounts": "press s and choose the year, or press c on the column of amounts",
    "whose-spending": "These rows do not say whose spending it is. Press s and choose it, or press c on the column that names it.",
    "whose-row": "Press s and choose it, or press c on the column that names it.",
    "unknown-agency": "Correct the name, or press s and let new bodies be made.",
    "rows-apart": "paste the rows from row {value} on by themselves",
    "header-row": "paste the rows from row {value} on by themselves",
    "year-if-wrong": "press s and choose the year if that is wrong",
    "give-year": "press s and choose the year",
    "date-order": "press s and choose '{order}' under Dates",
}
"""Name of a piece of advice -> the words of this room."""


def in_paste(text: str) -> str:
    """Return a message with its advice in the words of this room."""
    return with_advice(text, PASTE_WORDS)
