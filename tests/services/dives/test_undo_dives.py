"""Random acts on deep dives among all the other acts:
undo and redo meet every state again, and nothing is left that does not hang together."""

from __future__ import annotations

from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import rule

from tests.services import test_undo_all
from tests.services.test_undo_all import AGENCIES, CODES, PLACES
from tpdesk.domain.field_types import (
    ACTIVITY,
    AGENCY,
    AREA,
    CATEGORY,
    CHOICE,
    CLIENT_GROUP,
    COUNT,
    DATE,
    FLAG,
    GRADE,
    LONG,
    MONEY,
    PLACE,
    SAVING,
    TEXT,
    YEAR,
)  # fmt: skip
from tpdesk.domain.kinds import KINDS, Field, Kind
from tpdesk.domain.kinds.dives import DIVES
from tpdesk.domain.verdicts import VERDICTS
from tpdesk.services import overlap, record_files, records
from tpdesk.services.agency_editing import merge_agencies
from tpdesk.services.dives import boards

KIND_NAMES = st.sampled_from(tuple(kind.name for kind in DIVES))
TITLES = ("One", "Two", "Three")
TYPED = {
    TEXT: ("", "words"), LONG: ("", "a\nb"), DATE: ("", "2026-02-14", "14/02/2026"), COUNT: ("", "0", "3"),
    MONEY: ("", "0", "£1,200", "-1"),
    SAVING: ("", "-5", "7"), GRADE: ("", "1", "6"), FLAG: ("yes", "no"), YEAR: ("", "2024-25"), PLACE: ("Testshire",),
    AGENCY: ("", "Body", "Second Body", "Third Body Ltd"), ACTIVITY: ("", "assess", "Newly named"),
    CLIENT_GROUP: ("", "Families"),
    CATEGORY: ("", "09.5", "05.1"), AREA: ("", "E07000120"),
}  # fmt: skip
"""Kind of field -> what may be typed into it, some of it refused."""


def typed_into(field: Field) -> st.SearchStrategy[str]:
    """Return what may be typed into a field."""
    if field.name == "title":
        return st.sampled_from(TITLES)
    if field.type.is_automatic:
        return st.just("")
    if field.type is CHOICE:
        return st.sampled_from(field.choices if field.needed else ("", *field.choices))
    if field.of:
        others = TITLES if KINDS[field.of].titled else ("1", "2")
        return st.sampled_from(others if field.needed else ("", *others))
    words = [text for text in TYPED[field.type] if text or not field.needed]
    return st.sampled_from([*words, ";".join(words)] if field.many else words)


def typed_of(kind: Kind) -> st.SearchStrategy[dict[str, str]]:
    """Return what may be typed of a record: what is needed, and some of the rest."""
    needed = {field.name: typed_into(field) for field in kind.fields if field.needed}
    return st.fixed_dictionaries(
        needed, optional={field.name: typed_into(field) for field in kind.fields if not field.needed}
    )


class DiveActs(test_undo_all.Acts):
    """The acts of every kind, and those on deep dives."""

    def number_of(self, table: str, data: st.DataObject) -> int:
        """Draw the number of a row, or one that is none."""
        known = [number for (number,) in self.desk.connection.execute(f"SELECT id FROM {table} ORDER BY id")]
        return int(data.draw(st.sampled_from([*known, 999])))

    @rule(name=KIND_NAMES, data=st.data())
    def add_record(self, name: str, data: st.DataObject) -> None:
        """Write a record."""
        typed = data.draw(typed_of(KINDS[name]))
        self.do(lambda: records.add_record(self.desk, name, typed))

    @rule(place=PLACES, data=st.data())
    def add_many(self, place: str, data: st.DataObject) -> None:
        """Write one record of every kind of a deep dive, each a step."""
        for name, kind in ((one.name, one) for one in DIVES):
            typed = data.draw(typed_of(kind)) | ({"place": place} if kind.parent == "place" else {})
            self.do(lambda name=name, typed=typed: records.add_record(self.desk, name, typed))  # type: ignore[misc]

    @rule(name=KIND_NAMES, data=st.data())
    def change_record(self, name: str, data: st.DataObject) -> None:
        """Say something else of a record."""
        number, typed = self.number_of(KINDS[name].table, data), data.draw(typed_of(KINDS[name]))
        chosen = {key: text for key, text in typed.items() if data.draw(st.booleans())}
        self.do(lambda: records.change_record(self.desk, name, number, chosen))

    @rule(name=KIND_NAMES, data=st.data())
    def remove_record(self, name: str, data: st.DataObject) -> None:
        """Take a record off."""
        number = self.number_of(KINDS[name].table, data)
        self.do(lambda: records.remove_record(self.desk, name, number))

    @rule(data=st.data())
    def merge_notes(self, data: st.DataObject) -> None:
        """Make two notes one."""
        kept, other = self.number_of("note", data), self.number_of("note", data)
        self.do(lambda: records.merge_notes(self.desk, kept, [other]))

    @rule(
        data=st.data(),
        title=st.sampled_from(TITLES),
        agency=AGENCIES,
        code=CODES,
        share=st.sampled_from(("100%", "1/3", "0")),
    )
    def tag(self, data: st.DataObject, title: str, agency: str, code: str, share: str) -> None:
        """Tag spend by a rule, a line or two by hand, or take a tag off."""
        gone = self.number_of("spend_tag", data)
        for line in self.some_lines(data)[:2]:
            self.do(lambda line=line: boards.tag_spend(self.desk, title, line=line, share=share))  # type: ignore[misc]
        self.do(lambda: boards.tag_spend(self.desk, title, agency=agency, category=code, share=share))
        self.do(lambda: boards.untag(self.desk, gone))

    @rule(place=PLACES, code=CODES, verdict=st.sampled_from(VERDICTS), withdraw=st.booleans())
    def rule_on(self, place: str, code: str, verdict: str, withdraw: bool) -> None:
        """Overrule a verdict, or withdraw that."""
        if withdraw:
            self.do(lambda: overlap.withdraw_ruling(self.desk, place, "2024-25", code))
        else:
            self.do(lambda: overlap.overrule(self.desk, place, "2024-25", code, verdict, "why"))

    @rule(title=st.sampled_from(TITLES), agencies=st.lists(AGENCIES, min_size=1, max_size=4), dry_run=st.booleans())
    def take_in(self, title: str, agencies: list[str], dry_run: bool) -> None:
        """Take deliveries in from a file."""
        file = Path(self.folder.name) / "deliveries.csv"
        file.write_text(
            "agency,activity\n" + "".join(f"{agency},fresh\n" for agency in agencies), encoding="utf-8", newline=""
        )
        self.do(lambda: record_files.import_records(self.desk, "delivery", file, dive=title, dry_run=dry_run))

    @rule(gone=AGENCIES, into=AGENCIES)
    def merge_agencies(self, gone: str, into: str) -> None:
        """Make two bodies one."""
        self.do(lambda: merge_agencies(self.desk, gone, into))


TestDiveActs = DiveActs.TestCase
TestDiveActs.settings = settings(
    max_examples=7, stateful_step_count=16, deadline=None, suppress_health_check=list(HealthCheck)
)
TestDiveActs = pytest.mark.deep(TestDiveActs)
