"""Figures by area: what a driver holds, as it is typed, kept and counted with, and the type of such a field."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from tpdesk.domain.field_contract import FieldLike, FieldType, NameLookup, Stored, Widget
from tpdesk.errors import UsageProblem
from tpdesk.text import clean, counted, folded

ELSEWHERE: Final = "elsewhere"
"""Stands in place of an area for what a driver comes to in all areas that it does not name."""

GSS: Final = re.compile(r"[EWNSKJ]\d{8}\Z")
"""The shape of a GSS code."""

_ITEM: Final = re.compile(r"(.*\S)\s*[\s=:,\t]\s*(\S+)\Z")
_NUMBER: Final = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.\d{1,6})?\Z")


@dataclass(frozen=True, slots=True)
class AreaFigures:
    """A number for each of some areas."""

    values: Mapping[str, Fraction]
    """Code -> number, zero or more, in order of code."""

    elsewhere: Fraction | None = None
    """What is left for all areas that are not named; None where nothing is said of them."""

    @property
    def total(self) -> Fraction:
        """The sum, with what is elsewhere."""
        return sum(self.values.values(), self.elsewhere or Fraction(0))

    @property
    def words(self) -> str:
        """Return how many areas there are and what they come to."""
        rest = f", {plain_number(self.elsewhere)} of it elsewhere" if self.elsewhere is not None else ""
        return f"{counted(len(self.values), 'area')}, {plain_number(self.total)} in all{rest}" if self.values else ""


def parse_number(text: str) -> Fraction:
    """Return the exact number of a typed figure, as in 94,527 or 12.5. Raises UsageProblem."""
    if not _NUMBER.match(text):
        raise UsageProblem(
            f"'{text[:40]}' is not a figure: write a number, zero or more, for example 94527. Leave the area out where "
            "its figure is not known."
        )
    return Fraction(text.replace(",", ""))


def plain_number(number: Fraction | None) -> str:
    """Return a figure as people read it: 94,527 or 12.5; empty for none."""
    if number is None:
        return ""
    whole, rest = divmod(number, 1)
    decimals = f"{float(rest):.6f}"[1:].rstrip("0").rstrip(".") if rest else ""
    return f"{int(whole):,}{decimals}"


def split_items(text: str) -> list[tuple[str, str]]:
    """Return (area, figure) of each item of a typed text, one a line or with `;` between. Raises UsageProblem for an
    item that is not an area and a number."""
    found = []
    for part in map(clean, re.split(r"[;\n]", text)):
        if part:
            item = _ITEM.match(part)
            if item is None:
                raise UsageProblem(f"'{part[:40]}' is not an area and its figure, for example E07000117 94527.")
            found.append((item[1].rstrip(" =:,"), item[2]))
    return found


def keep_figures(items: Mapping[str, Fraction], elsewhere: Fraction | None) -> str:
    """Return figures as the desk keeps them: a code and a number a line, in order of code."""
    lines = [f"{code} {_kept_number(items[code])}" for code in sorted(items)]
    return "\n".join([*lines, *([f"{ELSEWHERE} {_kept_number(elsewhere)}"] if elsewhere is not None else [])])


def _kept_number(number: Fraction) -> str:
    return plain_number(number).replace(",", "")


def read_figures(text: str) -> AreaFigures:
    """Return what the desk keeps as figures."""
    values: dict[str, Fraction] = {}
    elsewhere = None
    for line in text.splitlines():
        code, _, number = line.rpartition(" ")
        if folded(code) == ELSEWHERE:
            elsewhere = Fraction(number)
        else:
            values[code] = Fraction(number)
    return AreaFigures(values, elsewhere)


class FiguresByArea(FieldType):
    """A number for each of some areas, kept a code and a number a line."""

    name = "area figures"
    metavar = "FIGURES"
    widget: Widget = "note"
    longest = 900_000
    is_text = False
    is_long = True

    def __init__(self, area: FieldType) -> None:
        """`area` is the type of a field that names an area."""
        self._area = area

    def read(self, field: FieldLike, text: str, names: NameLookup) -> Stored:
        """Return the figures by code; names of areas are looked up."""
        return self._kept(field, text, lambda area: str(names.key(_AreaOf(field.title, self._area), area)))

    def parse(self, field: FieldLike, text: str) -> Stored:
        return self._kept(field, text, lambda area: area)

    def _kept(self, field: FieldLike, text: str, code_of: Callable[[str], str]) -> str:
        super().parse(field, text)
        values: dict[str, Fraction] = {}
        elsewhere = None
        try:
            for area, number in split_items(text):
                if folded(area) == ELSEWHERE:
                    elsewhere = parse_number(number)
                    continue
                code = area.upper() if GSS.match(area.upper()) else code_of(area)
                if code in values:
                    raise UsageProblem(f"{area} has two figures: leave one out.")
                values[code] = parse_number(number)
        except UsageProblem as error:
            raise UsageProblem(f"{field.title}: {error}") from error
        return keep_figures(values, elsewhere)

    def show(self, value: Stored) -> str:
        return read_figures(str(value)).words if value else ""

    def short(self, value: Stored) -> str:
        return str(value or "")

    def told(self, value: Stored) -> str:
        return self.show(value)

    def to_json(self, value: Stored) -> object:
        figures = read_figures(str(value or ""))
        held = {code: _json_number(number) for code, number in figures.values.items()}
        return held | ({ELSEWHERE: _json_number(figures.elsewhere)} if figures.elsewhere is not None else {})

    def csv_text(self, value: Stored) -> str:
        return str(value or "").replace("\n", "; ")


@dataclass(frozen=True, slots=True)
class _AreaOf:
    """What asks for one area by its name inside another field."""

    title: str
    type: FieldType
    of: str = ""
    choices: tuple[str, ...] = ()
    letters: tuple[tuple[str, str], ...] = ()


def _json_number(number: Fraction) -> int | str:
    """Return a whole number as one, any other as the text of a decimal number: never through a float."""
    return int(number) if number.denominator == 1 else plain_number(number).replace(",", "")
