"""The import room's words: fields, units and orders as people call them, and what it says for each piece of advice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tpdesk.domain.advice import Advice, Message, reject_message
from tpdesk.models.intake.fields import BY_ROW

FIELDS_SHOWN: Final = {
    "amount": "Amount",
    "label": "Label",
    "date": "Date",
    "supplier": "Supplier",
    "description": "Description",
    "agency": "Organisation",
    "category": "Category",
    "cost_type": "Revenue or capital",
    "flow": "Spending or income",
    "status": "Actual or budget",
    "control": "Who controls it",
    "client_group": "Client group",
    "activity": "Activity",
    "area": "Area",
    "transfer_to": "Passed on to",
    "transfer_from": "Received from",
    "funding_stream": "Funding stream",
    "grade": "Confidence grade",
    "year": "Financial year",
    "internal": "Internal recharge",
}
"""Field -> what people call it."""

FIELD_NOTES: Final = {
    "amount": "what was paid; the one column that is needed",
    "label": "the organisation's own word for the service",
    "date": "when it was paid",
    "supplier": "who was paid",
    "description": "what was bought",
    "agency": "which organisation's row it is, in a file of several",
    "category": "a COFOG code, as in 09.5",
}
"""Field -> what it is, where its name does not say it."""

UNITS_SHOWN: Final = {
    "pounds": "pounds (£)",
    "thousands": "thousands (£000)",
    "millions": "millions (£m)",
    "billions": "billions (£bn)",
}
"""Unit -> what people call it."""

ORDERS_SHOWN: Final = {"dmy": "day, month, year", "mdy": "month, day, year", "ymd": "year, month, day"}
"""Order of dates -> what people call it."""

ORDERS_TO_CHOOSE: Final = {**ORDERS_SHOWN, BY_ROW: "row by row"}
"""What can be said of the order -> what people call it."""

DELIMITERS_SHOWN: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
"""Delimiter -> what people call it."""

ENCODINGS: Final = {
    "utf-8": "as most programs write today",
    "cp1252": "Windows, western Europe",
    "cp850": "old DOS programs",
    "mac-roman": "old Macs",
    "utf-16": "some exports of databases",
}
"""Encodings to choose from -> where they come from."""

WINDOW_WORDS: Final[Mapping[str, str]] = {
    "name-column": "choose it under {field}",
    "choose-amounts": "choose it under Amount",
    "name-amounts": "choose them under Amount",
    "columns-by-number": "choose what each column holds",
    "year-or-amounts": "choose the year, or the column under Amount",
    "whose-spending": (
        "No column of {value} names the organisation whose spending it is. Choose the organisation, or the "
        "column that names it."
    ),
    "whose-row": "Choose the organisation, or the column that names it.",
    "unknown-agency": "Add it, give it as an alias, or let new organisations be made (New organisations).",
    "import-again": ".",
    "return-workbook": "Read it in Organisations (3): press b there.",
    "rows-apart": "import the file once more with row {value} as its header",
    "header-row": "choose row {value} as the header",
    "year-if-wrong": "choose the year if that is wrong",
    "give-year": "give the year for the whole file",
    "date-order": "choose '{order}' under Dates",
    "recognise-encoding": "Choose 'as recognised' under Encoding.",
    "other-encoding": "try another encoding",
    "control-total": "Control total",
}
"""Name of a piece of advice -> the words of the import room."""


def with_advice(text: str, words: Mapping[str, str]) -> str:
    """Return a message with its advice in the words of a room; any other text as it is."""

    def say(advice: Advice) -> str:
        value = advice.value
        return words[advice.name].format(
            value=value, field=FIELDS_SHOWN.get(value, value), order=ORDERS_TO_CHOOSE.get(value, value)
        )

    return text.said(say) if isinstance(text, Message) else text


def on_screen(text: str) -> str:
    """Return a message with its advice in the words of the import room."""
    return with_advice(text, WINDOW_WORDS)


def reject_words(rule: str, text: str) -> str:
    """Return the message of a rejected row in the words of the import room."""
    return on_screen(reject_message(rule, text))


def size_text(size: int) -> str:
    """Return `31 KB`, `4.2 MB`: the size of a file."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000)):,} KB" if size else "0 KB"
    return f"{size / 1_000_000:,.1f} MB"
