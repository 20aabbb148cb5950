"""Writing amendments: one threshold changed in all its places, or a draft of an edited folder.

Nothing is on disk before `write` is called. What an amendment says of its reasons is left to people.
"""

from __future__ import annotations

from hn2301_asp.amendment.writing.drafting import draft
from hn2301_asp.amendment.writing.files import write
from hn2301_asp.amendment.writing.model import FileChange, ThresholdChange, Written
from hn2301_asp.amendment.writing.setting import set_threshold

__all__ = ["FileChange", "ThresholdChange", "Written", "draft", "set_threshold", "write"]
