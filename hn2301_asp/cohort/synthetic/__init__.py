"""Synthetic patients: drawn from what the knowledge base declares, in whole columns. No real person is in them.

The same number of rows and the same seed give the same values with every version of numpy and on every machine: what
is drawn are whole numbers (a stream of bytes that numpy froze), and what they stand for is looked up in tables that
are worked out once, and rounded. A longer cohort begins with the shorter one.
"""
