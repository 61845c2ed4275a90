"""Files that we write: under a temporary name first, moved into place when whole, for their owner's eyes only."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from tpdesk.errors import Locked
from tpdesk.models import guard


def write_private(target: Path, write: Callable[[Path], None]) -> None:
    """Let `write` fill a temporary file beside `target`, then move it into place; a failure leaves the old file. Raises Locked."""
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=".tpdesk-", suffix=target.suffix, dir=target.parent)
        os.close(handle)
        temporary = Path(name)
        write(temporary)
        guard.private(temporary)
        temporary.replace(target)
    except OSError as error:
        raise Locked(f"{target} cannot be written: {error.strerror or error}. Close it in other programs, or choose another place.") from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
