"""Residents on the desk: what was said on the telephone, what was held for a look, who asked."""
