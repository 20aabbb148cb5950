"""What a changed threshold does to its criterion, as a proof says it, to be shown beside the threshold.

An amendment is held against its base, a knowledge base against the last commit of its repository. What could not be
decided is not shown at all, and *proved* is said only of what is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.comparison.comparer import Comparer
from hn2301_asp.comparison.model import DOES, Change, proved
from hn2301_asp.editor.snapshot import Snapshot
from hn2301_asp.knowledge.files import KnowledgeBaseFiles
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.thresholds.syntax import ThresholdSyntax, read_thresholds
from hn2301_asp.loader import load_foreign
from hn2301_asp.source.diagnostics import InputError, Place
from hn2301_asp.source.kept import apart
from hn2301_asp.versions.git import head_of
from hn2301_asp.versions.opening import open_version

#: Whether nobody waits for the answer any more.
Cancelled = Callable[[], bool]


class Inlay(Struct, frozen=True):
    """Words to be shown behind a place, and what more is known."""

    place: Place
    words: str
    told: str


class Unneeded(Exception):
    """Nobody waits for the answer any more."""


def inlays(snapshot: Snapshot, cancelled: Cancelled) -> tuple[Inlay, ...]:
    """What the changed thresholds of a home's own files do, by absolute paths; nothing where it cannot be compared.

    Raises Unneeded as soon as nobody waits for it.
    """
    if snapshot.opened is None or snapshot.base is None or not snapshot.base.sound:
        return ()
    with apart():
        try:
            there = _before(snapshot)
            return tuple(_inlays(snapshot, there, cancelled)) if there is not None else ()
        except InputError:
            return ()


def _before(snapshot: Snapshot) -> KnowledgeBaseFiles | None:
    """What a home is held against."""
    assert snapshot.opened is not None
    if snapshot.home.kind == "amendment":
        return snapshot.opened.base
    revision, path = head_of(snapshot.home.root)
    return open_version(path, shelf=revision).files


def _inlays(snapshot: Snapshot, there: KnowledgeBaseFiles, cancelled: Cancelled) -> Iterator[Inlay]:
    files = snapshot.files
    assert files is not None
    changed = list(_changed(snapshot, there))
    if not changed or there.digest == files.digest:
        return
    _go_on(cancelled)
    before = load_foreign(there)
    _go_on(cancelled)
    after = load_foreign(files)
    known = before.knowledge_base, after.knowledge_base
    differing = [(criterion, one) for criterion, one in changed if _differs(one.name, *known)]
    comparer = Comparer([before, after], described=False)
    found: dict[str, Change] = {}
    for criterion, threshold in differing:
        _go_on(cancelled)
        if criterion not in found:
            found[criterion] = _of_criterion(comparer, criterion)
        words = _words(criterion, found[criterion])
        if words is not None:
            file = snapshot.home.path(threshold.place.file or "")
            yield Inlay(replace(_end(threshold), file=file), words, _told(found[criterion]))


def _go_on(cancelled: Cancelled) -> None:
    if cancelled():
        raise Unneeded


def _changed(snapshot: Snapshot, there: KnowledgeBaseFiles) -> Iterator[tuple[str, ThresholdSyntax]]:
    """The thresholds of a criterion that stand in the home's own files and not in the same words before."""
    assert snapshot.base is not None
    for file, text in snapshot.texts.items():
        criterion = snapshot.base.claimed.get(file)
        if criterion is None or not file.endswith(".thr") or there.texts.get(file) == text:
            continue
        for threshold in read_thresholds(text, file).thresholds:
            yield criterion.id, threshold


def _differs(name: str, there: KnowledgeBase, here: KnowledgeBase) -> bool:
    """Whether a threshold of both asks for something else: it is of another quantity, or has another limit."""
    before, after = there.thresholds.of(name), here.thresholds.of(name)
    return bool(before) and [(one.quantity, one.test) for one in before] != [(o.quantity, o.test) for o in after]


def _of_criterion(comparer: Comparer, criterion: str) -> Change:
    sides = comparer.joined.sides
    if any(criterion not in side.passes for side in sides):
        return comparer.criteria(0, 1)[criterion]
    tests = comparer.passing(0, criterion), comparer.passing(1, criterion)
    return comparer.change(0, 1, sides[0].passes[criterion], sides[1].passes[criterion], tests)


def _words(criterion: str, change: Change) -> str | None:
    """What is shown: `narrows IN-7, proved`; nothing where it is not decided."""
    if change.relation == "undecided":
        return None
    does = f"{DOES[change.relation]} {criterion}"
    return does if change.relation == "shifted" else f"{does}, {proved(change.otherwise)}"


def _told(change: Change) -> str:
    """Who shows it, and what is proved of everybody else."""
    lines = []
    for verb, side, nobody in (
        ("passes now", change.gains, "nobody passes now who did not before: proved"),
        ("passed before", change.loses, "nobody passed before who does not now: proved"),
    ):
        if side.witness is not None:
            lines.append(f"{verb}: {side.witness.text}")
        elif side.nobody:
            lines.append(nobody + (" under the readings in force" if side.otherwise else ""))
    return "\n".join(lines)


def _end(threshold: ThresholdSyntax) -> Place:
    """Behind the last limit of a threshold."""
    last = threshold.limits[-1]
    place = last.unit_place or last.place
    if last.place.line == place.line and (last.place.end_column or 0) > (place.end_column or 0):
        place = last.place
    return replace(place, column=place.end_column)
