"""Where a matter goes next: dispatched, sent back, passed up or handed down."""
