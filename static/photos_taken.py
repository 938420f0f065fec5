"""Prints which photos of a resident the server takes, as JSON, for the build."""

import json

from app.requests.photos import TAKES

print(json.dumps(TAKES))
