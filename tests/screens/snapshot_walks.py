"""The walks through the window along which pictures are taken: a stop a screen and state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MONTH: Final = """Service Cost Centre,Description,Name,Payment date,Net Amount(£)
REFUSE COLLECTION,BIN LORRY HIRE,Example Vehicles Ltd,14/01/2025,"£12,400.00"
PARKS,GRASS CUTTING,Example Mowers Ltd,15/01/2025,"3,200.50"
ECONOMIC DEVELOPMENT,BUSINESS GRANTS,Example Growth Ltd,20/01/2025,"5,000.00"
HIGHWAYS AGENCY WORK,CONTRIBUTION,Lancashire County Council,22/01/2025,"8,000.00"
PARKS,PLAYGROUND,Example Swings Ltd,28/01/2025,
TOTAL,,,,"28,600.50"
"""
"""A made-up month of a council's payments, with a line that has no amount."""

MONTH_FILE: Final = "burnley-2025-01.csv"
"""Its file, beside the desk: the name says whose it is."""


class Typed(str):
    """A text that is put into the field that has the keyboard, as a paste is."""


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk through the window on a desk of one kind, from the overview on."""

    name: str
    desk: str
    """`empty` or `sample`."""

    stops: tuple[tuple[str, tuple[str, ...]], ...]
    """(name of the picture, keys that lead there from the stop before)."""


def walk(name: str, desk: str, **stops: str) -> Walk:
    """Return a walk whose stops are named NAME-STOP; keys are separated by blanks, a word after ' is typed, _
    stands for a blank in it."""
    return Walk(
        name,
        desk,
        tuple(
            (
                f"{name}-{stop}".replace("_", "-"),
                tuple(Typed(key[1:].replace("_", " ")) if key.startswith("'") else key for key in keys.split()),
            )
            for stop, keys in stops.items()
        ),
    )


WALKS: Final = (
    walk("empty", "empty", overview="", places="2", agencies="3", spend="4", overlap="5", dives="6", packs="7"),
    walk("empty-desk", "empty", new_place="n", history="escape h", backups="escape B", file="escape f4",
        tour="escape f9", imports="escape i", mapping="escape m"),
    walk("overview", "sample", rows="", all="a", explain="f5", figure="enter"),
    walk("areas", "sample", council="A", spread="s 'people_of enter down down down down", in_all="h", larger="m",
        own="escape K"),
    walk("places", "sample", register="2", boundaries="b", records="escape enter tab down", edit="escape escape e",
        areas="escape a", remove="escape x", programme="escape w"),
    walk("agencies", "sample", register="3", returns="v", reconciliation="v", edit="V V e", edit_return="escape w",
        counts_here="escape k", merge="escape M"),
    walk("spend", "sample", lines="4", detail="f5", values="escape v", pivot="escape V", columns="escape c",
        filter="escape f 'amount>10000000 enter", edit="e"),
    walk("spend-change", "sample", chosen="4 space down space", delete="x", split="escape percent_sign",
        new_line="escape escape n", all_fields="escape E", paste="escape P"),
    walk("overlap", "sample", ranking="5 l l", bodies="v", pairs="v", concentration="v", beside="v", shortlist="v"),
    walk("overlap-rulings", "sample", explain="5 l l f5", figure="enter", decide="escape escape O",
        statutory="escape M", de_minimis="escape D"),
    walk("dives", "sample", card="6 down", map="v", deliveries="v", journeys="v", workshops="v", barriers="v",
        opportunities="v", new="n"),
    walk("dives-forms", "sample", edit="6 down e", tag="escape a", which="escape D", small_numbers="escape number_sign",
        total="escape f5"),
    walk("case", "sample", who_pays="6 c", years="v", truth="v", options="v", typing="enter 5"),
    walk("packs", "sample", choices="7", author="down enter", check="escape k"),
    walk("workshop-room", "sample", choose="f11", note="enter 'o_two_of_us_ask", saved="enter", bodies="f3",
        keys="escape f1"),
    walk("import", "sample", files="i slash '" + MONTH_FILE + " enter", check="f2", done="f2", labels="f2",
        map="enter"),
    walk("after-import", "sample", batches="i slash '" + MONTH_FILE + " enter f2 f2 escape b", rejects="e",
        transfers="escape escape T", overview="escape 1"),
    walk("desk", "sample", history="h", backups="escape B", file="escape f4", merge="m", share="escape f4 c",
        lines="escape f4 l", check="escape f4 k", purge="escape f4 x", salvage="escape f4 s", settings="escape f6"),
    walk("frame", "sample", help="f1", keys="escape question_mark", palette="escape ctrl+p", jump="escape g",
        tour="escape f9", place="escape p", open="escape o"),
)  # fmt: skip
"""Every walk: modes on an empty desk, then each mode, room and dialog on the sample desk."""
