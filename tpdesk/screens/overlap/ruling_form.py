"""The form in which a verdict is decided by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tpdesk.screens.dialogs.choose import Choice
from tpdesk.screens.dialogs.form import Field, Form
from tpdesk.screens.overlap.overlap_words import SIGNS, named

if TYPE_CHECKING:
    from tpdesk.acts.dives.ruling import Ruled
    from tpdesk.calc.results import OverlapRow
    from tpdesk.models.desk import Desk


def ruling_form(row: OverlapRow, place: str, year: str) -> Form[Ruled]:
    """Return the form of what is decided of a category in a place and year."""
    verdicts = [Choice(verdict, verdict) for verdict in reversed(tuple(SIGNS))]
    ruled = bool(row.ruling_reason)
    fields = [
        Field("verdict", "Verdict", row.verdict if ruled and row.verdict else "", "what it is, all considered", choices=verdicts, strict=True, needed=True),
        Field("reason", "Reason", row.ruling_reason, kind="note", needed=True),
    ]  # fmt: skip

    def save(desk: Desk, values: Mapping[str, str]) -> Ruled:
        from tpdesk.acts.dives.ruling import overrule

        return overrule(desk, place, year, row.category, values["verdict"], values["reason"])

    note = f"From the records: {row.found_verdict or 'no verdict'}. What you decide is printed wherever the verdict is, with its reason; what the records prove stays beside it."
    return Form(
        f"{named(row)}, {year}",
        fields,
        save,
        form=f"ruling.{place}.{year}.{row.category}",
        doing="Deciding the verdict",
        note=note,
    )
