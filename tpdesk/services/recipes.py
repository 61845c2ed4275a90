"""Recipes: found by their words, written out as a cookbook, and what is missing of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tpdesk.calc.cookbook import Cookbook, cookbook
from tpdesk.domain.kinds import KINDS
from tpdesk.domain.record_kind import Record
from tpdesk.errors import UsageProblem
from tpdesk.models.desk import Desk
from tpdesk.models.file_writing import write_file, write_text
from tpdesk.models.log.history import last_change
from tpdesk.models.place import Place
from tpdesk.models.records import store
from tpdesk.models.records.search import WordSearch, search_records
from tpdesk.services.figures import place_for
from tpdesk.services.files import result_file

SUFFIXES: Final = (".md", ".docx")
"""Ends of the names of files that a cookbook is written to."""

_RECIPE: Final = KINDS["recipe"]


def find_recipes(desk: Desk, words: str, place: str | None = None) -> WordSearch:
    """Return the recipes that hold these words, of a place with those of the whole programme, or of all places.
    Raises UsageProblem."""
    return search_records(_recipes(desk, place), words)


def read_cookbook(desk: Desk, place: str | Place | None = None, *, made_up: bool = True) -> Cookbook:
    """Return the recipes of a place with those of the whole programme, or of all places; examples only where
    `made_up`. Raises UsageProblem for a place that is not on the desk."""
    name = place_for(desk, place).name if place is not None else ""
    return cookbook([one for one in _recipes(desk, place) if made_up or not one.is_made_up], name)


def _recipes(desk: Desk, place: str | Place | None) -> tuple[Record, ...]:
    if place is None:
        return store.list_all(desk.connection, _RECIPE)
    return store.list_of_place(desk.connection, _RECIPE, place_for(desk, place).id)


def write_recipes(
    desk: Desk, target: Path, recipes: Sequence[Record], place: str = "", *, replace: bool = False
) -> int:
    """Write recipes of the desk to a .md or .docx file as a cookbook; return how many. Raises UsageProblem, Locked."""
    if target.suffix.casefold() not in SUFFIXES:
        raise UsageProblem(
            f"{target.name}: recipes are written as .md (Markdown), .docx (Word) or .csv. Let the name of the file end "
            "with one of these."
        )
    with result_file(target, replace=replace):
        # When the desk was last changed, not the clock: the same desk gives the same bytes.
        _write(target, recipes, place, dt.datetime.fromisoformat(last_change(desk.connection)))
    return len(recipes)


def _write(target: Path, recipes: Sequence[Record], place: str, at: dt.datetime) -> None:
    from tpdesk.calc.packs.handout.cookbook import cookbook_markdown, write_cookbook

    if target.suffix.casefold() == ".md":
        write_text(target, cookbook_markdown(recipes, place))
    else:
        write_file(target, lambda file: write_cookbook(recipes, place, file, at=at))
