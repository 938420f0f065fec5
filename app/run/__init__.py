"""What runs Gridwalk: the web process, the background worker, the supervisor of both, and the locks that keep a second server away."""
