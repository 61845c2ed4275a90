"""Random acts of every kind that writes: undo all gives the start, redo all the end, and every
state between is met again."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.desk_state import state
from tpdesk.domain.line_filter import ALL_LINES
from tpdesk.errors import DeskError
from tpdesk.models import cube
from tpdesk.models.batch import list_batches
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.keeping.check import check_desk
from tpdesk.models.place import find_place, list_places
from tpdesk.services import batches, history, lines, mapping, merging, overlap, places, suggesting
from tpdesk.services.batches import export_rejects
from tpdesk.services.imports import import_files
from tpdesk.services.sheets import ImportRequest

PLACES = st.sampled_from(("Testshire", "Otherland", "Thirdham"))
AGENCIES = st.sampled_from(("Body", "Second Body", "Third Body Ltd", "Fourth"))
YEARS = st.sampled_from(("2023-24", "2024-25"))
AREAS = st.sampled_from(("E07000120", "E07000121", "E06000032"))
WORDS = st.sampled_from(("", "pilot", "a theme", "North West"))
CODES = st.sampled_from(("09.5", "05.1", "04.5", "09.1"))
CELLS = {
    "Service": st.sampled_from(("Roads", "Parks", "Waste collection", "Libraries", "")),
    "Supplier": st.sampled_from(("Body", "Third Body Ltd", "A Builder", "")),
    "Amount": st.sampled_from(("10.00", "-3.50", "250000", "0", "x", "12.345")),
    "Client group": st.sampled_from(("", "Older people", "Families")),
    "Paid to": st.sampled_from(("", "Body", "Somebody else")),
}
ROWS = st.lists(st.fixed_dictionaries(CELLS), min_size=1, max_size=6)


class Acts(RuleBasedStateMachine):
    """Does acts on a desk and remembers what it held after each that changed something."""

    look: Callable[[Desk], object] = staticmethod(state)
    """What a desk holds, to be compared."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.desk = self.first_desk(Path(self.folder.name) / "a.tpdesk")
        self.states = [self.look(self.desk)]
        self.begun_with = len(history.steps(self.desk, -1))
        self.files = 0

    def first_desk(self, path: Path) -> Desk:
        """Return the desk to begin with."""
        return open_desk(path, make=True)

    @initialize()
    def begin(self) -> None:
        """Start with a place and two bodies, so that most acts have something to act on."""
        self.do(lambda: places.add(self.desk, "Testshire", codes=("E07000120",)))
        self.do(lambda: places.add_agency(self.desk, "Body", in_places=("Testshire",)))
        self.do(lambda: places.add_agency(self.desk, "Second Body", in_places=("Testshire",)))

    def do(self, act: Callable[[], object]) -> None:
        """Do an act; one that is refused must change nothing."""
        steps = history.steps(self.desk, -1)
        with contextlib.suppress(DeskError):
            act()
        now = self.look(self.desk)
        made = len([step for step in history.steps(self.desk, -1) if not step.undone]) - len(
            [step for step in steps if not step.undone]
        )
        if made:
            assert made == 1
            self.states.append(now)
        else:
            assert now == self.states[-1]

    @rule(name=PLACES, code=AREAS)
    def add_place(self, name: str, code: str) -> None:
        """Make a place."""
        self.do(lambda: places.add(self.desk, name, codes=(code,)))

    @rule(name=PLACES, new=PLACES, theme=WORDS, code=AREAS)
    def change_place(self, name: str, new: str, theme: str, code: str) -> None:
        """Change a place."""
        self.do(lambda: places.change(self.desk, name, new_name=new, theme=theme, codes=(code,)))

    @rule(name=PLACES)
    def remove_place(self, name: str) -> None:
        """Remove a place."""
        self.do(lambda: places.remove(self.desk, name))

    @rule(name=PLACES, year=YEARS, people=st.integers(1, 10_000))
    def set_population(self, name: str, year: str, people: int) -> None:
        """Set a population."""
        self.do(lambda: places.set_population(self.desk, name, year, people=people, source="a count"))

    @rule(name=AGENCIES, place=PLACES, code=AREAS, alias=AGENCIES)
    def add_agency(self, name: str, place: str, code: str, alias: str) -> None:
        """Make an organisation."""
        self.do(
            lambda: places.add_agency(
                self.desk, name, kind="county", in_places=(place,), areas=(code,), aliases=(alias,)
            )
        )

    @rule(name=AGENCIES, new=AGENCIES, place=PLACES, drop=AREAS)
    def change_agency(self, name: str, new: str, place: str, drop: str) -> None:
        """Change an organisation."""
        self.do(lambda: places.change_agency(self.desk, name, new_name=new, drop_areas=(drop,)))
        self.do(lambda: places.change_agency(self.desk, name, drop_places=(place,), kind="district"))

    @rule(name=AGENCIES)
    def remove_agency(self, name: str) -> None:
        """Remove an organisation."""
        self.do(lambda: places.remove_agency(self.desk, name))

    @rule(name=AGENCIES, place=PLACES, year=YEARS, pence=st.integers(0, 10**9))
    def set_return(self, name: str, place: str, year: str, pence: int) -> None:
        """Set where a return stands."""
        self.do(
            lambda: places.set_return(
                self.desk, name, place, year, state="received", published_pence=pence, published_source="accounts"
            )
        )

    @rule(agency=AGENCIES, place=PLACES, year=st.sampled_from((2023, 2024)), rows=ROWS, several=st.booleans())
    def import_file(self, agency: str, place: str, year: int, rows: list[dict[str, str]], several: bool) -> None:
        """Take a file in, of one organisation or of several."""
        self.files += 1
        path = Path(self.folder.name) / f"file{self.files}.csv"
        heading = ",".join((*CELLS, "Body Name"))
        lines = [",".join((*row.values(), agency if index % 2 else "Newcomer")) for index, row in enumerate(rows)]
        path.write_text("\n".join([heading, *lines]) + "\n", encoding="utf-8")
        columns = {"transfer_to": "Paid to", "client_group": "Client group"}
        request = (
            ImportRequest(
                place=place, agency_column="Body Name", add_agencies=True, year=year, columns=columns, again=True
            )
            if several
            else ImportRequest(place=place, agency=agency, year=year, columns=columns, again=True)
        )
        self.do(lambda: import_files(self.desk, [path], request))

    @rule(data=st.data())
    def remove_batch(self, data: st.DataObject) -> None:
        """Remove any batch, in whatever order they came."""
        known = [batch.id for batch in list_batches(self.desk.connection)]
        if known:
            number = data.draw(st.sampled_from(known))
            self.do(lambda: batches.remove(self.desk, number))

    @rule(data=st.data())
    def correct_rejects(self, data: st.DataObject) -> None:
        """Export a batch's rejects, correct them and take them in again."""
        known = [batch for batch in list_batches(self.desk.connection) if batch.rejects_open]
        if known:
            batch = data.draw(st.sampled_from(known))
            self.files += 1
            path = Path(self.folder.name) / f"rejects{self.files}.csv"
            export_rejects(self.desk, [batch.id], path)
            path.write_text(path.read_text(encoding="utf-8-sig").replace(",x,", ",7.00,"), encoding="utf-8")
            self.do(lambda: import_files(self.desk, [path], ImportRequest(place=batch.place, agency="Body")))

    @rule(label=CELLS["Service"], code=CODES, place=PLACES, off=st.booleans())
    def categorise(self, label: str, code: str, place: str, off: bool) -> None:
        """Map a label to a category and a new service line, or take its map off."""
        self.files += 1
        path = Path(self.folder.name) / f"map{self.files}.csv"
        body = f"{label},,\n" if off else f"{label},{code},50%\n{label},05.1.0/line-{self.files % 3},50%\n"
        path.write_text(f"Label,Category,Share\n{body}", encoding="utf-8")
        self.do(lambda: mapping.apply_map_file(self.desk, find_place(self.desk.connection, place).id, None, path))

    @rule(sure=st.sampled_from(("whole", "support", "high", "low")))
    def accept(self, sure: str) -> None:
        """Accept what is suggested for the open labels of a place."""
        known = list_places(self.desk.connection)
        if known:
            left = mapping.state(self.desk, known[0].id, None).unmapped
            offers = suggesting.suggestions(self.desk, left, None, place=known[0].id)
            self.do(lambda: mapping.accept(self.desk, known[0].id, mapping.chosen_offers(offers, (sure,))))

    @rule(code=CODES, law=WORDS)
    def mark_category(self, code: str, law: str) -> None:
        """Mark a category as a split by law."""
        self.do(lambda: overlap.mark_separate(self.desk, code, law))

    @rule(year=st.sampled_from((2023, 2024)), take_off=st.booleans())
    def transfers(self, year: int, take_off: bool) -> None:
        """Apply what is proposed as transfers, or take it off."""
        known = list_places(self.desk.connection)
        if known and take_off:
            self.do(lambda: suggesting.take_off(self.desk, known[0], year, "Body", "Second Body"))
        elif known:
            chosen = suggesting.proposed(self.desk, known[0], year)
            self.do(lambda: suggesting.apply(self.desk, known[0], year, chosen))

    def some_lines(self, data: st.DataObject) -> tuple[int, ...]:
        """Draw a few of the desk's lines."""
        known = [number for (number,) in self.desk.connection.execute("SELECT id FROM spend ORDER BY id")]
        return tuple(data.draw(st.lists(st.sampled_from(known), min_size=1, max_size=4, unique=True))) if known else ()

    @rule(data=st.data(), field=st.sampled_from(("amount", "label", "category", "supplier", "client_group", "agency")))
    def edit_lines(self, data: st.DataObject, field: str) -> None:
        """Edit some lines, or all of them."""
        chosen = self.some_lines(data)
        typed = {"amount": st.sampled_from(("12.34", "-5")), "category": CODES, "agency": AGENCIES}
        text = data.draw(typed.get(field, st.sampled_from(("Roads", "Newly named", ""))))
        if chosen:
            selection = chosen if data.draw(st.booleans()) else ALL_LINES
            self.do(lambda: lines.edit_lines(self.desk, selection, {field: text}))

    @rule(data=st.data(), act=st.sampled_from((lines.delete_lines, lines.duplicate_lines)))
    def delete_or_double_lines(self, data: st.DataObject, act: Callable[..., object]) -> None:
        """Delete some lines, or write them once more."""
        chosen = self.some_lines(data)
        if chosen:
            self.do(lambda: act(self.desk, chosen))

    @rule(data=st.data(), code=CODES)
    def split_lines(self, data: st.DataObject, code: str) -> None:
        """Split some lines in three."""
        chosen = self.some_lines(data)
        parts = (
            lines.LinePart(Fraction(1, 2), {}),
            lines.LinePart(Fraction(1, 3), {"category": code}),
            lines.LinePart(Fraction(1, 6), {}),
        )
        if chosen:
            self.do(lambda: lines.split_lines(self.desk, chosen, parts))

    @rule(agency=AGENCIES, pence=st.sampled_from(("7.77", "-1", "0")))
    def add_line(self, agency: str, pence: str) -> None:
        """Write a line by hand."""
        self.do(
            lambda: lines.add_line(self.desk, {"agency": agency, "amount": pence, "year": "2024-25"}, place="Testshire")
        )

    @rule(name=PLACES, agency=AGENCIES, rows=ROWS, from_ours=st.booleans(), theirs_wins=st.booleans())
    def merge(self, name: str, agency: str, rows: list[dict[str, str]], from_ours: bool, theirs_wins: bool) -> None:
        """Take a colleague's desk in: a copy of this one or a new one, on which a few acts were done."""
        self.files += 1
        file = Path(self.folder.name) / f"colleague{self.files}.tpdesk"
        if from_ours:
            shutil.copyfile(self.desk.path, file)
        source = file.with_suffix(".csv")
        source.write_text(
            "\n".join([",".join(CELLS), *(",".join(row.values()) for row in rows)]) + "\n", encoding="utf-8"
        )
        with open_desk(file, make=True) as other:
            request = ImportRequest(
                place=name, agency=agency, year=2024, columns={"transfer_to": "Paid to"}, again=True
            )
            for act in (
                lambda: places.add(other, name, theme=f"theme {self.files}"),
                lambda: places.change(other, name, theme=f"theme {self.files}"),
                lambda: places.add_agency(other, agency, in_places=(name,), aliases=(f"Alias {self.files}",)),
                lambda: import_files(other, [source], request),
                lambda: lines.edit_lines(other, ALL_LINES, {"description": f"theirs {self.files}"}),
            ):
                with contextlib.suppress(DeskError):
                    act()

        def take() -> None:
            plan = merging.plan(self.desk, file)
            merging.apply(self.desk, file, plan, merging.all_conflicts(plan, "theirs" if theirs_wins else "mine"))

        self.do(take)

    @rule(back=st.integers(1, 4))
    def go_back_and_forth(self, back: int) -> None:
        """Undo some acts and redo them, in between."""
        back = min(back, len(self.states) - 1)
        for number in range(1, back + 1):
            history.undo(self.desk)
            assert self.look(self.desk) == self.states[-1 - number]
        for number in range(back, 0, -1):
            history.redo(self.desk)
            assert self.look(self.desk) == self.states[-number]

    def teardown(self) -> None:
        """Walk all the way back and forth again."""
        end = self.states[-1]
        for expected in reversed(self.states[:-1]):
            history.undo(self.desk)
            assert self.look(self.desk) == expected
        assert len([step for step in history.steps(self.desk, -1) if not step.undone]) == self.begun_with
        for expected in self.states[1:]:
            history.redo(self.desk)
            assert self.look(self.desk) == expected
        assert self.look(self.desk) == end
        assert cube.differences(self.desk.connection) == []
        assert not [problem for item in check_desk(self.desk.connection) for problem in item.problems]
        self.desk.close()
        self.folder.cleanup()


TestActs = Acts.TestCase
TestActs.settings = settings(
    max_examples=8, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)
)
TestActs = pytest.mark.deep(TestActs)
