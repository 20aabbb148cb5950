"""An XLSX file before it is read: whether it is a workbook, and one that is safe to unpack.

An XLSX file is a zip archive of XML parts, and both can be made to harm: a few kilobytes that
unpack to gigabytes, or entities that expand without end. This module must not know worksheets,
cells or field names.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import BinaryIO, Final, NoReturn
from zipfile import BadZipFile, ZipFile, ZipInfo

from hn2301_asp.patient.readers.files import fail
from hn2301_asp.source.limits import MAX_XLSX_RATIO, MAX_XLSX_UNPACKED_BYTES
from hn2301_asp.source.text import megabytes

_OLE_MARK: Final = b"\xd0\xcf\x11\xe0"
_WORKBOOK: Final = "[Content_Types].xml"
_ENCRYPTED: Final = 1
_SMALL: Final = 10_000_000
_PROLOGUE: Final = 4096
_DECLARATION: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)")
_CORRUPT_HELP: Final = "open it in the spreadsheet program, and save it anew as .xlsx"


def corrupt(path: Path, reason: str) -> NoReturn:
    """Refuses the file as no workbook at all, or a damaged one."""
    fail("xlsx-corrupt", f"the file is not a readable workbook: {reason}", str(path), _CORRUPT_HELP)


def check_package(path: Path, stream: BinaryIO) -> None:
    """Returns when the stream holds a workbook's archive that can be unpacked safely.

    The sizes in an archive's directory can be believed: no more than they say is ever unpacked.

    Raises:
        InputError: it is encrypted, no workbook, unpacks to too much, or declares entities.
        Exception: of any kind that unpacking a damaged archive raises.
    """
    head = stream.read(len(_OLE_MARK))
    if head == _OLE_MARK:
        fail(
            "xlsx-encrypted",
            "the workbook is protected by a password, or is of the old .xls kind",
            str(path),
            "save it as .xlsx without a password",
        )
    try:
        with ZipFile(stream) as archive:
            _check_parts(path, archive)
    except (BadZipFile, EOFError):
        corrupt(path, "it is not a whole zip archive")


def _check_parts(path: Path, archive: ZipFile) -> None:
    parts = archive.infolist()
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        fail(
            "xlsx-encrypted",
            "the workbook's parts are encrypted",
            str(path),
            "save it as .xlsx without a password",
        )
    _check_size(path, parts)
    if all(part.filename != _WORKBOOK for part in parts):
        corrupt(path, "it is a zip archive of something else")
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as text:
                if _DECLARATION.search(text.read(_PROLOGUE)):
                    corrupt(path, f"its part {part.filename} declares entities")


def _check_size(path: Path, parts: list[ZipInfo]) -> None:
    """Refuses an archive that unpacks to more than a workbook would."""
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, min(sum(part.compress_size for part in parts), path.stat().st_size))
    if unpacked > MAX_XLSX_UNPACKED_BYTES:
        fail(
            "xlsx-too-large",
            f"the workbook unpacks to {megabytes(unpacked)}; at most {megabytes(MAX_XLSX_UNPACKED_BYTES)} are read",
            str(path),
            "split it into several, or save it as CSV",
        )
    if unpacked > _SMALL and unpacked > packed * MAX_XLSX_RATIO:
        fail(
            "xlsx-too-large",
            f"the workbook unpacks to {unpacked // packed:,} times its size, as no real one does",
            str(path),
            "save it anew in the spreadsheet program, or as CSV",
        )
