"""A resident's private page: how the request stands, a word more, the verdict, and who asked."""
