"""Layout: threshold and rule files written evenly, by pure functions from text to text.

A text laid out anew says what it said: that is asked of its readers each time. Must not know what a protocol means.
"""
