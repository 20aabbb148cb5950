"""Opening a version of a knowledge base: a folder, an amendment's folder, or a git revision.

An amendment in `kb/amendments/A01_name/` stands on `kb`, and on the amendments beside it that it
names. This module does not know what the texts say, save the version that the protocol states. What reads
YAML is imported when an amendment is opened: to screen with a knowledge base that is kept needs none of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path, PurePath

from msgspec.structs import replace

from hn2301_asp.knowledge.files import FOLDERS, MANIFEST, UNREADABLE, KnowledgeBaseFiles, digest, whole
from hn2301_asp.source.diagnostics import Finding, InputError, Malformed, Place, collected, did_you_mean, one_of
from hn2301_asp.source.patterns import later
from hn2301_asp.versions.folders import Disk
from hn2301_asp.versions.git import PREFIX, Revision, open_revision
from hn2301_asp.versions.manifest import Manifest
from hn2301_asp.versions.opened import Opened

#: A version as it is usually written: a quoted text on a line of its own. Of any other the YAML is read.
_PLAIN_VERSION = later(r'^version: "([0-9A-Za-z][0-9A-Za-z.+-]*)"[ \t]*$', re.MULTILINE)


#: Where folders are read from: this machine's disk, or a revision.
_Shelf = Disk | Revision


def open_version(spec: str | Path, base: KnowledgeBaseFiles | None = None, shelf: _Shelf | None = None) -> Opened:
    """The version that a folder, an amendment's folder or `git:REV[:PATH]` holds.

    ``base`` takes the place of the knowledge base in which an amendment's folder stands, and ``shelf`` that of this
    machine's disk. Raises InputError with every finding where it cannot be used, Malformed where all are of files
    that were read.
    """
    shelf, path = _shelf(spec, shelf)
    try:
        return _open(shelf, path, base, ())
    except InputError as error:
        if all(finding.place.file is not None and finding.code != UNREADABLE for finding in error.findings):
            raise Malformed(error.findings) from None
        raise


def amendment_findings(spec: str | Path, shelf: _Shelf | None = None) -> list[Finding]:
    """What is wrong with the statements of the amendments that stand in a knowledge base's folder."""
    shelf, path = _shelf(spec, shelf)
    shown = shelf.shown(path).rstrip("/")
    found: list[Finding] = []
    for name in shelf.folders(f"{path}/amendments"):
        folder = f"{path}/amendments/{name}"
        if shelf.holds(folder, MANIFEST):
            with collected(found):
                _manifest(shelf.read(folder, strict=True), f"{shown}/amendments/{name}")
    return found


def amendments_beside(opened: Opened) -> Iterator[tuple[str, Opened | InputError]]:
    """The amendments in a whole knowledge base's folder, by the names of theirs: each opened, or why it cannot be."""
    if opened.base is not None or opened.below:
        return
    shelf, path = _shelf(opened.files.root)
    for name in shelf.folders(f"{path}/amendments"):
        folder = f"{path}/amendments/{name}"
        if shelf.holds(folder, MANIFEST):
            try:
                yield name, _open(shelf, folder, opened.files, ())
            except InputError as error:
                yield name, error


def _shelf(spec: str | Path, shelf: _Shelf | None = None) -> tuple[_Shelf, str]:
    """Where a version stands, and its path there."""
    return open_revision(str(spec)) if str(spec).startswith(PREFIX) else (shelf or Disk(), str(Path(spec)))


def amendment_folder(base: Opened, name: str) -> Path:
    """The folder of an amendment of a base by its id or its path; one that does not exist yet too."""
    if "/" in name or "\\" in name or name in (".", ".."):
        return Path(name)
    amendments = Path(base.files.root) / "amendments"
    beside = sorted(amendments.iterdir()) if amendments.is_dir() else []
    meant = [path for path in beside if path.name == name or path.name.startswith(f"{name}_")]
    if len(meant) > 1:
        names = [path.name for path in meant]
        raise _refused("amendment-base", f"`{name}` may be one of several", help=f"say which: {one_of(names)}")
    return meant[0] if meant else amendments / name


def stack(base: KnowledgeBaseFiles, parts: Sequence[Opened]) -> Opened:
    """Several amendments one after the other on a base; amendments that one stands on come before it.

    Each brings its differences from what it was written for. Where two change one item differently
    the later wins, and the clash is in the result.
    """
    ordered: list[Opened] = []
    for part in [inner for outer in parts for inner in (*outer.below, outer)]:
        if all(part.files.root != other.files.root for other in ordered):
            ordered.append(part)
    found = Opened(base, "", base=base)
    for number, part in enumerate(ordered, 1):
        found = _put(found, part, base, tuple(ordered[:number]))
    return found


def _put(found: Opened, part: Opened, base: KnowledgeBaseFiles, below: tuple[Opened, ...]) -> Opened:
    """A further amendment on what is stacked already."""
    from hn2301_asp.versions.overlay import apply

    stated = (part.base or base).texts
    texts = part.files.texts
    changed = {name: text for name, text in texts.items() if stated.get(name) != text}
    merged, clashes = apply(found.files.texts, stated, changed, [name for name in stated if name not in texts])
    placed = tuple(
        replace(
            clash,
            place_one=found.locate(clash.place_one) if clash.place_one else None,
            place_other=part.locate(clash.place_other) if clash.place_other else None,
        )
        for clash in clashes
    )
    name = "+".join(one.name for one in below)
    return Opened(
        files=KnowledgeBaseFiles(f"{base.root}+{name}", merged, digest(merged)),
        name=name,
        base=base,
        overlay={file: text for file, text in merged.items() if base.texts.get(file) != text},
        clashes=(*found.clashes, *placed),
        stale=(*found.stale, *part.stale),
        below=below,
    )


def _open(shelf: _Shelf, path: str, base: KnowledgeBaseFiles | None, underway: tuple[str, ...]) -> Opened:
    shown = shelf.shown(path)
    if not shelf.is_folder(path):
        raise _refused("kb-missing", f"`{shown}` is not a folder", help="give the folder of a knowledge base")
    ground = shelf.up(path, 2)
    among = shelf.name(shelf.up(path, 1)) == "amendments" and shelf.holds(ground, "protocol.yaml")
    stated = shelf.holds(path, MANIFEST)
    if (among and stated) or (stated and not _is_whole(shelf, path)):
        return _open_amendment(shelf, path, base or _ground(shelf, path, ground), underway)
    if among and not _is_whole(shelf, path):
        help = f"an amendment says in {MANIFEST} what it is and what it was written for"
        raise _refused("amendment-missing", f"`{shown}` holds no {MANIFEST}", help=help)
    texts = shelf.read(path)
    manifest = _manifest(texts, shown)
    files = whole(shown, texts)
    name = manifest.id if manifest else version_name(files)
    return Opened(files, name if shown == path else f"{name} at {shown}", manifest)


def _is_whole(shelf: _Shelf, path: str) -> bool:
    """Whether a folder stands for itself: an amendment's folder may hold a changed protocol.yaml too."""
    files = all(shelf.holds(path, name) for name in ("protocol.yaml", "readings.yaml"))
    return files and shelf.is_folder(f"{path}/vocabulary")


def _ground(shelf: _Shelf, path: str, ground: str) -> KnowledgeBaseFiles:
    """The knowledge base in which an amendment's folder stands."""
    if not shelf.is_folder(ground) or not shelf.holds(ground, "protocol.yaml"):
        help = "an amendment's folder stands in `amendments` of its knowledge base: copy it there"
        raise _refused("amendment-base", f"`{shelf.shown(path)}` stands in no knowledge base", help=help)
    texts = shelf.read(ground)
    texts.pop(MANIFEST, None)
    return whole(shelf.shown(ground), texts)


def _open_amendment(shelf: _Shelf, path: str, base: KnowledgeBaseFiles, underway: tuple[str, ...]) -> Opened:
    from hn2301_asp.versions.amended import amended

    shown = shelf.shown(path)
    overlay = shelf.read(path, strict=True)
    manifest = _manifest(overlay, shown)
    assert manifest is not None
    below = _below(shelf, path, manifest, base, (*underway, path))
    ground = stack(base, below) if below else Opened(base, "")
    stated = ground.files
    findings = [*_wrong_version(manifest, stated), *_misplaced(overlay, stated, shown), *_no_yaml(overlay, shown)]
    if findings:
        raise InputError(findings)
    result = amended(stated.texts, overlay, manifest, stated.digest, shown)
    if result.findings:
        raise InputError(list(result.findings))
    return Opened(
        files=KnowledgeBaseFiles(shown, result.texts, digest(result.texts)),
        name=manifest.id,
        manifest=manifest,
        base=stated,
        overlay=overlay,
        clashes=ground.clashes,
        stale=result.stale,
        below=ground.below,
    )


def _manifest(texts: dict[str, str], shown: str) -> Manifest | None:
    """What the folder says of itself, taken out of its texts."""
    text = texts.pop(MANIFEST, None)
    if text is None:
        return None
    from hn2301_asp.versions.reading_manifest import read_manifest

    return read_manifest(text, f"{shown}/{MANIFEST}")


def _below(
    shelf: _Shelf, path: str, manifest: Manifest, base: KnowledgeBaseFiles, underway: tuple[str, ...]
) -> list[Opened]:
    """The amendments that one stands on, opened; raises InputError where one cannot be."""
    found = []
    for number, name in enumerate(manifest.base.after):
        place = manifest.places[f"base.after.{number}"]
        if name in (".", "..") or "/" in name or "\\" in name:
            help = "name a folder beside this one"
            raise _refused("amendment-base", f"the path `{name}` leaves the folder", place, help)
        other = shelf.sibling(path, name)
        if other == path:
            message = "an amendment cannot stand on itself"
            raise _refused("amendment-base", message, place, "name those that it was written on top of")
        if other in underway:
            message = f"`{name}` stands on this amendment, and this one on `{name}`"
            raise _refused("amendment-base", message, place, "take one of the two out of `after`")
        if not shelf.holds(other, MANIFEST):
            advice = did_you_mean(name, [n for n in shelf.folders(shelf.up(path, 1)) if n != shelf.name(path)])
            raise _refused("amendment-base", f"there is no amendment `{name}` beside this one", place, advice)
        found.append(_open(shelf, other, base, underway))
    return found


def _wrong_version(manifest: Manifest, base: KnowledgeBaseFiles) -> Iterable[Finding]:
    version = stated_version(base)
    if manifest.base.version != version:
        message = f"the amendment is written for version {manifest.base.version}, and its base is {version}"
        place = manifest.places["base.version"]
        yield Finding("amendment-base", message, place, help=f"the base is `{base.root}`")


def stated_version(files: KnowledgeBaseFiles) -> str:
    """The version that the protocol states; raises InputError where it states none."""
    return _stated(files, "version")


def stated_id(files: KnowledgeBaseFiles) -> str:
    """The protocol's name, as it states it; raises InputError where it states none."""
    return _stated(files, "id")


def version_name(files: KnowledgeBaseFiles) -> str:
    """What a version is called: as its protocol states it, or else by its folder."""
    if len(plain := _PLAIN_VERSION.findall(files.texts["protocol.yaml"])) == 1:
        return str(plain[0])
    try:
        return stated_version(files)
    except InputError:
        return PurePath(files.root).name


def _stated(files: KnowledgeBaseFiles, key: str) -> str:
    from hn2301_asp.source.entries import Source, text

    source = Source("protocol.yaml", files.texts["protocol.yaml"])
    data = source.data()
    with source.trying(key):
        return text(data, key)
    raise InputError(source.findings)


def _misplaced(overlay: Mapping[str, str], base: KnowledgeBaseFiles, shown: str) -> Iterable[Finding]:
    """Files that would be read by nobody: they stand where the base has none."""
    folders = {*FOLDERS} | {name.rpartition("/")[0] for name in base.texts} - {""}
    for name in overlay:
        if name not in base.texts and name.rpartition("/")[0] not in folders:
            help = did_you_mean(name, base.texts) or f"folders are {one_of(sorted(folders))}"
            message = f"the base has no file `{name}`, and a new one stands in a folder of it"
            yield Finding("amendment-file", message, Place(f"{shown}/{name}"), help=help)


def _no_yaml(overlay: Mapping[str, str], shown: str) -> list[Finding]:
    """What is no plain YAML in an amendment's files."""
    files = (name for name in overlay if name.endswith(".yaml"))
    return [finding for name in files for finding in _plain(overlay[name], f"{shown}/{name}")]


@lru_cache(maxsize=200)
def _plain(text: str, file: str) -> tuple[Finding, ...]:
    """The same of one file, read once: an amendment that is being written is opened often."""
    from hn2301_asp.source.yaml_text import load_plain

    found: list[Finding] = []
    with collected(found):
        load_plain(text, file)
    return tuple(found)


def _refused(code: str, message: str, place: Place | None = None, help: str | None = None) -> InputError:
    return InputError(Finding(code, message, place or Place(), help=help))
