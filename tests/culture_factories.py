"""Culture rounds of the tests: the worked figures, and rounds made of counts."""

from __future__ import annotations

from collections.abc import Mapping

from tpdesk.domain.kinds.partnership import HELPS, HINDERS
from tpdesk.domain.results.culture import Asked

Counts = tuple[int, ...]

POLARITY = {"trust": HELPS, "silos": HINDERS, "data": HELPS}
ROUND_1: dict[str, dict[str, Counts]] = {
    "trust": {"Council": (1, 3, 6, 8, 2), "Police": (0, 2, 3, 4, 1), "Fire": (0, 0, 1, 2, 0), "NHS": (2, 5, 4, 3, 0)},
    "silos": {"Council": (0, 2, 4, 9, 5), "Police": (1, 1, 3, 4, 1), "Fire": (0, 1, 1, 1, 0), "NHS": (0, 0, 3, 7, 4)},
}
ROUND_2: dict[str, dict[str, Counts]] = {
    "trust": {"Council": (0, 2, 5, 10, 4), "Police": (0, 0, 3, 6, 2), "NHS": (1, 3, 5, 4, 1)},
    "silos": {"Council": (1, 4, 6, 8, 2), "Police": (1, 3, 4, 3, 0), "NHS": (0, 2, 4, 6, 2)},
    "data": {"Council": (3, 4, 6, 5, 3), "Police": (2, 2, 3, 3, 1), "NHS": (4, 4, 3, 2, 1)},
}


def asked(answers: Mapping[str, Mapping[str, Counts]]) -> tuple[Asked, ...]:
    """Return what was asked: statement -> organisation -> counts; statements of unknown words help."""
    return tuple(Asked(name, "", POLARITY.get(name, HELPS), dict(counts)) for name, counts in answers.items())


def csv_of(answers: Mapping[str, Mapping[str, Counts]]) -> str:
    """Return a file of answers."""
    rows = [
        ",".join([body, name, *map(str, counts), "0"])
        for name, by_body in answers.items()
        for body, counts in by_body.items()
    ]
    return "\n".join(["body,statement,1,2,3,4,5,dont_know", *rows]) + "\n"
