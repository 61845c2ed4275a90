"""Rejected rows that were mended on the desk: taken in like a mended export of them."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from tpdesk.models.batch import find_batch
from tpdesk.models.batch_detail import bodies_of
from tpdesk.models.desk import Desk
from tpdesk.services.import_records import FileOutcome, ImportRequest
from tpdesk.services.imports import Progress, import_each
from tpdesk.services.rejects import write_rejects
from tpdesk.text import file_name


def take_in_corrected(
    desk: Desk,
    batch: int,
    corrected: Mapping[int, Sequence[str]],
    *,
    agency: str | None = None,
    progress: Progress | None = None,
) -> FileOutcome:
    """Take the rejects of a batch in with their cells as they should be (`corrected`: number of the reject to its cells), as one batch.

    `agency` is the body of a batch that brought no line from which it could be known. Rows that are refused again stay open.
    """
    found = find_batch(desk.connection, batch)
    bodies = bodies_of(desk.connection, batch)
    name = file_name(f"{Path(found.file).stem}, mended", suffix=".csv")
    with tempfile.TemporaryDirectory(prefix="tpdesk-") as folder:
        target = Path(folder) / name
        write_rejects(desk, [batch], target, corrected)
        # Rows of the same mended text may have come from another sheet or an earlier batch; the marks tell them apart, the hash need not.
        request = ImportRequest(
            place=found.place, agency=agency or (bodies[0] if len(bodies) == 1 else None), again=True
        )
        return import_each(desk, [(target, request)], progress)[0]
