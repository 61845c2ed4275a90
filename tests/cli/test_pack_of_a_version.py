"""A board pack from a frozen count: its figures are the version's, its cover names it, and says what is not in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.verbs import Verb
from tests.version_desks import FINAL, INTERIM, final


def sheet(file: Path, name: str) -> dict[Any, Any]:
    """Return the first cell of each row of a sheet -> the second."""
    return {row[0]: row[1] for row in openpyxl.load_workbook(file)[name].iter_rows(values_only=True)}


@pytest.fixture
def verb(tmp_path: Path) -> Verb:
    return Verb(final(tmp_path / "versions.tpdesk"))


@pytest.mark.deep
@pytest.mark.parametrize("publish", [(), ("--publish",)])
def test_it_holds_the_versions_figures_and_names_it(verb: Verb, tmp_path: Path, publish: tuple[str, ...]) -> None:
    verb.good("batch", "remove", "4")
    head = verb.good("version", "show", INTERIM)["version"]
    told = verb.good("pack", "board", "--version", INTERIM.upper(), "--out", tmp_path / "a.xlsx", *publish)
    assert all(check["agrees"] for check in told["checks"])
    assert "deep dives" in told["not_in_this_report"][0]
    cover = sheet(tmp_path / "a.xlsx", "About this pack")
    assert cover["Count version"].startswith(f"{INTERIM}, frozen ")
    assert head["hash"][:16] in cover["Count version"]
    assert cover["Not in this pack"].startswith("Deep dives, registers")
    assert head["after_transfers_pence"] != verb.good("count")["after_transfers_pence"]
    whole = verb.good("version", "show", INTERIM)["by_agency"]
    rows = sheet(tmp_path / "a.xlsx", "Who spends")
    if publish:
        assert {row["agency"]: round(rows[row["agency"]] * 100) for row in whole} == {
            row["agency"]: row["amount_pence"] for row in whole
        }
    assert "DWP" not in rows


def test_a_later_version_says_what_changed_since_the_one_before(verb: Verb, tmp_path: Path) -> None:
    told = verb.good("pack", "board", "--version", FINAL, "--out", tmp_path / "a.xlsx", "--publish")
    assert {"What changed", "What changed and why"} <= set(told["sheets"])
    assert "Late returns" in sheet(tmp_path / "a.xlsx", "What changed")


def test_what_a_version_cannot_give_is_refused(verb: Verb, tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    for more, said in (
        (("--version", INTERIM, "--lines"), "keeps sums and no lines"),
        (("--version", "Interim, 30 Septembre"), f"Did you mean '{INTERIM}'"),
        (("--version", INTERIM, "--year", "2023-24"), "is of Testshire, 2024-25"),
    ):
        told = verb("pack", "board", "--out", target, *more)
        assert (told.exit_code, said in told.json["error"]["message"]) == (2, True), told.json
    assert not target.exists()
