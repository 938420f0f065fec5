"""区划调整: areas are split, merged, put elsewhere and ended from a day on, and everything in them goes on with who comes after."""
