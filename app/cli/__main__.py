"""Lets `python -m app.cli VERB` run a verb as `gridwalk VERB` does."""

import sys

from app.cli import main

sys.exit(main())
