"""The README's `sh` blocks, so that what it says is what is run: `python -m tests.readme 2` prints the second."""

from __future__ import annotations

import re
import sys
from pathlib import Path


def commands() -> list[str]:
    """Return the text of the README's `sh` blocks in order."""
    text = (Path(__file__).resolve().parent.parent / "README.md").read_text(encoding="utf-8")
    return [block.strip() for block in re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)]


if __name__ == "__main__":
    print(commands()[int(sys.argv[1]) - 1])
