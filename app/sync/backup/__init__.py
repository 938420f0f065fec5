"""The whole store, database and photos, as one folder that proves itself, and the way back."""
