"""The desk's lists: views, rows, facets, and what stands around them."""
