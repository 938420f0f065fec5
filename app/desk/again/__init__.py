"""A matter that somebody wants to look at again: private to the person, and no clock but theirs."""
