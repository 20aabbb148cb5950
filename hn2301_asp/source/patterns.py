"""Patterns that are compiled when they are first asked: a short program asks few of them, and each takes its time.

This module must not know any format, vocabulary, unit or field name.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _Later:
    """What stands for a pattern. Its methods are the compiled pattern's own from the first call on."""

    def __init__(self, pattern: str, flags: re.RegexFlag) -> None:
        self.source = pattern, flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(*self.source), name)
        setattr(self, name, found)
        return found


def later(pattern: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """A pattern for modules that every program imports, and that most never ask."""
    return cast("re.Pattern[str]", _Later(pattern, flags))
