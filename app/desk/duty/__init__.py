"""The page of duty: who is on duty where, and which hours nobody covers."""
