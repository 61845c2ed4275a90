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
    from tpdesk.models.desktop import expand_arguments

    if "_TPDESK_COMPLETE" in os.environ:
        from tpdesk.cli.desks import know_powershell

        know_powershell()
    # Click would, on Windows, replace what looks like a variable or a set of letters too: in a label, say.
    typed = expand_arguments(sys.argv[1:]) if arguments is None else arguments
    tpdesk.main(args=typed, prog_name="tpdesk")
