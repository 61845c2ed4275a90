"""The command line: one thin verb per act. Parses before anything heavy is imported."""

from __future__ import annotations

import os
import sys


def run(arguments: list[str] | None = None) -> None:
    """Run the command line with `arguments` (default: the process's own) and exit with the contract's code."""
    for stream in (sys.stdout, sys.stderr):
        # A redirected Windows stream is in the old code page, which has no pound sign; a terminal's own encoding
        # stays, and may lack letters.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
    from tpdesk.cli.verbs import tpdesk

    if "_TPDESK_COMPLETE" in os.environ:
        from tpdesk.cli.desks import know_powershell

        know_powershell()
    tpdesk.main(args=arguments, prog_name="tpdesk")
