"""All classes of conflict put to amendments, and what they find in the order in which people take it.

One cause is reported once: a finding that follows from another is listed under it. What an amendment
accepts with a reason is shown as accepted. Nothing that could not be decided passes as clean.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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
    found: list[Conflict] = []
    for module in classes():
        if not hasattr(module, "find") or (case.alone and not getattr(module, "ALONE", False)):
            continue
        if case.version.protocol is None and getattr(module, "LOADED", True):
            continue
        found += _asked(case, module, "find")
    for module in classes():
        if hasattr(module, "find_after") and case.version.protocol is not None:
            found += module.find_after(case, tuple(found), by_code())
    return settled(_by_reason(found), [case.manifest])


def _by_reason(found: Sequence[Conflict]) -> list[Conflict]:
    """Findings in which several that are undecided for one reason are one: that reason is told once."""
    told: list[Conflict] = []
    first: dict[str, int] = {}
    for conflict in found:
        reason = conflict.core[0] if conflict.undecided and conflict.core else None
        if reason is None or reason not in first:
            if reason is not None:
                first[reason] = len(told)
            told.append(conflict)
            continue
        number = first[reason]
        notes = (*told[number].notes, ("also", f"{conflict.message.removesuffix(f': {reason}')} [{conflict.code}]"))
        told[number] = replace(told[number], notes=notes)
    return told


def _asked(case: Case | Several, module: ModuleType, question: str) -> list[Conflict]:
    """What one class finds; that it could not be decided is a finding too."""
    found: list[Conflict] = []
    try:
        for conflict in getattr(module, question)(case):
            found.append(conflict)
    except Undecidable as reason:
        found.append(
            case.conflict(
                module.CODE,
                "protocol",
                f"undecided whether it {module.TITLE}: {reason}",
                "simplify the rules that it is about, and ask again",
                group="declare",
                severity="warning",
                core=[str(reason)],
                undecided=True,
            )
        )
    return found


def settled(found: Iterable[Conflict], manifests: Sequence[Manifest | None]) -> tuple[Conflict, ...]:
    """Findings in order, each cause once, with what is accepted marked."""
    rooted = _rooted(list(found))
    acceptances = [acceptance for manifest in manifests if manifest is not None for acceptance in manifest.accepts]
    accepted = [_accepted(conflict, acceptances) for conflict in rooted]
    return tuple(sorted(accepted, key=lambda c: (_ORDER[c.group], c.code)))


def _rooted(found: Sequence[Conflict]) -> list[Conflict]:
    """What follows from another finding, listed under it."""
    parents = [_parent(found, conflict) for conflict in found]
    under: dict[int, list[Conflict]] = {}
    roots: list[tuple[int, Conflict]] = []
    for number, conflict in enumerate(found):
        top = parents[number]
        while top is not None and (above := parents[top]) is not None:
            top = above
        if top is None:
            roots.append((number, conflict))
        else:
            under.setdefault(top, []).append(conflict)
    return [replace(conflict, follows=tuple(under.get(number, ()))) for number, conflict in roots]


def _parent(found: Sequence[Conflict], conflict: Conflict) -> int | None:
    """The finding from which another follows directly: of the first of its roots that is about the same."""
    for root in _roots(conflict):
        for number, other in enumerate(found):
            if other.code == root and _concerns(other, conflict):
                return number
    return None


def _roots(conflict: Conflict) -> Iterator[str]:
    yield from getattr(by_code()[conflict.code], "ROOTS", ())


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
    found: list[Conflict] = []
    if several is None:
        return ()
    for module in classes():
        if hasattr(module, "find_together"):
            found += _asked(several, module, "find_together")
    return settled(found, [version.manifest for version in several.versions])
