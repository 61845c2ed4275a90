"""How sure the money is: linear error bands by confidence grade. docs/method.md, rule 8."""

from __future__ import annotations

from fractions import Fraction

from tpdesk.domain.facts import YearFacts
from tpdesk.domain.results.trust import ConfidenceRow


def confidence(facts: YearFacts) -> tuple[ConfidenceRow, ...]:
    """Return gross expenditure by grade with its band: sum of |x| x band over the lines ("if all err the same way"; no confidence interval).

    Ungraded money has no band and is shown, last. Recorded figures are never adjusted. Pence, rounded half up.
    """
    amounts: dict[str, int] = {}
    sizes: dict[str, int] = {}
    for cell in facts.grades:
        if cell.flow == "expenditure":
            amounts[cell.value] = amounts.get(cell.value, 0) + cell.pence
            sizes[cell.value] = sizes.get(cell.value, 0) + cell.size_pence
    rows = []
    for value in sorted(amounts, key=lambda value: (value == "", value)):
        band = facts.bands.get(int(value)) if value else None
        rows.append(
            ConfidenceRow(
                int(value) if value else None,
                amounts[value],
                float(band) if band is not None else None,
                int(Fraction(sizes[value]) * band + Fraction(1, 2)) if band is not None else None,
            )
        )
    return tuple(rows)
