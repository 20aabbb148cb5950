"""Scenarios: golden patients with the verdicts that are expected, and what they leave unexercised."""
