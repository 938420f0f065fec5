"""How far a campaign is: the numbers, and the pages on which each opens its list."""
