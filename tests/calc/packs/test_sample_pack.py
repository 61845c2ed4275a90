"""The board pack of the sample desk is what it was, cell by cell.
`python -m tests.calc.packs.digest` writes its digests anew."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.calc.packs import digest, places
from tests.cli.verbs import Verb
from tpdesk.calc.packs.board import describe_board
from tpdesk.calc.workbook.describe import ColumnKind, Table
from tpdesk.services.packs import write_workbook

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")


def test_the_sample_pack_is_what_it_was(sample: Verb, tmp_path: Path) -> None:
    stored = json.loads(digest.FILE.read_text(encoding="utf-8"))
    found = digest.digests(sample.desk, tmp_path)
    for copy, before in stored.items():
        assert [*found[copy]["sheets"]] == [*before["sheets"]], f"{copy}: other sheets"
        for kind in ("sheets", "parts"):
            changed = [name for name, value in found[copy][kind].items() if value != before[kind].get(name)]
            assert changed == [], f"{copy}: {kind} changed; to accept: python -m tests.calc.packs.digest"


def other_cell(table: Table) -> Table:
    """Return the table with one figure a penny higher."""
    first, second, *others = table.rows[0]
    assert isinstance(second, int)
    return dataclasses.replace(table, rows=((first, second + 1, *others), *table.rows[1:]))


def other_kind(table: Table) -> Table:
    """Return the table with another format of its figures."""
    first, second, *others = table.columns
    return dataclasses.replace(table, columns=(first, dataclasses.replace(second, kind=ColumnKind.PENCE), *others))


def wider(table: Table) -> Table:
    """Return the table with a wider column."""
    *others, last = table.columns
    return dataclasses.replace(table, columns=(*others, dataclasses.replace(last, width=90)))


@pytest.mark.deep
@pytest.mark.parametrize("change", [other_cell, other_kind, wider])
def test_one_change_is_noticed_on_its_sheet_alone(change: Callable[[Table], Table], tmp_path: Path) -> None:
    pack = describe_board(places.small())
    sheets = [
        dataclasses.replace(sheet, table=change(sheet.table)) if sheet.name == "Who spends" and sheet.table else sheet
        for sheet in pack.sheets
    ]
    other = dataclasses.replace(pack, sheets=tuple(sheets))
    same, changed = (
        digest.digest(write_workbook(one, tmp_path / f"{name}.xlsx", publish=False).file)["sheets"]
        for name, one in (("a", pack), ("b", other))
    )
    assert [name for name in same if same[name] != changed[name] and name != "Check totals"] == ["Who spends"]
