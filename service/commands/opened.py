"""The database as a command opens it: brought up to date, and the audit told who runs the command."""

from __future__ import annotations

from service.auditing.actor import ACTOR, command_line
from service.database import Database
from service.settings import Settings


def open_database(settings: Settings) -> Database:
    database = Database(settings.database).bound(**{ACTOR: command_line()})
    database.migrate()
    return database
