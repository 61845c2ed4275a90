"""How far each line of a business case can move before the case turns, in the line's own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from tpdesk.domain.case import FISCAL, Case
from tpdesk.domain.results.case import CountedCost, CountedValue, Switching, Years
from tpdesk.units import decimal_text, nearest_whole

if TYPE_CHECKING:
    from collections.abc import Iterable

ALL_COSTS: Final = "all costs"
NO_VALUE: Final = "no value of this alone turns it"


def switch_lines(
    case: Case,
    costs: Sequence[CountedCost],
    values: Sequence[CountedValue],
    factors: Sequence[Fraction],
    pv: Mapping[str, int],
) -> dict[str, Switching]:
    """Return what each line, all costs and all benefits can come to before the social value, and the fiscal net, are
    zero: factors on them, all else as it is. `pv` holds the case's present values."""
    npsv, net = pv["public_value"] - pv["costs"], pv["fiscal"] - pv["costs"]
    found: dict[str, Switching] = {}
    for cost in costs:
        found[f"cost: {cost.title}"] = _of_cost(cost.pv_pence, npsv, net, f"'{cost.title}'")
    for benefit in case.benefits:
        own = [value for value in values if value.title == benefit.title]
        public = _worth((value.pence for value in own if not value.is_transfer), factors)
        fiscal = _worth((value.pence for value in own if value.type == FISCAL), factors)
        found[f"benefit: {benefit.title}"] = _of_benefit(public, fiscal, npsv, net, benefit.take_up)
    found[ALL_COSTS] = _of_cost(pv["costs"], npsv, net, ALL_COSTS)
    found["all benefits"] = _of_benefit(pv["public_value"], pv["fiscal"], npsv, net, None)
    return found


def _worth(series: Iterable[Years], factors: Sequence[Fraction]) -> int:
    total = sum((amount * factor for one in series for amount, factor in zip(one, factors, strict=True)), Fraction(0))
    return nearest_whole(total)


def _of_cost(pv: int, npsv: int, net: int, name: str) -> Switching:
    social, fiscal = (1 + Fraction(total, pv) if pv else None for total in (npsv, net))
    return Switching(social, fiscal, _cost_words(social, name))


def _of_benefit(public: int, fiscal: int, npsv: int, net: int, take_up: Fraction | None) -> Switching:
    social = 1 - Fraction(npsv, public) if public else None
    money = 1 - Fraction(net, fiscal) if fiscal else None
    return Switching(social, money, _benefit_words(social, take_up))


def _cost_words(factor: Fraction | None, name: str) -> str:
    if factor is None or factor < 0:
        return NO_VALUE
    verb = "be" if name == ALL_COSTS else "cost"
    return f"{name} would have to {verb} {_percent(abs(factor - 1))} {'more' if factor >= 1 else 'less'}"


def _benefit_words(factor: Fraction | None, take_up: Fraction | None) -> str:
    if factor is None or factor < 0:
        return NO_VALUE
    verb = "fall" if factor <= 1 else "rise"
    if take_up is None:
        return f"all benefits would have to {verb} to {_percent(factor)} of what is planned"
    needed = take_up * factor
    if needed > 1:
        return f"take-up {_two(take_up)} would have to rise above 1: it would take {_percent(factor)} of the benefit"
    return f"take-up {_two(take_up)} would have to {verb} to {_two(needed)}"


def _two(share: Fraction) -> str:
    hundredths = nearest_whole(share * 100)
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def _percent(share: Fraction) -> str:
    return f"{decimal_text(Fraction(nearest_whole(share * 1000), 10))}%"
