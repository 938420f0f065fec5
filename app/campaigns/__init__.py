"""专项整治: many places are asked the same few questions within some days; how far it is, area by area, and what was found."""
