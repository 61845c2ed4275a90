"""The published figures that come with tpdesk (`seed/first_count`), read into plain records."""

from __future__ import annotations

from typing import Final

from tpdesk.domain.first_count import DRIVERS, Board, Central, District, Outturn, Published
from tpdesk.models.register import rows

_FOLDER: Final = "first_count"
_OUTTURN: Final = ("ecode", "area", "name", "kind", "gross", "estimate")
"""Columns of the outturn that are no service."""


def read_published() -> Published:
    """Return all published figures; about 140 kB are read."""
    districts = {row["code"]: _district(row) for row in rows(f"{_FOLDER}/districts.csv")}
    households: dict[str, dict[str, int]] = {}
    for row in rows(f"{_FOLDER}/board_districts.csv"):
        households.setdefault(row["board"], {})[row["district"]] = int(row["households"])
    left_out = tuple((row["of"], row["what"], int(row["amount"])) for row in rows(f"{_FOLDER}/left_out.csv"))
    regions = {row["code"]: row["name"] for row in rows("areas.csv") if row["kind"] == "region"}
    return Published(
        districts=districts,
        region_names=regions,
        outturn=tuple(_outturn(row) for row in rows(f"{_FOLDER}/outturn.csv")),
        boards=tuple(_board(row, households[row["code"]]) for row in rows(f"{_FOLDER}/boards.csv")),
        central=tuple(_central(row) for row in rows(f"{_FOLDER}/central.csv")),
        services={
            row["service"]: (row["label"], row["category"]) for row in rows(f"{_FOLDER}/services.csv")
        },
        left_out=tuple(row for row in left_out if row[0] != "identifiable"),
        identifiable=sum(amount for of, _, amount in left_out if of == "identifiable"),
    )  # fmt: skip


def _district(row: dict[str, str]) -> District:
    within = (row["code"], row["region"], row["upper"], row["police"], row["fire"], row["authority"])
    return District(
        row["code"], row["name"], row["region"], frozenset(code for code in within if code), row["upper"],
        {name: int(row[name]) for name in DRIVERS}, int(row["housing_benefit"]), row["budget_known"] == "1",
    )  # fmt: skip


def _outturn(row: dict[str, str]) -> Outturn:
    services = {name: int(text) for name, text in row.items() if name not in _OUTTURN and int(text)}
    gross = int(row["gross"]) if row["gross"] else None
    return Outturn(row["area"], row["name"], row["kind"], services, gross, row["estimate"])


def _board(row: dict[str, str], households: dict[str, int]) -> Board:
    streams = {name: int(text) for name, text in row.items() if name not in ("code", "name")}
    return Board(row["code"], row["name"], streams, households)


def _central(row: dict[str, str]) -> Central:
    regions = {name: int(text) for name, text in row.items() if name.startswith("E12")}
    return Central(row["body"], row["label"], row["category"], row["driver"], row["cost"], regions)
