"""A knowledge base mended by the fixes of its findings, pass after pass, and checked again after each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.check import check
from hn2301_asp.check.same import same_meaning
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest
from hn2301_asp.source.diagnostics import Finding, Fix
from hn2301_asp.source.fixing import applied

#: More passes than any text needs: each takes all fixes that do not meet another.
_MOST = 20


class Mended(Struct, frozen=True):
    """What fixing comes to: the findings that were mended, the texts then, and what is found of them.

    ``same`` says that the rules mean what they meant; it is None where they could not be read before.
    ``held_back`` are fixes called safe that would have changed a meaning, and so are not in.
    """

    fixed: tuple[Finding, ...]
    files: KnowledgeBaseFiles
    left: tuple[Finding, ...]
    same: bool | None
    held_back: tuple[Fix, ...] = ()

    def changed(self, before: Mapping[str, str]) -> dict[str, str]:
        """The files that read otherwise than before."""
        return {name: text for name, text in self.files.texts.items() if before.get(name) != text}


def mended(files: KnowledgeBaseFiles, *, unsafe: bool = False) -> Mended:
    """The knowledge base with every safe fix in, and where asked also what was perhaps meant."""
    now, left, fixed, held = files, check(files), list[Finding](), set[Fix]()
    seen = {files.digest}
    for _ in range(_MOST):
        usable = [one for one in left if one.fix and one.fix not in held and (unsafe or one.fix.safe)]
        step = _step(now, usable)
        if step is None:
            break
        after, used = step
        if after.digest in seen:
            break
        if all(fix.safe for fix in used) and same_meaning(now, after) is False:
            held |= used
            continue
        fixed += [one for one in usable if one.fix in used]
        seen.add(after.digest)
        now, left = after, check(after)
    return Mended(tuple(fixed), now, tuple(left), same_meaning(files, now), tuple(sorted(held, key=_order)))


def _step(files: KnowledgeBaseFiles, findings: Sequence[Finding]) -> tuple[KnowledgeBaseFiles, set[Fix]] | None:
    """One pass: what is safe first, and what is not only once nothing else is left."""
    safe = [one.fix for one in findings if one.fix and one.fix.safe]
    texts, used = applied(files.texts, safe or [one.fix for one in findings if one.fix])
    return (replace(files, texts=texts, digest=digest(texts)), set(used)) if used else None


def _order(fix: Fix) -> tuple[str, str, int, int]:
    return fix.title, fix.edits[0].file, fix.edits[0].line, fix.edits[0].column
