"""The doors of a worker's own trackers, in the trackers' own words."""
