"""Amendments: what a changed protocol means, and every way in which the change can go wrong.

Two versions are compared by meaning, in one search space; this package renders nothing.
"""
