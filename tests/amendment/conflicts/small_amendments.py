"""Amendments of the small protocol of the golden cases, written by single edits of its texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from hn2301_asp.amendment.assembling import check_versions
from hn2301_asp.amendment.model import Conflict, Report
from hn2301_asp.versions.opened import Opened
from hn2301_asp.versions.opening import open_version, stack
from tests.amendment.short import short

BASE = Path(__file__).parents[2] / "golden" / "amendment" / "base"
#: What stands in a file of the base, and what stands there instead.
Edits = Mapping[str, Sequence[tuple[str, str]]]


class Desk:
    """Where amendments of the small protocol, or of another one, are written."""

    def __init__(self, folder: Path, base: Path = BASE) -> None:
        self.folder = folder
        self.base = open_version(base)

    def amendment(
        self,
        name: str,
        edits: Edits,
        *,
        status: str = "proposed",
        after: Opened | None = None,
        more: str = "",
        new: Mapping[str, str] | None = None,
        version: str = "1.0",
    ) -> Opened:
        """An amendment with edited files and new ones; ``after`` is the one on which it stands."""
        files = stack(self.base.files, [after]).files if after is not None else self.base.files
        written = dict(new or {})
        for file, changes in edits.items():
            text = files.texts[file]
            for before, now in changes:
                assert before in text, (file, before)
                text = text.replace(before, now)
            written[file] = text
        written, goes = short(files.texts, written)
        standing = f", after: [{Path(after.files.root).name}]" if after is not None else ""
        written["amendment.yaml"] = (
            f"id: {name}\ntitle: {name}\nstatus: {status}\n"
            f'base: {{version: "{version}", digest: "{files.digest[:16]}"{standing}}}\n'
            f"date: 2026-03-02\nrationale: a reason\nreason: Other\nscope: Global\n{goes}{more}"
        )
        for file, text in written.items():
            path = self.folder / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return open_version(self.folder / name, self.base.files)

    def report(self, *amendments: Opened) -> Report:
        return check_versions(self.base, amendments)

    def alone(self, amendment: Opened, code: str) -> list[Conflict]:
        """What a class finds on one amendment."""
        return _of(self.report(amendment).accounts[0].conflicts, code)

    def together(self, code: str, *amendments: Opened) -> list[Conflict]:
        """What a class finds on several amendments together."""
        return _of(self.report(*amendments).together, code)


def _of(conflicts: Sequence[Conflict], code: str) -> list[Conflict]:
    found = []
    for conflict in conflicts:
        found += [conflict] if conflict.code == code else []
        found += _of(conflict.follows, code)
    return found
