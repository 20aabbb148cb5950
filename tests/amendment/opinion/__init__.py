"""A second opinion on amendments, which shares no line with how the package compares versions.

Rules are instantiated, quantities counted in recording steps, and z3 asked. Knows the package's
parsed data only: no ground program, no region, no tie.
"""
