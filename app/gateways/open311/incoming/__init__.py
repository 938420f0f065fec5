"""What clients send: requests, updates, photos and where pictures are."""
