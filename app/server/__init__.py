"""The web server's side of the application: bodies taken in whole before a thread is spent on them, and answers that wait for nobody."""
