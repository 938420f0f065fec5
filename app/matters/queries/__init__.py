"""Which matters a person sees, and everything a page of them needs, read at once."""
