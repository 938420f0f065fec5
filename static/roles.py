"""Prints which roles may do what the field app asks about, as JSON, for the build."""

import json

from app.sync.phone_vocabulary import roles_by_act

print(json.dumps(roles_by_act()))
