"""台账: what is in the ledger of an area as files, entered once and never typed again: matters, errands, places, buildings visited."""
