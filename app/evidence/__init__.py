"""Photos: named by their bytes, kept unseen as evidence, shown only as cleaned copies."""
