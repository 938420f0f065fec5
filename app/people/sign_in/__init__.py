"""How a person is recognised: passwords, passkeys, sessions, and the brakes on guessing."""
