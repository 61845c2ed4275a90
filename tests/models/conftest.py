"""A desk file of a test's own, made by the same road as any."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tpdesk.models.desk import Desk, open_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Yield a new desk, open."""
    with open_desk(tmp_path / "a.tpdesk", make=True) as opened:
        yield opened
