"""The table to sign as a document: every assumption and reading on a row, with room for yes or no."""

from __future__ import annotations

from collections.abc import Sequence

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.qualification.register import CONFIRMED, Entry, digest_of
from hn2301_asp.report.writers.lines import printable
from hn2301_asp.source.lists import counted

#: The columns, with their parts of the width; the first five are not to be changed.
HEADS = ("Id", "Criteria", "Phrase", "Decision", "Reason", "Status", "Yes or no", "By whom", "Date", "Remark")
_SHARES = (19, 12, 27, 30, 26, 13, 9, 14, 13, 17)
#: What stands before the digests, by which a signed table is known.
BASE_DIGEST, TABLE_DIGEST = "Digest of the knowledge base:", "Digest of this table:"
_HOW = (
    "Of each row say yes or no, by whom, and the date as 2026-12-31; a row may be left open. "
    "The first six columns are not to be changed: what is to be decided otherwise is a no, with a remark. "
    "`hn2301 assumptions --confirm` reads this document back."
)


def sign_table(base: KnowledgeBase, entries: Sequence[Entry]) -> bytes:
    """The document, the same bytes each time; raises InputError where python-docx is not installed."""
    from hn2301_asp.report.writers import word

    document = word.new_document(f"{base.id} {base.version}: assumptions and readings to confirm")
    confirmed = sum(entry.status == CONFIRMED for entry in entries)
    word.paragraph(document, f"{counted(len(entries), 'row')}, of which {confirmed or 'none'} confirmed. {_HOW}")
    word.paragraph(document, base.digest, lead=f"{BASE_DIGEST} ")
    word.paragraph(document, table_digest(entries), lead=f"{TABLE_DIGEST} ")
    rows = [
        (
            *entry.fixed,
            entry.status,
            "yes" if entry.status == CONFIRMED else "",
            entry.by,
            entry.date,
            entry.remark,
        )
        for entry in entries
    ]
    word.table(document, HEADS, rows, _SHARES)
    word.heading(document, "Signatures", 1)
    word.table(document, ("Name", "Role", "Date", "Signature"), [("", "", "", "")] * 3, (3, 3, 2, 4), height=12)
    word.footer(document, f"{base.id} {base.version}, knowledge base {base.digest[:12]}, page ")
    return word.packed(document)


def table_digest(entries: Sequence[Entry]) -> str:
    """The digest of what may not be changed, as a document shows it."""
    return digest_of([[printable(field) for field in entry.fixed] for entry in entries])
