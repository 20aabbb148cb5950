"""Files that were spoilt token by token are read, or refused with findings: never anything else, within bounds."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from hn2301_asp.api import Protocol, load
from hn2301_asp.check import check
from hn2301_asp.check.fixing import mended
from hn2301_asp.decision import make_record, record_bytes, verify
from hn2301_asp.decision.model import part_digests, whole_digest
from hn2301_asp.decision.text import verification_lines
from hn2301_asp.formatting.texts import FORMATTERS, format_text
from hn2301_asp.knowledge.files import read_texts, whole
from hn2301_asp.patient.batch import read_batch
from hn2301_asp.report.checks.github import to_github
from hn2301_asp.report.writers.lines import plain
from hn2301_asp.scenarios.run import run_all
from hn2301_asp.source import kept
from hn2301_asp.source.diagnostics import Finding, InputError, render
from hn2301_asp.versions.opening import amendment_findings, open_version

from .mutated import mutated, smashed

ROOT = Path(__file__).parents[2]
SMALL, ONCOLOGY, PRESSURE = (
    ROOT / "tests" / name for name in ("golden/amendment/base", "protocols/oncology", "protocols/pressure")
)
#: Knowledge bases of every shape: small ones are checked whole, many times over.
BASES = [read_texts(root) for root in (SMALL, ONCOLOGY, PRESSURE, ROOT / "hn2301_asp/examples/smallest")]


def fuzz(number: int, sample: Callable[[int], int]) -> Callable[[Any], Any]:
    def wrapped(check: Any) -> Any:
        return settings(max_examples=sample(number), suppress_health_check=list(HealthCheck))(check)

    return wrapped


def fits(findings: tuple[Finding, ...] | list[Finding]) -> None:
    """Findings say something, and are short enough to be read."""
    for finding in findings:
        assert finding.message
        assert finding.code
        assert len(finding.message) < 1_000, finding.message[:200]
        assert render(finding)


@contextmanager
def refusing() -> Iterator[None]:
    """Within it input may be refused: with findings, and for no other reason."""
    found: tuple[Finding, ...] | None = None
    try:
        yield
    except InputError as error:
        found = error.findings
    assert found is None or found
    fits(found or ())


def test_a_spoilt_knowledge_base_is_checked_or_refused(
    sample: Callable[[int], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thresholds, rules, vocabulary, protocol, readings and assumptions alike."""
    monkeypatch.setattr(kept, "_MEMORY", {})

    @fuzz(6_000, sample)
    @given(st.data())
    def ask(data: st.DataObject) -> None:
        texts = data.draw(st.sampled_from(BASES))
        name = data.draw(st.sampled_from(sorted(set(texts) - {"amendment.yaml"})))
        spoilt = {**texts, name: data.draw(mutated(texts[name]))}
        with refusing(), kept.apart():
            fits(check(whole("kb", spoilt)))

    ask()


def test_a_spoilt_knowledge_base_is_mended_without_another_meaning_or_refused(
    sample: Callable[[int], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "_MEMORY", {})

    @fuzz(2_000, sample)
    @given(st.data(), st.booleans())
    def ask(data: st.DataObject, unsafe: bool) -> None:
        texts = data.draw(st.sampled_from(BASES))
        name = data.draw(st.sampled_from(sorted(set(texts) - {"amendment.yaml"})))
        spoilt = {**texts, name: data.draw(mutated(texts[name]))}
        with refusing(), kept.apart():
            found = mended(whole("kb", spoilt), unsafe=unsafe)
            assert unsafe or found.same is not False
            fits(found.left)
            assert to_github(found.left).count("\n") == len(found.left)

    ask()


def test_a_spoilt_file_of_rules_or_thresholds_is_laid_out_or_refused(sample: Callable[[int], int]) -> None:
    @fuzz(6_000, sample)
    @given(st.data())
    def ask(data: st.DataObject) -> None:
        texts = data.draw(st.sampled_from(BASES))
        name = data.draw(st.sampled_from(sorted(name for name in texts if Path(name).suffix in FORMATTERS)))
        with refusing():
            made = format_text(data.draw(mutated(texts[name])), name)
            assert format_text(made, name) == made

    ask()


@pytest.fixture(scope="module")
def oncology() -> Protocol:
    return load(ONCOLOGY)


def test_spoilt_scenarios_are_run_or_refused(oncology: Protocol, sample: Callable[[int], int]) -> None:
    files = oncology.files
    assert files is not None
    names = sorted(name for name in files.texts if name.startswith("scenarios/"))

    @fuzz(2_000, sample)
    @given(st.data())
    def ask(data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(names))
        spoilt = {**files.texts, name: data.draw(mutated(files.texts[name]))}
        with refusing(), kept.apart():
            assert run_all(replace(files, texts=spoilt), oncology, coverage=False).outcomes is not None

    ask()


def test_a_spoilt_amendment_is_opened_or_refused(tmp_path: Path, sample: Callable[[int], int]) -> None:
    shutil.copytree(ONCOLOGY, tmp_path / "kb")
    folders = sorted(path for path in (tmp_path / "kb/amendments").iterdir() if path.is_dir())
    files = {
        path: path.read_text(encoding="utf-8") for folder in folders for path in folder.rglob("*") if path.is_file()
    }

    @fuzz(2_000, sample)
    @given(st.data())
    def ask(data: st.DataObject) -> None:
        path = data.draw(st.sampled_from(sorted(files)))
        path.write_text(data.draw(mutated(files[path])), encoding="utf-8", newline="")
        try:
            with refusing(), kept.apart():
                fits(amendment_findings(str(tmp_path / "kb")))
                assert open_version(next(folder for folder in folders if folder in path.parents))
        finally:
            path.write_text(files[path], encoding="utf-8")

    ask()


def test_a_spoilt_record_of_a_decision_is_verified_or_refused(tmp_path: Path, sample: Callable[[int], int]) -> None:
    """Its digests are made anew, as whoever forges one would."""
    protocol = load(SMALL)
    typical = protocol.knowledge_base.vocabulary.typical
    assert protocol.files is not None
    results = [protocol.screen({**typical, "patient_id": "P-1", "age": age}) for age in (20, 70)]
    record = json.loads(record_bytes(make_record(results, protocol.files)))

    @fuzz(2_000, sample)
    @given(smashed(record), st.booleans())
    def ask(data: Any, forged: bool) -> None:
        if forged and data.keys() == record.keys() and isinstance(data["patients"], list):
            try:
                data = {**data, "digests": part_digests(data)}
                data["digest"] = whole_digest(data)
            except (KeyError, TypeError):
                return
        path = tmp_path / "record.json"
        path.write_text(json.dumps(data), encoding="utf-8")
        with refusing(), kept.apart():
            assert plain(verification_lines(verify(path, protocol)))

    ask()


def records(protocol: Protocol) -> dict[str, str]:
    """Synthetic patients in every text format, and the examples."""
    from hn2301_asp.cohort.synthetic import writing
    from hn2301_asp.cohort.synthetic.asking import synthetic

    cohort = synthetic(protocol, 3, 1, every_field=True)
    table = writing.as_bytes(writing.csv_lines(cohort)).decode()
    lines = writing.as_bytes(writing.jsonl_lines(cohort)).decode()
    return {
        "a.csv": table,
        "a.tsv": table.replace(",", "\t"),
        "a.jsonl": lines,
        "a.json": f"[{','.join(lines.strip().split(chr(10)))}]",
        "a.yaml": (ROOT / "hn2301_asp/examples/patients.yaml").read_text(encoding="utf-8"),
    }


def test_spoilt_files_of_patients_are_read_or_refused(
    protocol: Protocol, tmp_path: Path, sample: Callable[[int], int]
) -> None:
    """Values with units, dates, limits of detection, lists and doses, in every text format."""
    texts, base = records(protocol), protocol.knowledge_base

    @fuzz(8_000, sample)
    @given(st.data())
    def ask(data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(texts)))
        (tmp_path / name).write_text(data.draw(mutated(texts[name])), encoding="utf-8", newline="")
        decimal: Any = data.draw(st.sampled_from([None, "comma", "point"]))
        with refusing():
            batch = read_batch(
                [tmp_path / name], base.vocabulary, protocol.names, (), protocol.by_doors, decimal=decimal
            )
            for row in batch.rejected:
                assert row.findings
                fits(row.findings)

    ask()


#: Texts of a cell, and how a spreadsheet says that a number is shown.
CELLS = st.sampled_from(
    [
        "<0.1",
        "1,5",
        "=1+1",
        "",
        None,
        True,
        5,
        1e300,
        -1,
        0.1 + 0.2,
        "yes",
        "2025-03-10",
        "#N/A",
        "10-40",
        10**15,
        45_000,
        "½",
    ]
)
SHOWN = st.sampled_from(
    [
        *("General", "0.00", "0%", "yyyy-mm-dd", "[$-409]mmm d, yyyy", '"<"0.0', '0.0" mg/dL"', "@", "0.00E+00"),
        *("[h]:mm", "# ?/?", "0;;;", '"', "[[", "%%%", "\\", "_(* #,##0_)", "General;[Red]-General", "0" * 300),
    ]
)


def test_spoilt_workbooks_are_read_or_refused(protocol: Protocol, tmp_path: Path, sample: Callable[[int], int]) -> None:
    """Cells and formats at their edges, in a package one part of which was spoilt."""
    import io
    import zipfile

    from openpyxl import Workbook

    fields, base = sorted(protocol.names), protocol.knowledge_base

    @fuzz(1_500, sample)
    @given(st.lists(st.tuples(st.sampled_from(fields), CELLS, SHOWN), min_size=1, max_size=6), st.data())
    def ask(cells: list[tuple[str, Any, str]], data: st.DataObject) -> None:
        book, made = Workbook(), io.BytesIO()
        (sheet,) = book.worksheets
        sheet.append(["patient_id", *(field for field, _, _ in cells)])
        sheet.append(["P-1", *(value for _, value, _ in cells)])
        for number, (_, _, shown) in enumerate(cells, 2):
            sheet.cell(2, number).number_format = shown
        book.save(made)
        path = tmp_path / "a.xlsx"
        with zipfile.ZipFile(made) as old, zipfile.ZipFile(path, "w") as new:
            spoilt = data.draw(st.sampled_from(["", *old.namelist()]))
            for name in old.namelist():
                part = old.read(name)
                new.writestr(name, data.draw(mutated(part.decode())).encode() if name == spoilt else part)
        with refusing():
            assert read_batch([path], base.vocabulary, protocol.names, (), protocol.by_doors)

    ask()


def test_a_spoilt_signed_table_is_held_against_the_protocol_or_refused(
    protocol: Protocol, tmp_path: Path, sample: Callable[[int], int]
) -> None:
    import io
    import zipfile

    from hn2301_asp.qualification.confirming import held_against
    from hn2301_asp.qualification.register import register
    from hn2301_asp.qualification.sign_table import sign_table
    from hn2301_asp.qualification.signed import read_signed

    assert protocol.files is not None
    entries = register(protocol.files, protocol.knowledge_base)
    with zipfile.ZipFile(io.BytesIO(sign_table(protocol.knowledge_base, entries))) as archive:
        body = archive.read("word/document.xml").decode()

    @fuzz(1_000, sample)
    @given(st.data())
    def ask(data: st.DataObject) -> None:
        path = tmp_path / "signed.docx"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("word/document.xml", data.draw(mutated(body)))
        with refusing():
            signed = held_against(read_signed(path), entries)
            told = (signed.confirmed, signed.before, signed.refused, signed.open)
            assert sum(map(len, told)) == len(entries)

    ask()
