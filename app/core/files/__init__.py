"""The files and disks that hold our things."""
