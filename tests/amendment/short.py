"""Whole files that somebody edited, as an amendment holds them: the items that differ, and what goes."""

from __future__ import annotations

import json
from collections.abc import Mapping

from hn2301_asp.versions.shortening import shorten


def short(base: Mapping[str, str], edited: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """The amendment's files, and the lines of its manifest that name what goes."""
    files: dict[str, str] = {}
    goes = []
    for name, text in edited.items():
        found = shorten(name, base[name], text) if name in base else None
        if found is None:
            files[name] = text
        elif found.text is not None:
            files[name] = found.text
        if found is not None and found.removed:
            goes.append(f"  {name}: {json.dumps(found.removed, ensure_ascii=False)}\n")
    return files, "".join(["removes:\n", *goes]) if goes else ""
