"""The import room's words: fields, units and orders as people call them, and the command line's advice as the screen's."""

from __future__ import annotations

import re
from typing import Final

from tpdesk.models.intake.fields import BY_ROW

FIELDS_SHOWN: Final = {
    "amount": "Amount",
    "label": "Label",
    "date": "Date",
    "supplier": "Supplier",
    "description": "Description",
    "agency": "Body",
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
    "label": "the body's own word for the service",
    "date": "when it was paid",
    "supplier": "who was paid",
    "description": "what was bought",
    "agency": "which body's row it is, in a file of several",
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

_ADVICE: Final = (
    (re.compile(r"say which with --map amount=COLUMN"), "choose it under Amount"),
    (re.compile(r"name the amounts with --map amount=COLUMN"), "choose them under Amount"),
    (re.compile(r"give the columns by number: --map amount=#\d+, and the others so too"), "choose what each column holds"),
    *((re.compile(rf"name it with --map {field}=COLUMN"), f"choose it under {name}") for field, name in FIELDS_SHOWN.items()),
    (re.compile(r"say which with --year, or with --map amount=COLUMN"), "choose the year, or the column under Amount"),
    (re.compile(r"Give --agency NAME, or --agency-column COLUMN\."), "Choose the body, or the column that names it."),
    (re.compile(r"Give --agency, or the column that names it\."), "Choose the body, or the column that names it."),
    (re.compile(r"Add it \(agency add\), give it as an alias, or use --add-agencies\."), "Add it, give it as an alias, or let new bodies be made (New bodies)."),
    (re.compile(r";? ?--again does so all the same\."), "."),
    (re.compile(r"take these rows in apart, with --header-row (\d+)"), r"import the file once more with row \1 as its header"),
    (re.compile(r"use --header-row (\d+)"), r"choose row \1 as the header"),
    (re.compile(r"; say --year if that is wrong"), "; choose the year if that is wrong"),
    (re.compile(r"give the year with --year"), "give the year for the whole file"),
    (re.compile(rf"use --date-order {BY_ROW}"), f"choose '{ORDERS_TO_CHOOSE[BY_ROW]}' under Dates"),
    (re.compile(r"Leave --encoding out to have the encoding recognised\."), "Choose 'as recognised' under Encoding."),
    (re.compile(r"try another --encoding"), "try another encoding"),
    (re.compile(r"--control-total: "), "Control total: "),
)  # fmt: skip


def on_screen(text: str) -> str:
    """Return a message with the options of the command line as what the screen has in their place."""
    for pattern, words in _ADVICE:
        text = pattern.sub(words, text)
    return text


def size_text(size: int) -> str:
    """Return `31 KB`, `4.2 MB`: the size of a file."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000)):,} KB" if size else "0 KB"
    return f"{size / 1_000_000:,.1f} MB"
