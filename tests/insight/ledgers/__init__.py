"""The ledger's files."""
