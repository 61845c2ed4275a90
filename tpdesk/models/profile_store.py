"""Import profiles on the desk: how an agency's files were laid out, so that next month's is read the same way."""

from __future__ import annotations

import sqlite3

from tpdesk.errors import UsageProblem
from tpdesk.models.intake.profile import Profile, from_json, to_json
from tpdesk.models.log.history import now
from tpdesk.text import clean, folded


def save_profile(connection: sqlite3.Connection, profile: Profile, agency: int | None) -> None:
    """Keep the profile under its name; an earlier one of that name is replaced."""
    connection.execute(
        "INSERT INTO import_profile (name, agency, body, made_at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE "
        "SET agency = ?2, body = ?3, made_at = ?4",
        (clean(profile.name), agency, to_json(profile), now()),
    )


def find_profile(connection: sqlite3.Connection, name: str) -> Profile:
    """Return the profile of that name, without regard to capitals. Raises UsageProblem with the names there are."""
    names = []
    for its_name, body in connection.execute("SELECT name, body FROM import_profile ORDER BY name"):
        if folded(its_name) == folded(name):
            return from_json(body)
        names.append(its_name)
    known = f"Profiles here: {', '.join(names)}." if names else "None is saved yet: --save-profile NAME keeps one."
    raise UsageProblem(f"There is no import profile called '{clean(name)}'. {known}")


def profiles_of(connection: sqlite3.Connection, agency: int | None) -> list[Profile]:
    """Return the profiles of an agency, then those of none, newest first."""
    found = connection.execute(
        "SELECT body FROM import_profile WHERE agency IS ?1 OR agency IS NULL ORDER BY agency IS NULL, made_at "
        "DESC, name",
        (agency,),
    )
    return [from_json(body) for (body,) in found]


def list_profiles(connection: sqlite3.Connection) -> list[tuple[str, str | None, Profile]]:
    """Return (name, agency's name, profile) of every profile, by name."""
    found = connection.execute(
        "SELECT import_profile.name, agency.name, body FROM import_profile LEFT JOIN agency ON agency.id = "
        "agency ORDER BY import_profile.name"
    )
    return [(name, agency, from_json(body)) for name, agency, body in found]
