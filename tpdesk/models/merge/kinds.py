"""The kinds of records that a merge takes over one by one:
what makes two of them the same, and what may differ then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from tpdesk.domain.field_types import AREA, CATEGORY, FieldType, Reference
from tpdesk.domain.kinds import AGENCY_KIND, PLACE_KIND, dependent_kinds
from tpdesk.domain.record_kind import Field, Kind
from tpdesk.models.merge.identity import columns_of
from tpdesk.models.records.dependents import references
from tpdesk.models.records.names import table_named

_USED_CATEGORIES: Final = """
code IN (WITH RECURSIVE used (code) AS (
  SELECT code FROM {{desk}}.category WHERE source = 'made on this desk' OR separate_law <> ''
  UNION SELECT category FROM {{desk}}.label_map WHERE origin = 'user' UNION SELECT category FROM {{desk}}.cube
  UNION SELECT category FROM {{desk}}.spend_tag UNION SELECT category FROM {{desk}}.ruling {records}
  UNION SELECT category.parent FROM {{desk}}.category JOIN used ON used.code = category.code WHERE category.parent IS NOT NULL)
SELECT code FROM used) ORDER BY level, code
"""  # noqa: E501
"""Categories of the seed come with every desk; those that a newer seed has come only where something
stands on them, parents first."""

_USED_AREAS: Final = """
code IN (SELECT area FROM {{desk}}.place_area UNION SELECT area FROM {{desk}}.agency_area UNION SELECT value FROM {{desk}}.cube_side WHERE side = 'area' {records}
UNION SELECT code FROM {{desk}}.area WHERE own UNION SELECT outer_area FROM {{desk}}.area_nesting WHERE inner_area IN (SELECT code FROM {{desk}}.area WHERE own))
"""  # noqa: E501


def _named_by_records(named: FieldType) -> str:
    """Return the SQL of the codes that records name, to be added to others."""
    return " ".join(
        f"UNION SELECT {field.one} FROM {{desk}}.{field.many}" if field.many else (f"UNION SELECT {field.stored} "
                                                                                   f"FROM {{desk}}.{kind.table}")
        for kind, field in references(named)
    )  # fmt: skip


NO_NAMES: Final[Mapping[str, str]] = MappingProxyType({})

_CALLED: Final = {
    "place_area": "area of a place", "agency_area": "area of an organisation",
    "agency_alias": "alias",
    "place_agency": "organisation in a place",
    "outsider": "name of an organisation that is not on the desk",
    "spend_tag": "tag of spend",
}  # fmt: skip


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
    """Column -> the table of which it names a record by its number;
    `id` where the record is known by a key of its own (`Who`)."""

    repeats: bool = False
    """Whether two records may have the same key: then each counts, and the first here is the first there."""

    where: str = ""
    """Which of the other desk's are looked at."""

    one: str = ""
    """What one is called, where that is not its table's name."""

    hidden: frozenset[str] = frozenset()
    """Fields whose words are never shown."""

    @property
    def called(self) -> str:
        """Return what one is called."""
        return self.one or _CALLED.get(self.table) or self.table.replace("_", " ")


def _first_written_first(table: str, parent: str) -> str:
    above = (
        f"WITH RECURSIVE above (at, steps) AS (SELECT {table}.id, 0 UNION SELECT one.{parent}, steps + 1 FROM above "
        f"JOIN {{desk}}.{table} AS one ON one.id = above.at WHERE one.{parent} IS NOT NULL AND steps < 200) SELECT "
        "max(steps) FROM above"
    )
    return f"1 ORDER BY ({above}), id"


def _declared(kind: Kind) -> tuple[MergeKind, ...]:
    """Return a declared kind of record, and the links of its lists, which only ever come to those that are here."""
    columns = columns_of(kind)
    same = {*(kind.field_named(name).stored for name in kind.identity), kind.ranked, "place"}
    same |= {field.stored for field in kind.fields if field.type.is_automatic}
    refers = {"id": kind.table, **{name: table for name, table in columns.items() if table}}
    own = next((field for field in kind.fields if field.of == kind.name and not field.many), None)
    record = MergeKind(
        kind.table, kind.plural.lower(), ("id",), tuple(columns), tuple(name for name in columns if name not in same),
        refers,
        where=_first_written_first(kind.table, own.stored) if own is not None else "",
        one=kind.noun, hidden=frozenset(field.stored for field in kind.fields if field.private),
    )  # fmt: skip
    return (record, *(_links(kind, field) for field in kind.fields if field.many))


def _with_lines(kind: Kind) -> MergeKind:
    """Return places or agencies, whose names are compared too: which of them are the same is asked (`Who`)."""
    columns = tuple(columns_of(kind))
    return MergeKind(kind.table, kind.plural.lower(), ("id",), columns, columns, {"id": kind.table}, one=kind.noun)


def _links(kind: Kind, field: Field) -> MergeKind:
    number = isinstance(field.type, Reference) and not field.type.has_code
    refers = {kind.table: kind.table, **({field.one: table_named(field)} if number else {})}
    title = field.title.lower()
    return MergeKind(
        field.many, f"{title} of {kind.plural.lower()}", (kind.table, field.one), refers=refers,
        one=f"{title} of {kind.noun}"
    )  # fmt: skip


_OWN: Final = "{column} IN (SELECT code FROM {{desk}}.area WHERE own)"
_AREA_PEOPLE: Final = ("people", "households", "households_year", "source")

_FIRST: Final = (
    MergeKind("area", "areas", ("code",), ("name", "kind", "region", "valid_from", "valid_to", "source", "own"),
        where="areas"),
    MergeKind("area_nesting", "areas inside others", ("inner_area", "outer_area", "valid_from"), ("valid_to", "source"),
        where=_OWN.format(column="inner_area"), one="area inside another"),
    MergeKind("area_population", "people of areas", ("area", "year"), _AREA_PEOPLE, _AREA_PEOPLE,
        where=_OWN.format(column="area"), one="people of an area"),
    MergeKind(
        "category", "categories", ("code",),
        ("scheme", "title", "level", "parent", "weak", "support", "balancing", "note", "separate_law", "source"),
        ("separate_law",), where="categories",
    ),
    MergeKind("client_group", "client groups", ("folded",), ("name", "alone", "source")),
    MergeKind("activity", "activities", ("folded",), ("name", "grouping", "alone", "source")),
    MergeKind("funding_stream", "funding streams", ("folded",), ("name",)),
    MergeKind("outsider", "names of organisations that are not on the desk", ("folded",), ("name",)),
    _with_lines(PLACE_KIND),
    _with_lines(AGENCY_KIND),
    MergeKind("place_area", "areas of places", ("place", "area"), refers={"place": "place"}),
    MergeKind("agency_area", "areas of organisations", ("agency", "area"), refers={"agency": "agency"}),
    MergeKind("agency_alias", "aliases", ("folded",), ("name", "agency"), refers={"agency": "agency"}),
    MergeKind("place_agency", "organisations in places", ("place", "agency"), ("role", "counted"), ("role", "counted"),
        {"place": "place", "agency": "agency"}),
    MergeKind("label_map", "label maps", ("place", "agency", "folded"), ("shares", "source"), ("shares", "source"),
        {"place": "place", "agency": "agency"}),
    MergeKind("import_profile", "import profiles", ("name",), ("agency", "body", "made_at"), ("agency", "body"),
        {"agency": "agency"}),
)  # fmt: skip
_LAST: Final = (
    MergeKind(
        "spend_tag", "tags of spend", ("dive", "agency", "category", "label"), ("line", "share_parts", "share_whole"),
        refers={"dive": "deep_dive", "agency": "agency"}, where="line IS NULL ORDER BY id",
    ),
    MergeKind("ruling", "overruled verdicts", ("place", "category", "year"), ("verdict", "reason"),
        ("verdict", "reason"), {"place": "place"}),
)  # fmt: skip


def merge_kinds() -> Iterator[MergeKind]:
    """Yield every kind in the order in which they can be written: what is referred to comes first."""
    used = {"areas": (_USED_AREAS, AREA), "categories": (_USED_CATEGORIES, CATEGORY)}
    for kind in _FIRST:
        query, named = used.get(kind.where, ("", AREA))
        yield replace(kind, where=query.format(records=_named_by_records(named))) if query else kind
    for declared in dependent_kinds():
        yield from _declared(declared)
    yield from _LAST


WITH_BATCHES: Final = frozenset({"batch", "batch_sheet", "batch_agency", "spend", "reject", "count_version"})
"""Tables that come whole: with the batches that only the other desk has, and its frozen counts."""

LEFT_OUT: Final = frozenset({"agency_kind", "confidence_band", "setting"})
"""Tables that a merge leaves alone: what comes with tpdesk never changes under a desk, and
settings are each desk's own."""
