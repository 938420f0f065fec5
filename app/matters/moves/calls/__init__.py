"""吹哨报到: units are called, report in or give the call back; the matter does not move."""
