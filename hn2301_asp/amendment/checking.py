"""All classes of conflict put to amendments, and what they find in the order in which people take it.

One cause is reported once: a finding that follows from another is listed under it. What an amendment
accepts with a reason is shown as accepted. Nothing that could not be decided passes as clean.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from types import ModuleType

from msgspec.structs import replace

from hn2301_asp.amendment.case import Case, Several
from hn2301_asp.amendment.catalogue import by_code, classes
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.comparison.inputs import Undecidable
from hn2301_asp.versions.manifest import Acceptance, Manifest

_ORDER = {"mend": 0, "declare": 1, "know": 2}


def conflicts_of(case: Case) -> tuple[Conflict, ...]:
    """Everything that is found on one version."""
    loaded = case.version.protocol is not None
    found: list[Conflict] = []
    for module in classes():
        if (getattr(module, "ALONE", False) or not case.alone) and (loaded or not getattr(module, "LOADED", True)):
            found += _asked(case, module, "find")
    for module in classes() if loaded else ():
        found += _asked(case, module, "find_after", tuple(found), by_code())
    return settled(_by_reason(found), [case.manifest])


def _by_reason(found: Sequence[Conflict]) -> list[Conflict]:
    """Findings in which several that are undecided for one reason are one: that reason is told once."""
    told: dict[object, Conflict] = {}
    for number, conflict in enumerate(found):
        reason = conflict.core[0] if conflict.undecided and conflict.core else None
        first = told.setdefault(number if reason is None else reason, conflict)
        if first is not conflict:
            also = f"{conflict.message.removesuffix(f': {reason}')} [{conflict.code}]"
            told[reason] = replace(first, notes=(*first.notes, ("also", also)))
    return list(told.values())


def _asked(judged: Case | Several, module: ModuleType, question: str, *known: object) -> list[Conflict]:
    """What one class finds, if it answers such a question; that it could not be decided is a finding too."""
    found: list[Conflict] = []
    try:
        for conflict in getattr(module, question)(judged, *known) if hasattr(module, question) else ():
            found.append(conflict)
    except Undecidable as reason:
        found.append(
            judged.conflict(
                "protocol",
                f"undecided whether it {module.TITLE}: {reason}",
                "simplify the rules that it is about, and ask again",
                group="declare",
                core=[str(reason)],
                undecided=True,
            )
        )
    return [replace(conflict, code=module.CODE) for conflict in found]


def settled(found: Iterable[Conflict], manifests: Sequence[Manifest | None]) -> tuple[Conflict, ...]:
    """Findings in order, each cause once, with what is accepted marked."""
    rooted = _rooted(list(found))
    acceptances = [acceptance for manifest in manifests if manifest is not None for acceptance in manifest.accepts]
    accepted = [_accepted(conflict, acceptances) for conflict in rooted]
    return tuple(sorted(accepted, key=lambda c: (_ORDER[c.group], c.code)))


def _rooted(found: Sequence[Conflict]) -> list[Conflict]:
    """What follows from another finding, listed under it."""
    parents = [_parent(found, conflict) for conflict in found]
    under: dict[int, list[Conflict]] = defaultdict(list)
    for number, conflict in enumerate(found):
        top = number
        while (above := parents[top]) is not None:
            top = above
        if top != number:
            under[top].append(conflict)
    return [replace(c, follows=tuple(under[n])) for n, c in enumerate(found) if parents[n] is None]


def _parent(found: Sequence[Conflict], conflict: Conflict) -> int | None:
    """The finding from which another follows directly: of the first of its roots that is about the same."""
    for root in getattr(by_code()[conflict.code], "ROOTS", ()):
        for number, other in enumerate(found):
            if other.code == root and _concerns(other, conflict):
                return number
    return None


def _concerns(root: Conflict, conflict: Conflict) -> bool:
    """Whether a finding is about all, or about the same thing as another, of the same amendments."""
    everything = getattr(by_code()[root.code], "EVERYTHING", False)
    about = root.where == conflict.where or conflict.where in root.meant
    same = root.amendment == conflict.amendment and (everything or about)
    return same and not conflict.undecided


def _accepted(conflict: Conflict, acceptances: Sequence[Acceptance]) -> Conflict:
    for acceptance in acceptances:
        if not conflict.undecided and acceptance.code == conflict.code and conflict.is_about(acceptance.where):
            return replace(conflict, accepted=acceptance.why)
    return conflict


def conflicts_together(several: Several | None) -> tuple[Conflict, ...]:
    """Everything that is found on several amendments together; nothing where there are not several."""
    if several is None:
        return ()
    found = [conflict for module in classes() for conflict in _asked(several, module, "find_together")]
    return settled(found, [version.manifest for version in several.versions])
