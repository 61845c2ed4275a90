"""The command line's advice as what the room of pasted rows has in its place: its keys."""

from __future__ import annotations

import re
from typing import Final

from tpdesk.models.intake.pasted import NAME
from tpdesk.screens.intake.import_words import on_screen

_ADVICE: Final = (
    (re.compile(r"(?:say which|name it|name the amounts) with --map (\w+)=COLUMN"), r"put the cursor on it and press c to read it as the \1"),
    (re.compile(r"give the columns by number: --map amount=#\d+, and the others so too"), "press c on each column and say what it holds"),
    (re.compile(r"say which with --year, or with --map amount=COLUMN"), "press s and choose the year, or press c on the column of amounts"),
    (re.compile(rf"No column of {NAME} names the body"), "These rows do not say"),
    (re.compile(r"Give --agency NAME, or --agency-column COLUMN\."), "Press s and choose it, or press c on the column that names it."),
    (re.compile(r"Give --agency, or the column that names it\."), "Press s and choose it, or press c on the column that names it."),
    (re.compile(r"Add it \(agency add\), give it as an alias, or use --add-agencies\."), "Correct the name, or press s and let new bodies be made."),
    (re.compile(r"take these rows in apart, with --header-row (\d+)"), r"paste the rows from row \1 on by themselves"),
    (re.compile(r"use --header-row (\d+)"), r"paste the rows from row \1 on by themselves"),
    (re.compile(r"; say --year if that is wrong"), "; press s and choose the year if that is wrong"),
    (re.compile(r"give the year with --year"), "press s and choose the year"),
    (re.compile(r"use --date-order by-row"), "press s and choose 'row by row' under Dates"),
)  # fmt: skip


def in_paste(text: str) -> str:
    """Return a message with the options of the command line as the keys of this room."""
    for pattern, words in _ADVICE:
        text = pattern.sub(words, text)
    return on_screen(text)
