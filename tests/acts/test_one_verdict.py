"""`overlap`, the window and the pack tell the same verdicts, totals and counts, over random desks with deliveries at mixed levels and decisions by hand."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.cli.verbs import Verb
from tests.deep import first_of
from tpdesk.acts import places
from tpdesk.acts.board import board_report
from tpdesk.acts.dives.records import add_record
from tpdesk.acts.dives.ruling import overrule
from tpdesk.acts.imports import ImportRequest, import_files
from tpdesk.acts.overlapping import read_overlap
from tpdesk.calc.packs.board import describe_board
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.dives.ruling import VERDICTS
from tpdesk.screens.overlap import overlap_words as words
from tpdesk.screens.overlap.overlap_views import ranking

BODIES: Mapping[str, tuple[str, ...]] = {
    "County": ("E10000017",), "Burnley": ("E07000117",), "Pendle": ("E07000122",), "Trust": (),
}  # fmt: skip
CODES = ("05.1", "05.1.0", "05.1.0/waste-collection", "10.4", "10.4.0", "09.5")


@dataclass(frozen=True, slots=True)
class Done:
    """A delivery, as a verb is given it."""

    agency: str
    activity: str
    client_group: str
    category: str


money = st.lists(
    st.tuples(st.sampled_from(sorted(BODIES)), st.sampled_from((*CODES, "")), st.integers(-500, 90_000)), min_size=1, max_size=12
)  # fmt: skip
done = st.builds(
    Done, st.sampled_from(sorted(BODIES)), st.sampled_from(["", "assess", "treat"]), st.sampled_from(["", "young people", "carers"]),
    st.sampled_from(("", *CODES)),
)  # fmt: skip
rulings = st.dictionaries(st.sampled_from(CODES), st.sampled_from(VERDICTS), max_size=2)


def made(path: Path, lines: list[tuple[str, str, int]], deliveries: list[Done], decided: Mapping[str, str]) -> None:
    """Make a desk of one place with such lines, deliveries and decisions."""
    file = path.with_suffix(".csv")
    rows = "".join(
        f"{body},L{n},{code},{pence // 100}.{pence % 100:02d}\n" if pence >= 0 else f"{body},L{n},{code},-{-pence // 100}.{-pence % 100:02d}\n"
        for n, (body, code, pence) in enumerate(lines)
    )  # fmt: skip
    file.write_text(f"Agency,Label,Category,Amount\n{rows}", encoding="utf-8")
    with open_desk(path, make=True) as desk:
        places.add(desk, "Shire", codes=("E10000017",))
        for name, areas in BODIES.items():
            places.add_agency(desk, name, in_places=("Shire",), areas=areas)
        import_files(
            desk,
            [file],
            ImportRequest(year=2024, columns={"agency": "Agency", "label": "Label", "category": "Category"}),
        )
        add_record(desk, "dive", {"title": "D", "place": "Shire"})
        for one in deliveries:
            add_record(
                desk, "delivery",
                {"dive": "D", "agency": one.agency, "activity": one.activity, "client_group": one.client_group, "category": one.category},
            )  # fmt: skip
        for code, verdict in decided.items():
            overrule(desk, "Shire", "2024-25", code, verdict, "the board said so")


def agree(path: Path) -> None:
    """Fail unless the verb, the window's rows and the pack's sheets say the same at the pack's level, and the verb and the window at every level."""
    with open_desk(path, read_only=True) as desk:
        report = board_report(desk, "Shire", "2024-25")
    for level in (1, 2, 3, 4):
        told = Verb(path).good("overlap", "--place", "Shire", "--year", "2024-25", "--level", level)
        read = read_overlap(path, 1, 2024, level, 0)
        rows = {row.category: row for row in read.overlap.rows}
        assert list(rows) == [row["category"] for row in told["rows"]]
        _, listed = ranking(read, read.overlap.rows, 160)
        for row, shown in zip(told["rows"], listed, strict=True):
            assert (row["verdict"], row["total_pence"], row["agencies"]) == (
                rows[shown.key].verdict, rows[shown.key].total_pence, rows[shown.key].agencies,
            )  # fmt: skip
            if row["verdict"] and row["verdict"].endswith("evidenced"):
                assert words.SIGNS[row["verdict"]] in str(shown.cells[1])
        for verdict, number in told["verdicts"].items():
            assert number == sum(words.kept(row, verdict) for row in read.overlap.rows)
        if level == report.overlap.basis.level:
            in_pack(report_sheets(path), told)


def report_sheets(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Return key of a sheet -> its rows by column."""
    with open_desk(path, read_only=True) as desk:
        return _sheets(desk)


def _sheets(desk: Desk) -> dict[str, list[dict[str, Any]]]:
    found = {}
    for sheet in describe_board(board_report(desk, "Shire", "2024-25")).sheets:
        if sheet.table is not None:
            names = [column.key for column in sheet.table.columns]
            found[sheet.key] = [dict(zip(names, row, strict=True)) for row in sheet.table.rows]
    return found


def in_pack(sheets: Mapping[str, Any], told: Mapping[str, Any]) -> None:
    """Fail unless the pack's ranking and what stands below it hold the verb's rows."""
    for key, ranked in (("overlap", True), ("below", False)):
        wanted = [row for row in told["rows"] if row["ranked"] is ranked]
        shown = [row for row in sheets.get(key, []) if row["title"] != "None found"]
        assert [row["title"] for row in shown] == [row["title"] for row in wanted]
        for row, mine in zip(wanted, shown, strict=True):
            assert mine["verdict"] == (row["verdict"] or "no verdict")
            assert (mine["total"], mine["agencies"]) == (row["total_pence"], row["agencies"])


@pytest.mark.parametrize("examples", first_of([8, 60]))
def test_verb_window_and_pack_agree_over_random_desks(examples: int) -> None:
    @settings(
        max_examples=examples,
        deadline=None,
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(money, st.lists(done, max_size=6), rulings)
    def tried(lines: list[tuple[str, str, int]], deliveries: list[Done], decided: dict[str, str]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "shire.tpdesk"
            made(path, lines, deliveries, decided)
            agree(path)

    tried()


def test_a_pack_of_a_verdict_by_hand_alone_says_so(tmp_path: Path) -> None:
    path = tmp_path / "shire.tpdesk"
    made(path, [("County", "10.4.0", 5000)], [], {"10.4.0": "duplication evidenced"})
    agree(path)
    with open_desk(path, read_only=True) as desk:
        assert describe_board(board_report(desk, "Shire", "2024-25")).sheets
