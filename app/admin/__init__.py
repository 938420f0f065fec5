"""Administration's first page: what stands in the way of the work, and how each part of it stands."""
