"""A qualification pack as files: the same bytes for the same pack, as a folder or as an archive."""

from __future__ import annotations

import json
import os
import re
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from hn2301_asp.certificates.certify import scripts
from hn2301_asp.qualification.certificate_words import README
from hn2301_asp.qualification.model import Pack, Proved
from hn2301_asp.qualification.pages import check_text, entry_page, requirements_page, scenarios_page
from hn2301_asp.qualification.sign_table import sign_table
from hn2301_asp.report.amendment.formats import to_html
from hn2301_asp.report.tracing.data import trace_json
from hn2301_asp.report.tracing.page import trace_html
from hn2301_asp.report.writers.word import FIRST_DAY
from hn2301_asp.source.diagnostics import Finding, InputError, Place
from hn2301_asp.source.outputs import together, write_whole
from hn2301_asp.source.sha256 import sha256

#: Grows when a field of results.json goes or means something else; a field may be added without.
FORMAT = 1
_SUMS = "SHA256SUMS"


def pack_files(pack: Pack) -> dict[str, bytes]:
    """The files of a pack by their names; raises InputError where python-docx is not installed."""
    texts = {
        "requirements.html": requirements_page(pack),
        "scenarios.html": scenarios_page(pack),
        "matrix.html": trace_html(pack.trace),
        "matrix.json": trace_json(pack.trace),
        "check.txt": check_text(pack),
        "results.json": json.dumps(_data(pack), ensure_ascii=False, indent=1) + "\n",
    }
    if pack.amendments is not None:
        texts["amendments.html"] = to_html(pack.amendments)
    found = {name: text.encode() for name, text in texts.items()}
    found["assumptions.docx"] = sign_table(pack.base, pack.entries)
    if any(one.certificates for one in pack.proved):
        found |= {f"certificates/{name}": content for name, content in scripts().items()}
        found["certificates/README.txt"] = README.encode()
        for folder, files in _certificates(pack):
            found |= {f"{folder}/{name}": content for name, content in files.items()}
    found["index.html"] = entry_page(pack, ("index.html", *found, _SUMS)).encode()
    found = {name: found[name] for name in sorted(found)}
    sums = "".join(f"{sha256(content).hexdigest()}  {name}\n" for name, content in found.items())
    return {**found, _SUMS: sums.encode()}


def _certificates(pack: Pack) -> Iterator[tuple[str, Mapping[str, bytes]]]:
    """Each certificate's folder, with its files: the sentence's number, and the question's."""
    for number, one in enumerate(pack.proved, 1):
        for letter, certificate in enumerate(one.certificates):
            yield folder_of(number, letter, one), certificate.files


def folder_of(number: int, letter: int, one: Proved) -> str:
    """`certificates/012-A07-redundant-b`: what a person finds again, and no file system minds."""
    name = re.sub(r"[^A-Za-z0-9]+", "-", f"{one.of}-{one.claim.kind}").strip("-")[:60]
    return f"certificates/{number:03}-{name}" + (f"-{'ab'[letter]}" if len(one.certificates) > 1 else "")


def _data(pack: Pack) -> dict[str, Any]:
    """What programs read: requirements, scenarios, proofs, digests and versions."""
    texts = pack.files.texts
    return {
        "format": FORMAT,
        "protocol": pack.base.id,
        "version": pack.base.version,
        "date": pack.date or None,
        "knowledge_base": pack.base.digest,
        "files": {name: sha256(texts[name].encode()).hexdigest() for name in sorted(texts)},
        "versions": dict(pack.versions),
        "requirements": [
            {
                "id": one.span.id,
                "criterion": one.span.criterion,
                "text": one.span.text,
                "thresholds": one.span.thresholds,
                "rules": one.span.rules,
                "readings": one.span.readings,
                "assumptions": one.span.assumptions,
                "not_encoded": one.span.excuses,
                "scenarios": one.span.scenarios,
                "result": one.result,
                "failed": one.failed,
            }
            for one in pack.requirements
        ],
        "scenarios": [
            {
                "id": name,
                "sentence": outcome.scenario.sentence,
                "expected": outcome.scenario.expected.verdict,
                "got": outcome.screening.verdict if outcome.screening is not None else None,
                "passed": outcome.passed,
                "differences": [str(one) for one in outcome.differences],
            }
            for name, outcome in zip(pack.trace.scenarios, pack.scenarios.outcomes, strict=True)
        ],
        "not_exercised": [gap.text for gap in pack.scenarios.uncovered],
        "proved": [_proved(number, one) for number, one in enumerate(pack.proved, 1)],
        "proved_without_certificate": pack.beside,
    }


def _proved(number: int, one: Proved) -> dict[str, Any]:
    return {
        "of": one.of,
        "kind": one.claim.kind,
        "sentence": one.claim.sentence,
        "certified": one.certified,
        "reason": one.reason or None,
        "questions": [
            {
                "folder": folder_of(number, letter, one),
                "certified": each.certified,
                "reason": each.reason,
                "variables": each.sizes.variables,
                "clauses": each.sizes.clauses,
                "steps": each.steps,
                "arithmetic": each.sizes.excluded,
                "arithmetic_trusted": each.sizes.unproved,
            }
            for letter, each in enumerate(one.certificates)
        ],
    }


# Writing ---------------------------------------------------------------------------------------------------------


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The files as an archive, with no time in it."""
    told = BytesIO()
    with zipfile.ZipFile(told, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, FIRST_DAY)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
            archive.writestr(entry, content)
    return told.getvalue()


def require_folder(folder: str, inputs: tuple[str, ...]) -> None:
    """Raises InputError where a pack may not be written to a folder: it is within an input, or holds anything else."""
    place, real = Place(folder), os.path.realpath(folder)
    for given in inputs:
        if os.path.isdir(given) and Path(real).is_relative_to(os.path.realpath(given)):
            help = "give the pack a folder of its own, beside what it is of"
            raise InputError(
                Finding("output", "the folder lies within one that is read by this call", place, help=help)
            )
    if os.path.exists(folder) and not os.path.isdir(folder):
        help = "give a folder that is not there, or a name that ends in .zip"
        raise InputError(Finding("output", "a pack is a folder or an archive, and this is a file", place, help=help))
    if not os.path.isdir(os.path.dirname(real)):
        raise InputError(
            Finding("output", "the folder in which it is to stand is not there", place, help="make it first")
        )
    names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    if names and not os.path.isfile(os.path.join(folder, _SUMS)):
        raise InputError(_other(folder, names[0]))


def _other(folder: str, name: str) -> Finding:
    """The finding on a folder that is no place for a pack, by something in it."""
    message = "the folder holds something else than would be written"
    return Finding("output", message, Place(f"{folder}/{name}"), help="give a folder that is not there")


def put_pack(folder: str, files: Mapping[str, bytes]) -> None:
    """Writes a pack's files to a folder: into a new or empty one, or over the very same pack."""
    held = False
    for path in _inside(folder):
        held, name = True, path.relative_to(folder).as_posix()
        if name not in files or not path.is_file() or path.read_bytes() != files[name]:
            raise InputError(_other(folder, name))
    missing = next((name for name in files if not Path(folder, name).is_file()), None)
    if held and missing is not None:
        raise InputError(_other(folder, missing))
    if held:
        return
    with together():
        try:
            for name, content in files.items():
                path = Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                write_whole(path, content)
        except BaseException:
            for name in files:
                Path(folder, name).unlink(missing_ok=True)
            raise


def _inside(folder: str) -> Iterator[Path]:
    """What a folder holds that is no folder itself, in order."""
    for path in sorted(Path(folder).iterdir()) if os.path.isdir(folder) else ():
        if path.is_dir() and not path.is_symlink():
            yield from _inside(str(path))
        else:
            yield path
