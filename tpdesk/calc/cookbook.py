"""The cookbook: recipes as they are read, which of them a mainstreaming sheet takes, and what is missing of each."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tpdesk.domain.record_kind import Record
from tpdesk.domain.results.basis import Issue
from tpdesk.text import counted
from tpdesk.units import day_words

CAVEATS: Final = ("must_be_true", "avoid")
"""The fields that say on which terms a recipe works elsewhere; the first of them is needed to mainstream it."""

_TOLD: Final = ("problem", "what_was_done", "what_changed")
_TAKES: Final = ("agencies", "money", "time", "powers")
_LINKS: Final = ("dive", "opportunities", "barriers", "indicator", "case")
_SHARED: Final = ("recognised_by", "shared_with")


@dataclass(frozen=True, slots=True)
class Cookbook:
    """The recipes of a place, or of all places."""

    place: str
    """Empty for all of them."""

    recipes: tuple[Record, ...]
    taken: tuple[Record, ...]
    """Those that say what must be true for them to work elsewhere."""

    left: tuple[Record, ...]
    """Those that do not."""

    recognised: int
    shared: int
    issues: tuple[Issue, ...]


def cookbook(recipes: Sequence[Record], place: str = "") -> Cookbook:
    """Return the recipes with what is missing of each. Pure."""
    taken = [one for one in recipes if has_caveats(one)]
    return Cookbook(
        place, tuple(recipes), tuple(taken), tuple(one for one in recipes if not has_caveats(one)),
        recognised=sum(bool(one.values["recognised_by"]) for one in recipes),
        shared=sum(bool(one.values["shared_with"]) for one in recipes),
        issues=tuple(issue for one in recipes for issue in recipe_issues(one)),
    )  # fmt: skip


def has_caveats(recipe: Record) -> bool:
    """Say whether a recipe says what must be true for it to work elsewhere."""
    return bool(str(recipe.values[CAVEATS[0]]).strip())


def recipe_issues(recipe: Record) -> Iterator[Issue]:
    """Yield what is missing of a recipe for others to use it."""
    name = f"'{recipe.title}'"
    if not has_caveats(recipe):
        yield Issue(
            "no-caveats",
            f"{name} does not say what must be true for it to work elsewhere: the mainstreaming sheet of a final pack "
            "will not take it.",
        )
    elif not recipe.values["avoid"]:
        yield Issue("nothing-to-avoid", f"{name} does not say what to avoid.")
    if recipe.values["what_changed"] and recipe.values["grade"] is None:
        yield Issue("no-grade", f"{name} says what changed, and not how well that is known: give it an evidence grade.")


def cookbook_sentences(found: Cookbook) -> Iterator[str]:
    """Yield what the recipes come to, a sentence each."""
    if not found.recipes:
        yield "No recipes are recorded."
        return
    where = f" of {found.place}" if found.place else ""
    yield f"{counted(len(found.recipes), 'recipe')}{where}; {len(found.taken)} can go into a mainstreaming sheet."
    yield f"Recognised by others: {found.recognised}. Shared with others: {found.shared}."


# -- a recipe as a page


@dataclass(frozen=True, slots=True)
class RecipeChapter:
    """A heading of a recipe and what stands below it."""

    title: str
    lines: tuple[str, ...]
    is_list: bool = False
    """Whether the lines are steps, or points of a list."""


_WHOLE_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
"""A day, where not only its month or year is known."""

NOT_SAID: Final = "Not said: find out before you use this recipe."
COOKBOOK: Final = "Cookbook"
FOOT: Final = "What worked in one place may not work in another. Notes for the writer alone are left out."


def recipe_chapters(recipe: Record) -> tuple[RecipeChapter, ...]:
    """Return a recipe as it is printed: headings and lines, without private notes. Caveats are never left out."""
    return tuple(_chapters(recipe))


def _chapters(recipe: Record) -> Iterator[RecipeChapter]:
    about = tuple(_labelled(recipe, ("place", "date", "grade")))
    if about:
        yield RecipeChapter("", about, is_list=True)
    for name in _TOLD[:2]:
        yield from _plain(recipe, name)
    takes = tuple(_labelled(recipe, _TAKES))
    if takes:
        yield RecipeChapter("What it takes", takes, is_list=True)
    if _lines(recipe, "steps"):
        yield RecipeChapter("Steps", _lines(recipe, "steps"), is_list=True)
    yield from _plain(recipe, _TOLD[2])
    for name in CAVEATS:
        title = recipe.kind.field_named(name).title
        yield RecipeChapter(title, _lines(recipe, name) or (NOT_SAID,))
    yield from _plain(recipe, "could_go")
    for title, names in (("Recognised and shared", _SHARED), ("Behind it", (*_LINKS, "source"))):
        said = tuple(_labelled(recipe, names))
        if said:
            yield RecipeChapter(title, said, is_list=True)


def _plain(recipe: Record, name: str) -> Iterator[RecipeChapter]:
    if _lines(recipe, name):
        yield RecipeChapter(recipe.kind.field_named(name).title, _lines(recipe, name))


def _labelled(recipe: Record, names: Sequence[str]) -> Iterator[str]:
    for name in names:
        field = recipe.kind.field_named(name)
        text = " ".join(field.show(recipe.values[name]).split())
        if _WHOLE_DAY.fullmatch(text):
            with contextlib.suppress(ValueError):
                text = day_words(text)
        if text:
            yield f"{field.title}: {text}"


def _lines(recipe: Record, name: str) -> tuple[str, ...]:
    text = recipe.kind.field_named(name).show(recipe.values[name])
    return tuple(line.strip() for line in text.splitlines() if line.strip())
