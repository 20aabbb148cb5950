"""Explanations: which rule blocks a patient, in the protocol's words, down to the facts."""
