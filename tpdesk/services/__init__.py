"""One module a noun, one function an act or a question: desk, calc and history in one place; called by
verbs and screens alike.

`from tpdesk import services` costs nothing: `services.places` is imported when it is first named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tpdesk.services import agency_editing as agency_editing
    from tpdesk.services import apportioning as apportioning
    from tpdesk.services import area_files as area_files
    from tpdesk.services import assets as assets
    from tpdesk.services import batches as batches
    from tpdesk.services import benefits as benefits
    from tpdesk.services import board as board
    from tpdesk.services import boundaries as boundaries
    from tpdesk.services import burden as burden
    from tpdesk.services import by_area as by_area
    from tpdesk.services import case_files as case_files
    from tpdesk.services import case_links as case_links
    from tpdesk.services import cases as cases
    from tpdesk.services import checking as checking
    from tpdesk.services import cubes as cubes
    from tpdesk.services import culture as culture
    from tpdesk.services import culture_files as culture_files
    from tpdesk.services import demo as demo
    from tpdesk.services import dives as dives
    from tpdesk.services import editing as editing
    from tpdesk.services import examples as examples
    from tpdesk.services import explaining as explaining
    from tpdesk.services import exporting as exporting
    from tpdesk.services import figures as figures
    from tpdesk.services import files as files
    from tpdesk.services import first_count as first_count
    from tpdesk.services import history as history
    from tpdesk.services import import_apart as import_apart
    from tpdesk.services import import_child as import_child
    from tpdesk.services import imports as imports
    from tpdesk.services import keeping as keeping
    from tpdesk.services import line_table as line_table
    from tpdesk.services import lines as lines
    from tpdesk.services import mapping as mapping
    from tpdesk.services import meeting as meeting
    from tpdesk.services import merging as merging
    from tpdesk.services import milestones as milestones
    from tpdesk.services import naming as naming
    from tpdesk.services import national as national
    from tpdesk.services import outcomes as outcomes
    from tpdesk.services import overlap as overlap
    from tpdesk.services import overview as overview
    from tpdesk.services import own_areas as own_areas
    from tpdesk.services import pack_choices as pack_choices
    from tpdesk.services import packs as packs
    from tpdesk.services import paste as paste
    from tpdesk.services import place_choice as place_choice
    from tpdesk.services import places as places
    from tpdesk.services import preview as preview
    from tpdesk.services import purging as purging
    from tpdesk.services import recipes as recipes
    from tpdesk.services import record_files as record_files
    from tpdesk.services import records as records
    from tpdesk.services import registering as registering
    from tpdesk.services import reports as reports
    from tpdesk.services import return_answers as return_answers
    from tpdesk.services import return_checks as return_checks
    from tpdesk.services import return_contacts as return_contacts
    from tpdesk.services import return_reading as return_reading
    from tpdesk.services import return_reminders as return_reminders
    from tpdesk.services import return_sheets as return_sheets
    from tpdesk.services import returns as returns
    from tpdesk.services import sheets as sheets
    from tpdesk.services import streams as streams
    from tpdesk.services import suggesting as suggesting
    from tpdesk.services import unit_costs as unit_costs
    from tpdesk.services import versions as versions
    from tpdesk.services import volumes as volumes
else:
    from tpdesk.lazy import load_when_named

    __getattr__, __dir__ = load_when_named(__name__, __path__)
