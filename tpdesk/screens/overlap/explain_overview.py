"""Explain a figure of the overview: choose it by its name, then walk it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tpdesk.screens.dialogs.choose import Choice, Choose
from tpdesk.screens.overlap.explain import explain
from tpdesk.units import pounds, short_pounds

if TYPE_CHECKING:
    from tpdesk.domain.figure import Figure
    from tpdesk.screens.window import Window
    from tpdesk.services.overview import Overview


@dataclass(frozen=True, slots=True)
class Explainable:
    """A figure on show."""

    name: str
    """What it is called there."""

    value: str
    """As it is shown."""

    figure: Figure


def explain_overview(window: Window, overview: Overview) -> None:
    """Let the user choose one of the figures on show, and explain it."""
    shown = explainable(overview)

    def chosen(choice: Choice | None) -> None:
        if choice is not None:
            explain(window, shown[int(choice.id)].figure)

    choices = [Choice(str(number), one.name, one.value) for number, one in enumerate(shown)]
    window.push_screen(Choose("Explain which figure?", choices), chosen)


def explainable(overview: Overview) -> list[Explainable]:
    """Return the figures of the overview: the headline, then each body, then each category."""
    from tpdesk.domain.figure import KINDS, Figure

    money, kinds = overview.by_agency, overview.by_category
    headline = {
        "spend": money.after_transfers_pence, "per-head": money.pence_per_head, "per-household": money.pence_per_household, "gross": money.gross_pence,
        "transfers": money.transfers_removed_pence, "recharges": money.recharges_removed_pence, "outside-income": money.outside_income_pence,
        "net": money.net_of_income_pence, "unmapped": kinds.unmapped_pence,
    }  # fmt: skip
    found = [
        Explainable(
            KINDS[what].title,
            "-" if pence is None else pounds(pence) if what.startswith("per-") else short_pounds(pence),
            Figure(what),
        )
        for what, pence in headline.items()
    ]
    found.insert(
        3, Explainable("Bodies counted", f"{money.bodies_counted} of {money.bodies_expected}", Figure("bodies"))
    )
    found += [
        Explainable(row.agency, short_pounds(row.amount_pence), Figure("spend", row.agency))
        for row in money.rows
        if row.agency
    ]
    found += [
        Explainable(
            row.title if "/" in row.key else f"{row.key} {row.title}",
            short_pounds(row.amount_pence),
            Figure("spend", category=row.key, level=overview.level),
        )
        for row in kinds.rows
        if row.key and row.title
    ]
    return found
