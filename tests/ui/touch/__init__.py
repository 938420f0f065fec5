"""What fingers do on the screens of the phone: twice, too early, on ready words."""
