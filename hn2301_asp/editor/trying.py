"""The scenarios of a knowledge base as it stands in an editor: which patients do not get what they must get any more.

They are run once nothing is typed for a moment, and told at their sentences.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.check.catalogue import numbered
from hn2301_asp.editor.snapshot import Snapshot
from hn2301_asp.loader import load_foreign
from hn2301_asp.scenarios.load import FOLDER
from hn2301_asp.scenarios.model import Outcome
from hn2301_asp.scenarios.run import run_all
from hn2301_asp.source.diagnostics import Finding, InputError
from hn2301_asp.source.kept import apart


class Tried(Struct, frozen=True):
    """What failed, by absolute paths, with the texts of the scenarios that were run."""

    findings: tuple[Finding, ...]
    texts: Mapping[str, str]

    def told(self, snapshot: Snapshot) -> tuple[Finding, ...]:
        """What failed, as far as its scenarios still stand where they stood."""
        return self.findings if _scenarios(snapshot) == self.texts else ()


def tried(snapshot: Snapshot, cancelled: Callable[[], bool]) -> Tried:
    """The scenarios of a home's own files that fail; none of a knowledge base that screens nobody at present."""
    texts = _scenarios(snapshot)
    if snapshot.files is None or snapshot.base is None or not snapshot.base.sound or not texts or cancelled():
        return Tried((), texts)
    try:
        with apart():
            protocol = load_foreign(snapshot.files)
            failures = () if cancelled() else run_all(snapshot.files, protocol, coverage=False).failures
    except InputError:
        return Tried((), texts)
    own = (one for one in failures if one.scenario.place.file in texts)
    return Tried(tuple(numbered(_finding(outcome, snapshot) for outcome in own)), texts)


def _finding(outcome: Outcome, snapshot: Snapshot) -> Finding:
    first, *more = outcome.findings
    place = replace(outcome.scenario.place, file=snapshot.home.path(outcome.scenario.place.file or ""))
    return replace(first, message="; ".join(one.message for one in (first, *more)), place=place)


def _scenarios(snapshot: Snapshot) -> dict[str, str]:
    return {file: text for file, text in snapshot.texts.items() if file.startswith(FOLDER)}
