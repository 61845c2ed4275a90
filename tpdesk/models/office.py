"""A workbook as a PDF, made by LibreOffice where it is installed: nothing of it is kept but the PDF itself."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

from tpdesk.errors import DeskError
from tpdesk.models import desktop

MOST_SECONDS: Final = 180
"""After this LibreOffice is ended. A set of papers takes some seconds, the first start on a computer longer."""


class OfficeProblem(DeskError):
    """No PDF was made. Exit 1."""

    title = "No PDF was made"


def make_pdf(workbook: Path, *, seconds: float = MOST_SECONDS) -> bytes:
    """Return a workbook as PDF, each page as it prints. LibreOffice runs by itself, with settings of its own in a
    temporary folder: one that the user has open is left alone. Raises OfficeProblem."""
    program = desktop.office_program()
    if program is None:
        raise OfficeProblem("LibreOffice is not installed on this computer.")
    with tempfile.TemporaryDirectory(prefix="tpdesk-pdf-", ignore_cleanup_errors=True) as folder:
        out = Path(folder, "out")
        command = [
            str(program), f"-env:UserInstallation={Path(folder, 'profile').as_uri()}", "--headless", "--norestore",
            "--convert-to", "pdf", "--outdir", str(out), str(workbook.resolve()),
        ]  # fmt: skip
        try:
            words = desktop.run_program(command, seconds)
        except TimeoutError as error:
            raise OfficeProblem(f"LibreOffice was not done after {seconds:g} seconds, and was ended.") from error
        except OSError as error:
            raise OfficeProblem(f"{program} cannot be started: {error.strerror or error}.") from error
        made = next(iter(sorted(out.glob("*.pdf"))), None)
        found = made.read_bytes() if made is not None else b""
    if not found.startswith(b"%PDF"):
        raise OfficeProblem(f"LibreOffice made no PDF of {workbook.name}{f': {words}' if words else ''}.")
    return found
