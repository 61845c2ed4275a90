"""The form in which a verdict is decided by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tpdesk.screens.dialogs.choose import Choice
from tpdesk.screens.dialogs.form import Form, FormField
from tpdesk.screens.overlap.words import SIGNS, named

if TYPE_CHECKING:
    from tpdesk.domain.results.overlap import OverlapRow
    from tpdesk.models.desk import Desk
    from tpdesk.services.overlap import Ruled


def ruling_form(row: OverlapRow, place: str, year: str) -> Form[Ruled]:
    """Return the form of what is decided of a category in a place and year."""
    verdicts = [Choice(verdict, verdict) for verdict in reversed(tuple(SIGNS))]
    ruled = bool(row.judgement.by_hand)
    fields = [
        FormField("verdict", "Verdict", row.verdict if ruled and row.verdict else "", "what it is, all considered", choices=verdicts, strict=True, needed=True),
        FormField("reason", "Reason", row.judgement.reason, kind="note", needed=True),
    ]  # fmt: skip

    def now(desk: Desk) -> dict[str, str]:
        from tpdesk.services.overlap import list_rulings

        ruling = next((one for one in list_rulings(desk, place, year) if one.category == row.category), None)
        return {"verdict": ruling.verdict if ruling else "", "reason": ruling.reason if ruling else ""}

    def save(desk: Desk, values: dict[str, str]) -> Ruled:
        from tpdesk.services.overlap import overrule

        after = now(desk) | values
        return overrule(desk, place, year, row.category, after["verdict"], after["reason"])

    note = f"From the records: {row.judgement.found or 'no verdict'}. What you decide is printed wherever the verdict is, with its reason; what the records prove stays beside it."
    return Form(
        f"{named(row)}, {year}",
        fields,
        save,
        form=f"ruling.{place}.{year}.{row.category}",
        doing="Deciding the verdict",
        note=note,
        now=now,
    )
