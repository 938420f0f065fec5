"""While a campaign lasts: what is added to it and taken out of it, by whoever may."""
