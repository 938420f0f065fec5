"""What could not be applied, before a supervisor; and the import of a phone's export."""
