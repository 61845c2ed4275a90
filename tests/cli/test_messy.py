"""Messy files of several bodies through import, categorise, count, transfers, overlap and pairs, held to the
rules written a second time."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.cli.verbs import Verb
from tests.deep import first_of
from tests.oracle import messy
from tests.oracle.counting import Oracle, Row, at_level, category_rows, level_of, rows
from tests.oracle.lines import Money, half_up
from tests.oracle.meeting import meeting, overlapping, pair

pytestmark = pytest.mark.deep

PEOPLE, HOUSEHOLDS = 123_457, 54_321
WHERE = ("--place", "Shire", "--year", "2024-25")
NARROWED: tuple[tuple[str, ...], ...] = (
    (),
    ("--cost", "revenue"),
    ("--cost", "capital"),
    ("--status", "actual"),
    ("--status", "budget", "--status", "estimate", "--cost", "revenue"),
)
few = settings(
    max_examples=8, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
    report_multiple_bugs=False,
)  # fmt: skip
"""Few but big examples, the same in every run; making a failing one smaller would take minutes."""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with the place, its population and its bodies, and no money."""
    path = tmp_path_factory.mktemp("messy") / "base.tpdesk"
    verb = Verb(path)
    verb.good("place", "add", "Shire", *(word for code in messy.SHIRE for word in ("--code", code)))
    verb.good(
        "place", "population", "Shire", "2024-25", "--people", PEOPLE, "--households", HOUSEHOLDS, "--source", "test"
    )
    for name, areas in messy.AGENCIES.items():
        alias = ["--alias", messy.ALIASES[name]] if name in messy.ALIASES else []
        verb.good(
            "agency", "add", name, "--place", "Shire", *(word for code in areas for word in ("--area", code)), *alias
        )
    return path


class Taken:
    """A desk with one messy file taken in and mapped, beside the rows that were in it."""

    def __init__(
        self, base: Path, folder: Path, found: Sequence[messy.MessyRow], encoding: str = "utf-8", newline: str = "\r\n"
    ) -> None:
        self.verb = Verb(Path(shutil.copyfile(base, folder / "messy.tpdesk")))
        self.rows = found
        self.lines = [row.money for row in found if row.money is not None]
        self.oracle = Oracle.of(self.lines)
        self.folder = folder
        self.file = folder / "messy.csv"
        self.file.write_bytes(messy.as_csv(found, newline).encode(encoding))
        columns = [
            word
            for field, header in messy.COLUMNS.items()
            if field != "agency"
            for word in ("--map", f"{field}={header}")
        ]
        self.options = [*WHERE, "--agency-column", messy.COLUMNS["agency"], *columns]
        self.told = self.verb("import", self.file, *self.options)

    @property
    def entry(self) -> dict[str, Any]:
        """What import said of the file."""
        [entry] = self.told.json["files"]
        assert isinstance(entry, dict)
        return entry

    def map(self) -> dict[str, Any]:
        """Map the labels: the place's, then the first agency's own."""
        whole, own = self.folder / "maps.csv", self.folder / "own.csv"
        whole.write_text(messy.map_csv(messy.SHARES), encoding="utf-8")
        own.write_text(messy.map_csv(messy.OWN_SHARES), encoding="utf-8")
        self.verb.good("categorise", "--place", "Shire", "--agency", next(iter(messy.AGENCIES)), "--map", own)
        return self.verb.good("categorise", "--place", "Shire", "--map", whole)

    def count(self, *options: object) -> dict[str, Any]:
        """The count with options."""
        return self.verb.good("count", *WHERE, *options)


def held(told: dict[str, Any], *keys: str) -> dict[Row, int]:
    """Rows of an answer by key, without those of nought; a key twice is an error."""
    names = [tuple(row[key] for key in keys) for row in told["rows"]]
    assert len(set(names)) == len(names), f"rows twice: {names}"
    return {name: row["amount_pence"] for name, row in zip(names, told["rows"], strict=True) if row["amount_pence"]}


def agree(found: dict[Row, int], expected: dict[Row, Fraction], slack: int) -> None:
    """Rows agree to the penny; where a cap is spread over lines, each piece may be rounded by less than a penny."""
    if not slack:
        assert found == expected
        return
    for name in {*found, *expected}:
        assert abs(found.get(name, 0) - expected.get(name, Fraction(0))) < slack, name


@given(found=messy.files(), look=st.sampled_from([("utf-8", "\r\n"), ("utf-8-sig", "\n"), ("cp1252", "\r\n")]))
@few
def test_every_row_is_blank_taken_in_or_rejected(
    base: Path, found: list[messy.MessyRow], look: tuple[str, str]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        taken = Taken(base, Path(folder), found, *look)
        refused = [number for number, row in enumerate(found, 2) if row.refused]
        assert taken.told.exit_code == (1 if refused else 0)
        entry = taken.entry
        assert entry["rows_read"] == len(found) == entry["rows_blank"] + entry["rows_imported"] + entry["rows_rejected"]
        assert (entry["rows_imported"], entry["rows_rejected"]) == (len(taken.lines), len(refused))
        assert entry["sum_pence"] == sum(line.pence for line in taken.lines)
        assert [reject["row"] for reject in entry["rejects"]] == refused[:100]
        check = taken.verb.good("check")
        assert check["ok"] is True


@pytest.mark.deep
@pytest.mark.parametrize("every", first_of([4, 1], 1, 0))
@given(found=messy.files())
@few
def test_the_count_by_the_rules(base: Path, every: int, found: list[messy.MessyRow]) -> None:
    """Each file is counted with one of `every` pairs of options and flow, which of them by its length."""
    with tempfile.TemporaryDirectory() as folder:
        taken = Taken(base, Path(folder), found)
        taken.map()
        slack = len(taken.lines) * 3 if taken.oracle.capped else 0
        for flow, options in list(product(("expenditure", "income", "net"), NARROWED))[len(found) % every :: every]:
            statuses = [str(word) for word, before in zip(options[1:], options, strict=False) if before == "--status"]
            cost = options[options.index("--cost") + 1] if "--cost" in options else "all"
            _check_cut(taken, flow, cost, statuses, options, slack)


def _check_cut(taken: Taken, flow: str, cost: str, statuses: list[str], options: Sequence[str], slack: int) -> None:
    amounts = taken.oracle.amounts(flow, cost, statuses)
    told = taken.count("--flow", flow, *options)
    expected = taken.oracle.totals(cost, statuses)
    assert {name: told[name] for name in expected} == expected if not slack else True
    for name, amount in expected.items():
        assert abs(told[name] - amount) < max(slack, 1), name
    cuts: list[tuple[str, Callable[[Money], Row]]] = [
        ("agency", lambda line: (line.agency,)),
        ("control", lambda line: (line.control or None,)),
        ("cost_type", lambda line: (None if line.cost == "unknown" else line.cost,)),
        ("area", lambda line: (line.area or None,)),
    ]
    for by, key in cuts:
        answer = taken.count("--flow", flow, "--by", by, *options)
        agree(held(answer, by), rows(amounts, key), slack)
        _check_shares(answer)
    for level in (1, 2, 3, 4):
        answer = taken.count("--flow", flow, "--by", "category", "--level", level, *options)
        agree(held(answer, "category"), category_rows(amounts, messy.maps(), level), slack)
        _check_shares(answer)
        assert {row["title"] for row in answer["rows"] if row["category"] is None} <= {"Unmapped"}
        assert {row["category"] for row in answer["rows"] if row["coarser"]} == {
            row["category"]
            for row in answer["rows"]
            if row["category"] is not None and level_of(row["category"]) < level
        }
    matrix = taken.count("--flow", flow, "--by", "matrix", "--level", "3", *options)
    agree(held(matrix, "agency", "category"), category_rows(amounts, messy.maps(), 3, by_agency=True), slack)


def _check_shares(answer: dict[str, Any]) -> None:
    total = sum(row["amount_pence"] for row in answer["rows"])
    for row in answer["rows"]:
        assert row["share"] == pytest.approx(row["amount_pence"] / total) if total > 0 else True


@pytest.mark.deep
@given(found=messy.files())
@few
def test_headline_figures_go_together(base: Path, found: list[messy.MessyRow]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        taken = Taken(base, Path(folder), found)
        before = taken.count("--by", "category")
        taken.map()
        told = taken.count("--by", "category")
        after = told["after_transfers_pence"]
        assert before["after_transfers_pence"] == after
        assert told["gross_pence"] - told["transfers_removed_pence"] - told["recharges_removed_pence"] == after
        assert told["unmapped_pence"] == held(told, "category").get((None,), 0)
        assert sum(row["amount_pence"] for row in told["rows"]) == after
        assert (told["people"], told["households"]) == (PEOPLE, HOUSEHOLDS)
        assert told["pence_per_head"] == half_up(Fraction(after, PEOPLE))
        assert told["pence_per_household"] == half_up(Fraction(after, HOUSEHOLDS))
        bodies = {line.agency for line in taken.lines}
        assert (told["bodies_counted"], told["bodies_expected"]) == (len(bodies), len(messy.AGENCIES))
        assert sorted(told["missing_returns"]) == sorted(set(messy.AGENCIES) - bodies)


@given(found=messy.files())
@few
def test_the_transfer_matrix(base: Path, found: list[messy.MessyRow]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        taken = Taken(base, Path(folder), found)
        told = taken.verb.good("transfers", *WHERE)["transfers"]
        expected = taken.oracle.transfers()
        assert {(row["from"], row["to"]): (row["amount_pence"], row["receiver_counted"]) for row in told} == {
            key: (removal.amount, removal.counted) for key, removal in expected.items()
        }
        for row in told:
            removal = expected[row["from"], row["to"]]
            assert abs(row["removed_pence"] - removal.removed) < len(taken.lines)
        assert sum(row["removed_pence"] for row in told) == taken.count()["transfers_removed_pence"]


@pytest.mark.deep
@given(found=messy.files())
@few
def test_categorise_counts_what_is_mapped(base: Path, found: list[messy.MessyRow]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        taken = Taken(base, Path(folder), found)
        told = taken.map()
        known = messy.maps()
        mapped = [
            line
            for line in taken.lines
            if line.category or (line.agency, line.label) in known or ("", line.label) in known
        ]
        assert told["mapped_lines"] + told["unmapped_lines"] == len(taken.lines)
        assert told["mapped_lines"] == len(mapped)


@given(found=messy.files(), deminimis=st.sampled_from([0, 500, 20_000]), level=st.sampled_from([1, 2, 3, 4]))
@few
def test_overlap_by_brute_force(base: Path, found: list[messy.MessyRow], deminimis: int, level: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        taken = Taken(base, Path(folder), found)
        taken.map()
        slack = len(taken.lines) * 3 if taken.oracle.capped else 0
        spend = _spend(taken, level)
        meet = meeting(messy.AGENCIES, messy.SHIRE, "2024-09-30")
        told = taken.verb.good("overlap", *WHERE, "--level", level, "--deminimis", deminimis)
        answered = {row["category"]: row for row in told["rows"]}
        assert len(answered) == len(told["rows"])
        assert {code for code, by_agency in spend.items() if any(amount > 0 for amount in by_agency.values())} - set(
            answered
        ) == set()
        for code, row in answered.items():
            if slack:
                # The program's own spend, so that a penny of rounding cannot change a lead.
                by_agency = {
                    agency: Fraction(pence)
                    for (agency, its), pence in _matrix(taken, level).items()
                    if its == code and agency
                }
            else:
                by_agency = {agency: amount for agency, amount in spend.get(code, {}).items() if amount}
            _check_overlap(row, by_agency, meet, deminimis, level)


def _spend(taken: Taken, level: int) -> dict[str, dict[str, Fraction]]:
    found: dict[str, dict[str, Fraction]] = {}
    for (agency, code), amount in category_rows(
        taken.oracle.amounts("expenditure"), messy.maps(), level, by_agency=True
    ).items():
        if code is not None and agency is not None:
            found.setdefault(code, {})[agency] = amount
    return found


def _matrix(taken: Taken, level: int) -> dict[Row, int]:
    return held(taken.count("--by", "matrix", "--level", level), "agency", "category")


def _beside(by_agency: dict[str, Fraction], deminimis: int) -> set[str]:
    """Organisations that may be listed as left out: all that spend nothing, less than nothing, or
    less than the de-minimis."""
    return {agency for agency in messy.AGENCIES if by_agency.get(agency, 0) <= 0 or by_agency[agency] < deminimis * 100}


def _check_overlap(
    row: dict[str, Any], by_agency: dict[str, Fraction], meet: Callable[[str, str], bool], deminimis: int, level: int
) -> None:
    expected = overlapping(by_agency, meet, deminimis * 100)
    coarser = level_of(row["category"]) < level
    assert row["category"] == at_level(row["category"], level)
    assert row["coarser"] is coarser
    assert (row["agencies"], row["total_pence"]) == (expected.agencies, expected.total)
    assert expected.negative <= set(row["left_out"]) <= _beside(by_agency, deminimis)
    if expected.hhi is None or expected.lead_share is None:
        assert (row["hhi"], row["effective_agencies"], row["fragmentation"], row["lead_agency"], row["lead_share"]) == (
            None,
        ) * 5
        return
    assert row["hhi"] == pytest.approx(float(expected.hhi), rel=1e-12)
    assert row["effective_agencies"] == pytest.approx(float(1 / expected.hhi), rel=1e-12)
    assert row["fragmentation"] == pytest.approx(float(1 - expected.hhi), rel=1e-12, abs=1e-15)
    assert 1 / expected.agencies <= row["hhi"] + 1e-12 <= 1 + 2e-12
    assert row["lead_agency"] in expected.leads
    assert row["lead_share"] == pytest.approx(float(expected.lead_share), rel=1e-12)
    assert row["outside_lead_pence"] == expected.outside_lead
    if coarser:
        assert row["verdict"] is None
        return
    assert row["verdict"] == expected.verdict
    assert row["outside_lead_meeting_pence"] == expected.outside_lead_meeting <= expected.outside_lead
    if expected.agencies > 1:
        inside = {agency for agency, amount in by_agency.items() if amount > 0 and amount >= deminimis * 100}
        assert row["unproven"] is bool(inside & {agency for agency, areas in messy.AGENCIES.items() if not areas})


@pytest.mark.deep
@given(found=messy.files(), level=st.sampled_from([1, 2, 3]))
@few
def test_pairs_by_the_formula(base: Path, found: list[messy.MessyRow], level: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        taken = Taken(base, Path(folder), found)
        taken.map()
        meet = meeting(messy.AGENCIES, messy.SHIRE, "2024-09-30")
        spend: dict[str, dict[str, Fraction]] = {}
        for (agency, code), pence in _matrix(taken, level).items():
            if agency is not None and code is not None:
                spend.setdefault(agency, {})[code] = Fraction(pence)
        told = taken.verb.good("pairs", *WHERE, "--level", level)["rows"]
        answered = {frozenset((row["agency_a"], row["agency_b"])): row for row in told}
        assert len(answered) == len(told)
        for a, b in combinations(sorted(spend), 2):
            shared, similarity = pair(spend[a], spend[b])
            row = answered.get(frozenset((a, b)))
            if row is None:
                assert shared == 0
                continue
            assert row["shared_pence"] == shared
            assert row["similarity"] == (None if similarity is None else pytest.approx(float(similarity), rel=1e-12))
            assert row["areas_meet"] is meet(a, b)
        order = [row["areas_meet"] for row in told]
        assert order == sorted(order, reverse=True), "pairs that meet come first, those apart after them"
