"""Labels given to categories: by rules, by a file, and by hand in the room of mapping."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from tpdesk.calc.count import count
from tpdesk.domain.advice import LABEL_HEADINGS
from tpdesk.domain.facts import Category
from tpdesk.domain.labels import CONFIDENCES
from tpdesk.errors import DeskError, InputProblem, UsageProblem
from tpdesk.models.agency import list_agencies
from tpdesk.models.category import categories, find_category, know_service_line, normal_code, sort_key
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.file_writing import write_file
from tpdesk.models.intake.source import open_source
from tpdesk.models.label_map import ACCEPTED, parse_share, scope_in_force, set_map
from tpdesk.models.lines.totals import LabelLine, category_words, largest_lines, titled
from tpdesk.models.log.history import note_act
from tpdesk.models.mapping import (
    LabelMoney,
    MapInForce,
    MappingState,
    labels_of,
    mapping_state,
    maps_in_use,
    purposes,
)
from tpdesk.models.place import list_places
from tpdesk.services.figures import facts_of
from tpdesk.services.files import result_file
from tpdesk.services.suggesting import USUAL_WORD, SuggestedStep, Suggestion, steps, suggestions, usual_category
from tpdesk.text import clean, counted, csv_safe, folded, without_guard
from tpdesk.units import plain_pounds

if TYPE_CHECKING:
    import sqlite3


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    label: str
    category: str
    share: Fraction
    title: str


NO_LABEL = "(no label)"
"""How lines without a label are named in a map file and in lists."""


@dataclass(frozen=True, slots=True)
class MapTaken:
    """What a map file did."""

    labels: int
    """Labels mapped, or whose map was taken off."""

    without_lines: tuple[str, ...]
    """Those that stand in no line of the place."""


def apply_map_file(desk: Desk, place: int, agency: int | None, path: Path) -> MapTaken:
    """Take a map file (columns label, category, share; title for a new service line) in whole.

    A row with an empty category takes the label's map off; the label `(no label)` stands for lines without one. Raises
    InputProblem that names the row for an unknown category or shares that do not add to 1; then nothing is changed.
    """
    rows = list(_read_map(path))
    known = categories(desk.connection)
    by_label: dict[str, dict[str, Fraction]] = {}
    first_row: dict[str, _Row] = {}
    lines: dict[str, str] = {}
    for row in rows:
        if not row.category:
            by_label.setdefault(folded(row.label), {})
            first_row.setdefault(folded(row.label), row)
            continue
        if row.category not in known and "/" not in row.category:
            raise InputProblem(
                f"{path.name}, row {row.number}: '{row.category}' is not a category. Codes look like 09.5 or "
                "05.1.0/waste-collection."
            )
        if row.category not in known:
            lines.setdefault(row.category, row.title or row.category.partition("/")[2].replace("-", " ").capitalize())
        shares = by_label.setdefault(folded(row.label), {})
        first_row.setdefault(folded(row.label), row)
        shares[row.category] = shares.get(row.category, Fraction(0)) + row.share
    with desk.writing() as connection:
        for key, shares in by_label.items():
            try:
                for code in shares.keys() & lines.keys():
                    know_service_line(connection, code, lines[code])
                set_map(connection, key, shares, place=place, agency=agency, source=path.name)
            except DeskError as error:
                raise InputProblem(f"{path.name}, row {first_row[key].number}: {error}") from error
        note_act(connection, "categorise", path.name, f"{counted(len(by_label), 'label')} mapped")
    lines_have = labels_of(desk.connection, place, agency)
    return MapTaken(len(by_label), tuple(first_row[key].label or NO_LABEL for key in by_label if key not in lines_have))


def map_the_rest(desk: Desk, place: int, agency: int, code: str, *, holding: str = "") -> int:
    """Map every label of the agency in the place that has no map, or those that hold a text, to one
    category; return how many labels.

    `usual` stands for the usual category of the agency's kind. Raises UsageProblem, also where its kind has none.
    """
    if folded(code) == USUAL_WORD:
        code = usual_category(desk, agency)
    category = find_category(desk.connection, code)
    with desk.writing() as connection:
        left = [
            label
            for label in mapping_state(connection, place, agency).unmapped
            if folded(holding) in folded(label.text)
        ]
        for label in left:
            set_map(
                connection,
                label.text,
                {category.code: Fraction(1)},
                place=place,
                agency=agency,
                source="the rest of the organisation",
            )
        note_act(
            connection,
            "categorise the rest",
            titled(category.code, category.title),
            f"{counted(len(left), 'label')} mapped",
        )
    return len(left)


def write_open_labels(desk: Desk, place: int, agency: int | None, target: Path, *, replace: bool = False) -> int:
    """Write the labels that are left to a map file to fill in, suggestions beside them, and return how many.

    Raises Locked; UsageProblem where a file is there that may have been filled in, unless it is to be replaced.
    """
    left = mapping_state(desk.connection, place, agency).unmapped
    offered = {item.label: item for item in suggestions(desk, left, None, place=place)}

    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow((*LABEL_HEADINGS, "income", "confidence"))
    for item in left:
        found = offered.get(item)
        words = [found.category, found.reason] if found is not None else ["", ""]
        confidence = found.confidence if found is not None else ""
        names = [csv_safe(clean(name)) for name in (item.text or NO_LABEL, "", "", "", item.agency_name)]
        reasons = [csv_safe(clean(word)) for word in words]
        writer.writerow(
            [*names, item.lines, plain_pounds(item.pence), *reasons, plain_pounds(item.income_pence), confidence]
        )
    content = text.getvalue().encode("utf-8-sig")
    with result_file(target, replace=replace):
        write_file(target, lambda file: file.write(content))
    return len(left)


def _read_map(path: Path) -> Iterator[_Row]:
    with open_source(path) as source:
        columns: dict[str, int] | None = None
        for number, cells in source.rows(source.sheets[0]):
            texts = [clean(str(cell)) if cell is not None else "" for cell in cells]
            if not any(texts):
                continue
            if columns is None:
                names = [text.casefold() for text in texts]
                missing = [name for name in ("label", "category") if name not in names]
                if missing:
                    raise InputProblem(
                        f"{path.name}: a map file has the columns label, category and share; '{missing[0]}' is "
                        f"missing in row {number}."
                    )
                columns = {name: names.index(name) for name in ("label", "category", "share", "title") if name in names}
                continue
            found = {name: without_guard(texts[index]) if index < len(texts) else "" for name, index in columns.items()}
            if not found["label"]:
                raise InputProblem(
                    f"{path.name}, row {number}: the label is empty. Write {NO_LABEL} for lines without one."
                )
            if found["label"].casefold() == NO_LABEL:
                found["label"] = ""
            try:
                share = parse_share(found.get("share", ""))
            except DeskError as error:
                raise InputProblem(f"{path.name}, row {number}: {error}") from error
            yield _Row(number, found["label"], normal_code(found["category"]), share, found.get("title", ""))
    if columns is None:
        raise InputProblem(f"{path.name} is empty: a map file has the columns label, category and share.")


def state(desk: Desk, place: int, agency: int | None) -> MappingState:
    """Return how much of the place's (or agency's) money has a category, and the labels that are left."""
    return mapping_state(desk.connection, place, agency)


# -- by hand


@dataclass(frozen=True, slots=True)
class LabelMap:
    """What a label of one body is to stand for."""

    agency: int
    """The body's id."""

    label: str
    """The label; empty for lines without one."""

    shares: Mapping[str, Fraction]
    """Category code (or title, or the code of a new service line) to its share; they add to 1."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """How a place's labels are mapped, read in one go."""

    state: MappingState
    """What is mapped, and the labels that are open, the most money first."""

    offers: Mapping[LabelMoney, Suggestion]
    """Open label to what it may stand for."""

    steps: tuple[SuggestedStep, ...]
    """The suggestions as steps that map several labels at once."""

    mapped: tuple[MapInForce, ...]
    """Labels that have a map, the most money first."""

    agencies: Mapping[str, int]
    """Name to id of the bodies."""

    usual: Mapping[int, str]
    """Id of a body to the usual category of its kind, of the bodies whose kind has one."""

    categories: tuple[Category, ...]
    """All of them, by code."""

    counted_pence: int | None
    """The year's count after transfers; None where the place has no money in the year."""

    uncategorised_pence: int | None
    """How much of that has no category."""


def read_workspace(path: Path, place: int, year: int | None) -> Workspace:
    """Return the labels of the place with that id, and what the count of the year shows.
    Raises UsageProblem, and what opening the desk raises."""
    with open_desk(path, read_only=True) as desk:
        connection = desk.connection
        found = next((one for one in list_places(connection) if one.id == place), None)
        if found is None:
            raise UsageProblem("This place is on the desk no longer.", title="The place has gone")
        state = mapping_state(connection, place)
        bodies = list_agencies(connection)
        result = count(facts_of(desk, found, year), by="category", level=2) if year is not None else None
        offers = suggestions(desk, state.unmapped, None, place=place)
        return Workspace(
            state,
            {offer.label: offer for offer in offers},
            steps(offers),
            tuple(maps_in_use(connection, place)),
            {agency.name: agency.id for agency in bodies},
            purposes(bodies),
            tuple(sorted(categories(connection).values(), key=lambda category: sort_key(category.code))),
            result.rows_total_pence if result is not None else None,
            result.unmapped_pence if result is not None else None,
        )


def read_lines(path: Path, place: int, agency: int, label: str) -> list[LabelLine]:
    """Return the largest lines under a label. Raises what opening the desk raises."""
    with open_desk(path, read_only=True) as desk:
        return largest_lines(desk.connection, place, agency, label)


def map_labels(desk: Desk, place: int, wanted: Sequence[LabelMap], *, whole_place: bool = False) -> int:
    """Map the labels, each for its own body or, with `whole_place`, for every body of the place, as
    one act; return how many.

    A new service line under a known class is made. Lines without a label are mapped for their body alone. Raises
    UsageProblem for an unknown category or shares that do not add to 1; then nothing is changed.
    """
    with desk.writing() as connection:
        known = categories(connection)
        for one in wanted:
            shares: dict[str, Fraction] = {}
            for text, share in one.shares.items():
                code = normal_code(text)
                if code not in known and "/" in code:
                    know_service_line(connection, code, code.partition("/")[2].replace("-", " ").capitalize())
                code = find_category(connection, text).code
                shares[code] = shares.get(code, Fraction(0)) + share
            agency = None if whole_place and one.label else one.agency
            set_map(connection, one.label, shares, place=place, agency=agency, source="on screen")
        note_act(
            connection,
            "categorise",
            _named(wanted),
            _detail(connection, wanted),
            title=f"Map {_named(wanted)} to {_detail(connection, wanted)}",
        )
    return len(wanted)


def accept(desk: Desk, place: int, offers: Sequence[Suggestion]) -> int:
    """Map each label as it is suggested, for its own organisation, as one act that undo takes back whole; return how
    many. What a suggestion was made from stays with its map. Labels that were mapped since are left alone.

    Raises UsageProblem where that leaves none.
    """
    with desk.writing() as connection:
        still = {(item.agency, item.label) for item in mapping_state(connection, place).unmapped}
        taken = [offer for offer in offers if (offer.label.agency, offer.label.label) in still]
        if not taken:
            raise UsageProblem("These labels have been mapped since. Nothing was changed.", title="Nothing to accept")
        for offer in taken:
            set_map(
                connection,
                offer.label.text,
                {offer.category: Fraction(1)},
                place=place,
                agency=offer.label.agency,
                source=f"{ACCEPTED}{offer.confidence}): {_without_labels(offer.reason)}",
            )
        codes = {offer.category for offer in taken}
        what = (
            category_words(connection, codes.pop())
            if len(codes) == 1
            else counted(len(codes), "category", "categories")
        )
        said = counted(len(taken), "label")
        note_act(connection, "accept suggestions", said, what, title=f"Accept suggestions for {said}: {what}")
    return len(taken)


def _without_labels(reason: str) -> str:
    """Return a reason without the words of another label of the user's, which a purge has to be able to remove."""
    return re.sub(r"'.*' \(a map of yours\)", "a label mapped before", reason)


def chosen_offers(offers: Iterable[Suggestion], wanted: Collection[str]) -> list[Suggestion]:
    """Return the suggestions that some words mean: `whole` or `support`, or a confidence, which holds the surer ones
    too."""
    sure = max((CONFIDENCES.index(word) for word in wanted if word in CONFIDENCES), default=-1)
    return [offer for offer in offers if offer.step in wanted or CONFIDENCES.index(offer.confidence) <= sure]


def take_off(desk: Desk, place: int, labels: Sequence[tuple[int, str]]) -> tuple[int, int]:
    """Take the user's map off each (agency id, label); return how many went, and how many have only a
    shared map, which stays."""
    gone = 0
    with desk.writing() as connection:
        for agency, label in labels:
            scope = scope_in_force(connection, label, place, agency)
            if scope is not None:
                set_map(connection, label, {}, place=scope[0], agency=scope[1])
                gone += 1
        if not gone:
            raise UsageProblem(
                "The shared maps that come with tpdesk cannot be taken off; map the label yourself, and yours wins.",
                title="Nothing to take off",
            )
        said = f"'{labels[0][1] or NO_LABEL}'" if len(labels) == 1 else counted(gone, "label")
        note_act(connection, "take map off", said, "", title=f"Take the map off {said}")
    return gone, len(labels) - gone


def _named(wanted: Sequence[LabelMap]) -> str:
    return f"'{clean(wanted[0].label) or NO_LABEL}'" if len(wanted) == 1 else counted(len(wanted), "label")


def _detail(connection: sqlite3.Connection, wanted: Sequence[LabelMap]) -> str:
    codes = sorted({normal_code(code) for one in wanted for code in one.shares})
    names = [category_words(connection, code) for code in codes]
    return " and ".join(names) if len(codes) <= 3 else counted(len(codes), "category", "categories")
