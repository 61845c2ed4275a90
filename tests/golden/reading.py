"""The reading verbs of each golden desk, and the verbs that write or make files and are therefore in none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from tests.golden import desks
from tpdesk.domain.figure import KINDS as FIGURES
from tpdesk.domain.kinds import KINDS as RECORDS
from tpdesk.domain.kinds.assets import ASSETS
from tpdesk.domain.kinds.boundaries import REDRAWN
from tpdesk.domain.kinds.cases import CASES
from tpdesk.domain.kinds.national import NATIONAL
from tpdesk.domain.kinds.outcomes import OUTCOMES
from tpdesk.domain.kinds.partnership import PARTNERSHIP
from tpdesk.domain.kinds.places import OF_PLACES
from tpdesk.domain.kinds.practice import PRACTICE
from tpdesk.domain.kinds.streams import STREAMS

WRITING: Final = frozenset({
    "backup", "batch remove", "batch settle", "categorise", "completion", "config show", "config where", "copy", "demo",
    "benefits", "first-count", "freeze", "import", "merge", "pack board", "pack check", "purge",
    "return ask", "return chase", "return read", "return remind", "return write",
    "redo", "restore", "salvage", "undo", "verdict", "note merge", "dive tag", "dive untag", "dive threshold",
    "workshop notes", "culture answers",
    "place fact", "place population", "category mark", "agency count", "agency merge", "agency return", "case actual",
    "indicator value", "asset place", "volume failure", "stream align", "pack interim", "pack final", "pack national",
    "pack summary", "cube build",
})  # fmt: skip
"""Verbs that write the desk or a file, or tell of no desk;
beside them every `add`, `change`, `remove`, `import`, `export`, `edit`, `delete`, `duplicate` and `split`."""

WRITING_WORDS: Final = frozenset(
    {"add", "change", "remove", "import", "export", "edit", "delete", "duplicate", "split"}
)

_RECORD_LISTS: Final = tuple(f"{kind.verbs_in} {name}".strip() for name, kind in RECORDS.items())


def sample() -> Iterator[tuple[str, ...]]:
    """Yield the command lines on the sample desk."""
    here = ("--place", "Lancashire", "--year", "2024-25")
    luton = ("--place", "Luton & Central Bedfordshire", "--year", "2008-09")
    yield from _of_any_desk("Lancashire", here)
    for level in "1234":
        yield ("count", *here, "--by", "category", "--level", level)
    for level in "24":
        yield ("overlap", *here, "--level", level)
        yield ("pairs", *here, "--level", level)
    for by in ("agency", "matrix", "area", "control", "cost_type"):
        yield ("count", *here, "--by", by)
    for words in (("--flow", "income"), ("--flow", "net"), ("--cost", "capital"), ("--status", "budget")):
        yield ("count", *here, "--by", "category", *words)
    yield ("count", *luton)
    yield ("overlap", *luton)
    yield ("compare", *here, "--with", luton[1], "--with-year", luton[3])
    yield ("compare", *here, "--with", luton[1], "--with-year", luton[3], "--flow", "net", "--level", "1")
    yield ("shortlist", *here, "--weight", "size=2")
    yield ("category", "list")
    chosen = {
        "agency": ("--agency", "Lancashire County Council"),
        "other": ("--other", "Blackpool Council"),
        "category": ("--category", "05.1.0/waste-collection"),
        "dive": ("--dive", "Illustrative: A settled home after treatment"),
        "boundaries": ("--boundaries", "Three unitaries"),
        "new": ("--new", "Coast"),
        "case": ("--case", "Illustrative: One front door"),
        "asset": ("--asset", "Job centre"),
        "indicator": ("--indicator", "Illustrative: Care leavers in work or learning"),
        "unit": ("--unit", "contact"),
    }
    yield from _explanations(here, chosen)
    for more in ("", "--swing", "--by body", "--by category"):
        yield ("recount", *here, "--boundaries", "Three unitaries", *more.split())
    yield ("boundaries", "show", "Four unitaries")
    yield ("alignment", *here)
    yield ("place", "show", luton[1])
    yield ("dive", "show", "Illustrative: Alcohol, drugs and a settled home", "--year", "2024-25")
    yield ("dive", "show", "Illustrative: A settled home after treatment")
    yield ("journey", "show", "Illustrative: Released late on a Friday")
    yield ("recipe", "show", "Illustrative: A morning call on who is housed where")
    yield ("workshop", "show", "1")
    yield ("spend", "list", 'agency="Blackpool Council" flow=income', "--sort", "-amount", "--limit", "12")
    yield ("spend", "list", "category=10.4", "--columns", "agency,label,amount", "--limit", "12")
    yield ("spend", "totals", "amount>1m")
    yield ("spend", "frequency", "label", 'agency="Blackpool Council"', "--top", "8")
    yield ("spend", "pivot", "agency", "flow", "--top", "6")
    yield (
        "spend",
        "pivot",
        "category",
        "agency",
        "place=Lancashire",
        "--flow",
        "income",
        "--top",
        "5",
        "--across",
        "4",
    )


def messy() -> Iterator[tuple[str, ...]]:
    """Yield the command lines on the messy desk."""
    here = ("--place", desks.PLACE, "--year", desks.YEAR)
    yield from _of_any_desk(desks.PLACE, here)
    for level in "1234":
        yield ("count", *here, "--by", "matrix", "--level", level)
        yield ("overlap", *here, "--level", level)
        yield ("pairs", *here, "--level", level)
        yield ("shortlist", *here, "--level", level)
    for flow in ("expenditure", "income", "net"):
        for by in ("agency", "category", "area", "control", "cost_type"):
            yield ("count", *here, "--by", by, "--flow", flow)
    for words in (("--cost", "revenue"), ("--cost", "capital"), ("--status", "actual"), ("--status", "budget")):
        yield ("count", *here, *words)
    yield ("count", "--place", desks.PLACE, "--year", "2023-24")
    yield ("overlap", *here, "--deminimis", "200")
    for flow in ("expenditure", "income", "net"):
        yield ("compare", *here, "--with", desks.PLACE, "--with-year", "2023-24", "--flow", flow)
    chosen = {
        "agency": ("--agency", "Castle Unitary"),
        "other": ("--other", "Northbury Borough Council"),
        "category": ("--category", "10.6.0"),
        "dive": ("--dive", "Homes"),
        "boundaries": ("--boundaries", "Two towns"),
        "new": ("--new", "West"),
        "case": ("--case", "Homes after a hospital stay"),
        "asset": ("--asset", "None"),
        "indicator": ("--indicator", "Children in care"),
        "unit": ("--unit", "contact"),
    }
    yield from _explanations(here, chosen)
    yield ("recount", *here, "--boundaries", "Two towns")
    yield ("culture", "scores", "Round 1")
    yield ("driver", "show", "people, mid-2020")
    yield ("count", *here, "--by", "area", "--kind", "district")
    yield ("count", *here, "--by", "area", "--kind", "district", "--spread", "People 65 and over, mid-2024")
    yield ("version", "show", "interim")
    yield ("version", "compare", "Interim", "Final")
    yield ("version", "compare", "Final")
    yield ("explain", "spend", *here, "--category", "unmapped")
    yield ("explain", "spend", *here, "--agency", "Regional Health Board")
    for kind, names in (
        ("dive", ("Homes", "First nights")),
        ("delivery", ("1", "2", "3")),
        ("journey", ("One night",)),
        ("journey step", ("1",)),
        ("workshop", ("First workshop",)),
        ("note", ("1", "2", "3")),
        ("barrier", ("Forms differ",)),
        ("opportunity", ("One form",)),
    ):
        for name in names:
            yield (*kind.split(), "show", name)
    for name in (
        kind.name for kind in (*OF_PLACES, *NATIONAL, *REDRAWN, *CASES, *ASSETS, *PARTNERSHIP, *OUTCOMES, *PRACTICE)
    ):
        # The desk holds some of them: what is said where there is none is kept as well.
        yield (name, "show", "1")
    for name in (*(kind.name for kind in STREAMS if not kind.verbs_in), "stream alignment"):
        yield (*name.split(), "show", "1")
    yield ("alignment", *here)
    yield ("stream", "transfers", *here)
    yield ("case", "show", "Homes after a hospital stay", "--runs", "500", "--seed", "3")
    yield ("dive", "show", "Homes", "--year", desks.YEAR)
    yield ("batch", "rejects", "1")
    yield ("batch", "rejects", "2")
    yield ("spend", "list")
    yield ("spend", "list", "supplier~council", "--sort", "date")
    yield ("spend", "list", "category=unmapped amount>10")
    yield ("spend", "show", "1")
    yield ("spend", "totals", "area=E07000117")
    for column in ("supplier", "category", "transfer_to", "date"):
        yield ("spend", "frequency", column)
    yield ("spend", "pivot", "agency", "category")
    yield ("spend", "pivot", "label", "status", "--flow", "income")
    yield ("history", "--steps")
    yield ("history", "--line", "9")
    yield ("history", "--record", "agency", "--name", "Castle Unitary")


def tables() -> Iterator[tuple[str, ...]]:
    """Yield the command lines on the messy desk whose rows are written as CSV too."""
    here = ("--place", desks.PLACE, "--year", desks.YEAR)
    yield ("count", *here, "--by", "category")
    yield ("overlap", *here)
    yield ("pairs", *here)


def _of_any_desk(place: str, here: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    yield ("place", "list")
    yield ("place", "show", place)
    yield ("place", "programme")
    yield ("agency", "list")
    yield ("agency", "list", "--place", place)
    yield ("agency", "returns", *here)
    yield ("agency", "returns", *here, "--late")
    yield ("category", "list", "--level", "4")
    yield ("transfers", *here, "--propose")
    yield ("shortlist", *here)
    yield ("batch", "list")
    yield ("profile", "list")
    yield ("version", "list")
    yield ("dive", "prevention")
    yield ("culture", "threshold")
    yield ("asset", "candidates", "--place", place)
    yield ("burden", "total", *here)
    yield ("indicator", "progress", *here[:2])
    yield ("milestone", "progress", "--on", "2026-01-15")
    yield ("milestone", "progress", *here[:2], "--on", "2026-01-15")
    yield ("recipe", "find", "assessment", "form")
    yield ("indicator", "spend", *here[:2])
    yield ("volume", "costs", *here)
    for kind in _RECORD_LISTS:
        yield (*kind.split(), "list")
    yield ("area", "list", "--kind", "region")
    yield ("area", "unknown")
    yield ("spend", "totals")
    yield ("spend", "frequency", "agency")
    yield ("spend", "show", "5")
    yield ("history",)
    yield ("check",)


_OF_AREAS_AND_STEPS: Final = {
    "area": ("--area", "E07000117"), "kind": ("--kind", "district"), "spread": ("--spread", "people"),
    "stream": ("--stream", "Joint fund"), "priority": ("--priority", "not mapped"),
    "statement": ("--statement", "None yet"), "round": ("--round", "Round 1"), "milestone": ("--milestone", "None yet"),
    "measure": ("--measure", "net"), "line": ("--line", "Joint team", "--measure", "pays"),
    "in-year": ("--in-year", "2026-27", "--line", "Joint team", "--measure", "pays"),
    "version": ("--version", "Interim"), "with": ("--with", "Final"), "step": ("--step", "late returns"),
}  # fmt: skip
"""What explanations name that is the same on both desks; neither has a frozen count, so a step is refused."""


def _explanations(here: tuple[str, ...], chosen: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Yield every figure with what it needs, and again with all that it takes."""
    yield ("explain",)
    known = {**_OF_AREAS_AND_STEPS, **chosen}
    for figure in FIGURES.values():
        needed = [word for need in figure.needs for word in known[need]]
        yield ("explain", figure.name, *here, *needed)
        for take in figure.takes:
            yield ("explain", figure.name, *here, *needed, *known[take])
