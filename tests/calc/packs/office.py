"""A workbook recalculated by LibreOffice, from cached values wiped beforehand, so that nothing
can merely be carried over."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")

_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""  # noqa: E501


def wiped(workbook: Path, target: Path) -> int:
    """Copy a workbook with every formula's cached value set to nil, and return how many there were."""
    count = 0
    with zipfile.ZipFile(workbook) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            content = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                text, n = re.subn(r"(</f><v>)[^<]*(</v>)", r"\g<1>0\g<2>", content.decode("utf-8"))
                content, count = text.encode("utf-8"), count + n
            copy.writestr(name, content)
    return count


def raised(workbook: Path, target: Path, sheet: int, cell: str) -> None:
    """Copy a workbook with the number in a cell of its nth sheet one higher, and nothing else changed."""
    part = f"xl/worksheets/sheet{sheet}.xml"
    with zipfile.ZipFile(workbook) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                before, value, after = re.split(rf'(?<=<c r="{cell}")([^>]*><v>[^<]*)(?=</v>)', content.decode("utf-8"))
                head, number = value.split("<v>")
                content = f"{before}{head}<v>{float(number) + 1}{after}".encode()
            copy.writestr(name, content)


def recalculated(workbooks: list[Path], folder: Path) -> Path:
    """Return the folder of the workbooks as LibreOffice saves them after computing every formula anew:
    one start for all."""
    assert SOFFICE
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS, encoding="utf-8")
    out = folder / "out"
    subprocess.run(
        [SOFFICE, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
         "--outdir", str(out), *map(str, workbooks)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return out
