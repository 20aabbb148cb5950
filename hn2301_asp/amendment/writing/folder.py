"""An amendment's folder as it is before a change, and as it will be opened after it.

This module writes nothing and knows no threshold.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from hn2301_asp.knowledge.files import MANIFEST, KnowledgeBaseFiles, digest, read_texts
from hn2301_asp.source.diagnostics import Finding, InputError, Place
from hn2301_asp.versions.amended import amended
from hn2301_asp.versions.opened import Opened
from hn2301_asp.versions.opening import open_version
from hn2301_asp.versions.reading_manifest import read_manifest

AMENDMENTS = "amendments"


class Ground(Struct, frozen=True):
    """What a change starts from: the base that is stated, the texts now, and the folder's own files."""

    folder: Path
    stated: KnowledgeBaseFiles
    texts: Mapping[str, str]
    own: Mapping[str, str]
    opened: Opened | None = None


def ground(base: KnowledgeBaseFiles, folder: Path) -> Ground:
    """The amendment that a folder holds, or an empty one; raises InputError for what cannot hold one."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        message = f"`{folder}` is no folder that an amendment can be written to"
        raise refused(message, "name a folder, or one that does not exist yet", code="amend-folder")
    if not folder.is_dir() or not any(folder.iterdir()):
        return Ground(folder, base, base.texts, {})
    if not (folder / MANIFEST).is_file():
        message = f"`{folder}` holds files and no {MANIFEST}"
        raise refused(message, "name a new folder, or that of an amendment", code="amend-folder")
    if (
        all((folder / name).is_file() for name in ("protocol.yaml", "readings.yaml"))
        and (folder / "vocabulary").is_dir()
    ):
        message = f"`{folder}` is a whole knowledge base"
        raise refused(message, "edit it, and draft the amendment from it", code="amend-folder")
    own = read_texts(folder, f"{folder}/", strict=True)
    opened = open_version(folder, base)
    return Ground(folder, opened.base or base, opened.files.texts, own, opened)


def unused(folder: Path, name: str) -> None:
    """Raises InputError where another amendment beside a new folder has its id, with the next one that is free."""
    beside = [path for path in sorted(folder.parent.glob("*")) if path.is_dir() and path.name != folder.name]
    ids = {path: path.name.partition("_")[0] for path in beside if (path / MANIFEST).is_file()}
    taken = next((path for path, other in ids.items() if other == name), None)
    if taken is None:
        return
    letters = name.rstrip("0123456789")
    digits = name[len(letters) :]
    used = [int(other[len(letters) :]) for other in ids.values() if re.fullmatch(rf"{letters}[0-9]+", other)]
    free = f"{letters}{max(used) + 1:0{len(digits)}}"
    new = folder.parent / f"{free}{folder.name[len(name) :]}"
    help = f"name that folder, to change that amendment; or `{new}` for a new one"
    raise refused(f"`{taken}` is {name} already", help, code="amend-folder")


def version_after(before: Ground, own: Mapping[str, str]) -> Opened:
    """The version that the folder will hold once it holds the files ``own``."""
    overlay = {name: text for name, text in own.items() if name != MANIFEST}
    manifest = read_manifest(own[MANIFEST], f"{before.folder}/{MANIFEST}")
    result = amended(before.stated.texts, overlay, manifest, before.stated.digest, str(before.folder))
    if result.findings:
        raise InputError(list(result.findings))
    return Opened(
        files=KnowledgeBaseFiles(str(before.folder), result.texts, digest(result.texts)),
        name=manifest.id,
        manifest=manifest,
        base=before.stated,
        overlay=overlay,
        clashes=before.opened.clashes if before.opened else (),
        stale=result.stale,
        below=before.opened.below if before.opened else (),
    )


def standing(base: KnowledgeBaseFiles, folder: Path) -> tuple[str, ...]:
    """A note where the folder does not stand among the amendments of its base."""
    if (folder.parent.name, folder.parent.parent.resolve()) == (AMENDMENTS, Path(base.root).resolve()):
        return ()
    return (f"`{folder}` does not stand in `{base.root}/{AMENDMENTS}`: name the base when it is opened",)


def refused(message: str, help: str | None = None, place: Place | None = None, code: str = "amend") -> InputError:
    """A change that cannot be made."""
    return InputError(Finding(code, message, place or Place(), help=help))
