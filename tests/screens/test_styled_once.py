"""A screen that comes up gives each of its widgets its styles once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.widgets import OptionList

from tests.screens.looking import open_window


@pytest.fixture
def styled(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often the rows of forms, of which neither focus nor state changes the looks, were given styles."""
    counts: Counter[str] = Counter()
    apply = Stylesheet.apply

    def counted(sheet: Stylesheet, node: Any, **wanted: Any) -> None:
        if node.has_class("form-row"):
            counts[f"{node.css_identifier} {id(node)}"] += 1
        apply(sheet, node, **wanted)

    monkeypatch.setattr(Stylesheet, "apply", counted)
    return counts


async def test_a_form_styles_its_rows_once_and_makes_no_list_before_an_offer(
    sample_file: Path, styled: Counter[str]
) -> None:
    """The rows of a new place's form get their styles as they are made, and again by nothing."""
    async with open_window(sample_file) as window:
        await window.press("2", "n")
        form = window.app.screen
        assert len(styled) >= 8
        assert set(styled.values()) == {1}
        assert not form.query(OptionList)
        assert form.has_class("-normal") or form.has_class("-wide") or form.has_class("-narrow")


def test_a_rule_is_hashed_without_a_call_of_python() -> None:
    """Textual's own hash of a rule is a function of Python, which takes a tenth of styling a form."""
    assert RuleSet.__hash__ is object.__hash__
    assert len({RuleSet(), RuleSet()}) == 2
