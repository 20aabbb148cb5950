"""The smallest knowledge base, written into a new folder for an author to go on from.

Its files ship with the package. This module does not know what stands in them.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from hn2301_asp.knowledge.resources import smallest_knowledge_base
from hn2301_asp.source.diagnostics import Finding, InputError, Place
from hn2301_asp.source.outputs import together, unwritable


def start(folder: Path) -> tuple[str, ...]:
    """Writes the files, and says which; raises InputError, and writes nothing, where something is there already."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise _refused(folder, f"`{folder}` is there, and is no folder")
    if folder.is_dir() and any(folder.iterdir()):
        raise _refused(folder, f"`{folder}` holds files already")
    source = smallest_knowledge_base()
    aside = folder.parent / f".hn2301-{os.urandom(8).hex()}.part"
    with together():
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            shutil.copytree(source, aside, copy_function=shutil.copyfile)
            if folder.is_dir():
                folder.rmdir()
            aside.rename(folder)
        except OSError as error:
            shutil.rmtree(aside, ignore_errors=True)
            raise InputError(unwritable(folder, error)) from None
    return tuple(sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()))


def _refused(folder: Path, message: str) -> InputError:
    return InputError(Finding("kb-new", message, Place(str(folder)), help="name a folder that does not exist yet"))
