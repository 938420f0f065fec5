"""Areas are split, merged, put elsewhere and ended from a day on."""
