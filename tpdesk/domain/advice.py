"""Messages on files whose advice is data: what was seen is text, what to do about it is named, and each road
says it in its own words.

The headings and sheet names by which tpdesk recognises files that it wrote itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

VERB_WORDS: Final[Mapping[str, str]] = {
    "name-column": "name it with --map {value}=COLUMN",
    "choose-amounts": "say which with --map amount=COLUMN",
    "name-amounts": "name the amounts with --map amount=COLUMN",
    "columns-by-number": "give the columns by number: --map amount=#{value}, and the others so too",
    "year-or-amounts": "say which with --year, or with --map amount=COLUMN",
    "whose-spending": (
        "No column of {value} names the organisation whose spending it is. Give --agency NAME, or "
        "--agency-column COLUMN."
    ),
    "whose-row": "Give --agency, or the column that names it.",
    "unknown-agency": "Add it (agency add), give it as an alias, or use --add-agencies.",
    "import-again": "; --again does so all the same.",
    "rows-apart": "take these rows in apart, with --header-row {value}",
    "header-row": "use --header-row {value}",
    "year-if-wrong": "say --year if that is wrong",
    "give-year": "give the year with --year",
    "date-order": "use --date-order {value}",
    "recognise-encoding": "Leave --encoding out to have the encoding recognised.",
    "other-encoding": "try another --encoding",
    "control-total": "--control-total",
    "return-workbook": "Read it as that: tpdesk return read.",
}
"""Name of a piece of advice -> the command line's words, which JSON and the desk file hold too.
`{value}` is what the advice is about."""


@dataclass(frozen=True, slots=True)
class Advice:
    """One piece of advice."""

    name: str
    """Its name in VERB_WORDS."""

    value: str = ""
    """What it is about: a field, a row, a file; empty where the name says all."""

    def in_words(self, words: Mapping[str, str]) -> str:
        """Return the advice in the words of a road."""
        return words[self.name].format(value=self.value)


class Message(str):
    """A message as the command line says it, with its parts."""

    __slots__ = ("parts",)

    parts: tuple[str | Advice, ...]
    """Plain text and advice, in order."""

    def said(self, say: Callable[[Advice], str]) -> str:
        """Return the message with each piece of advice as `say` words it."""
        return "".join(say(part) if isinstance(part, Advice) else part for part in self.parts)


def message(*parts: str | Advice) -> Message:
    """Return a message of these parts; a part that is a message gives its own parts."""
    flat: list[str | Advice] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, Message) else (part,) if part else ())
    found = Message("".join(part.in_words(VERB_WORDS) if isinstance(part, Advice) else part for part in flat))
    found.parts = tuple(flat)
    return found


UNKNOWN_AGENCY: Final = "unknown agency"
"""The rule by which a row is rejected whose organisation the desk does not know."""

_OF_RULES: Final[Mapping[str, str]] = {
    "no agency": "whose-row",
    UNKNOWN_AGENCY: "unknown-agency",
    "no year": "give-year",
    "columns moved": "rows-apart",
    "blank amount": "rows-apart",
}
"""Rule by which a row is rejected -> the advice that its message may hold."""


_OF_WARNINGS: Final = ("header-row", "name-column", "year-if-wrong", "date-order")
"""The advice that a warning on a sheet may hold."""


def reject_message(rule: str, text: str) -> Message:
    """Return the message of a rejected row, which the desk keeps as the command line says it, with its advice."""
    name = _OF_RULES.get(rule)
    return message(text) if name is None else _stored(text, name)


def warning_message(text: str) -> Message:
    """Return a warning on a sheet, which the desk keeps as the command line says it, with its advice."""
    found = (_stored(text, name) for name in _OF_WARNINGS)
    return next((stored for stored in found if len(stored.parts) > 1), message(text))


def _stored(text: str, name: str) -> Message:
    """Return a stored text with this piece of advice as data where it holds it; else as text alone."""
    lead, has_value, rest = VERB_WORDS[name].partition("{value}")
    before, found, after = text.rpartition(lead)
    value = "".join(takewhile(lambda sign: sign.isalnum() or sign in "-_", after)) if has_value else ""
    after = after.removeprefix(value)
    if not found or not after.startswith(rest):
        return message(text)
    return message(before, Advice(name, value), after.removeprefix(rest))


LINE_MARK: Final = "tpdesk line"
"""The heading of the last column of written lines: the number of the line on its desk."""

PIVOT_MARK: Final = "tpdesk lines"
"""The heading of the last column of a written pivot: how many lines each row holds."""

PIVOT_SHEET: Final = "tpdesk pivot"
"""The one sheet of a pivot's workbook."""

LABEL_HEADINGS: Final = ("label", "category", "share", "title", "agency", "lines", "amount", "suggestion", "why")
"""The columns of a written map file."""

DECISION_HEADINGS: Final = ("record", "name", "field", "mine", "theirs", "choice")
"""The columns of the differences of a merge."""
