"""Map files as administrators give and end them."""
