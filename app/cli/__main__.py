"""Lets `python -m app.cli VERB` run a verb as `gridwalk VERB` does."""

import sys

from app.cli import main

if __name__ == "__main__":
    sys.exit(main())
