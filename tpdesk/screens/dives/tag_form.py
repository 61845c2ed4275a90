"""The form in which spend is tagged to a deep dive."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tpdesk.screens.dialogs.choose import Choice
from tpdesk.screens.dialogs.form import Form, FormField

if TYPE_CHECKING:
    from tpdesk.domain.kinds import Record
    from tpdesk.models.desk import Desk
    from tpdesk.models.dives.tagging import Tag
    from tpdesk.models.records.offered import Offered


def tag_form(dive: Record, lists: Offered) -> Form[Tag]:
    """Return the form."""
    fields = [
        FormField("category", "Category", "", "a code or a part of its name: with all under it", choices=[Choice(one.code, one.code, one.title) for one in lists.categories]),
        FormField("agency", "Agency", "", "blank: any agency", choices=[Choice(name, name) for name in lists.agencies]),
        FormField("label", "Label", "", "the agency's own word in its file; blank: any"),
        FormField("line", "Line", "", "the number of one line; then leave the three above blank", check=_wrong_line),
        FormField("share", "Share", "100%", "for example 25%, 1/3 or 0.25", needed=True),
    ]  # fmt: skip

    def save(desk: Desk, values: Mapping[str, str]) -> Tag:
        from tpdesk.services.dives.boards import tag_spend

        rule = {name: values[name] for name in ("category", "agency", "label")}
        line = values["line"].replace(",", "").strip()
        return tag_spend(desk, dive.title, **rule, line=int(line) if line else None, share=values["share"])

    note = "All that is named must hold: a category and an agency together mean that agency's spend on it."
    return Form(f"Spend of {dive.title}", fields, save, form=f"tag.{dive.id}", doing="Tagging the spend", note=note)


def _wrong_line(text: str) -> str:
    return "" if text.replace(",", "").strip().isdecimal() else f"'{text.strip()}' is not the number of a line."
