"""What a quality manager files: the pack, the table to sign, and what comes back signed.

Must not know the command line; nothing is judged here that is not judged below.
"""
