"""Maps between our words and another system's: fields, checked maps, files, and trials."""
