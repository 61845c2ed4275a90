"""A desk with a place, three bodies and a deep dive."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tpdesk.models.desk import Desk, open_desk
from tpdesk.services import places
from tpdesk.services.records import add_record


def begin(desk: Desk) -> None:
    """Write the place, the organisations and the deep dive."""
    places.add(desk, "Testshire", codes=("E07000120",))
    for name, alias in (("Body", "The Body Council"), ("Second Body", "SB"), ("Third Body", "TB")):
        places.add_agency(desk, name, in_places=("Testshire",), areas=("E07000120",), aliases=(alias,))
    add_record(desk, "dive", {"title": "Under fives", "place": "Testshire"})


_begun: list[bytes] = []
"""The file of that desk, once it was made in this process."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Yield the desk, open."""
    path = tmp_path / "a.tpdesk"
    if _begun:
        path.write_bytes(_begun[0])
    with open_desk(path, make=True) as opened:
        if not _begun:
            begin(opened)
            _begun.append(path.read_bytes())
        yield opened
