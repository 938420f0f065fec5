"""The phones people carry, and work that is gone with one."""
