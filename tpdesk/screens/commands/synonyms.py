"""Other words under which people look for a command in the palette: those of spreadsheets and of the trade."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SYNONYMS: Final[Mapping[str, str]] = {
    "desk.undo": "revert take back ctrl+z mistake",
    "desk.redo": "repeat ctrl+y",
    "desk.saved": "store keep ctrl+s",
    "desk.picture": "chart graph export image screenshot svg png diagram",
    "desk.settings": "options preferences configuration theme animation config",
    "desk.history": "audit log changes who when",
    "desk.backups": "restore recover previous version copy",
    "desk.file": "merge combine copy share check purge file",
    "desk.open": "file recent switch",
    "desk.new": "create file empty",
    "desk.import": "load csv excel spreadsheet upload read add data",
    "desk.mapping": "categorise classify code cofog",
    "desk.transfers": "double count payments between organisations",
    "desk.batches": "imports files loaded remove delete",
    "desk.theme": "colours dark light contrast",
    "desk.themes": "colours dark light contrast",
    "desk.keys": "shortcuts keyboard",
    "desk.help": "explain manual guide",
    "desk.quit": "exit close leave",
    "desk.packs": "export excel workbook report board print xlsx",
    "desk.overlap": "duplication fragmentation",
    "desk.dives": "workshop case studies deep dive",
    "desk.spend": "lines ledger rows transactions",
    "desk.overview": "home summary total headline dashboard",
    "desk.agencies": "agencies bodies organisations councils returns",
    "desk.places": "areas population boundaries",
    "packs.write": "export excel save workbook report board create print xlsx",
    "packs.open": "excel view",
    "packs.folder": "explorer finder location",
    "packs.check": "accessibility rules validate",
    "spend.write": "export csv excel save download",
    "spend.delete": "remove erase",
    "spend.edit": "change amend correct",
    "spend.paste": "clipboard excel cells",
    "deskfile.merge": "combine import colleague",
    "deskfile.copy": "export share send",
    "deskfile.purge": "delete erase gdpr personal",
    "deskfile.check": "validate integrity repair",
}
"""Command's id -> words."""
