"""Records found by their words: with SQLite's full text search and without it the same ones."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tpdesk.domain.kinds import KINDS
from tpdesk.domain.record_kind import Record
from tpdesk.models.records import search

RECIPE = KINDS["recipe"]
TEXTS = st.lists(
    st.sampled_from(("Form", "forms", "café", "CAFE", "Straße", "a_b", "one", "once", "§", "2.5")), max_size=5
)
RECIPES = st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=6)


def made(number: int, title: str, steps: str, note: str = "") -> Record:
    blank = {field.name: () if field.many else field.type.blank for field in RECIPE.fields}
    return Record(number, RECIPE, {**blank, "title": title or "x", "steps": steps, "note": note})


def found(recipes: list[Record], words: str, *, full_text: bool) -> tuple[set[int], bool]:
    with pytest.MonkeyPatch.context() as patch:
        if not full_text:
            patch.setattr(search, "_make_index", lambda _: False)
        it = search.search_records(recipes, words)
        assert it.is_full_text == (full_text and search.has_full_text())
    return {hit.record.id for hit in it.hits}, it.holds_all


@settings(max_examples=80, deadline=None)
@given(
    RECIPES,
    st.lists(st.sampled_from(("form", "CAF", "café", "strasse", "o", "on", "b", "2", "zz")), min_size=1, max_size=3),
)
def test_full_text_search_and_a_comparison_word_by_word_find_the_same(
    texts: list[tuple[list[str], list[str]]], words: list[str]
) -> None:
    recipes = [made(number, " ".join(title), " ".join(steps)) for number, (title, steps) in enumerate(texts, 1)]
    asked = " ".join(words)
    assert found(recipes, asked, full_text=True) == found(recipes, asked, full_text=False)


def test_what_stands_in_the_title_comes_first_and_a_private_note_is_not_looked_at() -> None:
    recipes = [made(1, "Leaflet", "a form for all"), made(2, "One form", "ask"), made(3, "Call", "ring", note="form")]
    for full_text in (True, False):
        with pytest.MonkeyPatch.context() as patch:
            if not full_text:
                patch.setattr(search, "_make_index", lambda _: False)
            assert [hit.record.id for hit in search.search_records(recipes, "form").hits] == [2, 1]


def test_an_excerpt_shows_the_word_with_what_is_around_it() -> None:
    [hit] = search.search_records([made(1, "Long", f"{'before ' * 30}needle{' after' * 30}")], "needle").hits
    assert hit.fields == ("Steps",)
    assert "needle" in hit.excerpt
    assert hit.excerpt.startswith("... ")
    assert hit.excerpt.endswith(" ...")
    assert len(hit.excerpt) < 140
