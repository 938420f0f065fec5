"""企业、场所台账: places that are looked at again and again by a short checklist; never who lives or works there."""
