"""A matter in the order of another system's form, to be copied by hand until it has an interface."""
