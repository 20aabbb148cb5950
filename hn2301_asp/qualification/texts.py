"""What the command about assumptions says, as text."""

from __future__ import annotations

from collections.abc import Sequence

from hn2301_asp.knowledge.files import KnowledgeBaseFiles
from hn2301_asp.qualification.confirming import Signed
from hn2301_asp.qualification.filed import Changed
from hn2301_asp.qualification.register import CONFIRMED, Entry
from hn2301_asp.qualification.writing import differences
from hn2301_asp.report.writers.lines import printable
from hn2301_asp.source.lists import counted


def listing(entries: Sequence[Entry]) -> str:
    """Every assumption and reading, with whether it is confirmed."""
    lines = []
    for entry in entries:
        lines.append(f"{entry.id} ({entry.criteria}): {_status(entry)}")
        lines += [f"    “{printable(entry.phrase)}”", f"    {printable(entry.decision)}"]
    confirmed = sum(entry.status == CONFIRMED for entry in entries)
    lines.append(f"{counted(len(entries), 'row')}, of which {confirmed or 'none'} confirmed")
    return "\n".join(lines) + "\n"


def account(signed: Signed, files: KnowledgeBaseFiles, changed: Changed, was: str, *, dry: bool) -> str:
    """What becomes of every row, what changes in the files, and the digests before and after."""
    lines = [*differences(files.texts, changed.texts)]
    for entry in signed.refused:
        remark = f": {printable(entry.remark)}" if entry.remark else ""
        lines.append(f"not confirmed: {entry.id} ({entry.by}, {entry.date}){remark}")
    lines += [f"left open: {entry.id}: {printable(entry.remark)}" for entry in signed.open if entry.remark]
    numbers = (
        (len(signed.confirmed), "confirmed now"),
        (len(signed.before), "confirmed before"),
        (len(signed.refused), "not confirmed"),
        (len(signed.open), "left open"),
    )
    lines.append(f"{counted(signed.rows, 'row')}: {', '.join(f'{number} {what}' for number, what in numbers)}")
    would = "would be" if dry else "is"
    told = f"{would} {changed.digest[:12]}, and was {was[:12]}" if changed.digest != was else f"stays {was[:12]}"
    lines.append(f"the digest of the knowledge base {told}; no answer changes")
    return "\n".join(lines) + "\n"


def _status(entry: Entry) -> str:
    return f"confirmed by {printable(entry.by)}, {entry.date}" if entry.status == CONFIRMED else entry.status
