"""Every table of administration, by the name of its verbs and addresses."""

from __future__ import annotations

from app.admin.tables.categories import CATEGORIES
from app.admin.tables.holidays import HOLIDAYS
from app.admin.tables.record import Record
from app.admin.tables.responsibilities import RESPONSIBILITIES
from app.admin.tables.roster import ROSTER
from app.admin.tables.units import UNITS

RECORDS: tuple[Record, ...] = (UNITS, CATEGORIES, RESPONSIBILITIES, ROSTER, HOLIDAYS)
BY_NAME = {record.name: record for record in RECORDS}
BY_KIND = {record.kind: record for record in RECORDS}
