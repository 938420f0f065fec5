"""What goes back to the hotline, and how it judges: the sheet of answers, and the rates of its call-backs."""
