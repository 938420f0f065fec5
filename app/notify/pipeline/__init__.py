"""From an entry of the ledger to a message that has left: collected, addressed, delivered, deleted."""
