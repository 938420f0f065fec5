"""The operator's verbs: their help, wrong usage, progress, and what outside checks rely on."""
