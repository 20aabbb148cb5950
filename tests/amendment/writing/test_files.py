"""Nothing is written over what somebody else wrote, and nothing is written by halves."""

from __future__ import annotations

from pathlib import Path

import pytest

from hn2301_asp.amendment.writing import set_threshold, write
from hn2301_asp.source.diagnostics import InputError
from hn2301_asp.versions.opened import Opened


def held(folder: Path) -> dict[str, str]:
    return {p.relative_to(folder).as_posix(): p.read_text(encoding="utf-8") for p in folder.rglob("*") if p.is_file()}


def refusal(written: object) -> list[tuple[str, str | None]]:
    with pytest.raises(InputError) as refused:
        write(written)  # type: ignore[arg-type]
    return [(finding.message, finding.place.file) for finding in refused.value.findings]


def test_a_file_that_changed_meanwhile_is_not_written_over(base: Opened, folder: Path) -> None:
    write(set_threshold(base, folder, "IN-7", "alc_adequate", "1.0"))
    written = set_threshold(base, folder, "IN-7", "alc_adequate", "1.2")
    path = folder / "protocol.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "# seen\n", encoding="utf-8")
    before = held(folder)
    assert refusal(written) == [("the file has changed since it was read", f"{folder}/protocol.yaml")]
    assert held(folder) == before


def test_a_file_that_appeared_meanwhile_is_not_written_over(base: Opened, folder: Path) -> None:
    written = set_threshold(base, folder, "IN-7", "alc_adequate", "1.0")
    folder.mkdir(parents=True)
    (folder / "protocol.yaml").write_text("mine\n", encoding="utf-8")
    assert refusal(written) == [
        ("a file stands there that is no part of the amendment", f"{folder}/protocol.yaml"),
    ]
    assert held(folder) == {"protocol.yaml": "mine\n"}


def test_a_file_that_is_gone_and_a_link_are_refused(base: Opened, folder: Path) -> None:
    write(set_threshold(base, folder, "IN-7", "alc_adequate", "1.0"))
    written = set_threshold(base, folder, "IN-7", "alc_adequate", "1.2")
    (folder / "protocol.yaml").unlink()
    (folder / "criteria/in7_organ_function.lp").unlink()
    (folder / "criteria/in7_organ_function.lp").symlink_to("/nowhere")
    assert refusal(written) == [
        ("a symbolic link is not written over", f"{folder}/criteria/in7_organ_function.lp"),
        ("the file is gone since it was read", f"{folder}/protocol.yaml"),
    ]


def test_an_amendment_worked_out_twice_is_the_same(base: Opened, folder: Path) -> None:
    one, other = (set_threshold(base, folder, "IN-7", "alc_adequate", "1.0") for _ in range(2))
    assert (one.files, one.notes, one.remaining) == (other.files, other.notes, other.remaining)
    write(one)
    assert held(folder) == {c.path.relative_to(folder).as_posix(): c.new for c in other.files}
