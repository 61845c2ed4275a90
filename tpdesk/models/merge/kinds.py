"""The kinds of records that a merge takes over one by one: what makes two of them the same, and what may differ then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from tpdesk.domain import kinds as dives
from tpdesk.models.merge.dives import IDENTITY, columns_of, refers_to

_USED_CATEGORIES: Final = """
code IN (WITH RECURSIVE used (code) AS (
  SELECT code FROM {desk}.category WHERE source = 'made on this desk' OR separate_law <> ''
  UNION SELECT category FROM {desk}.label_map WHERE origin = 'user' UNION SELECT category FROM {desk}.cube
  UNION SELECT category FROM {desk}.delivery UNION SELECT category FROM {desk}.deep_dive UNION SELECT category FROM {desk}.note UNION SELECT category FROM {desk}.barrier
  UNION SELECT category FROM {desk}.opportunity_category UNION SELECT category FROM {desk}.spend_tag UNION SELECT category FROM {desk}.ruling
  UNION SELECT category.parent FROM {desk}.category JOIN used ON used.code = category.code WHERE category.parent IS NOT NULL)
SELECT code FROM used) ORDER BY level, code
"""
"""Categories of the seed come with every desk; those that a newer seed has come only where something stands on them, parents first."""

_USED_AREAS: Final = """
code IN (SELECT area FROM {desk}.place_area UNION SELECT area FROM {desk}.agency_area UNION SELECT value FROM {desk}.cube_side WHERE side = 'area'
  UNION SELECT area FROM {desk}.delivery_area)
"""

NO_NAMES: Final[Mapping[str, str]] = MappingProxyType({})

_CALLED: Final = {
    "place_area": "area of a place", "agency_area": "area of an agency", "agency_alias": "alias", "place_agency": "agency in a place",
    "agency_return": "return", "place_note": "note on a place", "outsider": "name of a body that is no agency", "spend_tag": "tag of spend",
    "journey_step": "step",
}  # fmt: skip


_LINKS: Final = {
    field.many: f"{field.title.lower()} of {kind.noun}"
    for kind in dives.KINDS.values()
    for field in kind.fields
    if field.many
}


@dataclass(frozen=True, slots=True)
class MergeKind:
    """One table of records."""

    table: str
    plural: str
    """What several are called; one is called by the table's name."""

    key: tuple[str, ...]
    """Columns that say which record it is."""

    fields: tuple[str, ...] = ()
    """The other columns that are taken over."""

    compared: tuple[str, ...] = ()
    """Those in which the two desks may say something different."""

    refers: Mapping[str, str] = field(default_factory=lambda: NO_NAMES)
    """Column -> the table of which it names a record by its number; `id` where the record is known by a key of its own (`Who`)."""

    repeats: bool = False
    """Whether two records may have the same key: then each counts, and the first here is the first there."""

    where: str = ""
    """Which of the other desk's are looked at."""

    @property
    def called(self) -> str:
        """Return what one is called."""
        return _CALLED.get(self.table) or _LINKS.get(self.table) or self.table.replace("_", " ")


def _whole(table: str, plural: str, *columns: str) -> MergeKind:
    refers = {"place": "place"} if "place" in columns else {}
    return MergeKind(table, plural, columns, refers=refers, repeats=True)


def _noted(table: str, plural: str, *key: str) -> MergeKind:
    # A copy without notes is merged back in: what stands beside the key may differ, and is then filled in or decided.
    return MergeKind(table, plural, key, _NOTED, _NOTED, {"place": "place"}, repeats=True)


def _first_written_first(table: str, parent: str) -> str:
    above = (
        f"WITH RECURSIVE above (at, steps) AS (SELECT {table}.id, 0 UNION SELECT one.{parent}, steps + 1 FROM above "
        f"JOIN {{desk}}.{table} AS one ON one.id = above.at WHERE one.{parent} IS NOT NULL AND steps < 200) SELECT max(steps) FROM above"
    )
    return f"1 ORDER BY ({above}), id"


def _of_dives(kind: dives.Kind) -> tuple[MergeKind, ...]:
    """Return a kind of record of deep dives, and the links of its lists, which only ever come to those that are here."""
    columns = columns_of(kind)
    same = ("title", "place", "position", "at", *IDENTITY.get(kind.table, ()))
    refers = {"id": kind.table, **{name: table for name, table in columns.items() if table}}
    where = _first_written_first(kind.table, "parent") if "parent" in columns else ""
    record = MergeKind(
        kind.table,
        kind.plural.lower(),
        ("id",),
        tuple(columns),
        tuple(name for name in columns if name not in same),
        refers,
        where=where,
    )
    return (record, *(_links(kind, field) for field in kind.fields if field.many))


def _links(kind: dives.Kind, field: dives.Field) -> MergeKind:
    table = refers_to(field)
    return MergeKind(
        field.many, f"{field.title.lower()} of {kind.plural.lower()}", (kind.table, field.one), refers={kind.table: kind.table, **({field.one: table} if table else {})}
    )  # fmt: skip


_NOTED: Final = ("note", "source")
_PLACE_FIELDS: Final = ("name", "status", "region", "council_type", "theme", "lead_body", "note", "source")
_POPULATION_FIELDS: Final = ("people", "households", "households_year", "source")
_RETURN_FIELDS: Final = (
    "state", "requested_on", "due_on", "received_on", "next_action", "published_pence", "published_source", "note",
)  # fmt: skip

KINDS: Final = (
    MergeKind("area", "areas", ("code",), ("name", "kind", "region", "valid_from", "valid_to", "source"), where=_USED_AREAS),
    MergeKind(
        "category", "categories", ("code",),
        ("scheme", "title", "level", "parent", "weak", "support", "balancing", "note", "separate_law", "source"), ("separate_law",), where=_USED_CATEGORIES,
    ),
    MergeKind("client_group", "client groups", ("folded",), ("name", "alone", "source")),
    MergeKind("activity", "activities", ("folded",), ("name", "grouping", "alone", "source")),
    MergeKind("funding_stream", "funding streams", ("folded",), ("name",)),
    MergeKind("outsider", "names of bodies that are no agency", ("folded",), ("name",)),
    MergeKind("place", "places", ("id",), _PLACE_FIELDS, _PLACE_FIELDS, {"id": "place"}),
    MergeKind("agency", "agencies", ("id",), ("name", "kind", "note", "source"), ("name", "kind", "note", "source"), {"id": "agency"}),
    MergeKind("place_area", "areas of places", ("place", "area"), refers={"place": "place"}),
    MergeKind("population", "populations", ("place", "year"), _POPULATION_FIELDS, _POPULATION_FIELDS, {"place": "place"}),
    MergeKind("agency_area", "areas of agencies", ("agency", "area"), refers={"agency": "agency"}),
    MergeKind("agency_alias", "aliases", ("folded",), ("name", "agency"), refers={"agency": "agency"}),
    MergeKind("place_agency", "agencies in places", ("place", "agency"), ("role", "counted"), ("role", "counted"), {"place": "place", "agency": "agency"}),
    MergeKind("agency_return", "returns", ("place", "agency", "year"), _RETURN_FIELDS, _RETURN_FIELDS, {"place": "place", "agency": "agency"}),
    _noted("programme", "programmes", "place", "name", "strand"),
    _whole("funding_award", "funding awards", "place", "funder", "amount_pence", "year", "is_match", "purpose", "source"),
    _whole("place_note", "notes on places", "place", "kind", "text", "source"),
    _whole("published_count", "published counts", "place", "year", "title", "body", "amount_pence", "share_printed", "base", "source"),
    _noted("milestone", "milestones", "place", "title", "date"),
    MergeKind("label_map", "label maps", ("place", "agency", "folded"), ("shares", "source"), ("shares", "source"), {"place": "place", "agency": "agency"}),
    MergeKind("import_profile", "import profiles", ("name",), ("agency", "body", "made_at"), ("agency", "body"), {"agency": "agency"}),
    *(one for kind in dives.KINDS.values() for one in _of_dives(kind)),
    MergeKind(
        "spend_tag", "tags of spend", ("dive", "agency", "category", "label"), ("line", "share_parts", "share_whole"),
        refers={"dive": "deep_dive", "agency": "agency"}, where="line IS NULL ORDER BY id",
    ),
    MergeKind("ruling", "overruled verdicts", ("place", "category", "year"), ("verdict", "reason"), ("verdict", "reason"), {"place": "place"}),
)  # fmt: skip
"""In the order in which they can be written: what is referred to comes first."""

WITH_BATCHES: Final = frozenset({"batch", "batch_sheet", "batch_agency", "spend", "reject"})
"""Tables that come whole with the batches that only the other desk has."""

LEFT_OUT: Final = frozenset({"area_nesting", "area_population", "agency_kind", "confidence_band", "setting"})
"""Tables that a merge leaves alone: what comes with tpdesk never changes under a desk, and settings are each desk's own."""
