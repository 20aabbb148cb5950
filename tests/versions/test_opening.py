"""Folders, amendments on their base, and stacks of them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from hn2301_asp.knowledge.files import LARGEST_FILE, digest, read_files
from hn2301_asp.source.diagnostics import InputError, Place, render
from hn2301_asp.versions.opening import open_version, stack
from tests.versions.conftest import ALC, LVEF, THRESHOLDS, Amend


def told(*specs: str) -> str:
    """What is said of specifications that cannot be opened."""
    found = []
    for spec in specs:
        with pytest.raises(InputError) as caught:
            open_version(spec)
        found += [render(finding) for finding in caught.value.findings]
    return "\n".join(found)


def test_a_folder_is_a_whole_version_named_by_its_protocol(kb: Path) -> None:
    opened = open_version("kb")
    assert opened.files == read_files(kb)
    assert (opened.name, opened.manifest, opened.base, opened.stale) == ("1.0", None, None, ())


def test_an_amendment_is_its_differences_on_the_knowledge_base_two_folders_up(kb: Path, amend: Amend) -> None:
    path = amend("A01_marrow", ALC)
    opened = open_version(path)
    base = read_files(kb)
    expected = {**base.texts, **{file: base.texts[file].replace(*edit) for file, edit in ALC.items()}}
    assert opened.files.texts == expected
    assert opened.files.digest == digest(expected)
    assert (opened.files.root, opened.name, opened.base) == ("kb/amendments/A01_marrow", "A01", base)
    assert (sorted(opened.overlay), opened.stale, opened.clashes) == ([THRESHOLDS, "protocol.yaml"], (), ())
    assert opened.manifest is not None
    assert opened.manifest.file == "kb/amendments/A01_marrow/amendment.yaml"


def test_an_amendment_opens_from_any_folder_and_on_a_given_base(
    kb: Path, amend: Amend, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = amend("A01_marrow", ALC)
    expected = open_version(path).files.digest
    elsewhere = Path(shutil.copytree(path, "A01_copy"))
    assert open_version(elsewhere, read_files(kb)).files.digest == expected
    monkeypatch.chdir("kb/amendments")
    assert open_version("A01_marrow").files.digest == expected
    monkeypatch.chdir("A01_marrow")
    assert open_version(".").files.digest == expected


def test_a_whole_folder_with_a_manifest_is_whole(kb: Path, amend: Amend) -> None:
    path = amend("A01_marrow", ALC)
    shutil.copytree(kb, "changed", ignore=shutil.ignore_patterns("amendments"))
    shutil.copy(path / "amendment.yaml", "changed")
    opened = open_version("changed")
    assert (opened.name, opened.base, opened.files.digest) == ("A01", None, read_files(kb).digest)
    assert opened.manifest is not None


def test_two_amendments_of_the_same_files_combine_in_either_order(kb: Path, amend: Amend) -> None:
    one, other = open_version(amend("A01_marrow", ALC)), open_version(amend("A02_heart", LVEF))
    base = read_files(kb)
    both, reverse = stack(base, [one, other]), stack(base, [other, one])
    assert (both.name, reverse.name) == ("A01+A02", "A02+A01")
    assert both.files.texts == reverse.files.texts
    assert both.files.texts[THRESHOLDS] == base.texts[THRESHOLDS].replace(*ALC[THRESHOLDS]).replace(*LVEF[THRESHOLDS])
    words = " ".join(both.files.texts["protocol.yaml"].split())
    assert "ALC ≥1.0×10^9/L" in words
    assert "(LVEF) ≥45%" in words
    assert (both.clashes, sorted(both.overlay), both.base) == ((), [THRESHOLDS, "protocol.yaml"], base)


def test_of_two_changes_of_one_threshold_the_later_wins_and_the_clash_is_told(kb: Path, amend: Amend) -> None:
    lower = {THRESHOLDS: ("ALC ≥ 0.8 ", "ALC ≥ 0.5 ")}
    one, other = open_version(amend("A01_marrow", ALC)), open_version(amend("A02_lower", lower))
    both, reverse = stack(read_files(kb), [one, other]), stack(read_files(kb), [other, one])
    assert "ALC ≥ 0.5 " in both.files.texts[THRESHOLDS]
    assert "ALC ≥ 1.0 " in reverse.files.texts[THRESHOLDS]
    told = [
        (c.file, c.item, str(c.place_one), str(c.place_other)) for result in (both, reverse) for c in result.clashes
    ]
    places = [f"kb/amendments/{name}/{THRESHOLDS}:4:1" for name in ("A01_marrow", "A02_lower")]
    assert told == [(THRESHOLDS, "alc_adequate", *places), (THRESHOLDS, "alc_adequate", *reversed(places))]


def test_an_amendment_stands_on_those_that_it_names(kb: Path, amend: Amend) -> None:
    first = amend("A01_marrow", ALC)
    on_first = open_version(first).files
    amend("A02_heart", LVEF, after="A01_marrow", digest=on_first.digest[:12], on="A01_marrow")
    second = open_version("kb/amendments/A02_heart")
    assert (second.stale, second.base and second.base.digest) == ((), on_first.digest)
    assert "ALC ≥ 1.0 " in second.files.texts[THRESHOLDS]
    assert "LVEF ≥ 45 %" in second.files.texts[THRESHOLDS]
    both = stack(read_files(kb), [second, open_version(first)])
    assert (both.name, both.files.texts, both.clashes) == ("A01+A02", second.files.texts, ())


def test_a_whole_version_in_a_stack_brings_its_differences_and_its_missing_files(kb: Path, amend: Amend) -> None:
    shutil.copytree(kb, "changed")
    file = Path("changed", THRESHOLDS)
    file.write_text(file.read_text(encoding="utf-8").replace(*LVEF[THRESHOLDS]), encoding="utf-8")
    Path("changed/guardrails.lp").unlink()
    one = open_version(amend("A01_marrow", ALC))
    both = stack(read_files(kb), [one, open_version("changed")])
    assert "ALC ≥ 1.0 " in both.files.texts[THRESHOLDS]
    assert "LVEF ≥ 45 %" in both.files.texts[THRESHOLDS]
    assert sorted(set(one.files.texts) - set(both.files.texts)) == ["guardrails.lp"]


def test_a_base_that_has_changed_since_is_stale_and_still_opens(kb: Path, amend: Amend) -> None:
    path = amend("A01_marrow", ALC)
    (kb / "readings.yaml").write_text((kb / "readings.yaml").read_text(encoding="utf-8") + "# more\n", encoding="utf-8")
    assert open_version(path).stale
    assert not open_version(amend("A02_heart", LVEF, digest=read_files(kb).digest[:12])).stale


def test_a_place_is_told_in_the_author_s_own_file(kb: Path, amend: Amend) -> None:
    new = 'spare   ANC ≥ 1.2 ×10^9/L   because "x"\nanc_adequate '
    one = open_version(amend("A01_marrow", {THRESHOLDS: ("anc_adequate ", new), "protocol.yaml": ALC["protocol.yaml"]}))
    other = open_version(amend("A02_heart", LVEF))
    both = stack(read_files(kb), [one, other])
    lines = both.files.texts[THRESHOLDS].split("\n")

    def where(word: str) -> str:
        line = next(number for number, text in enumerate(lines, 1) if text.startswith(word))
        return str(both.locate(Place(THRESHOLDS, line, 3)))

    assert [where(word) for word in ("spare", "anc_adequate", "ejection_adequate", "creatinine clearance")] == [
        f"kb/amendments/A01_marrow/{THRESHOLDS}:3:3",
        f"kb/{THRESHOLDS}:3:3",
        f"kb/amendments/A02_heart/{THRESHOLDS}:12:3",
        f"kb/{THRESHOLDS}:21:3",
    ]
    assert str(one.locate(Place("readings.yaml"))) == "kb/readings.yaml"
    assert str(one.locate(Place(THRESHOLDS))) == f"kb/amendments/A01_marrow/{THRESHOLDS}"
    assert str(open_version("kb").locate(Place(THRESHOLDS, 3))) == f"kb/{THRESHOLDS}:3"
    assert one.locate(Place("patients.csv", row=3)) == Place("patients.csv", row=3)


def test_an_amendment_that_cannot_be_used_is_refused_with_a_caret(
    kb: Path, amend: Amend, golden: Callable[[str, str], None]
) -> None:
    amendments = kb / "amendments"
    amend("A01_marrow", ALC)
    amend("A02_wrong_version", ALC, version="2.0")
    amend("A03_missing", ALC, after="A01_marow")
    amend("A04_outside", ALC, after="../../elsewhere")
    amend("A05_circle", ALC, after="A06_circle")
    amend("A06_circle", ALC, after="A05_circle")
    amend("A07_itself", ALC, after="A07_itself")
    amend("A08_yaml", {"readings.yaml": (None, "readings:\n  a: [1\n")})
    amend("A09_folder", {"critera/in7_organ_function.thr": (None, "criterion IN-7\n"), "new.thr": (None, "x\n")})
    amend("A10_suffix", {"criteria/notes.md": (None, "words\n")})
    linked = amend("A11_link", ALC)
    (linked / "criteria" / "in9.lp").symlink_to((kb / "background.lp").resolve())
    (amendments / "A12_linked").symlink_to((amendments / "A01_marrow").resolve())
    shutil.copytree(amendments / "A01_marrow", amendments / "A13_no_manifest")
    (amendments / "A13_no_manifest" / "amendment.yaml").unlink()
    large = amend("A14_large", {})
    (large / "guardrails.lp").write_bytes(b"%" * (LARGEST_FILE + 1))
    latin = amend("A15_latin", {})
    (latin / "guardrails.lp").write_bytes(b"% a\n% caf\xe9\n")
    shutil.copytree(amendments / "A01_marrow", "A16_alone")
    (Path("A16_alone") / "protocol.yaml").unlink()
    names = sorted(path.name for path in amendments.iterdir() if path.name != "A01_marrow")
    found = [f"# {name}\n{told(f'kb/amendments/{name}')}\n" for name in names]
    found += [f"# {name}\n{told(name)}\n" for name in ("A16_alone", "nowhere", "kb/protocol.yaml")]
    golden("versions/bad/amendments.txt", "\n".join(found))
