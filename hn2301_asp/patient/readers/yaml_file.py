"""Reading records from YAML. This module must not know the vocabulary, units or field names."""

from __future__ import annotations

from pathlib import Path

from hn2301_asp.patient.readers import nested
from hn2301_asp.patient.readers.files import fail, read_text, require_file
from hn2301_asp.patient.readers.identity import Identifies
from hn2301_asp.patient.readers.records import Reading
from hn2301_asp.source.limits import MAX_DOCUMENT_BYTES
from hn2301_asp.source.yaml_text import load_plain


def read(path: Path, identifies: Identifies) -> Reading:
    """The records of a YAML file; each of its documents is a record or a list of records.

    Raises:
        InputError: the file cannot be opened, is not YAML or uses more of YAML than plain data.
    """
    require_file(path, MAX_DOCUMENT_BYTES)
    documents = load_plain(read_text(path), str(path), as_written=True)
    given = [document for document in documents if document is not None]
    if not given:
        fail("file-empty", "the file holds no record", str(path))
    return nested.reading(given, str(path), identifies)
