"""What a city learns from its work: figures of the ledger, each with the things behind it; reads everything, changes nothing of it."""
