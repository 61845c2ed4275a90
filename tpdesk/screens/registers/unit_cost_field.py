"""The field that names a unit cost: completed by its code or words of it, and the value's other lines follow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tpdesk.domain.record_kind import Field
from tpdesk.screens.dialogs.choose import Choice, Completing
from tpdesk.screens.dialogs.field import FormField, fill, value_of
from tpdesk.text import folded

if TYPE_CHECKING:
    from tpdesk.models.records.register_read import RegisterRead
    from tpdesk.screens.dialogs.base import Dialog


def unit_cost_field(read: RegisterRead, field: Field, value: str) -> FormField:
    """Return the field, with the desk's own unit costs first."""
    from tpdesk.services.unit_costs import own_cost, shipped_costs

    own = [own_cost(one) for one in read.records.get("unitcost", ())]
    costs = {folded(one.code): one for one in (*shipped_costs(), *own)}
    every = [*own, *(one for one in shipped_costs() if costs[folded(one.code)] is one)]
    filled: dict[str, str] = {}

    def follow(form: Dialog[Any], line: Completing) -> None:
        """Fill the lines that follow; what somebody typed there stays."""
        # As the form comes up nothing was chosen yet.
        cost = costs.get(folded(line.value)) if folded(line.value) != folded(value) or filled else None
        for name, text in (cost.as_value() if cost is not None else {}).items():
            widget = form.query_one(f"#field-{name}")
            if value_of(widget).strip() in ("", filled.get(name, "")):
                filled[name] = text
                fill(widget, text)

    choices = [Choice(one.code, one.code, one.what) for one in every]
    return FormField(field.name, field.title, value, field.hint, choices=choices, follow=follow)
