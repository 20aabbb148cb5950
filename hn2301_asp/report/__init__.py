"""Renderings of results, in every format: they decide nothing.

Must not know how an answer was found; one folder for what is said of patients, one for amendments, one for writers.
"""
