"""Lines by their numbers, with the names of everything that they refer to."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, Final

from tpdesk.domain.codes import CONTROL_WORDS, COST_TYPE_WORDS, FLOW_WORDS, STATUS_WORDS
from tpdesk.domain.line import LineRow
from tpdesk.models.lines.maps import LineMaps

_SELECT: Final = """
SELECT spend.id, spend.place, place.name, spend.agency, agency.name, spend.year, spend.label, label.text, spend.category, amount_pence, flow, cost_type,
  spend.status, control, internal, paid.name, payer.name, outsider.name, client_group.name, activity.name, spend.area, area.name, funding_stream.name, grade,
  date, supplier.text, description.text, batch_sheet.batch, batch.file, batch_sheet.sheet, spend.row, came_pence, part_of
FROM spend JOIN place ON place.id = spend.place JOIN agency ON agency.id = spend.agency LEFT JOIN label ON label.id = spend.label
LEFT JOIN agency AS paid ON paid.id = transfer_to LEFT JOIN agency AS payer ON payer.id = transfer_from
LEFT JOIN outsider ON outsider.id = spend.outsider LEFT JOIN client_group ON client_group.id = spend.client_group
LEFT JOIN activity ON activity.id = spend.activity LEFT JOIN area ON area.code = spend.area
LEFT JOIN funding_stream ON funding_stream.id = spend.funding_stream LEFT JOIN supplier ON supplier.id = spend.supplier
LEFT JOIN description ON description.id = spend.description LEFT JOIN batch_sheet ON batch_sheet.id = spend.batch_sheet
LEFT JOIN batch ON batch.id = batch_sheet.batch
WHERE spend.id IN (SELECT value FROM json_each(?))
"""


def read_lines(connection: sqlite3.Connection, numbers: Sequence[int], maps: LineMaps) -> Iterable[LineRow | None]:
    """Return the lines of these numbers in their order; None for one that is not on the desk."""
    found = {row[0]: _row(row, maps) for row in connection.execute(_SELECT, (json.dumps(numbers),))}
    return [found.get(number) for number in numbers]


def day_text(day: int | None) -> str:
    """Return a day kept as yyyymmdd in ISO form; empty where there is none."""
    return f"{day // 10000:04d}-{day // 100 % 100:02d}-{day % 100:02d}" if day else ""


def _row(row: tuple[Any, ...], maps: LineMaps) -> LineRow:
    (
        line, place, place_name, agency, agency_name, year, label, label_text, own, pence, flow, cost_type, status, control, internal, paid, payer,
        outsider, client_group, activity, area, area_name, funding_stream, grade, day, supplier, description, batch, file, sheet, file_row, came, part_of,
    ) = row  # fmt: skip
    return LineRow(
        id=line,
        place_id=place,
        place=place_name,
        agency_id=agency,
        agency=agency_name,
        year=year,
        label=label_text or "",
        own_category=own or "",
        amount_pence=pence,
        flow=FLOW_WORDS[flow],
        cost_type=COST_TYPE_WORDS[cost_type],
        status=STATUS_WORDS[status],
        control=CONTROL_WORDS[control],
        internal=bool(internal),
        transfer_to=paid or (outsider if flow == 1 else "") or "",
        transfer_from=payer or (outsider if flow == 2 else "") or "",
        unknown_body=outsider is not None,
        client_group=client_group or "",
        activity=activity or "",
        area=area or "",
        area_name=area_name or "",
        funding_stream=funding_stream or "",
        grade=grade,
        date=day_text(day),
        supplier=supplier or "",
        description=description or "",
        batch=batch,
        file=file or "",
        sheet=sheet or "",
        row=file_row,
        came_pence=came,
        part_of=part_of,
        shares=maps.under(place, agency, label, own),
    )
