"""Every table of administration, by the name of its verbs and addresses."""

from __future__ import annotations

from app.admin.registers.categories import CATEGORIES
from app.admin.registers.holidays import HOLIDAYS
from app.admin.registers.places import PLACES
from app.admin.registers.responsibilities import RESPONSIBILITIES
from app.admin.registers.roster import ROSTER
from app.admin.registers.telephones import TELEPHONES
from app.admin.registers.units import UNITS
from app.admin.tables.record import Record

RECORDS: tuple[Record, ...] = (UNITS, CATEGORIES, RESPONSIBILITIES, ROSTER, HOLIDAYS, TELEPHONES, PLACES)
BY_NAME = {record.name: record for record in RECORDS}
BY_KIND = {record.kind: record for record in RECORDS}
