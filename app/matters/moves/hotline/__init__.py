"""What a desk and whoever handles it do with a hotline's ticket: each move stops or moves one of its clocks."""
