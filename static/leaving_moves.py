"""Prints which moves leave their matter as it is, as JSON, for the build."""

import json

from app.sync.phone_vocabulary import leaving_moves

print(json.dumps(leaving_moves()))
