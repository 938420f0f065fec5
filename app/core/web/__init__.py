"""What every page shares: limits, guards, languages, fragments."""
