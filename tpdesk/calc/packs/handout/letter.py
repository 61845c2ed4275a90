"""The covering letter of a return workbook as a Word document: what is asked, by when, and whom to ask, as a role."""

from __future__ import annotations

import datetime as dt
from typing import BinaryIO

from tpdesk.calc.packs.handout.word import prepare_document, strip_template
from tpdesk.domain.return_form import ReturnForm


def letter_parts(form: ReturnForm, workbook: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return (heading, paragraphs) of the letter that goes with the workbook of that file name."""
    it = form.manifest
    unit = "pounds" if it.unit == "pounds" else "thousands of pounds"
    last = " Last year's lines are in it already." if it.prefill else ""
    return (
        ("What we ask", (
            f"{it.place} is counting all public money that is spent there, so that its partners can see who spends "
            f"what on what. We ask {it.agency} for its expenditure and income in {it.year}.",
            f"Please fill in the workbook {workbook}, in {unit}.{last} It takes three steps: the lines, your own "
            "totals, and a check that the two agree.",
        )),
        ("By when", (f"Please send it back by {form.due_words}.",)),
        ("Whom to ask", (f"Ask {form.contact}.",)),
        ("What to send", (
            "The workbook itself, as an .xlsx file, with all of its sheets. Please do not copy it into another one.",
            "No names of people: organisations and services are all that is counted.",
        )),
    )  # fmt: skip


def write_letter(form: ReturnForm, workbook: str, file: BinaryIO) -> None:
    """Write the letter to `file`."""
    import docx

    document = docx.Document()
    prepare_document(document, form.title, dt.datetime.fromisoformat(form.manifest.made_at))
    document.add_heading(form.title, 0)
    for heading, paragraphs in letter_parts(form, workbook):
        document.add_heading(heading, 1)
        for text in paragraphs:
            document.add_paragraph(text)
    strip_template(document)
    document.save(file)
