"""The desk's map: what its list holds, where it lies, with the same facets; the list does all that the map does."""
