"""AM41: an amendment was written for a base that has changed since.

What it is: amendment.yaml states the digests of the items that the amendment replaces or takes away, and that of the
knowledge base that it was written for. Such an item has another digest now: somebody has changed it. Where an item's
digest is not stated, that of the whole base stands for it.

Why it matters: the amendment's differences are put onto a text that its authors have not seen. What was reviewed
and approved is not what results.

Example: A02 was written in March; in April a correction of the base moved a limit that A02 also speaks of.

How to mend: read the amendment again beside the base as it is now, and put the new digests into amendment.yaml
(`hn2301 amend draft` does).
"""

from __future__ import annotations

from collections.abc import Iterator

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.model import Conflict

CODE = "AM41"
TITLE = "was written for a base that has changed since"
LOADED = False

#: Of a digest of 64 characters, as many as tell two bases apart.
_SHOWN = 16
_AGAIN = "read it again beside the base as it is now"


def find(case: Case) -> Iterator[Conflict]:
    """One finding for each item that is not as it was, or one where the base as a whole is not the one stated."""
    opened = case.version.opened
    if case.manifest is None or opened.base is None or not opened.manifest:
        return
    stated, current = case.manifest.base.digest, opened.base.digest[:_SHOWN]
    name = case.base.name if case.base is not None else opened.base.root
    for stale in opened.stale:
        if stale.name is None:
            yield case.conflict(
                "base",
                f"written for a base with the digest {stated[:_SHOWN]}, and {name} has {current} now",
                f"{_AGAIN}, then state `digest: {current}` (`hn2301 amend draft` does)",
                place=case.manifest.places.get("base.digest", case.manifest.base.place),
            )
            continue
        has = "is not there any more" if stale.gone else "reads otherwise"
        yield case.conflict(
            stale.name,
            f"written for another `{stale.name}`: in {name} it {has}",
            f"{_AGAIN}, then state its digest anew (`hn2301 amend draft` does)",
            place=stale.place,
        )
