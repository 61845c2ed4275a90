"""The sentence at the head of the overview: who spends what here, and how many are in it."""

from __future__ import annotations

import pytest

from tests.factories import cell, facts
from tpdesk.calc.count import count
from tpdesk.calc.trust import progress
from tpdesk.domain.facts import Cell
from tpdesk.models.place import Place
from tpdesk.screens.overview.figures import answer
from tpdesk.services.overview import Overview

PLACE = Place(1, "Testshire", "", "", "", "", "", "", "", (), 2, (2024,))


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ((cell(1, 10_000),), "1 organisation spends £100 here, none of it mapped to services yet."),
        (
            (cell(1, 10_000, category="05.1"), cell(2, 5_000, category="09.1")),
            "2 organisations spend £150 here on 2 groups of service, no two in the same.",
        ),
        (
            (cell(1, 10_000, category="05.1"), cell(2, 5_000, category="05.1"), cell(2, 700)),
            "2 organisations spend £157 here on 1 group of service, up to 2 in one; £7 has no category yet.",
        ),
        ((), "No organisation has money here in 2024-25."),
    ],
)
def test_the_answer_says_what_is_shared_and_what_is_open(cells: tuple[Cell, ...], said: str) -> None:
    held = facts(*cells)
    assert (
        answer(
            Overview(
                PLACE,
                2024,
                2,
                count(held),
                count(held, by="category"),
                progress(held, count(held), count(held, by="category"), 0, 0),
            )
        )
        == said
    )
