"""场所台账: places that are looked at by a checklist."""
