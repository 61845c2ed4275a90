"""Lines out of the desk: copied and written so that a spreadsheet reads text as text."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.models.lines import stocked_lines
from tpdesk.domain.line_filter import ALL_LINES
from tpdesk.errors import UsageProblem
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.lines.query import Sort, open_view
from tpdesk.services.history import steps
from tpdesk.services.lines import copy_out, duplicate_lines, edit_lines, write_lines


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk whose second line is paid to a formula."""
    opened = open_desk(tmp_path / "a.tpdesk", make=True)
    stocked_lines(opened, {}, {"amount_pence": -5})
    edit_lines(opened, [2], {"supplier": "=cmd|' /C calc'!A0", "description": "two\tcells\nor lines"})
    return opened


def test_lines_are_copied_in_the_order_asked_and_harmless(desk: Desk) -> None:
    text = copy_out(desk, [2, 1], ("amount", "supplier", "description", "category"))
    assert text.split("\n") == [
        "Amount\tSupplier\tDescription\tCategory", "-0.05\t'=cmd|' /C calc'!A0\ttwo cells or lines\tUnmapped",
        "100.00\tBODY 2 (200398)\t\tUnmapped", "",
    ]  # fmt: skip
    assert copy_out(desk, ALL_LINES, ("line",)) == "Line\n1\n2\n"


def test_too_many_lines_are_not_copied(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tpdesk.services.lines.COPIED_MOST", 1)
    for selection in (ALL_LINES, [1, 2]):
        with pytest.raises(UsageProblem, match="2 lines are too many to copy"):
            copy_out(desk, selection, ("line",))


def test_a_view_is_written_whole(desk: Desk, tmp_path: Path) -> None:
    view = open_view(desk.connection, ALL_LINES, [Sort("amount")])
    target = tmp_path / "lines.csv"
    assert write_lines(desk, view, ("line", "amount", "supplier"), target) == 2
    with target.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [
            ["Line", "Amount", "Supplier", "tpdesk line"],
            ["2", "-0.05", "'=cmd|' /C calc'!A0", "2"],
            ["1", "100.00", "BODY 2 (200398)", "1"],
        ]
    with pytest.raises(UsageProblem, match="Name another file"):
        write_lines(desk, view, ("line",), desk.path)


def test_every_act_names_its_step(desk: Desk) -> None:
    duplicate_lines(desk, [1, 2])
    assert [step.title for step in steps(desk)][:2] == [
        "Duplicate 2 lines",
        (
            "Edit line 2: supplier from BODY 2 (200398) to =cmd|' /C calc'!A0; description from (none) to two "
            "cells or lines"
        ),
    ]
