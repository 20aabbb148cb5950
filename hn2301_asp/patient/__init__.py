"""A patient from a record: fields in any spelling, values and dates understood exactly, ranges of what is unknown.

Must not know any rule, any threshold's outcome, nor how patients are screened.
"""
