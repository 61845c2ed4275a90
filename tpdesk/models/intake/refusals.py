"""Why a sheet is not read as spending, in words: what it looks like, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from tpdesk.domain.advice import Advice, message
from tpdesk.models.intake.cells import cell_text
from tpdesk.models.intake.fields import Cell
from tpdesk.models.intake.headers import Header, is_number
from tpdesk.models.intake.layout import LongNumbers
from tpdesk.models.intake.looks import Look
from tpdesk.models.intake.words import GRANTS, heading_scores, names_money, register_of
from tpdesk.text import clean, folded

Numbered = Sequence[tuple[int, list[Cell]]]

_PIVOT: Final = ("row labels", "sum of", "column labels", "count of")
_TAX: Final = re.compile(r"\b(?:council tax|business rates|non[- ]domestic rates|nndr|precepts?)\b", re.IGNORECASE)
_SPENT: Final = (
    "amounts? payments? expenditure spend(?:ing)? transactions? invoices? purchases? items? data records? entries"
)
_NIL: Final = re.compile(
    rf"\bnil\s*(?:returns?|spend|payments?|data|\Z)|\bno (?:\w+ ){{0,3}}(?:{'|'.join(_SPENT.split())})\b(?! "
    r"(?:no|number))"
    r"|\bnothing to (?:report|declare|publish|disclose)\b",
    re.IGNORECASE,
)
_NIL_ROWS: Final = 12
"""Filled rows of a sheet that says that there is nothing to report: more are something."""


def nil_return(filled: Numbered, below: Numbered) -> str:
    """Return in words where a sheet says that there was nothing to report;
    empty where it does not, or holds rows of numbers."""
    if len(filled) > _NIL_ROWS or any(_is_figure(cell) for _, cells in below for cell in cells):
        return ""
    for number, cells in filled:
        for text in map(clean, map(cell_text, cells)):
            if _NIL.search(text) or (below and number >= below[0][0] and text.casefold() in ("nil", "none", "n/a")):
                return f"a nil return: row {number} says '{text[:80]}', so there is nothing to take in"
    return ""


def _is_figure(cell: Cell) -> bool:
    return is_number(cell) and folded(cell_text(cell)) not in ("nil", "-", "--", "0", "0.00")


def not_data(
    headers: Sequence[str], header: Header, columns: Collection[str], filled: Numbered, below: Numbered
) -> str:
    """Return why a sheet is no table of spending at all; empty where it is a table."""
    if below and register_of(headers):
        return ""
    plain = [folded(heading) for heading in headers]
    if not {"amount", "date", "supplier"} <= set(columns) and any(heading.startswith(_PIVOT) for heading in plain):
        return message(
            "the sheet is a pivot table, made from rows that stand elsewhere: take these in, or, where this is "
            "all there is, ",
            Advice("name-amounts"),
        )
    if "amount" in columns:
        return (
            ""
            if below
            else "there is a header and no row below it: a nil return, or a file that was cut off; ask which"
        )
    numbers = sum(1 for _, cells in below for cell in cells if cell not in (None, "") and is_number(cell))
    fields = {field for heading in headers for field, score in heading_scores(heading).items() if score >= 60}
    if (header.row is None or not below or len(fields) < 2) and (numbers * 2 < len(below) or not below):
        number, text = next((number, cell_text(cell)) for number, cells in filled for cell in cells if cell_text(cell))
        return f"the sheet holds notes or text, and no table of amounts (row {number}: '{clean(text)[:60]}')"
    return ""


def name_lost(headers: Sequence[str], looks: Sequence[Look], numbered: Mapping[int, LongNumbers]) -> str:
    """Return in words that the header has a name too few, so that names stand over other columns than their own;
    empty where nothing shows it.

    It is shown by amounts that begin one column behind their heading, and by a column without a name at the end; where
    every filled column has a name, by numbers under the heading that can be no amounts.
    """
    most = max((look.filled for look in looks), default=0)
    last = max((n for n, look in enumerate(looks) if look.filled and 2 * look.filled >= most), default=0)
    is_nameless = last >= len(headers) or not headers[last]
    for n, (heading, look) in enumerate(zip(headers, looks, strict=False)):
        after = looks[n + 1] if n + 1 < len(looks) else None
        if heading_scores(heading).get("amount", 0) < 60 or after is None or after.amounts < 0.8 or after.money < 0.2:
            continue
        numbers = numbered.get(n)
        if not is_nameless and (
            numbers is None or not numbers.is_long or names_money(headers[n + 1]) or 2 * after.filled < look.filled
        ):
            continue
        if heading_scores(headers[n + 1]).get("amount", 0) < 35 and (look.amounts < 0.2 or numbers is not None):
            what = f"numbers such as {numbers.low}" if numbers is not None else "no amounts"
            return message(
                f"the header has a name too few: under '{heading}' stand {what}, and the amounts one column further "
                f"(#{n + 2}). Put the missing name into the header, or ",
                Advice("columns-by-number", str(n + 2)),
            )
    return ""


def refusal_of(
    headers: Sequence[str],
    columns: Mapping[str, int],
    rivals: Sequence[int],
    looks: Sequence[Look],
    rows: int,
    header: Header,
    numbered: Mapping[int, LongNumbers],
    titles: Iterable[str],
    *,
    insisted: bool,
) -> str | None:
    """Return why a table cannot be taken in as spending; None where it can.

    `titles` are what the rows above the header, the sheet and the file are called; `insisted` says that
    the user named the amounts.
    """
    if not insisted:
        kind = _other_table(headers, columns, titles)
        if kind:
            return kind
    if "amount" in columns:
        return None
    if rivals:
        names = ", ".join(_named(headers, n) for n in rivals)
        return message(f"{len(rivals)} columns look like amounts ({names}): ", Advice("choose-amounts"))
    for n, numbers in numbered.items():
        if numbers.is_naming and heading_scores(headers[n]).get("amount", 0) >= 50:
            return message(
                f"the cells under '{headers[n]}' are numbers as those of requests or transactions ({numbers.low} to "
                f"{numbers.high}), and not amounts; if another column holds these, ",
                Advice("name-column", "amount"),
            )
    numeric = [
        f"'{headers[n]}'" if headers[n] else f"#{n + 1}"
        for n, look in enumerate(looks)
        if look.amounts > 0.8 and look.filled * 2 > rows and not (n in numbered and numbered[n].is_naming)
    ]
    hint = f" Columns of numbers: {', '.join(numeric[:12])}." if numeric else ""
    what = ", ".join(f"'{heading}'" for heading in headers if heading) if header.row is not None else "no header"
    return message(
        f"no column of amounts was found ({what[:400]}): ",
        Advice("name-column", "amount"),
        f", if this is spending.{hint}",
    )


def _other_table(headers: Sequence[str], columns: Mapping[str, int], titles: Iterable[str]) -> str:
    """Return in words what the table is where it is a known one of something else than payments."""
    register = register_of(headers)
    paid = (
        "amount" in columns
        and "date" in columns
        and heading_scores(headers[columns["date"]], True).get("date", 0) >= 90
    )
    if register and not paid and not (register.kind == GRANTS and "amount" in columns):
        return f"this is {register.kind}, not spending: it says {register.says}, not what was paid"
    if "amount" in columns and not {"date", "supplier"} & set(columns):
        for title in (headers[columns["amount"]], *titles):
            found = _TAX.search(title)
            if found:
                return message(
                    f"this is a table of tax ('{clean(title)[:60]}'), not spending: it says what is charged, not "
                    "what was paid; if it is spending, ",
                    Advice("name-amounts"),
                )
    return ""


def _named(headers: Sequence[str], n: int) -> str:
    return headers[n] if n < len(headers) and headers[n] and headers.count(headers[n]) == 1 else f"#{n + 1}"
