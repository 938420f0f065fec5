"""Four weeks of plausible past: rounds, matters, requests, visits."""
