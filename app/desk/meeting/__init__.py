"""例会单: one page of paper for a grid's meeting, of what stands in the ledger."""
