"""The files of a knowledge base into which a signed table is written: read as they are, checked, and put in place."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from hn2301_asp.knowledge.files import MANIFEST, KnowledgeBaseFiles, digest, read_files
from hn2301_asp.knowledge.loading import load_knowledge_base
from hn2301_asp.qualification.confirming import Signed
from hn2301_asp.qualification.register import Entry, register
from hn2301_asp.qualification.writing import written
from hn2301_asp.source.diagnostics import Finding, InputError, Place
from hn2301_asp.source.outputs import together, write_whole


class Changed(Struct, frozen=True):
    """The files that change, and the digest of the knowledge base with them."""

    texts: Mapping[str, str]
    digest: str


def confirmed_files(kb: str | None) -> tuple[str, KnowledgeBaseFiles]:
    """The folder that is written to, with its files; raises InputError where it is none."""
    if kb is None or not os.path.isdir(kb):
        message = "what is confirmed is written to a knowledge base: its folder must be named"
        raise InputError(Finding("signed-table", message, Place(kb), help="give it with `--kb FOLDER`"))
    if os.path.exists(os.path.join(kb, MANIFEST)):
        message = "an amendment's folder is not confirmed: its base is"
        raise InputError(Finding("signed-table", message, Place(kb), help="give the base's folder with `--kb`"))
    return kb, read_files(Path(kb))


def put(folder: str, files: KnowledgeBaseFiles, signed: Signed, *, dry: bool) -> Changed:
    """Writes what is confirmed: all files or none, and only what reads back as it was signed."""
    entries = signed.confirmed
    names = dict.fromkeys(entry.file for entry in entries)
    # As the bytes stand: line ends are kept.
    before = {name: Path(folder, name).read_bytes().decode("utf-8") for name in names}
    after = written(before, entries)
    texts = {**files.texts, **after}
    made = KnowledgeBaseFiles(files.root, texts, digest(texts))
    _require_read_back(made, register(files, load_knowledge_base(files)), entries)
    if not dry:
        with together():
            for name, text in after.items():
                write_whole(Path(folder, name), text.encode())
    return Changed(after, made.digest)


def _require_read_back(made: KnowledgeBaseFiles, before: tuple[Entry, ...], entries: tuple[Entry, ...]) -> None:
    """What is to be written says what was signed of these entries, and of all others what it said."""
    own = {entry.id: entry for entry in entries}
    expected = tuple(own.get(entry.id, entry) for entry in before)
    if register(made, load_knowledge_base(made)) != expected:
        raise AssertionError("what would be written does not read back as it was signed")
