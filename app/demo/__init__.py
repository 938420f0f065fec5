"""The demonstration city: fictional, made from a seed and a day, with four weeks of plausible past."""
