"""Write the golden files anew: `python -m tests.golden`. Look at the difference before it is committed."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from tests.cli.verbs import Verb
from tests.golden import desks, files, reading
from tests.golden.verbs import all_verbs

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
            os.environ[name] = str(Path(folder, name))
        os.environ["TPDESK_NOW"] = files.NOW
        for name, make, lines in (
            ("sample", desks.make_sample, reading.sample()),
            ("messy", desks.make_messy, reading.messy()),
        ):
            path = Path(folder, f"{name}.tpdesk")
            make(path)
            files.write(name, files.answers(Verb(path), lines, all_verbs()))
        files.write_tables("messy", files.tables(Verb(path), reading.tables(), Path(folder)))
