"""The files of a knowledge base as data: criteria, vocabulary, thresholds, rules, readings.

Must not know any patient; nothing is grounded and nothing solved here.
"""
