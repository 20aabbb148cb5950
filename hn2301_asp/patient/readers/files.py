"""Opening a data file: that it is there, is a file, is not too large, and is text in Unicode.

This module must not know what stands in the file: no format, vocabulary, unit or field name.
"""

from __future__ import annotations

import codecs
import io
import stat
from pathlib import Path
from typing import BinaryIO, Final, NoReturn

from hn2301_asp.source.diagnostics import Finding, InputError, Place, nearest
from hn2301_asp.source.text import megabytes

_CHUNK: Final = 1 << 20
_BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
TEXT_ENCODING_HELP: Final = "save the file as UTF-8"


def fail(code: str, message: str, file: str, help: str | None = None) -> NoReturn:
    """Refuses the whole file with one finding."""
    raise InputError(Finding(code, message, Place(file=file), help=help))


def require_file(path: Path, limit: int) -> None:
    """Returns when the path is a readable, non-empty file of at most ``limit`` bytes.

    A symbolic link counts as what it points to.

    Raises:
        InputError: it is not there, a folder, a device, empty, too large or may not be read.
    """
    file = str(path)
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            fail("file-is-folder", "the path is a folder, not a file", file, "name the files in it")
        if not stat.S_ISREG(status.st_mode):
            fail(
                "file-not-regular",
                "the path is a device or pipe, not a file",
                file,
                "write the data to a file first",
            )
        with path.open("rb"):
            pass
    except FileNotFoundError:
        fail("file-missing", "there is no such file", file, _sibling(path))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        fail("file-unreadable", f"the file cannot be read: {reason.lower()}", file)
    if status.st_size == 0:
        fail("file-empty", "the file is empty", file)
    if status.st_size > limit:
        fail(
            "file-too-large",
            f"the file has {megabytes(status.st_size)}; at most {megabytes(limit)} are read",
            file,
            "split the file into several",
        )


def read_text(path: Path) -> str:
    """The whole file as text, without its byte order mark."""
    data = path.read_bytes()
    encoding = encoding_of(data[:4])
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise InputError(bad_byte(io.BytesIO(data), encoding, str(path), TEXT_ENCODING_HELP)) from None
    if "\0" in text:
        raise InputError(nul_character(str(path), text.count("\n", 0, text.index("\0")) + 1))
    if not text.strip():
        fail("file-empty", "the file holds nothing but blank space", str(path))
    return text


def encoding_of(head: bytes) -> str:
    """The name of the encoding that the first four bytes announce; UTF-8 when they are silent."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return encoding
    return "utf-8"


def bad_byte(stream: BinaryIO, encoding: str, file: str, advice: str) -> Finding:
    """The finding that names the first byte of the stream that is not of the encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    offset, line, byte = 0, 1, ""
    while chunk := stream.read(_CHUNK):
        offset += len(chunk)
        try:
            line += decoder.decode(chunk, final=len(chunk) < _CHUNK).count("\n")
        except UnicodeDecodeError as error:
            line += error.object[: error.start].decode(error.encoding, "ignore").count("\n")
            byte = f" 0x{error.object[error.start]:02X}"
            offset += error.start - len(error.object)
            break
    name = encoding.removesuffix("-sig").upper()
    return Finding(
        "file-encoding",
        f"the file is not {name} text: byte{byte} at offset {offset:,}",
        Place(file=file, line=line),
        help=advice,
    )


def nul_character(file: str, line: int) -> Finding:
    """The finding for a file that holds NUL characters, as text never does."""
    return Finding(
        "file-nul",
        "the file holds NUL characters: it is not text, or is UTF-16 without a mark",
        Place(file=file, line=line),
        help=TEXT_ENCODING_HELP,
    )


def _sibling(path: Path) -> str | None:
    """A help text naming the file of the same folder that was perhaps meant."""
    try:
        meant = nearest(path.name, (entry.name for entry in path.parent.iterdir()))
    except OSError:
        return None
    return f"did you mean `{path.parent / meant}`?" if meant else None
