"""What rests on words beside their own rules: guard-rails, and the amendments that would change them.

A guard-rail is met by what it asks for, down to quantities and facts; an amendment by the items that it changes, as
they stand in its folder. Nothing is solved, and no class of conflict is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from msgspec import Struct

from hn2301_asp.knowledge.model import Criterion, KnowledgeBase
from hn2301_asp.knowledge.rules import MET, Signature
from hn2301_asp.source.diagnostics import InputError
from hn2301_asp.source.yaml_places import YamlTree
from hn2301_asp.tracing.encoding import WrittenRule, WrittenThreshold, criterion_of_file
from hn2301_asp.tracing.model import Stretch, TracedAmendment
from hn2301_asp.versions.amended import changes, replaced
from hn2301_asp.versions.opened import Opened
from hn2301_asp.versions.opening import amendments_beside
from hn2301_asp.versions.parts import keys, names, versions

_PROTOCOL = "protocol.yaml"
_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


def asked_for(
    base: KnowledgeBase, rule: WrittenRule, by_head: Mapping[Signature, Sequence[WrittenRule]], *, deep: bool
) -> frozenset[str]:
    """The quantities and facts that a rule asks for; ``deep``: also through the rules that derive them.

    What a criterion asks for is not gone into: a guard-rail on whoever is eligible would rest on everything.
    """
    thresholds = {**base.thresholds.thresholds, **base.guardrail_thresholds.thresholds}
    found: set[str] = set()
    waiting, seen = list(rule.statement.body if rule.statement else ()), set[Signature]()
    while waiting:
        atom = waiting.pop()
        name, signature = atom.name, atom.signature
        own = [thresholds[name]] if name in thresholds else list(base.thresholds.of(name))
        found.update(threshold.quantity for threshold in own)
        if name in base.vocabulary.facts or name in base.vocabulary.choices or name in base.vocabulary.families:
            found.add(name)
        if deep and not own and name != MET and signature not in seen:
            seen.add(signature)
            waiting += [part for one in by_head.get(signature, ()) if one.statement for part in one.statement.body]
    return frozenset(found)


def quantities_of(threshold: WrittenThreshold) -> frozenset[str]:
    """The quantities that a threshold is on: of each item one."""
    return frozenset(part.quantity for part in threshold.parts)


class Changed(Struct, frozen=True):
    """What an amendment changes: items by file and name, and stretches of criteria's texts."""

    amendment: TracedAmendment
    items: frozenset[tuple[str, str]]
    stretches: Mapping[str, tuple[Stretch, ...]]


def changed(base: KnowledgeBase, opened: Opened | None) -> tuple[Changed, ...]:
    """The amendments that stand beside a knowledge base, each with what it changes."""
    if opened is None:
        return ()
    return tuple(_changed(base, name, one) for name, one in amendments_beside(opened))


def _changed(base: KnowledgeBase, name: str, opened: Opened | InputError) -> Changed:
    if isinstance(opened, InputError) or opened.manifest is None or opened.base is None:
        reason = opened.findings[0].message if isinstance(opened, InputError) else "it states nothing of itself"
        return Changed(TracedAmendment(name, "", "", (), (), refused=reason), frozenset(), {})
    manifest, texts = opened.manifest, opened.base.texts
    found = {file: dict(own) for file, own in replaced(texts, opened.overlay, changes(manifest)).items()}
    for file, text in opened.overlay.items():
        theirs, ours = versions(file, texts.get(file, ""), text)
        for key, added in names(ours).items():
            if key not in keys(theirs):
                found.setdefault(file, {})[added] = ""
    items = tuple((file, item) for file in sorted(found) for item in sorted(found[file]))
    stretches = dict(_texts(base, opened))
    of_file = criterion_of_file(base)
    touched = {of_file[file].id for file, _ in items if file in of_file}
    order = [c.id for c in base.criteria if c.id in touched or c.id in stretches]
    told = TracedAmendment(manifest.id, manifest.title, manifest.status, items, tuple(order))
    return Changed(told, frozenset(items), stretches)


def _texts(base: KnowledgeBase, opened: Opened) -> Iterator[tuple[str, tuple[Stretch, ...]]]:
    """Of each criterion whose text is another one the stretches that are replaced, or beside which something is put."""
    if _PROTOCOL not in opened.overlay:
        return
    entries = YamlTree(_PROTOCOL, opened.files.texts[_PROTOCOL]).data.get("criteria", ())
    new = {str(entry.get("id")): str(entry.get("text", "")) for entry in entries if isinstance(entry, dict)}
    for criterion in base.criteria:
        text = new.get(criterion.id)
        if text is None:
            yield criterion.id, ((0, len(criterion.text)),)
        elif text != criterion.text:
            yield criterion.id, tuple(_replaced(criterion, text))


def _replaced(criterion: Criterion, text: str) -> Iterator[Stretch]:
    before, after = _TOKEN.findall(criterion.text), _TOKEN.findall(text)
    starts = [0]
    for token in before:
        starts.append(starts[-1] + len(token))
    for kind, first, last, _, _ in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "insert":  # What is put between two words changes the word before it.
            yield starts[max(first - 1, 0)], starts[first]
        elif kind != "equal":
            yield starts[first], starts[last]
