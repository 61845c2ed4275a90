"""A desk whose count was frozen twice, with everything done in between that makes a step."""

from __future__ import annotations

from pathlib import Path

from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.lines.typed import parse_filter
from tpdesk.services import batches, lines, places, versions
from tpdesk.services.figures import place_for
from tpdesk.services.imports import import_files
from tpdesk.services.mapping import apply_map_file
from tpdesk.services.sheets import ImportRequest

INTERIM, FINAL = "Interim, 30 September", "Final, 19 February"

HEADER = "Agency,Service,Amount,Internal,Transfer to\n"
FILES = {
    "county-1": "County,Adult care,500000000,no,\nCounty,Roads,120000000,no,\nCounty,Overheads,40000000,yes,\n"
    "County,Grant to district,6000000,no,District\n",
    "nhs-1": "NHS,Health,900000000,no,\nNHS,Homecare,25000000,no,County\n",
    "q-1": "Quango,Skills,3000000,no,\n",
    "nhs-2": "NHS,Health,910000000,no,\nNHS,Homecare,24000000,no,County\n",
    "dwp-1": "DWP,Benefits,880000000,no,\n",
    "district-1": "District,Bins,20000000,no,\n",
}
FIRST_MAP = "label,category\nAdult care,10.2\nRoads,04.5\nHomecare,10.2\nOverheads,01.3\nHealth,07\n"
SECOND_MAP = (
    "label,category,share\nAdult care,10.1,0.45\nAdult care,10.2,0.55\nBenefits,10.9,1\nBins,05.1,1\n"
    "Grant to district,05.1,1\n"
)


def take_in(desk: Desk, folder: Path, *names: str) -> None:
    """Import the files of these names."""
    for name in names:
        file = folder / f"{name}.csv"
        file.write_text(HEADER + FILES[name], encoding="utf-8")
        import_files(desk, [file], ImportRequest(place="Testshire", year=2024, agency_column="Agency"))


def map_labels(desk: Desk, folder: Path, text: str) -> None:
    """Map labels as the text says."""
    file = folder / "map.csv"
    file.write_text(text, encoding="utf-8")
    apply_map_file(desk, place_for(desk, None).id, None, file)


def interim(path: Path) -> Path:
    """Make a desk whose interim count is frozen."""
    with open_desk(path, make=True) as desk:
        places.add(desk, "Testshire")
        for body in ("County", "NHS", "Quango", "District", "DWP"):
            places.add_agency(desk, body, in_places=("Testshire",))
        take_in(desk, path.parent, "county-1", "nhs-1", "q-1")
        map_labels(desk, path.parent, FIRST_MAP)
        versions.freeze(desk, INTERIM, kind="interim", note="As sent to ministers.")
    return path


def final(path: Path) -> Path:
    """Make a desk whose interim and final counts are frozen."""
    interim(path)
    with open_desk(path, make=True) as desk:
        batches.remove(desk, 2)
        batches.remove(desk, 3)
        take_in(desk, path.parent, "nhs-2", "dwp-1", "district-1")
        lines.edit_lines(desk, parse_filter(desk.connection, "label=Roads"), {"amount": "118500000"})
        lines.edit_lines(desk, parse_filter(desk.connection, "label=Overheads"), {"amount": "42000000"})
        lines.add_line(desk, {"agency": "County", "label": "Adult care", "amount": "1500000", "year": "2024-25"})
        map_labels(desk, path.parent, SECOND_MAP)
        versions.freeze(desk, FINAL, kind="final")
    return path
