"""From an entry of the ledger to what another system has taken: collected, signed, sent in order."""
