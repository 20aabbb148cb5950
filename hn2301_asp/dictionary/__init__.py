"""The data dictionary: every field of a record, with what it may hold."""

from hn2301_asp.dictionary.entries import Entry, Kind, entries, shown_unit
from hn2301_asp.dictionary.words import allowed, dictionary_json, dictionary_lines, entry_data

__all__ = ["Entry", "Kind", "allowed", "dictionary_json", "dictionary_lines", "entries", "entry_data", "shown_unit"]
