"""A person clears a matter for the board: words, masked photos, and the desk's pages for it."""
