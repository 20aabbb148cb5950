"""One threshold changed in all its places: the number, the quote beside it, the text, and all that quote it.

Nothing is written here, and the reasons for the change are left to people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from hn2301_asp.amendment.writing.base_statement import Stated, with_items
from hn2301_asp.amendment.writing.files import changes as file_changes
from hn2301_asp.amendment.writing.folder import Ground, ground, refused, standing, unused, version_after
from hn2301_asp.amendment.writing.judged import doubts, intents, new_findings
from hn2301_asp.amendment.writing.leftovers import leftovers
from hn2301_asp.amendment.writing.limits import read_limits, same, shown
from hn2301_asp.amendment.writing.model import Written
from hn2301_asp.amendment.writing.redline import changed_clauses, threshold_change
from hn2301_asp.amendment.writing.statement import fresh, identified, remaining, with_intent
from hn2301_asp.amendment.writing.target import Target, find_target
from hn2301_asp.amendment.writing.wholly import Rewritten, rewritten
from hn2301_asp.check import ABOUT_WORDS
from hn2301_asp.comparison.comparer import compare
from hn2301_asp.comparison.model import Comparison
from hn2301_asp.knowledge.files import MANIFEST, KnowledgeBaseFiles, digest
from hn2301_asp.loader import load_files
from hn2301_asp.screener import Screener
from hn2301_asp.source.diagnostics import Finding, InputError, Place
from hn2301_asp.versions.amended import changes, replaced
from hn2301_asp.versions.manifest import Intent, Manifest
from hn2301_asp.versions.opened import Opened
from hn2301_asp.versions.reading_manifest import read_manifest
from hn2301_asp.versions.shortening import extended, shorten

#: A consequence for one patient of the knowledge base: no words that became untrue.
_PATIENT = "typical-patient"
#: Told, and told apart, by the doubts about an amendment's limits: AM07 and AM08.
_BEYOND = "impossible-threshold"


def set_threshold(
    base: Opened | KnowledgeBaseFiles,
    folder: Path,
    criterion: str,
    threshold: str,
    limit: str,
    *,
    with_others: bool = False,
) -> Written:
    """An amendment in ``folder`` that gives a threshold another limit, ready to be written.

    ``limit`` is in the threshold language (`≥ 1.0`, `1.0 ×10^9/L`); what is left out of it stays.
    ``with_others`` sets further thresholds that quote the very same words. Raises InputError where
    the change cannot be made in all places at once.
    """
    files = base.files if isinstance(base, Opened) else base
    before = ground(files, folder)
    try:
        return _set(before, files, criterion, threshold, limit, with_others=with_others)
    except InputError as error:
        raise InputError(before.opened.located(error.findings) if before.opened else error.findings) from None


def _set(
    before: Ground, files: KnowledgeBaseFiles, criterion: str, threshold: str, limit: str, *, with_others: bool
) -> Written:
    current = KnowledgeBaseFiles(files.root, before.texts, digest(before.texts))
    protocol = load_files(current)
    target = find_target(protocol.knowledge_base, before.texts, criterion, threshold)
    limits = read_limits(limit, target.threshold, protocol.knowledge_base.vocabulary)
    if all(
        same(one, other, protocol.knowledge_base.vocabulary)
        for one, other in zip(target.threshold.limits, limits, strict=True)
    ):
        said = shown(target.threshold)
        raise refused(f"`{threshold}` is `{said}` already", "give another limit", target.threshold.limits[0].place)
    result = rewritten(before.texts, target, limits, protocol.knowledge_base.vocabulary, with_others=with_others)
    texts = {**before.texts, **result.texts}
    after = KnowledgeBaseFiles(str(before.folder), texts, digest(texts))
    amended = _loaded(after, target, limit)
    findings = _unclean(current, after)
    return _written(before, files, protocol, amended, target, result, findings)


def _loaded(after: KnowledgeBaseFiles, target: Target, limit: str) -> Screener:
    """The protocol with the change; what is wrong with the new limit is shown under it."""
    try:
        return load_files(after)
    except InputError as error:
        raise InputError([_under(finding, target, limit) for finding in error.findings]) from None


def _under(finding: Finding, target: Target, limit: str) -> Finding:
    place = finding.place
    text = " ".join(limit.split())
    spelled = (place.text or "")[(place.column or 1) - 1 : (place.end_column or 1) - 1]
    if (place.file, place.line) != (target.file, target.threshold.limits[0].place.line):
        return finding
    start = text.find(spelled) if spelled else -1
    column, end = (start + 1, start + len(spelled) + 1) if start >= 0 else (1, len(text) + 1)
    return replace(finding, place=Place(None, None, column, end, text), said=None, fix=None)


def _unclean(before: KnowledgeBaseFiles, after: KnowledgeBaseFiles) -> list[Finding]:
    """What the checks find now and did not before; raises InputError where words became untrue."""
    found = [finding for finding in new_findings(before, after) if finding.code != _BEYOND]
    untrue = [f for f in found if f.code in ABOUT_WORDS and f.code != _PATIENT]
    if untrue:
        help = "edit a copy of the knowledge base by hand, and draft the amendment from it"
        raise InputError([Finding("amend-words", "words would become untrue by this change", help=help), *untrue])
    return found


def _written(
    before: Ground,
    base: KnowledgeBaseFiles,
    protocol: Screener,
    amended: Screener,
    target: Target,
    result: Rewritten,
    findings: Sequence[Finding],
) -> Written:
    stated = protocol if before.texts == before.stated.texts else load_files(before.stated)
    comparison = compare(stated, amended)
    bases = stated.knowledge_base, amended.knowledge_base
    texts = {**before.texts, **result.texts}
    # What concerns the criterion that was named; everything, where it was none.
    named = {n: c for n, c in comparison.criteria.items() if target.criterion is None or n == target.criterion.id}
    proved, undecided = intents(named, *bases, before.stated.texts, texts)
    own = _own(before, texts)
    manifest, notes = _stated(before, own, stated, target, result, proved, undecided)
    own[MANIFEST] = manifest
    opened = version_after(before, own)
    known = (amended.knowledge_base.thresholds, amended.knowledge_base.guardrail_thresholds)
    sources = before.texts[result.file], texts[result.file]
    beside = _collateral(opened, comparison, target)
    doubted = [
        doubt
        for _, other in result.thresholds
        # Of items it is asked once: the bound is the same for all.
        for doubt in doubts(
            amended.knowledge_base, next(t.of(other.name) for t in known if t.of(other.name))[0], other.limits
        )
    ]
    return Written(
        folder=before.folder,
        opened=opened,
        files=file_changes(before.folder, before.own, own),
        clauses=changed_clauses(protocol.knowledge_base, amended.knowledge_base),
        thresholds=tuple(threshold_change(*sources, *pair) for pair in result.thresholds),
        comparison=comparison,
        findings=tuple(opened.located([*doubted, *findings])),
        notes=(*notes, *beside, *leftovers(texts, target, result), *standing(base, before.folder)),
        remaining=remaining(opened.manifest) if opened.manifest else (),
    )


def _own(before: Ground, texts: Mapping[str, str]) -> dict[str, str]:
    """The folder's files that say it, without its manifest: what an author wrote in them stays where it can."""
    own = {}
    for name, text in texts.items():
        stated, written = before.stated.texts.get(name), before.own.get(name)
        if stated is None:
            own[name] = text
        elif text == before.texts[name]:
            own |= {name: written} if written is not None else {}
        elif text != stated:
            short = (
                extended(name, written, stated, before.texts[name], text) if written else shorten(name, stated, text)
            )
            own[name] = short.text or ""
    return own


def _digests(before: Ground, own: Mapping[str, str], manifest: Manifest | None) -> dict[str, dict[str, str]]:
    """The digests of the base's items that change: as they were stated, or else as they are now."""
    stated = before.stated.texts
    said = changes(manifest) if manifest else {}
    found = replaced(stated, own, said)
    if manifest is None:
        return found
    old = replaced(stated, before.own, said)
    unknown = before.opened is not None and before.opened.stale
    kept: dict[str, dict[str, str]] = {}
    for file, items in found.items():
        known = manifest.base.items.get(file, {})
        for name, current in items.items():
            if name in known:
                kept.setdefault(file, {})[name] = known[name][0]
            elif not unknown or name not in old.get(file, {}):
                kept.setdefault(file, {})[name] = current
    return kept


def _stated(
    before: Ground,
    own: Mapping[str, str],
    stated: Screener,
    target: Target,
    result: Rewritten,
    proved: Mapping[str, Intent],
    undecided: Mapping[str, str],
) -> tuple[str, list[str]]:
    """The text of ``amendment.yaml``, and notes on what an author declared otherwise."""
    if before.opened is None or before.opened.manifest is None:
        name, _ = identified(before.folder.name)
        unused(before.folder, name)
        label = " ".join(target.threshold.asked.split())
        title = f"{target.owner}: {label} {shown(target.threshold, result.limits)}, was {shown(target.threshold)}"
        base = stated.knowledge_base
        said = Stated(base.version, before.stated.digest, _digests(before, own, None))
        return fresh(name, title, said, proved, undecided), []
    manifest = before.opened.manifest
    text, notes = with_items(before.own[MANIFEST], manifest, _digests(before, own, manifest)), []
    named = [target.criterion.id] if target.criterion else list(proved)
    for criterion in named:
        manifest = read_manifest(text, manifest.file)
        if criterion not in undecided:
            text, note = with_intent(text, manifest, criterion, proved.get(criterion))
            notes += [note] if note else []
    notes += [f"what it does to {name} is undecided: {why}" for name, why in undecided.items()]
    if before.opened.stale:
        notes.append(f"the base has changed since `{before.opened.name}` was written for it")
    return text, notes


def _collateral(opened: Opened, comparison: Comparison, target: Target) -> list[str]:
    """Criteria that change although another was named, and of which nothing is declared."""
    declared = opened.manifest.intent if opened.manifest else {}
    return [
        f"{name} is {change.relation} too, and nothing is declared of it"
        for name, change in comparison.criteria.items()
        if target.criterion is not None and name not in (target.criterion.id, *declared)
        if change.relation not in ("equivalent", "undecided")
    ]
