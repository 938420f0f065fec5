"""What people write in an owners' group: pasted by a desk, matters made of it without names and numbers, and a reply to paste back."""
