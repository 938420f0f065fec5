"""包联单位: which units look after a community besides their own work, and get its report."""
