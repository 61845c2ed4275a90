"""The process that proves backups, run by its path: it begins after the act and goes on when the verb has ended."""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main(paths: str, folder: str) -> None:
    """Prove what waits in a folder of backups."""
    sys.path[:] = json.loads(paths)
    from tpdesk.models import guard
    from tpdesk.models.keeping.proving import prove_waiting

    guard.lower_priority()
    prove_waiting(Path(folder))


if __name__ == "__main__":
    main(*sys.argv[1:])
