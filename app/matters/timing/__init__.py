"""Until when a matter should be handled: deadlines, working days, and what an area may set."""
