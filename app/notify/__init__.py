"""What people are told: read from the ledger after commit, kept as durable rows, brought over the channels there are."""
