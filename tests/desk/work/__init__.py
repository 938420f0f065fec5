"""A dispatcher's eight hours: taking back, keys, facets, views, several at once, duplicates."""
