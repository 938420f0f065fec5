"""The phone's door to the same verbs that pages use."""
