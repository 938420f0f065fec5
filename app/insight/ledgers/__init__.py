"""台账: what is in the ledger of an area's days as a file, entered once and never typed again."""
