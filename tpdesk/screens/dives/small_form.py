"""The form for the number of people from which on packs print it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tpdesk.screens.dialogs.form import Form, FormField

if TYPE_CHECKING:
    from tpdesk.models.desk import Desk


def small_form(held: int) -> Form[int]:
    """Return the form; `held` is the number that the desk keeps now."""
    field = FormField("number", "Printed from", str(held), "for example 10; 5 at least", needed=True, check=_wrong)

    def save(desk: Desk, values: Mapping[str, str]) -> int:
        from tpdesk.services.dives.weighing import set_small_from

        return set_small_from(desk, int(values["number"]))

    def now(desk: Desk) -> dict[str, str]:
        from tpdesk.services.dives.weighing import small_from

        return {"number": str(small_from(desk))}

    note = "Smaller numbers of people stand in packs as [c], confidential, and so does what they could be worked out from. The desk itself shows them all."
    return Form(
        "Numbers of people in packs",
        [field],
        save,
        form="small-numbers",
        doing="Setting the number",
        note=note,
        now=now,
    )


def _wrong(text: str) -> str:
    return "" if text.strip().isdecimal() else f"'{text.strip()}' is no whole number."
