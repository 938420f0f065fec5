"""12345: a hotline's tickets come in by table, its clocks are kept, its answers and call-backs go and come by table."""
