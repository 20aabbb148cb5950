"""An amendment drafted from an edited knowledge base: what differs, and what that was proved to do.

Nothing is written here, and the reasons for the changes are left to people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from hn2301_asp.amendment.writing.base_statement import Stated
from hn2301_asp.amendment.writing.files import changes
from hn2301_asp.amendment.writing.folder import Ground, refused, standing, unused, version_after
from hn2301_asp.amendment.writing.judged import intents, new_findings
from hn2301_asp.amendment.writing.limits import shown
from hn2301_asp.amendment.writing.model import ThresholdChange, Written
from hn2301_asp.amendment.writing.redline import changed_clauses, threshold_change
from hn2301_asp.amendment.writing.statement import fresh, identified, remaining
from hn2301_asp.comparison.comparer import compare
from hn2301_asp.knowledge.files import FOLDERS, MANIFEST, KnowledgeBaseFiles, read_texts
from hn2301_asp.knowledge.thresholds.syntax import ThresholdSyntax, parse
from hn2301_asp.loader import load_files
from hn2301_asp.screener import Screener
from hn2301_asp.source.diagnostics import Finding, InputError, Place, one_of
from hn2301_asp.source.lists import first_few
from hn2301_asp.versions.amended import replaced
from hn2301_asp.versions.completing import Changes
from hn2301_asp.versions.definitions import CONTENT
from hn2301_asp.versions.items import HEADING, items_of
from hn2301_asp.versions.manifest import ALL
from hn2301_asp.versions.opened import Opened
from hn2301_asp.versions.shortening import shorten

_MOST_ITEMS = 3


def draft(base: Opened, edited: Opened, folder: Path) -> Written:
    """An amendment in ``folder`` that means what ``edited`` means, ready to be written.

    It holds the items that differ, names those that go, and states for every criterion what was proved. Raises
    InputError where nothing differs, where an amendment cannot say it, or where it would overwrite.
    """
    files, others = base.files, edited.files
    names = [name for name, text in others.texts.items() if files.texts.get(name) != text]
    findings = _misplaced(files, names)
    if findings:
        raise InputError(findings)
    own, removes = _short(files, others, names)
    if not own and not removes:
        raise refused(f"`{others.root}` says what the base says", "edit it first; the base stays as it is")
    there, here = _loaded(base), _loaded(edited)
    comparison = compare(there, here)
    bases = there.knowledge_base, here.knowledge_base
    proved, undecided = intents(comparison.criteria, *bases, files.texts, others.texts)
    name, words = identified(folder.name)
    unused(folder, name)
    said = {file: Changes(dict.fromkeys(gone, Place())) for file, gone in removes.items()}
    items = replaced(files.texts, own, said)
    stated = Stated(bases[0].version, files.digest, items, removes)
    own[MANIFEST] = fresh(name, words or _title(files, others, [*names, *removes]), stated, proved, undecided)
    before = Ground(folder, files, files.texts, _standing_files(folder, own))
    opened = version_after(before, own)
    return Written(
        folder=folder,
        opened=opened,
        files=changes(folder, before.own, own),
        clauses=changed_clauses(*bases),
        thresholds=tuple(_thresholds(files.texts, others.texts, names)),
        comparison=comparison,
        findings=tuple(opened.located(new_findings(files, opened.files))),
        notes=(*_left(others, opened, names), *standing(files, folder)),
        remaining=remaining(opened.manifest) if opened.manifest else (),
    )


def _loaded(opened: Opened) -> Screener:
    try:
        return load_files(opened.files, opened)
    except InputError as error:
        raise InputError(opened.located(error.findings)) from None


def _short(
    base: KnowledgeBaseFiles, edited: KnowledgeBaseFiles, changed: Iterable[str]
) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """The amendment's files, and the items of the base that go, by their files."""
    own: dict[str, str] = {}
    removes: dict[str, tuple[str, ...]] = {name: (ALL,) for name in base.texts if name not in edited.texts}
    for name in changed:
        if name not in base.texts:
            own[name] = edited.texts[name]
            continue
        short = shorten(name, base.texts[name], edited.texts[name])
        if short.text is not None:
            own[name] = short.text
        if short.removed:
            removes[name] = short.removed
    return own, removes


def _left(edited: KnowledgeBaseFiles, opened: Opened, names: Iterable[str]) -> Iterable[str]:
    """A note for each file that the amendment makes otherwise than it was edited: not by any item."""
    for name in names:
        if opened.files.texts.get(name) != edited.texts[name]:
            yield f"`{name}`: the order of items, and the comments that open the file, stay the base's"


def _misplaced(base: KnowledgeBaseFiles, names: Iterable[str]) -> list[Finding]:
    """New files where the base has no folder for them: nobody would read them."""
    folders = {*FOLDERS, *(name.rpartition("/")[0] for name in base.texts)} - {""}
    return [
        Finding(
            "amend-file",
            f"the base has no file `{name}`, and a new one stands in a folder of it",
            Place(name),
            help=f"folders are {one_of(sorted(folders))}",
        )
        for name in names
        if name not in base.texts and name.rpartition("/")[0] not in folders
    ]


def _standing_files(folder: Path, own: Mapping[str, str]) -> dict[str, str]:
    """What the folder holds already; raises InputError unless all of it is of this very draft."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise refused(f"`{folder}` is no folder that an amendment can be written to", "name another folder")
    held = read_texts(folder, f"{folder}/", strict=True) if folder.is_dir() else {}
    findings = [
        Finding(
            "amend-file",
            "the draft would overwrite what stands here" if name in own else "the draft holds no such file",
            Place(f"{folder}/{name}"),
            help="name a new folder, or move the file away",
        )
        for name in held
        if held[name] != own.get(name)
    ]
    if findings:
        raise InputError(findings)
    return held


def _title(base: KnowledgeBaseFiles, edited: KnowledgeBaseFiles, files: Iterable[str]) -> str:
    """The items that differ, where the folder's name says nothing."""
    names: list[str] = []
    for file in files:
        theirs, ours = (items_of(file, texts.get(file, "")) for texts in (base.texts, edited.texts))
        there, here = ({(item.name, item.body) for item in items} for items in (theirs, ours))
        changed = [item.name for item in ours if (item.name, item.body) not in there]
        lost = [item.name for item in theirs if (item.name, item.body) not in here]
        found = [name for name in dict.fromkeys([*changed, *lost]) if name not in (HEADING, CONTENT)]
        names += (found or [file]) if file in edited.texts else [file]
    return first_few(list(dict.fromkeys(names)), _MOST_ITEMS)


def _thresholds(before: Mapping[str, str], after: Mapping[str, str], names: Iterable[str]) -> Iterable[ThresholdChange]:
    """The thresholds of one name whose line differs; what is new or gone stands in the comparison."""
    for file in names:
        if file.endswith(".thr") and file in before:
            there = {threshold.name: threshold for threshold in parse(before[file], file).thresholds}
            for threshold in parse(after[file], file).thresholds:
                old = there.get(threshold.name)
                if old is not None and _says(old) != _says(threshold):
                    yield threshold_change(before[file], after[file], old, threshold)


def _says(threshold: ThresholdSyntax) -> object:
    return threshold.asked, shown(threshold), threshold.never, [(r.kind, r.text) for r in threshold.reasons]
