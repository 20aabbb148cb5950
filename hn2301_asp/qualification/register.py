"""What a sponsor has to confirm: assumptions and readings, as the files of a knowledge base say them.

What confirms an entry stands beside it (`status`, `date`, `confirmed_by`, `remark`) and changes no answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.knowledge.files import KnowledgeBaseFiles
from hn2301_asp.knowledge.model import READINGS, KnowledgeBase
from hn2301_asp.source.entries import optional
from hn2301_asp.source.sha256 import sha256
from hn2301_asp.source.yaml_places import YamlTree

#: What an entry is until it is confirmed, and then.
ASSUMED, CONFIRMED = "assumed", "confirmed"


class Entry(Struct, frozen=True):
    """One thing to confirm: what was decided of a phrase, and whether, by whom and when that was confirmed.

    ``path`` is where it stands in ``file``.
    """

    id: str
    criteria: str
    phrase: str
    decision: str
    reason: str
    file: str
    path: tuple[str, str]
    status: str = ASSUMED
    date: str = ""
    by: str = ""
    remark: str = ""

    @property
    def fixed(self) -> tuple[str, ...]:
        """What whoever signs may not change."""
        return self.id, self.criteria, self.phrase, self.decision, self.reason


def register(files: KnowledgeBaseFiles, base: KnowledgeBase) -> tuple[Entry, ...]:
    """Every assumption, and behind them every reading, in the order of the files."""
    found = []
    for one in base.assumptions:
        entry = Entry(
            one.id, ", ".join(one.criteria), one.phrase, one.decision, one.reason, one.file, ("assumptions", one.id)
        )
        found.append(_signed(files, entry))
    for reading in base.readings.values():
        others = [f"{value} ({told})" for value, told in reading.values.items() if value != reading.default]
        instead = f", instead of {' or '.join(others)}" if others else ""
        decision = f"{reading.default}: {reading.values[reading.default]}{instead}"
        phrase = f"{reading.phrase}: {reading.question}"
        entry = Entry(
            reading.id,
            ", ".join(reading.criteria),
            phrase,
            decision,
            reading.why,
            READINGS,
            ("readings", reading.id),
        )
        found.append(_signed(files, entry))
    return tuple(found)


def _signed(files: KnowledgeBaseFiles, entry: Entry) -> Entry:
    """The entry with what confirms it, as its file says."""
    data: Mapping[str, Any] = YamlTree(entry.file, files.texts[entry.file]).data[entry.path[0]][entry.path[1]]
    status, date, by, remark = (optional(data, key) or "" for key in ("status", "date", "confirmed_by", "remark"))
    return replace(entry, status=status or ASSUMED, date=date, by=by, remark=remark)


def digest_of(entries: Sequence[Sequence[str]]) -> str:
    """The SHA-256 of what may not be changed of some entries, however blanks are set."""
    total = sha256()
    for fields in entries:
        for field in fields:
            content = squeezed(field).encode()
            total.update(f"{len(content)}\0".encode())
            total.update(content)
    return total.hexdigest()


def squeezed(text: str) -> str:
    """A text with one blank between its words."""
    return " ".join(text.split())
