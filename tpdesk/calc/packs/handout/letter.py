"""Letters about a return as Word documents: the one that goes with its workbook, and the one that asks for it again.

A letter says what is asked and by when, how it comes back, what becomes of it, and whom to ask, as a role.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import BinaryIO, Final

from tpdesk.calc.packs.handout.document import WordDocument
from tpdesk.domain.return_form import CONTACT, Addressee, ReturnForm, ReturnReminder
from tpdesk.units import day_words

FINANCE: Final = "Head of Finance"
"""To whom a letter goes where the desk records no contact of the organisation."""

Section = tuple[str, tuple[str, ...]]
"""A heading, and what stands below it."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter to an organisation."""

    written_on: str
    """In words."""

    to: tuple[str, ...]
    """Role, organisation and, where it is known, how to reach it."""

    reference: str
    subject: str
    opening: str
    sections: tuple[Section, ...]
    steps: tuple[str, ...]
    """How it is sent back; they stand below the last section."""

    after: tuple[Section, ...]
    signed: tuple[str, ...]
    enclosed: str = ""


def covering_letter(form: ReturnForm, workbook: str) -> Letter:
    """Return the letter that goes with the workbook of that file name."""
    it = form.manifest
    unit = "pounds" if it.unit == "pounds" else "thousands of pounds"
    last = " Last year's lines are in it already, to show what we mean." if it.prefill else ""
    return Letter(
        day_words(it.made_at[:10]), _to(form.to, it.agency), reference(it.place, it.year, it.agency_number, it.version),
        f"Return of public spending in {it.place}, {it.year}: please reply by {form.due_words}",
        f"{it.place} is counting all public money that is spent there, so that its partners can see together who "
        "spends what on what.",
        (
            ("What we ask, and by when", (
                f"Please tell us the expenditure and income of {it.agency} in {it.place} in {it.year}, in {unit}, by "
                f"{form.due_words}. The enclosed workbook asks for it line by line.{last}",
                "We need no names of people. Organisations and services are all that is counted.",
            )),
            ("How to send it back", ()),
        ),
        (
            "Fill in the sheet Lines: one row for each service or budget line.",
            "Fill in the sheet Totals, from your ledger and not from the lines.",
            "Look at the sheet Check: it says whether the two agree to the penny.",
            f"Save the workbook as an .xlsx file with all its sheets, and send it to {form.contact}. Please do not "
            "copy it into another workbook.",
        ),
        _becomes_of_it(it.place, form.contact),
        _signed(form.contact, it.place, it.year), workbook,
    )  # fmt: skip


def reminder_letter(it: ReturnReminder) -> Letter:
    """Return the letter that asks again for a return that has not come."""
    asked = f"We asked {it.agency} for its return" + (f" on {it.requested_words}" if it.requested_words else "")
    due = f"; it was due on {it.due_words}" if it.days_late > 0 else f"; it is due on {it.due_words}"
    again = f" We wrote about it before, on {it.chased_words}." if it.chased_words else ""
    return Letter(
        day_words(it.written_on), _to(it.to, it.agency),
        reference(it.place, it.year, it.agency_number, it.version),
        f"Return of public spending in {it.place}, {it.year}: please reply by {it.reply_words}",
        f"{asked}{due if it.due_words else ''}. It has not reached us.{again}",
        (
            ("What we ask, and by when", (
                f"Please tell us the expenditure and income of {it.agency} in {it.place} in {it.year}, in the workbook "
                f"that you have, by {it.reply_words}. If that cannot be done, please tell us by which day it can. If "
                "you sent it, please send it once more.",
                "If some of it is not ready, give estimates and mark them as such. Without your return the total of "
                "the place is too low.",
            )),
            ("How to send it back", ()),
        ),
        (
            "Fill in the return workbook that we sent you: the sheet Lines, and your own totals on the sheet Totals.",
            f"Save it as an .xlsx file with all its sheets, and send it to {it.contact}.",
            "If you do not have the workbook any more, ask for it again.",
        ),
        _becomes_of_it(it.place, it.contact),
        _signed(it.contact, it.place, it.year),
    )  # fmt: skip


def reference(place: str, year: str, agency: int, version: int) -> str:
    """Return by what both sides know the return: place, year, number of the organisation, version of the workbook."""
    return f"{place} {year}/{agency}" + (f"/{version}" if version else "")


def _to(to: Addressee, agency: str) -> tuple[str, ...]:
    return tuple(part for part in (to.role or FINANCE, agency, to.how) if part)


def _becomes_of_it(place: str, contact: str) -> tuple[Section, ...]:
    return (
        ("What becomes of it", (
            "We check that lines and totals agree, and send the workbook back with our questions beside its rows where "
            f"we have any. The partnership board of {place} then sees your spending, by organisation and service, "
            "beside that of the others.",
            f"If you have a question, please ask {contact} and give our reference.",
        )),
    )  # fmt: skip


def _signed(contact: str, place: str, year: str) -> tuple[str, ...]:
    role = "the officer for the count" if contact == CONTACT else contact
    return role[:1].upper() + role[1:], f"Count of public spending, {place}, {year}"


def write_letter(letter: Letter, file: BinaryIO, *, at: dt.datetime) -> None:
    """Write a letter to `file`, made at the moment `at`."""
    document = WordDocument(letter.subject, at, f"Our reference: {letter.reference}")
    document.block(letter.to)
    enclosed = (("Enclosed", letter.enclosed),) if letter.enclosed else ()
    document.facts((("Date", letter.written_on), ("Our reference", letter.reference), *enclosed))
    document.paragraph("Dear colleague")
    document.heading(letter.subject)
    document.paragraph(letter.opening)
    _sections(document, letter, letter.sections)
    document.listing(letter.steps, numbered=True)
    _sections(document, letter, letter.after)
    document.paragraph("Yours sincerely", keep=True)
    document.block(letter.signed)
    document.save(file)


def _sections(document: WordDocument, letter: Letter, sections: tuple[Section, ...]) -> None:
    """Add sections; the last paragraph of a letter stays on the page of who signs it."""
    for title, paragraphs in sections:
        document.heading(title, 2)
        for text in paragraphs:
            document.paragraph(text, keep=text is letter.after[-1][1][-1])
