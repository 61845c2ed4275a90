"""Lancashire's councils and what they spent in 2024-25, without any other money: what the worked figures stand on."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from tests.cli.verbs import Verb, with_desk
from tests.seed.reading import read
from tpdesk.models.desk import open_desk
from tpdesk.services import places
from tpdesk.services.imports import import_files
from tpdesk.services.record_files import import_records
from tpdesk.services.sheets import ImportRequest

COUNCILS = ("county", "unitary", "district")
THREE = {
    "South": ["Chorley", "South Ribble", "West Lancashire", "Preston"],
    "Coast": ["Fylde", "Wyre", "Blackpool", "Lancaster"],
    "East": ["Blackburn with Darwen", "Hyndburn", "Rossendale", "Burnley", "Pendle", "Ribble Valley"],
}
RULES = [
    ["Adult social care", "People 65 and over, mid-2020"], ["Education", "People 5 to 15, mid-2020"],
    ["Children", "People 0 to 17, mid-2020"], ["Public health", "People, mid-2024"],
    ["Waste disposal", "Households, Census 2021"], ["Waste", "Households, Census 2021"], ["", "People, mid-2024"],
]  # fmt: skip
PLAUSIBLE = {
    "Adult social care": ["People 18 to 64, mid-2020", "People, mid-2024"], "Education": ["People 0 to 17, mid-2020"],
    "Children": ["People, mid-2024"], "Public health": ["People 18 to 64, mid-2020"],
    "Waste disposal": ["People, mid-2024"], "Waste": ["People, mid-2024"], "": ["Households, Census 2021"],
}  # fmt: skip


def lancashire(path: Path) -> Verb:
    """Return the verbs on a desk that holds the fifteen councils of Lancashire and what they spent, and the two drivers
    that do not come with tpdesk."""
    return with_desk(Verb(path), _make)


def _make(verb: Verb) -> None:
    place = read("sample/lancashire-place")[0]
    councils = [row for row in read("sample/lancashire-agencies") if row["kind"] in COUNCILS]
    names = {row["agency"] for row in councils}
    rows = [row for row in read("sample/lancashire-2024-25") if row["Agency"] in names]
    lines, drivers = verb.desk.with_name("councils.csv"), verb.desk.with_name("drivers.csv")
    for file, held in ((lines, rows), (drivers, list(read("sample/lancashire-redrawn-driver")))):
        with file.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, held[0].keys())
            writer.writeheader()
            writer.writerows(held)
    with open_desk(verb.desk, make=True) as desk:
        places.add(desk, "Lancashire", codes=tuple(place["codes"].split(";")))
        for row in councils:
            areas = tuple(row["areas"].split(";"))
            places.add_agency(desk, row["agency"], kind=row["kind"], in_places=("Lancashire",), areas=areas)
        import_files(desk, [lines], ImportRequest(place="Lancashire", year=2024, agency_column="Agency"))
        import_records(desk, "driver", drivers)


def option(path: Path, **said: Any) -> Path:
    """Write the three unitaries as a file to import, with what is said otherwise; return it."""
    whole = {
        "title": "Three unitaries", "kind": "proposal", "vesting": "2028-04-01", "source": "five councils",
        "areas": THREE, "rules": RULES, "plausible": PLAUSIBLE,
    }  # fmt: skip
    path.write_text(json.dumps(whole | said), encoding="utf-8")
    return path
